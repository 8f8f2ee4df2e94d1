/* Tests: their names, what is filed and when. */
#include "script/read_trial.h"

#include "base/date.h"
#include "domain/zone.h"
#include "script/suggest.h"

#include <stdio.h>

enum { TESTS_MAX = 500, TEST_NAME_MAX = 200 };

/* --- Names that must be known ----------------------------------------------------------------- */

static void fault_name(struct reader *r, const char *key, const struct node *at,
                       const struct suggest *s, const char *fr, const char *en)
{
    struct text hint = reader_hint(r, s->best);
    reader_fault(r, at, "« %s » : le service n'a pas %s%.0s « %s »%s%.0s",
                 "\"%s\": the service has no %.0s%s \"%s\"%.0s%s", reader_key(r, key), fr, en,
                 s->word.p, hint.in[LANG_FR].p, hint.in[LANG_EN].p);
}

bool trial_state_known(struct reader *r, const char *key, const struct node *at, struct str id)
{
    const struct workflow *w = &((struct trial_context *)r->context)->service->workflow;
    struct suggest s = {.word = id};
    if (workflow_state(w, id))
        return true;
    for (size_t i = 0; i < w->count; i++)
        suggest_try(&s, w->states[i].id);
    fault_name(r, key, at, &s, "d'état", "state");
    return false;
}

bool trial_clock_known(struct reader *r, const char *key, const struct node *at, struct str name)
{
    const struct service *service = ((struct trial_context *)r->context)->service;
    struct suggest s = {.word = name};
    if (service_clock(service, name) || str_eq(name, STR("rework")))
        return true;
    for (size_t i = 0; i < service->clock_count; i++)
        suggest_try(&s, service->clocks[i].name);
    fault_name(r, key, at, &s, "d'horloge", "clock");
    return false;
}

/* --- Times ------------------------------------------------------------------------------------ */

bool wall_time(struct reader *r, const char *key, const struct node *at, struct str s, int64_t *out)
{
    const struct trial_context *context = r->context;
    int64_t local;
    if (date_time_parse(s, &local)) {
        *out = zone_instant(context->jurisdiction->zone, local);
        return true;
    }
    reader_fault(r, at,
                 "« %s » vaut « %.*s » : il faut une date et une heure comme 2026-11-06 16:50",
                 "\"%s\" is \"%.*s\": it must be a date and time such as 2026-11-06 16:50",
                 reader_key(r, key), (int)s.n, s.p);
    return false;
}

void read_wall_time(struct reader *r, const struct field *f, const struct node *value, void *out)
{
    if (reader_expect(r, f->name, value, NODE_STRING))
        wall_time(r, f->name, value, value->string, out);
}

/* --- What is filed ---------------------------------------------------------------------------- */

static bool known_attribute(struct reader *r, const struct member *m)
{
    const struct service *service = ((struct trial_context *)r->context)->service;
    struct suggest s = {.word = m->key};
    if (service_attribute(service, m->key))
        return true;
    for (size_t i = 0; i < service->attribute_count; i++)
        suggest_try(&s, service->attributes[i].code);
    fault_name(r, m->key.p, &m->value, &s, "de champ", "attribute");
    return false;
}

/* As a form sends it. Test files say bad values on purpose: the form checks them, not the reader.
 */
static void add_answer(struct reader *r, struct str code, const struct node *value, struct trial *t)
{
    struct str s = value->string;
    if (value->type == NODE_NUMBER) {
        s = arena_printf(r->arena, "%.15g", value->number);
        r->out_of_memory |= !s.p;
    } else if (value->type != NODE_STRING) {
        reader_fault(r, value, "« %s » : une réponse est une chaîne, un nombre, ou leur liste",
                     "\"%s\": an answer is a string, a number, or a list of them",
                     reader_key(r, code.p));
        return;
    }
    t->answers[t->answer_count++] = (struct trial_answer){code, s};
}

