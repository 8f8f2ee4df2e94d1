/* Building the table of a calendar, and the arithmetic of business seconds on it. */
#include "domain/calendar.h"

#include "base/date.h"
#include "domain/holiday.h"
#include "domain/worktime.h"

enum { YEARS_BEFORE = 2, YEARS_AFTER = 10, YEAR_MIN = 5, YEAR_MAX = 9980 };

/* --- The hours of each date ------------------------------------------------------------------- */

/* One entry a local date. Layers are painted one over the other, the weakest first. */
struct canvas {
    int first_year, last_year;
    int64_t first_day;
    size_t count;
    const struct day_hours **hours;
};

static const struct day_hours closed;

static void paint(struct canvas *v, int64_t day, const struct day_hours *hours)
{
    if (day >= v->first_day && day < v->first_day + (int64_t)v->count)
        v->hours[day - v->first_day] = hours;
}

static void paint_week(struct canvas *v, const struct day_hours week[7])
{
    for (size_t i = 0; i < v->count; i++)
        v->hours[i] = &week[date_weekday(v->first_day + (int64_t)i)];
}

bool season_covers(const struct season *s, struct date d)
{
    int from = s->from_month * 100 + s->from_day, to = s->to_month * 100 + s->to_day;
    int day = d.month * 100 + d.day;
    return from < to ? day >= from && day < to : day >= from || day < to;
}

static void paint_season(struct canvas *v, const struct season *s)
{
    for (size_t i = 0; i < v->count; i++) {
        int64_t day = v->first_day + (int64_t)i;
        if (season_covers(s, date_from_days(day)))
            v->hours[i] = &s->week[date_weekday(day)];
    }
}

/* The years on either side too: a holiday may move across the new year. */
static void paint_holiday(struct canvas *v, const struct holiday *h)
{
    int64_t day;
    for (int year = v->first_year - 1; year <= v->last_year + 1; year++)
        if (holiday_in(h, year, &day))
            paint(v, day, &closed);
}

static void paint_holidays(struct canvas *v, const struct calendar_spec *spec)
{
    for (size_t i = 0; i < spec->holiday_count; i++)
        paint_holiday(v, &spec->holidays[i]);
}

static void paint_exceptions(struct canvas *v, const struct calendar_spec *spec)
{
    for (size_t i = 0; i < spec->exception_count; i++)
        paint(v, spec->exceptions[i].day, &spec->exceptions[i].hours);
}

/* Exception before holiday before season before weekly (b2). */
static enum err canvas_paint(struct canvas *v, struct arena *arena,
                             const struct calendar_spec *spec)
{
    v->first_day = date_to_days((struct date){v->first_year, 1, 1});
    v->count = (size_t)(date_to_days((struct date){v->last_year + 1, 1, 1}) - v->first_day);
    v->hours = ARENA_ARRAY(arena, const struct day_hours *, v->count);
    if (!v->hours)
        return ERR_NOMEM;
    paint_week(v, spec->week);
    for (size_t i = spec->season_count; i-- > 0;)
        paint_season(v, &spec->seasons[i]);
    if (spec->holiday_wins)
        paint_exceptions(v, spec);
    paint_holidays(v, spec);
    if (!spec->holiday_wins)
        paint_exceptions(v, spec);
    return ERR_OK;
}

/* --- The table -------------------------------------------------------------------------------- */

/* A gap in wall time may put openings of one night out of order: each finds its place. */
static void insert(struct calendar *c, int64_t open, int64_t close)
{
    size_t i = c->opening_count++;
    for (; i && c->openings[i - 1].open > open; i--)
        c->openings[i] = c->openings[i - 1];
    c->openings[i] = (struct opening){open, close, 0};
}

/* An interval that falls wholly into a gap may have no length left; a day of such is no workday. */
static void add_day(struct calendar *c, int64_t day, const struct day_hours *hours)
{
    struct workday w = {day, INT64_MAX, INT64_MIN};
    for (size_t i = 0; i < hours->count; i++) {
        int64_t open = zone_instant(c->zone, day * DAY_SECONDS + hours->items[i].open);
        int64_t close = zone_instant(c->zone, day * DAY_SECONDS + hours->items[i].close);
        if (open >= close)
            continue;
        insert(c, open, close);
        w.open = open < w.open ? open : w.open;
        w.close = close > w.close ? close : w.close;
    }
    if (w.open < w.close)
        c->workdays[c->workday_count++] = w;
}

/* Joins openings that touch or overlap, and sums up. */
static void join(struct calendar *c)
{
    size_t kept = 0;
    for (size_t i = 1; i < c->opening_count; i++) {
        struct opening *last = &c->openings[kept], *next = &c->openings[i];
        if (next->open > last->close)
            c->openings[++kept] = *next;
        else if (next->close > last->close)
            last->close = next->close;
    }
    c->opening_count = kept + 1;
    for (size_t i = 1; i < c->opening_count; i++) {
        struct opening *last = &c->openings[i - 1];
        c->openings[i].before = last->before + last->close - last->open;
    }
}

static enum err fill(struct arena *arena, struct calendar *c, const struct canvas *v)
{
    size_t most = 0;
    for (size_t i = 0; i < v->count; i++)
        most += v->hours[i]->count;
    c->openings = ARENA_ARRAY(arena, struct opening, most + 1);
    c->workdays = ARENA_ARRAY(arena, struct workday, v->count);
    c->workday_from = ARENA_ARRAY(arena, uint16_t, v->count);
    if (!c->openings || !c->workdays || !c->workday_from)
        return ERR_NOMEM;
    c->first_day = v->first_day;
    for (size_t i = 0; i < v->count; i++) {
        c->workday_from[c->day_count++] = (uint16_t)c->workday_count;
        add_day(c, v->first_day + (int64_t)i, v->hours[i]);
    }
    if (!c->opening_count)
        return ERR_NO_WORKING_TIME;
    join(c);
    c->from = zone_instant(c->zone, v->first_day * DAY_SECONDS);
    c->to = zone_instant(c->zone, (v->first_day + (int64_t)v->count) * DAY_SECONDS);
    return ERR_OK;
}

