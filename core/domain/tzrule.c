/* POSIX TZ strings: parsed, and applied to a year. */
#include "domain/tzrule.h"

#include "base/date.h"

enum { HOUR = 3600, TZ_NAME_MIN = 3, DEFAULT_TIME = 2 * HOUR };

static bool take(struct str *s, char c)
{
    if (!s->n || s->p[0] != c)
        return false;
    *s = str_from(*s, 1);
    return true;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_alpha(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A number of one to three digits, at most `max`. */
static bool take_number(struct str *s, int max, int *out)
{
    size_t n = 0;
    int v = 0;
    while (n < s->n && n < 4 && is_digit(s->p[n]))
        v = v * 10 + (s->p[n++] - '0');
    *s = str_from(*s, n);
    *out = v;
    return n > 0 && n < 4 && v <= max;
}

/* A name: letters, or anything of letters, digits and signs between angle brackets. */
static bool take_name(struct str *s)
{
    bool quoted = take(s, '<');
    size_t n = 0;
    while (n < s->n && (is_alpha(s->p[n]) ||
                        (quoted && (is_digit(s->p[n]) || s->p[n] == '+' || s->p[n] == '-'))))
        n++;
    *s = str_from(*s, n);
    return n >= TZ_NAME_MIN && (!quoted || take(s, '>'));
}

/* [+-]hh[:mm[:ss]] in seconds. */
static bool take_time(struct str *s, int max_hours, int *out)
{
    int h, m = 0, sec = 0;
    bool negative = take(s, '-');
    if (!negative)
        take(s, '+');
    if (!take_number(s, max_hours, &h))
        return false;
    if (take(s, ':')) {
        if (!take_number(s, 59, &m))
            return false;
        if (take(s, ':') && !take_number(s, 59, &sec))
            return false;
    }
    *out = (h * HOUR + m * 60 + sec) * (negative ? -1 : 1);
    return true;
}

/* POSIX counts west of Greenwich as positive; we do not. */
static bool take_offset(struct str *s, int *out)
{
    int west;
    if (!take_time(s, 24, &west))
        return false;
    *out = -west;
    return true;
}

static bool take_month_week(struct str *s, struct tz_change *c)
{
    c->kind = TZ_MONTH_WEEK;
    return take_number(s, 12, &c->month) && c->month >= 1 && take(s, '.') &&
           take_number(s, 5, &c->week) && c->week >= 1 && take(s, '.') &&
           take_number(s, 6, &c->day);
}

static bool take_day(struct str *s, struct tz_change *c)
{
    if (take(s, 'M'))
        return take_month_week(s, c);
    if (take(s, 'J')) {
        c->kind = TZ_JULIAN;
        return take_number(s, 365, &c->day) && c->day >= 1;
    }
    c->kind = TZ_ORDINAL;
    return take_number(s, 365, &c->day);
}

static bool take_change(struct str *s, struct tz_change *c)
{
    *c = (struct tz_change){.time = DEFAULT_TIME};
    return take(s, ',') && take_day(s, c) && (!take(s, '/') || take_time(s, 167, &c->time));
}

bool tz_rule_parse(struct str s, struct tz_rule *out)
{
    *out = (struct tz_rule){0};
    if (!take_name(&s) || !take_offset(&s, &out->standard))
        return false;
    if (!s.n)
        return true;
    out->has_daylight = true;
    out->daylight = out->standard + HOUR;
    if (!take_name(&s) || (s.n && s.p[0] != ',' && !take_offset(&s, &out->daylight)))
        return false;
    return take_change(&s, &out->start) && take_change(&s, &out->end) && s.n == 0;
}

/* The day of a change, in days since 1970. */
static int64_t change_day(const struct tz_change *c, int year)
{
    int64_t new_year = date_to_days((struct date){year, 1, 1});
    switch (c->kind) {
    case TZ_ORDINAL:
        return new_year + c->day;
    case TZ_JULIAN: {
        bool after_february = c->day >= 60 && date_month_length(year, 2) == 29;
        return new_year + c->day - 1 + (after_february ? 1 : 0);
    }
    case TZ_MONTH_WEEK:
        break;
    }
    int64_t first = date_to_days((struct date){year, c->month, 1});
    int weekday = (c->day + 6) % 7; /* ours start on Monday */
    int day = (weekday - date_weekday(first) + 7) % 7 + (c->week - 1) * 7;
    return first + (day < date_month_length(year, c->month) ? day : day - 7);
}

int64_t tz_rule_start(const struct tz_rule *r, int year)
{
    return change_day(&r->start, year) * DAY_SECONDS + r->start.time - r->standard;
}

int64_t tz_rule_end(const struct tz_rule *r, int year)
{
    return change_day(&r->end, year) * DAY_SECONDS + r->end.time - r->daylight;
}