static void read_given(struct reader *r, const struct field *f, const struct node *value,
                       void *target)
{
    struct trial *t = target;
    if (!reader_expect(r, f->name, value, NODE_TABLE))
        return;
    if (value->item_count || value->odd)
        reader_fault(r, value, "« %s » : chaque réponse a un nom, comme { size = \"big\" }",
                     "\"%s\": each answer has a name, as in { size = \"big\" }",
                     reader_key(r, f->name));
    size_t most = 0;
    for (size_t i = 0; i < value->member_count; i++)
        most += 1 + value->members[i].value.item_count;
    t->answers = reader_alloc(r, most, sizeof *t->answers);
    size_t before = reader_enter(r, f->name, 0);
    for (size_t i = 0; t->answers && i < value->member_count; i++) {
        const struct member *m = &value->members[i];
        bool list = m->value.type == NODE_TABLE && m->value.item_count && !m->value.member_count;
        if (!known_attribute(r, m))
            continue;
        for (size_t k = 0; k < (list ? m->value.item_count : 1); k++)
            add_answer(r, m->key, list ? &m->value.items[k] : &m->value, t);
    }
    reader_leave(r, before);
}

/* { lat, lon } */
static void read_position(struct reader *r, const struct field *f, const struct node *value,
                          void *out)
{
    if (!reader_expect(r, f->name, value, NODE_TABLE))
        return;
    const struct node *lat = node_item(value, 0), *lon = node_item(value, 1);
    if (value->item_count != 2 || value->member_count || lat->type != NODE_NUMBER ||
        lon->type != NODE_NUMBER || !position_from_degrees(lat->number, lon->number, out))
        reader_fault(r, value, "« %s » est une latitude et une longitude : { 45.49, -73.85 }",
                     "\"%s\" is a latitude and a longitude: { 45.49, -73.85 }",
                     reader_key(r, f->name));
}

/* --- A test ----------------------------------------------------------------------------------- */

/* Time goes one way. */
static void check_order(struct reader *r, const struct node *node, const struct trial *t)
{
    int64_t last = t->has_now ? t->now : INT64_MIN;
    for (size_t i = 0; i < t->step_count; i++) {
        char key[32];
        snprintf(key, sizeof key, "steps[%zu]", i + 1);
        if (t->steps[i].at && t->steps[i].at < last)
            reader_fault(r, node, "« %s » vient avant ce qui la précède",
                         "\"%s\" comes before what precedes it", reader_key(r, key));
        last = t->steps[i].at > last ? t->steps[i].at : last;
    }
    if (t->has_up_to && t->up_to < last)
        reader_fault(r, node, "« %s » vient avant la dernière étape",
                     "\"%s\" comes before the last step", reader_key(r, "up_to"));
}

/* A refusal says all there is. */
static void check_refusal(struct reader *r, const struct node *node, const struct trial *t)
{
    const struct trial_expect *x = &t->expect;
    if ((x->error_count || x->stop) &&
        (t->step_count || t->has_up_to || x->due_count || x->rule_count || x->state.n ||
         x->priority.n || x->has_firings || x->fault || !text_empty(x->promise) ||
         !text_empty(x->closing)))
        reader_fault(
            r, node,
            "une demande refusée (« errors », « stop ») n'a ni étapes, ni échéance, ni état",
            "a request that is refused (\"errors\", \"stop\") has no steps, no due date "
            "and no state");
}

static void finish_test(struct reader *r, const struct node *node, void *out)
{
    struct trial *t = out;
    t->where = node->where;
    t->service = ((struct trial_context *)r->context)->service;
    check_order(r, node, t);
    check_refusal(r, node, t);
    const struct node *expect = node_get(node, STR("expect"));
    if (expect && expect->type == NODE_TABLE && !expect->member_count)
        reader_fault(r, node, "« %s » est vide : ce test ne peut pas échouer",
                     "\"%s\" is empty: this test cannot fail", reader_key(r, "expect"));
}

#define WALL_TIME                                           \
    {                                                       \
        "time", FIELD_STRING, .pattern = TRIAL_TIME_PATTERN \
    }

static const struct field answer_forms[] = {
    {"text", FIELD_STRING, .max = ANSWER_MAX},
    {"number", FIELD_NUMBER, .min = -1e15, .max = 1e15},
    {"list", FIELD_STRINGS, .max = 100},
    {0},
};

static const struct field given_fields[] = {
    {FIELD_REST, FIELD_OWN, .called = "attribute", .of = "attribute",
     .doc = {"La réponse à ce champ, telle qu'un formulaire l'enverrait, juste ou fausse.",
             "The answer to this attribute, as a form would send it, right or wrong."},
     .forms = answer_forms},
    {0},
};

static const struct shape given_shape = {
    .kind = "",
    .doc = {"Les réponses.", "The answers."},
    .fields = given_fields,
};

