/* Months as people see them, and lists of closures that nobody has entered. */
#include "domain/almanac.h"
#include "unit/test.h"

#include "base/date.h"
#include "base/file.h"

#include <stdio.h>

static struct arena arena;

static int reset(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static int64_t day(int year, int month, int d)
{
    return date_to_days((struct date){year, month, d});
}

/* --- Months ----------------------------------------------------------------------------------- */

static struct hours lunch[] = {{30600, 43200}, {46800, 59400}},
                    night[] = {{0, 21600}, {79200, 86400}};
static struct hours morning[] = {{32400, 41400}};

static struct holiday christmas = {
    .name = TEXT_INIT("Noël", "Christmas Day"), .rule = HOLIDAY_FIXED, .month = 12, .day = 25};

static void months(void **state)
{
    (void)state;
    struct exception exceptions[] = {
        {day(2026, 12, 24), {morning, 1}, TEXT("Veille de Noël", "Christmas Eve")},
        {day(2026, 12, 28),
         {NULL, 0},
         TEXT("Une fermeture au nom bien trop long pour tenir dans la ligne",
              "A closure with a name much too long to fit into the line")},
    };
    struct season winter = {
        .id = {"hiver", 5}, .from_month = 12, .from_day = 14, .to_month = 3, .to_day = 1};
    struct calendar_spec spec = {.name = {"voirie", 6},
                                 .zone = {"America/Toronto", 15},
                                 .holidays = &christmas,
                                 .holiday_count = 1,
                                 .seasons = &winter,
                                 .season_count = 1,
                                 .exceptions = exceptions,
                                 .exception_count = 2};
    for (int i = 0; i < 5; i++) {
        spec.week[i] = (struct day_hours){lunch, 2};
        winter.week[i] = (struct day_hours){night, 2};
    }
    struct faults faults = faults_in(&arena);
    struct calendar *c;
    struct buf b = buf_in(&arena);
    struct str kept;
    assert_int_equal(calendar_build(&arena, &spec, 2026, &faults, &c), ERR_OK);
    almanac_put_month(&b, c, 2026, 12, LANG_FR);
    almanac_put_month(&b, c, 2026, 12, LANG_EN);
    assert_false(b.failed);
    assert_int_equal(file_read(&arena, SOURCE_DIR "/tests/data/month.txt", 1 << 20, &kept), ERR_OK);
    if (!str_eq(kept, buf_str(&b)))
        printf(STR_FMT, STR_ARG(buf_str(&b)));
    assert_true(str_eq(kept, buf_str(&b)));
}

/* --- Lists ------------------------------------------------------------------------------------ */

static struct exception closures[16];
static struct calendar_spec listed;

static void close_on(int64_t d)
{
    closures[listed.exception_count++] = (struct exception){.day = d};
    listed.exceptions = closures;
}

static void christmas_of(int year)
{
    close_on(day(year, 12, 28));
    close_on(day(year, 12, 29));
    close_on(day(year + 1, 1, 4));
}

static size_t missing_on(int64_t today, struct missing_list *out)
{
    struct missing_list *all;
    size_t count;
    assert_int_equal(almanac_missing(&arena, &listed, today, &all, &count), ERR_OK);
    if (count)
        *out = all[0];
    return count;
}

static int fresh(void **state)
{
    listed = (struct calendar_spec){0};
    return reset(state);
}

static void a_list_is_expected_again(void **state)
{
    (void)state;
    struct missing_list m;
    christmas_of(2025);
    assert_int_equal(missing_on(day(2026, 6, 1), &m), 1);
    assert_int_equal(m.last, day(2025, 12, 28));
    assert_int_equal(m.last_count, 3);
    assert_int_equal(m.year, 2026);
    assert_true(m.overdue);
    christmas_of(2026);
    assert_int_equal(missing_on(day(2026, 6, 1), &m), 1);
    assert_int_equal(m.year, 2027);
    assert_false(m.overdue);
    assert_int_equal(missing_on(day(2026, 10, 31), &m), 1);
    assert_false(m.overdue);
    assert_int_equal(missing_on(day(2026, 11, 1), &m), 1);
    assert_true(m.overdue);
    christmas_of(2027);
    assert_int_equal(missing_on(day(2026, 11, 1), &m), 0);
}

static void a_list_long_gone_is_still_missed(void **state)
{
    (void)state;
    struct missing_list m;
    christmas_of(2022);
    assert_int_equal(missing_on(day(2026, 6, 1), &m), 1);
    assert_int_equal(m.year, 2026);
    /* after its season, it is the next one that counts */
    close_on(day(2022, 2, 1));
    close_on(day(2022, 2, 2));
    assert_int_equal(missing_on(day(2026, 6, 1), &m), 2);
    assert_int_equal(m.year, 2027);
    assert_false(m.overdue);
}

static void a_single_date_is_no_list(void **state)
{
    (void)state;
    struct missing_list m;
    close_on(day(2025, 6, 5));
    close_on(day(2025, 10, 5));
    assert_int_equal(missing_on(day(2026, 6, 1), &m), 0);
}

/* One date of any kind is an answer: also a day said to be open. */
static void a_calendar_without_dates(void **state)
{
    (void)state;
    struct missing_list m;
    struct holiday yearly = {.rule = HOLIDAY_FIXED, .month = 12, .day = 25};
    struct holiday dated = {.rule = HOLIDAY_DATED, .year = 2025, .month = 12, .day = 29};
    assert_true(almanac_undated(&listed));
    assert_int_equal(missing_on(day(2026, 11, 1), &m), 0);
    listed.holidays = &yearly;
    listed.holiday_count = 1;
    assert_true(almanac_undated(&listed));
    listed.holidays = &dated;
    assert_false(almanac_undated(&listed));
    listed.holiday_count = 0;
    close_on(day(2025, 12, 29));
    closures[0].hours = (struct day_hours){morning, 1};
    assert_false(almanac_undated(&listed));
}

static void openings_are_no_closures(void **state)
{
    (void)state;
    struct missing_list m;
    christmas_of(2025);
    for (size_t i = 0; i < listed.exception_count; i++)
        closures[i].hours = (struct day_hours){morning, 1};
    assert_int_equal(missing_on(day(2026, 6, 1), &m), 0);
}

static void dated_holidays_count(void **state)
{
    (void)state;
    struct missing_list m;
    struct holiday two[] = {{.rule = HOLIDAY_DATED, .year = 2025, .month = 12, .day = 29},
                            {.rule = HOLIDAY_DATED, .year = 2025, .month = 12, .day = 30}};
    listed.holidays = two;
    listed.holiday_count = 2;
    assert_int_equal(missing_on(day(2026, 6, 1), &m), 1);
    assert_int_equal(m.year, 2026);
}

/* --- Goals by hand ---------------------------------------------------------------------------- */

static void goals_by_hand(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        struct goal goal;
    } good[] = {
        {"5bd", {UNIT_BUSINESS_DAYS, 5, AT_CLOSE, 0, 0}},
        {"0bd", {UNIT_BUSINESS_DAYS, 0, AT_CLOSE, 0, 0}},
        {"1.5bh", {UNIT_BUSINESS_SECONDS, 5400, AT_SAME_TIME, 0, 0}},
        {"7cd", {UNIT_CALENDAR_DAYS, 7, AT_SAME_TIME, 0, 0}},
        {"2cw", {UNIT_CALENDAR_WEEKS, 2, AT_SAME_TIME, 0, 0}},
        {"1cm", {UNIT_CALENDAR_MONTHS, 1, AT_SAME_TIME, 0, 0}},
        {"48eh", {UNIT_ELAPSED_SECONDS, 172800, AT_SAME_TIME, 0, 0}},
    };
    static const char *const bad[] = {
        "",    "bd",     "5",     "5 bd", "-1bd",          "1.5bd",
        "5dd", "1e99bd", "nanbh", "5BD",  "99999999999bd", "0.0001bh"};
    struct goal g;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(goal_parse(str_c(good[i].text), &g));
        assert_memory_equal(&g, &good[i].goal, sizeof g);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(goal_parse(str_c(bad[i]), &g));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(months, reset),
        cmocka_unit_test_setup_teardown(a_list_is_expected_again, fresh, reset),
        cmocka_unit_test_setup_teardown(a_list_long_gone_is_still_missed, fresh, reset),
        cmocka_unit_test_setup_teardown(a_single_date_is_no_list, fresh, reset),
        cmocka_unit_test_setup_teardown(a_calendar_without_dates, fresh, reset),
        cmocka_unit_test_setup_teardown(openings_are_no_closures, fresh, reset),
        cmocka_unit_test_setup_teardown(dated_holidays_count, fresh, reset),
        cmocka_unit_test(goals_by_hand),
    };
    return RUN_ALL(tests);
}
