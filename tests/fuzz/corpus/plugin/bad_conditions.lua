-- Conditions that cannot mean anything.
return service {
  code = "bad", version = "1.0.0", api = 1,
  name = { fr = "N", en = "N" }, description = { fr = "D", en = "D" }, group = "streets",
  attributes = {
    attribute.choice "size" { label = { fr = "T", en = "S" },
      values = { { "small", fr = "P", en = "S" }, { "big", fr = "G", en = "B" } } },
    attribute.number "depth" { label = { fr = "P", en = "D" } },
    attribute.datetime "since" { label = { fr = "D", en = "S" } },
  },
  stop_if = {
    { when = {}, say = { fr = "Non", en = "No" } },
    { when = { "size" }, say = { fr = "Non", en = "No" } },
    { when = { size = { ge = "big" } }, say = { fr = "Non", en = "No" } },
    { when = { depth = "10" }, say = { fr = "Non", en = "No" } },
    { when = { depth = { gte = 10 } }, say = { fr = "Non", en = "No" } },
    { when = { since = { lt = "yesterday" } }, say = { fr = "Non", en = "No" } },
    { when = { month = { 0, 13 } }, say = { fr = "Non", en = "No" } },
    { when = { near = { "school", meters = 150 } }, say = { fr = "Non", en = "No" } },
    { when = { siez = "big" }, say = { fr = "Non", en = "No" } },
    { say = { fr = "Non", en = "No" } },
  },
  clocks = { clock "resolution" { calendar = "roads", unit = "bd", goal = 3 } },
  workflow = workflow { start = "a",
    state "a" { label = { fr = "A", en = "A" }, status = "open", detailed = "RECEIVED", next = { "z" } },
    state "z" { label = { fr = "Z", en = "Z" }, status = "closed", detailed = "PROCESSED",
      reasons = { reason "ok" { label = { fr = "Oui", en = "Yes" }, say = { fr = "Oui.", en = "Yes." } } } },
  },
}
