---@meta
-- Le langage des services de Guichet, pour les éditeurs (Lua Language Server). Produit par
-- « guichet schema lua » : ne pas modifier à la main.
-- The language of Guichet's services, for editors (Lua Language Server). Made by
-- "guichet schema lua": do not edit.

---Ce qu'une personne lit. · What a person reads.
---@class guichet.text
---@field fr string
---@field en string

---Un réglage, à la place d'un nombre. · A setting, in the place of a number.
---@class guichet.ref

---Une date locale. · A local date.
---@class guichet.local_time
---@field year integer
---@field month integer 1–12
---@field day integer 1–31
---@field hour integer 0–23
---@field minute integer 0–59
---@field weekday integer 1 lundi – 7 dimanche · 1 Monday – 7 Sunday

---La demande, comme une fonction la reçoit. · The request, as a function is given it.
---@class guichet.request
---@field service string
---@field description string
---@field lat? number
---@field lon? number
---@field requested_at integer secondes depuis 1970 · seconds since 1970
---@field attributes table<string, string|number|string[]>
---@field local_time guichet.local_time
---@field settings table<string, number>

---Quelles autres demandes compter. · Which other requests to count.
---@class guichet.question
---@field days integer les jours d'avant · the days before
---@field near? number à tant de mètres · within so many metres
---@field service? string un autre service, "*" pour tous · another service, "*" for all

---@class guichet.group_question: guichet.question
---@field by string

---@alias guichet.unit "bh"|"bd"|"cd"|"cw"|"cm"|"eh"
---@alias guichet.lang "fr"|"en"

---@class guichet.cx.calendar
local cx_calendar = {}

---L'échéance. · When that is due.
---@param at integer
---@param amount number
---@param unit guichet.unit
---@return integer
function cx_calendar:add(at, amount, unit) end

---Ce qu'il y a entre deux instants. · What lies between two instants.
---@param from integer
---@param to integer
---@param unit "bh"|"bd"|"cd"|"eh"
---@return number
function cx_calendar:between(from, to, unit) end

---@class guichet.cx.text
---@field contains fun(text: string, word: string): boolean
---@field match fun(text: string, pattern: string): boolean
---@field fold fun(text: string): string
---@field lower fun(text: string): string
---@field upper fun(text: string): string
---@field length fun(text: string): integer
---@field number fun(n: number, lang: guichet.lang, digits?: integer): string
---@field amount fun(n: number, lang: guichet.lang): string
---@field date fun(at: integer, lang: guichet.lang): string
---@field datetime fun(at: integer, lang: guichet.lang): string

---Ce qu'une fonction peut consulter d'autre. · What else a function may consult.
---@class guichet.cx
---@field now integer l'instant de la décision · the instant of the decision
---@field count fun(question: guichet.question): integer
---@field group fun(question: guichet.group_question): table<string, integer>
---@field calendar fun(name: string): guichet.cx.calendar
---@field text guichet.cx.text
---@field log fun(line: string)

---Ce que renvoie un fichier du dossier des services partagés : use "workflows/standard". · What a file of the folder of shared services returns.
---@param name string
---@return any
function use(name) end

---Un service : ce qu'on demande, les délais, les états. · A service: what is asked, the deadlines, the states.
---@class guichet.service
---@field extends? string Le service partagé dont il prend tout ce qu'il ne dit pas, et la version majeure pour laquelle il est écrit : core/pothole@1. · The shared service from which it takes all that it does not say, and the major version it is written for: core/pothole@1.
---@field remove? string[] Ce qu'il ne prend pas : { "attributes.depth", "clocks.resolution.big" }. · What it does not take: { "attributes.depth", "clocks.resolution.big" }.
---@field api? integer La version de ce langage : 1. · The version of this language: 1.
---@field code? string Le code du service, celui de son dossier ; il ne change plus une fois en service. · The code of the service, that of its folder; it never changes once in service.
---@field version? string La version de ce fichier : trois nombres, comme 1.2.0. · The version of this file: three numbers, such as 1.2.0.
---@field name? guichet.text Le nom du service. · The name of the service.
---@field description? guichet.text Ce que c'est, en une phrase. · What it is, in a sentence.
---@field group? string|guichet.service.group Parmi quels services il est rangé. · Among which services it is put.
---@field keywords? string[] Les mots par lesquels on le cherche, dans les deux langues. · The words by which people look for it, in both languages.
---@field settings? (guichet.setting.number)[] Les nombres qu'un arrondissement change sans toucher aux règles. · The numbers that a borough changes without touching the rules.
---@field attributes? (guichet.attribute.choice|guichet.attribute.choices|guichet.attribute.number|guichet.attribute.string|guichet.attribute.text|guichet.attribute.datetime)[] Les questions posées au citoyen. · The questions put to the citizen.
---@field stop_if? (guichet.service.stop_if)[] Ce qui ne se dépose pas ici, et quoi faire à la place. · What is not to be filed here, and what to do instead.
---@field clocks? guichet.service.clocks Les délais. · The deadlines.
---@field workflow? guichet.workflow Les états d'une demande, et les raisons de chaque fermeture. · The states of a request, and the reasons of each closing.
---@field priority? "low"|"normal"|"high"|"urgent"|fun(request: guichet.request, cx: guichet.cx): "low"|"normal"|"high"|"urgent" L'urgence pour les agents : un mot, ou une fonction. Sans elle : normal. · The urgency for the agents: a word, or a function. Without it: normal.

