/* Clocks: their rules, goals, and the promise. */
#include "base/date.h"
#include "script/read.h"
#include "script/suggest.h"

#include <math.h>

enum { GOAL_MAX = 100000, RULES_MAX = 100, CLOCKS_MAX = 20, HOUR_SECONDS = 3600 };

const struct field date_forms[] = {
    {"date", FIELD_STRING, .min = 10, .max = 10, .pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
     .doc = {"Un jour, comme 2026-12-24.", "A day, such as 2026-12-24."}},
    {0},
};

void read_date(struct reader *r, const struct field *f, const struct node *value, void *out)
{
    struct date date;
    if (!reader_expect(r, f->name, value, NODE_STRING))
        return;
    if (date_parse(value->string, &date))
        *(int64_t *)out = date_to_days(date);
    else
        reader_fault(r, value, "« %s » vaut « %s » : il faut une date comme 2026-12-24",
                     "\"%s\" is \"%s\": it must be a date such as 2026-12-24",
                     reader_key(r, f->name), value->string.p);
}

/* --- Goals ------------------------------------------------------------------------------------ */

static void read_ref(struct reader *r, const struct node *value, struct amount *out)
{
    const struct service *service = ((struct service_context *)r->context)->service;
    struct suggest s = {.word = value->id};
    for (size_t i = 0; i < service->setting_count; i++) {
        if (str_eq(service->settings[i].name, value->id)) {
            out->number = service->settings[i].value;
            return;
        }
        suggest_try(&s, service->settings[i].name);
    }
    struct text hint = reader_hint(r, s.best);
    reader_fault(r, value, "ref « %s » : il n'y a pas de réglage de ce nom%s%.0s",
                 "ref \"%s\": there is no setting of that name%.0s%s", value->id.p,
                 hint.in[LANG_FR].p, hint.in[LANG_EN].p);
}

static void read_goal(struct reader *r, const struct field *f, const struct node *value,
                      void *target)
{
    struct amount *out = target;
    int64_t local;
    out->number = NAN; /* until it is read: one fault is enough */
    if (value->type == NODE_FUNCTION && value->function > 0)
        out->function = value->function;
    else if (value->type == NODE_STRING && date_time_parse(value->string, &local))
        *out = (struct amount){.number = (double)local, .fixed = true};
    else if (value->type == NODE_TABLE && str_eq(value->kind, STR("ref")))
        read_ref(r, value, out);
    else if (reader_expect(r, f->name, value, NODE_NUMBER))
        out->number = value->number;
}

static bool in_hours(enum goal_unit unit)
{
    return unit == UNIT_BUSINESS_SECONDS || unit == UNIT_ELAPSED_SECONDS;
}

static bool of_calendar(enum goal_unit unit)
{
    return unit == UNIT_CALENDAR_DAYS || unit == UNIT_CALENDAR_WEEKS ||
           unit == UNIT_CALENDAR_MONTHS;
}

/* A goal in working time never ends on a closed day, and hours that pass do not ask. */
static void finish_roll(struct reader *r, const struct node *node, const struct rule *rule)
{
    const struct node *roll = node_get(node, STR("roll"));
    if (roll && node_get(node, STR("unit")) && !of_calendar(rule->unit))
        reader_fault(r, roll, "« %s » ne va qu'avec unit = \"cd\", \"cw\" ou \"cm\"",
                     "\"%s\" goes with unit = \"cd\", \"cw\" or \"cm\" only",
                     reader_key(r, "roll"));
}

/* A goal that is a number is within limits; hours become seconds. Only "by" takes a date, and it
 * takes nothing else. */
static void finish_goal(struct reader *r, const struct node *node, struct rule *rule)
{
    struct amount *goal = &rule->goal;
    if (!node_get(node, STR("goal")) || !node_get(node, STR("unit")))
        return;
    if ((goal->fixed || goal->function || !isnan(goal->number)) &&
        goal->fixed != (rule->unit == UNIT_FIXED)) {
        reader_fault(
            r, node,
            "« %s » : une date comme \"2026-12-24 16:30\" va avec unit = \"by\", et elle seule",
            "\"%s\": a date such as \"2026-12-24 16:30\" goes with unit = \"by\", and "
            "nothing else does",
            reader_key(r, "goal"));
        return;
    }
    if (goal->function || isnan(goal->number) || goal->fixed)
        return;
    if (!(goal->number > 0 && goal->number <= GOAL_MAX))
        reader_fault(r, node, "« %s » vaut %.14g : il faut plus de 0 et au plus %d",
                     "\"%s\" is %.14g: it must be more than 0 and at most %d",
                     reader_key(r, "goal"), goal->number, GOAL_MAX);
    else if (in_hours(rule->unit))
        goal->number = round(goal->number * HOUR_SECONDS);
    else if (goal->number != floor(goal->number))
        reader_fault(r, node, "« %s » vaut %.14g : des jours, semaines ou mois sont entiers",
                     "\"%s\" is %.14g: days, weeks and months are whole", reader_key(r, "goal"),
                     goal->number);
}

