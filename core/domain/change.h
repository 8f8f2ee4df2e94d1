/* Building a change: events appended to a request, one after the other, then the batch that makes
 * them so. The verbs use it; nobody above the domain does. */
#ifndef DOMAIN_CHANGE_H
#define DOMAIN_CHANGE_H

#include "domain/desk.h"

struct draft {
    struct desk *desk;
    struct arena *arena;
    const struct jurisdiction *jurisdiction;
    const struct actor *actor;
    struct request before; /* version 0: it is not filed yet */
    struct change *out;
};

/* Looks the request up and checks its version (0: any). ERR_NOT_FOUND, ERR_CONFLICT. */
enum err draft_open(struct draft *d, uint64_t id, uint32_t version);
/* The time of the next event: now, but never before the last one, whatever the clock did. */
int64_t draft_now(const struct draft *d);
/* Numbers the event, signs it with actor and time, applies it to out->after, and puts it. */
enum err draft_add(struct draft *d, struct event *e);
/* Adds the event that says that pauses have ended by themselves. ERR_NOT_FOUND: none has. */
enum err draft_lapse(struct draft *d);
/* Adds the event of a transition that was found to be legal; reason NULL: none is asked for. */
enum err draft_move(struct draft *d, const struct workflow *w, const struct state *to,
                    const struct reason *reason, const struct transition *t);
/* Puts the state and the differences in the indexes. */
enum err draft_close(struct draft *d);

/* The events of the citizen's answer and of a note, for the verbs that add one. */
struct event event_answered(struct str text);
struct event event_noted(const struct actor *actor, struct str note, struct str internal_note);
/* A fault when the request is closed, as most of what stops and moves clocks may not be done then.
 */
void draft_check_open(const struct draft *d, struct faults *faults);

/* Puts into a transition that reopens d->before the clocks that start afresh, by their policies. */
enum err reopen_clocks(struct draft *d, struct event *e);

#endif
