-- A bench, a bin, a fence, a play structure… that is broken, loose or gone. What can hurt someone
-- is dealt with first.

local first_response = use "clocks/first_response"
local pauses = use "clocks/pauses"

return service {
  code = "street-furniture", version = "1.1.0", api = 1,
  name = { fr = "Mobilier urbain et de parc", en = "Street and park furniture" },
  description = {
    fr = "Un banc, une table, un panier, une clôture, un support à vélos ou un jeu brisé, mal fixé ou disparu.",
    en = "A bench, table, bin, fence, bike rack or play structure that is broken, loose or gone.",
  },
  group = { "streets", fr = "Rues et mobilier urbain", en = "Streets and street furniture" },
  keywords = {
    "banc", "table", "panier", "poubelle", "clôture", "support à vélos", "module de jeu", "parc",
    "bench", "bin", "fence", "bike rack", "playground", "park",
  },

  settings = {
    first_response.setting,
    setting.number "danger_days" {
      default = 1, min = 1, max = 10,
      label = {
        fr = "Mobilier dangereux : mise en sécurité, en jours ouvrables",
        en = "Dangerous furniture: made safe, in business days",
      },
    },
    setting.number "repair_days" {
      default = 10, min = 1, max = 90,
      label = { fr = "Autre réparation, en jours ouvrables", en = "Other repair, in business days" },
    },
  },

  attributes = {
    attribute.choice "item" {
      required = true,
      label = { fr = "De quoi s'agit-il ?", en = "What is it?" },
      help = {
        fr = "Les abribus relèvent de la société de transport, et les boîtes aux lettres, de Postes Canada.",
        en = "Bus shelters belong to the transit authority, and mailboxes to Canada Post.",
      },
      values = {
        { "bench", fr = "Banc", en = "Bench" },
        { "table", fr = "Table de pique-nique", en = "Picnic table" },
        { "bin", fr = "Panier ou poubelle", en = "Waste or recycling bin" },
        { "bike_rack", fr = "Support à vélos", en = "Bike rack" },
        { "bollard", fr = "Bollard ou borne", en = "Bollard or post" },
        { "fence", fr = "Clôture ou garde-corps", en = "Fence or guard rail" },
        { "planter", fr = "Bac à fleurs", en = "Planter" },
        { "fountain", fr = "Fontaine à boire ou jeu d'eau", en = "Drinking fountain or splash pad" },
        { "playground", fr = "Module de jeu ou balançoire", en = "Play structure or swing" },
        { "sports", fr = "Équipement de sport", en = "Sports equipment" },
        { "other", fr = "Autre chose", en = "Something else" },
      },
    },
    attribute.string "other_item" {
      max = 60,
      show_if = { item = "other" }, required_if = { item = "other" },
      label = { fr = "Quel objet ?", en = "What object?" },
    },
    attribute.choice "danger" {
      required = true,
      label = { fr = "Peut-il blesser quelqu'un ?", en = "Could it hurt someone?" },
      help = {
        fr = "Par exemple : arête coupante, clou, pièce qui va tomber, fondation à découvert.",
        en = "For example: a sharp edge, a nail, a part about to fall, an uncovered footing.",
      },
      values = {
        { "no", fr = "Non", en = "No" },
        { "yes", fr = "Oui", en = "Yes" },
        { "injured", fr = "Quelqu'un est blessé en ce moment", en = "Someone is hurt right now" },
      },
    },
    attribute.choice "damage" {
      label = { fr = "Dans quel état est-il ?", en = "What state is it in?" },
      values = {
        { "broken", fr = "Brisé ou tordu", en = "Broken or bent" },
        { "unstable", fr = "Instable ou mal fixé", en = "Unstable or loose" },
        { "missing", fr = "Disparu, ou pièce manquante", en = "Gone, or a part is missing" },
        { "worn", fr = "Usé, rouillé, peinture écaillée", en = "Worn, rusty, paint peeling" },
        { "not_working", fr = "Ne fonctionne pas", en = "Not working" },
      },
    },
  },

  stop_if = {
    {
      when = { danger = "injured" },
      say = {
        fr = "Pour une personne blessée, composez le 911 sans attendre. Vous pourrez ensuite revenir ici "
          .. "pour faire réparer le mobilier.",
        en = "For an injured person, call 911 right now. You can then come back here "
          .. "to have the furniture repaired.",
      },
    },
  },

  clocks = {
    first_response.clock,
    clock "resolution" {
      calendar = "roads",
      pauses = pauses.reasons, max_pause = pauses.most, reminder = pauses.reminder,
      steps = use "clocks/ladder",
      rule "danger" {
        when = { danger = "yes" },
        goal = ref "danger_days", unit = "bd", at = "close",
        because = {
          fr = "Un objet qui peut blesser est réparé, retiré ou balisé en priorité, en jours ouvrables.",
          en = "An object that could hurt someone is repaired, removed or fenced off first, in business days.",
        },
      },
      rule "default" {
        goal = ref "repair_days", unit = "bd", at = "close",
        because = {
          fr = "Délai de l'arrondissement pour réparer le mobilier, en jours ouvrables.",
          en = "The borough's time limit to repair furniture, in business days.",
        },
      },
    },
    promise = {
      clock = "resolution",
      fr = "Intervention au plus tard le %s", en = "Dealt with no later than %s",
    },
  },

  workflow = use "workflows/standard" {
    done = {
      reason "repaired" {
        label = { fr = "Réparé", en = "Repaired" },
        say = {
          fr = "L'objet a été réparé. Merci de l'avoir signalé.",
          en = "The object has been repaired. Thank you for reporting it.",
        },
      },
      reason "replaced" {
        label = { fr = "Remplacé", en = "Replaced" },
        say = {
          fr = "L'objet ne pouvait plus être réparé : il a été remplacé.",
          en = "The object was beyond repair: it has been replaced.",
        },
      },
      reason "removed" {
        label = { fr = "Retiré", en = "Removed" },
        say = {
          fr = "L'objet a été retiré. Il ne sera pas remplacé à cet endroit.",
          en = "The object has been removed. It will not be replaced at this place.",
        },
      },
      reason "made_safe" {
        label = { fr = "Rendu sécuritaire, pièce commandée", en = "Made safe, part on order" },
        say = {
          fr = "L'objet a été balisé ou retiré et ne peut plus blesser personne. La pièce est commandée ; "
            .. "nous le remettrons en place à sa réception.",
          en = "The object has been fenced off or taken away and can no longer hurt anyone. The part is on order; "
            .. "we will put it back once it comes in.",
        },
      },
    },
    refused = {
      reason "transit_property" {
        label = { fr = "Bien de la société de transport", en = "Transit authority's property" },
        say = {
          fr = "Cet abribus ou cet équipement appartient à la société de transport (la STM à Montréal), "
            .. "qui l'entretient. Signalez-le à son service à la clientèle, avec le numéro de l'arrêt.",
          en = "This shelter or equipment belongs to the transit authority (the STM in Montréal), "
            .. "which looks after it. Report it to its customer service, with the stop number.",
        },
      },
      reason "postal_property" {
        label = { fr = "Bien de Postes Canada", en = "Canada Post's property" },
        say = {
          fr = "Cette boîte appartient à Postes Canada, qui l'entretient. "
            .. "Signalez-la à son service à la clientèle.",
          en = "This box belongs to Canada Post, which looks after it. "
            .. "Report it to its customer service.",
        },
      },
      reason "private_ground" {
        label = { fr = "Terrain privé", en = "Private ground" },
        say = {
          fr = "Cet objet est sur un terrain privé, scolaire ou commercial. Son propriétaire en est responsable ; "
            .. "adressez-vous à lui.",
          en = "This object is on private, school or commercial ground. Its owner is responsible for it; "
            .. "please ask the owner.",
        },
      },
      reason "within_tolerance" {
        label = { fr = "Usure normale", en = "Normal wear" },
        say = {
          fr = "Nous l'avons inspecté : l'objet est usé mais solide et sécuritaire. "
            .. "Il sera revu au prochain entretien ; s'il se brise, faites une nouvelle demande.",
          en = "We inspected it: the object is worn but sound and safe. "
            .. "It will be looked at again at the next upkeep; if it breaks, file a new request.",
        },
      },
    },
  },

  priority = "normal",
}
