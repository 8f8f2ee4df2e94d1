/* Which rule counts, and what happens when one of them fails. */
#include "domain/decide.h"
#include "lib/fixture.h"
#include "unit/test.h"

static struct town town;

static int found_town(void **state)
{
    (void)state;
    town_found(&town);
    return 0;
}

static int leave_town(void **state)
{
    (void)state;
    arena_free(&town.arena);
    return 0;
}

/* A service with one clock of these rules. */
static struct decision decide_with(struct arena *arena, struct rule *rules, size_t count,
                                   struct answer *answers, size_t answer_count)
{
    struct clock_plan plan = {.name = STR("resolution"),
                              .calendar = light_clocks[0].calendar,
                              .calendar_name = STR("office"),
                              .rules = rules,
                              .rule_count = count};
    struct service s = {.code = STR("s"), .clocks = &plan, .clock_count = 1};
    struct facts facts = {.answers = answers,
                          .answer_count = answer_count,
                          .at = TOWN_NOW,
                          .jurisdiction = &town.jurisdiction};
    struct rules table = {.self = &town.oracle, .goal = oracle_goal, .priority = oracle_priority};
    struct rule_question q = {
        .jurisdiction = &town.jurisdiction, .service = &s, .facts = &facts, .now = TOWN_NOW};
    struct decision d;
    assert_int_equal(decide(arena, &table, &q, &d), ERR_OK);
    return d;
}

static void assert_rule(const struct decision *d, const char *id, int64_t amount)
{
    assert_int_equal(d->clock_count, 1);
    assert_true(str_eq(d->clocks[0].rule, str_c(id)));
    assert_int_equal(d->clocks[0].goal.amount, amount);
    assert_true(d->clocks[0].due > TOWN_NOW || amount == 0);
}

static struct rule number(const char *id, double goal)
{
    return (struct rule){.id = str_c(id), .goal = {.number = goal}, .unit = UNIT_BUSINESS_DAYS};
}

static void the_first_rule_that_holds_counts(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct answer big = {STR("size"), {.type = VALUE_STRING, .string = STR("big")}};
    struct rule rules[] = {number("big", 2), number("default", 7)};
    rules[0].when = (struct when){&when_big_test, 1};
    struct decision d = decide_with(&arena, rules, 2, &big, 1);
    assert_rule(&d, "big", 2);
    d = decide_with(&arena, rules, 2, NULL, 0);
    assert_rule(&d, "default", 7);
    assert_int_equal(d.fault.n, 0);
    d = decide_with(&arena, rules, 1, NULL, 0);
    assert_int_equal(d.clock_count, 0); /* none holds: the clock does not start */
    assert_str(d.priority, "normal");
    arena_free(&arena);
}

/* From the first day on, until but without the last: local days of the calendar. */
static void rules_are_in_force_on_their_days(void **state)
{
    (void)state;
    struct arena arena = {0};
    int64_t today = date_to_days((struct date){2026, 5, 7});
    struct rule rules[] = {number("dated", 2), number("default", 7)};
    static const struct {
        int from, to; /* from today; 0x7f: none */
        const char *rule;
    } rows[] = {{0, 0x7f, "dated"},   {1, 0x7f, "default"}, {0x7f, 1, "dated"},
                {0x7f, 0, "default"}, {-3, 4, "dated"},     {-3, -1, "default"}};
    for (size_t i = 0; i < COUNT(rows); i++) {
        rules[0].has_from = rows[i].from != 0x7f;
        rules[0].from_day = today + rows[i].from;
        rules[0].has_to = rows[i].to != 0x7f;
        rules[0].to_day = today + rows[i].to;
        struct decision d = decide_with(&arena, rules, 2, NULL, 0);
        assert_true(str_eq(d.clocks[0].rule, str_c(rows[i].rule)));
    }
    arena_free(&arena);
}

static void hours_come_as_seconds(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct rule rules[] = {number("hours", 5400)};
    rules[0].unit = UNIT_BUSINESS_SECONDS;
    struct decision d = decide_with(&arena, rules, 1, NULL, 0);
    assert_rule(&d, "hours", 5400);
    assert_int_equal(d.clocks[0].due, TOWN_NOW + 5400);
    arena_free(&arena);
}

