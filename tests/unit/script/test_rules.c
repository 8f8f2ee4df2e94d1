/* Rules that are functions: right answers, wrong ones, and those that never come. */
#include "script/rules.h"

#include "base/buf.h"
#include "base/id.h"
#include "unit/test.h"

#include <stdlib.h>

static struct arena arena;
static struct generation *generation;
static struct script_rules *rules;
static const struct service *service;

static int open_all(void **state)
{
    (void)state;
    const struct generation_options options = {.dir = SOURCE_DIR "/tests/plugin/borough",
                                               .plugins = SOURCE_DIR "/plugins",
                                               .around_year = 2026,
                                               .slowness = 40};
    struct faults faults = faults_in(&arena);
    if (id_init() || generation_load(&options, &faults, &generation) ||
        script_rules_open(&generation, 1, &rules))
        return -1;
    service = jurisdiction_service(generation_jurisdiction(generation), STR("rules"));
    generation_release(generation); /* the rules hold it */
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    script_rules_close(rules);
    script_rules_close(NULL);
    arena_free(&arena);
    return 0;
}

static struct rule_question question(const struct facts *facts, int function)
{
    return (struct rule_question){.jurisdiction = generation_jurisdiction(generation),
                                  .service = service,
                                  .function = function,
                                  .facts = facts,
                                  .description = STR("Une demande"),
                                  .now = 1767243601};
}

static enum err goal_of(const char *which, double number, double *out, struct str *fault)
{
    const struct answer answers[] = {
        {STR("case"), {.type = VALUE_STRING, .string = str_c(which)}},
        {STR("n"), {.type = VALUE_NUMBER, .number = number}},
    };
    const struct facts facts = {.answers = answers, .answer_count = 2, .at = 1767243600};
    struct rule_question q = question(&facts, service->clocks[0].rules[0].goal.function);
    struct rules table = script_rules_table(rules);
    return table.goal(table.self, &q, &arena, out, fault);
}

static void goals(void **state)
{
    (void)state;
    double n = 0;
    struct str fault;
    assert_int_equal(goal_of("other", 0, &n, &fault), ERR_OK);
    assert_true(n == 3);
    assert_int_equal(goal_of("settings", 0, &n, &fault), ERR_OK);
    assert_true(n == 4); /* the borough's, not the default */
    assert_int_equal(goal_of("number", 100000, &n, &fault), ERR_OK);
    assert_true(n == 100000);
}

/* Hours become seconds, as they do where a goal is a number. */
static void hours(void **state)
{
    (void)state;
    const struct facts facts = {.at = 1767243600};
    struct rule_question q = question(&facts, service->clocks[0].rules[1].goal.function);
    struct rules table = script_rules_table(rules);
    double n = 0;
    struct str fault;
    assert_int_equal(table.goal(table.self, &q, &arena, &n, &fault), ERR_OK);
    assert_true(n == 5400);
}

#define NO_GOAL                                                                                   \
    "rules/service.lua:18: un délai est un nombre plus grand que 0 et d'au plus 100000, entier " \
    "sauf pour des heures / a goal is a number above 0 and at most 100000, whole unless in hours"

