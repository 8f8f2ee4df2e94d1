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
--! workflow.lua:9 | état « stuck » : un état ouvert doit mener quelque part : « next » est vide | state "stuck": an open state must lead somewhere: "next" is empty
--! workflow.lua:10 | état « closed » : « detailed » vaut « PROCESED », vouliez-vous « PROCESSED » ? (valeurs possibles : RECEIVED, IN_PROCESS, PROCESSED, ARCHIVED, REJECTED) | state "closed": "detailed" is "PROCESED", did you mean "PROCESSED"? (possible values: RECEIVED, IN_PROCESS, PROCESSED, ARCHIVED, REJECTED)
--! workflow.lua:10 | état « closed » : un état fermé a besoin de raisons, pour dire au citoyen pourquoi | state "closed": a closed state needs reasons, to tell the citizen why
--! workflow.lua:11 | état « island » : « status » vaut « ajar » (valeurs possibles : open, closed) | state "island": "status" is "ajar" (possible values: open, closed)
--! workflow.lua:8 | cheminement : « next » nomme l'état « doen », qui n'existe pas | workflow: "next" names the state "doen", which does not exist
--! workflow.lua:11 | cheminement : aucun chemin ne mène de « received » à l'état « island » | workflow: no way leads from "received" to the state "island"
