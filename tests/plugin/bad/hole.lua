-- A list with a hole, and a key that is no name.
return service {
  code = "bad", version = "1.0.0", api = 1,
  name = { fr = "N", en = "N" }, description = { fr = "D", en = "D" }, group = "streets",
  keywords = { "a", nil, "c" },
  attributes = { [true] = 1 },
  clocks = { clock "resolution" { calendar = "roads", unit = "bd", goal = 3 } },
  workflow = workflow { start = "a",
    state "a" { label = { fr = "A", en = "A" }, status = "open", detailed = "RECEIVED", next = { "z" } },
    state "z" { label = { fr = "Z", en = "Z" }, status = "closed", detailed = "PROCESSED",
      reasons = { reason "ok" { label = { fr = "Oui", en = "Yes" }, say = { fr = "Oui.", en = "Yes." } } } },
  },
}
--! hole.lua:5 | service : « keywords » : une liste a un trou, ou une clé n'est pas un nom | service: "keywords": a list has a hole, or a key is no name
--! hole.lua:6 | service : « attributes » : une liste a un trou, ou une clé n'est pas un nom | service: "attributes": a list has a hole, or a key is no name
