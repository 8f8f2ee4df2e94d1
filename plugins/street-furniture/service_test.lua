-- The tests of this service, in the example borough: its calendars and its settings count in them.
-- Each says what is filed, what happens then, and what must come of it (guichet test).

return {
  borough = "pierrefonds-roxboro",

  test "a worn bench: ten business days" {
    now = "2026-06-01 10:00",
    given = { item = "bench", danger = "no", damage = "worn" },
    expect = { rule = "default", due = "2026-06-15 15:30", state = "received", priority = "normal" },
  },
  test "what could hurt: the next business day" {
    now = "2026-06-05 10:00", -- a Friday
    given = { item = "playground", danger = "yes", damage = "broken" },
    expect = {
      rule = "danger", due = "2026-06-08 15:30",
      promise = {
        fr = "Intervention au plus tard le lundi 8 juin 2026 à 15 h 30",
        en = "Dealt with no later than Monday, June 8, 2026 at 3:30 p.m.",
      },
    },
  },
  test "another team takes it: its hours count from there on" {
    now = "2026-06-01 10:00",
    given = { item = "bin", danger = "no" },
    steps = { { "2026-06-02 09:00", hand_over = "office" } },
    expect = { due = { resolution = "2026-06-15 17:00" } },
  },
  test "something else has a name" {
    now = "2026-06-01 10:00",
    given = { item = "other", other_item = "Cadran solaire", danger = "no" },
    expect = { state = "received" },
  },
  test "withdrawn" {
    now = "2026-06-01 10:00",
    given = { item = "fence", danger = "no" },
    steps = { { "2026-06-02 09:00", "cancelled", "duplicate" } },
    expect = { state = "cancelled" },
  },
  test "someone is hurt" {
    given = { item = "sports", danger = "injured" },
    expect = { stop = true },
  },
  test "an empty form" {
    expect = { errors = { item = "required", danger = "required" } },
  },
  test "something else without a name" {
    given = { item = "other", danger = "no" },
    expect = { errors = { other_item = "required" } },
  },
  test "wrong values" {
    given = { item = "chair", danger = "maybe", damage = { "broken", "worn" } },
    expect = { errors = { item = "not_a_choice", danger = "not_a_choice", damage = "only_one" } },
  },
}
