-- The tests of this service, in the example borough: its calendars and its settings count in them.
-- Each says what is filed, what happens then, and what must come of it (guichet test).

return {
  borough = "pierrefonds-roxboro",

  test "a hole is repaired within seven days, at the close of the roads crew" {
    now = "2026-06-01 10:00", -- a Monday
    given = { size = "large", place = "roadway", depth = 12 },
    expect = {
      rule = { first_response = "default", make_safe = "default", resolution = "default" },
      due = { first_response = "2026-06-02 09:30", make_safe = "2026-06-04 10:00", resolution = "2026-06-08 15:30" },
      state = "received", priority = "normal",
      promise = {
        fr = "Réparation au plus tard le lundi 8 juin 2026 à 15 h 30",
        en = "Repaired no later than Monday, June 8, 2026 at 3:30 p.m.",
      },
    },
  },
  test "winter stops the lasting repair, not the making safe" {
    now = "2026-11-12 10:00",
    given = { size = "small", place = "sidewalk" },
    expect = { due = { make_safe = "2026-11-15 10:00", resolution = "2027-04-05" } },
  },
  test "waiting for the citizen stops the repair" {
    now = "2026-06-01 10:00",
    given = { size = "small", place = "alley" },
    steps = { { "2026-06-02 09:00", "waiting", note = "Où est-ce ?" } },
    expect = { state = "waiting", due = { make_safe = "2026-06-04 10:00", resolution = false } },
  },
  test "the answer starts it again" {
    now = "2026-06-01 10:00",
    given = { size = "small", place = "alley" },
    steps = {
      { "2026-06-02 09:00", "waiting" },
      { "2026-06-04 09:00", answer = "Devant le 12." },
      { "2026-06-04 10:00", "in_progress" },
    },
    expect = { state = "in_progress", due = "2026-06-10" },
  },
  test "it is made safe, then repaired" {
    now = "2026-06-01 10:00",
    given = { size = "several", place = "roadway", danger = { "swerving", "water" } },
    steps = {
      { "2026-06-01 11:00", "accepted" },
      { "2026-06-01 12:00", "forwarded" },
      { "2026-06-02 08:00", "made_safe" },
      { "2026-06-05 14:00", "done", "repaired" },
    },
    expect = {
      state = "done",
      closing = {
        fr = "Le trou a été réparé. Merci de l'avoir signalé.",
        en = "The hole has been repaired. Thank you for reporting it.",
      },
      fires = {},
    },
  },
  test "nobody comes: the team, the lead and the manager hear of it" {
    now = "2026-06-01 10:00",
    given = { size = "small", place = "roadway" },
    steps = { { "2026-06-01 11:00", "made_safe" } },
    up_to = "2026-06-12 00:00",
    expect = {
      fires = {
        -- The evening's steps wait for the crew's hours; of two that then come together, the higher.
        { "2026-06-08 07:00", "before 1bd", clock = "resolution", to = "lead" },
        { "2026-06-09 07:00", "due", clock = "resolution", to = "lead" },
        { "2026-06-11 07:00", "after 2bd", clock = "resolution", to = "manager" },
      },
    },
  },
  test "a private driveway is refused, and taken up again when that was a mistake" {
    now = "2026-06-01 10:00",
    given = { size = "small", place = "around_cover" },
    steps = {
      { "2026-06-02 09:00", "refused", "private_ground" },
      { "2026-06-03 09:00", "reopened", "closed_in_error" },
    },
    expect = { state = "reopened" },
  },
  test "withdrawn" {
    now = "2026-06-01 10:00",
    given = { size = "small", place = "crosswalk" },
    steps = { { "2026-06-02 09:00", "cancelled", "withdrawn_by_citizen" } },
    expect = { state = "cancelled" },
  },
  test "it is not closed without a reason, nor for one of another state" {
    now = "2026-06-01 10:00",
    given = { size = "small", place = "crosswalk" },
    steps = {
      { "2026-06-02 09:00", "in_progress" },
      { "2026-06-02 10:00", "done", refused = true },
      { "2026-06-02 11:00", "done", "private_ground", refused = true },
      { "2026-06-02 12:00", "reopened", "came_back", refused = true },
    },
    expect = { state = "in_progress" },
  },
  test "sinking ground is for the 911" {
    now = "2026-06-01 10:00",
    given = { size = "large", place = "roadway", danger = { "water", "collapse" } },
    expect = { stop = true },
  },
  test "an empty form" {
    expect = { errors = { size = "required", place = "required" } },
  },
  test "wrong values" {
    given = { size = "enormous", place = { "roadway", "alley" }, danger = "lava" },
    expect = { errors = { size = "not_a_choice", place = "only_one", danger = "not_a_choice" } },
  },
  test "a depth that cannot be" {
    given = { size = "large", place = "roadway", depth = 101 },
    expect = { errors = { depth = "too_large" } },
  },
  test "a depth in words" {
    given = { size = "large", place = "roadway", depth = "deep" },
    expect = { errors = { depth = "not_a_number" } },
  },
  test "half a centimetre" {
    given = { size = "large", place = "roadway", depth = 2.5 },
    expect = { errors = { depth = "not_whole" } },
  },
  test "the depth of a small hole is not asked, so it is not looked at" {
    now = "2026-06-01 10:00",
    given = { size = "small", place = "roadway", depth = 900 },
    expect = { state = "received" },
  },
}
