-- Clocks and rules that never fire, or say nothing.
return service {
  code = "bad", version = "1.0.0", api = 1,
  name = { fr = "N", en = "N" }, description = { fr = "D", en = "D" }, group = "streets",
  clocks = {
    clock "empty" { calendar = "roads" },
    clock "both" { calendar = "roads", unit = "bd", goal = 3, rule "x" { unit = "bd", goal = 1 } },
    clock "resolution" { calendar = "roads",
      rule "always" { goal = 3, unit = "bd" },
      rule "never" { goal = 3, unit = "bd" },
      rule "half" { goal = 2.5, unit = "cd", from = "2027-03-01", to = "2027-03-01" },
      rule "zero" { goal = 0, unit = "bh", from = "2027-02-30" },
      rule "lost" { unit = "bd" },
    },
    clock "resolution" { calendar = "roads", unit = "bd", goal = clock "x" },
    clock "first" { unit = "bd", goal = 3 },
    state "x" {},
  },
  workflow = workflow { start = "a",
    state "a" { label = { fr = "A", en = "A" }, status = "open", detailed = "RECEIVED", next = { "z" } },
    state "z" { label = { fr = "Z", en = "Z" }, status = "closed", detailed = "PROCESSED",
      reasons = { reason "ok" { label = { fr = "Oui", en = "Yes" }, say = { fr = "Oui.", en = "Yes." } } } },
  },
}
