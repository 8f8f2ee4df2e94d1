-- A borough whose services extend what they cannot.
local office = { { "08:00", "16:00" } }

return jurisdiction {
  id = "lost", api = 1, name = { fr = "Perdus", en = "Lost" }, contact = { fr = "311", en = "311" },
  zone = "America/Toronto", languages = { "fr", "en" },
  calendars = { calendar "office" { mon = office } },
  services = { "wrong-version", "no-parent", "round-heir", "bad-word", "misspelt" },
}
--! wrong-version/service.lua:1 | « extends » : le service étendu est en version 1.4.0 ; ce fichier est écrit pour la 2 | "extends": the service it extends is version 1.4.0; this file is written for 2
--! no-parent/service.lua:3 | « extends » : il n'y a pas de service partagé core/bass/service.lua | "extends": there is no shared service core/bass/service.lua
--! core/round/service.lua:1 | « extends » vaut « core/circle@1 » : il faut un service partagé et sa version, comme core/pothole@1, sans tourner en rond | "extends" is "core/circle@1": it must be a shared service and its version, such as core/pothole@1, and not go round in circles
--! bad-word/service.lua:1 | « extends » vaut « base » : il faut un service partagé et sa version, comme core/pothole@1, sans tourner en rond | "extends" is "base": it must be a shared service and its version, such as core/pothole@1, and not go round in circles
--! misspelt/service.lua:4 | « remove » : « attributes.dept » n'est pas dans le service étendu, vouliez-vous « depth » ? | "remove": "attributes.dept" is not in the service that is extended, did you mean "depth"?
--! misspelt/service.lua:4 | « remove » : « clocks.resolution.bigg » n'est pas dans le service étendu, vouliez-vous « big » ? | "remove": "clocks.resolution.bigg" is not in the service that is extended, did you mean "big"?
--! misspelt/service.lua:4 | « remove » : « workflow.states » nomme toute une liste : il faut un de ses éléments | "remove": "workflow.states" names a whole list: it must be one of its items
--! misspelt/service.lua:5 | « remove » : « attributes.size.label.fr » n'est pas dans le service étendu | "remove": "attributes.size.label.fr" is not in the service that is extended
--! misspelt/service.lua:1 | service : « name » manque | service: "name" is missing
--! misspelt/service.lua:10 | champ « depth » : « label.en » manque | attribute "depth": "label.en" is missing
--! misspelt/service.lua:8 | règle « late » : clé inconnue « unti », vouliez-vous « unit » ? | rule "late": unknown key "unti", did you mean "unit"?
--! misspelt/service.lua:8 | règle « late » : « unit » manque | rule "late": "unit" is missing
--! core/base/service.lua:27 | horloge « resolution » : la règle « big » ne servira jamais : « late », avant elle, n'a pas de condition | clock "resolution": rule "big" never fires: "late" before it has no condition
