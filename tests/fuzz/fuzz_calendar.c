/* floor: domain — calendars made of bytes: refused with a fault, or the laws of adding hold. Each
 * that is good is tried at hundreds of instants that follow from its bytes; how many that was is
 * said at the end. */
#include "base/check.h"
#include "base/date.h"
#include "domain/timeline.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct bytes {
    const uint8_t *p;
    size_t n;
};

static unsigned take(struct bytes *b, unsigned below) /* 0 when there are no more */
{
    if (b->n < 2)
        return 0;
    unsigned v = (unsigned)b->p[0] << 8 | b->p[1];
    b->p += 2;
    b->n -= 2;
    return v % below;
}

/* Mostly good intervals: minutes of the day, now and then beyond it. */
static struct day_hours take_hours(struct arena *a, struct bytes *b)
{
    struct day_hours h = {ARENA_ARRAY(a, struct hours, 4), take(b, 4)};
    check(h.items);
    int32_t at = 0;
    for (size_t i = 0; i < h.count; i++) {
        h.items[i].open = at + (int32_t)take(b, 500) * 60;
        h.items[i].close = at = h.items[i].open + (int32_t)take(b, 700) * 60;
    }
    return h;
}

static void take_week(struct arena *a, struct bytes *b, struct day_hours week[7])
{
    for (int i = 0; i < 7; i++)
        week[i] = take_hours(a, b);
}

static struct holiday take_holiday(struct bytes *b)
{
    return (struct holiday){
        .rule = (enum holiday_rule)take(b, 5),
        .year = 2020 + (int)take(b, 20),
        .month = (int)take(b, 14),
        .day = (int)take(b, 33),
        .nth = (int)take(b, 8) - 1,
        .weekday = (int)take(b, 8),
        .offset = (int)take(b, 210) - 105,
        .sunday_moves = take(b, 2),
    };
}

static struct calendar_spec take_spec(struct arena *a, struct bytes *b)
{
    static const char *const zones[] = {"America/Toronto", "Australia/Lord_Howe", "Pacific/Apia"};
    struct calendar_spec s = {.zone = str_c(zones[take(b, 3)]), .holiday_wins = take(b, 2)};
    take_week(a, b, s.week);
    s.season_count = take(b, 3);
    s.holiday_count = take(b, 5);
    s.exception_count = take(b, 4);
    s.seasons = ARENA_ARRAY(a, struct season, s.season_count);
    s.holidays = ARENA_ARRAY(a, struct holiday, s.holiday_count);
    s.exceptions = ARENA_ARRAY(a, struct exception, s.exception_count);
    check(s.seasons && s.holidays && s.exceptions);
    for (size_t i = 0; i < s.season_count; i++) {
        struct season *season = &s.seasons[i];
        season->from_month = (int)take(b, 13);
        season->from_day = (int)take(b, 32);
        season->to_month = (int)take(b, 13);
        season->to_day = (int)take(b, 32);
        take_week(a, b, season->week);
    }
    for (size_t i = 0; i < s.holiday_count; i++)
        s.holidays[i] = take_holiday(b);
    for (size_t i = 0; i < s.exception_count; i++) {
        s.exceptions[i].day = 20000 + take(b, 4000);
        s.exceptions[i].hours = take_hours(a, b);
    }
    return s;
}

/* between(t, add(t, a)) = a; add(add(t, a), b) = add(t, a + b); monotone in t and in a; subtract
 * takes back what add gave, where it is open. */
static void laws(const struct calendar *c, int64_t t, int64_t a, int64_t more)
{
    int64_t u, v, w, measure;
    if (calendar_add(c, t, a, &u) != ERR_OK || calendar_add(c, t, a + more, &w) != ERR_OK)
        return;
    check(u >= t && w > u);
    check(calendar_between(c, t, u, &measure) == ERR_OK && measure == a);
    check(calendar_add(c, u, more, &v) == ERR_OK && v == w);
    check(calendar_subtract(c, u, a, &v) == ERR_OK);
    check(calendar_between(c, v, u, &measure) == ERR_OK && measure == a);
    check(!a || !calendar_is_open(c, t) || v == t);
    check(calendar_add(c, t + more, a, &v) != ERR_OK || v >= u);
}

/* A pause never makes a due date earlier, the order in which pauses are told does not matter, and
 * what is due is consumed. */
static void pauses(const struct calendar *c, int64_t t, int64_t a, const int64_t gaps[4])
{
    struct pause one[] = {{t + gaps[0], t + gaps[0] + 1 + gaps[1]},
                          {t + gaps[2], t + gaps[2] + 1 + gaps[3]}};
    struct pause other[] = {one[1], one[0]};
    struct pauses p = {one, 2}, q = {other, 2};
    struct paused_due d, e;
    int64_t plain, measure;
    check(pauses_union(&p) == ERR_OK && pauses_union(&q) == ERR_OK);
    if (calendar_add(c, t, a, &plain) != ERR_OK || pauses_due(c, t, a, &p, &d) != ERR_OK)
        return;
    check(pauses_due(c, t, a, &q, &e) == ERR_OK && e.due.due == d.due.due);
    check(d.due.due >= plain && d.due.breach_at >= d.due.due);
    check(pauses_between(c, t, d.due.due, &p, &measure) == ERR_OK && measure == a);
}

