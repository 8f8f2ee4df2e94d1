/* Instants as people read them: in the zone, and in words. */
#include "base/date.h"
#include "domain/zone.h"

static const char *const days[LANG_COUNT][7] = {
    {"lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"},
    {"Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"},
};

static const char *const months[LANG_COUNT][12] = {
    {"janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
     "octobre", "novembre", "décembre"},
    {"January", "February", "March", "April", "May", "June", "July", "August", "September",
     "October", "November", "December"},
};

/* Offsets before standard time had seconds, which RFC 3339 cannot say: the instant stays exact,
 * its wall time is then that of the whole minutes of the offset. */
void zone_put(struct buf *b, const struct zone *z, int64_t at)
{
    int offset = zone_offset(z, at);
    instant_put(b, at, offset - offset % 60);
}

void day_put_words(struct buf *b, int64_t day, enum lang lang)
{
    struct date d = date_from_days(day);
    const char *weekday = days[lang][date_weekday(day)], *month = months[lang][d.month - 1];
    if (lang == LANG_EN)
        buf_printf(b, "%s, %s %d, %d", weekday, month, d.day, d.year);
    else
        buf_printf(b, "%s %d%s %s %d", weekday, d.day, d.day == 1 ? "er" : "", month, d.year);
}

void month_put_words(struct buf *b, int year, int month, enum lang lang)
{
    buf_printf(b, "%s %d", months[lang][month - 1], year);
}

const char *weekday_short(int weekday, enum lang lang)
{
    static const char *const names[LANG_COUNT][7] = {
        {"lun", "mar", "mer", "jeu", "ven", "sam", "dim"},
        {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"},
    };
    return names[lang][weekday];
}

const char *weekday_name(int weekday, enum lang lang)
{
    return days[lang][weekday];
}

const char *month_name(int month, enum lang lang)
{
    return months[lang][month - 1];
}

static void put_hour_french(struct buf *b, int hour, int minute)
{
    buf_printf(b, " à %d h", hour);
    if (minute)
        buf_printf(b, " %02d", minute);
}

static void put_hour_english(struct buf *b, int hour, int minute)
{
    buf_printf(b, " at %d:%02d %s", (hour + 11) % 12 + 1, minute, hour < 12 ? "a.m." : "p.m.");
}

void zone_put_words(struct buf *b, const struct zone *z, int64_t at, enum lang lang)
{
    int second;
    day_put_words(b, zone_day(z, at, &second), lang);
    (lang == LANG_EN ? put_hour_english : put_hour_french)(b, second / 3600, second / 60 % 60);
}
