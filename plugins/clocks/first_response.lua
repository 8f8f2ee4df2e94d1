-- The promise every shared service makes first: a person answers within some office hours.
-- A service takes both halves:
--   local first_response = use "clocks/first_response"
--   settings = { first_response.setting, … }, clocks = { first_response.clock, … }

return {
  setting = setting.number "first_response_hours" {
    default = 8, min = 1, max = 80,
    label = { fr = "Première réponse, en heures de bureau", en = "First response, in office hours" },
  },

  clock = clock "first_response" {
    calendar = "office",
    rule "default" {
      goal = ref "first_response_hours", unit = "bh",
      because = {
        fr = "Une personne lit chaque demande et y donne suite pendant les heures de bureau.",
        en = "A person reads each request and follows it up during office hours.",
      },
    },
  },
}
