/* One decision taken again, by other rules: of a filing, or of a reclassification.
 *
 * It is taken from its event: the answers, the place, the instant, and what functions were told of
 * other requests that day. What comes out is laid beside what was decided then; what differs is
 * added to rows. This is what a rehearsal (domain/backtest.h) and a shadow (domain/shadow.h) do
 * with each request. */
#ifndef DOMAIN_AGAIN_H
#define DOMAIN_AGAIN_H

#include "domain/backtest.h"
#include "domain/desk.h"

struct again {
    const struct jurisdiction *jurisdiction; /* the candidate; its number is that of the store */
    const struct rules *rules;               /* they know it */
    struct arena *arena;                     /* scratch, of one event */
    struct backtest_rows *rows;
    /* Questions that nobody asked that day go to its snapshot, which is renewed; NULL: they have
     * no answer, and that is a row. */
    struct desk *desk;
};

/* `before`: of a reclassification, the request as it was; of a filing NULL. ERR_NOMEM, or what the
 * store says. */
enum err again_decide(struct again *a, uint64_t id, const struct event *e,
                      const struct request *before);

#endif