/* Known before there is a request: the office opens five days a week. */
static void a_goal_beyond_the_calendar_is_told_ahead(void **state)
{
    (void)state;
    const struct clock_plan plan = {.calendar = light_clocks[0].calendar};
    static const struct {
        enum goal_unit unit;
        double amount;
        enum err expected;
    } rows[] = {
        {UNIT_BUSINESS_DAYS, 2000, ERR_OK},
        {UNIT_BUSINESS_DAYS, 3000, ERR_HORIZON},
        {UNIT_CALENDAR_MONTHS, 110, ERR_OK},
        {UNIT_CALENDAR_MONTHS, 140, ERR_HORIZON},
        {UNIT_ELAPSED_SECONDS, 8760.0 * 3600, ERR_OK},
        {UNIT_ELAPSED_SECONDS, 99999.0 * 3600, ERR_HORIZON},
        {UNIT_FIXED, 0, ERR_OK}, /* it has passed */
        {UNIT_FIXED, TOWN_NOW + 20 * 365.0 * DAY_SECONDS, ERR_HORIZON},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct rule rule = number("x", rows[i].amount);
        rule.unit = rows[i].unit;
        assert_int_equal(rule_reaches(&plan, &rule, TOWN_NOW), rows[i].expected);
        rule.goal.function = LIGHT_GOAL;
        assert_int_equal(rule_reaches(&plan, &rule, TOWN_NOW), ERR_OK);
    }
}

static void a_failing_function_gives_way(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct answer big = {STR("size"), {.type = VALUE_STRING, .string = STR("big")}};
    struct rule asked = number("asked", 0);
    asked.goal.function = LIGHT_GOAL;
    struct rule rules[] = {asked, number("big", 2), asked, number("never", 4)};
    rules[1].when = rules[3].when = (struct when){&when_big_test, 1};
    town.oracle = (struct oracle){.goal_error = ERR_RULE, .fault = STR("s.lua:1: no")};
    struct decision d = decide_with(&arena, rules, 4, &big, 1);
    assert_rule(&d, "big", 2); /* the next that holds and has a number */
    assert_str(d.fault, "resolution: s.lua:1: no");
    d = decide_with(&arena, rules, 4, NULL, 0);
    assert_rule(&d, "never", 4); /* the last that has a number */
    d = decide_with(&arena, rules, 1, NULL, 0);
    assert_rule(&d, "fallback", 10); /* ten business days */
    arena_free(&arena);
}

/* Answers by the number of the function: those of an heir fail. */
enum { HEIRS_GOAL = 1, PARENTS_GOAL = 2, HEIRS_PRIORITY = 3, PARENTS_PRIORITY = 4 };

struct family {
    bool parents_fail;
    int asked[8];     /* how often each function was */
    int64_t spent[8]; /* what was on the account when it was asked */
    const struct service *as;
};

static enum err family_asked(struct family *f, const struct rule_question *q, int own,
                             struct str *fault)
{
    f->asked[q->function]++;
    f->spent[q->function] = q->spent->instructions;
    q->spent->instructions += 1000;
    f->as = q->as;
    *fault = q->function == own ? STR("heir.lua:1: no") : STR("parent.lua:1: no");
    return q->function == own || f->parents_fail ? ERR_RULE : ERR_OK;
}

static enum err family_goal(void *self, const struct rule_question *q, struct arena *a, double *out,
                            struct str *fault)
{
    (void)a;
    *out = 3;
    return family_asked(self, q, HEIRS_GOAL, fault);
}

static enum err family_priority(void *self, const struct rule_question *q, struct arena *a,
                                struct str *out, struct str *fault)
{
    (void)a;
    *out = STR("urgent");
    return family_asked(self, q, HEIRS_PRIORITY, fault);
}

