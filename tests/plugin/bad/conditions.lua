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
--! conditions.lua:12 | service : « stop_if[1].when » est vide : toutes les demandes seraient arrêtées | service: "stop_if[1].when" is empty: every request would be stopped
--! conditions.lua:13 | service : « stop_if[2].when » : chaque condition a un nom, comme { size = "big" } | service: "stop_if[2].when": each condition has a name, as in { size = "big" }
--! conditions.lua:14 | service : « stop_if[3].when.size » : « ge » compare un nombre ou une date à une seule valeur | service: "stop_if[3].when.size": "ge" compares a number or a date with one value
--! conditions.lua:15 | service : « stop_if[4].when.depth » doit être un nombre, et non une chaîne | service: "stop_if[4].when.depth" must be a number, not a string
--! conditions.lua:16 | service : « stop_if[5].when.depth » : comparaison inconnue « gte » (eq, ne, lt, le, gt, ge) | service: "stop_if[5].when.depth": unknown comparison "gte" (eq, ne, lt, le, gt, ge)
--! conditions.lua:17 | service : « stop_if[6].when.since » se compare à un instant comme 2026-05-07T09:00:00-04:00 | service: "stop_if[6].when.since" is compared with an instant such as 2026-05-07T09:00:00-04:00
--! conditions.lua:18 | service : « stop_if[7].when.month » vaut 0 : il faut de 1 à 12 | service: "stop_if[7].when.month" is 0: it must be from 1 to 12
--! conditions.lua:18 | service : « stop_if[7].when.month » vaut 13 : il faut de 1 à 12 | service: "stop_if[7].when.month" is 13: it must be from 1 to 12
--! conditions.lua:19 | service : clé inconnue « stop_if[8].when.near.meters », vouliez-vous « metres » ? | service: unknown key "stop_if[8].when.near.meters", did you mean "metres"?
--! conditions.lua:19 | service : « stop_if[8].when.near.metres » manque | service: "stop_if[8].when.near.metres" is missing
--! conditions.lua:20 | service : « stop_if[9].when.siez » : aucun attribut de ce nom n'est déclaré avant, vouliez-vous « size » ? | service: "stop_if[9].when.siez": no attribute of that name is declared before, did you mean "size"?
--! conditions.lua:21 | service : « stop_if[10].when » manque | service: "stop_if[10].when" is missing
