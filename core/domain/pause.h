/* Goals in seconds whose clock stands still for a while: pauses are applied as a union, merged
 * once, and clipped to the time in question (domain/calendar.h, b10). */
#ifndef DOMAIN_PAUSE_H
#define DOMAIN_PAUSE_H

#include "domain/calendar.h"

#define PAUSE_OPEN INT64_MAX /* the end of a pause that has not ended */

struct pause { /* [from, to), UTC */
    int64_t from, to;
};

struct pauses { /* ascending, neither touching nor overlapping: what pauses_union leaves */
    struct pause *items;
    size_t count;
};

/* Sorts and joins in place. ERR_BAD_PAUSE: one ends before it begins, or lasts no time. */
enum err pauses_union(struct pauses *p);

struct paused_due {
    bool paused;       /* the last pause is still open: there is no date while it lasts */
    int64_t remaining; /* seconds of the goal left when it began */
    struct due due;    /* when not paused */
};

/* What counts is the working time of `c`, or all time if c is NULL. Negative seconds are
 * ERR_INVALID; beyond the table ERR_HORIZON. */
enum err pauses_due(const struct calendar *c, int64_t start, int64_t seconds,
                    const struct pauses *p, struct paused_due *out);
/* The first instant from `at` on that counts: open, and in no pause that ends. */
enum err pauses_next(const struct calendar *c, int64_t at, const struct pauses *p, int64_t *out);
enum err pauses_subtract(const struct calendar *c, int64_t at, int64_t seconds,
                         const struct pauses *p, int64_t *out);
enum err pauses_between(const struct calendar *c, int64_t a, int64_t b, const struct pauses *p,
                        int64_t *out);

#endif