---Une condition ; ce qu'elle nomme doit être vrai tout ensemble. Vide : toujours. · A condition; all that it names must hold together. Empty: always.
---@class guichet.condition
---@field month? (integer)[] Le mois de la demande est l'un de ceux-ci : { 3, 4 }. · The month of the request is one of these: { 3, 4 }.
---@field near? guichet.condition.near La demande est près d'un lieu : { "school", metres = 150 }. · The request is near a place: { "school", metres = 150 }.
---@field [string] string|string[]|number|(number)[]|guichet.condition.value La réponse à ce champ, déclaré plus haut : { size = "big", depth = { ge = 10 } }. · The answer to this attribute, declared above: { size = "big", depth = { ge = 10 } }.

---Un code avec ses mots. · A code with its words.
---@class guichet.service.group
---@field [1] string Le code du groupe. · The code of the group.
---@field fr string Comment on l'appelle. · What it is called.
---@field en string Comment on l'appelle. · What it is called.

---Un nombre que l'arrondissement change sans toucher aux règles. · A number that the borough changes without touching the rules.
---@class guichet.setting.number
---@field label? guichet.text Ce qu'il règle, et en quelle unité. · What it sets, and in which unit.
---@field default? number Sa valeur quand l'arrondissement n'en donne pas. · Its value when the borough gives none.
---@field min? number Le moins que l'arrondissement puisse choisir. · The least a borough may choose.
---@field max? number Le plus que l'arrondissement puisse choisir. · The most a borough may choose.

---Une réponse dans une liste. · One answer of a list.
---@class guichet.attribute.choice
---@field label? guichet.text La question. · The question.
---@field help? guichet.text Une aide, sous la question. · Help, under the question.
---@field required? boolean Faut-il répondre ? · Must it be answered?
---@field required_if? guichet.condition Il faut répondre quand cette condition est vraie. · It must be answered when this condition holds.
---@field show_if? guichet.condition La question n'est posée que si cette condition est vraie. · The question is asked only if this condition holds.
---@field values? (guichet.attribute.choice.values)[] Les réponses possibles. · The possible answers.

---Une ou plusieurs réponses d'une liste. · One or more answers of a list.
---@class guichet.attribute.choices
---@field label? guichet.text La question. · The question.
---@field help? guichet.text Une aide, sous la question. · Help, under the question.
---@field required? boolean Faut-il répondre ? · Must it be answered?
---@field required_if? guichet.condition Il faut répondre quand cette condition est vraie. · It must be answered when this condition holds.
---@field show_if? guichet.condition La question n'est posée que si cette condition est vraie. · The question is asked only if this condition holds.
---@field values? (guichet.attribute.choice.values)[] Les réponses possibles. · The possible answers.
---@field min? integer Au moins combien de réponses. · At least how many answers.
---@field max? integer Au plus combien de réponses. · At most how many answers.

---Un nombre. · A number.
---@class guichet.attribute.number
---@field label? guichet.text La question. · The question.
---@field help? guichet.text Une aide, sous la question. · Help, under the question.
---@field required? boolean Faut-il répondre ? · Must it be answered?
---@field required_if? guichet.condition Il faut répondre quand cette condition est vraie. · It must be answered when this condition holds.
---@field show_if? guichet.condition La question n'est posée que si cette condition est vraie. · The question is asked only if this condition holds.
---@field unit? string L'unité, à côté de la réponse : cm. · The unit, beside the answer: cm.
---@field integer? boolean Seulement des nombres entiers. · Whole numbers only.
---@field min? number La plus petite réponse. · The least answer.
---@field max? number La plus grande réponse. · The greatest answer.