/* The same laws for a goal of any unit, as a clock counts it: each pause more moves it later or not
 * at all, whatever their order; a fixed instant is moved by none. */
static void standstills(const struct calendar *c, int64_t start, struct goal g,
                        const int64_t gaps[4])
{
    struct pause first[] = {{start + gaps[0], start + gaps[0] + 1 + gaps[1]}};
    struct pause both[] = {first[0], {start + gaps[2], start + gaps[2] + 1 + gaps[3]}};
    struct pause turned[] = {both[1], both[0]};
    const struct pauses told[] = {{NULL, 0}, {first, 1}, {both, 2}, {turned, 2}};
    const struct leg leg = {c, start};
    int64_t due[4];
    for (size_t i = 0; i < 4; i++) {
        struct timeline t = {g, start, &leg, 1, told[i]};
        struct paused_due d;
        check(pauses_union(&t.pauses) == ERR_OK);
        if (timeline_due(&t, &d) != ERR_OK)
            return;
        check(!d.paused && d.due.breach_at >= d.due.due);
        due[i] = d.due.due;
    }
    check(due[0] <= due[1] && due[1] <= due[2] && due[2] == due[3]);
    check(g.unit != UNIT_FIXED || due[0] == due[2]);
}

/* A due date is never before its start, but the opening of its own day; the breach never before it.
 * No rolling goes back to before the start, nor further than the next open day. */
static void goals(const struct calendar *c, int64_t start, struct bytes *b)
{
    struct goal g = {
        .unit = (enum goal_unit)take(b, 6),
        .amount = take(b, 400),
        .at = (enum day_at)take(b, 3),
        .receipt = (enum receipt)take(b, 2),
        .roll = (enum roll)take(b, 3),
    };
    struct due d;
    if (calendar_due(c, start, g, &d) != ERR_OK)
        return;
    check(d.breach_at >= d.due);
    check(g.at == AT_OPEN || g.amount == 0 || d.due >= start - DAY_SECONDS);
    struct due next;
    g.roll = g.roll == ROLL_PREVIOUS ? ROLL_NEXT : g.roll;
    check(calendar_due(c, start, g, &next) != ERR_OK || d.due <= next.due);
}

/* --- Many instants for each calendar ---------------------------------------------------------- */

enum { INSTANTS = 512 };

static uint64_t calendars, instants;

static void tell(void)
{
    fprintf(stderr, "laws: %" PRIu64 " calendars, %" PRIu64 " instants\n", calendars, instants);
}

static int64_t below(uint64_t *seed, int64_t n)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return (int64_t)(*seed % (uint64_t)n);
}

static struct goal goal_below(uint64_t *seed, int64_t start)
{
    static const int64_t most[] = {
        [UNIT_BUSINESS_SECONDS] = 400000, [UNIT_BUSINESS_DAYS] = 60,
        [UNIT_CALENDAR_DAYS] = 90,        [UNIT_CALENDAR_WEEKS] = 12,
        [UNIT_CALENDAR_MONTHS] = 4,       [UNIT_ELAPSED_SECONDS] = 10000000,
        [UNIT_FIXED] = 10000000,
    };
    enum goal_unit unit = (enum goal_unit)below(seed, UNIT_FIXED + 1);
    return (struct goal){
        .unit = unit,
        .amount = (unit == UNIT_FIXED ? start : 0) + below(seed, most[unit]),
        .at = (enum day_at)below(seed, 3),
        .receipt = (enum receipt)below(seed, 2),
        .roll = (enum roll)below(seed, 3),
    };
}

static void many(const struct calendar *c, uint64_t seed)
{
    for (int i = 0; i < INSTANTS; i++) {
        int64_t t = 20100 * INT64_C(86400) + below(&seed, INT64_C(3000) * DAY_SECONDS);
        int64_t a = below(&seed, below(&seed, 4) ? 40 * 3600 : 4000000);
        int64_t gaps[4];
        for (int k = 0; k < 4; k++)
            gaps[k] = below(&seed, 1000000) - (k % 2 ? 0 : 200000);
        laws(c, t, a, 1 + below(&seed, 500000));
        pauses(c, t, a, gaps);
        standstills(c, t, goal_below(&seed, t), gaps);
    }
    if (!calendars++)
        atexit(tell);
    instants += INSTANTS;
}

static uint64_t seed_of(const uint8_t *data, size_t size)
{
    uint64_t seed = 0x9E3779B97F4A7C15;
    for (size_t i = 0; i < size; i++)
        seed = (seed ^ data[i]) * 0x100000001B3;
    return seed ? seed : 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct bytes b = {data, size};
    struct faults faults = faults_in(&arena);
    struct calendar *c;
    struct calendar_spec spec = take_spec(&arena, &b);
    enum err e = calendar_build(&arena, &spec, 2026, &faults, &c);
    check(faults_any(&faults) == (e != ERR_OK));
    if (e == ERR_OK)
        many(c, seed_of(data, size));
    while (e == ERR_OK && b.n >= 2) {
        int64_t at = (INT64_C(20100) + take(&b, 3000)) * DAY_SECONDS + (int64_t)take(&b, 43200) * 2;
        int64_t seconds = (int64_t)take(&b, 60000) * 7;
        laws(c, at, seconds, 1 + take(&b, 60000));
        goals(c, at, &b);
    }
    arena_free(&arena);
    return 0;
}
