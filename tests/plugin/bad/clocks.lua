-- Clocks and rules that never fire, or say nothing.
return service {
  code = "bad", version = "1.0.0", api = 1,
  name = { fr = "N", en = "N" }, description = { fr = "D", en = "D" }, group = "streets",
  clocks = {
    clock "empty" { calendar = "roads" },
    clock "both" { calendar = "roads", unit = "bd", goal = 3, rule "x" { unit = "bd", goal = 1 } },
    clock "resolution" { calendar = "roads",
      rule "always" { goal = 3, unit = "bd" },
      rule "never" { goal = 3, unit = "bd" },
      rule "half" { goal = 2.5, unit = "cd", from = "2027-03-01", to = "2027-03-01" },
      rule "zero" { goal = 0, unit = "bh", from = "2027-02-30" },
      rule "lost" { unit = "bd" },
    },
    clock "resolution" { calendar = "roads", unit = "bd", goal = clock "x" },
    clock "first" { unit = "bd", goal = 3, roll = "prev" },
    state "x" {},
  },
  workflow = workflow { start = "a",
    state "a" { label = { fr = "A", en = "A" }, status = "open", detailed = "RECEIVED", next = { "z" } },
    state "z" { label = { fr = "Z", en = "Z" }, status = "closed", detailed = "PROCESSED",
      reasons = { reason "ok" { label = { fr = "Oui", en = "Yes" }, say = { fr = "Oui.", en = "Yes." } } } },
  },
}
--! clocks.lua:6 | horloge « empty » : une horloge a besoin de règles, ou de « goal » et « unit » | clock "empty": a clock needs rules, or "goal" and "unit"
--! clocks.lua:7 | horloge « both » : une horloge a des règles, ou bien « goal » et « unit », pas les deux | clock "both": a clock has rules, or "goal" and "unit", not both
--! clocks.lua:11 | règle « half » : « goal » vaut 2.5 : des jours, semaines ou mois sont entiers | rule "half": "goal" is 2.5: days, weeks and months are whole
--! clocks.lua:11 | règle « half » : « from » doit précéder « to » | rule "half": "from" must be before "to"
--! clocks.lua:12 | règle « zero » : « from » vaut « 2027-02-30 » : il faut une date comme 2026-12-24 | rule "zero": "from" is "2027-02-30": it must be a date such as 2026-12-24
--! clocks.lua:12 | règle « zero » : « goal » vaut 0 : il faut plus de 0 et au plus 100000 | rule "zero": "goal" is 0: it must be more than 0 and at most 100000
--! clocks.lua:13 | règle « lost » : « goal » manque | rule "lost": "goal" is missing
--! clocks.lua:10 | horloge « resolution » : la règle « never » ne servira jamais : « always », avant elle, n'a pas de condition | clock "resolution": rule "never" never fires: "always" before it has no condition
--! clocks.lua:15 | horloge « resolution » : « goal » : la table { … } du constructeur manque | clock "resolution": "goal": the constructor's table { … } is missing
--! clocks.lua:15 | horloge : le nom « resolution » est déjà pris | clock: the name "resolution" is taken already
--! clocks.lua:16 | horloge « first » : « calendar » manque | clock "first": "calendar" is missing
--! clocks.lua:16 | horloge « first » : « roll » ne va qu'avec unit = "cd", "cw" ou "cm" | clock "first": "roll" goes with unit = "cd", "cw" or "cm" only
--! clocks.lua:17 | service : state n'a pas sa place ici ; on attend : clock | service: state has no place here; expected: clock