---Une ligne de texte. · A line of text.
---@class guichet.attribute.string
---@field label? guichet.text La question. · The question.
---@field help? guichet.text Une aide, sous la question. · Help, under the question.
---@field required? boolean Faut-il répondre ? · Must it be answered?
---@field required_if? guichet.condition Il faut répondre quand cette condition est vraie. · It must be answered when this condition holds.
---@field show_if? guichet.condition La question n'est posée que si cette condition est vraie. · The question is asked only if this condition holds.
---@field min? integer Au moins combien de caractères. · At least how many characters.
---@field max? integer Au plus combien de caractères. · At most how many characters.

---Un texte de plusieurs lignes. · A text of several lines.
---@class guichet.attribute.text
---@field label? guichet.text La question. · The question.
---@field help? guichet.text Une aide, sous la question. · Help, under the question.
---@field required? boolean Faut-il répondre ? · Must it be answered?
---@field required_if? guichet.condition Il faut répondre quand cette condition est vraie. · It must be answered when this condition holds.
---@field show_if? guichet.condition La question n'est posée que si cette condition est vraie. · The question is asked only if this condition holds.
---@field min? integer Au moins combien de caractères. · At least how many characters.
---@field max? integer Au plus combien de caractères. · At most how many characters.

---Un jour et une heure. · A day and an hour.
---@class guichet.attribute.datetime
---@field label? guichet.text La question. · The question.
---@field help? guichet.text Une aide, sous la question. · Help, under the question.
---@field required? boolean Faut-il répondre ? · Must it be answered?
---@field required_if? guichet.condition Il faut répondre quand cette condition est vraie. · It must be answered when this condition holds.
---@field show_if? guichet.condition La question n'est posée que si cette condition est vraie. · The question is asked only if this condition holds.

---Ce qui ne se dépose pas ici. · What is not to be filed here.
---@class guichet.service.stop_if
---@field when? guichet.condition À quelle condition. · On what condition.
---@field say? guichet.text Quoi faire à la place : ce que le citoyen lit. · What to do instead: what the citizen reads.

---Les horloges, et la promesse. · The clocks, and the promise.
---@class guichet.service.clocks
---@field [integer] guichet.clock Les horloges du service. · The clocks of the service.
---@field promise? guichet.service.clocks.promise Celle dont l'échéance est promise au citoyen, et dans quels mots. · The one whose due date is promised to the citizen, and in which words.

---La vie d'une demande : ses états, et ce qui mène de l'un à l'autre. · The life of a request: its states, and what leads from one to another.
---@class guichet.workflow
---@field start? string L'état d'une demande qui vient d'être déposée. · The state of a request that has just been filed.
---@field [integer] guichet.state Les états. · The states.

---La demande est près d'un lieu d'une sorte. · The request is near a place of a kind.
---@class guichet.condition.near
---@field [1] string La sorte de lieu, comme dans le fichier « places ». · The kind of place, as in the file "places".
---@field metres? number À cette distance au plus, en mètres. · No farther than this, in metres.

---Comparaisons, qui doivent toutes être vraies. · Comparisons, which must all hold.
---@class guichet.condition.value
---@field eq? string|string[]|number|(number)[] égale, ou l'une de ces valeurs · equal, or one of these values
---@field ne? string|string[]|number|(number)[] différente, ou aucune de ces valeurs · different, or none of these values
---@field lt? string|string[]|number|(number)[] plus petite, ou avant · less, or before
---@field le? string|string[]|number|(number)[] plus petite ou égale · less or equal
---@field gt? string|string[]|number|(number)[] plus grande, ou après · more, or after
---@field ge? string|string[]|number|(number)[] plus grande ou égale · more or equal

---Une réponse possible : { "big", fr = "30 cm ou plus", en = "30 cm or more" }. · A possible answer: { "big", fr = "30 cm ou plus", en = "30 cm or more" }.
---@class guichet.attribute.choice.values
---@field [1] string Le code de la valeur ; il ne change plus une fois en service. · The code of the value; it never changes once in service.
---@field fr string Ce que le citoyen lit. · What the citizen reads.
---@field en string Ce que le citoyen lit. · What the citizen reads.

