-- States that cannot be entered or left, closings that say nothing.
return service {
  code = "bad", version = "1.0.0", api = 1,
  name = { fr = "N", en = "N" }, description = { fr = "D", en = "D" }, group = "streets",
  clocks = { clock "resolution" { calendar = "roads", unit = "bd", goal = 3 } },
  workflow = workflow { start = "received",
    state "received" { label = { fr = "R", en = "R" }, status = "open", detailed = "RECEIVED",
      next = { "stuck", "doen", "closed" } },
    state "stuck" { label = { fr = "S", en = "S" }, status = "open", detailed = "IN_PROCESS" },
    state "closed" { label = { fr = "F", en = "C" }, status = "closed", detailed = "PROCESED" },
    state "island" { label = { fr = "I", en = "I" }, status = "ajar", detailed = "ARCHIVED",
      next = { "closed" } },
  },
}
