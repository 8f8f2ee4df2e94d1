-- Between the base and its heirs.
return service {
  extends = "core/base@1",
  code = "middle", version = "2.0.0",
  name = { fr = "Milieu", en = "Middle" },
  clocks = { clock "resolution" { rule "default" { goal = 6 } } },
}