---Une promesse qui se compte : son délai, ce qui l'arrête, et qui en est averti. · A promise that is counted: its goal, what stops it, and who hears of it.
---@class guichet.clock
---@field calendar? string Le calendrier de l'arrondissement qu'elle suit. · The borough's calendar that it follows.
---@field [integer] guichet.rule Les règles, dans l'ordre où on les essaie. Une seule peut s'écrire sans elles : goal et unit parmi les clés de l'horloge. · The rules, in the order in which they are tried. A lone one may be written without them: goal and unit among the keys of the clock.
---@field unit? "bh"|"bd"|"cd"|"cw"|"cm"|"eh"|"by" L'unité du délai : bh heures d'ouverture, bd jours d'ouverture, cd jours, cw semaines et cm mois de calendrier, eh heures écoulées jour et nuit, by une date fixe. · The unit of the goal: bh business hours, bd business days, cd calendar days, cw weeks and cm months, eh hours that pass day and night, by a fixed date.
---@field goal? number|guichet.ref|string|fun(request: guichet.request, cx: guichet.cx): number Le délai. · The time allowed.
---@field at? "close"|"same_time"|"open" À quelle heure du dernier jour : à la fermeture, à l'heure de la demande, à l'ouverture. · At which hour of the last day: at closing, at the hour of the request, at opening.
---@field receipt? "next_open"|"actual" Quand commence le délai d'une demande reçue hors des heures d'ouverture : à l'ouverture suivante, ou à l'instant même. · When the time of a request received outside opening hours begins: at the next opening, or at that very instant.
---@field roll? "none"|"next"|"prev" Avec cd, cw ou cm : où passe une échéance dont le dernier jour est fermé. next, au jour d'ouverture suivant ; prev, au précédent ; none, nulle part si at vaut same_time, et sinon au suivant. · With cd, cw or cm: where a due date goes whose last day is closed. next, to the next opening day; prev, to the one before; none, nowhere if at is same_time, else to the next.
---@field because? guichet.text Pourquoi ce délai, dit au citoyen. · Why this goal, told to the citizen.
---@field pauses? ("citizen"|"third_party"|"permit"|"weather"|"winter"|"force_majeure")[] Les raisons qui arrêtent cette horloge. · The reasons that stop this clock.
---@field max_pause? guichet.clock.max_pause Combien de temps au plus, par raison. · For how long at most, by reason.
---@field reminder? guichet.clock.max_pause Après combien de temps d'arrêt quelqu'un en est averti, par raison. · After how long a stop somebody is reminded of it, by reason.
---@field windows? (guichet.window)[] Les saisons où elle est arrêtée. · The seasons in which it stands still.
---@field winter? guichet.clock.winter L'hiver, la plus commune de ces saisons. · The winter, the most common of these seasons.
---@field reopen? "resume"|"restart"|"first_only" Ce que fait une réouverture : l'horloge reprend, recommence, ou reste satisfaite (et « rework » commence). · What a reopening does: the clock goes on, starts afresh, or stays met (and "rework" begins).
---@field steps? (guichet.step)[] Qui est averti à mesure que le temps passe. · Who hears of it as time passes.
---@field met_by? string[] Les états qui satisfont l'horloge ; un état fermé le fait toujours. · The states that meet the clock; a closed one always does.

---Ce qui est promis au citoyen. · What is promised to the citizen.
---@class guichet.service.clocks.promise
---@field clock? string L'horloge dont on promet l'échéance. · The clock whose due date is promised.
---@field fr string La phrase ; %s est la place de la date. · The sentence; %s is the place of the date.
---@field en string La phrase ; %s est la place de la date. · The sentence; %s is the place of the date.

---Une étape de la vie d'une demande. · A stage in the life of a request.
---@class guichet.state
---@field label? guichet.text Comment on l'appelle. · What it is called.
---@field status? "open"|"closed" Ouvert : il reste à faire ; fermé : c'est fini, et pourquoi. · Open: work remains; closed: it is over, and why.
---@field detailed? "RECEIVED"|"IN_PROCESS"|"PROCESSED"|"ARCHIVED"|"REJECTED" Le même état dans les mots d'Open311 (CitySDK). · The same state in the words of Open311 (CitySDK).
---@field pause? "citizen"|"third_party"|"permit"|"weather"|"winter"|"force_majeure" La raison pour laquelle cet état arrête les horloges qui la connaissent. · The reason for which this state stops the clocks that know it.
---@field timeout? guichet.state.timeout Où va une demande qui y reste trop longtemps : { after = "10bd", to = "done" }. · Where a request goes that stays too long: { after = "10bd", to = "done" }.
---@field next? string[] Les états qui peuvent suivre. · The states that may follow.
---@field reasons? (guichet.reason)[] Les raisons d'y venir, dont l'agent choisit une ; un état fermé en a. · The reasons for coming to it, of which the agent picks one; a closed state has some.

