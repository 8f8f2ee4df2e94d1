-- Every form that a service may take, once. tests/unit/script/test_read.c knows this file by heart.
local workflow_of = function(reasons)
  return workflow {
    start = "received",
    state "received" {
      label = { fr = "Reçue", en = "Received" }, status = "open", detailed = "RECEIVED",
      next = { "done", "refused" },
    },
    state "done" {
      label = { fr = "Terminée", en = "Done" }, status = "closed", detailed = "PROCESSED",
      next = { "received" }, reasons = reasons,
    },
    state "refused" {
      label = { fr = "Refusée", en = "Refused" }, status = "closed", detailed = "REJECTED",
      reasons = { reason "private" {
        label = { fr = "Terrain privé", en = "Private land" },
        say = { fr = "Ce terrain est privé.", en = "This land is private." },
      } },
    },
  }
end

return service {
  code = "everything", version = "1.2.30", api = 1,
  name = { fr = "Tout", en = "Everything" },
  description = { fr = "Tout ce qui peut s'écrire.", en = "All that can be written." },
  group = { "streets", fr = "Rues", en = "Streets" },
  keywords = { "rue", "trou" },
  settings = {
    setting.number "days" { default = 7, min = 1, max = 60, label = { fr = "Jours", en = "Days" } },
    setting.number "hours" { default = 1.5, label = { fr = "Heures", en = "Hours" } },
  },
  attributes = {
    attribute.choice "size" {
      required = true, label = { fr = "Taille", en = "Size" },
      help = { fr = "Environ.", en = "About." },
      values = { { "small", fr = "Petit", en = "Small" }, { "big", fr = "Grand", en = "Big" } },
    },
    attribute.choices "signs" {
      label = { fr = "Signes", en = "Signs" }, min = 1, max = 2,
      values = { { "a", fr = "A", en = "A" }, { "b", fr = "B", en = "B" } },
    },
    attribute.number "depth" {
      label = { fr = "Profondeur", en = "Depth" }, unit = "cm", min = 0, max = 100, integer = true,
      show_if = { size = "big" }, required_if = { signs = { "a", "b" } },
    },
    attribute.string "pole" { label = { fr = "Poteau", en = "Pole" }, max = 40 },
    attribute.text "more" { label = { fr = "Autre", en = "More" }, max = 1000 },
    attribute.datetime "since" { label = { fr = "Depuis", en = "Since" } },
  },
  stop_if = {
    { when = { depth = { ge = 50, lt = 100 }, size = { ne = "small" } },
      say = { fr = "Appelez le 911.", en = "Call 911." } },
  },
  clocks = {
    clock "first_response" { calendar = "office", unit = "bh", goal = ref "hours" },
    clock "resolution" {
      calendar = "roads",
      rule "school" {
        when = { near = { "school", metres = 150 }, month = { 9, 12 } },
        goal = function(request, cx) return request.settings.days end,
        unit = "bd", at = "same_time", receipt = "actual",
        because = { fr = "Près d'une école", en = "Near a school" },
      },
      rule "thaw" { from = "2027-03-01", to = "2027-05-01", goal = 3, unit = "cw", at = "open" },
      rule "old" { when = { since = { lt = "2026-01-01T00:00:00Z" } }, goal = 2, unit = "cm", roll = "prev" },
      rule "default" { goal = ref "days", unit = "cd", at = "close" },
    },
    promise = { clock = "resolution", fr = "Réparé au plus tard le %s", en = "Repaired by %s" },
  },
  workflow = workflow_of { reason "repaired" {
    label = { fr = "Réparé", en = "Repaired" }, say = { fr = "C'est réparé.", en = "It is repaired." },
  } },
  priority = function(request, cx) return "high" end,
}
