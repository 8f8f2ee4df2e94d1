/* When a goal is due, by each of its units. */
#include "base/check.h"
#include "base/date.h"
#include "domain/worktime.h"

enum { HORIZON_DAYS = 13 * 366, HORIZON_MONTHS = 13 * 12 };

struct moment { /* an instant as its local date and time */
    int64_t day;
    int second;
};

static struct moment moment_of(const struct calendar *c, int64_t at)
{
    struct moment m;
    m.day = zone_day(c->zone, at, &m.second);
    return m;
}

size_t worktime_from(const struct calendar *c, int64_t day)
{
    int64_t at = day - c->first_day;
    if (at < 0)
        return 0;
    return at < (int64_t)c->day_count ? c->workday_from[at] : c->workday_count;
}

static bool is_workday(const struct calendar *c, size_t i, int64_t day)
{
    return i < c->workday_count && c->workdays[i].day == day;
}

const struct workday *workday_on(const struct calendar *c, int64_t day)
{
    size_t i = worktime_from(c, day);
    return is_workday(c, i, day) ? &c->workdays[i] : NULL;
}

/* The instant of a workday at its opening, its closing, or a wall time. */
static int64_t workday_at(const struct calendar *c, const struct workday *w, enum day_at at,
                          int second)
{
    switch (at) {
    case AT_OPEN:
        return w->open;
    case AT_CLOSE:
        return w->close;
    case AT_SAME_TIME:
        return zone_instant(c->zone, w->day * DAY_SECONDS + second);
    }
    check_never("a day without a moment");
}

static enum err business_seconds(const struct calendar *c, int64_t start, struct goal g,
                                 int64_t *out)
{
    return calendar_add(c, start, g.amount, out);
}

/* The day of receipt is not counted; the first workday after a closed one is (b4). */
static enum err business_days(const struct calendar *c, int64_t start, struct goal g, int64_t *out)
{
    if (g.receipt == RECEIPT_NEXT_OPEN) {
        enum err e = calendar_next_open(c, start, &start);
        if (e)
            return e;
    }
    struct moment received = moment_of(c, start);
    size_t i = worktime_from(c, received.day);
    size_t ahead = (size_t)g.amount;
    if (ahead && !is_workday(c, i, received.day))
        ahead--;
    if (i >= c->workday_count || ahead >= c->workday_count - i)
        return ERR_HORIZON;
    *out = workday_at(c, &c->workdays[i + ahead], g.at, received.second);
    return ERR_OK;
}

int64_t worktime_plus_months(int64_t day, int64_t months)
{
    struct date d = date_from_days(day);
    int64_t month = d.year * 12 + d.month - 1 + months;
    d.year = (int)(month / 12);
    d.month = (int)(month % 12) + 1;
    int length = date_month_length(d.year, d.month);
    d.day = d.day < length ? d.day : length;
    return date_to_days(d);
}

/* Whether a closed last day goes back to that workday: never to before the start. */
static bool rolls_back(const struct calendar *c, const struct workday *w, int64_t start,
                       struct goal g)
{
    struct moment first = moment_of(c, start);
    return g.roll == ROLL_PREVIOUS && w->day >= first.day &&
           workday_at(c, w, g.at, first.second) >= start;
}

static enum err land(const struct calendar *c, int64_t start, struct moment last, struct goal g,
                     int64_t *out)
{
    size_t i = worktime_from(c, last.day);
    if (!is_workday(c, i, last.day)) {
        if (g.roll == ROLL_NONE && g.at == AT_SAME_TIME) {
            *out = zone_instant(c->zone, last.day * DAY_SECONDS + last.second);
            return ERR_OK;
        }
        if (last.day >= c->first_day + (int64_t)c->day_count)
            return ERR_HORIZON;
        if (i > 0 && rolls_back(c, &c->workdays[i - 1], start, g))
            i--;
        if (i == c->workday_count)
            return ERR_HORIZON;
    }
    *out = workday_at(c, &c->workdays[i], g.at, last.second);
    return ERR_OK;
}

static enum err calendar_units(const struct calendar *c, int64_t start, struct goal g, int64_t *out)
{
    struct moment last = moment_of(c, start);
    if (g.unit == UNIT_CALENDAR_MONTHS)
        last.day = worktime_plus_months(last.day, g.amount);
    else
        last.day += g.amount * (g.unit == UNIT_CALENDAR_WEEKS ? 7 : 1);
    return land(c, start, last, g, out);
}

