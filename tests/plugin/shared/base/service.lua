-- What others extend: a list of each kind, and two functions.
return service {
  code = "base", version = "1.4.0", api = 1,
  name = { fr = "Base", en = "Base" }, description = { fr = "La base.", en = "The base." },
  group = "tests", keywords = { "base", "socle" },
  settings = {
    setting.number "days" { default = 5, min = 1, max = 30, label = { fr = "Jours", en = "Days" } },
    setting.number "hours" { default = 8, min = 1, max = 80, label = { fr = "Heures", en = "Hours" } },
  },
  attributes = {
    attribute.choice "size" { required = true, label = { fr = "Taille", en = "Size" },
      values = {
        { "small", fr = "Petit", en = "Small" },
        { "middle", fr = "Moyen", en = "Middle" },
        { "big", fr = "Grand", en = "Big" },
      },
    },
    attribute.number "depth" { unit = "cm", min = 0, max = 100, label = { fr = "Profondeur", en = "Depth" } },
    attribute.text "note" { label = { fr = "Note", en = "Note" } },
  },
  stop_if = { { when = { depth = { ge = 90 } }, say = { fr = "Appelez le 911.", en = "Call 911." } } },
  clocks = {
    clock "first_response" { calendar = "office", unit = "bh", goal = ref "hours" },
    clock "resolution" {
      calendar = "office", pauses = { "citizen" }, reopen = "resume",
      steps = { step { pct = 80, to = "team" }, step { at_due = true, to = "lead" } },
      rule "big" {
        when = { size = "big" }, unit = "bd",
        goal = function(request) return request.settings.days + 10 end,
      },
      rule "default" { goal = ref "days", unit = "bd", because = { fr = "D'ordinaire", en = "As a rule" } },
    },
    promise = { clock = "resolution", fr = "Fait le %s", en = "Done %s" },
  },
  workflow = workflow { start = "received",
    state "received" { label = { fr = "Reçue", en = "Received" }, status = "open", detailed = "RECEIVED",
      next = { "done" } },
    state "done" { label = { fr = "Terminée", en = "Done" }, status = "closed", detailed = "PROCESSED",
      reasons = { reason "ok" { label = { fr = "Fait", en = "Done" }, say = { fr = "C'est fait.", en = "It is done." } } } },
  },
  priority = function(request) return request.attributes.size == "big" and "high" or "low" end,
}