---Un délai et sa condition. La première règle dont la condition est vraie décide. · A goal and its condition. The first rule whose condition holds decides.
---@class guichet.rule
---@field when? guichet.condition À quelle condition elle vaut ; sans condition, toujours. · On what condition it holds; without one, always.
---@field from? string Le premier jour où elle vaut. · The first day on which it holds.
---@field to? string Le jour où elle cesse de valoir. · The day on which it holds no more.
---@field unit? "bh"|"bd"|"cd"|"cw"|"cm"|"eh"|"by" L'unité du délai : bh heures d'ouverture, bd jours d'ouverture, cd jours, cw semaines et cm mois de calendrier, eh heures écoulées jour et nuit, by une date fixe. · The unit of the goal: bh business hours, bd business days, cd calendar days, cw weeks and cm months, eh hours that pass day and night, by a fixed date.
---@field goal? number|guichet.ref|string|fun(request: guichet.request, cx: guichet.cx): number Le délai. · The time allowed.
---@field at? "close"|"same_time"|"open" À quelle heure du dernier jour : à la fermeture, à l'heure de la demande, à l'ouverture. · At which hour of the last day: at closing, at the hour of the request, at opening.
---@field receipt? "next_open"|"actual" Quand commence le délai d'une demande reçue hors des heures d'ouverture : à l'ouverture suivante, ou à l'instant même. · When the time of a request received outside opening hours begins: at the next opening, or at that very instant.
---@field roll? "none"|"next"|"prev" Avec cd, cw ou cm : où passe une échéance dont le dernier jour est fermé. next, au jour d'ouverture suivant ; prev, au précédent ; none, nulle part si at vaut same_time, et sinon au suivant. · With cd, cw or cm: where a due date goes whose last day is closed. next, to the next opening day; prev, to the one before; none, nowhere if at is same_time, else to the next.
---@field because? guichet.text Pourquoi ce délai, dit au citoyen. · Why this goal, told to the citizen.

---Une durée par raison de pause : { citizen = "20bd" }. · A length by reason for a pause: { citizen = "20bd" }.
---@class guichet.clock.max_pause
---@field [string] string La durée, pour cette raison. · The length, for that reason.

---Une saison de chaque année où l'horloge est arrêtée. · A season of each year in which the clock stands still.
---@class guichet.window
---@field fr string Comment on l'appelle. · What it is called.
---@field en string Comment on l'appelle. · What it is called.
---@field from? string Le premier jour, chaque année. · The first day, each year.
---@field to? string Le jour où elle finit, chaque année. · The day on which it ends, each year.

---L'hiver : du premier jour au jour où il finit. · The winter: from its first day to the day on which it ends.
---@class guichet.clock.winter
---@field from? string Le premier jour, chaque année. · The first day, each year.
---@field to? string Le jour où elle finit, chaque année. · The day on which it ends, each year.

---Qui est averti, et quand : un seul de pct, before, at_due ou after. · Who hears of the clock, and when: one of pct, before, at_due or after.
---@class guichet.step
---@field pct? integer Quand cette part du délai est écoulée, en pour cent. · When this share of the goal has passed, in per cent.
---@field before? string Si longtemps avant l'échéance. · That long before it is due.
---@field at_due? boolean À l'échéance : true. · When it is due: true.
---@field after? string Si longtemps après l'échéance. · That long after it was due.
---@field to? string Qui est averti : team, lead, manager… · Who hears of it: team, lead, manager…
---@field quiet? "send_now"|"next_open" La nuit : tout de suite, ou à l'ouverture suivante. · At night: at once, or at the next opening.

---Où va une demande qui reste trop longtemps dans un état. · Where a request goes that stays too long in a state.
---@class guichet.state.timeout
---@field after? string Après si longtemps dans l'état. · After that long in the state.
---@field to? string L'état où elle passe, l'un de « next ». · The state it goes to, one of "next".
---@field reason? string La raison, si cet état en demande une. · The reason, if that state asks for one.

---Pourquoi une demande arrive à cet état. · Why a request comes to this state.
---@class guichet.reason
---@field label? guichet.text Ce que l'agent lit dans la liste. · What the agent reads in the list.
---@field say? guichet.text Ce que le citoyen lit. · What the citizen reads.

---Un arrondissement : ses calendriers, son territoire, ses services. · A borough: its calendars, its territory, its services.
---@class guichet.jurisdiction
---@field api integer La version de ce langage : 1. · The version of this language: 1.
---@field id string Le code de l'arrondissement ; il ne change plus. · The code of the borough; it never changes.
---@field name guichet.text Son nom. · Its name.
---@field motto? guichet.text Sa devise. · Its motto.
---@field contact guichet.text Où le joindre. · Where to reach it.
---@field key_service? guichet.text Comment demander une clé d'API. · How to ask for an API key.
---@field zone string Son fuseau : America/Toronto. · Its time zone: America/Toronto.
---@field languages ("fr"|"en")[] Ses langues : le français, et l'anglais ou non. · Its languages: French, and English or not.
---@field territory? string Le fichier GeoJSON de son territoire ; sans lui, tout le globe. · The GeoJSON file of its territory; without it, the whole globe.
---@field places? string Le fichier GeoJSON des lieux dont parlent les conditions « near ». · The GeoJSON file of the places that the conditions "near" speak of.
---@field calendars (guichet.calendar)[] Ses calendriers. · Its calendars.
---@field services string[] Les services qu'il offre, dans l'ordre où on les montre. · The services it offers, in the order in which they are shown.
---@field settings? guichet.jurisdiction.settings Ce qu'il change dans les services : { pothole = { repair_days = 5 } }. · What it changes in the services: { pothole = { repair_days = 5 } }.

