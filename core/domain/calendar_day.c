/* What a calendar says of one local date, and which of its parts says it. The table of the
 * arithmetic is painted layer by layer (domain/calendar.c); this looks a single date up, for people
 * who ask why. The tests hold the two against each other. */
#include "base/date.h"
#include "domain/holiday.h"
#include "domain/worktime.h"

static const struct day_hours no_hours;

static const struct season *season_of(const struct calendar_spec *spec, int64_t day)
{
    struct date d = date_from_days(day);
    for (size_t i = 0; i < spec->season_count; i++)
        if (season_covers(&spec->seasons[i], d))
            return &spec->seasons[i];
    return NULL;
}

/* A holiday may move across the new year: the years on either side too. */
static bool falls_on(const struct holiday *h, int64_t day)
{
    int year = date_from_days(day).year;
    int64_t found;
    for (int y = year - 1; y <= year + 1; y++)
        if (holiday_in(h, y, &found) && found == day)
            return true;
    return false;
}

static const struct holiday *holiday_of(const struct calendar_spec *spec, int64_t day)
{
    for (size_t i = 0; i < spec->holiday_count; i++)
        if (falls_on(&spec->holidays[i], day))
            return &spec->holidays[i];
    return NULL;
}

/* Of two for one date the last one counts, as it is painted over the first. */
static const struct exception *exception_of(const struct calendar_spec *spec, int64_t day)
{
    for (size_t i = spec->exception_count; i > 0; i--)
        if (spec->exceptions[i - 1].day == day)
            return &spec->exceptions[i - 1];
    return NULL;
}

static struct calendar_day ordinary(const struct calendar_spec *spec, int64_t day)
{
    const struct day_hours *week = &spec->week[date_weekday(day)];
    const struct season *s = season_of(spec, day);
    if (!s)
        return (struct calendar_day){LAYER_WEEK, {{{NULL, 0}}}, week, week};
    return (struct calendar_day){LAYER_SEASON, {{s->id, s->id}}, &s->week[date_weekday(day)], week};
}

struct calendar_day calendar_day(const struct calendar *c, int64_t day)
{
    const struct calendar_spec *spec = c->spec;
    struct calendar_day under = ordinary(spec, day);
    const struct exception *e = exception_of(spec, day);
    const struct holiday *h = !e || spec->holiday_wins ? holiday_of(spec, day) : NULL;
    if (h)
        return (struct calendar_day){LAYER_HOLIDAY, h->name, &no_hours, under.hours};
    if (e)
        return (struct calendar_day){LAYER_EXCEPTION, e->name, &e->hours, under.hours};
    return under;
}
