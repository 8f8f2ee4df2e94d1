-- The last of a chain of three.
return service {
  extends = "core/middle@2",
  code = "middle-heir", version = "0.1.0",
  clocks = { clock "resolution" { rule "default" { unit = "cd" } } },
}