static struct decision decide_for_heir(struct arena *arena, struct family *f, struct service *heir)
{
    struct facts facts = {.at = TOWN_NOW, .jurisdiction = &town.jurisdiction};
    struct rules table = {.self = f, .goal = family_goal, .priority = family_priority};
    struct rule_question q = {
        .jurisdiction = &town.jurisdiction, .service = heir, .facts = &facts, .now = TOWN_NOW};
    struct decision d;
    assert_int_equal(decide(arena, &table, &q, &d), ERR_OK);
    return d;
}

static struct rule from(struct rule r, const char *origin, int function)
{
    r.origin = str_c(origin);
    r.goal.function = function;
    return r;
}

/* Clock by clock, and the priority too; what counted is said, and instead of what. */
static void a_failing_function_gives_way_to_the_parent(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct rule own[] = {from(number("big", 0), "heir.lua:1", HEIRS_GOAL),
                         from(number("default", 7), "parent.lua:9", 0)};
    struct rule above[] = {from(number("big", 2), "parent.lua:8", 0),
                           from(number("default", 7), "parent.lua:9", 0)};
    struct clock_plan plan = {.name = STR("resolution"),
                              .calendar = light_clocks[0].calendar,
                              .rules = own,
                              .rule_count = 2};
    struct clock_plan plan_above = plan;
    plan_above.rules = above;
    struct service parent = {.code = STR("parent"),
                             .file = STR("parent.lua"),
                             .clocks = &plan_above,
                             .clock_count = 1,
                             .priority = STR("high")};
    struct service heir = {.code = STR("heir"),
                           .file = STR("heir.lua"),
                           .clocks = &plan,
                           .clock_count = 1,
                           .priority_function = HEIRS_PRIORITY,
                           .parent = &parent};
    struct family f = {0};
    struct decision d = decide_for_heir(&arena, &f, &heir);
    assert_rule(&d, "big", 2); /* not the next of the heir's, which is the parent's default */
    assert_str(d.clocks[0].origin, "parent.lua:8");
    assert_str(d.clocks[0].instead_of, "heir.lua:1");
    assert_str(d.priority, "high");
    assert_str(d.priority_origin, "parent.lua");
    assert_str(d.fault, "resolution: heir.lua:1: no; priority: heir.lua:1: no");

    above[0].goal.function = PARENTS_GOAL; /* asked as the parent's */
    parent.priority_function = PARENTS_PRIORITY;
    d = decide_for_heir(&arena, &f, &heir);
    assert_rule(&d, "big", 3);
    assert_str(d.priority, "urgent");
    assert_ptr_equal(f.as, &parent);

    f = (struct family){.parents_fail = true};
    d = decide_for_heir(&arena, &f, &heir);
    assert_rule(&d, "default", 7);
    assert_str(d.clocks[0].origin, "parent.lua:9");
    assert_str(d.priority, "normal");
    assert_str(d.priority_origin, "");
    assert_int_equal(f.asked[PARENTS_GOAL] + f.asked[PARENTS_PRIORITY], 2);

    own[0].goal.function = PARENTS_GOAL; /* inherited: what failed is not asked again */
    f = (struct family){.parents_fail = true};
    d = decide_for_heir(&arena, &f, &heir);
    assert_rule(&d, "default", 7);
    assert_int_equal(f.asked[PARENTS_GOAL], 1);
    arena_free(&arena);
}

/* A clock that the parent does not have, and one whose parent has no rule that holds. */
static void a_parent_without_a_rule_is_no_help(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct rule own[] = {from(number("big", 0), "heir.lua:1", HEIRS_GOAL),
                         from(number("default", 7), "heir.lua:2", 0)};
    struct rule above = number("never", 1);
    above.has_to = true;
    struct clock_plan plan = {.name = STR("resolution"),
                              .calendar = light_clocks[0].calendar,
                              .rules = own,
                              .rule_count = 2};
    struct clock_plan plan_above = plan;
    plan_above.rules = &above;
    plan_above.rule_count = 1;
    struct service parent = {.clocks = &plan_above, .clock_count = 1};
    struct service heir = {.clocks = &plan, .clock_count = 1, .parent = &parent};
    struct family f = {0};
    struct decision d = decide_for_heir(&arena, &f, &heir);
    assert_rule(&d, "default", 7);
    assert_str(d.clocks[0].instead_of, "heir.lua:1");
    plan_above.name = STR("another");
    d = decide_for_heir(&arena, &f, &heir);
    assert_rule(&d, "default", 7);
    plan.rule_count = 1;
    d = decide_for_heir(&arena, &f, &heir);
    assert_rule(&d, "fallback", 10);
    arena_free(&arena);
}