---Les essais d'un service. · The tests of a service.
---@class guichet.tests
---@field borough? string Le seul arrondissement où ces essais ont un sens, car ses calendriers et ses réglages y comptent. · The only borough in which these tests mean something, for its calendars and settings count in them.
---@field [integer] guichet.test Les essais. · The tests.

---Quand on travaille : les heures de la semaine, les saisons, les fériés. · When people work: the hours of the week, the seasons, the holidays.
---@class guichet.calendar
---@field zone? string Son fuseau ; sans lui, celui de l'arrondissement. · Its time zone; without it, that of the borough.
---@field mon? ((string)[])[] Les heures du lundi. · The hours of Monday.
---@field tue? ((string)[])[] Les heures du mardi. · The hours of Tuesday.
---@field wed? ((string)[])[] Les heures du mercredi. · The hours of Wednesday.
---@field thu? ((string)[])[] Les heures du jeudi. · The hours of Thursday.
---@field fri? ((string)[])[] Les heures du vendredi. · The hours of Friday.
---@field sat? ((string)[])[] Les heures du samedi. · The hours of Saturday.
---@field sun? ((string)[])[] Les heures du dimanche. · The hours of Sunday.
---@field seasons? (guichet.season)[] Les saisons qui ont leurs heures. · The seasons that have hours of their own.
---@field holidays? (guichet.holiday)[] Les jours fériés. · The public holidays.
---@field exceptions? (guichet.exception)[] Les jours hors de la règle. · The days outside the rule.
---@field holiday_wins? boolean Un férié ferme même un jour que « exceptions » ouvre. · A holiday closes even a day that "exceptions" opens.

---Les réglages, par service. · The settings, by service.
---@class guichet.jurisdiction.settings
---@field [string] guichet.jurisdiction.settings.value Les réglages de ce service. · The settings of that service.

---Une demande, ce qui lui arrive, et ce qui doit en résulter. · A request, what happens to it, and what must come of it.
---@class guichet.test
---@field now? string Quand la demande est faite, à l'heure de l'arrondissement ; sinon, au moment de l'essai. · When the request is filed, in the borough's time; otherwise, when the test is run.
---@field given? guichet.test.given Les réponses : { size = "big", danger = { "fall", "water" } }. · The answers: { size = "big", danger = { "fall", "water" } }.
---@field position? (number)[] Où c'est : { 45.49, -73.85 }. Sans elle et sans adresse, quelque part dans l'arrondissement. · Where it is: { 45.49, -73.85 }. Without it and without an address, somewhere in the borough.
---@field address? string L'adresse. · The address.
---@field description? string Les mots du citoyen. · The citizen's words.
---@field steps? (guichet.test.steps)[] Ce qui se passe ensuite, dans l'ordre. · What happens then, in order.
---@field up_to? string Jusqu'où l'horloge avance, une fois tout fait. · How far the clock goes on, once all is done.
---@field expect guichet.test.expect Ce qui doit être vrai à la fin. · What must be so in the end.

---Une saison qui a ses propres heures. · A season with hours of its own.
---@class guichet.season
---@field from string Le premier jour, chaque année. · The first day, each year.
---@field to string Le dernier jour, chaque année. · The last day, each year.
---@field mon? ((string)[])[] Les heures du lundi. · The hours of Monday.
---@field tue? ((string)[])[] Les heures du mardi. · The hours of Tuesday.
---@field wed? ((string)[])[] Les heures du mercredi. · The hours of Wednesday.
---@field thu? ((string)[])[] Les heures du jeudi. · The hours of Thursday.
---@field fri? ((string)[])[] Les heures du vendredi. · The hours of Friday.
---@field sat? ((string)[])[] Les heures du samedi. · The hours of Saturday.
---@field sun? ((string)[])[] Les heures du dimanche. · The hours of Sunday.

