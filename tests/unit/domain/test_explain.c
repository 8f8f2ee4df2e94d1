/* Walks told row by row and in words: kept texts, and laws on walks at random. */
#include "domain/explain.h"
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

/* --- A calendar of Québec --------------------------------------------------------------------- */

static struct hours morning_afternoon[] = {{30600, 43200}, {46800, 59400}}; /* 8:30–12, 13–16:30 */
static struct hours straight[] = {{27000, 59400}};                          /* 7:30–16:30 */
static struct hours short_day[] = {{27000, 41400}};                         /* 7:30–11:30 */
static struct hours saturday[] = {{32400, 43200}};                          /* 9–12 */

static struct holiday holidays[] = {
    {.name = TEXT_INIT("Fête nationale", "National Holiday"),
     .rule = HOLIDAY_FIXED,
     .month = 6,
     .day = 24,
     .sunday_moves = true},
    {.name = TEXT_INIT("Fête du Canada", "Canada Day"),
     .rule = HOLIDAY_FIXED,
     .month = 7,
     .day = 1,
     .sunday_moves = true},
};
static struct exception exceptions[4];
static struct season seasons[1];

static const struct calendar *quebec(bool lunch)
{
    static struct calendar_spec spec;
    spec = (struct calendar_spec){.name = {"roads", 5},
                                  .zone = {"America/Toronto", 15},
                                  .holidays = holidays,
                                  .holiday_count = 2,
                                  .exceptions = exceptions,
                                  .exception_count = 4,
                                  .seasons = seasons,
                                  .season_count = 1};
    for (int i = 0; i < 5; i++)
        spec.week[i] =
            lunch ? (struct day_hours){morning_afternoon, 2} : (struct day_hours){straight, 1};
    exceptions[0] = (struct exception){date_to_days((struct date){2026, 12, 24}),
                                       {short_day, 1},
                                       TEXT("Veille de Noël", "Christmas Eve")};
    for (int i = 1; i < 3; i++)
        exceptions[i] = (struct exception){date_to_days((struct date){2026, 12, 27 + i}),
                                           {NULL, 0},
                                           TEXT("Congé des fêtes", "Holiday closure")};
    exceptions[3] = (struct exception){date_to_days((struct date){2026, 6, 20}),
                                       {saturday, 1},
                                       TEXT("Grand nettoyage", "Spring cleaning")};
    seasons[0] = (struct season){
        .id = {"été", 5}, .from_month = 7, .from_day = 6, .to_month = 8, .to_day = 15};
    for (int i = 0; i < 4; i++) /* no Fridays */
        seasons[0].week[i] = spec.week[i];
    struct calendar *c;
    struct faults faults = faults_in(&arena);
    assert_int_equal(calendar_build(&arena, &spec, 2026, &faults, &c), ERR_OK);
    return c;
}

static int64_t at(const char *text)
{
    int64_t t;
    assert_true(instant_parse(str_c(text), &t));
    return t;
}

/* --- Kept texts ------------------------------------------------------------------------------- */

enum { LUNCH = 1 };

