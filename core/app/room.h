/* The rehearsal room: one thread of low priority, in which a candidate is tried while the counter
 * goes on. Whoever comes while somebody is in is sent away, to come again.
 *
 * It is beside the workshop, so that a long rehearsal holds up no change of rules; and what is done
 * here gives way to every live answer (app/rehearsal.h). */
#ifndef APP_ROOM_H
#define APP_ROOM_H

#include "api/errand.h"
#include "domain/backtest.h"

struct room_progress {
    bool running;
    uint64_t decided, moved;
    int64_t since, until, reached;
};

struct room {
    pthread_t thread;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t more;
    struct errand *waiting; /* taken, not yet begun */
    bool busy, closing;
    const struct backtest *backtest; /* under way; NULL: none */
    struct room_progress last;       /* of one that is over, while its answer is made */
};

enum err room_open(struct room *room);
void room_close(struct room *room); /* nobody is in any more */

/* False: somebody is in. */
bool room_take(void *room, struct errand *e);

/* From within: what is under way, for room_look; NULL when it is over. It is told as running until
 * the room is free again. */
void room_show(struct room *room, const struct backtest *b);

void room_look(struct room *room, struct room_progress *out); /* any thread */

#endif
