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
--! types.lua:3 | service : « api » vaut 2 : il faut de 1 à 1 | service: "api" is 2: it must be from 1 to 1
--! types.lua:3 | service : « code » vaut « Bad Code » : un code n'a que des minuscules, des chiffres, - et _, et commence par une lettre | service: "code" is "Bad Code": a code has only lower-case letters, digits, - and _, and begins with a letter
--! types.lua:3 | service : « version » vaut « 1.0 » : il faut trois nombres, comme 1.0.0 | service: "version" is "1.0": it must be three numbers, such as 1.0.0
--! types.lua:4 | service : « name » doit être une table, et non une chaîne | service: "name" must be a table, not a string
--! types.lua:4 | service : « description.fr » doit être une chaîne, et non un nombre | service: "description.fr" must be a string, not a number
--! types.lua:4 | service : « group » doit être une chaîne, et non un nombre | service: "group" must be a string, not a number
--! types.lua:5 | service : « keywords » : « a » y est deux fois | service: "keywords": "a" is there twice
--! types.lua:5 | service : « keywords[3] » doit être une chaîne, et non un nombre | service: "keywords[3]" must be a string, not a number
--! types.lua:7 | champ « one » : « values » a 1 élément(s) : il en faut de 2 à 100 | attribute "one": "values" has 1 item(s): there must be 2 to 100
--! types.lua:8 | champ « many » : le nom « x » est déjà pris | attribute "many": the name "x" is taken already
--! types.lua:8 | champ « many » : « max » doit être un nombre entier | attribute "many": "max" must be a whole number
--! types.lua:10 | champ « low » : « integer » doit être vrai ou faux, et non une chaîne | attribute "low": "integer" must be true or false, not a string
--! types.lua:10 | champ « low » : « min » dépasse « max » | attribute "low": "min" is more than "max"
--! types.lua:11 | champ « Pole » : « id » vaut « Pole » : un code n'a que des minuscules, des chiffres, - et _, et commence par une lettre | attribute "Pole": "id" is "Pole": a code has only lower-case letters, digits, - and _, and begins with a letter
--! types.lua:11 | champ « Pole » : « max » vaut 100000 : il faut de 1 à 4000 | attribute "Pole": "max" is 100000: it must be from 1 to 4000
--! types.lua:12 | champ : le nom « low » est déjà pris | attribute: the name "low" is taken already
--! types.lua:13 | champ « month » : ce nom est réservé aux conditions | attribute "month": this name is reserved for conditions
--! types.lua:14 | service : setting.number n'a pas sa place ici ; on attend : attribute.choice, attribute.choices, attribute.number, attribute.string, attribute.text, attribute.datetime | service: setting.number has no place here; expected: attribute.choice, attribute.choices, attribute.number, attribute.string, attribute.text, attribute.datetime
--! types.lua:15 | service : « attributes[8] » doit être une table, et non une chaîne | service: "attributes[8]" must be a table, not a string
--! types.lua:17 | horloge « resolution » : « unit » vaut « bdd », vouliez-vous « bd » ? (valeurs possibles : bh, bd, cd, cw, cm, eh, by) | clock "resolution": "unit" is "bdd", did you mean "bd"? (possible values: bh, bd, cd, cw, cm, eh, by)
--! types.lua:17 | horloge « resolution » : « goal » doit être un nombre, et non une chaîne | clock "resolution": "goal" must be a number, not a string
--! types.lua:17 | horloge « resolution » : « at » vaut « clos », vouliez-vous « close » ? (valeurs possibles : close, same_time, open) | clock "resolution": "at" is "clos", did you mean "close"? (possible values: close, same_time, open)
--! types.lua:23 | service : « priority » vaut « hihg », vouliez-vous « high » ? (valeurs possibles : low, normal, high, urgent) | service: "priority" is "hihg", did you mean "high"? (possible values: low, normal, high, urgent)
