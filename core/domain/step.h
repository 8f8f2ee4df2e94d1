/* When a step of a clock is taken, counted from its due date on the clock's calendar (b16). */
#ifndef DOMAIN_STEP_H
#define DOMAIN_STEP_H

#include "domain/policy.h"

struct step_basis {
    const struct calendar *calendar;
    int64_t due;
    bool business; /* the goal counts working time: so do percents of it */
    int64_t whole; /* the goal in seconds of that kind: what is 100 % */
};

/* A percentage is the instant at which so much of the goal is consumed if nothing stops the clock
 * any more; before and after count business seconds, elapsed seconds, calendar days at the same
 * wall time, or business days at that time within the day's hours. Quiet steps then wait for the
 * next opening. ERR_HORIZON beyond the calendar's table. */
enum err step_instant(const struct step_basis *basis, const struct step *step, int64_t *out);

/* As the plugin wrote it: "80%", "before 2bd", "due", "after 4eh". */
void step_put(struct buf *b, const struct step *step);

#endif