static void bad_goals(void **state)
{
    (void)state;
    static const struct {
        const char *which, *fault; /* the end may be left out */
    } cases[] = {
        {"half", NO_GOAL},
        {"zero", NO_GOAL},
        {"huge", NO_GOAL},
        {"nan", NO_GOAL},
        {"text", NO_GOAL},
        {"nil", NO_GOAL},
        {"error", "rules/service.lua:27: erreur : no such case / error: no such case"},
        {"table", "rules/service.lua:18: la valeur donnée à error n'est pas une chaîne / the value "
                  "given to error"},
        {"index", "rules/service.lua:29: erreur : accès impossible dans une valeur nil"},
        {"loop", "rules/service.lua:30: trop d'instructions : une boucle sans fin ? / too many"},
        {"swallow", "rules/service.lua:31: trop d'instructions : une boucle sans fin ? / too many"},
        {"memory", "rules/service.lua:18: trop de mémoire"},
        {"recursion", "rules/service.lua:18: trop de mémoire"},
        {"global", "rules/service.lua:34: affectation à la variable globale « leak »"},
        {"change", "rules/service.lua:35: cette table ne peut pas être modifiée / this table"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double n = 0;
        struct str fault = STR("");
        assert_int_equal(goal_of(cases[i].which, 0, &n, &fault), ERR_RULE);
        if (!str_starts(fault, str_c(cases[i].fault)))
            fail_msg("%s: " STR_FMT, cases[i].which, STR_ARG(fault));
        assert_int_equal(goal_of("other", 0, &n, &fault), ERR_OK); /* the state is as good as new */
        arena_reset(&arena);
    }
}

static enum err priority_of(const char *which, struct str *out, struct str *fault)
{
    struct str signs[] = {STR("a"), STR("b")};
    const struct answer answers[] = {
        {STR("case"), {.type = VALUE_STRING, .string = str_c(which)}},
        {STR("n"), {.type = VALUE_NUMBER, .number = 2.5}},
        {STR("since"), {.type = VALUE_INSTANT, .instant = 1000}},
        {STR("signs"), {.type = VALUE_LIST, .list = signs, .list_count = 2}},
    };
    const struct facts facts = {.answers = answers,
                                .answer_count = 4,
                                .has_position = true,
                                .position = {455000000, -737500000},
                                .at = 1767243600};
    struct rule_question q = question(&facts, service->priority_function);
    struct rules table = script_rules_table(rules);
    return table.priority(table.self, &q, &arena, out, fault);
}

static void priorities(void **state)
{
    (void)state;
    struct str word, fault = STR("");
    for (int i = 0; i < 2; i++) { /* the second call sees nothing of what the first changed */
        if (priority_of("all", &word, &fault))
            fail_msg(STR_FMT, STR_ARG(fault));
        assert_str(word, "urgent");
    }
    assert_int_equal(priority_of("word", &word, &fault), ERR_RULE);
    assert_true(str_starts(fault, STR("rules/service.lua:47: une priorité est \"low\"")));
    assert_int_equal(priority_of("long", &word, &fault), ERR_RULE);
}

static void functions_that_are_not_there(void **state)
{
    (void)state;
    const struct facts facts = {.at = 0};
    const struct jurisdiction *j = generation_jurisdiction(generation);
    struct rules table = script_rules_table(rules);
    double n;
    struct str fault;
    static const int numbers[] = {-1, 0, 4, 1000000};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        struct rule_question q = question(&facts, numbers[i]);
        assert_int_equal(table.goal(table.self, &q, &arena, &n, &fault), ERR_RULE);
    }
    struct rule_question q = question(&facts, 1);
    q.service = jurisdiction_service(j, STR("plain"));
    assert_int_equal(table.goal(table.self, &q, &arena, &n, &fault), ERR_RULE);
    assert_str(fault, "aucune fonction de ce numéro / no function of that number");
}

/* Of one thread of two, on a page that both share. */
static void counters(void **state)
{
    (void)state;
    struct ledger *ledger = ledger_open(2);
    struct script_rules *was = rules, *other;
    struct str id = generation_jurisdiction(generation)->id;
    struct ledger_sum sum;
    struct str fault;
    double n;
    assert_int_equal(script_rules_open_counted(&generation, 1, ledger, 0, &rules), ERR_OK);
    assert_int_equal(script_rules_open_counted(&generation, 1, ledger, 1, &other), ERR_OK);
    assert_int_equal(goal_of("other", 0, &n, &fault), ERR_OK);
    assert_int_equal(goal_of("error", 0, &n, &fault), ERR_RULE);
    script_rules_close(rules);
    rules = other;
    assert_int_equal(goal_of("half", 0, &n, &fault), ERR_RULE);
    assert_true(ledger_read(ledger, id, service, &sum));
    assert_int_equal(sum.calls, 3);
    assert_int_equal(sum.errors, 2);
    assert_int_equal(sum.last.at, 1767243601);
    assert_string_equal(sum.last.where, "rules/service.lua:18");
    assert_non_null(strstr(sum.last.words[LANG_EN], "a goal is a number above 0"));
    assert_true(sum.memory > 0 && ledger_quantile(&sum, 990) >= ledger_quantile(&sum, 500));
    assert_true(script_rules_memory(rules, generation_jurisdiction(generation)) > sum.memory);
    service = jurisdiction_service(generation_jurisdiction(generation), STR("plain"));
    assert_false(ledger_read(ledger, id, service, &sum)); /* it has no functions */
    service = jurisdiction_service(generation_jurisdiction(generation), STR("rules"));
    script_rules_close(other);
    assert_false(ledger_read(ledger, id, service, &sum));
    ledger_close(ledger);
    rules = was;
}

/* A hundred thousand calls leave no garbage behind that the next would have to pay for. */
static void many_calls(void **state)
{
    (void)state;
    struct str word, fault;
    for (int i = 0; i < 100000; i++) {
        assert_int_equal(priority_of("all", &word, &fault), ERR_OK);
        arena_reset(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(goals),
        cmocka_unit_test(hours),
        cmocka_unit_test(bad_goals),
        cmocka_unit_test(priorities),
        cmocka_unit_test(functions_that_are_not_there),
        cmocka_unit_test(counters),
        cmocka_unit_test(many_calls),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
