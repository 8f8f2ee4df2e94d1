-- A workflow that begins nowhere.
return service {
  code = "bad", version = "1.0.0", api = 1,
  name = { fr = "N", en = "N" }, description = { fr = "D", en = "D" }, group = "streets",
  clocks = { clock "resolution" { calendar = "roads", unit = "bd", goal = 3 } },
  workflow = workflow { start = "recieved",
    state "received" { label = { fr = "R", en = "R" }, status = "open", detailed = "RECEIVED",
      next = { "received" } },
  },
}