---Un jour fermé, par règle : un seul de fixed, nth, before, easter ou date. · A closed day, by rule: one of fixed, nth, before, easter or date.
---@class guichet.holiday
---@field name guichet.text Comment on l'appelle. · What it is called.
---@field fixed? string Le même jour chaque année : 12-25. · The same day each year: 12-25.
---@field nth? integer Le combientième « weekday » de « month » ; -1 : le dernier. · Which "weekday" of "month", counted; -1: the last.
---@field weekday? "mon"|"tue"|"wed"|"thu"|"fri"|"sat"|"sun" Le jour de la semaine, pour « nth » et « before ». · The day of the week, for "nth" and "before".
---@field month? integer Le mois, pour « nth ». · The month, for "nth".
---@field before? string Le dernier « weekday » avant ce jour. · The last "weekday" before this day.
---@field easter? integer Tant de jours après Pâques : -2 est le Vendredi saint. · So many days after Easter: -2 is Good Friday.
---@field date? string Une seule fois : 2026-12-24. · Once only: 2026-12-24.
---@field sunday_moves? boolean S'il tombe un dimanche, le lundi est fermé. · If it is a Sunday, Monday is closed.

---Un jour qui a ses propres heures. · A day with hours of its own.
---@class guichet.exception
---@field [integer] (string)[] Ses heures ; aucune : fermé. · Its hours; none: closed.
---@field name? guichet.text Pourquoi. · Why.

---Les réglages d'un service. · The settings of a service.
---@class guichet.jurisdiction.settings.value
---@field [string] number La valeur du réglage. · The value of the setting.

---Les réponses. · The answers.
---@class guichet.test.given
---@field [string] string|number|string[] La réponse à ce champ, telle qu'un formulaire l'enverrait, juste ou fausse. · The answer to this attribute, as a form would send it, right or wrong.

---Une étape : { "2026-11-09 09:00", "done", "repaired" }. · A step: { "2026-11-09 09:00", "done", "repaired" }.
---@class guichet.test.steps
---@field [integer] string Quand ; puis, s'il y a lieu, l'état où la demande passe, et la raison. · When; then, if need be, the state that the request moves to, and the reason.
---@field refused? boolean Cette étape doit être refusée. · This step must be refused.
---@field note? string Une note pour le citoyen. · A note for the citizen.
---@field pause? string Suspend la demande pour cette raison. · Holds the request for this reason.
---@field up_to? string Jusqu'à quand elle est suspendue. · Until when it is held.
---@field resume? string Met fin à la suspension pour cette raison. · Ends the hold for this reason.
---@field answer? string Le citoyen répond. · The citizen answers.
---@field hand_over? string Une autre équipe la prend : son calendrier. · Another team takes it: its calendar.

---Ce qui doit être vrai ; ce qu'on ne nomme pas n'est pas regardé. · What must be so; what is not named is not looked at.
---@class guichet.test.expect
---@field due? string|boolean|guichet.test.expect.due L'échéance promise, ou celle de chaque horloge : une heure, un jour, ou false pour aucune. · The promised due date, or that of each clock: a time, a day, or false for none.
---@field rule? string|boolean|guichet.test.expect.rule La règle qui décide de l'échéance promise, ou de chaque horloge. · The rule that decides the promised due date, or that of each clock.
---@field errors? guichet.test.expect.errors La demande est refusée : les champs fautifs, tous, et en quoi. · The request is refused: the attributes at fault, all of them, and how.
---@field stop? boolean|guichet.text Le service dit que ce n'est pas ici (stop_if) : true, ou ses mots. · The service says: not here (stop_if): true, or its words.
---@field fires? (guichet.test.expect.fires)[] Ce qui s'est déclenché : toutes les étapes des escalades ; le reste au choix. · What has fired: every step of the ladders; anything else if you like.
---@field fault? boolean Une fonction échoue. Sans cela, aucune ne doit échouer. · A function fails. Without this, none may.
---@field state? string L'état. · The state.
---@field priority? "low"|"normal"|"high"|"urgent" La priorité. · The priority.
---@field promise? guichet.text La promesse, mot pour mot. · The promise, word for word.
---@field closing? guichet.text Ce que le dernier changement d'état dit au citoyen, mot pour mot. · What the last change of state tells the citizen, word for word.

---Des échéances. · Due dates.
---@class guichet.test.expect.due
---@field [string] string|boolean L'échéance de cette horloge. · The due date of this clock.

---Des règles. · Rules.
---@class guichet.test.expect.rule
---@field [string] string|boolean La règle de cette horloge. · The rule of this clock.

---Des erreurs. · Errors.
---@class guichet.test.expect.errors
---@field [string] "required"|"not_a_choice"|"not_a_number"|"not_whole"|"not_a_date"|"too_small"|"too_large"|"only_one"|"bad_text"|boolean Ce qui ne va pas dans ce champ. · What is wrong with this attribute.

