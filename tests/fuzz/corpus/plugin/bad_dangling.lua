-- Names of things that are not there.
return service {
  code = "bad", version = "1.0.0", api = 1,
  name = { fr = "N", en = "N" }, description = { fr = "D", en = "D" }, group = "streets",
  settings = {
    setting.number "days" { default = 70, min = 1, max = 60, label = { fr = "J", en = "D" } },
    setting.number "days" { default = 7, label = { fr = "J", en = "D" } },
  },
  attributes = {
    attribute.choice "size" { label = { fr = "T", en = "S" }, show_if = { later = 1 },
      values = { { "small", fr = "P", en = "S" }, { "big", fr = "G", en = "B" } } },
    attribute.number "later" { label = { fr = "T", en = "L" }, required_if = { size = "bigg" } },
  },
  clocks = {
    clock "resolution" { calendar = "roads", unit = "bd", goal = ref "day" },
    promise = { clock = "resolutoin", fr = "Le %s et %s", en = "In 100 %" },
  },
  workflow = workflow { start = "a",
    state "a" { label = { fr = "A", en = "A" }, status = "open", detailed = "RECEIVED", next = { "z" } },
    state "z" { label = { fr = "Z", en = "Z" }, status = "closed", detailed = "PROCESSED",
      reasons = { reason "ok" { label = { fr = "Oui", en = "Yes" }, say = { fr = "Oui.", en = "Yes." } } } },
  },
}
