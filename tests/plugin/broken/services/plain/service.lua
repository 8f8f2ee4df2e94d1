-- A service without functions.
return service {
  code = "plain", version = "1.0.0", api = 1,
  name = { fr = "Simple", en = "Plain" }, description = { fr = "Sans fonction.", en = "No function." },
  group = "tests",
  clocks = { clock "resolution" { calendar = "office", unit = "bd", goal = 3 } },
  workflow = workflow { start = "received",
    state "received" { label = { fr = "Reçue", en = "Received" }, status = "open", detailed = "RECEIVED", next = { "done" } },
    state "done" { label = { fr = "Terminée", en = "Done" }, status = "closed", detailed = "PROCESSED",
      reasons = { reason "ok" { label = { fr = "Fait", en = "Done" }, say = { fr = "C'est fait.", en = "It is done." } } } },
  },
}
