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
--! dangling.lua:6 | réglage « days » : « default » vaut 70, hors de ses limites | setting "days": "default" is 70, out of its limits
--! dangling.lua:7 | réglage : le nom « days » est déjà pris | setting: the name "days" is taken already
--! dangling.lua:10 | champ « size » : « show_if.later » : aucun attribut de ce nom n'est déclaré avant | attribute "size": "show_if.later": no attribute of that name is declared before
--! dangling.lua:12 | champ « later » : « required_if.size » n'a pas la valeur « bigg », vouliez-vous « big » ? | attribute "later": "required_if.size" has no value "bigg", did you mean "big"?
--! dangling.lua:15 | horloge « resolution » : ref « day » : il n'y a pas de réglage de ce nom, vouliez-vous « days » ? | clock "resolution": ref "day": there is no setting of that name, did you mean "days"?
--! dangling.lua:16 | service : « clocks.promise.fr » doit contenir %s une fois, à la place de la date | service: "clocks.promise.fr" must hold %s once, in the place of the date
--! dangling.lua:16 | service : « clocks.promise.en » doit contenir %s une fois, à la place de la date | service: "clocks.promise.en" must hold %s once, in the place of the date
--! dangling.lua:16 | service : « clocks.promise.clock » nomme l'horloge « resolutoin », qui n'existe pas, vouliez-vous « resolution » ? | service: "clocks.promise.clock" names the clock "resolutoin", which does not exist, did you mean "resolution"?
