-- What may stop the clock of an outdoor job, how long at most, and when somebody is reminded that it
-- still stands. A clock takes each part by its name:
--   local pauses = use "clocks/pauses"
--   pauses = pauses.reasons, max_pause = pauses.most, reminder = pauses.reminder

return {
  reasons = { "citizen", "third_party", "permit", "weather", "force_majeure" },
  most = { citizen = "20bd", weather = "10bd" },
  reminder = { citizen = "5bd", third_party = "10bd", permit = "10bd", weather = "3bd" },
}
