/* What a clock reads: the fold of a request's life into consumed time, a due date, and what is
 * left. Nothing here is a running remainder: each reading is made anew from the start of the clock,
 * its goal, its calendars, and the union of what made it stand still (b10). Pure, given calendars.
 *
 *   running  counts, or waits for its calendar to open
 *   paused   stands still: on hold, or in a season of its policy
 *   met      did what it measures
 *   stopped  the request was refused or cancelled first */
#ifndef DOMAIN_CLOCK_H
#define DOMAIN_CLOCK_H

#include "domain/jurisdiction.h"
#include "domain/request.h"
#include "domain/timeline.h"

enum clock_state { CLOCK_RUNNING, CLOCK_PAUSED, CLOCK_MET, CLOCK_STOPPED };

struct str clock_state_name(enum clock_state state); /* "running" */

/* The calendar it counts on at an instant, in the version that it is pinned to; NULL: it is gone.
 */
const struct calendar *clock_calendar(const struct jurisdiction *j, const struct clock *c,
                                      int64_t at);

/* Why a clock stood still, or will. */
enum still_why {
    STILL_HOLD,   /* somebody paused the request for `reason` */
    STILL_WINDOW, /* a season: `window` */
    STILL_CLOSED, /* the request was closed, and reopened */
};

/* [from, to) as it counts for this clock: clipped at its start, and at the limit of its policy. */
struct still {
    enum still_why why;
    int64_t from, to; /* to PAUSE_OPEN: nobody knows */
    bool lasting;     /* a hold that nobody has ended: its `to` is when it would end by itself */
    enum pause_reason reason;
    const struct window *window; /* into the clock's policy */
};

/* All of a clock's standstills until its calendars end, not yet joined; in no order.
 * ERR_NOT_FOUND: a calendar of the clock is gone. ERR_NOMEM. */
enum err clock_stills(struct arena *arena, const struct jurisdiction *j, const struct request *r,
                      const struct clock *c, struct still **out, size_t *count);

struct clock_reading {
    enum clock_state state;
    /* 0 while a hold lasts, unless the goal was consumed before it began: lateness stays. A season
     * has an end that is known, so it leaves a date. */
    int64_t due, breach_at;
    int64_t if_resumed;          /* due, if the hold that lasts ended at once; 0: none lasts */
    int64_t consumed, remaining; /* seconds that count; remaining is 0 when it is late */
    int64_t resumes_at;          /* paused: when it runs on by itself; 0: when somebody acts */
};

/* The clock at `now`, or, when it is met, as it was then. ERR_NOT_FOUND: a calendar of it is gone;
 * ERR_HORIZON: no due date within the calendar; ERR_NOMEM. */
enum err clock_read(struct arena *arena, const struct jurisdiction *j, const struct request *r,
                    const struct clock *c, int64_t now, struct clock_reading *out);

/* The timeline of the clock as it stands at `at`, with what lasts then cut off there: what is due
 * if it goes on at once. For walking through it, and for its steps. */
enum err clock_timeline(struct arena *arena, const struct jurisdiction *j, const struct request *r,
                        const struct clock *c, int64_t at, struct timeline *out);

/* When somebody is reminded of a lasting hold; ERR_NOT_FOUND: never, by this clock's policy. */
enum err clock_reminder(const struct jurisdiction *j, const struct clock *c, const struct hold *h,
                        int64_t *out);

/* Gives the clocks of a decision that was taken of `e`, a filing or (of the request `before`) a
 * reclassification, the due dates that they read: seasons move a date that a rule alone does not,
 * and so do the holds of a request that has lived already. ERR_NOMEM. */
enum err clock_dates(struct arena *arena, const struct jurisdiction *j, const struct event *e,
                     const struct request *before, struct decision *d);

/* Fills e->clocks with what e makes the clocks of `before` read: those that e touches, or all that
 * run when `all`. e->at is set. A clock whose calendar is gone keeps what it read. ERR_NOMEM. */
enum err clock_values(struct arena *arena, const struct jurisdiction *j,
                      const struct request *before, struct event *e);

#endif
