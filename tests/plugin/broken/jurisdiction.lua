-- Sound itself, but one of its services is not, and another is not there.
return jurisdiction {
  id = "broken", api = 1, name = { fr = "Cassé", en = "Broken" }, contact = { fr = "311", en = "311" },
  zone = "America/Toronto", languages = { "fr" },
  calendars = { calendar "office" { mon = { { "08:30", "17:00" } } } },
  services = { "broken", "plain", "absent" },
}
--! broken/service.lua:6 | horloge « resolution » : l'arrondissement n'a pas de calendrier « ofice », vouliez-vous « office » ? | clock "resolution": the jurisdiction has no calendar "ofice", did you mean "office"?
--! broken/service.lua:7 | horloge « late », règle « mondays » : aucune échéance dans les dix ans que couvre le calendrier « office » | clock "late", rule "mondays": no due date within the ten years that the calendar "office" covers
--! broken/service.lua:3 | « code » vaut « brokn », mais le dossier s'appelle « broken » | "code" is "brokn", but the folder is named "broken"
--! absent/service.lua | ce fichier n'existe pas | there is no such file
