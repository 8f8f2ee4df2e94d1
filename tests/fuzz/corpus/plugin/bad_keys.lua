-- Keys that do not exist, at every level, and texts that are not there.
return service {
  code = "bad", version = "1.0.0", api = 1,
  name = { fr = "N", en = "N" }, description = { fr = "D", en = "D" }, group = "streets",
  keyword = { "x" },
  attributes = {
    attribute.number "depth" {
      label = { fr = "Profondeur", en = "Depth" },
      mni = 0,
    },
    attribute.choice "size" {
      label = { fr = "Taille" },
      values = { { "small", fr = "Petit", en = "Small" }, { "big", fr = "Grand", enn = "Big" } },
    },
    attribute.string "pole" { help = { fr = "", en = "Help" } },
    attribute.text "more" { label = { fr = "Autre", en = "More" }, zzz = 1 },
    attribute.datetime "since" { "since", label = { fr = "Depuis", en = "Since" } },
  },
  clocks = { clock "resolution" { calendar = "roads", unit = "bd", goal = 3 } },
  workflow = workflow { start = "a",
    state "a" { label = { fr = "A", en = "A" }, status = "open", detailed = "RECEIVED", next = { "z" } },
    state "z" { label = { fr = "Z", en = "Z" }, status = "closed", detailed = "PROCESSED",
      reasons = { reason "ok" { label = { fr = "Oui", en = "Yes" }, say = { fr = "Oui.", en = "Yes." } } } },
  },
}
