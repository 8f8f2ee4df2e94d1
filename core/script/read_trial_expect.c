/* What a test expects. */
#include "base/date.h"
#include "domain/zone.h"
#include "script/read_trial.h"
#include "script/suggest.h"

/* --- By clock --------------------------------------------------------------------------------- */

/* "2026-11-10 17:00", "2026-11-10", or false for no date. */
static bool read_one_due(struct reader *r, const char *key, const struct node *value,
                         struct trial_due *out)
{
    const struct zone *zone = ((struct trial_context *)r->context)->jurisdiction->zone;
    struct date day;
    if (value->type == NODE_BOOL && !value->boolean)
        return out->never = true;
    if (!reader_expect(r, key, value, NODE_STRING))
        return false;
    if (!date_parse(value->string, &day))
        return wall_time(r, key, value, value->string, &out->at);
    out->whole_day = true;
    out->at = zone_instant(zone, date_to_days(day) * DAY_SECONDS);
    return true;
}

static void read_due(struct reader *r, const struct field *f, const struct node *value,
                     void *target)
{
    struct trial_expect *x = target;
    bool by_clock = value->type == NODE_TABLE;
    size_t n = by_clock ? value->member_count : 1, before = r->path_n;
    x->dues = reader_alloc(r, n, sizeof *x->dues);
    if (by_clock)
        reader_enter(r, f->name, 0);
    for (size_t i = 0; x->dues && i < n; i++) {
        const char *key = by_clock ? value->members[i].key.p : f->name;
        const struct node *one = by_clock ? &value->members[i].value : value;
        struct trial_due *due = &x->dues[x->due_count];
        if (by_clock && !trial_clock_known(r, key, one, str_c(key)))
            continue;
        due->clock = by_clock ? str_c(key) : STR("");
        x->due_count += read_one_due(r, key, one, due);
    }
    reader_leave(r, before);
}

static void fault_rule(struct reader *r, const char *key, const struct node *at, struct str rule,
                       struct str clock)
{
    const struct service *s = ((struct trial_context *)r->context)->service;
    struct suggest near = {.word = rule};
    for (size_t i = 0; i < s->clock_count; i++)
        for (size_t k = 0; k < s->clocks[i].rule_count; k++) {
            if (clock.n && !str_eq(s->clocks[i].name, clock))
                continue;
            if (str_eq(s->clocks[i].rules[k].id, rule))
                return;
            suggest_try(&near, s->clocks[i].rules[k].id);
        }
    struct text hint = reader_hint(r, near.best);
    reader_fault(r, at, "« %s » : il n'y a pas de règle « %s »%s%.0s",
                 "\"%s\": there is no rule \"%s\"%.0s%s", reader_key(r, key), rule.p,
                 hint.in[LANG_FR].p, hint.in[LANG_EN].p);
}

/* "fallback" is the rule of a clock whose own rules all failed. */
static bool read_one_rule(struct reader *r, const char *key, const struct node *value,
                          struct trial_rule *out)
{
    if (value->type == NODE_BOOL && !value->boolean)
        return true;
    if (!reader_expect(r, key, value, NODE_STRING))
        return false;
    out->rule = value->string;
    if (!str_eq(out->rule, STR("fallback")))
        fault_rule(r, key, value, out->rule, out->clock);
    return true;
}

static void read_rule(struct reader *r, const struct field *f, const struct node *value,
                      void *target)
{
    struct trial_expect *x = target;
    bool by_clock = value->type == NODE_TABLE;
    size_t n = by_clock ? value->member_count : 1, before = r->path_n;
    x->rules = reader_alloc(r, n, sizeof *x->rules);
    if (by_clock)
        reader_enter(r, f->name, 0);
    for (size_t i = 0; x->rules && i < n; i++) {
        const char *key = by_clock ? value->members[i].key.p : f->name;
        const struct node *one = by_clock ? &value->members[i].value : value;
        struct trial_rule *rule = &x->rules[x->rule_count];
        if (by_clock && !trial_clock_known(r, key, one, str_c(key)))
            continue;
        rule->clock = by_clock ? str_c(key) : STR("");
        x->rule_count += read_one_rule(r, key, one, rule);
    }
    reader_leave(r, before);
}

