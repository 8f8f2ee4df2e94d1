-- The tests of this service, in the example borough: its calendars and its settings count in them.
-- Each says what is filed, what happens then, and what must come of it (guichet test).

return {
  borough = "pierrefonds-roxboro",

  test "a full bin: three business days" {
    now = "2026-06-01 10:00",
    given = { kind = "full_bin" },
    expect = { rule = "default", due = "2026-06-04 15:30", priority = "normal", state = "received" },
  },
  test "a little litter is no hurry" {
    now = "2026-06-01 10:00",
    given = { kind = "litter", volume = "bag" },
    expect = { priority = "low" },
  },
  test "a syringe: the next business day" {
    now = "2026-06-01 10:00",
    given = { kind = "park", volume = "bag", hazard = "syringe" },
    expect = { rule = "hazard", due = "2026-06-02 15:30", priority = "high" },
  },
  test "a truckload that blocks the way is urgent" {
    now = "2026-06-01 10:00",
    given = { kind = "illegal_dump", volume = "truck", material = { "construction", "tires" }, hazard = { "blocks_way", "glass" } },
    expect = { rule = "hazard", priority = "urgent" },
  },
  test "what came back is another job" {
    now = "2026-06-01 10:00",
    given = { kind = "road_debris", volume = "items" },
    steps = {
      { "2026-06-02 09:00", "in_progress" },
      { "2026-06-02 14:00", "done", "already_settled" },
      { "2026-06-10 09:00", "reopened", "came_back" },
    },
    expect = { state = "reopened", due = "2026-06-15 15:30" },
  },
  test "waiting for the citizen" {
    now = "2026-06-01 10:00",
    given = { kind = "full_bin" },
    steps = { { "2026-06-01 11:00", "waiting" } },
    expect = { state = "waiting", due = { resolution = false } },
  },
  test "gas" {
    given = { kind = "litter", hazard = "gas_smell" },
    expect = { stop = true },
  },
  test "a leak" {
    given = { kind = "illegal_dump", hazard = { "glass", "leak" } },
    expect = { stop = true },
  },
  test "a danger to traffic" {
    given = { kind = "road_debris", hazard = "traffic" },
    expect = { stop = true },
  },
  test "an empty form" {
    expect = { errors = { kind = "required" } },
  },
  test "wrong values" {
    given = { kind = "dirty", volume = "ocean", hazard = { "glass", "lava" } },
    expect = { errors = { kind = "not_a_choice", hazard = "not_a_choice" } },
  },
}
