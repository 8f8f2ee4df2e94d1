-- A borough whose services extend shared ones.
local office = { { "08:00", "16:00" } }

return jurisdiction {
  id = "heirs", api = 1, name = { fr = "Héritiers", en = "Heirs" }, contact = { fr = "311", en = "311" },
  zone = "America/Toronto", languages = { "fr", "en" },
  calendars = { calendar "office" { mon = office, tue = office, wed = office, thu = office, fri = office } },
  services = { "base", "heir", "middle-heir" },
  settings = { heir = { hours = 4 } },
}