/* --- Refusals --------------------------------------------------------------------------------- */

static const char *const places[] = {"description", "address", "position", NULL};

static bool place_known(struct reader *r, const struct member *m)
{
    const struct service *s = ((struct trial_context *)r->context)->service;
    struct suggest near = {.word = m->key};
    if (service_attribute(s, m->key))
        return true;
    for (int i = 0; places[i]; i++) {
        if (str_eq(m->key, str_c(places[i])))
            return true;
        suggest_try(&near, str_c(places[i]));
    }
    for (size_t i = 0; i < s->attribute_count; i++)
        suggest_try(&near, s->attributes[i].code);
    struct text hint = reader_hint(r, near.best);
    reader_fault(r, &m->value, "« %s » : rien de ce nom n'est rempli%s%.0s",
                 "\"%s\": nothing of that name is filled in%.0s%s", reader_key(r, m->key.p),
                 hint.in[LANG_FR].p, hint.in[LANG_EN].p);
    return false;
}

static const char *const error_words[] = {
    "required",  "not_a_choice", "not_a_number", "not_whole", "not_a_date",
    "too_small", "too_large",    "only_one",     "bad_text",  NULL};

/* A code, or true for any. */
static void read_error(struct reader *r, const struct member *m, struct trial_error *out)
{
    const struct field f = {.name = m->key.p, .type = FIELD_NAME, .words = error_words};
    out->where = m->key;
    if (m->value.type == NODE_STRING)
        schema_read_value(r, &f, &m->value, &out->code);
    else if (reader_expect(r, m->key.p, &m->value, NODE_BOOL) && !m->value.boolean)
        reader_fault(r, &m->value, "« %s » : un code d'erreur, ou true pour n'importe lequel",
                     "\"%s\": the code of an error, or true for any", reader_key(r, m->key.p));
}

static void read_errors(struct reader *r, const struct field *f, const struct node *value,
                        void *target)
{
    struct trial_expect *x = target;
    if (!reader_expect(r, f->name, value, NODE_TABLE))
        return;
    if (value->item_count || value->odd || !value->member_count)
        reader_fault(r, value,
                     "« %s » : des champs et leurs erreurs, comme { size = \"required\" }",
                     "\"%s\": attributes and their errors, as in { size = \"required\" }",
                     reader_key(r, f->name));
    x->errors = reader_alloc(r, value->member_count, sizeof *x->errors);
    size_t before = reader_enter(r, f->name, 0);
    for (size_t i = 0; x->errors && i < value->member_count; i++)
        if (place_known(r, &value->members[i]))
            read_error(r, &value->members[i], &x->errors[x->error_count++]);
    reader_leave(r, before);
}

/* true, or the words. */
static void read_stop(struct reader *r, const struct field *f, const struct node *value,
                      void *target)
{
    static const struct field say = {"stop", FIELD_TEXT, FIELD_AT(struct trial_expect, stop_say)};
    struct trial_expect *x = target;
    x->stop = true;
    if (value->type == NODE_TABLE)
        schema_read_value(r, &say, value, x);
    else if (reader_expect(r, f->name, value, NODE_BOOL) && !value->boolean)
        reader_fault(r, value, "« %s » : true, ou les mots", "\"%s\": true, or the words",
                     reader_key(r, f->name));
}

/* --- Firings ---------------------------------------------------------------------------------- */

struct written {
    struct trial_firing firing;
    struct str *words;
    size_t word_count;
};

static void finish_firing(struct reader *r, const struct node *node, void *out)
{
    struct written *w = out;
    if (w->word_count == 2) {
        wall_time(r, FIELD_ITEMS, node, w->words[0], &w->firing.at);
        w->firing.what = w->words[1];
    }
    if (w->firing.clock.n)
        trial_clock_known(r, "clock", node, w->firing.clock);
}

