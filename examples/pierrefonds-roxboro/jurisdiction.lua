-- The borough of Pierrefonds-Roxboro, in Montréal: the example to copy for another one.

local office_day = { { "08:30", "17:00" } }
local roads_day = { { "07:00", "15:30" } }

return jurisdiction {
  id = "pierrefonds-roxboro", api = 1,
  name = { fr = "Pierrefonds-Roxboro", en = "Pierrefonds-Roxboro" },
  motto = { fr = "On s'occupe de vous !", en = "We take care of you!" },
  zone = "America/Toronto",
  languages = { "fr", "en" },

  contact = {
    fr = "Mairie d'arrondissement de Pierrefonds-Roxboro, 13665, boulevard de Pierrefonds, "
      .. "Montréal (Québec) H9A 2Z4 ; téléphone : 311",
    en = "Pierrefonds-Roxboro Borough Hall, 13665, boulevard de Pierrefonds, "
      .. "Montréal (Québec) H9A 2Z4; telephone: 311",
  },
  key_service = {
    fr = "Demandez une clé à la mairie d'arrondissement, en nommant l'application et la personne à joindre.",
    en = "Ask the borough hall for a key, naming the application and the person to reach.",
  },

  territory = "territory.geojson",

  calendars = {
    calendar "office" {
      mon = office_day, tue = office_day, wed = office_day, thu = office_day,
      fri = { { "08:30", "12:00" } },
      holidays = use "calendars/quebec",
    },
    calendar "roads" {
      mon = roads_day, tue = roads_day, wed = roads_day, thu = roads_day, fri = roads_day,
      holidays = use "calendars/quebec",
    },
  },

  services = { "pothole", "graffiti", "street-light", "street-furniture", "cleanliness", "cleaning" },

  -- What this borough changes in the shared services; all the rest stays at their defaults.
  settings = {
    cleanliness = { urgent_points = 5 },
  },
}
