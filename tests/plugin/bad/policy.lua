-- Pauses, seasons, reopening and steps that say nothing, or too much.
return service {
  code = "bad", version = "1.0.0", api = 1,
  name = { fr = "N", en = "N" }, description = { fr = "D", en = "D" }, group = "streets",
  clocks = {
    clock "pauses" { calendar = "roads", unit = "bd", goal = 3,
      pauses = { "citizen", "wether" },
      max_pause = { citizen = "20 days", permit = "5bd", snow = "1bd" },
      reminder = { "5bd" },
    },
    clock "seasons" { calendar = "roads", unit = "bd", goal = 3,
      winter = { from = "11-31", to = "04-01" },
      windows = {
        window "thaw" { fr = "Dégel", en = "Thaw", from = "03-01", to = "03-01" },
        window "fair" { fr = "Foire", en = "Fair", from = "07-01" },
      },
    },
    clock "steps" { calendar = "roads", unit = "bd", goal = 3,
      steps = {
        step { pct = 120, to = "team" },
        step { pct = 50, after = "2bd", to = "lead" },
        step { to = "lead" },
        step { before = "0bd", to = "lead", quiet = "later" },
        step { at_due = true },
      },
    },
    clock "again" { calendar = "roads", unit = "bd", goal = 3, reopen = "retry" },
    clock "first" { calendar = "roads", unit = "bd", goal = 3, reopen = "first_only" },
    clock "rework" { calendar = "roads", unit = "bd", goal = 3 },
    clock "fixed" { calendar = "roads", unit = "by", goal = 3 },
    clock "dated" { calendar = "roads", unit = "bd", goal = "2026-12-24 16:30" },
    clock "odd" { calendar = "roads", unit = "by", goal = "2026-12-24" },
  },
  workflow = workflow { start = "a",
    state "a" { label = { fr = "A", en = "A" }, status = "open", detailed = "RECEIVED", next = { "z" },
      pause = "citizens" },
    state "z" { label = { fr = "Z", en = "Z" }, status = "closed", detailed = "PROCESSED", pause = "citizen",
      reasons = { reason "ok" { label = { fr = "Oui", en = "Yes" }, say = { fr = "Oui.", en = "Yes." } } } },
  },
}
--! policy.lua:7 | horloge « pauses » : « pauses » : « wether » n'est pas une raison de pause, vouliez-vous « weather » ? (raisons : citizen, third_party, permit, weather, winter, force_majeure) | clock "pauses": "pauses": "wether" is no reason for a pause, did you mean "weather"? (reasons: citizen, third_party, permit, weather, winter, force_majeure)
--! policy.lua:8 | horloge « pauses » : « max_pause.citizen » vaut « 20 days » : il faut une durée comme 5bd, 8bh, 10cd ou 48eh | clock "pauses": "max_pause.citizen" is "20 days": it must be a length such as 5bd, 8bh, 10cd or 48eh
--! policy.lua:8 | horloge « pauses » : « max_pause » : « snow » n'est pas une raison de pause (raisons : citizen, third_party, permit, weather, winter, force_majeure) | clock "pauses": "max_pause": "snow" is no reason for a pause (reasons: citizen, third_party, permit, weather, winter, force_majeure)
--! policy.lua:9 | horloge « pauses » : « reminder » donne une durée à chaque raison : { citizen = "20bd" } | clock "pauses": "reminder" gives each reason a length: { citizen = "20bd" }
--! policy.lua:7 | horloge « pauses » : « pauses » ne nomme pas « permit », qui a pourtant une limite | clock "pauses": "pauses" does not name "permit", which has a limit
--! policy.lua:14 | saison « thaw » : « from » et « to » sont le même jour : la saison n'a pas de fin | window "thaw": "from" and "to" are the same day: the season has no end
--! policy.lua:15 | saison « fair » : « to » manque | window "fair": "to" is missing
--! policy.lua:12 | horloge « seasons » : « winter.from » vaut « 11-31 » : il faut un mois et un jour, comme 11-15 | clock "seasons": "winter.from" is "11-31": it must be a month and a day, such as 11-15
--! policy.lua:20 | étape : « pct » vaut 120 : il faut de 1 à 100 | step: "pct" is 120: it must be from 1 to 100
--! policy.lua:21 | étape : il faut un seul de pct, before, at_due = true et after | step: there must be one of pct, before, at_due = true and after
--! policy.lua:22 | étape : il faut un seul de pct, before, at_due = true et after | step: there must be one of pct, before, at_due = true and after
--! policy.lua:23 | étape : « before » vaut « 0bd » : il faut une durée comme 5bd, 8bh, 10cd ou 48eh | step: "before" is "0bd": it must be a length such as 5bd, 8bh, 10cd or 48eh
--! policy.lua:23 | étape : « quiet » vaut « later » (valeurs possibles : send_now, next_open) | step: "quiet" is "later" (possible values: send_now, next_open)
--! policy.lua:24 | étape : « to » manque | step: "to" is missing
--! policy.lua:27 | horloge « again » : « reopen » vaut « retry » (valeurs possibles : resume, restart, first_only) | clock "again": "reopen" is "retry" (possible values: resume, restart, first_only)
--! policy.lua:30 | horloge « fixed » : « goal » : une date comme "2026-12-24 16:30" va avec unit = "by", et elle seule | clock "fixed": "goal": a date such as "2026-12-24 16:30" goes with unit = "by", and nothing else does
--! policy.lua:31 | horloge « dated » : « goal » : une date comme "2026-12-24 16:30" va avec unit = "by", et elle seule | clock "dated": "goal": a date such as "2026-12-24 16:30" goes with unit = "by", and nothing else does
--! policy.lua:32 | horloge « odd » : « goal » doit être un nombre, et non une chaîne | clock "odd": "goal" must be a number, not a string
--! policy.lua:2 | service : une seule horloge peut avoir reopen = "first_only" : la réouverture en crée une nommée « rework » | service: only one clock may have reopen = "first_only": reopening makes one named "rework"
--! policy.lua:36 | état « a » : « pause » : « citizens » n'est pas une raison de pause, vouliez-vous « citizen » ? (raisons : citizen, third_party, permit, weather, winter, force_majeure) | state "a": "pause": "citizens" is no reason for a pause, did you mean "citizen"? (reasons: citizen, third_party, permit, weather, winter, force_majeure)
--! policy.lua:37 | état « z » : « pause » : un état fermé ne met rien en pause | state "z": "pause": a closed state pauses nothing
