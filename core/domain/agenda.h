/* What lies ahead of a request: planned whenever its clocks, holds or state change, fired when its
 * time has come, each once in a cycle.
 *
 * Planning needs calendars, so that the verb does it and writes the result into its event; folding
 * only follows. What was fired is remembered, with what collapsed into it: a later plan leaves it
 * out, unless the due date has moved so that the instant is ahead again. Then the firing is undone
 * in the journal, and will come anew. A clock that is met, stopped or paused has nothing ahead. */
#ifndef DOMAIN_AGENDA_H
#define DOMAIN_AGENDA_H

#include "domain/change.h"

/* --- The fold --------------------------------------------------------------------------------- */

/* What an event says of the agenda, applied to the request: a firing, a new plan. ERR_NOMEM. */
enum err agenda_fold(struct arena *arena, struct request *r, const struct event *e);
enum err agenda_follow(struct arena *arena, struct request *r, const struct event *e);
/* The earliest ahead; NULL: nothing is. */
const struct instant *agenda_next(const struct request *r);

/* --- Planning: part of draft_add -------------------------------------------------------------- */

/* After the event was applied to d->out->after: adds the plan to the event, if it differs from what
 * is ahead, and follows it. */
enum err agenda_plan(struct draft *d, struct event *e);

/* --- Firing ----------------------------------------------------------------------------------- */

/* One thing that is due: what is fired, and what has collapsed into it because it came due too,
 * lower on the same ladder. */
struct firing {
    struct instant instant;
    struct instant *collapsed;
    size_t collapsed_count;
};

/* All that is due of a request at `now`, in order; count 0: nothing. */
enum err agenda_due(struct arena *arena, const struct request *r, int64_t now, struct firing **out,
                    size_t *count);

#endif
