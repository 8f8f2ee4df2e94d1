-- Who hears of a promise as its time runs out: the team, then its lead, then the manager; by day,
-- for none of it can be acted upon at night. A clock takes it whole:
--   steps = use "clocks/ladder"

return {
  step { pct = 80, to = "team", quiet = "next_open" },
  step { before = "1bd", to = "lead", quiet = "next_open" },
  step { at_due = true, to = "lead", quiet = "next_open" },
  step { after = "2bd", to = "manager", quiet = "next_open" },
}