static const struct field test_fields[] = {
    {FIELD_ID, FIELD_STRING, .required = true, .min = 1, .max = TEST_NAME_MAX, .called = "name",
     .doc = {"Ce que l'essai montre, en quelques mots.", "What the test shows, in a few words."},
     FIELD_AT(struct trial, name)},
    {"now", FIELD_OWN, .read = read_wall_time,
     .doc = {"Quand la demande est faite, à l'heure de l'arrondissement ; sinon, au moment de "
             "l'essai.",
             "When the request is filed, in the borough's time; otherwise, when the test is run."},
     FIELD_FORMS(WALL_TIME), FIELD_AT_HAS(struct trial, now, has_now)},
    {"given", FIELD_OWN, .read = read_given,
     .doc = {"Les réponses : { size = \"big\", danger = { \"fall\", \"water\" } }.",
             "The answers: { size = \"big\", danger = { \"fall\", \"water\" } }."},
     FIELD_FORMS({"answers", FIELD_TABLE, FIELD_SHAPES(&given_shape)})},
    {"position", FIELD_OWN, .read = read_position,
     .doc = {"Où c'est : { 45.49, -73.85 }. Sans elle et sans adresse, quelque part dans "
             "l'arrondissement.",
             "Where it is: { 45.49, -73.85 }. Without it and without an address, somewhere in the "
             "borough."},
     FIELD_FORMS({"degrees", FIELD_ROW, .min = 2, .max = 2,
                  FIELD_FORMS({"degree", FIELD_NUMBER, .min = -180, .max = 180})}),
     FIELD_AT_HAS(struct trial, position, has_position)},
    {"address", FIELD_STRING, .max = ADDRESS_MAX, .doc = {"L'adresse.", "The address."},
     FIELD_AT(struct trial, address)},
    {"description", FIELD_STRING, .max = 1000,
     .doc = {"Les mots du citoyen.", "The citizen's words."}, FIELD_AT(struct trial, description)},
    {"steps", FIELD_OWN, .read = read_trial_steps,
     .doc = {"Ce qui se passe ensuite, dans l'ordre.", "What happens then, in order."},
     .forms = trial_steps_forms},
    {"up_to", FIELD_OWN, .read = read_wall_time,
     .doc = {"Jusqu'où l'horloge avance, une fois tout fait.",
             "How far the clock goes on, once all is done."},
     FIELD_FORMS(WALL_TIME), FIELD_AT_HAS(struct trial, up_to, has_up_to)},
    {"expect", FIELD_TABLE, .required = true, FIELD_SHAPES(&trial_expect_shape),
     .doc = {"Ce qui doit être vrai à la fin.", "What must be so in the end."},
     FIELD_AT(struct trial, expect)},
    {0},
};

static const struct shape test_shape = {
    .kind = "test",
    .fr = "essai",
    .en = "test",
    .doc = {"Une demande, ce qui lui arrive, et ce qui doit en résulter.",
            "A request, what happens to it, and what must come of it."},
    .size = sizeof(struct trial),
    .fields = test_fields,
    .unique = true,
    .key = offsetof(struct trial, name),
    .finish = finish_test,
};

static const struct field file_fields[] = {
    {"borough", FIELD_STRING, .min = 1, .max = 100,
     .doc = {"Le seul arrondissement où ces essais ont un sens, car ses calendriers et ses "
             "réglages y comptent.",
             "The only borough in which these tests mean something, for its calendars and settings "
             "count in them."},
     FIELD_AT(struct trial_list, borough)},
    {FIELD_ITEMS, FIELD_LIST, .min = 1, .max = TESTS_MAX, .called = "tests",
     FIELD_SHAPES(&test_shape), .doc = {"Les essais.", "The tests."},
     FIELD_AT_LIST(struct trial_list, items, count)},
    {0},
};

const struct shape trial_file_shape = {
    .kind = "",
    .doc = {"Les essais d'un service.", "The tests of a service."},
    .size = sizeof(struct trial_list),
    .fields = file_fields,
};

enum err trials_read_tree(struct arena *arena, struct faults *faults, const struct sources *sources,
                          const struct node *tree, const struct jurisdiction *j,
                          const struct service *s, struct trial_list *out)
{
    struct trial_context context = {j, s};
    struct reader r = {.arena = arena, .faults = faults, .sources = sources, .context = &context};
    size_t before = faults->count;
    *out = (struct trial_list){0};
    schema_read(&r, &trial_file_shape, tree, out);
    if (r.out_of_memory || faults->lost)
        return ERR_NOMEM;
    return faults->count > before ? ERR_INVALID : ERR_OK;
}
