/* A calendar for people to look at: a month in a terminal, and the lists of closures that have not
 * been entered yet. */
#ifndef DOMAIN_ALMANAC_H
#define DOMAIN_ALMANAC_H

#include "base/buf.h"
#include "domain/calendar.h"

/* A title, one line a day (a bar of 24 hours, the openings, what is special about it), and sums; at
 * most 80 columns. Years as calendar_day takes them. */
void almanac_put_month(struct buf *b, const struct calendar *c, int year, int month,
                       enum lang lang);

/* A list of closures that came every year and is missing: two or more dates that lie close
 * together, as around Christmas. A single date is no list: nobody expects it to come again. */
struct missing_list {
    int64_t last;      /* the first day of the last list there is */
    size_t last_count; /* how many dates it had */
    int year;          /* the first year, this one or the next, that has none */
    bool overdue;      /* of this year; or of the next, and it is November */
};

/* Whether no date was ever entered, closed or open: nobody can tell from it what closes when. */
bool almanac_undated(const struct calendar_spec *spec);

/* The lists missing on a local date. ERR_NOMEM. */
enum err almanac_missing(struct arena *arena, const struct calendar_spec *spec, int64_t today,
                         struct missing_list **out, size_t *count);

#endif
