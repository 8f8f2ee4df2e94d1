/* Services that extend others: tests/plugin/shared holds what is extended, heirs what extends it,
 * lost what cannot. */
#include "script/generation.h"
#include "script/rules.h"

#include "base/id.h"
#include "script/library.h"
#include "script/vm.h"
#include "unit/script/support.h"

#define FIXTURES SOURCE_DIR "/tests/plugin/"

static struct arena arena;
static struct generation *generation;
static const struct service *heir;

static struct generation_options options(const char *dir)
{
    return (struct generation_options){
        .dir = dir, .plugins = FIXTURES "shared", .around_year = 2026, .slowness = 40};
}

static int open_all(void **state)
{
    (void)state;
    struct generation_options o = options(FIXTURES "heirs");
    struct faults faults = faults_in(&arena);
    if (id_init() || generation_load(&o, &faults, &generation))
        return -1;
    heir = jurisdiction_service(generation_jurisdiction(generation), STR("heir"));
    return heir ? 0 : -1;
}

static int close_all(void **state)
{
    (void)state;
    generation_release(generation);
    arena_free(&arena);
    return 0;
}

static void plain_values(void **state)
{
    (void)state;
    assert_str(heir->version, "1.0.1");
    assert_str(heir->name.in[LANG_FR], "Héritier");
    assert_str(heir->description.in[LANG_EN], "The base.");
    assert_str(heir->group, "tests");
    assert_int_equal(heir->keyword_count, 1); /* a list of words is taken whole */
    assert_str(heir->keywords[0], "fille");
    assert_int_equal(heir->stop_count, 0); /* removed */
}

static void settings(void **state)
{
    (void)state;
    assert_int_equal(heir->setting_count, 3);
    assert_str(heir->settings[0].name, "days");
    assert_true(heir->settings[0].fallback == 3 && heir->settings[0].max == 30);
    assert_str(heir->settings[0].label.in[LANG_FR], "Jours");
    assert_str(heir->settings[1].name, "weeks"); /* after the one before it in the heir's list */
    assert_true(heir->settings[2].value == 4);   /* the borough's own */
}

/* New ones come after what is before them, or last; those removed are gone. */
static void attributes(void **state)
{
    (void)state;
    static const char *const codes[] = {"size", "since", "note", "place"};
    assert_int_equal(heir->attribute_count, 4);
    for (size_t i = 0; i < 4; i++)
        assert_true(str_eq(heir->attributes[i].code, str_c(codes[i])));
    assert_true(heir->attributes[0].required);
    assert_int_equal(heir->attributes[0].choice_count, 3);
    assert_str(heir->attributes[0].choices[1].key, "big");
    assert_str(heir->attributes[0].choices[2].key, "huge");
    assert_int_equal(heir->attributes[2].type, ATTRIBUTE_NUMBER); /* another kind: taken whole */
    assert_str(heir->attributes[2].label.in[LANG_EN], "Mark out of ten");
}

static void clocks(void **state)
{
    (void)state;
    static const char *const ids[] = {"huge", "big", "here", "default"};
    const struct clock_plan *first = service_clock(heir, STR("first_response"));
    const struct clock_plan *resolution = service_clock(heir, STR("resolution"));
    assert_int_equal(first->rules[0].unit, UNIT_ELAPSED_SECONDS);
    assert_true(first->rules[0].goal.number == 4 * 3600);
    assert_int_equal(resolution->rule_count, 4);
    for (size_t i = 0; i < 4; i++)
        assert_true(str_eq(resolution->rules[i].id, str_c(ids[i])));
    const struct rule *big = &resolution->rules[1];
    assert_int_equal(big->unit, UNIT_CALENDAR_DAYS); /* the heir's */
    assert_int_equal(big->when.count, 1);            /* the base's */
    assert_true(big->goal.function > 0);
    assert_true(resolution->rules[3].goal.number == 3); /* ref "days", as the heir sets it */
    assert_int_equal(resolution->policy.pauses, 1u << PAUSE_CITIZEN);
    assert_int_equal(resolution->policy.step_count, 2);
    assert_str(resolution->policy.steps[0].to, "team");
    assert_str(resolution->policy.steps[1].to, "manager");
    assert_str(heir->promise.clock, "resolution");
    assert_str(heir->promise.say.in[LANG_EN], "Promised %s");
}

static void workflow(void **state)
{
    (void)state;
    assert_int_equal(heir->workflow.count, 3);
    assert_str(heir->workflow.start, "received");
    const struct state *done = workflow_state(&heir->workflow, STR("done"));
    assert_int_equal(done->reason_count, 1);
    assert_str(done->reasons[0].code, "well");
    assert_true(state_leads_to(&heir->workflow.states[0], STR("lost")));
}

