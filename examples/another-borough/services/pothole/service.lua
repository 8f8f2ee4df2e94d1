-- The shared pothole, but an alley waits longer, and nobody is asked how deep the hole is.

return service {
  extends = "core/pothole@1", code = "pothole", version = "1.0.0",
  remove = { "attributes.depth" },
  clocks = { clock "resolution" { rule "alley" { when = { place = "alley" }, goal = 20, unit = "cd", at = "close" } } },
}
