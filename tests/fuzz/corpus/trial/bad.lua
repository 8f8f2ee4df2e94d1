-- Everything that a test file can have wrong, at once.
return {
  test "twice" { now = "2026-11-06", given = { nn = "big" }, expect = { state = "reveived" } },
  test "twice" {
    now = "2026-11-06 16:50",
    given = { n = true },
    position = { 95, 0 },
    steps = {
      { "2026-11-06 16:00", "don" },
      { "2026-11-06 25:00", "done", "repared" },
      { "2026-11-07 09:00", pause = "wether" },
      { "2026-11-07 09:00", "done", answer = "Yes" },
      { "2026-11-07 09:00", "2026-11-08 09:00", untl = true },
      { "2026-11-08 09:00", refused = true },
      { "2026-11-08 09:00", hand_over = "rods" },
    },
    up_to = "2026-11-01 00:00",
    expect = {
      due = { resolutio = "2026-11-10 17:00", resolution = 3 },
      rule = "bgi",
      priority = "hihg",
      errors = { sign = "required", n = "requird", since = false },
      stop = false,
      fires = { { "2026-11-10" } },
      promise = { fr = "Bientôt" },
      closing = "Fini",
    },
  },
  test "empty" { expect = {} },
  test "refused and yet" { expect = { errors = { n = true }, state = "received" } },
  service {},
}
--! rules/service_test.lua:3 | essai « twice » : « now » vaut « 2026-11-06 » : il faut une date et une heure comme 2026-11-06 16:50 | test "twice": "now" is "2026-11-06": it must be a date and time such as 2026-11-06 16:50
--! rules/service_test.lua:3 | essai « twice » : « given.nn » : le service n'a pas de champ « nn », vouliez-vous « n » ? | test "twice": "given.nn": the service has no attribute "nn", did you mean "n"?
--! rules/service_test.lua:3 | essai « twice » : « expect.state » : le service n'a pas d'état « reveived », vouliez-vous « received » ? | test "twice": "expect.state": the service has no state "reveived", did you mean "received"?
--! rules/service_test.lua:6 | essai « twice » : « given.n » : une réponse est une chaîne, un nombre, ou leur liste | test "twice": "given.n": an answer is a string, a number, or a list of them
--! rules/service_test.lua:7 | essai « twice » : « position » est une latitude et une longitude : { 45.49, -73.85 } | test "twice": "position" is a latitude and a longitude: { 45.49, -73.85 }
--! rules/service_test.lua:9 | essai « twice » : « steps[1] » : le service n'a pas d'état « don », vouliez-vous « done » ? | test "twice": "steps[1]": the service has no state "don", did you mean "done"?
--! rules/service_test.lua:10 | essai « twice » : « steps[2] » vaut « 2026-11-06 25:00 » : il faut une date et une heure comme 2026-11-06 16:50 | test "twice": "steps[2]" is "2026-11-06 25:00": it must be a date and time such as 2026-11-06 16:50
--! rules/service_test.lua:10 | essai « twice » : « steps[2] » : l'état « done » n'a pas de raison « repared » | test "twice": "steps[2]": the state "done" has no reason "repared"
--! rules/service_test.lua:11 | essai « twice » : « steps[3].pause » : « wether » n'est pas une raison de pause, vouliez-vous « weather » ? | test "twice": "steps[3].pause": "wether" is no reason for a pause, did you mean "weather"?
--! rules/service_test.lua:12 | essai « twice » : « steps[4] » : une étape ne fait qu'une chose | test "twice": "steps[4]": a step does one thing only
--! rules/service_test.lua:13 | essai « twice » : clé inconnue « steps[5].untl » (clés possibles : refused, note, pause, up_to, resume, answer, hand_over) | test "twice": unknown key "steps[5].untl" (possible keys: refused, note, pause, up_to, resume, answer, hand_over)
--! rules/service_test.lua:13 | essai « twice » : « steps[5] » : le service n'a pas d'état « 2026-11-08 09:00 » | test "twice": "steps[5]": the service has no state "2026-11-08 09:00"
--! rules/service_test.lua:14 | essai « twice » : « steps[6].refused » : attendre ne peut pas être refusé | test "twice": "steps[6].refused": waiting cannot be refused
--! rules/service_test.lua:15 | essai « twice » : « steps[7].hand_over » : l'arrondissement n'a pas de calendrier « rods », vouliez-vous « roads » ? | test "twice": "steps[7].hand_over": the jurisdiction has no calendar "rods", did you mean "roads"?
--! rules/service_test.lua:19 | essai « twice » : « expect.due.resolutio » : le service n'a pas d'horloge « resolutio », vouliez-vous « resolution » ? | test "twice": "expect.due.resolutio": the service has no clock "resolutio", did you mean "resolution"?
--! rules/service_test.lua:19 | essai « twice » : « expect.due.resolution » doit être une chaîne, et non un nombre | test "twice": "expect.due.resolution" must be a string, not a number
--! rules/service_test.lua:20 | essai « twice » : « expect.rule » : il n'y a pas de règle « bgi » | test "twice": "expect.rule": there is no rule "bgi"
--! rules/service_test.lua:22 | essai « twice » : « expect.errors.n » vaut « requird », vouliez-vous « required » ? (valeurs possibles : required, not_a_choice, not_a_number, not_whole, not_a_date, too_small, too_large, only_one, bad_text) | test "twice": "expect.errors.n" is "requird", did you mean "required"? (possible values: required, not_a_choice, not_a_number, not_whole, not_a_date, too_small, too_large, only_one, bad_text)
--! rules/service_test.lua:22 | essai « twice » : « expect.errors.sign » : rien de ce nom n'est rempli, vouliez-vous « signs » ? | test "twice": "expect.errors.sign": nothing of that name is filled in, did you mean "signs"?
--! rules/service_test.lua:22 | essai « twice » : « expect.errors.since » : un code d'erreur, ou true pour n'importe lequel | test "twice": "expect.errors.since": the code of an error, or true for any
--! rules/service_test.lua:23 | essai « twice » : « expect.stop » : true, ou les mots | test "twice": "expect.stop": true, or the words
--! rules/service_test.lua:24 | essai « twice » : « expect.fires[1] » a 1 élément(s) : il en faut de 2 à 2 | test "twice": "expect.fires[1]" has 1 item(s): there must be 2 to 2
--! rules/service_test.lua:21 | essai « twice » : « expect.priority » vaut « hihg », vouliez-vous « high » ? (valeurs possibles : low, normal, high, urgent) | test "twice": "expect.priority" is "hihg", did you mean "high"? (possible values: low, normal, high, urgent)
--! rules/service_test.lua:25 | essai « twice » : « expect.promise.en » manque | test "twice": "expect.promise.en" is missing
--! rules/service_test.lua:26 | essai « twice » : « expect.closing » doit être une table, et non une chaîne | test "twice": "expect.closing" must be a table, not a string
--! rules/service_test.lua:9 | essai « twice » : « steps[1] » vient avant ce qui la précède | test "twice": "steps[1]" comes before what precedes it
--! rules/service_test.lua:17 | essai « twice » : « up_to » vient avant la dernière étape | test "twice": "up_to" comes before the last step
--! rules/service_test.lua:4 | essai « twice » : une demande refusée (« errors », « stop ») n'a ni étapes, ni échéance, ni état | test "twice": a request that is refused ("errors", "stop") has no steps, no due date and no state
--! rules/service_test.lua:4 | essai : le nom « twice » est déjà pris | test: the name "twice" is taken already
--! rules/service_test.lua:29 | essai « empty » : « expect » est vide : ce test ne peut pas échouer | test "empty": "expect" is empty: this test cannot fail
--! rules/service_test.lua:30 | essai « refused and yet » : une demande refusée (« errors », « stop ») n'a ni étapes, ni échéance, ni état | test "refused and yet": a request that is refused ("errors", "stop") has no steps, no due date and no state
--! rules/service_test.lua:31 | service n'a pas sa place ici ; on attend : test | service has no place here; expected: test