---Un déclenchement : { "2026-11-09 09:00", "80%", to = "team" }. · Something that fires: { "2026-11-09 09:00", "80%", to = "team" }.
---@class guichet.test.expect.fires
---@field [integer] string Quand, et quoi : « due », « breach », « reminder », « timeout », ou une étape telle qu'elle est écrite, « 80% ». · When, and what: "due", "breach", "reminder", "timeout", or a step as it is written, "80%".
---@field clock? string De quelle horloge. · Of which clock.
---@field to? string Qui en est averti. · Who hears of it.

---Un service : ce qu'on demande, les délais, les états. · A service: what is asked, the deadlines, the states.
---@param keys guichet.service
---@return guichet.service
function service(keys) end

setting = {}

---Un nombre que l'arrondissement change sans toucher aux règles. · A number that the borough changes without touching the rules.
---@param id string
---@return fun(keys: guichet.setting.number): guichet.setting.number
function setting.number(id) end

attribute = {}

---Une ligne de texte. · A line of text.
---@param id string
---@return fun(keys: guichet.attribute.string): guichet.attribute.string
function attribute.string(id) end

---Un texte de plusieurs lignes. · A text of several lines.
---@param id string
---@return fun(keys: guichet.attribute.text): guichet.attribute.text
function attribute.text(id) end

---Un nombre. · A number.
---@param id string
---@return fun(keys: guichet.attribute.number): guichet.attribute.number
function attribute.number(id) end

---Un jour et une heure. · A day and an hour.
---@param id string
---@return fun(keys: guichet.attribute.datetime): guichet.attribute.datetime
function attribute.datetime(id) end

---Une réponse dans une liste. · One answer of a list.
---@param id string
---@return fun(keys: guichet.attribute.choice): guichet.attribute.choice
function attribute.choice(id) end

---Une ou plusieurs réponses d'une liste. · One or more answers of a list.
---@param id string
---@return fun(keys: guichet.attribute.choices): guichet.attribute.choices
function attribute.choices(id) end

---Une promesse qui se compte : son délai, ce qui l'arrête, et qui en est averti. · A promise that is counted: its goal, what stops it, and who hears of it.
---@param id string
---@return fun(keys: guichet.clock): guichet.clock
function clock(id) end

---Un délai et sa condition. La première règle dont la condition est vraie décide. · A goal and its condition. The first rule whose condition holds decides.
---@param id string
---@return fun(keys: guichet.rule): guichet.rule
function rule(id) end

---Qui est averti, et quand : un seul de pct, before, at_due ou after. · Who hears of the clock, and when: one of pct, before, at_due or after.
---@param keys guichet.step
---@return guichet.step
function step(keys) end

---Une saison de chaque année où l'horloge est arrêtée. · A season of each year in which the clock stands still.
---@param id string
---@return fun(keys: guichet.window): guichet.window
function window(id) end

---@param name string
---@return guichet.ref
function ref(name) end

---La vie d'une demande : ses états, et ce qui mène de l'un à l'autre. · The life of a request: its states, and what leads from one to another.
---@param keys guichet.workflow
---@return guichet.workflow
function workflow(keys) end

---Une étape de la vie d'une demande. · A stage in the life of a request.
---@param id string
---@return fun(keys: guichet.state): guichet.state
function state(id) end

---Pourquoi une demande arrive à cet état. · Why a request comes to this state.
---@param id string
---@return fun(keys: guichet.reason): guichet.reason
function reason(id) end

---Un arrondissement : ses calendriers, son territoire, ses services. · A borough: its calendars, its territory, its services.
---@param keys guichet.jurisdiction
---@return guichet.jurisdiction
function jurisdiction(keys) end

---Quand on travaille : les heures de la semaine, les saisons, les fériés. · When people work: the hours of the week, the seasons, the holidays.
---@param id string
---@return fun(keys: guichet.calendar): guichet.calendar
function calendar(id) end

---Une saison qui a ses propres heures. · A season with hours of its own.
---@param id string
---@return fun(keys: guichet.season): guichet.season
function season(id) end

---Un jour qui a ses propres heures. · A day with hours of its own.
---@param id string
---@return fun(keys: guichet.exception): guichet.exception
function exception(id) end

---Un jour fermé, par règle : un seul de fixed, nth, before, easter ou date. · A closed day, by rule: one of fixed, nth, before, easter or date.
---@param id string
---@return fun(keys: guichet.holiday): guichet.holiday
function holiday(id) end

---Une demande, ce qui lui arrive, et ce qui doit en résulter. · A request, what happens to it, and what must come of it.
---@param id string
---@return fun(keys: guichet.test): guichet.test
function test(id) end

