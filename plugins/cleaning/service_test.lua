-- The tests of this service, in the example borough: its calendars and its settings count in them.
-- Each says what is filed, what happens then, and what must come of it (guichet test).

return {
  borough = "pierrefonds-roxboro",

  test "a street: five business days" {
    now = "2026-06-01 10:00",
    given = { kind = "street_sweeping", dirt = "gravel", stretch = "block" },
    expect = { rule = "default", due = "2026-06-08 15:30", state = "received", priority = "normal" },
  },
  test "a spill of paint" {
    now = "2026-06-01 10:00",
    given = { kind = "after_spill", spill = "paint" },
    expect = { rule = "default", state = "received" },
  },
  test "after an event" {
    now = "2026-06-01 10:00",
    given = { kind = "after_event", event_end = "2026-06-02T22:00:00-04:00" },
    expect = { state = "received" },
  },
  test "done, and dirty again: a new clock" {
    now = "2026-06-01 10:00",
    given = { kind = "sidewalk", dirt = "mud" },
    steps = {
      { "2026-06-02 09:00", "in_progress" },
      { "2026-06-03 09:00", "done", "already_settled" },
      { "2026-06-15 10:00", "reopened", "came_back" },
    },
    expect = { state = "reopened", due = "2026-06-22 15:30" },
  },
  test "held by a permit" {
    now = "2026-06-01 10:00",
    given = { kind = "public_place", dirt = "stains" },
    steps = { { "2026-06-02 09:00", pause = "permit", up_to = "2026-06-09 09:00" } },
    up_to = "2026-06-10 00:00",
    expect = { due = "2026-06-15 15:30" },
  },
  test "gasoline" {
    given = { kind = "after_spill", spill = "hazardous" },
    expect = { stop = true },
  },
  test "an empty form" {
    expect = { errors = { kind = "required" } },
  },
  test "a spill of what?" {
    given = { kind = "after_spill" },
    expect = { errors = { spill = "required" } },
  },
  test "an event that ended at no time" {
    given = { kind = "after_event", event_end = "yesterday" },
    expect = { errors = { event_end = "not_a_date" } },
  },
  test "wrong values" {
    given = { kind = "moon", stretch = "very long" },
    expect = { errors = { kind = "not_a_choice", stretch = "not_a_choice" } },
  },
}
