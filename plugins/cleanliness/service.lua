-- Waste where it should not be: a dump, a full bin, a dirty park, debris on the road.

local first_response = use "clocks/first_response"
local pauses = use "clocks/pauses"

-- What each answer adds to a request's weight (see `priority`, at the end).
local volume_points = { bag = 0, items = 1, pickup = 2, truck = 4 }
local hazard_points = { syringe = 4, chemical = 3, glass = 2, blocks_way = 2, vermin = 2 }

return service {
  code = "cleanliness", version = "1.1.0", api = 1,
  name = { fr = "Malpropreté et dépôt illégal", en = "Litter and illegal dumping" },
  description = {
    fr = "Des déchets abandonnés, un panier de rue plein, un parc malpropre ou des débris sur la voie publique.",
    en = "Dumped waste, a full street bin, a dirty park or debris on a public road.",
  },
  group = { "cleanliness", fr = "Propreté", en = "Cleanliness" },
  keywords = {
    "déchets", "dépôt illégal", "ordures", "panier plein", "poubelle", "débris", "seringue", "parc",
    "waste", "illegal dumping", "garbage", "litter", "full bin", "debris", "syringe", "park",
  },

  settings = {
    first_response.setting,
    setting.number "hazard_days" {
      default = 1, min = 1, max = 10,
      label = { fr = "Déchets dangereux, en jours ouvrables", en = "Hazardous waste, in business days" },
    },
    setting.number "pickup_days" {
      default = 3, min = 1, max = 30,
      label = { fr = "Autre ramassage, en jours ouvrables", en = "Other pickup, in business days" },
    },
    setting.number "high_points" {
      default = 3, min = 1, max = 20,
      label = { fr = "Priorité haute à partir de (points)", en = "High priority from (points)" },
    },
    setting.number "urgent_points" {
      default = 6, min = 1, max = 20,
      label = { fr = "Priorité urgente à partir de (points)", en = "Urgent priority from (points)" },
    },
  },

  attributes = {
    attribute.choice "kind" {
      required = true,
      label = { fr = "De quoi s'agit-il ?", en = "What is it?" },
      values = {
        { "illegal_dump", fr = "Dépôt illégal d'objets ou de sacs", en = "Illegal dump of things or bags" },
        { "full_bin", fr = "Panier de rue plein", en = "Full street bin" },
        { "park", fr = "Parc malpropre", en = "Dirty park" },
        { "road_debris", fr = "Débris sur la voie publique", en = "Debris on a public road" },
        { "litter", fr = "Petits déchets éparpillés", en = "Scattered litter" },
      },
    },
    attribute.choice "volume" {
      show_if = { kind = { "illegal_dump", "park", "road_debris", "litter" } },
      label = { fr = "Quelle quantité ?", en = "How much?" },
      values = {
        { "bag", fr = "Un sac ou moins", en = "One bag or less" },
        { "items", fr = "Quelques sacs ou un meuble", en = "A few bags or one piece of furniture" },
        { "pickup", fr = "De quoi remplir une camionnette", en = "Enough to fill a pickup" },
        { "truck", fr = "De quoi remplir un camion", en = "Enough to fill a truck" },
      },
    },
    attribute.choices "material" {
      show_if = { kind = "illegal_dump" },
      label = { fr = "Qu'y a-t-il ?", en = "What is in it?" },
      help = {
        fr = "Cochez tout ce que vous voyez : le bon camion viendra du premier coup.",
        en = "Check all that you see: the right truck will come the first time.",
      },
      values = {
        { "household", fr = "Ordures ménagères", en = "Household garbage" },
        { "furniture", fr = "Meubles ou matelas", en = "Furniture or a mattress" },
        { "appliance", fr = "Électroménager ou appareil électronique", en = "Appliance or electronics" },
        { "construction", fr = "Matériaux de construction", en = "Construction material" },
        { "green", fr = "Branches, feuilles, terre", en = "Branches, leaves, soil" },
        { "tires", fr = "Pneus", en = "Tires" },
        { "other", fr = "Autre chose", en = "Something else" },
      },
    },
    attribute.choices "hazard" {
      label = { fr = "Y a-t-il un danger ?", en = "Is there a danger?" },
      help = {
        fr = "Ne touchez à rien : une équipe équipée s'en chargera.",
        en = "Do not touch anything: an equipped crew will take care of it.",
      },
      values = {
        { "syringe", fr = "Seringue", en = "Syringe" },
        { "glass", fr = "Verre brisé ou objet coupant", en = "Broken glass or a sharp object" },
        { "chemical", fr = "Contenant fermé de peinture, d'huile…", en = "Closed container of paint, oil…" },
        { "blocks_way", fr = "Bloque un trottoir ou une piste cyclable", en = "Blocks a sidewalk or a bike path" },
        { "vermin", fr = "Attire des rats ou d'autres animaux", en = "Draws rats or other animals" },
        { "traffic", fr = "Danger immédiat pour la circulation", en = "Immediate danger to traffic" },
        { "leak", fr = "Un produit coule ou dégage des vapeurs", en = "A product leaks or gives off fumes" },
        { "gas_smell", fr = "Odeur de gaz", en = "Smell of gas" },
      },
    },
  },

  stop_if = {
    {
      when = { hazard = "gas_smell" },
      say = {
        fr = "Odeur de gaz : éloignez-vous sans rien allumer ni éteindre, puis composez le 911 à distance.",
        en = "Smell of gas: move away without switching anything on or off, then call 911 from a distance.",
      },
    },
    {
      when = { hazard = "leak" },
      say = {
        fr = "Un produit qui coule ou qui fume peut être toxique. Éloignez-vous, ne touchez à rien "
          .. "et composez le 911.",
        en = "A product that leaks or gives off fumes can be toxic. Move away, touch nothing and call 911.",
      },
    },
    {
      when = { hazard = "traffic" },
      say = {
        fr = "Un objet qui met la circulation en danger ne peut pas attendre. N'allez pas le déplacer : "
          .. "composez le 911.",
        en = "An object that endangers traffic cannot wait. Do not go and move it: call 911.",
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
      rule "hazard" {
        when = { hazard = { "syringe", "glass", "chemical", "blocks_way", "vermin" } },
        goal = ref "hazard_days", unit = "bd", at = "close",
        because = {
          fr = "Des déchets qui présentent un danger passent avant les autres, en jours ouvrables.",
          en = "Waste that is a hazard goes before the rest, in business days.",
        },
      },
      rule "default" {
        goal = ref "pickup_days", unit = "bd", at = "close",
        because = {
          fr = "Délai de l'arrondissement pour ramasser les déchets, en jours ouvrables.",
          en = "The borough's time limit to pick up waste, in business days.",
        },
      },
    },
    promise = {
      clock = "resolution",
      fr = "Ramassage au plus tard le %s", en = "Picked up no later than %s",
    },
  },

  workflow = use "workflows/standard" {
    done = {
      reason "collected" {
        label = { fr = "Ramassé", en = "Picked up" },
        say = {
          fr = "Les déchets ont été ramassés. Merci de les avoir signalés.",
          en = "The waste has been picked up. Thank you for reporting it.",
        },
      },
      reason "bin_emptied" {
        label = { fr = "Panier vidé", en = "Bin emptied" },
        say = {
          fr = "Le panier a été vidé et ses abords nettoyés.",
          en = "The bin has been emptied and the ground around it cleaned.",
        },
      },
      reason "cleaned" {
        label = { fr = "Nettoyé", en = "Cleaned" },
        say = {
          fr = "L'endroit a été nettoyé. Merci de l'avoir signalé.",
          en = "The place has been cleaned. Thank you for reporting it.",
        },
      },
      reason "inspected" {
        label = { fr = "Ramassé, inspecteur avisé", en = "Picked up, inspector told" },
        say = {
          fr = "Les déchets ont été ramassés et le service d'inspection a été avisé, car cela se répète ici.",
          en = "The waste has been picked up and the inspection team was told, because it keeps happening here.",
        },
      },
    },
    refused = {
      reason "collection_day" {
        label = { fr = "Sorti pour la collecte", en = "Put out for collection" },
        say = {
          fr = "Ces déchets ont été sortis pour la prochaine collecte de la rue et partiront avec elle. "
            .. "S'ils y sont encore le lendemain, faites une nouvelle demande.",
          en = "This waste was put out for the street's next collection and will leave with it. "
            .. "If it is still there the day after, file a new request.",
        },
      },
      reason "private_ground" {
        label = { fr = "Terrain privé", en = "Private ground" },
        say = {
          fr = "Ces déchets sont sur un terrain privé. Son propriétaire est responsable de les ramasser. "
            .. "Si l'endroit est insalubre, composez le 311 pour demander une inspection.",
          en = "This waste is on private ground. Its owner is responsible for picking it up. "
            .. "If the place is unsanitary, call 311 to ask for an inspection.",
        },
      },
      reason "provincial_road" {
        label = { fr = "Route du ministère des Transports", en = "Ministère des Transports road" },
        say = {
          fr = "Cette route ou ses abords relèvent du ministère des Transports et de la Mobilité durable du Québec. "
            .. "Composez le 511 pour le lui signaler.",
          en = "This road or its sides are looked after by Québec's Ministère des Transports et de la Mobilité "
            .. "durable. Call 511 to report it there.",
        },
      },
      reason "construction_site" {
        label = { fr = "Chantier en cours", en = "Construction site" },
        say = {
          fr = "Ces débris viennent d'un chantier en cours. Son entrepreneur doit garder les lieux propres "
            .. "et les nettoyer à la fin des travaux.",
          en = "This debris comes from a construction site. Its contractor must keep the place clean "
            .. "and clear it at the end of the work.",
        },
      },
    },
  },

  -- A `when` says yes or no; weighing several hazards against a volume takes a sum.
  priority = function(request)
    local answers = request.attributes
    local points = volume_points[answers.volume or "bag"]
    for _, hazard in ipairs(answers.hazard or {}) do
      points = points + (hazard_points[hazard] or 0)
    end
    -- A park fills from Friday to Sunday.
    if answers.kind == "park" and request.local_time.weekday >= 5 then
      points = points + 1
    end

    if points >= request.settings.urgent_points then return "urgent" end
    if points >= request.settings.high_points then return "high" end
    if points == 0 and answers.kind == "litter" then return "low" end
    return "normal"
  end,
}
