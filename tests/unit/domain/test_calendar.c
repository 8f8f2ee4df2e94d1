/* Calendars: the table against a minute-by-minute one on random calendars, the laws of adding, and
 * what is refused. The files of calculations are run by test_cases.c. */
#include "base/date.h"
#include "domain/calendar.h"
#include "domain/holiday.h"
#include "domain/pause.h"
#include "unit/test.h"

#include <stdio.h>
#include <stdlib.h>

enum { SEED = 20260601, CALENDARS = 300, MINUTE = 60, WINDOW_DAYS = 40 };

static struct arena arena;

static int reset(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

/* --- Random calendars ------------------------------------------------------------------------- */

static unsigned seed;

static int below(int n)
{
    return rand_r(&seed) % n;
}

/* Up to three intervals that do not overlap but may touch, on whole minutes, night or day. */
static struct day_hours random_hours(void)
{
    static const int counts[] = {0, 1, 1, 1, 2, 2, 3};
    struct day_hours h = {ARENA_ARRAY(&arena, struct hours, 3), (size_t)counts[below(7)]};
    int at = below(4) ? below(10 * 60) : 0;
    assert_non_null(h.items);
    for (size_t i = 0; i < h.count; i++) {
        int length = 1 + below(below(3) ? 300 : 60);
        int close = below(8) ? at + length : 24 * 60;
        if (close > 24 * 60)
            close = 24 * 60;
        if (at >= close)
            return (h.count = i, h);
        h.items[i] = (struct hours){at * MINUTE, close * MINUTE};
        at = close + (below(3) ? below(180) : 0);
    }
    return h;
}

static void random_week(struct day_hours week[7])
{
    for (int i = 0; i < 7; i++)
        week[i] = random_hours();
}

static struct holiday random_holiday(int year)
{
    struct holiday h = {.rule = (enum holiday_rule)below(5),
                        .year = year,
                        .month = 1 + below(12),
                        .day = 1 + below(28),
                        .nth = below(2) ? -1 : 1 + below(5),
                        .weekday = below(7),
                        .offset = below(100) - 50,
                        .sunday_moves = below(2) == 0};
    return h;
}

/* Lively around one day: exceptions and a season fall near it. */
static struct calendar_spec random_spec(int64_t day)
{
    static const char *const zones[] = {
        "America/Toronto", "America/St_Johns",  "Australia/Lord_Howe", "Pacific/Apia",
        "Asia/Kathmandu",  "Africa/Casablanca", "Europe/Dublin",       "Asia/Beirut"};
    struct date d = date_from_days(day + below(20)), to = date_from_days(day + 30 + below(300));
    struct calendar_spec s = {.zone = str_c(zones[below(8)]), .holiday_wins = below(2) == 0};
    random_week(s.week);
    s.seasons = ARENA_ARRAY(&arena, struct season, 2);
    s.holidays = ARENA_ARRAY(&arena, struct holiday, 8);
    s.exceptions = ARENA_ARRAY(&arena, struct exception, 4);
    assert_true(s.seasons && s.holidays && s.exceptions);
    s.season_count = (size_t)below(3);
    for (size_t i = 0; i < s.season_count; i++) {
        s.seasons[i] = (struct season){
            .from_month = d.month, .from_day = d.day, .to_month = to.month, .to_day = to.day};
        random_week(s.seasons[i].week);
        d = date_from_days(day + 25);
    }
    s.holiday_count = (size_t)below(9);
    for (size_t i = 0; i < s.holiday_count; i++)
        s.holidays[i] = random_holiday(d.year);
    s.exception_count = (size_t)below(5);
    for (size_t i = 0; i < s.exception_count; i++)
        s.exceptions[i] =
            (struct exception){.day = day + (int64_t)i * 9 + below(9), .hours = random_hours()};
    return s;
}

/* --- The same, minute by minute --------------------------------------------------------------- */

static bool holiday_on(const struct calendar_spec *s, int64_t day)
{
    int year = date_from_days(day).year;
    for (size_t i = 0; i < s->holiday_count; i++)
        for (int y = year - 1; y <= year + 1; y++) {
            int64_t there;
            if (holiday_in(&s->holidays[i], y, &there) && there == day)
                return true;
        }
    return false;
}

static bool season_on(const struct season *s, int64_t day)
{
    struct date d = date_from_days(day);
    int64_t from = -1;
    for (int year = d.year - 1; year <= d.year; year++) { /* the last start until that day */
        int64_t start = date_to_days((struct date){year, s->from_month, s->from_day});
        if (start <= day)
            from = start;
    }
    struct date f = date_from_days(from);
    int64_t to = date_to_days((struct date){f.year, s->to_month, s->to_day});
    if (to <= from)
        to = date_to_days((struct date){f.year + 1, s->to_month, s->to_day});
    return day < to;
}

static struct day_hours hours_on(const struct calendar_spec *s, int64_t day)
{
    struct day_hours none = {0};
    bool holiday = holiday_on(s, day);
    if (holiday && s->holiday_wins)
        return none;
    for (size_t i = 0; i < s->exception_count; i++)
        if (s->exceptions[i].day == day)
            return s->exceptions[i].hours;
    if (holiday)
        return none;
    for (size_t i = 0; i < s->season_count; i++)
        if (season_on(&s->seasons[i], day))
            return s->seasons[i].week[date_weekday(day)];
    return s->week[date_weekday(day)];
}

/* A window of minutes, open or not, and of dates, workdays or not. */
struct naive {
    int64_t from, first_day;
    bool open[WINDOW_DAYS * 24 * 60];
    bool workday[WINDOW_DAYS + 4];
};

enum { MINUTES = WINDOW_DAYS * 24 * 60 };

static void naive_build(struct naive *n, const struct calendar *c, int64_t day)
{
    const struct zone *z = calendar_zone(c);
    memset(n, 0, sizeof *n);
    n->first_day = day - 2;
    n->from = zone_instant(z, day * DAY_SECONDS);
    for (int d = 0; d < WINDOW_DAYS + 4; d++) {
        struct day_hours hours = hours_on(calendar_spec(c), n->first_day + d);
        for (size_t i = 0; i < hours.count; i++) {
            int64_t local = (n->first_day + d) * DAY_SECONDS;
            int64_t open = zone_instant(z, local + hours.items[i].open);
            int64_t close = zone_instant(z, local + hours.items[i].close);
            for (int64_t t = open; t < close; t += MINUTE) {
                int64_t minute = (t - n->from) / MINUTE;
                if (t >= n->from && minute < MINUTES)
                    n->open[minute] = true;
                n->workday[d] = true;
            }
        }
    }
}

static int naive_between(const struct naive *n, int a, int b)
{
    int sum = 0;
    for (int i = a; i < b; i++)
        sum += n->open[i];
    return sum;
}

/* -1: beyond the window. */
static int naive_add(const struct naive *n, int at, int minutes)
{
    if (minutes == 0) {
        while (at < MINUTES && !n->open[at])
            at++;
        return at < MINUTES ? at : -1;
    }
    while (at < MINUTES && minutes > 0)
        minutes -= n->open[at++];
    return minutes ? -1 : at;
}

static int naive_subtract(const struct naive *n, int at, int minutes)
{
    while (at > 0 && minutes > 0)
        minutes -= n->open[--at];
    return minutes ? -1 : at;
}

static void compare(const struct calendar *c, const struct naive *n)
{
    for (int k = 0; k < 60; k++) {
        int a = below(MINUTES), b = below(MINUTES), minutes = below(3) ? below(3000) : below(3);
        int64_t at = n->from + (int64_t)a * MINUTE, got;
        assert_int_equal(calendar_is_open(c, at), n->open[a]);
        assert_int_equal(calendar_between(c, at, n->from + (int64_t)b * MINUTE, &got), ERR_OK);
        assert_int_equal(got, (int64_t)naive_between(n, a, b) * MINUTE);
        int sum = naive_add(n, a, minutes), difference = naive_subtract(n, a, minutes);
        if (sum >= 0) {
            assert_int_equal(calendar_add(c, at, (int64_t)minutes * MINUTE, &got), ERR_OK);
            assert_int_equal(got, n->from + (int64_t)sum * MINUTE);
        }
        if (difference >= 0) {
            assert_int_equal(calendar_subtract(c, at, (int64_t)minutes * MINUTE, &got), ERR_OK);
            assert_int_equal(got, n->from + (int64_t)difference * MINUTE);
        }
    }
}

static void compare_days(const struct calendar *c, const struct naive *n)
{
    const struct zone *z = calendar_zone(c);
    for (int k = 0; k < 20; k++) {
        int days = 1 + below(10), second, due_second;
        int64_t at = n->from + (int64_t)below(20 * 24 * 60) * MINUTE;
        struct goal g = {UNIT_BUSINESS_DAYS, days, AT_SAME_TIME, RECEIPT_ACTUAL, ROLL_NONE};
        struct due due;
        int64_t day = zone_day(z, at, &second) - n->first_day;
        while (days && ++day < WINDOW_DAYS)
            days -= n->workday[day];
        if (days)
            continue;
        assert_int_equal(calendar_due(c, at, g, &due), ERR_OK);
        int64_t due_day = zone_day(z, due.due, &due_second);
        if (due_second == second) /* else a gap moved it */
            assert_int_equal(due_day, n->first_day + day);
        else
            assert_int_equal(due.due, zone_instant(z, (n->first_day + day) * DAY_SECONDS + second));
    }
}

/* Date by date: forward or back to a day that opens, and never to before the start. */
static int64_t naive_roll(const struct naive *n, int64_t start_day, int64_t day, enum roll way)
{
    int64_t to = day;
    while (way == ROLL_PREVIOUS && to >= start_day && !n->workday[to])
        to--;
    if (to >= start_day && n->workday[to])
        return to;
    while (day < WINDOW_DAYS && !n->workday[day])
        day++;
    return day;
}

static void compare_rolls(const struct calendar *c, const struct naive *n)
{
    const struct zone *z = calendar_zone(c);
    for (int k = 0; k < 20; k++) {
        int second;
        int64_t at = n->from + (int64_t)below(10 * 24 * 60) * MINUTE;
        int64_t first = zone_day(z, at, &second) - n->first_day, days = 1 + below(12);
        struct goal g = {UNIT_CALENDAR_DAYS, days, AT_SAME_TIME, RECEIPT_NEXT_OPEN, ROLL_NONE};
        struct due due;
        g.roll = below(2) ? ROLL_NEXT : ROLL_PREVIOUS;
        int64_t day = naive_roll(n, first, first + days, g.roll);
        int64_t expected = zone_instant(z, (n->first_day + day) * DAY_SECONDS + second);
        if (day == WINDOW_DAYS || expected < at) /* the second 01:30 of a night is the first */
            continue;
        assert_int_equal(calendar_due(c, at, g, &due), ERR_OK);
        assert_int_equal(due.due, expected);
        assert_int_equal(due.breach_at, expected);
    }
}

static struct calendar *random_calendar(int64_t day)
{
    struct calendar_spec *spec = ARENA_NEW(&arena, struct calendar_spec);
    struct calendar *c = NULL;
    struct faults faults = faults_in(&arena);
    assert_non_null(spec);
    *spec = random_spec(day);
    for (;;) { /* one without any hours: another one */
        enum err e = calendar_build(&arena, spec, date_from_days(day).year, &faults, &c);
        if (e == ERR_OK)
            return c;
        assert_true(e == ERR_NO_WORKING_TIME);
        *spec = random_spec(day);
    }
}

/* Half of the windows lie around a night on which Toronto changes. */
static int64_t random_day(void)
{
    static const struct date nights[] = {
        {2026, 2, 20}, {2026, 10, 15}, {2027, 3, 1}, {2025, 12, 10}};
    if (below(2))
        return date_to_days(nights[below(4)]);
    return date_to_days((struct date){2026, 1, 1}) + below(700);
}

static void agrees_minute_by_minute(void **state)
{
    (void)state;
    static struct naive naive;
    seed = SEED;
    print_message("seed %u\n", seed);
    for (int i = 0; i < CALENDARS; i++) {
        int64_t day = random_day();
        struct calendar *c = random_calendar(day);
        naive_build(&naive, c, day);
        compare(c, &naive);
        compare_days(c, &naive);
        compare_rolls(c, &naive);
        arena_reset(&arena);
    }
}

/* --- Laws (b8) -------------------------------------------------------------------------------- */

static void laws_at(const struct calendar *c, int64_t t, int64_t a, int64_t b)
{
    int64_t u, v, w, measure;
    if (calendar_add(c, t, a, &u) != ERR_OK || calendar_add(c, t, a + b, &w) != ERR_OK)
        return;
    assert_int_equal(calendar_between(c, t, u, &measure), ERR_OK);
    assert_int_equal(measure, a);
    assert_true(u >= t);
    assert_int_equal(calendar_add(c, u, b, &v), ERR_OK);
    assert_int_equal(v, w); /* add(add(t, a), b) = add(t, a + b) */
    assert_true(w > u);     /* monotone in d */
    assert_int_equal(calendar_add(c, t + b, a, &v), ERR_OK);
    assert_true(v >= u); /* monotone in t */
    assert_int_equal(calendar_subtract(c, u, a, &v), ERR_OK);
    assert_int_equal(calendar_between(c, v, u, &measure), ERR_OK);
    assert_int_equal(measure, a);
    if (a && calendar_is_open(c, t))
        assert_int_equal(v, t); /* subtracting undoes adding */
}

static void laws(void **state)
{
    (void)state;
    seed = SEED + 1;
    print_message("seed %u\n", seed);
    for (int i = 0; i < CALENDARS; i++) {
        int64_t day = random_day();
        struct calendar *c = random_calendar(day);
        for (int k = 0; k < 200; k++)
            laws_at(c, day * DAY_SECONDS + below(200 * DAY_SECONDS), below(4) ? below(500000) : 0,
                    1 + below(500000));
        arena_reset(&arena);
    }
}

/* Whatever the pauses: what is consumed until the due date is the goal, and until just before the
 * breach date no more. */
static void pauses_keep_the_laws(void **state)
{
    (void)state;
    seed = SEED + 2;
    print_message("seed %u\n", seed);
    for (int i = 0; i < CALENDARS; i++) {
        int64_t day = random_day(), start = day * DAY_SECONDS + below(DAY_SECONDS), consumed;
        struct calendar *c = below(4) ? random_calendar(day) : NULL;
        struct pause items[6];
        struct pauses p = {items, (size_t)below(7)};
        struct paused_due d;
        for (size_t k = 0; k < p.count; k++) {
            items[k].from = start + below(20 * DAY_SECONDS) - DAY_SECONDS;
            items[k].to = items[k].from + 1 + below(5 * DAY_SECONDS);
        }
        int64_t goal = 1 + below(400000);
        assert_int_equal(pauses_union(&p), ERR_OK);
        if (pauses_due(c, start, goal, &p, &d) == ERR_OK) {
            assert_false(d.paused);
            assert_int_equal(pauses_between(c, start, d.due.due, &p, &consumed), ERR_OK);
            assert_int_equal(consumed, goal);
            assert_int_equal(pauses_between(c, start, d.due.due - 1, &p, &consumed), ERR_OK);
            assert_int_equal(consumed, goal - 1);
            assert_int_equal(pauses_between(c, start, d.due.breach_at, &p, &consumed), ERR_OK);
            assert_int_equal(consumed, goal);
            assert_int_equal(pauses_between(c, start, d.due.breach_at + 1, &p, &consumed), ERR_OK);
            assert_int_equal(consumed, goal + 1);
            int64_t back;
            assert_int_equal(pauses_subtract(c, d.due.due, goal, &p, &back), ERR_OK);
            assert_int_equal(pauses_between(c, back, d.due.due, &p, &consumed), ERR_OK);
            assert_int_equal(consumed, goal);
        }
        arena_reset(&arena);
    }
}

/* --- The edges of the table ------------------------------------------------------------------- */

static struct hours nine_to_five[] = {{9 * 3600, 17 * 3600}};

static struct calendar_spec weekdays(void)
{
    struct calendar_spec s = {.name = STR("office"), .zone = STR("America/Toronto")};
    for (int i = 0; i < 5; i++)
        s.week[i] = (struct day_hours){nine_to_five, 1};
    return s;
}

static int64_t instant(const char *text)
{
    int64_t at;
    assert_true(instant_parse(str_c(text), &at));
    return at;
}

static void horizon(void **state)
{
    (void)state;
    struct calendar_spec spec = weekdays();
    struct calendar *c = NULL;
    struct faults faults = faults_in(&arena);
    int64_t first = instant("2024-01-01T00:00:00-05:00"),
            last = instant("2037-01-01T00:00:00-05:00");
    int64_t all, out;
    struct due due;
    assert_int_equal(calendar_build(&arena, &spec, 2026, &faults, &c), ERR_OK);
    assert_int_equal(calendar_between(c, first, last, &all), ERR_OK);
    assert_int_equal(calendar_between(c, first - 1, last, &out), ERR_HORIZON);
    assert_int_equal(calendar_between(c, first, last + 1, &out), ERR_HORIZON);
    assert_int_equal(calendar_add(c, first, all, &out), ERR_OK);
    assert_int_equal(out, instant("2036-12-31T17:00:00-05:00"));
    assert_int_equal(calendar_add(c, first, all + 1, &out), ERR_HORIZON);
    assert_int_equal(calendar_add(c, first, INT64_MAX, &out), ERR_HORIZON);
    assert_int_equal(calendar_add(c, INT64_MIN, 1, &out), ERR_HORIZON);
    assert_int_equal(calendar_add(c, INT64_MAX, 1, &out), ERR_HORIZON);
    assert_int_equal(calendar_add(c, first, -1, &out), ERR_INVALID);
    assert_int_equal(calendar_subtract(c, last, all, &out), ERR_OK);
    assert_int_equal(out, instant("2024-01-01T09:00:00-05:00"));
    assert_int_equal(calendar_subtract(c, last, all + 1, &out), ERR_HORIZON);
    assert_int_equal(calendar_subtract(c, last, INT64_MAX, &out), ERR_HORIZON);
    assert_int_equal(calendar_subtract(c, first, -1, &out), ERR_INVALID);
    assert_int_equal(calendar_next_open(c, last, &out), ERR_HORIZON);
    for (int unit = UNIT_BUSINESS_SECONDS; unit <= UNIT_ELAPSED_SECONDS; unit++) {
        struct goal g = {.unit = (enum goal_unit)unit, .amount = INT64_MAX};
        assert_int_equal(calendar_due(c, first, g, &due), ERR_HORIZON);
        g.amount = -1;
        assert_int_equal(calendar_due(c, first, g, &due), ERR_INVALID);
        g.amount = 1;
        assert_int_equal(calendar_due(c, first - 1, g, &due), ERR_HORIZON);
        assert_int_equal(calendar_due(c, last, g, &due), ERR_HORIZON);
        assert_int_equal(calendar_due(c, first, g, &due), ERR_OK);
    }
    assert_int_equal(calendar_build(&arena, &spec, 9995, &faults, &c), ERR_HORIZON);
    assert_int_equal(calendar_build(&arena, &spec, INT32_MIN, &faults, &c), ERR_HORIZON);
}

static void roll_back_without_a_day_to_go_to(void **state)
{
    (void)state;
    struct calendar_spec spec = {.zone = STR("America/Toronto")};
    struct exception only = {.day = date_to_days((struct date){2026, 6, 10}),
                             .hours = {nine_to_five, 1}};
    struct calendar *c = NULL;
    struct faults faults = faults_in(&arena);
    struct goal g = {.unit = UNIT_CALENDAR_DAYS, .amount = 1, .roll = ROLL_PREVIOUS};
    struct due due;
    spec.exceptions = &only;
    spec.exception_count = 1;
    assert_int_equal(calendar_build(&arena, &spec, 2026, &faults, &c), ERR_OK);
    assert_int_equal(calendar_due(c, instant("2026-06-01T09:00:00-04:00"), g, &due), ERR_HORIZON);
    g.roll = ROLL_NEXT;
    /* It closes for ever that day: there is a due date, and no date of breach. */
    assert_int_equal(calendar_due(c, instant("2026-06-01T09:00:00-04:00"), g, &due), ERR_HORIZON);
    g.at = AT_OPEN;
    for (g.roll = ROLL_NONE; g.roll <= ROLL_PREVIOUS; g.roll++) {
        assert_int_equal(calendar_due(c, instant("2026-06-01T09:00:00-04:00"), g, &due), ERR_OK);
        assert_int_equal(due.due, instant("2026-06-10T09:00:00-04:00"));
    }
    /* Beyond the table there may be other days: no date, and not the last one it has. */
    g.amount = 12 * 366;
    assert_int_equal(calendar_due(c, instant("2026-06-01T09:00:00-04:00"), g, &due), ERR_HORIZON);
}

/* --- Refused ---------------------------------------------------------------------------------- */

static void has_fault(const struct faults *faults, const char *where)
{
    for (const struct fault *f = faults->first; f; f = f->next)
        if (str_eq(f->where, str_c(where)))
            return;
    fail_msg("no fault at %s", where);
}

static void all_faults_at_once(void **state)
{
    (void)state;
    struct hours backwards[] = {{17 * 3600, 9 * 3600}}, far[] = {{0, 90000}};
    struct hours twice[] = {{0, 7200}, {3600, 9000}};
    struct season seasons[] = {
        {.id = STR("never"), .from_month = 2, .from_day = 30, .to_month = 3, .to_day = 1},
        {.id = STR("same"), .from_month = 3, .from_day = 1, .to_month = 3, .to_day = 1},
    };
    struct holiday holidays[] = {{.id = STR("odd"), .rule = HOLIDAY_FIXED, .month = 13, .day = 1}};
    struct exception exceptions[] = {
        {.day = 20000}, {.day = 20000, .hours = {far, 1}}, {.day = INT64_MAX}};
    struct calendar_spec spec = {.name = STR("office"),
                                 .zone = STR("America/Toronto"),
                                 .seasons = seasons,
                                 .season_count = 2,
                                 .holidays = holidays,
                                 .holiday_count = 1,
                                 .exceptions = exceptions,
                                 .exception_count = 3};
    struct faults faults = faults_in(&arena);
    struct calendar *c;
    spec.week[0] = (struct day_hours){backwards, 1};
    spec.week[1] = (struct day_hours){twice, 2};
    seasons[0].week[6] = (struct day_hours){far, 1};
    assert_int_equal(calendar_build(&arena, &spec, 2026, &faults, &c), ERR_BAD_INTERVAL);
    has_fault(&faults, "office.mon[0]");
    has_fault(&faults, "office.tue[1]");
    has_fault(&faults, "office.seasons[never]");
    has_fault(&faults, "office.seasons[never].sun[0]");
    has_fault(&faults, "office.seasons[same]");
    has_fault(&faults, "office.holidays[odd]");
    has_fault(&faults, "office.exceptions[2024-10-04][0]");
    has_fault(&faults, "office.exceptions[1]");
    has_fault(&faults, "office.exceptions[0000-00-00]");
    assert_int_equal(faults.count, 9);
}

static void never_open_and_nowhere(void **state)
{
    (void)state;
    struct calendar_spec spec = weekdays();
    struct faults faults = faults_in(&arena);
    struct calendar *c;
    spec.zone = STR("America/Atlantis");
    assert_int_equal(calendar_build(&arena, &spec, 2026, &faults, &c), ERR_UNKNOWN_ZONE);
    has_fault(&faults, "office");
    memset(spec.week, 0, sizeof spec.week);
    spec.zone = STR("America/Toronto");
    faults = faults_in(&arena);
    assert_int_equal(calendar_build(&arena, &spec, 2026, &faults, &c), ERR_NO_WORKING_TIME);
    has_fault(&faults, "office");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(agrees_minute_by_minute, reset),
        cmocka_unit_test_teardown(laws, reset),
        cmocka_unit_test_teardown(pauses_keep_the_laws, reset),
        cmocka_unit_test_teardown(horizon, reset),
        cmocka_unit_test_teardown(roll_back_without_a_day_to_go_to, reset),
        cmocka_unit_test_teardown(all_faults_at_once, reset),
        cmocka_unit_test_teardown(never_open_and_nowhere, reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
