-- A street or park light that does not do its job. Bare wires, a fallen pole and a power failure
-- are stopped at the door: they cannot wait for business days.

local first_response = use "clocks/first_response"
local pauses = use "clocks/pauses"

return service {
  code = "street-light", version = "1.1.0", api = 1,
  name = { fr = "Éclairage public", en = "Street light" },
  description = {
    fr = "Un lampadaire de rue, de parc ou de sentier qui est éteint, clignote, reste allumé le jour ou est abîmé.",
    en = "A light in a street, a park or on a path that is out, flickers, stays on by day or is damaged.",
  },
  group = { "streets", fr = "Rues et mobilier urbain", en = "Streets and street furniture" },
  keywords = {
    "lampadaire", "éclairage", "lumière", "éteint", "poteau", "ampoule",
    "street light", "lamp", "lighting", "dark", "pole", "bulb",
  },

  settings = {
    first_response.setting,
    setting.number "repair_days" {
      default = 5, min = 1, max = 60,
      label = { fr = "Réparation, en jours ouvrables", en = "Repair, in business days" },
    },
  },

  attributes = {
    attribute.choice "symptom" {
      required = true,
      label = { fr = "Que se passe-t-il ?", en = "What is wrong?" },
      values = {
        { "out", fr = "Il est éteint la nuit", en = "It is out at night" },
        { "flickering", fr = "Il clignote ou s'éteint par moments", en = "It flickers or goes out at times" },
        { "dim", fr = "Il éclaire trop peu", en = "It gives too little light" },
        { "on_by_day", fr = "Il reste allumé le jour", en = "It stays on by day" },
        { "damaged", fr = "Le globe ou la base est abîmé", en = "The globe or the base is damaged" },
        { "leaning", fr = "Le poteau penche", en = "The pole leans" },
        { "fallen", fr = "Le poteau est tombé ou va tomber", en = "The pole has fallen or is about to" },
        { "exposed_wires", fr = "Des fils sont à découvert", en = "Wires are exposed" },
      },
    },
    attribute.choice "extent" {
      required = true,
      label = { fr = "Combien de lampadaires ?", en = "How many lights?" },
      values = {
        { "one", fr = "Un seul", en = "Only one" },
        { "several", fr = "Plusieurs de suite", en = "Several in a row" },
      },
    },
    attribute.number "count" {
      min = 2, max = 50, integer = true,
      show_if = { extent = "several" },
      label = { fr = "Combien environ ?", en = "About how many?" },
    },
    attribute.choice "homes_out" {
      show_if = { symptom = "out", extent = "several" },
      label = {
        fr = "Les maisons voisines sont-elles aussi sans courant ?",
        en = "Are the homes nearby without power too?",
      },
      values = {
        { "no", fr = "Non", en = "No" },
        { "yes", fr = "Oui", en = "Yes" },
        { "unknown", fr = "Je ne sais pas", en = "I do not know" },
      },
    },
    attribute.string "pole" {
      max = 20,
      label = { fr = "Numéro du poteau", en = "Pole number" },
      help = {
        fr = "Il se lit souvent sur une plaque, à hauteur des yeux. S'il y en a plusieurs, donnez le premier.",
        en = "It is often on a plate at eye level. If there are several poles, give the first one.",
      },
    },
    attribute.choice "place" {
      label = { fr = "Qu'éclaire-t-il ?", en = "What does it light?" },
      values = {
        { "street", fr = "Une rue", en = "A street" },
        { "crosswalk", fr = "Un passage pour piétons", en = "A crosswalk" },
        { "park", fr = "Un parc ou un terrain de sport", en = "A park or a sports field" },
        { "path", fr = "Un sentier ou une piste cyclable", en = "A path or a bike path" },
        { "underpass", fr = "Un tunnel ou un passage inférieur", en = "A tunnel or an underpass" },
      },
    },
  },

  stop_if = {
    {
      when = { symptom = { "exposed_wires", "fallen" } },
      say = {
        fr = "Danger d'électrocution. Ne touchez ni au poteau ni aux fils, restez à au moins 10 mètres et tenez "
          .. "les autres à distance. Composez le 911 ; pour un fil d'Hydro-Québec, aussi le 1 800 790-2424.",
        en = "Danger of electrocution. Touch neither the pole nor the wires, stay at least 10 metres away and keep "
          .. "others back. Call 911; for a Hydro-Québec wire, also 1 800 790-2424.",
      },
    },
    {
      when = { homes_out = "yes" },
      say = {
        fr = "C'est une panne de courant du quartier, et non un bris d'éclairage. Signalez-la à Hydro-Québec "
          .. "au 1 800 790-2424. Si les lampadaires restent éteints une fois le courant revenu, faites une demande ici.",
        en = "This is a neighbourhood power failure, not a broken light. Report it to Hydro-Québec "
          .. "at 1 800 790-2424. If the lights stay out once power is back, file a request here.",
      },
    },
  },

  clocks = {
    first_response.clock,
    clock "resolution" {
      calendar = "roads",
      pauses = pauses.reasons, max_pause = pauses.most, reminder = pauses.reminder,
      steps = use "clocks/ladder",
      rule "default" {
        goal = ref "repair_days", unit = "bd", at = "close",
        because = {
          fr = "Délai de l'arrondissement pour réparer l'éclairage, en jours ouvrables.",
          en = "The borough's time limit to repair lighting, in business days.",
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
          fr = "Le lampadaire a été réparé et il éclaire de nouveau. Merci de l'avoir signalé.",
          en = "The light has been repaired and works again. Thank you for reporting it.",
        },
      },
      reason "replaced" {
        label = { fr = "Remplacé", en = "Replaced" },
        say = {
          fr = "Le luminaire ou le poteau a été remplacé.",
          en = "The fixture or the pole has been replaced.",
        },
      },
      reason "made_safe" {
        label = { fr = "Rendu sécuritaire, travaux prévus", en = "Made safe, work planned" },
        say = {
          fr = "Le lampadaire a été mis hors tension ou retiré pour la sécurité. Il faut creuser ou commander "
            .. "une pièce : la remise en service est au programme de nos électriciens.",
          en = "The light has been switched off or taken down for safety. Digging or a part on order is needed: "
            .. "putting it back in service is on our electricians' schedule.",
        },
      },
    },
    refused = {
      reason "utility_network" {
        label = { fr = "Réseau d'Hydro-Québec", en = "Hydro-Québec network" },
        say = {
          fr = "La panne vient du réseau d'Hydro-Québec, qui doit la réparer. "
            .. "Pour la signaler ou la suivre : 1 800 790-2424.",
          en = "The fault is in the network of Hydro-Québec, which must repair it. "
            .. "To report or follow it: 1 800 790-2424.",
        },
      },
      reason "provincial_road" {
        label = { fr = "Route du ministère des Transports", en = "Ministère des Transports road" },
        say = {
          fr = "Cet éclairage relève du ministère des Transports et de la Mobilité durable du Québec. "
            .. "Composez le 511 pour le lui signaler.",
          en = "This lighting is looked after by Québec's Ministère des Transports et de la Mobilité durable. "
            .. "Call 511 to report it there.",
        },
      },
      reason "private_ground" {
        label = { fr = "Éclairage privé", en = "Private lighting" },
        say = {
          fr = "Cette lumière est sur un terrain privé (stationnement, immeuble, commerce). "
            .. "Son propriétaire en est responsable ; adressez-vous à lui.",
          en = "This light is on private ground (parking lot, building, shop). "
            .. "Its owner is responsible for it; please ask the owner.",
        },
      },
      reason "normal_operation" {
        label = { fr = "Fonctionnement normal", en = "Normal operation" },
        say = {
          fr = "Nous l'avons vérifié : ce lampadaire fonctionne comme prévu, selon son horaire ou son réglage. "
            .. "Si le problème se montre de nouveau, faites une demande avec l'heure où vous le voyez.",
          en = "We checked it: this light works as intended, by its schedule or its setting. "
            .. "If the trouble shows again, file a request with the hour at which you see it.",
        },
      },
    },
  },

  priority = "normal",
}