/* --- Rules ------------------------------------------------------------------------------------ */

static const struct field goal_forms[] = {
    {"amount", FIELD_NUMBER, .max = GOAL_MAX,
     .doc = {"Combien d'unités ; entier, sauf pour des heures.",
             "How many units; whole, unless in hours."}},
    {"setting", FIELD_REF, .of = "setting",
     .doc = {"La valeur d'un réglage : ref \"repair_days\".",
             "The value of a setting: ref \"repair_days\"."}},
    {"moment", FIELD_STRING, .min = 16, .max = 16,
     .pattern = "^[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}$",
     .doc = {"Avec unit = \"by\" : un jour et une heure, comme 2026-12-24 16:30.",
             "With unit = \"by\": a day and an hour, such as 2026-12-24 16:30."}},
    {"function", FIELD_FUNCTION,
     .doc = {"Une fonction de la demande, qui répond combien d'unités.",
             "A function of the request that answers how many units."},
     FIELD_FORMS({"amount", FIELD_NUMBER, .max = GOAL_MAX})},
    {0},
};

/* What a rule says of its goal. */
static const struct field goal_fields[] = {
    {"unit", FIELD_WORD, .required = true, FIELD_WORDS("bh", "bd", "cd", "cw", "cm", "eh", "by"),
     .doc =
         {"L'unité du délai : bh heures d'ouverture, bd jours d'ouverture, cd jours, cw semaines "
          "et cm mois de calendrier, eh heures écoulées jour et nuit, by une date fixe.",
          "The unit of the goal: bh business hours, bd business days, cd calendar days, cw weeks "
          "and cm months, eh hours that pass day and night, by a fixed date."},
     FIELD_AT(struct rule, unit)},
    {"goal", FIELD_OWN, .required = true, .read = read_goal, .forms = goal_forms,
     .doc = {"Le délai.", "The time allowed."}, FIELD_AT(struct rule, goal)},
    {"at", FIELD_WORD, FIELD_WORDS("close", "same_time", "open"),
     .doc = {"À quelle heure du dernier jour : à la fermeture, à l'heure de la demande, à "
             "l'ouverture.",
             "At which hour of the last day: at closing, at the hour of the request, at opening."},
     FIELD_AT(struct rule, at)},
    {"receipt", FIELD_WORD, FIELD_WORDS("next_open", "actual"),
     .doc = {"Quand commence le délai d'une demande reçue hors des heures d'ouverture : à "
             "l'ouverture suivante, ou à l'instant même.",
             "When the time of a request received outside opening hours begins: at the next "
             "opening, or at that very instant."},
     FIELD_AT(struct rule, receipt)},
    {"roll", FIELD_WORD, FIELD_WORDS("none", "next", "prev"),
     .doc = {"Avec cd, cw ou cm : où passe une échéance dont le dernier jour est fermé. next, au "
             "jour d'ouverture suivant ; prev, au précédent ; none, nulle part si at vaut "
             "same_time, et sinon au suivant.",
             "With cd, cw or cm: where a due date goes whose last day is closed. next, to the next "
             "opening day; prev, to the one before; none, nowhere if at is same_time, else to the "
             "next."},
     FIELD_AT(struct rule, roll)},
    {"because", FIELD_TEXT,
     .doc = {"Pourquoi ce délai, dit au citoyen.", "Why this goal, told to the citizen."},
     FIELD_AT(struct rule, because)},
    {0},
};
static const struct field *const rule_more[] = {goal_fields, NULL};

static const struct field rule_fields[] = {
    {FIELD_ID, FIELD_CODE, .required = true, .called = "id",
     .doc = {"Le nom de la règle, unique dans son horloge : il paraît dans les explications.",
             "The name of the rule, unique in its clock: it appears in explanations."},
     FIELD_AT(struct rule, id)},
    {"when", FIELD_OWN, .read = read_when, .forms = when_forms,
     .doc = {"À quelle condition elle vaut ; sans condition, toujours.",
             "On what condition it holds; without one, always."},
     FIELD_AT(struct rule, when)},
    {"from", FIELD_OWN, .read = read_date, .forms = date_forms,
     .doc = {"Le premier jour où elle vaut.", "The first day on which it holds."},
     FIELD_AT_HAS(struct rule, from_day, has_from)},
    {"to", FIELD_OWN, .read = read_date, .forms = date_forms,
     .doc = {"Le jour où elle cesse de valoir.", "The day on which it holds no more."},
     FIELD_AT_HAS(struct rule, to_day, has_to)},
    {0},
};

