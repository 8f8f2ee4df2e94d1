/* Time as one clock counts it: a goal, a start, the calendars in force one after the other, and
 * the union of all that made it stand still. Pure: no request, no now, no store.
 *
 * Seconds are measured (b8). Days are counted: a day counts unless the clock stood still when that
 * day ended, which is at its closing, its opening, or the wall time of the start, as the goal's
 * `at` says; so k pauses over k closings move a due date by k days, and none is ever an hour. A
 * goal that rolls back (ROLL_PREVIOUS) ends on the first open day, no pause over its end, after
 * which the days that are left would run out before the next open day. */
#ifndef DOMAIN_TIMELINE_H
#define DOMAIN_TIMELINE_H

#include "domain/pause.h"

struct leg { /* a team's time with it */
    const struct calendar *calendar;
    int64_t from; /* until the next leg's; the first leg begins with the clock */
};

struct timeline {
    struct goal goal;
    int64_t start;
    const struct leg *legs; /* at least one; ascending */
    size_t leg_count;
    struct pauses pauses; /* as pauses_union leaves them */
};

/* When the goal is due. While an open pause keeps it from ending, `paused` is set and there is no
 * date; `remaining` is then what is left, in seconds or in days. A goal that is a fixed instant is
 * moved by nothing. ERR_HORIZON, ERR_INVALID. */
enum err timeline_due(const struct timeline *t, struct paused_due *out);

/* Seconds that count in [start, at): of working time, or of all time for a goal of calendar units,
 * of elapsed seconds, or fixed. ERR_HORIZON. */
enum err timeline_consumed(const struct timeline *t, int64_t at, int64_t *out);

#endif
