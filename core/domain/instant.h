/* An instant at which something of a request comes due by itself. Those ahead stand in the state of
 * the request, in order; the earliest is its place in the agenda (domain/agenda.h). */
#ifndef DOMAIN_INSTANT_H
#define DOMAIN_INSTANT_H

#include "domain/policy.h"

enum instant_kind {
    INSTANT_STEP = 1,      /* a step of a clock's ladder: somebody is to hear of it (b16) */
    INSTANT_DUE = 2,       /* a clock is due */
    INSTANT_BREACH = 3,    /* … and late, from this second on (b5) */
    INSTANT_REMINDER = 4,  /* a hold has lasted long enough to be looked at (b11) */
    INSTANT_PAUSE_END = 5, /* a clock runs on by itself: at the limit of a hold, after a season */
    INSTANT_TIMEOUT = 6,   /* a state has been stood in for as long as the workflow lets it */
};

struct str instant_kind_name(enum instant_kind kind); /* "step", "due", … */

struct instant {
    enum instant_kind kind;
    int64_t at;
    struct str clock;        /* STEP, DUE, BREACH, PAUSE_END */
    uint32_t cycle;          /* of that clock; REMINDER: which pause of the request, from 1 */
    uint32_t step;           /* STEP: its number in the policy, from 1 */
    enum pause_reason pause; /* REMINDER */
    struct str to;           /* FIRED: who hears of it; empty while ahead */
};

/* Whether both are the same thing, at whatever time: what is fired once in a cycle. */
static inline bool instant_same(const struct instant *a, const struct instant *b)
{
    return a->kind == b->kind && a->cycle == b->cycle && a->step == b->step &&
           a->pause == b->pause && str_eq(a->clock, b->clock);
}

#endif