static void finish_rule(struct reader *r, const struct node *node, void *out)
{
    struct rule *rule = out;
    rule->origin = node->where;
    finish_goal(r, node, rule);
    finish_roll(r, node, rule);
    if (rule->has_from && rule->has_to && rule->from_day >= rule->to_day)
        reader_fault(r, node, "« %s » doit précéder « to »", "\"%s\" must be before \"to\"",
                     reader_key(r, "from"));
}

static const struct shape rule_shape = {
    .kind = "rule",
    .fr = "règle",
    .en = "rule",
    .doc = {"Un délai et sa condition. La première règle dont la condition est vraie décide.",
            "A goal and its condition. The first rule whose condition holds decides."},
    .size = sizeof(struct rule),
    .fields = rule_fields,
    .more = rule_more,
    .ahead = true,
    .unique = true,
    .key = offsetof(struct rule, id),
    .finish = finish_rule,
};

/* --- Clocks ----------------------------------------------------------------------------------- */

static bool always(const struct rule *rule)
{
    return rule->when.count == 0 && !rule->has_from && !rule->has_to;
}

static void check_reachable(struct reader *r, const struct clock_plan *clock)
{
    for (size_t i = 0; i + 1 < clock->rule_count; i++) {
        if (!always(&clock->rules[i]))
            continue;
        const struct node at = {.where = clock->rules[i + 1].origin};
        reader_fault(r, &at,
                     "la règle « %s » ne servira jamais : « %s », avant elle, n'a pas de condition",
                     "rule \"%s\" never fires: \"%s\" before it has no condition",
                     clock->rules[i + 1].id.p, clock->rules[i].id.p);
        return;
    }
}

/* The short form: the clock's own keys are its one rule. */
static void read_lone_rule(struct reader *r, const struct node *node, struct clock_plan *clock)
{
    struct rule *rule = reader_alloc(r, 1, sizeof *rule);
    if (!rule)
        return;
    schema_read_fields(r, goal_fields, node, rule);
    rule->id = STR("default");
    rule->origin = node->where;
    finish_goal(r, node, rule);
    finish_roll(r, node, rule);
    clock->rules = rule;
    clock->rule_count = 1;
}

static void finish_clock(struct reader *r, const struct node *node, void *out)
{
    struct clock_plan *clock = out;
    bool short_form = false;
    for (const struct field *f = goal_fields; f->name; f++)
        short_form |= node_get(node, str_c(f->name)) != NULL;
    if (short_form && node->item_count > 0)
        reader_fault(r, node,
                     "une horloge a des règles, ou bien « goal » et « unit », pas les deux",
                     "a clock has rules, or \"goal\" and \"unit\", not both");
    else if (short_form)
        read_lone_rule(r, node, clock);
    else if (node->item_count == 0)
        reader_fault(r, node, "une horloge a besoin de règles, ou de « goal » et « unit »",
                     "a clock needs rules, or \"goal\" and \"unit\"");
    check_reachable(r, clock);
    schema_read_fields(r, policy_fields, node, &clock->policy);
    policy_finish(r, node, &clock->policy);
}

static const struct field clock_fields[] = {
    {FIELD_ID, FIELD_CODE, .required = true, .called = "id",
     .doc = {"Le nom de l'horloge : first_response, resolution…",
             "The name of the clock: first_response, resolution…"},
     FIELD_AT(struct clock_plan, name)},
    {"calendar", FIELD_CODE, .required = true, .of = "calendar",
     .doc = {"Le calendrier de l'arrondissement qu'elle suit.",
             "The borough's calendar that it follows."},
     FIELD_AT(struct clock_plan, calendar_name)},
    {FIELD_ITEMS, FIELD_LIST, .max = RULES_MAX, .called = "rules",
     .doc = {"Les règles, dans l'ordre où on les essaie. Une seule peut s'écrire sans elles : goal "
             "et unit parmi les clés de l'horloge.",
             "The rules, in the order in which they are tried. A lone one may be written without "
             "them: goal and unit among the keys of the clock."},
     FIELD_SHAPES(&rule_shape), FIELD_AT_LIST(struct clock_plan, rules, rule_count)},
    {0},
};
static const struct field *const clock_loose[] = {goal_fields, policy_fields, NULL};

