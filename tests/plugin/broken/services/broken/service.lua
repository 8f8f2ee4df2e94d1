-- Two faults of its own, a calendar that its borough does not have, and a goal it cannot count to.
return service {
  code = "brokn", version = "1.0.0", api = 1,
  name = { fr = "Cassé", en = "Broken" }, description = { fr = "Cassé.", en = "Broken." },
  group = "tests",
  clocks = { clock "resolution" { calendar = "ofice", unit = "bd", goal = 3 },
    clock "late" { calendar = "office", rule "mondays" { unit = "bd", goal = 600 } } },
  workflow = workflow { start = "received",
    state "received" { label = { fr = "Reçue", en = "Received" }, status = "open", detailed = "RECEIVED", next = { "done" } },
    state "done" { label = { fr = "Terminée", en = "Done" }, status = "closed", detailed = "PROCESSED",
      reasons = { reason "ok" { label = { fr = "Fait", en = "Done" }, say = { fr = "C'est fait.", en = "It is done." } } } },
  },
}
