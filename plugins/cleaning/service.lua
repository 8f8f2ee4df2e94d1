-- Work for a broom, a mechanical sweeper or a pressure washer, on ground the borough looks after.

local first_response = use "clocks/first_response"
local pauses = use "clocks/pauses"

return service {
  code = "cleaning", version = "1.1.0", api = 1,
  name = { fr = "Nettoyage et balayage", en = "Cleaning and sweeping" },
  description = {
    fr = "Une rue, un trottoir, une piste ou une place publique à balayer ou à laver.",
    en = "A street, sidewalk, path or public place that needs sweeping or washing.",
  },
  group = { "cleanliness", fr = "Propreté", en = "Cleanliness" },
  keywords = {
    "nettoyage", "balai mécanique", "balayage", "lavage", "trottoir", "feuilles", "gravier", "dégât",
    "cleaning", "street sweeper", "sweeping", "washing", "sidewalk", "leaves", "gravel", "spill",
  },

  settings = {
    first_response.setting,
    setting.number "cleaning_days" {
      default = 5, min = 1, max = 60,
      label = { fr = "Nettoyage, en jours ouvrables", en = "Cleaning, in business days" },
    },
  },

  attributes = {
    attribute.choice "kind" {
      required = true,
      label = { fr = "Que faut-il nettoyer ?", en = "What needs cleaning?" },
      values = {
        { "street_sweeping", fr = "Une rue : balai mécanique", en = "A street: mechanical sweeper" },
        { "sidewalk", fr = "Un trottoir", en = "A sidewalk" },
        { "bike_path", fr = "Une piste cyclable", en = "A bike path" },
        { "public_place", fr = "Une place, un parc, un escalier", en = "A square, a park, a stairway" },
        { "after_event", fr = "Un lieu, après un événement", en = "A place, after an event" },
        { "after_spill", fr = "Un dégât : quelque chose est répandu", en = "A spill: something has been spilled" },
      },
    },
    attribute.choice "dirt" {
      show_if = { kind = { "street_sweeping", "sidewalk", "bike_path", "public_place" } },
      label = { fr = "Qu'y a-t-il au sol ?", en = "What is on the ground?" },
      values = {
        { "gravel", fr = "Sable, gravier, poussière", en = "Sand, gravel, dust" },
        { "leaves", fr = "Feuilles mortes", en = "Fallen leaves" },
        { "mud", fr = "Boue ou terre", en = "Mud or soil" },
        { "glass", fr = "Verre brisé", en = "Broken glass" },
        { "droppings", fr = "Excréments ou fientes", en = "Excrement or bird droppings" },
        { "stains", fr = "Taches, gomme, surface collante", en = "Stains, gum, a sticky surface" },
        { "other", fr = "Autre chose", en = "Something else" },
      },
    },
    attribute.choice "spill" {
      show_if = { kind = "after_spill" }, required_if = { kind = "after_spill" },
      label = { fr = "Qu'est-ce qui est répandu ?", en = "What has been spilled?" },
      values = {
        { "food", fr = "Nourriture ou boisson", en = "Food or drink" },
        { "paint", fr = "Peinture", en = "Paint" },
        { "oil", fr = "Un peu d'huile", en = "A little oil" },
        { "soil", fr = "Terre, sable, ciment", en = "Soil, sand, cement" },
        { "unknown", fr = "Je ne sais pas", en = "I do not know" },
        { "hazardous", fr = "Essence ou produit chimique", en = "Gasoline or a chemical" },
      },
    },
    attribute.datetime "event_end" {
      show_if = { kind = "after_event" },
      label = { fr = "Quand l'événement a-t-il fini ?", en = "When did the event end?" },
    },
    attribute.choice "stretch" {
      label = { fr = "Sur quelle étendue ?", en = "How far does it go?" },
      values = {
        { "spot", fr = "Un endroit précis", en = "One spot" },
        { "frontage", fr = "La façade d'un bâtiment", en = "The front of one building" },
        { "block", fr = "Un pâté de maisons", en = "A whole block" },
        { "several_blocks", fr = "Plusieurs rues", en = "Several streets" },
      },
    },
  },

  stop_if = {
    {
      when = { spill = "hazardous" },
      say = {
        fr = "Un déversement d'essence ou de produit chimique peut brûler ou empoisonner. Éloignez-vous, "
          .. "ne fumez pas et composez le 911.",
        en = "Spilled gasoline or chemicals can burn or poison. Move away, "
          .. "do not smoke and call 911.",
      },
    },
  },

  clocks = {
    first_response.clock,
    clock "resolution" {
      calendar = "roads",
      pauses = pauses.reasons, max_pause = pauses.most, reminder = pauses.reminder,
      steps = use "clocks/ladder",
      reopen = "restart", -- dirt that came back is another job
      rule "default" {
        goal = ref "cleaning_days", unit = "bd", at = "close",
        because = {
          fr = "Délai de l'arrondissement pour nettoyer le domaine public, en jours ouvrables.",
          en = "The borough's time limit to clean public ground, in business days.",
        },
      },
    },
    promise = {
      clock = "resolution",
      fr = "Nettoyage au plus tard le %s", en = "Cleaned no later than %s",
    },
  },

  workflow = use "workflows/standard" {
    done = {
      reason "swept" {
        label = { fr = "Balayé", en = "Swept" },
        say = {
          fr = "Le balayage a été fait. Merci de l'avoir signalé.",
          en = "The sweeping has been done. Thank you for reporting it.",
        },
      },
      reason "washed" {
        label = { fr = "Lavé", en = "Washed" },
        say = {
          fr = "L'endroit a été lavé. Merci de l'avoir signalé.",
          en = "The place has been washed. Thank you for reporting it.",
        },
      },
      reason "spill_absorbed" {
        label = { fr = "Dégât absorbé et ramassé", en = "Spill absorbed and removed" },
        say = {
          fr = "Ce qui était répandu a été absorbé et ramassé. Une trace peut rester ; elle est sans danger.",
          en = "What was spilled has been absorbed and removed. A mark may remain; it is harmless.",
        },
      },
    },
    refused = {
      reason "out_of_season" {
        label = { fr = "Hors saison", en = "Out of season" },
        say = {
          fr = "Sous le point de congélation ou sur la neige, on ne peut ni balayer ni laver. "
            .. "Le nettoyage du printemps passera ici ; vous n'avez rien d'autre à faire.",
          en = "Below freezing or on snow, we can neither sweep nor wash. "
            .. "The spring cleaning will come by here; you need not do anything else.",
        },
      },
      reason "on_schedule" {
        label = { fr = "Tournée régulière à venir", en = "Regular round to come" },
        say = {
          fr = "Cet endroit est nettoyé par une tournée régulière, dont le prochain passage est proche. "
            .. "Les panneaux de stationnement de la rue en donnent les jours.",
          en = "This place is cleaned by a regular round, and the next one is near. "
            .. "The street's parking signs give the days.",
        },
      },
      reason "private_ground" {
        label = { fr = "Terrain privé", en = "Private ground" },
        say = {
          fr = "Cet endroit est privé (entrée, stationnement, façade). Son propriétaire est responsable "
            .. "de le nettoyer ; adressez-vous à lui.",
          en = "This place is private (driveway, parking lot, building front). Its owner is responsible "
            .. "for cleaning it; please ask the owner.",
        },
      },
      reason "construction_site" {
        label = { fr = "Chantier en cours", en = "Construction site" },
        say = {
          fr = "Cette saleté vient d'un chantier en cours. Son entrepreneur doit nettoyer la rue et le trottoir.",
          en = "This dirt comes from a construction site. Its contractor must clean the street and the sidewalk.",
        },
      },
    },
  },

  priority = "normal",
}