static const struct shape clock_shape = {
    .kind = "clock",
    .fr = "horloge",
    .en = "clock",
    .doc = {"Une promesse qui se compte : son délai, ce qui l'arrête, et qui en est averti.",
            "A promise that is counted: its goal, what stops it, and who hears of it."},
    .size = sizeof(struct clock_plan),
    .fields = clock_fields,
    .loose = clock_loose,
    .unique = true,
    .key = offsetof(struct clock_plan, name),
    .finish = finish_clock,
};

/* --- The promise ------------------------------------------------------------------------------ */

/* Exactly one %s, and no other use of the sign: the text becomes a format no further. */
static bool holds_one_date(struct str text)
{
    size_t dates = 0, signs = 0;
    for (size_t i = 0; i < text.n; i++) {
        signs += text.p[i] == '%';
        dates += text.p[i] == '%' && i + 1 < text.n && text.p[i + 1] == 's';
    }
    return dates == 1 && signs == 1;
}

static void finish_promise(struct reader *r, const struct node *node, void *out)
{
    const struct promise *promise = out;
    for (int lang = 0; lang < LANG_COUNT; lang++)
        if (promise->say.in[lang].n && !holds_one_date(promise->say.in[lang]))
            reader_fault(r, node, "« %s » doit contenir %%s une fois, à la place de la date",
                         "\"%s\" must hold %%s once, in the place of the date",
                         reader_key(r, lang_code((enum lang)lang).p));
}

static const struct field promise_fields[] = {
    {"clock", FIELD_CODE, .required = true, .of = "clock",
     .doc = {"L'horloge dont on promet l'échéance.", "The clock whose due date is promised."},
     FIELD_AT(struct promise, clock)},
    {"fr", FIELD_TEXT, .among = true,
     .doc = {"La phrase ; %s est la place de la date.",
             "The sentence; %s is the place of the date."},
     FIELD_AT(struct promise, say)},
    {0},
};

static const struct shape promise_shape = {
    .kind = "",
    .doc = {"Ce qui est promis au citoyen.", "What is promised to the citizen."},
    .size = sizeof(struct promise),
    .fields = promise_fields,
    .finish = finish_promise,
};

/* "rework" is the one clock that a reopening may open. */
static void check_reopening(struct reader *r, const struct node *node,
                            const struct service *service)
{
    size_t reworked = 0;
    for (size_t i = 0; i < service->clock_count; i++)
        reworked += service->clocks[i].policy.reopen == REOPEN_FIRST_ONLY;
    if (reworked > 1 || (reworked && service_clock(service, STR("rework"))))
        reader_fault(
            r, node,
            "une seule horloge peut avoir reopen = \"first_only\" : la réouverture en crée "
            "une nommée « rework »",
            "only one clock may have reopen = \"first_only\": reopening makes one named "
            "\"rework\"");
}

static void finish_clocks(struct reader *r, const struct node *node, void *out)
{
    const struct service *service = out;
    check_reopening(r, node, service);
    struct suggest s = {.word = service->promise.clock};
    if (s.word.n == 0 || service_clock(service, s.word))
        return;
    for (size_t i = 0; i < service->clock_count; i++)
        suggest_try(&s, service->clocks[i].name);
    struct text hint = reader_hint(r, s.best);
    reader_fault(r, node, "« %s » nomme l'horloge « %s », qui n'existe pas%s%.0s",
                 "\"%s\" names the clock \"%s\", which does not exist%.0s%s",
                 reader_key(r, "promise.clock"), s.word.p, hint.in[LANG_FR].p, hint.in[LANG_EN].p);
}

static const struct field clocks_fields[] = {
    {FIELD_ITEMS, FIELD_LIST, .max = CLOCKS_MAX, .called = "clocks",
     .doc = {"Les horloges du service.", "The clocks of the service."}, FIELD_SHAPES(&clock_shape),
     FIELD_AT_LIST(struct service, clocks, clock_count)},
    {"promise", FIELD_TABLE, FIELD_SHAPES(&promise_shape),
     .doc = {"Celle dont l'échéance est promise au citoyen, et dans quels mots.",
             "The one whose due date is promised to the citizen, and in which words."},
     FIELD_AT(struct service, promise)},
    {0},
};

const struct shape clocks_shape = {
    .kind = "",
    .doc = {"Les horloges, et la promesse.", "The clocks, and the promise."},
    .size = sizeof(struct service),
    .fields = clocks_fields,
    .finish = finish_clocks,
};
