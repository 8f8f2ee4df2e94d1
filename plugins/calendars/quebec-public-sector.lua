-- The public holidays of Québec, and the four days around Christmas and New Year that the public
-- sector adds (J-3, r. 3, art. 3). A borough that closes on them says
--   holidays = use "calendars/quebec-public-sector"
-- A closing that changes from year to year is a dated `exception` of the borough's own calendar.

local days = {}

for _, day in ipairs(use "calendars/quebec") do
  days[#days + 1] = day
end

days[#days + 1] = holiday "day_after_new_year" {
  fixed = "01-02",
  name = { fr = "Lendemain du jour de l'An", en = "Day after New Year's Day" },
}
days[#days + 1] = holiday "christmas_eve" {
  fixed = "12-24",
  name = { fr = "Veille de Noël", en = "Christmas Eve" },
}
days[#days + 1] = holiday "day_after_christmas" {
  fixed = "12-26",
  name = { fr = "Lendemain de Noël", en = "Day after Christmas" },
}
days[#days + 1] = holiday "new_year_eve" {
  fixed = "12-31",
  name = { fr = "Veille du jour de l'An", en = "New Year's Eve" },
}

return days
