-- The tests of this service, in the example borough: its calendars and its settings count in them.
-- Each says what is filed, what happens then, and what must come of it (guichet test).

return {
  borough = "pierrefonds-roxboro",

  test "a signature goes within ten business days" {
    now = "2026-06-01 10:00",
    given = { hateful = "no", support = "wall", height = "reach", area = "small", happening_now = "no" },
    expect = {
      rule = "default", due = { resolution = "2026-06-15 15:30", first_response = "2026-06-02 09:30" },
      state = "received", priority = "normal",
    },
  },
  test "hateful words go within a day, also at night and on Sundays" {
    now = "2026-06-06 23:00", -- a Saturday
    given = { hateful = "yes", support = "bridge" },
    up_to = "2026-06-09 12:00",
    expect = {
      rule = "hateful", due = "2026-06-07 23:00",
      fires = {
        { "2026-06-07 11:00", "50%", to = "team" },
        { "2026-06-07 23:00", "due", clock = "resolution", to = "lead" },
        { "2026-06-08 23:00", "after 24eh", to = "manager" },
      },
    },
  },
  test "who is not sure is not promised a day" {
    now = "2026-06-01 10:00",
    given = { hateful = "unsure", support = "ground" },
    expect = { rule = "default" },
  },
  test "removed" {
    now = "2026-06-01 10:00",
    given = { hateful = "no", support = "furniture" },
    steps = { { "2026-06-02 09:00", "in_progress" }, { "2026-06-03 09:00", "done", "removed" } },
    expect = { state = "done" },
  },
  test "rain holds it, three days at most before somebody asks" {
    now = "2026-06-01 10:00",
    given = { hateful = "no", support = "wall" },
    steps = {
      { "2026-06-02 09:00", pause = "weather" },
      { "2026-06-09 09:00", resume = "weather" },
    },
    expect = {
      due = { resolution = "2026-06-22 15:30" },
      fires = { { "2026-06-05 09:00", "reminder" } },
    },
  },
  test "someone is doing it now" {
    given = { hateful = "no", support = "wall", happening_now = "yes" },
    expect = { stop = true },
  },
  test "an empty form" {
    expect = { errors = { hateful = "required", support = "required" } },
  },
  test "wrong values" {
    given = { hateful = "perhaps", support = "moon", area = "10 m2" },
    expect = { errors = { hateful = "not_a_choice", support = "not_a_choice", area = "not_a_choice" } },
  },
}
