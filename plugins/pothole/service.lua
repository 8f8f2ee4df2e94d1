-- A hole in a street, a sidewalk or a bike path that the borough looks after.

local first_response = use "clocks/first_response"
local pauses = use "clocks/pauses"

return service {
  code = "pothole", version = "1.1.0", api = 1,
  name = { fr = "Nid-de-poule", en = "Pothole" },
  description = {
    fr = "Un trou dans la chaussée d'une rue locale, une piste cyclable, un trottoir ou un passage pour piétons.",
    en = "A hole in the surface of a local street, a bike path, a sidewalk or a crosswalk.",
  },
  group = { "streets", fr = "Rues et mobilier urbain", en = "Streets and street furniture" },
  keywords = {
    "nid-de-poule", "trou", "rue", "chaussée", "asphalte", "trottoir", "piste cyclable",
    "pothole", "hole", "street", "road", "asphalt", "sidewalk", "bike path",
  },

  settings = {
    first_response.setting,
    setting.number "repair_days" {
      default = 7, min = 1, max = 60,
      label = { fr = "Réparation, en jours de calendrier", en = "Repair, in calendar days" },
    },
    setting.number "make_safe_hours" {
      default = 72, min = 1, max = 720,
      label = {
        fr = "Mise en sécurité, en heures, jour et nuit",
        en = "Making it safe, in hours, day and night",
      },
    },
  },

  attributes = {
    attribute.choice "size" {
      required = true,
      label = { fr = "Quelle est la taille du trou ?", en = "How big is the hole?" },
      values = {
        { "small", fr = "Moins de 30 cm : une assiette", en = "Under 30 cm: a plate" },
        { "medium", fr = "De 30 à 60 cm : un pneu", en = "30 to 60 cm: a tire" },
        { "large", fr = "Plus de 60 cm : une table", en = "Over 60 cm: a table" },
        { "several", fr = "Plusieurs trous rapprochés", en = "Several holes close together" },
      },
    },
    attribute.choice "place" {
      required = true,
      label = { fr = "Où se trouve-t-il ?", en = "Where is it?" },
      values = {
        { "roadway", fr = "Sur la chaussée", en = "On the roadway" },
        { "bike_path", fr = "Sur une piste ou une bande cyclable", en = "On a bike path or bike lane" },
        { "crosswalk", fr = "Sur un passage pour piétons", en = "On a crosswalk" },
        { "sidewalk", fr = "Sur un trottoir", en = "On a sidewalk" },
        { "alley", fr = "Dans une ruelle", en = "In an alley" },
        { "around_cover", fr = "Autour d'un regard ou d'un puisard", en = "Around a manhole or a catch basin" },
      },
    },
    attribute.number "depth" {
      unit = "cm", min = 1, max = 100, integer = true,
      show_if = { size = { "medium", "large", "several" } },
      label = { fr = "Quelle est sa profondeur, à l'œil ?", en = "How deep is it, at a glance?" },
      help = {
        fr = "Une estimation suffit. N'allez pas dans la rue pour mesurer.",
        en = "A guess will do. Do not step into the street to measure.",
      },
    },
    attribute.choices "danger" {
      label = { fr = "Y a-t-il un danger ?", en = "Is there a danger?" },
      values = {
        { "swerving", fr = "On dévie pour l'éviter", en = "People swerve to avoid it" },
        { "fall", fr = "Une personne est tombée", en = "Someone fell" },
        { "vehicle_damage", fr = "Un véhicule ou un vélo a été abîmé", en = "A vehicle or a bicycle was damaged" },
        { "water", fr = "L'eau le cache quand il pleut", en = "Water hides it when it rains" },
        {
          "collapse",
          fr = "Le sol s'affaisse ou il y a un vide dessous",
          en = "The ground is sinking or hollow underneath",
        },
      },
    },
  },

  stop_if = {
    {
      when = { danger = "collapse" },
      say = {
        fr = "Un affaissement peut s'ouvrir davantage. Éloignez-vous, n'y laissez passer personne "
          .. "et composez le 911 sans attendre.",
        en = "Sinking ground can open further. Move away, let no one through and call 911 right now.",
      },
    },
  },

  clocks = {
    first_response.clock,
    clock "make_safe" {
      calendar = "roads", met_by = { "made_safe" },
      steps = {
        step { pct = 75, to = "team" },
        step { at_due = true, to = "lead" },
        step { after = "24eh", to = "manager" },
      },
      rule "default" {
        goal = ref "make_safe_hours", unit = "eh",
        because = {
          fr = "Un trou est bouché, couvert ou balisé sans attendre la réparation durable, en toute saison.",
          en = "A hole is filled, covered or marked off without waiting for the lasting repair, in any season.",
        },
      },
    },
    clock "resolution" {
      calendar = "roads",
      pauses = pauses.reasons, max_pause = pauses.most, reminder = pauses.reminder,
      -- Hot asphalt is not made, and does not hold, in the cold; making the place safe does not wait.
      winter = { from = "11-15", to = "04-01" },
      steps = use "clocks/ladder",
      rule "default" {
        goal = ref "repair_days", unit = "cd", at = "close",
        because = {
          fr = "Délai de l'arrondissement pour réparer un nid-de-poule, en jours de calendrier.",
          en = "The borough's time limit to repair a pothole, in calendar days.",
        },
      },
    },
    promise = {
      clock = "resolution",
      fr = "Réparation au plus tard le %s", en = "Repaired no later than %s",
    },
  },

  workflow = use "workflows/standard" {
    done = {
      reason "repaired" {
        label = { fr = "Réparé", en = "Repaired" },
        say = {
          fr = "Le trou a été réparé. Merci de l'avoir signalé.",
          en = "The hole has been repaired. Thank you for reporting it.",
        },
      },
      reason "temporary_repair" {
        label = { fr = "Réparation temporaire", en = "Temporary repair" },
        say = {
          fr = "Le trou a reçu une réparation temporaire, pour la sécurité. La réparation durable se fera "
            .. "par temps sec et doux ; vous n'avez rien d'autre à faire.",
          en = "The hole has been repaired temporarily, for safety. The lasting repair will be made "
            .. "in dry, mild weather; you need not do anything else.",
        },
      },
      reason "resurfacing_planned" {
        label = { fr = "Rendu sécuritaire, réfection prévue", en = "Made safe, resurfacing planned" },
        say = {
          fr = "L'endroit est sécuritaire et cette partie de la rue fait partie de travaux de réfection déjà prévus, "
            .. "qui corrigeront la surface.",
          en = "The place is safe, and this part of the street is in resurfacing work already planned, "
            .. "which will correct the surface.",
        },
      },
    },
    refused = {
      reason "within_tolerance" {
        label = { fr = "Sous le seuil de réparation", en = "Below the repair threshold" },
        say = {
          fr = "Nous l'avons inspecté : le défaut est trop petit pour être réparé maintenant et ne présente pas "
            .. "de danger. S'il s'agrandit, faites une nouvelle demande.",
          en = "We inspected it: the defect is too small to be repaired now and is not dangerous. "
            .. "If it grows, file a new request.",
        },
      },
      reason "private_ground" {
        label = { fr = "Terrain privé", en = "Private ground" },
        say = {
          fr = "Le trou est sur un terrain privé (stationnement, entrée, rue privée). Son propriétaire est "
            .. "responsable de le réparer ; adressez-vous à lui.",
          en = "The hole is on private ground (parking lot, driveway, private street). Its owner is "
            .. "responsible for the repair; please ask the owner.",
        },
      },
      reason "provincial_road" {
        label = { fr = "Route du ministère des Transports", en = "Ministère des Transports road" },
        say = {
          fr = "Cette route, cette bretelle ou ce viaduc relève du ministère des Transports et de la Mobilité "
            .. "durable du Québec, qui l'entretient. Composez le 511 pour le lui signaler.",
          en = "This road, ramp or overpass is looked after by Québec's Ministère des Transports et de la "
            .. "Mobilité durable. Call 511 to report it there.",
        },
      },
      reason "utility_work" {
        label = { fr = "Travaux d'une entreprise de services publics", en = "Utility company's work" },
        say = {
          fr = "Le trou vient d'une tranchée ou d'un couvercle d'une entreprise de services publics, "
            .. "qui doit le réparer à ses frais. Nous ne pouvons pas y toucher.",
          en = "The hole comes from a trench or a cover of a utility company, which must repair it "
            .. "at its own cost. We cannot touch it.",
        },
      },
    },
  },

  priority = "normal",
}
