return { test "one" { now = "2026-05-07 10:00", given = { size = "big", depth = 3 },
  steps = { { "2026-05-08 09:00", "done", reason = "ok" } }, expect = { rule = "big", due = "2026-05-11 17:00" } } }