static const struct field firing_fields[] = {
    {FIELD_ITEMS, FIELD_STRINGS, .min = 2, .max = 2, .called = "words",
     .doc = {"Quand, et quoi : « due », « breach », « reminder », « timeout », ou une étape telle "
             "qu'elle est écrite, « 80% ».",
             "When, and what: \"due\", \"breach\", \"reminder\", \"timeout\", or a step as it is "
             "written, \"80%\"."},
     FIELD_AT_LIST(struct written, words, word_count)},
    {"clock", FIELD_CODE, .of = "clock", .doc = {"De quelle horloge.", "Of which clock."},
     FIELD_AT(struct written, firing.clock)},
    {"to", FIELD_CODE, .doc = {"Qui en est averti.", "Who hears of it."},
     FIELD_AT(struct written, firing.to)},
    {0},
};

static const struct shape firing_shape = {
    .kind = "",
    .doc = {"Un déclenchement : { \"2026-11-09 09:00\", \"80%\", to = \"team\" }.",
            "Something that fires: { \"2026-11-09 09:00\", \"80%\", to = \"team\" }."},
    .size = sizeof(struct written),
    .fields = firing_fields,
    .finish = finish_firing,
};

struct written_list {
    struct written *items;
    size_t count;
};

static const struct field fires_field = {"fires", FIELD_LIST, .max = 200,
                                         FIELD_SHAPES(&firing_shape),
                                         FIELD_AT_LIST(struct written_list, items, count)};

static void read_fires(struct reader *r, const struct field *f, const struct node *value,
                       void *target)
{
    struct trial_expect *x = target;
    struct written_list list = {0};
    (void)f;
    x->has_firings = true;
    schema_read_value(r, &fires_field, value, &list);
    x->firings = reader_alloc(r, list.count, sizeof *x->firings);
    for (size_t i = 0; x->firings && i < list.count; i++)
        x->firings[x->firing_count++] = list.items[i].firing;
}

/* --- All of it -------------------------------------------------------------------------------- */

static void read_state(struct reader *r, const struct field *f, const struct node *value, void *out)
{
    if (reader_expect(r, f->name, value, NODE_STRING) &&
        trial_state_known(r, f->name, value, value->string))
        *(struct str *)out = value->string;
}

#define NEVER                                                             \
    {                                                                     \
        "never", FIELD_BOOL, .doc = { "false : aucune.", "false: none." } \
    }

static const struct field one_due_forms[] = {
    {"time", FIELD_STRING, .pattern = TRIAL_TIME_PATTERN},
    {"day", FIELD_STRING, .pattern = "^\\d{4}-\\d{2}-\\d{2}$"},
    NEVER,
    {0},
};
static const struct field one_rule_forms[] = {{"rule", FIELD_CODE, .of = "rule"}, NEVER, {0}};
static const struct field one_error_forms[] = {
    {"code", FIELD_NAME, .words = error_words}, {.name = "any", .type = FIELD_BOOL}, {0}};

static const struct field dues_fields[] = {
    {FIELD_REST, FIELD_OWN, .called = "clock", .of = "clock", .forms = one_due_forms,
     .doc = {"L'échéance de cette horloge.", "The due date of this clock."}},
    {0},
};
static const struct shape dues_shape = {
    .kind = "", .doc = {"Des échéances.", "Due dates."}, .fields = dues_fields};

static const struct field rules_fields[] = {
    {FIELD_REST, FIELD_OWN, .called = "clock", .of = "clock", .forms = one_rule_forms,
     .doc = {"La règle de cette horloge.", "The rule of this clock."}},
    {0},
};
static const struct shape rules_shape = {
    .kind = "", .doc = {"Des règles.", "Rules."}, .fields = rules_fields};