static void say(struct faults *faults, const struct calendar_spec *spec, enum err e)
{
    struct str name = spec->name.n ? spec->name : STR("calendar");
    struct str where = arena_str(faults->arena, name);
    if (!where.p)
        faults->lost = true;
    else if (e == ERR_NO_WORKING_TIME)
        fault_add(faults, where.p, "ce calendrier n’ouvre jamais", "this calendar never opens");
    else if (e != ERR_NOMEM)
        fault_add(faults, where.p, "fuseau horaire inconnu : « " STR_FMT " »",
                  "unknown time zone: \"" STR_FMT "\"", STR_ARG(spec->zone));
}

static enum err build(struct arena *arena, const struct calendar_spec *spec, int around,
                      struct calendar *c)
{
    struct arena scratch = {0};
    struct canvas v = {.first_year = around - YEARS_BEFORE, .last_year = around + YEARS_AFTER};
    enum err e = zone_load(arena, spec->zone, &c->zone);
    if (e && e != ERR_NOMEM)
        return ERR_UNKNOWN_ZONE;
    if (!e)
        e = canvas_paint(&v, &scratch, spec);
    if (!e)
        e = fill(arena, c, &v);
    arena_free(&scratch);
    return e;
}

enum err calendar_build(struct arena *arena, const struct calendar_spec *spec, int around,
                        struct faults *faults, struct calendar **out)
{
    enum err e = calendar_check(spec, faults);
    if (e)
        return e;
    if (around < YEAR_MIN || around > YEAR_MAX)
        return ERR_HORIZON;
    struct calendar *c = ARENA_NEW(arena, struct calendar);
    if (!c)
        return ERR_NOMEM;
    c->spec = spec;
    e = calendar_spec_version(spec, c->version);
    if (!e)
        e = build(arena, spec, around, c);
    if (e)
        say(faults, spec, e);
    else
        *out = c;
    return e;
}

const struct calendar_spec *calendar_spec(const struct calendar *c)
{
    return c->spec;
}

const struct zone *calendar_zone(const struct calendar *c)
{
    return c->zone;
}

struct str calendar_version(const struct calendar *c)
{
    return str_c(c->version);
}

/* --- Arithmetic ------------------------------------------------------------------------------- */

static bool covers(const struct calendar *c, int64_t at)
{
    return at >= c->from && at <= c->to;
}

size_t opening_at(const struct calendar *c, int64_t at)
{
    size_t low = 0, high = c->opening_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (c->openings[middle].close <= at)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int64_t total(const struct calendar *c)
{
    const struct opening *last = &c->openings[c->opening_count - 1];
    return last->before + last->close - last->open;
}

/* Business seconds from the start of the table. */
static int64_t measure(const struct calendar *c, int64_t at)
{
    size_t i = opening_at(c, at);
    if (i == c->opening_count)
        return total(c);
    const struct opening *o = &c->openings[i];
    return o->before + (at > o->open ? at - o->open : 0);
}

/* The last opening with fewer business seconds before it than `sum`, or with no more when `equal`
 * counts too. There is one: the first has none. */
static const struct opening *opening_of(const struct calendar *c, int64_t sum, bool equal)
{
    size_t low = 0, high = c->opening_count;
    while (high - low > 1) {
        size_t middle = low + (high - low) / 2;
        if (c->openings[middle].before < sum + (equal ? 1 : 0))
            low = middle;
        else
            high = middle;
    }
    return &c->openings[low];
}

enum err calendar_next_open(const struct calendar *c, int64_t at, int64_t *out)
{
    size_t i = opening_at(c, at);
    if (!covers(c, at) || i == c->opening_count)
        return ERR_HORIZON;
    *out = at > c->openings[i].open ? at : c->openings[i].open;
    return ERR_OK;
}

bool calendar_is_open(const struct calendar *c, int64_t at)
{
    size_t i = opening_at(c, at);
    return i < c->opening_count && at >= c->openings[i].open;
}

enum err calendar_add(const struct calendar *c, int64_t at, int64_t seconds, int64_t *out)
{
    if (seconds < 0)
        return ERR_INVALID;
    if (seconds == 0)
        return calendar_next_open(c, at, out);
    if (!covers(c, at))
        return ERR_HORIZON;
    int64_t done = measure(c, at);
    if (seconds > total(c) - done)
        return ERR_HORIZON;
    const struct opening *o = opening_of(c, done + seconds, false);
    *out = o->open + (done + seconds - o->before);
    return ERR_OK;
}

enum err calendar_subtract(const struct calendar *c, int64_t at, int64_t seconds, int64_t *out)
{
    if (seconds < 0)
        return ERR_INVALID;
    if (!covers(c, at))
        return ERR_HORIZON;
    if (seconds == 0) {
        *out = at;
        return ERR_OK;
    }
    int64_t done = measure(c, at);
    if (seconds > done)
        return ERR_HORIZON;
    const struct opening *o = opening_of(c, done - seconds, true);
    *out = o->open + (done - seconds - o->before);
    return ERR_OK;
}

enum err calendar_between(const struct calendar *c, int64_t a, int64_t b, int64_t *out)
{
    if (!covers(c, a) || !covers(c, b))
        return ERR_HORIZON;
    *out = b > a ? measure(c, b) - measure(c, a) : 0;
    return ERR_OK;
}
