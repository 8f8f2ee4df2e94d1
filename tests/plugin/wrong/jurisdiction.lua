-- As many mistakes as a jurisdiction can hold.
return jurisdiction {
  id = "wrong", api = 1, name = { fr = "Faux", en = "Wrong" }, contact = { fr = "311" },
  zoen = "America/Toronto", zone = "America/Torronto", languages = { "en" },
  territory = "../secret.geojson",
  calendars = {
    calendar "office" { mon = { { "17:00", "08:30" } }, tue = { { "8:30", "12:00" } },
      wed = { { "08:00", "12:00" }, { "11:00", "13:00" } }, monday = {},
      holidays = {
        holiday "a" { fixed = "02-30", name = { fr = "A", en = "A" } },
        holiday "b" { fixed = "01-01", easter = 1, name = { fr = "B", en = "B" } },
        holiday "c" { nth = 0, weekday = "mon", name = { fr = "C", en = "C" } },
        holiday "d" { easter = 1, month = 3, name = { fr = "D", en = "D" } },
        holiday "a" { easter = 2, name = { fr = "A", en = "A" } },
      },
      exceptions = { exception "24 December" {} },
      seasons = { season "s" { from = "06-01" } },
    },
  },
  services = { "pothole", "pothole", "Pothole" },
  settings = { graffiti = { days = 3 }, pothole = 5 },
}
--! jurisdiction.lua:4 | arrondissement : clé inconnue « zoen », vouliez-vous « zone » ? | jurisdiction: unknown key "zoen", did you mean "zone"?
--! jurisdiction.lua:3 | arrondissement : « contact.en » manque | jurisdiction: "contact.en" is missing
--! jurisdiction.lua:4 | arrondissement : « languages » est { "fr" } ou { "fr", "en" } | jurisdiction: "languages" is { "fr" } or { "fr", "en" }
--! jurisdiction.lua:5 | arrondissement : « territory » vaut « ../secret.geojson » : il faut un fichier de ce dossier | jurisdiction: "territory" is "../secret.geojson": it must be a file of this folder
--! jurisdiction.lua:8 | calendrier « office » : clé inconnue « monday » (clés possibles : zone, mon, tue, wed, thu, fri, sat, sun, seasons, holidays, exceptions, holiday_wins) | calendar "office": unknown key "monday" (possible keys: zone, mon, tue, wed, thu, fri, sat, sun, seasons, holidays, exceptions, holiday_wins)
--! jurisdiction.lua:7 | calendrier « office » : « mon » : des heures s'écrivent { "08:30", "12:00" }, l'ouverture avant la fermeture | calendar "office": "mon": hours are written { "08:30", "12:00" }, opening before closing
--! jurisdiction.lua:7 | calendrier « office » : « tue » : des heures s'écrivent { "08:30", "12:00" }, l'ouverture avant la fermeture | calendar "office": "tue": hours are written { "08:30", "12:00" }, opening before closing
--! jurisdiction.lua:8 | calendrier « office » : « wed » : des heures se chevauchent ou ne se suivent pas | calendar "office": "wed": hours overlap or are out of order
--! jurisdiction.lua:17 | saison « s » : « to » manque | season "s": "to" is missing
--! jurisdiction.lua:10 | férié « a » : « fixed » vaut « 02-30 » : il faut un mois et un jour, comme 05-25 | holiday "a": "fixed" is "02-30": it must be a month and a day, such as 05-25
--! jurisdiction.lua:11 | férié « b » : un seul de « fixed », « nth », « before », « easter » ou « date » | holiday "b": exactly one of "fixed", "nth", "before", "easter" or "date"
--! jurisdiction.lua:12 | férié « c » : « month » manque : « nth » en a besoin | holiday "c": "month" is missing: "nth" needs it
--! jurisdiction.lua:12 | férié « c » : « nth » va de 1 à 5, ou vaut -1 pour le dernier | holiday "c": "nth" goes from 1 to 5, or is -1 for the last
--! jurisdiction.lua:13 | férié « d » : « weekday » ou « month » ne va pas avec « easter » | holiday "d": "weekday" or "month" does not go with "easter"
--! jurisdiction.lua:14 | férié : le nom « a » est déjà pris | holiday: the name "a" is taken already
--! jurisdiction.lua:16 | exception « 24 December » : « id » vaut « 24 December » : il faut une date comme 2026-12-24 | exception "24 December": "id" is "24 December": it must be a date such as 2026-12-24
--! jurisdiction.lua:20 | arrondissement : « services » : « pothole » y est deux fois | jurisdiction: "services": "pothole" is there twice
--! jurisdiction.lua:20 | arrondissement : « services[3] » vaut « Pothole » : un code n'a que des minuscules, des chiffres, - et _, et commence par une lettre | jurisdiction: "services[3]" is "Pothole": a code has only lower-case letters, digits, - and _, and begins with a letter
--! jurisdiction.lua:21 | arrondissement : « settings.graffiti » n'est pas dans « services » | jurisdiction: "settings.graffiti" is not among "services"
--! jurisdiction.lua:21 | arrondissement : « settings.pothole » doit être une table, et non un nombre | jurisdiction: "settings.pothole" must be a table, not a number