static const struct field errors_fields[] = {
    {FIELD_REST, FIELD_OWN, .called = "attribute", .of = "attribute", .forms = one_error_forms,
     .doc = {"Ce qui ne va pas dans ce champ.", "What is wrong with this attribute."}},
    {0},
};
static const struct shape errors_shape = {
    .kind = "", .doc = {"Des erreurs.", "Errors."}, .fields = errors_fields};

static const struct field due_forms[] = {
    {"time", FIELD_STRING, .pattern = TRIAL_TIME_PATTERN},
    {"day", FIELD_STRING, .pattern = "^\\d{4}-\\d{2}-\\d{2}$"},
    NEVER,
    {"clocks", FIELD_TABLE, FIELD_SHAPES(&dues_shape)},
    {0},
};
static const struct field rule_forms[] = {
    {"rule", FIELD_CODE, .of = "rule"},
    NEVER,
    {"clocks", FIELD_TABLE, FIELD_SHAPES(&rules_shape)},
    {0},
};
static const struct field error_forms[] = {{"errors", FIELD_TABLE, FIELD_SHAPES(&errors_shape)},
                                           {0}};
static const struct field stop_forms[] = {
    {.name = "any", .type = FIELD_BOOL}, {.name = "words", .type = FIELD_TEXT}, {0}};
static const struct field fires_forms[] = {
    {"fires", FIELD_LIST, .max = 200, FIELD_SHAPES(&firing_shape)}, {0}};
static const struct field state_forms[] = {{"state", FIELD_CODE, .of = "state"}, {0}};

static const struct field expect_fields[] = {
    {"due", FIELD_OWN, .read = read_due, .forms = due_forms,
     .doc = {"L'échéance promise, ou celle de chaque horloge : une heure, un jour, ou false pour "
             "aucune.",
             "The promised due date, or that of each clock: a time, a day, or false for none."}},
    {"rule", FIELD_OWN, .read = read_rule, .forms = rule_forms,
     .doc = {"La règle qui décide de l'échéance promise, ou de chaque horloge.",
             "The rule that decides the promised due date, or that of each clock."}},
    {"errors", FIELD_OWN, .read = read_errors, .forms = error_forms,
     .doc = {"La demande est refusée : les champs fautifs, tous, et en quoi.",
             "The request is refused: the attributes at fault, all of them, and how."}},
    {"stop", FIELD_OWN, .read = read_stop, .forms = stop_forms,
     .doc = {"Le service dit que ce n'est pas ici (stop_if) : true, ou ses mots.",
             "The service says: not here (stop_if): true, or its words."}},
    {"fires", FIELD_OWN, .read = read_fires, .forms = fires_forms,
     .doc = {"Ce qui s'est déclenché : toutes les étapes des escalades ; le reste au choix.",
             "What has fired: every step of the ladders; anything else if you like."}},
    {"fault", FIELD_BOOL,
     .doc = {"Une fonction échoue. Sans cela, aucune ne doit échouer.",
             "A function fails. Without this, none may."},
     FIELD_AT(struct trial_expect, fault)},
    {"state", FIELD_OWN, .read = read_state, .forms = state_forms, .doc = {"L'état.", "The state."},
     FIELD_AT(struct trial_expect, state)},
    {"priority", FIELD_NAME, FIELD_WORDS("low", "normal", "high", "urgent"),
     .doc = {"La priorité.", "The priority."}, FIELD_AT(struct trial_expect, priority)},
    {"promise", FIELD_TEXT, .doc = {"La promesse, mot pour mot.", "The promise, word for word."},
     FIELD_AT(struct trial_expect, promise)},
    {"closing", FIELD_TEXT,
     .doc = {"Ce que le dernier changement d'état dit au citoyen, mot pour mot.",
             "What the last change of state tells the citizen, word for word."},
     FIELD_AT(struct trial_expect, closing)},
    {0},
};

const struct shape trial_expect_shape = {
    .kind = "",
    .doc = {"Ce qui doit être vrai ; ce qu'on ne nomme pas n'est pas regardé.",
            "What must be so; what is not named is not looked at."},
    .size = sizeof(struct trial_expect),
    .fields = expect_fields,
};