static const struct scenario {
    const char *name, *start;
    struct goal goal;
    int lunch;
    int64_t promised_late; /* the promise is that much later than what the calendar gives now */
} scenarios[] = {
    {"five business days, a holiday, an opening on a Saturday",
     "2026-06-18T09:12:00-04:00",
     {UNIT_BUSINESS_DAYS, 5, AT_CLOSE, 0, 0},
     0,
     0},
    {"received at night",
     "2026-06-23T22:00:00-04:00",
     {UNIT_BUSINESS_DAYS, 1, AT_CLOSE, 0, 0},
     0,
     0},
    {"received at night, the day itself",
     "2026-06-23T22:00:00-04:00",
     {UNIT_BUSINESS_DAYS, 1, AT_SAME_TIME, RECEIPT_ACTUAL, 0},
     0,
     0},
    {"eight business hours around lunch",
     "2026-06-23T11:00:00-04:00",
     {UNIT_BUSINESS_SECONDS, 8 * 3600, 0, 0, 0},
     LUNCH,
     0},
    {"ninety minutes",
     "2026-06-23T16:00:00-04:00",
     {UNIT_BUSINESS_SECONDS, 5400, 0, 0, 0},
     LUNCH,
     0},
    {"forty-eight hours",
     "2026-06-23T16:00:00-04:00",
     {UNIT_ELAPSED_SECONDS, 172800, 0, 0, 0},
     0,
     0},
    {"seven days, the last one closed",
     "2026-06-17T10:00:00-04:00",
     {UNIT_CALENDAR_DAYS, 7, AT_CLOSE, 0, ROLL_NEXT},
     0,
     0},
    {"one month, moved back",
     "2026-05-24T10:00:00-04:00",
     {UNIT_CALENDAR_MONTHS, 1, AT_SAME_TIME, 0, ROLL_PREVIOUS},
     0,
     0},
    {"one day from Saturday, nothing to move back to",
     "2026-06-13T10:00:00-04:00",
     {UNIT_CALENDAR_DAYS, 1, AT_CLOSE, 0, ROLL_PREVIOUS},
     0,
     0},
    {"two days from midnight, at the same time",
     "2026-06-16T00:00:00-04:00",
     {UNIT_CALENDAR_DAYS, 2, AT_SAME_TIME, 0, ROLL_PREVIOUS},
     0,
     0},
    {"twenty-five business days, equal weeks",
     "2026-05-04T08:00:00-04:00",
     {UNIT_BUSINESS_DAYS, 25, AT_CLOSE, 0, 0},
     0,
     0},
    {"a season without Fridays",
     "2026-06-29T08:00:00-04:00",
     {UNIT_BUSINESS_DAYS, 20, AT_OPEN, 0, 0},
     0,
     0},
    {"a fixed date", "2026-06-18T09:12:00-04:00", {UNIT_FIXED, 1796000400, 0, 0, 0}, 0, 0},
    {"Christmas", "2026-12-23T12:00:00-05:00", {UNIT_BUSINESS_SECONDS, 16 * 3600, 0, 0, 0}, 0, 0},
    {"a calendar changed since",
     "2026-06-18T09:12:00-04:00",
     {UNIT_BUSINESS_DAYS, 2, AT_CLOSE, 0, 0},
     0,
     86400},
    {"beyond the table",
     "2026-06-18T09:12:00-04:00",
     {UNIT_BUSINESS_DAYS, 9000, AT_CLOSE, 0, 0},
     0,
     0},
};

static void put_scenario(struct buf *b, const struct scenario *s)
{
    const struct calendar *c = quebec(s->lunch);
    const struct leg leg = {.calendar = c};
    struct explain_question q = {
        .timeline = {.goal = s->goal, .start = at(s->start), .legs = &leg, .leg_count = 1}};
    struct explanation e;
    struct due due;
    q.due = calendar_due(c, q.timeline.start, q.timeline.goal, &due) ? at("2050-01-01T00:00:00Z")
                                                                     : due.due + s->promised_late;
    assert_int_equal(explain(&arena, &q, &e), ERR_OK);
    buf_printf(b, "=== %s\n", s->name);
    for (int lang = LANG_FR; lang < LANG_COUNT; lang++) {
        explain_put_words(b, &e, (enum lang)lang);
        buf_char(b, '\n');
        explain_put_rows(b, &e, (enum lang)lang);
    }
    buf_char(b, '\n');
}

/* What people read is kept as a file, to be read. */
static void texts(void **state)
{
    (void)state;
    struct buf b = buf_in(&arena);
    struct str kept;
    for (size_t i = 0; i < sizeof scenarios / sizeof *scenarios; i++)
        put_scenario(&b, &scenarios[i]);
    assert_false(b.failed);
    assert_int_equal(file_read(&arena, SOURCE_DIR "/tests/data/explain.txt", 1 << 20, &kept),
                     ERR_OK);
    if (!str_eq(kept, buf_str(&b)))
        printf(STR_FMT, STR_ARG(buf_str(&b)));
    assert_true(str_eq(kept, buf_str(&b)));
}

/* --- Laws ------------------------------------------------------------------------------------- */

static uint64_t seed = 0x9E3779B97F4A7C15;

static int below(int n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (int)(seed % (uint64_t)n);
}

static struct goal random_goal(void)
{
    static const int most[] = {
        [UNIT_BUSINESS_SECONDS] = 4000000, [UNIT_BUSINESS_DAYS] = 700,
        [UNIT_CALENDAR_DAYS] = 900,        [UNIT_CALENDAR_WEEKS] = 100,
        [UNIT_CALENDAR_MONTHS] = 24,       [UNIT_ELAPSED_SECONDS] = 4000000,
    };
    struct goal g = {.unit = (enum goal_unit)below(6)};
    g.amount = below(below(3) ? most[g.unit] / 20 + 1 : most[g.unit]);
    g.at = (enum day_at)below(3);
    g.receipt = (enum receipt)below(2);
    g.roll = (enum roll)below(3);
    return g;
}

