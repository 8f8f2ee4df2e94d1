-- The public holidays of Québec, by rule: Loi sur les normes du travail (art. 60) and
-- Loi sur la fête nationale (F-1.1, art. 2). The first lets an employer choose between Good Friday
-- and Easter Monday; Montréal's offices close on both. No holiday moves because of a Saturday.

return {
  holiday "new_year" {
    fixed = "01-01",
    name = { fr = "Jour de l'An", en = "New Year's Day" },
  },
  holiday "good_friday" {
    easter = -2,
    name = { fr = "Vendredi saint", en = "Good Friday" },
  },
  holiday "easter_monday" {
    easter = 1,
    name = { fr = "Lundi de Pâques", en = "Easter Monday" },
  },
  holiday "patriots_day" {
    weekday = "mon", before = "05-25",
    name = { fr = "Journée nationale des patriotes", en = "National Patriots' Day" },
  },
  holiday "national_holiday" {
    fixed = "06-24", sunday_moves = true,
    name = { fr = "Fête nationale", en = "National Holiday" },
  },
  holiday "canada_day" {
    fixed = "07-01", sunday_moves = true,
    name = { fr = "Fête du Canada", en = "Canada Day" },
  },
  holiday "labour_day" {
    nth = 1, weekday = "mon", month = 9,
    name = { fr = "Fête du Travail", en = "Labour Day" },
  },
  holiday "thanksgiving" {
    nth = 2, weekday = "mon", month = 10,
    name = { fr = "Action de grâces", en = "Thanksgiving" },
  },
  holiday "christmas" {
    fixed = "12-25",
    name = { fr = "Noël", en = "Christmas Day" },
  },
}
