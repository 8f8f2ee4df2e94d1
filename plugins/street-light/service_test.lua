-- The tests of this service, in the example borough: its calendars and its settings count in them.
-- Each says what is filed, what happens then, and what must come of it (guichet test).

return {
  borough = "pierrefonds-roxboro",

  test "a light is repaired within five business days" {
    now = "2026-06-18 09:12", -- with the National Holiday ahead
    given = { symptom = "out", extent = "one", pole = "A-123", place = "street" },
    expect = { rule = "default", due = "2026-06-26 15:30", state = "received", priority = "normal" },
  },
  test "filed on a Sunday, it is as if filed on Monday morning" {
    now = "2026-06-07 20:00",
    given = { symptom = "flickering", extent = "several", count = 3 },
    expect = { due = "2026-06-15 15:30" },
  },
  test "the ladder" {
    now = "2026-06-01 10:00",
    given = { symptom = "dim", extent = "one" },
    up_to = "2026-06-12 00:00",
    expect = {
      fires = {
        { "2026-06-05 14:24", "80%", to = "team" },
        { "2026-06-08 07:00", "before 1bd", to = "lead" },
        { "2026-06-09 07:00", "due", clock = "resolution", to = "lead" },
        { "2026-06-11 07:00", "after 2bd", to = "manager" },
      },
    },
  },
  test "repaired" {
    now = "2026-06-01 10:00",
    given = { symptom = "damaged", extent = "one" },
    steps = { { "2026-06-02 09:00", "in_progress" }, { "2026-06-03 09:00", "done", "repaired" } },
    expect = { state = "done" },
  },
  test "it is Hydro-Québec's" {
    now = "2026-06-01 10:00",
    given = { symptom = "leaning", extent = "one" },
    steps = { { "2026-06-02 09:00", "refused", "utility_network" } },
    expect = { state = "refused" },
  },
  test "bare wires" {
    given = { symptom = "exposed_wires", extent = "one" },
    expect = { stop = true },
  },
  test "a power failure" {
    given = { symptom = "out", extent = "several", count = 4, homes_out = "yes" },
    expect = { stop = true },
  },
  test "an empty form" {
    expect = { errors = { symptom = "required", extent = "required" } },
  },
  test "several is more than one" {
    given = { symptom = "out", extent = "several", count = 1 },
    expect = { errors = { count = "too_small" } },
  },
  test "a pole number that is none" {
    given = { symptom = "out", extent = "one", pole = "123456789012345678901" },
    expect = { errors = { pole = "too_large" } },
  },
}
