/* The five kinds of rule that holidays follow. */
#include "domain/holiday.h"

#include "base/check.h"
#include "base/date.h"

enum { SUNDAY = 6, EASTER_OFFSET_MAX = 100 };

/* The "anonymous Gregorian" computus: Meeus, Jones and Butcher. Its letters are kept. */
int64_t easter(int year)
{
    int a = year % 19, b = year / 100, c = year % 100;
    int d = b / 4, e = b % 4, f = (b + 8) / 25;
    int g = (b - f + 1) / 3;
    int h = (19 * a + b - d - g + 15) % 30;
    int i = c / 4, k = c % 4;
    int l = (32 + 2 * e + 2 * i - h - k) % 7;
    int m = (a + 11 * h + 22 * l) / 451;
    int n = h + l - 7 * m + 114;
    return date_to_days((struct date){year, n / 31, n % 31 + 1});
}

static bool dated(int year, int month, int day, int64_t *out)
{
    struct date d = {year, month, day};
    if (!date_valid(d))
        return false;
    *out = date_to_days(d);
    return true;
}

static bool nth_weekday(const struct holiday *h, int year, int64_t *out)
{
    int length = date_month_length(year, h->month);
    int64_t first = date_to_days((struct date){year, h->month, 1});
    int day = (h->weekday - date_weekday(first) + 7) % 7; /* the first one, counted from 0 */
    day += h->nth > 0 ? (h->nth - 1) * 7 : (length - 1 - day) / 7 * 7;
    *out = first + day;
    return day < length;
}

static bool weekday_before(const struct holiday *h, int year, int64_t *out)
{
    int64_t limit;
    if (!dated(year, h->month, h->day, &limit))
        return false;
    int back = (date_weekday(limit) - h->weekday + 7) % 7;
    *out = limit - (back ? back : 7);
    return true;
}

static bool unmoved(const struct holiday *h, int year, int64_t *day)
{
    switch (h->rule) {
    case HOLIDAY_FIXED:
        return dated(year, h->month, h->day, day);
    case HOLIDAY_NTH_WEEKDAY:
        return nth_weekday(h, year, day);
    case HOLIDAY_WEEKDAY_BEFORE:
        return weekday_before(h, year, day);
    case HOLIDAY_EASTER:
        *day = easter(year) + h->offset;
        return true;
    case HOLIDAY_DATED:
        return h->year == year && dated(year, h->month, h->day, day);
    }
    check_never("a holiday of no kind");
}

bool holiday_in(const struct holiday *h, int year, int64_t *day)
{
    if (!unmoved(h, year, day))
        return false;
    if (h->sunday_moves && date_weekday(*day) == SUNDAY)
        ++*day;
    return true;
}

static bool weekday_valid(int weekday)
{
    return weekday >= 0 && weekday <= SUNDAY;
}

bool holiday_valid(const struct holiday *h)
{
    const int leap_year = 2000;
    switch (h->rule) {
    case HOLIDAY_FIXED:
        return date_valid((struct date){leap_year, h->month, h->day});
    case HOLIDAY_NTH_WEEKDAY:
        return h->month >= 1 && h->month <= 12 && weekday_valid(h->weekday) &&
               (h->nth == -1 || (h->nth >= 1 && h->nth <= 5));
    case HOLIDAY_WEEKDAY_BEFORE:
        return date_valid((struct date){leap_year, h->month, h->day}) && weekday_valid(h->weekday);
    case HOLIDAY_EASTER:
        return h->offset >= -EASTER_OFFSET_MAX && h->offset <= EASTER_OFFSET_MAX;
    case HOLIDAY_DATED:
        return date_valid((struct date){h->year, h->month, h->day});
    }
    return false;
}
