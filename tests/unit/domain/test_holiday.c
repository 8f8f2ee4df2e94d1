/* Holidays: the Québec table of 2026 to 2030, Easter over three centuries, and each kind of rule.
 */
#include "base/date.h"
#include "domain/holiday.h"
#include "unit/test.h"

/* Act respecting labour standards, s. 60; National Holiday Act, s. 2; public-sector extras. */
static const struct holiday quebec[] = {
    {.rule = HOLIDAY_FIXED, .month = 1, .day = 1},
    {.rule = HOLIDAY_EASTER, .offset = -2},
    {.rule = HOLIDAY_EASTER, .offset = 1},
    {.rule = HOLIDAY_WEEKDAY_BEFORE, .weekday = 0, .month = 5, .day = 25},
    {.rule = HOLIDAY_FIXED, .month = 6, .day = 24, .sunday_moves = true},
    {.rule = HOLIDAY_FIXED, .month = 7, .day = 1, .sunday_moves = true},
    {.rule = HOLIDAY_NTH_WEEKDAY, .nth = 1, .weekday = 0, .month = 9},
    {.rule = HOLIDAY_NTH_WEEKDAY, .nth = 2, .weekday = 0, .month = 10},
    {.rule = HOLIDAY_FIXED, .month = 12, .day = 25},
};

enum { HOLIDAYS = sizeof quebec / sizeof *quebec, FIRST = 2026, YEARS = 5 };

static const struct {
    int month, day;
} table[HOLIDAYS][YEARS] = {
    {{1, 1}, {1, 1}, {1, 1}, {1, 1}, {1, 1}},
    {{4, 3}, {3, 26}, {4, 14}, {3, 30}, {4, 19}},
    {{4, 6}, {3, 29}, {4, 17}, {4, 2}, {4, 22}},
    {{5, 18}, {5, 24}, {5, 22}, {5, 21}, {5, 20}},
    {{6, 24}, {6, 24}, {6, 24}, {6, 25}, {6, 24}}, /* 2029: a Sunday, moved */
    {{7, 1}, {7, 1}, {7, 1}, {7, 2}, {7, 1}},      /* 2029: a Sunday, moved; 2028: a Saturday */
    {{9, 7}, {9, 6}, {9, 4}, {9, 3}, {9, 2}},
    {{10, 12}, {10, 11}, {10, 9}, {10, 8}, {10, 14}},
    {{12, 25}, {12, 25}, {12, 25}, {12, 25}, {12, 25}},
};

static int64_t days(int year, int month, int day)
{
    return date_to_days((struct date){year, month, day});
}

static void quebec_2026_to_2030(void **state)
{
    (void)state;
    for (int h = 0; h < HOLIDAYS; h++)
        for (int y = 0; y < YEARS; y++) {
            int64_t day = 0;
            assert_true(holiday_valid(&quebec[h]));
            assert_true(holiday_in(&quebec[h], FIRST + y, &day));
            assert_int_equal(day, days(FIRST + y, table[h][y].month, table[h][y].day));
        }
}

/* Gauss's method, with the corrections of 1816, shares no step with the one under test. */
static int64_t easter_by_gauss(int year)
{
    int k = year / 100, p = (13 + 8 * k) / 25, q = k / 4;
    int m = (15 - p + k - q) % 30, n = (4 + k - q) % 7;
    int a = year % 19, b = year % 4, c = year % 7;
    int d = (19 * a + m) % 30, e = (2 * b + 4 * c + 6 * d + n) % 7;
    int day = 22 + d + e;
    if (d == 29 && e == 6)
        day = 50; /* April 19 */
    else if (d == 28 && e == 6 && (11 * m + 11) % 30 < 19)
        day = 49; /* April 18 */
    return days(year, 3, 1) + day - 1;
}

static void easter_by_another_way(void **state)
{
    (void)state;
    assert_int_equal(easter(1818), days(1818, 3, 22)); /* the earliest */
    assert_int_equal(easter(1943), days(1943, 4, 25)); /* the latest */
    for (int year = 1583; year < 9000; year++) {
        assert_int_equal(easter(year), easter_by_gauss(year));
        assert_int_equal(date_weekday(easter(year)), 6);
    }
}

static void each_kind_of_rule(void **state)
{
    (void)state;
    static const struct {
        struct holiday rule;
        int year;
        const char *expected; /* NULL: none that year */
    } cases[] = {
        {{.rule = HOLIDAY_FIXED, .month = 2, .day = 29}, 2028, "2028-02-29"},
        {{.rule = HOLIDAY_FIXED, .month = 2, .day = 29}, 2026, NULL},
        {{.rule = HOLIDAY_FIXED, .month = 12, .day = 31, .sunday_moves = true}, 2028, "2029-01-01"},
        {{.rule = HOLIDAY_FIXED, .month = 6, .day = 24, .sunday_moves = true}, 2028, "2028-06-24"},
        {{.rule = HOLIDAY_NTH_WEEKDAY, .nth = -1, .weekday = 0, .month = 5}, 2026, "2026-05-25"},
        {{.rule = HOLIDAY_NTH_WEEKDAY, .nth = -1, .weekday = 6, .month = 5}, 2026, "2026-05-31"},
        {{.rule = HOLIDAY_NTH_WEEKDAY, .nth = 5, .weekday = 4, .month = 5}, 2026, "2026-05-29"},
        {{.rule = HOLIDAY_NTH_WEEKDAY, .nth = 5, .weekday = 0, .month = 5}, 2026, NULL},
        {{.rule = HOLIDAY_WEEKDAY_BEFORE, .month = 5, .day = 25}, 2026, "2026-05-18"},
        {{.rule = HOLIDAY_WEEKDAY_BEFORE, .month = 1, .day = 1}, 2026, "2025-12-29"},
        {{.rule = HOLIDAY_DATED, .year = 2026, .month = 12, .day = 28}, 2026, "2026-12-28"},
        {{.rule = HOLIDAY_DATED, .year = 2026, .month = 12, .day = 28}, 2027, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int64_t day;
        struct date expected;
        bool any = holiday_in(&cases[i].rule, cases[i].year, &day);
        assert_int_equal(any, cases[i].expected != NULL);
        if (any) {
            assert_true(date_parse(str_c(cases[i].expected), &expected));
            assert_int_equal(day, date_to_days(expected));
        }
    }
}

static void senseless_rules(void **state)
{
    (void)state;
    static const struct holiday bad[] = {
        {.rule = HOLIDAY_FIXED, .month = 13, .day = 1},
        {.rule = HOLIDAY_FIXED, .month = 6, .day = 31},
        {.rule = HOLIDAY_NTH_WEEKDAY, .nth = 0, .month = 5},
        {.rule = HOLIDAY_NTH_WEEKDAY, .nth = 6, .month = 5},
        {.rule = HOLIDAY_NTH_WEEKDAY, .nth = 1, .month = 0},
        {.rule = HOLIDAY_NTH_WEEKDAY, .nth = 1, .month = 5, .weekday = 7},
        {.rule = HOLIDAY_WEEKDAY_BEFORE, .month = 5, .day = 25, .weekday = -1},
        {.rule = HOLIDAY_WEEKDAY_BEFORE, .month = 5, .day = 32},
        {.rule = HOLIDAY_EASTER, .offset = 400},
        {.rule = HOLIDAY_DATED, .year = 2026, .month = 2, .day = 29},
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(holiday_valid(&bad[i]));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quebec_2026_to_2030),
        cmocka_unit_test(easter_by_another_way),
        cmocka_unit_test(each_kind_of_rule),
        cmocka_unit_test(senseless_rules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
