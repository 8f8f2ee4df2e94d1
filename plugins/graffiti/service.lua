-- Graffiti on public property. Hateful words are another matter than a signature: they have their
-- own clock, which runs day and night.

local first_response = use "clocks/first_response"
local pauses = use "clocks/pauses"

return service {
  code = "graffiti", version = "1.1.0", api = 1,
  name = { fr = "Graffiti sur le domaine public", en = "Graffiti on public property" },
  description = {
    fr = "Une inscription, un dessin ou une affiche collée sans permission sur un bien de la municipalité.",
    en = "Writing, a drawing or a poster put without permission on municipal property.",
  },
  group = { "cleanliness", fr = "Propreté", en = "Cleanliness" },
  keywords = {
    "graffiti", "tag", "vandalisme", "haineux", "affiche", "mur",
    "vandalism", "hateful", "hate", "poster", "wall",
  },

  settings = {
    first_response.setting,
    setting.number "hateful_hours" {
      default = 24, min = 1, max = 168,
      label = {
        fr = "Effacement d'un graffiti haineux, en heures, jour et nuit",
        en = "Removal of hateful graffiti, in hours, day and night",
      },
    },
    setting.number "removal_days" {
      default = 10, min = 1, max = 60,
      label = {
        fr = "Effacement d'un autre graffiti, en jours ouvrables",
        en = "Removal of other graffiti, in business days",
      },
    },
  },

  attributes = {
    attribute.choice "hateful" {
      required = true,
      label = { fr = "Le message est-il haineux ?", en = "Is the message hateful?" },
      help = {
        fr = "Haineux : qui insulte ou menace des personnes pour leur origine, leur religion, leur genre, "
          .. "leur orientation sexuelle, un handicap… Nul besoin de le recopier.",
        en = "Hateful: it insults or threatens people for their origin, religion, gender, "
          .. "sexual orientation, disability… There is no need to copy it out.",
      },
      values = {
        { "no", fr = "Non", en = "No" },
        { "yes", fr = "Oui, haineux ou menaçant", en = "Yes, hateful or threatening" },
        { "unsure", fr = "Je ne sais pas", en = "I am not sure" },
      },
    },
    attribute.choice "support" {
      required = true,
      label = { fr = "Sur quoi est-il fait ?", en = "What is it on?" },
      values = {
        { "wall", fr = "Mur d'un bâtiment municipal, muret", en = "Wall of a municipal building, low wall" },
        { "furniture", fr = "Banc, panier, jeu, mobilier", en = "Bench, bin, play equipment, furniture" },
        { "pole_or_sign", fr = "Poteau, lampadaire ou panneau", en = "Pole, street light or sign" },
        { "ground", fr = "Trottoir, chaussée ou piste", en = "Sidewalk, roadway or path" },
        { "bridge", fr = "Pont, viaduc ou tunnel", en = "Bridge, overpass or tunnel" },
        { "utility_box", fr = "Boîtier électrique, boîte postale, abribus", en = "Utility box, mailbox, bus shelter" },
        { "private_building", fr = "Bâtiment ou clôture privés", en = "Private building or fence" },
      },
    },
    attribute.choice "height" {
      show_if = { support = { "wall", "pole_or_sign", "bridge", "private_building" } },
      label = { fr = "À quelle hauteur ?", en = "How high up?" },
      values = {
        { "reach", fr = "À portée de main", en = "Within reach" },
        { "ladder", fr = "De 2 à 4 m : il faut une échelle", en = "2 to 4 m: a ladder is needed" },
        { "high", fr = "Plus de 4 m : il faut une nacelle", en = "Over 4 m: a lift is needed" },
      },
    },
    attribute.choice "area" {
      label = { fr = "Quelle surface couvre-t-il ?", en = "How large is it?" },
      values = {
        { "small", fr = "Moins de 1 m² : une porte d'armoire", en = "Under 1 m²: a cupboard door" },
        { "medium", fr = "De 1 à 5 m² : une porte de garage simple", en = "1 to 5 m²: a single garage door" },
        { "large", fr = "Plus de 5 m²", en = "Over 5 m²" },
      },
    },
    attribute.choice "happening_now" {
      label = { fr = "Quelqu'un est-il en train de le faire ?", en = "Is someone doing it right now?" },
      values = {
        { "no", fr = "Non", en = "No" },
        { "yes", fr = "Oui, en ce moment", en = "Yes, at this moment" },
      },
    },
  },

  stop_if = {
    {
      when = { happening_now = "yes" },
      say = {
        fr = "Un méfait ou une menace en cours est une affaire de police. N'intervenez pas, éloignez-vous "
          .. "et composez le 911. Vous pourrez ensuite revenir ici pour faire effacer le graffiti.",
        en = "Mischief or a threat in progress is a matter for the police. Do not step in, move away "
          .. "and call 911. You can then come back here to have the graffiti removed.",
      },
    },
  },

  clocks = {
    first_response.clock,
    clock "resolution" {
      calendar = "roads",
      pauses = pauses.reasons, max_pause = pauses.most, reminder = pauses.reminder,
      -- At any hour: the time of a hateful message runs at night too.
      steps = {
        step { pct = 50, to = "team" },
        step { at_due = true, to = "lead" },
        step { after = "24eh", to = "manager" },
      },
      rule "hateful" {
        when = { hateful = "yes" },
        goal = ref "hateful_hours", unit = "eh",
        because = {
          fr = "Un message haineux blesse tant qu'il se lit : son délai court jour et nuit, congés compris.",
          en = "A hateful message hurts as long as it can be read: its time runs day and night, holidays too.",
        },
      },
      rule "default" {
        goal = ref "removal_days", unit = "bd", at = "close",
        because = {
          fr = "Délai de l'arrondissement pour effacer un graffiti, en jours ouvrables.",
          en = "The borough's time limit to remove graffiti, in business days.",
        },
      },
    },
    promise = {
      clock = "resolution",
      fr = "Effacement au plus tard le %s", en = "Removed no later than %s",
    },
  },

  workflow = use "workflows/standard" {
    done = {
      reason "removed" {
        label = { fr = "Effacé", en = "Removed" },
        say = {
          fr = "Le graffiti a été effacé. Merci de l'avoir signalé.",
          en = "The graffiti has been removed. Thank you for reporting it.",
        },
      },
      reason "covered" {
        label = { fr = "Recouvert", en = "Painted over" },
        say = {
          fr = "La surface ne supportait pas le nettoyage : le graffiti a été recouvert de peinture.",
          en = "The surface could not bear cleaning: the graffiti has been painted over.",
        },
      },
      reason "object_replaced" {
        label = { fr = "Objet remplacé", en = "Object replaced" },
        say = {
          fr = "Le panneau ou l'objet ne pouvait pas être nettoyé : il a été remplacé.",
          en = "The sign or object could not be cleaned: it has been replaced.",
        },
      },
    },
    refused = {
      reason "private_ground" {
        label = { fr = "Propriété privée", en = "Private property" },
        say = {
          fr = "Le graffiti est sur une propriété privée. Son propriétaire est responsable de l'effacer ; "
            .. "s'il a besoin d'aide ou de conseils, il peut composer le 311.",
          en = "The graffiti is on private property. Its owner is responsible for removing it; "
            .. "an owner who needs help or advice can call 311.",
        },
      },
      reason "utility_property" {
        label = { fr = "Bien d'une autre entreprise ou société", en = "Property of another company" },
        say = {
          fr = "Ce boîtier, cet abribus ou cette boîte postale appartient à une autre organisation "
            .. "(Hydro-Québec, télécommunications, société de transport, Postes Canada), qui doit l'effacer. "
            .. "Son nom est inscrit sur l'objet.",
          en = "This box, shelter or mailbox belongs to another organization (Hydro-Québec, telecommunications, "
            .. "transit authority, Canada Post), which must remove it. Its name is on the object.",
        },
      },
      reason "authorized_mural" {
        label = { fr = "Œuvre ou murale autorisée", en = "Authorized work or mural" },
        say = {
          fr = "Cette œuvre a été faite avec une autorisation. Elle reste en place.",
          en = "This work was made with permission. It stays in place.",
        },
      },
    },
  },

  priority = "normal",
}
