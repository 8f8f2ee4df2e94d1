-- Values of the wrong type, or out of range, or not one of the words.
return service {
  code = "Bad Code", version = "1.0", api = 2,
  name = "N", description = { fr = 3, en = "D" }, group = 7,
  keywords = { "a", "a", 5 },
  attributes = {
    attribute.choice "one" { label = { fr = "U", en = "O" }, values = { { "x", fr = "X", en = "X" } } },
    attribute.choices "many" { label = { fr = "P", en = "M" }, max = 2.5,
      values = { { "x", fr = "X", en = "X" }, { "x", fr = "Y", en = "Y" } } },
    attribute.number "low" { label = { fr = "B", en = "L" }, min = 5, max = 1, integer = "yes" },
    attribute.string "Pole" { label = { fr = "P", en = "P" }, max = 100000 },
    attribute.string "low" { label = { fr = "B", en = "L" } },
    attribute.string "month" { label = { fr = "M", en = "M" } },
    setting.number "days" { default = 1, label = { fr = "J", en = "D" } },
    "text",
  },
  clocks = { clock "resolution" { calendar = "roads", unit = "bdd", goal = "3", at = "clos" } },
  workflow = workflow { start = "a",
    state "a" { label = { fr = "A", en = "A" }, status = "open", detailed = "RECEIVED", next = { "z" } },
    state "z" { label = { fr = "Z", en = "Z" }, status = "closed", detailed = "PROCESSED",
      reasons = { reason "ok" { label = { fr = "Oui", en = "Yes" }, say = { fr = "Oui.", en = "Yes." } } } },
  },
  priority = "hihg",
}
