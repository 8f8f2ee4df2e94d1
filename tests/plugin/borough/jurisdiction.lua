-- A borough for tests: two services of its own, calendars of every form, a place, a setting.
local office = { { "08:30", "12:00" }, { "13:00", "17:00" } }

return jurisdiction {
  id = "test-borough", api = 1,
  name = { fr = "Essai", en = "Test" }, motto = { fr = "On essaie", en = "We try" },
  contact = { fr = "Composez le 311", en = "Call 311" },
  key_service = { fr = "Écrivez-nous", en = "Write to us" },
  zone = "America/Toronto", languages = { "fr", "en" },
  territory = "territory.geojson", places = "places.geojson",
  calendars = {
    calendar "office" {
      mon = office, tue = office, wed = office, thu = office, fri = { { "08:30", "12:00" } },
      holidays = {
        holiday "new_year" { fixed = "01-01", sunday_moves = true, name = { fr = "Jour de l'An", en = "New Year" } },
        holiday "labour" { nth = 1, weekday = "mon", month = 9, name = { fr = "Travail", en = "Labour" } },
        holiday "patriots" { weekday = "mon", before = "05-25", name = { fr = "Patriotes", en = "Patriots" } },
        holiday "good_friday" { easter = -2, name = { fr = "Vendredi saint", en = "Good Friday" } },
        holiday "bridge" { date = "2026-12-28", name = { fr = "Pont", en = "Bridge" } },
      },
      seasons = { season "summer" { from = "06-01", to = "09-01", mon = { { "08:00", "16:00" } } } },
      exceptions = {
        exception "2026-12-24" { { "08:30", "12:00" }, name = { fr = "Veille", en = "Eve" } },
        exception "2026-12-31" {},
      },
    },
    calendar "roads" { zone = "America/Toronto", holiday_wins = true, sat = { { "00:00", "24:00" } } },
  },
  services = { "rules", "plain" },
  settings = { rules = { days = 4 } },
}
