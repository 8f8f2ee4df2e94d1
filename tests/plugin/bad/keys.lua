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
--! keys.lua:5 | service : clé inconnue « keyword », vouliez-vous « keywords » ? | service: unknown key "keyword", did you mean "keywords"?
--! keys.lua:9 | champ « depth » : clé inconnue « mni », vouliez-vous « min » ? | attribute "depth": unknown key "mni", did you mean "min"?
--! keys.lua:12 | champ « size » : « label.en » manque | attribute "size": "label.en" is missing
--! keys.lua:13 | champ « size » : clé inconnue « values[2].enn », vouliez-vous « en » ? | attribute "size": unknown key "values[2].enn", did you mean "en"?
--! keys.lua:13 | champ « size » : « values[2].en » manque | attribute "size": "values[2].en" is missing
--! keys.lua:15 | champ « pole » : « label » manque | attribute "pole": "label" is missing
--! keys.lua:15 | champ « pole » : « help.fr » est vide | attribute "pole": "help.fr" is empty
--! keys.lua:16 | champ « more » : clé inconnue « zzz » (clés possibles : label, help, required, required_if, show_if, min, max) | attribute "more": unknown key "zzz" (possible keys: label, help, required, required_if, show_if, min, max)
--! keys.lua:17 | champ « since » : « […] » : une valeur sans nom n'a pas sa place ici | attribute "since": "[…]": a value without a name has no place here
