-- The life of a request that most services share. A service brings its own reasons for the two
-- closings that differ from one to the next, what was done and why it was refused:
--   workflow = use "workflows/standard" { done = { reason … }, refused = { reason … } }
-- What is common to all is added after them here. The `say` of a reason is what the citizen reads:
-- who is responsible, and what happens now.

local function join(own, shared)
  local all = {}
  for _, one in ipairs(own or {}) do all[#all + 1] = one end
  for _, one in ipairs(shared) do all[#all + 1] = one end
  return all
end

local done = {
  reason "already_settled" {
    label = { fr = "Déjà réglé à notre arrivée", en = "Already settled when we arrived" },
    say = {
      fr = "Notre équipe est passée et la situation était déjà réglée. "
        .. "Si elle revient, composez le 311 pour réactiver cette demande.",
      en = "Our crew came and the situation was already settled. "
        .. "If it comes back, call 311 to reopen this request.",
    },
  },
}

local refused = {
  reason "other_authority" {
    label = { fr = "Relève d'un autre organisme", en = "Another body is responsible" },
    say = {
      fr = "Cet endroit ou cet équipement relève d'un autre organisme (gouvernement, transport collectif, "
        .. "chemin de fer, service public) et nous ne pouvons pas y intervenir. Le 311 vous dira à qui vous adresser.",
      en = "This place or equipment belongs to another body (government, public transit, railway, utility) "
        .. "and we cannot work on it. 311 will tell you whom to ask.",
    },
  },
  reason "other_borough" {
    label = { fr = "Hors du territoire", en = "Outside our territory" },
    say = {
      fr = "Cet endroit est dans un autre arrondissement ou une autre ville, qui en est responsable. "
        .. "Composez le 311, ou adressez-vous à cette ville, pour que la demande y soit faite.",
      en = "This place is in another borough or city, which is responsible for it. "
        .. "Call 311, or that city, so that the request is made there.",
    },
  },
  reason "not_found_on_site" {
    label = { fr = "Introuvable sur place", en = "Not found on site" },
    say = {
      fr = "Notre équipe est allée sur place et n'a rien trouvé à l'endroit indiqué. Si le problème est toujours là, "
        .. "faites une nouvelle demande en précisant l'adresse ou un repère.",
      en = "Our crew went to the place given and found nothing. If the problem is still there, "
        .. "file a new request with the exact address or a landmark.",
    },
  },
  reason "not_enough_information" {
    label = { fr = "Renseignements insuffisants", en = "Not enough information" },
    say = {
      fr = "Il nous manque des renseignements pour agir. Faites une nouvelle demande avec l'adresse exacte "
        .. "et une description, ou composez le 311 pour être aidé.",
      en = "We lack the information to act. File a new request with the exact address "
        .. "and a description, or call 311 for help.",
    },
  },
}

local cancelled = {
  reason "withdrawn_by_citizen" {
    label = { fr = "Retirée par le citoyen", en = "Withdrawn by the citizen" },
    say = {
      fr = "Vous avez retiré cette demande. Aucune intervention n'est prévue.",
      en = "You withdrew this request. No work is planned.",
    },
  },
  reason "duplicate" {
    label = { fr = "Déjà signalée", en = "Already reported" },
    say = {
      fr = "Ce problème nous avait déjà été signalé. Rien n'est perdu : "
        .. "nous nous en occupons avec la première demande.",
      en = "This problem had already been reported to us. Nothing is lost: "
        .. "we deal with it under the first request.",
    },
  },
  reason "entered_in_error" {
    label = { fr = "Saisie par erreur", en = "Entered in error" },
    say = {
      fr = "Cette demande a été saisie par erreur. Sinon, composez le 311 pour la réactiver.",
      en = "This request was entered in error. If that is not so, call 311 to reopen it.",
    },
  },
}

local reopened = {
  reason "not_settled" {
    label = { fr = "Non réglé, selon le citoyen", en = "Not settled, says the citizen" },
    say = {
      fr = "Vous nous dites que ce n'est pas réglé. Nous reprenons votre demande.",
      en = "You tell us that it is not settled. We are taking your request up again.",
    },
  },
  reason "came_back" {
    label = { fr = "Le problème est revenu", en = "The problem came back" },
    say = {
      fr = "Le problème est revenu au même endroit. Nous reprenons votre demande.",
      en = "The problem came back at the same place. We are taking your request up again.",
    },
  },
  reason "closed_in_error" {
    label = { fr = "Fermée par erreur", en = "Closed in error" },
    say = {
      fr = "Nous avions fermé votre demande par erreur. Nous la reprenons.",
      en = "We had closed your request in error. We are taking it up again.",
    },
  },
}

return function(service_reasons)
  local life = {
    start = "received",

    state "received" {
      label = { fr = "Reçue", en = "Received" },
      status = "open", detailed = "RECEIVED",
      next = { "accepted", "forwarded", "in_progress", "waiting", "made_safe", "refused", "cancelled" },
    },
    state "accepted" {
      label = { fr = "Acceptée", en = "Accepted" },
      status = "open", detailed = "IN_PROCESS",
      next = { "forwarded", "in_progress", "waiting", "made_safe", "done", "refused", "cancelled" },
    },
    state "forwarded" {
      label = { fr = "Transmise pour traitement", en = "Forwarded for action" },
      status = "open", detailed = "IN_PROCESS",
      next = { "in_progress", "waiting", "made_safe", "done", "refused", "cancelled" },
    },
    state "in_progress" {
      label = { fr = "Prise en charge", en = "In progress" },
      status = "open", detailed = "IN_PROCESS",
      next = { "forwarded", "waiting", "made_safe", "done", "refused", "cancelled" },
    },
    -- We asked the citizen something: the clocks that wait for the citizen stand still until the
    -- answer comes.
    state "waiting" {
      label = { fr = "En attente de votre réponse", en = "Waiting for your answer" },
      status = "open", detailed = "IN_PROCESS", pause = "citizen",
      next = { "forwarded", "in_progress", "made_safe", "done", "refused", "cancelled" },
    },
    -- Nobody can be hurt any more; the lasting work is still to come.
    state "made_safe" {
      label = { fr = "Rendue sécuritaire", en = "Made safe" },
      status = "open", detailed = "IN_PROCESS",
      next = { "forwarded", "in_progress", "waiting", "done", "refused", "cancelled" },
    },
    state "done" {
      label = { fr = "Terminée", en = "Done" },
      status = "closed", detailed = "PROCESSED",
      next = { "reopened" },
      reasons = join(service_reasons.done, done),
    },
    state "refused" {
      label = { fr = "Refusée", en = "Refused" },
      status = "closed", detailed = "REJECTED",
      next = { "reopened" },
      reasons = join(service_reasons.refused, refused),
    },
    state "cancelled" {
      label = { fr = "Annulée", en = "Cancelled" },
      status = "closed", detailed = "ARCHIVED",
      next = { "reopened" },
      reasons = cancelled,
    },
    state "reopened" {
      label = { fr = "Réactivée", en = "Reopened" },
      status = "open", detailed = "IN_PROCESS",
      next = { "forwarded", "in_progress", "waiting", "made_safe", "done", "refused", "cancelled" },
      reasons = reopened,
    },
  }

  -- A mistyped key goes on to `workflow`, which refuses it by name.
  for key, value in pairs(service_reasons) do
    if key ~= "done" and key ~= "refused" then life[key] = value end
  end
  return workflow(life)
end