static void nonsense_is_a_failure(void **state)
{
    (void)state;
    static const double answers[] = {-1, 0.5, 1e9, INFINITY, NAN};
    struct rule rules[] = {number("asked", 0), number("default", 7)};
    rules[0].goal.function = LIGHT_GOAL;
    for (size_t i = 0; i < COUNT(answers); i++) {
        struct arena arena = {0};
        town.oracle = (struct oracle){.goal = answers[i]};
        struct decision d = decide_with(&arena, rules, 2, NULL, 0);
        assert_rule(&d, "default", 7);
        assert_true(d.fault.n > 0);
        arena_free(&arena);
    }
}

/* The calendar ends some ten years on: ten business days instead of a date that is not there. */
static void a_goal_beyond_the_calendar_falls_back(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct rule rules[] = {number("far", 3660)};
    struct decision d = decide_with(&arena, rules, 1, NULL, 0);
    assert_rule(&d, "fallback", 10);
    assert_true(d.fault.n > 0);
    arena_free(&arena);
}

/* A generation may be dropped while the decision lives on. */
static void a_decision_copies_its_words(void **state)
{
    (void)state;
    struct arena arena = {0};
    char id[] = "mine";
    struct rule rules[] = {number(id, 7)};
    struct decision d = decide_with(&arena, rules, 1, NULL, 0);
    memset(id, 'x', sizeof id - 1);
    assert_str(d.clocks[0].rule, "mine");
    arena_free(&arena);
}

/* One account for all the functions of a service: what stands in for them has another. */
static void an_heir_cannot_use_up_what_its_parent_needs(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct rule own[] = {from(number("asked", 0), "heir.lua:1", HEIRS_GOAL)};
    struct rule above[] = {from(number("asked", 0), "parent.lua:8", PARENTS_GOAL)};
    struct clock_plan plan = {.name = STR("resolution"),
                              .calendar = light_clocks[0].calendar,
                              .rules = own,
                              .rule_count = 1};
    struct clock_plan plan_above = plan;
    plan_above.rules = above;
    struct service parent = {.code = STR("parent"),
                             .clocks = &plan_above,
                             .clock_count = 1,
                             .priority_function = PARENTS_PRIORITY};
    struct service heir = {.code = STR("heir"),
                           .clocks = &plan,
                           .clock_count = 1,
                           .priority_function = HEIRS_PRIORITY,
                           .parent = &parent};
    struct family f = {0};
    assert_str(decide_for_heir(&arena, &f, &heir).priority, "urgent");
    assert_int_equal(f.spent[HEIRS_GOAL], 0);
    assert_int_equal(f.spent[HEIRS_PRIORITY], 1000);
    assert_int_equal(f.spent[PARENTS_GOAL], 0);
    assert_int_equal(f.spent[PARENTS_PRIORITY], 1000);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_first_rule_that_holds_counts),
        cmocka_unit_test(rules_are_in_force_on_their_days),
        cmocka_unit_test(hours_come_as_seconds),
        cmocka_unit_test(a_goal_beyond_the_calendar_is_told_ahead),
        cmocka_unit_test(a_failing_function_gives_way),
        cmocka_unit_test(a_failing_function_gives_way_to_the_parent),
        cmocka_unit_test(a_parent_without_a_rule_is_no_help),
        cmocka_unit_test(an_heir_cannot_use_up_what_its_parent_needs),
        cmocka_unit_test(nonsense_is_a_failure),
        cmocka_unit_test(a_goal_beyond_the_calendar_falls_back),
        cmocka_unit_test(a_decision_copies_its_words),
    };
    return cmocka_run_group_tests(tests, found_town, leave_town);
}
