-- Changes one thing of every kind, and takes some away.
return service {
  extends = "core/base@1",
  remove = { "attributes.depth", "stop_if", "attributes.size.values.middle", "clocks.first_response.goal",
    "clocks.first_response.unit", "workflow.done.reasons.ok" },
  code = "heir", version = "1.0.1",
  name = { fr = "Héritier", en = "Heir" },
  keywords = { "fille" },
  settings = {
    setting.number "days" { default = 3 },
    setting.number "weeks" { default = 2, label = { fr = "Semaines", en = "Weeks" } },
  },
  attributes = {
    attribute.choice "place" { label = { fr = "Lieu", en = "Place" },
      values = { { "here", fr = "Ici", en = "Here" }, { "there", fr = "Là", en = "There" } } },
    attribute.choice "size" { values = { { "huge", fr = "Énorme", en = "Huge" } } },
    attribute.datetime "since" { label = { fr = "Depuis", en = "Since" } },
    attribute.number "note" { label = { fr = "Note sur dix", en = "Mark out of ten" } },
  },
  clocks = {
    clock "resolution" {
      steps = { step { at_due = true, to = "manager" } },
      rule "huge" { when = { size = "huge" }, goal = ref "weeks", unit = "cw" },
      rule "big" { unit = "cd" },
      rule "here" { when = { place = "here" }, goal = 1, unit = "bd" },
    },
    clock "first_response" { rule "default" { goal = ref "hours", unit = "eh" } },
    promise = { fr = "Promis le %s", en = "Promised %s" },
  },
  workflow = workflow {
    state "received" { next = { "done", "lost" } },
    state "done" { reasons = { reason "well" { label = { fr = "Bien", en = "Well" }, say = { fr = "Bien fait.", en = "Well done." } } } },
    state "lost" { label = { fr = "Perdue", en = "Lost" }, status = "closed", detailed = "REJECTED",
      reasons = { reason "gone" { label = { fr = "Partie", en = "Gone" }, say = { fr = "Elle est partie.", en = "It is gone." } } } },
  },
}
