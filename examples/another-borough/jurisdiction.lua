-- L'Anse-aux-Cèdres, a small town on the St. Lawrence that does not exist: what it shares with the
-- other boroughs it takes, what is its own it says here.

local office_day = { { "08:30", "12:00" }, { "13:00", "16:30" } }
local roads_day, long_day = { { "07:30", "16:00" } }, { { "06:30", "16:30" } }

return jurisdiction {
  id = "anse-aux-cedres", api = 1,
  name = { fr = "L'Anse-aux-Cèdres", en = "L'Anse-aux-Cèdres" },
  motto = { fr = "Au rythme des marées", en = "In step with the tides" },
  zone = "America/Toronto",
  languages = { "fr", "en" },
  contact = { fr = "Hôtel de ville, 12, rue du Quai", en = "Town Hall, 12, rue du Quai" },
  key_service = { fr = "Demandez une clé au greffe.", en = "Ask the clerk's office for a key." },
  territory = "territory.geojson",

  calendars = {
    calendar "office" {
      mon = office_day, tue = office_day, wed = office_day, thu = office_day,
      fri = { { "08:30", "12:00" } },
      holidays = use "calendars/quebec-public-sector",
      exceptions = {
        exception "2026-08-14" { name = { fr = "Fête de la ville", en = "Town festival" } },
      },
    },
    calendar "roads" {
      mon = roads_day, tue = roads_day, wed = roads_day, thu = roads_day, fri = roads_day,
      holidays = use "calendars/quebec-public-sector",
      seasons = { -- four long days in summer
        season "summer" {
          from = "06-01", to = "09-01",
          mon = long_day, tue = long_day, wed = long_day, thu = long_day,
        },
      },
    },
  },

  services = { "pothole", "street-light", "missed-collection" },
  settings = {
    pothole = { repair_days = 10, make_safe_hours = 48 },
  },
}
