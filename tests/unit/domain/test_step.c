/* When steps are taken: on the calendar of their clock, over nights, closed days and clock changes.
 */
#include "base/date.h"
#include "domain/step.h"
#include "lib/fixture.h"
#include "unit/test.h"

static struct town town;
static const struct calendar *office; /* Monday to Friday, 8:30 to 17:00 */

static int found_town(void **state)
{
    (void)state;
    town_found(&town);
    office = light_clocks[0].calendar;
    return 0;
}

static int leave_town(void **state)
{
    (void)state;
    arena_free(&town.arena);
    return 0;
}

enum { HOUR = 3600 };

static struct goal business_hours(int n)
{
    return (struct goal){.unit = UNIT_BUSINESS_SECONDS, .amount = n * HOUR};
}

static struct goal business_days(int n)
{
    return (struct goal){.unit = UNIT_BUSINESS_DAYS, .amount = n};
}

static struct goal elapsed_hours(int n)
{
    return (struct goal){.unit = UNIT_ELAPSED_SECONDS, .amount = n * HOUR};
}

static int64_t at(const char *text)
{
    int64_t out;
    assert_true(instant_parse(str_c(text), &out));
    return out;
}

static void assert_step(const char *due, struct step step, const char *expected)
{
    const struct step_basis basis = {
        .calendar = office, .due = at(due), .business = true, .whole = 17 * HOUR};
    int64_t found;
    assert_int_equal(step_instant(&basis, &step, &found), ERR_OK);
    struct buf b = {0};
    zone_put(&b, calendar_zone(office), found);
    buf_char(&b, 0);
    assert_string_equal(b.p, expected);
    buf_free(&b);
}

static void before_and_after_count_on_the_calendar(void **state)
{
    (void)state;
    static const char due[] = "2026-05-11T10:30:00-04:00"; /* a Monday */
    assert_step(due, (struct step){.when = STEP_AT_DUE}, "2026-05-11T10:30:00-04:00");
    assert_step(due, (struct step){.when = STEP_BEFORE, .length = business_hours(4)},
                "2026-05-08T15:00:00-04:00");
    assert_step(due, (struct step){.when = STEP_AFTER, .length = business_hours(7)},
                "2026-05-12T09:00:00-04:00");
    assert_step(due, (struct step){.when = STEP_BEFORE, .length = business_days(2)},
                "2026-05-07T10:30:00-04:00");
    assert_step(due, (struct step){.when = STEP_AFTER, .length = business_days(5)},
                "2026-05-18T10:30:00-04:00");
    assert_step(
        due,
        (struct step){.when = STEP_BEFORE, .length = {.unit = UNIT_CALENDAR_DAYS, .amount = 3}},
        "2026-05-08T10:30:00-04:00");
    assert_step(due, (struct step){.when = STEP_BEFORE, .length = elapsed_hours(24)},
                "2026-05-10T10:30:00-04:00");
}

/* Seventeen hours of work in all: what is left at a percentage is counted back from the end. */
static void percentages_are_of_the_goal(void **state)
{
    (void)state;
    static const char due[] = "2026-05-11T17:00:00-04:00";
    assert_step(due, (struct step){.when = STEP_PERCENT, .percent = 100},
                "2026-05-11T17:00:00-04:00");
    assert_step(due, (struct step){.when = STEP_PERCENT, .percent = 50},
                "2026-05-11T08:30:00-04:00");
    assert_step(due, (struct step){.when = STEP_PERCENT, .percent = 25},
                "2026-05-08T12:45:00-04:00");
}

static void quiet_steps_wait_for_the_opening(void **state)
{
    (void)state;
    static const char due[] = "2026-05-08T16:00:00-04:00"; /* a Friday */
    struct step step = {.when = STEP_AFTER, .length = elapsed_hours(2)};
    assert_step(due, step, "2026-05-08T18:00:00-04:00");
    step.quiet = QUIET_NEXT_OPEN;
    assert_step(due, step, "2026-05-11T08:30:00-04:00");
    step.length = elapsed_hours(0);
    assert_step(due, step, "2026-05-08T16:00:00-04:00");
}

/* Due when nobody is there, days are counted from the day beside, within its hours. */
static void days_from_a_closed_day(void **state)
{
    (void)state;
    static const char sunday[] = "2026-05-10T21:00:00-04:00";
    assert_step(sunday, (struct step){.when = STEP_BEFORE, .length = business_days(1)},
                "2026-05-08T17:00:00-04:00");
    assert_step(sunday, (struct step){.when = STEP_AFTER, .length = business_days(1)},
                "2026-05-11T17:00:00-04:00");
    static const char early[] = "2026-05-12T06:00:00-04:00";
    assert_step(early, (struct step){.when = STEP_BEFORE, .length = business_days(1)},
                "2026-05-11T08:30:00-04:00");
}

/* The wall time stays over a change of the clocks, elapsed time does not. */
static void over_a_change_of_the_clocks(void **state)
{
    (void)state;
    static const char spring[] = "2026-03-09T10:00:00-04:00",
                      autumn[] = "2026-11-02T10:00:00-05:00";
    assert_step(spring, (struct step){.when = STEP_BEFORE, .length = business_days(1)},
                "2026-03-06T10:00:00-05:00");
    assert_step(spring, (struct step){.when = STEP_BEFORE, .length = elapsed_hours(72)},
                "2026-03-06T09:00:00-05:00");
    assert_step(spring, (struct step){.when = STEP_BEFORE, .length = business_hours(2)},
                "2026-03-06T16:30:00-05:00");
    assert_step(autumn, (struct step){.when = STEP_BEFORE, .length = business_days(1)},
                "2026-10-30T10:00:00-04:00");
    assert_step(autumn, (struct step){.when = STEP_BEFORE, .length = elapsed_hours(72)},
                "2026-10-30T11:00:00-04:00");
}

static void beyond_the_calendar_there_is_none(void **state)
{
    (void)state;
    const struct step_basis basis = {.calendar = office, .due = at("2026-05-11T10:30:00-04:00")};
    const struct step far = {.when = STEP_AFTER, .length = business_days(100000)};
    int64_t found;
    assert_int_equal(step_instant(&basis, &far, &found), ERR_HORIZON);
}

static void forms_are_those_of_the_plugin(void **state)
{
    (void)state;
    static const struct {
        struct step step;
        const char *form;
    } rows[] = {
        {{.when = STEP_PERCENT, .percent = 80}, "80%"},
        {{.when = STEP_AT_DUE}, "due"},
        {{.when = STEP_BEFORE, .length = {UNIT_BUSINESS_DAYS, 2, 0, 0, 0}}, "before 2bd"},
        {{.when = STEP_AFTER, .length = {UNIT_BUSINESS_SECONDS, 2 * HOUR, 0, 0, 0}}, "after 2bh"},
        {{.when = STEP_AFTER, .length = {UNIT_ELAPSED_SECONDS, 48 * HOUR, 0, 0, 0}}, "after 48eh"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct buf b = {0};
        step_put(&b, &rows[i].step);
        buf_char(&b, 0);
        assert_string_equal(b.p, rows[i].form);
        buf_free(&b);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(before_and_after_count_on_the_calendar),
        cmocka_unit_test(percentages_are_of_the_goal),
        cmocka_unit_test(quiet_steps_wait_for_the_opening),
        cmocka_unit_test(days_from_a_closed_day),
        cmocka_unit_test(over_a_change_of_the_clocks),
        cmocka_unit_test(beyond_the_calendar_there_is_none),
        cmocka_unit_test(forms_are_those_of_the_plugin),
    };
    return cmocka_run_group_tests(tests, found_town, leave_town);
}
