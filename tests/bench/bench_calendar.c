/* floor: domain — how fast a calendar is built, and how fast it adds; one "name value" a line. */
#include "base/check.h"
#include "base/date.h"
#include "domain/calendar.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { BUILDS = 200, STARTS = 4096, ROUNDS = 2000 };

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* A borough's: a lunch break, nine holidays by rule, a closure around each new year, a summer. */
static struct hours day_hours[] = {{8 * 3600, 12 * 3600}, {13 * 3600, 16 * 3600 + 1800}};
static struct hours summer_hours[] = {{7 * 3600, 15 * 3600}};

static struct holiday holidays[] = {
    {.rule = HOLIDAY_FIXED, .month = 1, .day = 1},
    {.rule = HOLIDAY_EASTER, .offset = -2},
    {.rule = HOLIDAY_EASTER, .offset = 1},
    {.rule = HOLIDAY_WEEKDAY_BEFORE, .month = 5, .day = 25, .weekday = 0},
    {.rule = HOLIDAY_FIXED, .month = 6, .day = 24, .sunday_moves = true},
    {.rule = HOLIDAY_FIXED, .month = 7, .day = 1, .sunday_moves = true},
    {.rule = HOLIDAY_NTH_WEEKDAY, .month = 9, .nth = 1, .weekday = 0},
    {.rule = HOLIDAY_NTH_WEEKDAY, .month = 10, .nth = 2, .weekday = 0},
    {.rule = HOLIDAY_FIXED, .month = 12, .day = 25},
};

enum { YEARS = 10, CLOSED_DAYS = 8 };
static struct exception closures[YEARS * CLOSED_DAYS];
static struct season summer = {.from_month = 6, .from_day = 20, .to_month = 9, .to_day = 1};

static struct calendar_spec make_spec(void)
{
    struct calendar_spec s = {.zone = STR("America/Toronto"),
                              .holidays = holidays,
                              .holiday_count = sizeof holidays / sizeof *holidays,
                              .exceptions = closures,
                              .exception_count = YEARS * CLOSED_DAYS,
                              .seasons = &summer,
                              .season_count = 1};
    for (int i = 0; i < 5; i++) {
        s.week[i] = (struct day_hours){day_hours, 2};
        summer.week[i] = (struct day_hours){summer_hours, 1};
    }
    for (int i = 0; i < YEARS * CLOSED_DAYS; i++)
        closures[i].day =
            date_to_days((struct date){2024 + i / CLOSED_DAYS, 12, 24}) + i % CLOSED_DAYS;
    return s;
}

static struct calendar *build(struct arena *arena, const struct calendar_spec *spec)
{
    struct faults faults = faults_in(arena);
    struct calendar *c = NULL;
    check(calendar_build(arena, spec, 2026, &faults, &c) == ERR_OK);
    return c;
}

static void bench_build(const struct calendar_spec *spec)
{
    struct arena arena = {0};
    build(&arena, spec);
    double start = seconds();
    for (int i = 0; i < BUILDS; i++) {
        arena_reset(&arena);
        build(&arena, spec);
    }
    printf("build_ms %.3f\n", (seconds() - start) * 1000 / BUILDS);
    arena_free(&arena);
}

static uint64_t below(uint64_t *seed, uint64_t n)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed % n;
}

struct sum {
    int64_t at, seconds;
};

/* Instants over eight years, so that the branch predictor has nothing to learn. */
static void bench_arithmetic(const struct calendar *c)
{
    static struct sum sums[STARTS];
    uint64_t seed = 0x9E3779B97F4A7C15;
    int64_t first = date_to_days((struct date){2025, 1, 1}) * DAY_SECONDS, out = 0, mix = 0;
    for (size_t i = 0; i < STARTS; i++)
        sums[i] = (struct sum){first + (int64_t)below(&seed, UINT64_C(8) * 365 * DAY_SECONDS),
                               (int64_t)below(&seed, 30 * 8 * 3600)};
    double start = seconds();
    for (int round = 0; round < ROUNDS; round++)
        for (size_t i = 0; i < STARTS; i++) {
            check(calendar_add(c, sums[i].at, sums[i].seconds + round, &out) == ERR_OK);
            mix ^= out;
        }
    double took = seconds() - start;
    printf("additions_per_second %.0f\n", (double)ROUNDS * STARTS / took);
    start = seconds();
    for (int round = 0; round < ROUNDS / 4; round++)
        for (size_t i = 0; i < STARTS; i++) {
            struct goal goal = {.unit = UNIT_BUSINESS_DAYS, .amount = 1 + (int64_t)(i % 20)};
            struct due due;
            check(calendar_due(c, sums[i].at + round, goal, &due) == ERR_OK);
            mix ^= due.due;
        }
    took = seconds() - start;
    printf("business_day_goals_per_second %.0f\nmix %" PRId64 "\n",
           (double)(ROUNDS / 4) * STARTS / took, mix);
}

int main(void)
{
    struct arena arena = {0};
    struct calendar_spec spec = make_spec();
    bench_build(&spec);
    bench_arithmetic(build(&arena, &spec));
    arena_free(&arena);
    return 0;
}
