-- A bin that the truck passed by: a service that only this town has.

local first_response = use "clocks/first_response"

return service {
  code = "missed-collection", version = "1.0.0", api = 1,
  name = { fr = "Bac oublié", en = "Missed collection" },
  description = {
    fr = "Un bac sorti à temps que le camion n'a pas vidé.",
    en = "A bin put out in time that the truck did not empty.",
  },
  group = { "waste", fr = "Collectes", en = "Collections" },
  keywords = { "bac", "collecte", "recyclage", "bin", "garbage", "recycling" },
  settings = {
    first_response.setting,
    setting.number "return_days" {
      default = 2, min = 1, max = 10,
      label = { fr = "Retour du camion, en jours ouvrables", en = "Truck comes back, in business days" },
    },
  },
  attributes = {
    attribute.choice "bin" {
      required = true,
      label = { fr = "Quel bac ?", en = "Which bin?" },
      values = {
        { "garbage", fr = "Ordures", en = "Garbage" },
        { "recycling", fr = "Recyclage", en = "Recycling" },
        { "compost", fr = "Matières organiques", en = "Organic waste" },
      },
    },
  },
  clocks = {
    first_response.clock,
    clock "resolution" {
      calendar = "roads", steps = use "clocks/ladder",
      rule "compost" { when = { bin = "compost", month = { 6, 7, 8 } }, goal = 1, unit = "bd", at = "close" },
      rule "default" { goal = ref "return_days", unit = "bd", at = "close" },
    },
    promise = { clock = "resolution", fr = "Vidé au plus tard le %s", en = "Emptied no later than %s" },
  },
  workflow = use "workflows/standard" {
    done = {
      reason "emptied" {
        label = { fr = "Vidé", en = "Emptied" },
        say = { fr = "Le camion est repassé.", en = "The truck came back." },
      },
    },
  },
}
