/* Conditions, and looking things up. */
#include "domain/jurisdiction.h"
#include "unit/test.h"

static struct arena arena;
static struct jurisdiction jurisdiction;

static int open_all(void **state)
{
    (void)state;
    static struct named_place places[] = {{{"hospital", 8}, {454900000, -738500000}},
                                          {{"school", 6}, {455000000, -738500000}}};
    struct zone *zone;
    if (zone_load(&arena, STR("America/Toronto"), &zone))
        return -1;
    jurisdiction = (struct jurisdiction){.zone = zone, .places = places, .place_count = 2};
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static struct value text(const char *s)
{
    return (struct value){.type = VALUE_STRING, .string = str_c(s)};
}

static struct value number(double n)
{
    return (struct value){.type = VALUE_NUMBER, .number = n};
}

static struct value instant(int64_t at)
{
    return (struct value){.type = VALUE_INSTANT, .instant = at};
}

/* Does the answer (NULL: none) hold against one or two values? */
static bool holds(const struct value *answer, enum compare compare, struct value a,
                  const struct value *b)
{
    struct value values[] = {a, b ? *b : a};
    struct test test = {
        .attribute = STR("x"), .compare = compare, .values = values, .value_count = b ? 2 : 1};
    const struct answer answers[] = {{STR("other"), text("big")},
                                     {STR("x"), answer ? *answer : (struct value){0}}};
    const struct facts facts = {
        .answers = answers, .answer_count = answer ? 2 : 1, .jurisdiction = &jurisdiction};
    const struct when when = {&test, 1};
    return when_holds(&when, &facts);
}

static void equality(void **state)
{
    (void)state;
    struct value big = text("big"), small = text("small"), ten = number(10), at = instant(5);
    assert_true(holds(&big, COMPARE_EQ, text("big"), NULL));
    assert_false(holds(&big, COMPARE_EQ, text("small"), NULL));
    assert_true(holds(&big, COMPARE_EQ, text("small"), &big));
    assert_false(holds(&big, COMPARE_NE, text("small"), &big));
    assert_true(holds(&big, COMPARE_NE, text("tiny"), &small));
    assert_true(holds(&ten, COMPARE_EQ, number(10), NULL));
    assert_false(holds(&ten, COMPARE_EQ, text("10"), NULL));
    assert_true(holds(&at, COMPARE_EQ, instant(5), NULL));
}

static void choices(void **state)
{
    (void)state;
    struct str keys[] = {STR("a"), STR("b")};
    struct value list = {.type = VALUE_LIST, .list = keys, .list_count = 2}, c = text("c");
    struct value none = {.type = VALUE_LIST};
    assert_true(holds(&list, COMPARE_EQ, text("b"), NULL));
    assert_true(holds(&list, COMPARE_EQ, text("b"), &c));
    assert_false(holds(&list, COMPARE_EQ, text("c"), NULL));
    assert_true(holds(&list, COMPARE_NE, text("c"), NULL));
    assert_false(holds(&list, COMPARE_NE, text("a"), NULL));
    assert_false(holds(&none, COMPARE_EQ, text("a"), NULL));
}

static void order(void **state)
{
    (void)state;
    static const struct {
        double given;
        bool lt, le, gt, ge;
    } rows[] = {{9, true, true, false, false},
                {10, false, true, false, true},
                {11, false, false, true, true}};
    for (size_t i = 0; i < 3; i++) {
        struct value n = number(rows[i].given), at = instant((int64_t)rows[i].given);
        assert_int_equal(holds(&n, COMPARE_LT, number(10), NULL), rows[i].lt);
        assert_int_equal(holds(&n, COMPARE_LE, number(10), NULL), rows[i].le);
        assert_int_equal(holds(&n, COMPARE_GT, number(10), NULL), rows[i].gt);
        assert_int_equal(holds(&n, COMPARE_GE, number(10), NULL), rows[i].ge);
        assert_int_equal(holds(&at, COMPARE_LT, instant(10), NULL), rows[i].lt);
        assert_int_equal(holds(&at, COMPARE_GE, instant(10), NULL), rows[i].ge);
        assert_false(holds(&n, COMPARE_GE, instant(1), NULL)); /* no order between the two */
    }
    struct value word = text("b");
    assert_false(holds(&word, COMPARE_GT, text("a"), NULL));
}

static void a_missing_answer(void **state)
{
    (void)state;
    struct value none = {.type = VALUE_NONE};
    for (int compare = COMPARE_EQ; compare <= COMPARE_GE; compare++) {
        assert_int_equal(holds(NULL, (enum compare)compare, number(0), NULL),
                         compare == COMPARE_NE);
        assert_int_equal(holds(&none, (enum compare)compare, number(0), NULL),
                         compare == COMPARE_NE);
    }
}

/* 2026-03-01T04:59:59Z is still February in Toronto. */
static void the_local_month(void **state)
{
    (void)state;
    struct test march = {.kind = TEST_MONTH, .months = 1 << 2};
    const struct when when = {&march, 1};
    struct facts facts = {.at = 1772341199, .jurisdiction = &jurisdiction};
    assert_false(when_holds(&when, &facts));
    facts.at++;
    assert_true(when_holds(&when, &facts));
}

static void a_place_nearby(void **state)
{
    (void)state;
    struct test near = {.kind = TEST_NEAR, .near = STR("school"), .metres = 150};
    const struct when when = {&near, 1};
    struct facts facts = {.jurisdiction = &jurisdiction, .position = {455000000, -738500000}};
    assert_false(when_holds(&when, &facts)); /* no position */
    facts.has_position = true;
    assert_true(when_holds(&when, &facts));
    facts.position.lat += 13400; /* 149 m */
    assert_true(when_holds(&when, &facts));
    facts.position.lat += 200; /* 151 m */
    assert_false(when_holds(&when, &facts));
    facts.position.lat = 454900000; /* at the hospital */
    assert_false(when_holds(&when, &facts));
}

static void all_tests_must_hold(void **state)
{
    (void)state;
    struct value ten = number(10), five = number(5);
    struct test tests[] = {
        {.attribute = STR("x"), .compare = COMPARE_GE, .values = &five, .value_count = 1},
        {.attribute = STR("x"), .compare = COMPARE_LT, .values = &ten, .value_count = 1}};
    const struct when none = {NULL, 0}, both = {tests, 2};
    struct answer answer = {STR("x"), number(7)};
    const struct facts facts = {.answers = &answer, .answer_count = 1};
    assert_true(when_holds(&none, &facts));
    assert_true(when_holds(&both, &facts));
    answer.value.number = 10;
    assert_false(when_holds(&both, &facts));
}

static void the_catalogue(void **state)
{
    (void)state;
    struct jurisdiction a = {.id = STR("a"), .number = 1}, b = {.id = STR("b"), .number = 7};
    struct jurisdiction *items[] = {&a, &b};
    const struct catalogue one = {.items = items, .count = 1}, two = {.items = items, .count = 2};
    assert_ptr_equal(catalogue_find(&two, STR("b")), &b);
    assert_null(catalogue_find(&two, STR("c")));
    assert_null(catalogue_find(&two, STR("")));
    assert_ptr_equal(catalogue_find(&one, STR("")), &a);
    assert_ptr_equal(catalogue_number(&two, 7), &b);
    assert_null(catalogue_number(&two, 2));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(equality),
        cmocka_unit_test(choices),
        cmocka_unit_test(order),
        cmocka_unit_test(a_missing_answer),
        cmocka_unit_test(the_local_month),
        cmocka_unit_test(a_place_nearby),
        cmocka_unit_test(all_tests_must_hold),
        cmocka_unit_test(the_catalogue),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
