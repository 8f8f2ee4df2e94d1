/* A rule said to be hidden by another holds for nothing that the other does not hold for: any two
 * rules, any answers. */
#include "domain/jurisdiction.h"
#include "domain/reach.h"
#include "unit/test.h"

enum { PAIRS = 20000, TESTS = 2, ANSWERS = 8, DAY = 86400 };

static struct arena arena;
static struct jurisdiction jurisdiction;
static uint32_t seed = 7;

static unsigned draw(unsigned n)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 16) % n;
}

static int open_all(void **state)
{
    (void)state;
    static struct named_place places[] = {{{"school", 6}, {455000000, -738500000}}};
    struct zone *zone;
    if (zone_load(&arena, STR("America/Toronto"), &zone))
        return -1;
    jurisdiction = (struct jurisdiction){.zone = zone, .places = places, .place_count = 1};
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

/* --- Anything --------------------------------------------------------------------------------- */

static struct value some_value(unsigned kind, unsigned n)
{
    static const char *const words[] = {"a", "b", "c"};
    return kind ? (struct value){.type = VALUE_NUMBER, .number = n}
                : (struct value){.type = VALUE_STRING, .string = str_c(words[n])};
}

struct one { /* a rule with room for what it points to */
    struct rule rule;
    struct test tests[TESTS];
    struct value values[TESTS][2];
};

static void make_test(struct one *r, size_t i)
{
    unsigned kind = draw(2);
    struct test *t = &r->tests[i];
    *t = (struct test){.kind = (enum test_kind)draw(3),
                       .attribute = draw(2) ? STR("x") : STR("y"),
                       .compare = (enum compare)(kind ? draw(6) : draw(2)),
                       .values = r->values[i],
                       .months = 1 + draw(15),
                       .near = STR("school"),
                       .metres = 100 * (1 + draw(3))};
    t->value_count = t->compare <= COMPARE_NE ? 1 + draw(2) : 1;
    for (size_t k = 0; k < 2; k++)
        r->values[i][k] = some_value(kind, draw(3));
}

static void make_rule(struct one *r)
{
    *r = (struct one){.rule = {.when = {.tests = r->tests, .count = draw(TESTS + 1)}}};
    for (size_t i = 0; i < TESTS; i++)
        make_test(r, i);
    r->rule.has_from = draw(4) == 0;
    r->rule.has_to = draw(4) == 0;
    r->rule.from_day = draw(3);
    r->rule.to_day = 1 + draw(3);
}

/* Nothing, words, numbers, lists. */
static struct value some_answer(unsigned n)
{
    static struct str lists[][2] = {{{"a", 1}, {"b", 1}}, {{"c", 1}, {"", 0}}};
    if (n == 0)
        return (struct value){0};
    if (n < 4)
        return some_value(0, n - 1);
    if (n < 6)
        return some_value(1, n - 4);
    return (struct value){.type = VALUE_LIST, .list = lists[n - 6], .list_count = 8 - n};
}

/* --- The property ----------------------------------------------------------------------------- */

static bool holds(const struct rule *r, const struct facts *facts)
{
    int64_t day = facts->at / DAY % 4;
    return when_holds(&r->when, facts) && (!r->has_from || day >= r->from_day) &&
           (!r->has_to || day < r->to_day);
}

static void hides(const struct rule *first, const struct rule *second)
{
    for (unsigned n = 0; n < ANSWERS * ANSWERS * 4; n++) {
        const struct answer answers[] = {{STR("x"), some_answer(n % ANSWERS)},
                                         {STR("y"), some_answer(n / ANSWERS % ANSWERS)}};
        int month = (int)(n / ANSWERS / ANSWERS);
        const struct facts facts = {.answers = answers,
                                    .answer_count = 2,
                                    .has_position = n % 3 != 0,
                                    .position = {455000000 - (int32_t)(n % 5) * 10000, -738500000},
                                    .at = ((int64_t)month * 30 + 10 + n % 4) * DAY + DAY / 2,
                                    .jurisdiction = &jurisdiction};
        if (holds(second, &facts))
            assert_true(holds(first, &facts));
    }
}

static void what_is_hidden_never_decides(void **state)
{
    (void)state;
    size_t hidden = 0, open = 0;
    for (int i = 0; i < PAIRS; i++) {
        struct one a, b;
        make_rule(&a);
        make_rule(&b);
        struct rule rules[] = {a.rule, b.rule};
        const struct clock_plan clock = {.rules = rules, .rule_count = 2};
        assert_null(reach_shadow(&clock, 0));
        const struct rule *shadow = reach_shadow(&clock, 1);
        if (shadow)
            hides(shadow, &rules[1]);
        hidden += shadow != NULL;
        open += !shadow;
    }
    assert_true(hidden > PAIRS / 100 && open > PAIRS / 100);
}

static void over_when_its_last_day_is_past(void **state)
{
    (void)state;
    const struct rule r = {.has_to = true, .to_day = 100}, always = {.to_day = 100};
    assert_false(reach_over(&r, 99)); /* [from, to) */
    assert_true(reach_over(&r, 100));
    assert_false(reach_over(&always, 1000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_hidden_never_decides),
        cmocka_unit_test(over_when_its_last_day_is_past),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