static int64_t counted_by(const struct explanation *e)
{
    return e->count ? e->rows[e->count - 1].total : 0;
}

static void check_walk(const struct explanation *e)
{
    int64_t at = e->asked.timeline.start, total = 0;
    assert_true(e->agrees);
    assert_true(e->count <= EXPLAIN_ROWS);
    for (size_t i = 0; i < e->count; i++) {
        const struct explain_row *row = &e->rows[i];
        assert_int_equal(row->from, at);
        assert_true(row->to > row->from && row->counted >= 0);
        total += row->counted;
        assert_int_equal(row->total, total);
        at = row->to;
    }
    if (e->due > e->asked.timeline.start)
        assert_int_equal(at, e->due);
    enum goal_unit unit = e->asked.timeline.goal.unit;
    if (unit == UNIT_BUSINESS_SECONDS || unit == UNIT_ELAPSED_SECONDS)
        assert_int_equal(counted_by(e), e->asked.timeline.goal.amount);
    /* A last day that is due at its first instant, midnight, has no time of its own to be a row. */
    int second;
    zone_day(calendar_zone(e->asked.timeline.legs[0].calendar), e->due, &second);
    if (unit == UNIT_BUSINESS_DAYS && e->due > e->asked.timeline.start && second)
        assert_int_equal(counted_by(e), e->asked.timeline.goal.amount);
}

static void rows_add_up(void **state)
{
    (void)state;
    for (int i = 0; i < 3000; i++) {
        const struct calendar *c = quebec(below(2) == 0);
        const struct leg leg = {.calendar = c};
        struct explain_question q = {
            .timeline = {.goal = random_goal(), .legs = &leg, .leg_count = 1}};
        struct explanation e;
        struct due due;
        q.timeline.start = at("2025-12-01T00:00:00Z") + below(86400 * 400);
        if (calendar_due(c, q.timeline.start, q.timeline.goal, &due) == ERR_OK) {
            q.due = due.due;
            assert_int_equal(explain(&arena, &q, &e), ERR_OK);
            check_walk(&e);
        }
        arena_reset(&arena);
    }
}

/* Looking one date up gives what was painted. */
static void days_are_those_of_the_table(void **state)
{
    (void)state;
    const struct calendar *c = quebec(true);
    int64_t first = date_to_days((struct date){2024, 1, 1});
    for (int64_t day = first; day < first + 13 * 365; day++) {
        struct calendar_day d = calendar_day(c, day);
        int64_t seconds = 0, open;
        for (size_t i = 0; i < d.hours->count; i++)
            seconds += d.hours->items[i].close - d.hours->items[i].open;
        assert_int_equal(calendar_between(c, zone_instant(calendar_zone(c), day * DAY_SECONDS),
                                          zone_instant(calendar_zone(c), (day + 1) * DAY_SECONDS),
                                          &open),
                         ERR_OK);
        assert_int_equal(open, seconds);
    }
}

/* A stop cuts a piece in two and counts nothing. */
static void stops_count_nothing(void **state)
{
    (void)state;
    struct explain_stop stop = {at("2026-06-23T12:00:00-04:00"), at("2026-06-23T14:00:00-04:00"),
                                WHY_PAUSE, TEXT("réponse du citoyen", "the citizen's answer")};
    struct pause pause = {stop.from, stop.to};
    const struct leg leg = {.calendar = quebec(false)};
    struct explain_question q = {.timeline = {{UNIT_ELAPSED_SECONDS, 5 * 3600, 0, 0, 0},
                                              at("2026-06-23T10:00:00-04:00"),
                                              &leg,
                                              1,
                                              {&pause, 1}},
                                 .due = at("2026-06-23T17:00:00-04:00"),
                                 .stops = &stop,
                                 .stop_count = 1};
    struct explanation e;
    assert_int_equal(explain(&arena, &q, &e), ERR_OK);
    assert_int_equal(e.count, 3);
    assert_int_equal(e.rows[0].counted, 7200);
    assert_int_equal(e.rows[1].why, WHY_PAUSE);
    assert_int_equal(e.rows[1].counted, 0);
    assert_int_equal(e.rows[2].total, 5 * 3600);
    assert_true(e.agrees);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(texts, reset),
        cmocka_unit_test_teardown(rows_add_up, reset),
        cmocka_unit_test_teardown(days_are_those_of_the_table, reset),
        cmocka_unit_test_teardown(stops_count_nothing, reset),
    };
    return RUN_ALL(tests);
}