/* Each rule says where it was written: in the heir's file if that speaks of it. */
static void origins(void **state)
{
    (void)state;
    const struct clock_plan *resolution = service_clock(heir, STR("resolution"));
    assert_str(resolution->rules[0].origin, "heir/service.lua:23");
    assert_str(resolution->rules[1].origin, "heir/service.lua:24");
    assert_str(resolution->rules[3].origin, "core/base/service.lua:31");
}

static void a_chain(void **state)
{
    (void)state;
    const struct service *s =
        jurisdiction_service(generation_jurisdiction(generation), STR("middle-heir"));
    const struct rule *last = &service_clock(s, STR("resolution"))->rules[1];
    assert_str(s->name.in[LANG_EN], "Middle");
    assert_str(s->version, "0.1.0");
    assert_true(last->goal.number == 6);
    assert_int_equal(last->unit, UNIT_CALENDAR_DAYS);
    assert_str(last->because.in[LANG_EN], "As a rule");
}

/* The functions of the base are asked with the heir's settings. */
static void functions(void **state)
{
    (void)state;
    struct script_rules *rules;
    const struct answer answers[] = {{STR("size"), {.type = VALUE_STRING, .string = STR("big")}}};
    const struct facts facts = {.answers = answers, .answer_count = 1, .at = 1767243600};
    struct rule_question q = {.jurisdiction = generation_jurisdiction(generation),
                              .service = heir,
                              .facts = &facts,
                              .description = STR("Une demande"),
                              .now = 1767243601};
    struct str word, fault;
    double n = 0;
    assert_int_equal(script_rules_open(&generation, 1, &rules), ERR_OK);
    struct rules table = script_rules_table(rules);
    q.function = service_clock(heir, STR("resolution"))->rules[1].goal.function;
    assert_int_equal(table.goal(table.self, &q, &arena, &n, &fault), ERR_OK);
    assert_true(n == 13);
    q.function = heir->priority_function;
    assert_int_equal(table.priority(table.self, &q, &arena, &word, &fault), ERR_OK);
    assert_str(word, "high");
    script_rules_close(rules);
}

/* What a service extends stands beside it, whole: with what the borough sets, its own defaults,
 * what the heir removes or overrides, and the same functions. */
static void parents(void **state)
{
    (void)state;
    const struct service *base = heir->parent;
    const struct jurisdiction *j = generation_jurisdiction(generation);
    const struct service *middle = jurisdiction_service(j, STR("middle-heir"))->parent;
    assert_str(heir->file, "heir/service.lua");
    assert_str(base->file, "core/base/service.lua");
    assert_str(base->version, "1.4.0");
    assert_null(base->parent);
    assert_true(base->settings[0].value == 5 && base->settings[1].value == 4);
    assert_int_equal(base->stop_count, 1);
    assert_non_null(service_attribute(base, STR("depth")));
    const struct clock_plan *plan = service_clock(base, STR("resolution"));
    assert_int_equal(plan->rule_count, 2);
    assert_int_equal(plan->rules[0].unit, UNIT_BUSINESS_DAYS);
    assert_int_equal(plan->rules[0].goal.function,
                     service_clock(heir, STR("resolution"))->rules[1].goal.function);
    assert_ptr_equal(plan->calendar, service_clock(heir, STR("resolution"))->calendar);
    assert_str(middle->file, "core/middle/service.lua");
    assert_str(middle->parent->file, "core/base/service.lua");
    assert_null(jurisdiction_service(j, STR("base"))->parent);
}

/* What was stored makes the same service again, without the folders. */
static void from_a_bundle(void **state)
{
    (void)state;
    struct generation_options o = options(NULL);
    struct faults faults = faults_in(&arena);
    struct generation *again;
    o.plugins = NULL;
    o.texts = generation_bundle(generation);
    assert_non_null(bundle_find(o.texts, STR("core/base/service.lua")));
    assert_int_equal(generation_load(&o, &faults, &again), ERR_OK);
    assert_memory_equal(jurisdiction_service(generation_jurisdiction(again), STR("heir"))->hash,
                        heir->hash, ID_HASH_BYTES);
    generation_release(again);
}

static void those_that_cannot(void **state)
{
    (void)state;
    struct generation_options o = options(FIXTURES "lost");
    struct library library = {.dir = o.dir, .seen = bundle_in(&arena)};
    struct faults faults = faults_in(&arena);
    struct generation *g;
    struct str text;
    assert_int_equal(generation_load(&o, &faults, &g), ERR_INVALID);
    assert_int_equal(library_text(&library, STR("jurisdiction.lua"), VM_SOURCE_MAX, &text), ERR_OK);
    assert_faults(&arena, &faults, text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain_values),      cmocka_unit_test(settings),
        cmocka_unit_test(attributes),        cmocka_unit_test(clocks),
        cmocka_unit_test(workflow),          cmocka_unit_test(origins),
        cmocka_unit_test(a_chain),           cmocka_unit_test(functions),
        cmocka_unit_test(parents),           cmocka_unit_test(from_a_bundle),
        cmocka_unit_test(those_that_cannot),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
