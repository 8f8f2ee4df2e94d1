/* Days to dates and back, and instants as text. */
#include "base/date.h"

#include "base/check.h"

#include <stdio.h>

/* Days from civil, by eras of 400 years: March-based years put the leap day last. */
int64_t date_to_days(struct date d)
{
    int64_t y = d.month <= 2 ? d.year - 1 : d.year;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t yoe = y - era * 400;
    int64_t doy = (153 * (d.month + (d.month > 2 ? -3 : 9)) + 2) / 5 + d.day - 1;
    int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

struct date date_from_days(int64_t days)
{
    int64_t z = days + 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097;
    int64_t yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int64_t mp = (5 * doy + 2) / 153;
    int month = (int)(mp < 10 ? mp + 3 : mp - 9);
    int64_t year = yoe + era * 400 + (month <= 2 ? 1 : 0);
    return (struct date){(int)year, month, (int)(doy - (153 * mp + 2) / 5 + 1)};
}

int date_weekday(int64_t days)
{
    int64_t w = (days + 3) % 7;
    return (int)(w < 0 ? w + 7 : w);
}

static bool leap(int y)
{
    return y % 4 == 0 && (y % 100 != 0 || y % 400 == 0);
}

int date_month_length(int year, int month)
{
    static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    check(month >= 1 && month <= 12);
    return lengths[month - 1] + (month == 2 && leap(year) ? 1 : 0);
}

bool date_valid(struct date d)
{
    return d.year >= 1 && d.year <= 9999 && d.month >= 1 && d.month <= 12 && d.day >= 1 &&
           d.day <= date_month_length(d.year, d.month);
}

/* Exactly `width` digits off the front of s. */
static bool digits(struct str *s, size_t width, int *out)
{
    uint64_t v;
    if (s->n < width || !str_u64(str_first(*s, width), &v))
        return false;
    *out = (int)v;
    *s = str_from(*s, width);
    return true;
}

static bool literal(struct str *s, char c)
{
    if (!s->n || s->p[0] != c)
        return false;
    *s = str_from(*s, 1);
    return true;
}

static bool date_take(struct str *s, struct date *d)
{
    return digits(s, 4, &d->year) && literal(s, '-') && digits(s, 2, &d->month) &&
           literal(s, '-') && digits(s, 2, &d->day) && date_valid(*d);
}

bool date_parse(struct str s, struct date *out)
{
    return date_take(&s, out) && s.n == 0;
}

bool date_time_parse(struct str s, int64_t *out)
{
    struct date date;
    uint64_t hour, minute;
    if (s.n != 16 || !date_parse(str_first(s, 10), &date) || s.p[10] != ' ' || s.p[13] != ':' ||
        !str_u64(str_of(s.p + 11, 2), &hour) || !str_u64(str_from(s, 14), &minute) || hour > 23 ||
        minute > 59)
        return false;
    *out = date_to_days(date) * DAY_SECONDS + (int64_t)(hour * 3600 + minute * 60);
    return true;
}

static bool fraction_take(struct str *s)
{
    if (!literal(s, '.'))
        return true;
    size_t n = 0;
    while (n < s->n && s->p[n] >= '0' && s->p[n] <= '9')
        n++;
    *s = str_from(*s, n);
    return n > 0;
}

static bool offset_take(struct str *s, int *seconds)
{
    if (literal(s, 'Z') || literal(s, 'z'))
        return (*seconds = 0, true);
    bool west = s->n && s->p[0] == '-';
    int h, m;
    if (!(literal(s, '+') || literal(s, '-')) || !digits(s, 2, &h) || !literal(s, ':') ||
        !digits(s, 2, &m) || h > 23 || m > 59)
        return false;
    *seconds = (h * 3600 + m * 60) * (west ? -1 : 1);
    return true;
}

bool instant_parse(struct str s, int64_t *out)
{
    struct date d;
    int h, m, sec, offset;
    if (!date_take(&s, &d) || !(literal(&s, 'T') || literal(&s, 't') || literal(&s, ' ')))
        return false;
    if (!digits(&s, 2, &h) || !literal(&s, ':') || !digits(&s, 2, &m) || !literal(&s, ':') ||
        !digits(&s, 2, &sec) || !fraction_take(&s) || !offset_take(&s, &offset))
        return false;
    if (h > 23 || m > 59 || sec > 60 || s.n)
        return false;
    *out = date_to_days(d) * DAY_SECONDS + h * 3600 + m * 60 + sec - offset;
    return true;
}

static void two(char *p, int v)
{
    p[0] = (char)('0' + v / 10 % 10);
    p[1] = (char)('0' + v % 10);
}

static int64_t floor_days(int64_t at, int *rest)
{
    int64_t days = at / DAY_SECONDS;
    if (at % DAY_SECONDS < 0)
        days--;
    *rest = (int)(at - days * DAY_SECONDS);
    return days;
}

enum { LOCAL_LENGTH = 19, LOCAL_TO_MINUTE = 16, LOCAL_TO_DAY = 10 };

/* 2026-05-07T09:00:00 of a local time. */
static void local_text(char p[static LOCAL_LENGTH], int64_t local)
{
    int rest;
    struct date d = date_from_days(floor_days(local, &rest));
    memcpy(p, "0000-00-00T00:00:00", LOCAL_LENGTH);
    two(p, d.year / 100);
    two(p + 2, d.year % 100);
    two(p + 5, d.month);
    two(p + 8, d.day);
    two(p + 11, rest / 3600);
    two(p + 14, rest / 60 % 60);
    two(p + 17, rest % 60);
}

static void put_local(struct buf *b, int64_t local)
{
    char p[LOCAL_LENGTH];
    local_text(p, local);
    buf_put(b, p, sizeof p);
}

void date_put(struct buf *b, int64_t day)
{
    char p[LOCAL_LENGTH];
    local_text(p, day * DAY_SECONDS);
    buf_put(b, p, LOCAL_TO_DAY);
}

void date_time_put(struct buf *b, int64_t local)
{
    char p[LOCAL_LENGTH];
    local_text(p, local);
    p[LOCAL_TO_DAY] = ' ';
    buf_put(b, p, LOCAL_TO_MINUTE);
}

void instant_put(struct buf *b, int64_t at, int offset_seconds)
{
    int minutes = (offset_seconds < 0 ? -offset_seconds : offset_seconds) / 60;
    char p[6] = "+00:00";
    put_local(b, at + offset_seconds);
    p[0] = offset_seconds < 0 ? '-' : '+';
    two(p + 1, minutes / 60);
    two(p + 4, minutes % 60);
    buf_put(b, p, sizeof p);
}

void instant_put_utc(struct buf *b, int64_t at)
{
    put_local(b, at);
    buf_char(b, 'Z');
}

void instant_http(char out[static 29], int64_t at)
{
    static const char days[7][4] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static const char months[12][4] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                       "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    int rest;
    int64_t n = floor_days(at, &rest);
    struct date d = date_from_days(n);
    char text[64];
    snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d GMT", days[date_weekday(n)], d.day,
             months[d.month - 1], d.year, rest / 3600, rest / 60 % 60, rest % 60);
    memcpy(out, text, 29);
}