static enum err elapsed_seconds(const struct calendar *c, int64_t start, struct goal g,
                                int64_t *out)
{
    (void)c;
    *out = start + g.amount;
    return ERR_OK;
}

static enum err fixed(const struct calendar *c, int64_t start, struct goal g, int64_t *out)
{
    (void)start;
    *out = zone_instant(c->zone, g.amount);
    return ERR_OK;
}

static const struct {
    enum err (*due)(const struct calendar *c, int64_t start, struct goal g, int64_t *out);
    int64_t most;  /* beyond this no table reaches, and sums could overflow */
    bool business; /* counts working time: it stands still until the next opening */
} units[] = {
    [UNIT_BUSINESS_SECONDS] = {business_seconds, (int64_t)HORIZON_DAYS *DAY_SECONDS, true},
    [UNIT_BUSINESS_DAYS] = {business_days, HORIZON_DAYS, true},
    [UNIT_CALENDAR_DAYS] = {calendar_units, HORIZON_DAYS, false},
    [UNIT_CALENDAR_WEEKS] = {calendar_units, HORIZON_DAYS / 7, false},
    [UNIT_CALENDAR_MONTHS] = {calendar_units, HORIZON_MONTHS, false},
    [UNIT_ELAPSED_SECONDS] = {elapsed_seconds, (int64_t)HORIZON_DAYS *DAY_SECONDS, false},
    [UNIT_FIXED] = {fixed, INT64_MAX / 2, false},
};

static bool closes(struct goal g)
{
    return units[g.unit].business ||
           (g.at == AT_CLOSE && g.unit != UNIT_ELAPSED_SECONDS && g.unit != UNIT_FIXED);
}

/* --- What lies between ------------------------------------------------------------------------ */

enum err calendar_measure(const struct calendar *c, int64_t a, int64_t b, struct calendar_span *out)
{
    *out = (struct calendar_span){0};
    if (a < c->from || a > c->to || b < c->from || b > c->to)
        return ERR_HORIZON;
    if (b <= a)
        return ERR_OK;
    int64_t from = moment_of(c, a).day, to = moment_of(c, b).day;
    out->elapsed_seconds = b - a;
    out->calendar_days = to - from;
    out->business_days = (int64_t)(worktime_from(c, to + 1) - worktime_from(c, from + 1));
    return calendar_between(c, a, b, &out->business_seconds);
}

/* --- By hand ---------------------------------------------------------------------------------- */

static const struct {
    const char *suffix;
    enum goal_unit unit;
    int64_t factor;
} suffixes[] = {
    {"bh", UNIT_BUSINESS_SECONDS, 3600}, {"bd", UNIT_BUSINESS_DAYS, 1},
    {"cd", UNIT_CALENDAR_DAYS, 1},       {"cw", UNIT_CALENDAR_WEEKS, 1},
    {"cm", UNIT_CALENDAR_MONTHS, 1},     {"eh", UNIT_ELAPSED_SECONDS, 3600},
};

/* Half an hour is seconds too; half a day is nothing. */
static bool parse_amount(struct str s, int64_t factor, int64_t *out)
{
    double v;
    if (!str_double(s, &v) || !(v >= 0 && v <= INT32_MAX))
        return false;
    v *= (double)factor;
    *out = (int64_t)v;
    return v == (double)*out;
}

bool goal_parse(struct str s, struct goal *out)
{
    for (size_t i = 0; s.n > 2 && i < sizeof suffixes / sizeof *suffixes; i++) {
        if (!str_eq(str_from(s, s.n - 2), str_c(suffixes[i].suffix)))
            continue;
        *out =
            (struct goal){.unit = suffixes[i].unit,
                          .at = suffixes[i].unit == UNIT_BUSINESS_DAYS ? AT_CLOSE : AT_SAME_TIME};
        return parse_amount(str_first(s, s.n - 2), suffixes[i].factor, &out->amount);
    }
    return false;
}

/* --- Due -------------------------------------------------------------------------------------- */

enum err calendar_due(const struct calendar *c, int64_t start, struct goal goal, struct due *out)
{
    if (goal.amount < 0)
        return ERR_INVALID;
    if (start < c->from || start > c->to || goal.amount > units[goal.unit].most)
        return ERR_HORIZON;
    enum err e = units[goal.unit].due(c, start, goal, &out->due);
    if (e)
        return e;
    if (out->due < c->from || out->due > c->to)
        return ERR_HORIZON;
    out->breach_at = out->due;
    return closes(goal) ? calendar_next_open(c, out->due, &out->breach_at) : ERR_OK;
}
