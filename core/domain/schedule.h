/* The schedule: works off what is due, in small groups, one commit after the other.
 *
 * A group is as many requests as two milliseconds or GROUP_MAX allow. It is built from a snapshot,
 * committed as one batch, and the next one is built when it is on disk: so requests wait for one
 * group at most, on the loop and in the committer. Each firing is an event appended under the usual
 * expectation; if somebody else appended first the whole group is found in conflict and built anew,
 * smaller. So each thing is fired once, whoever works on it at the same time, whatever the server
 * dies of, and however the clock is set.
 *
 * A schedule belongs to the thread of its desk. Any number may run. */
#ifndef DOMAIN_SCHEDULE_H
#define DOMAIN_SCHEDULE_H

#include "domain/desk.h"

#include <stdatomic.h>

/* Of the process, for /metrics. Zero is valid. */
struct schedule_totals {
    _Atomic uint64_t fired;     /* events */
    _Atomic uint64_t collapsed; /* what they stood for besides */
    _Atomic uint64_t late_s;    /* sum over what was fired: seconds from its instant to now */
    _Atomic uint64_t failed;    /* requests passed over because they cannot be read */
    _Atomic uint64_t conflicts;
    _Atomic uint64_t waiting; /* requests due when a group was last begun, WAITING_MAX at most */
    _Atomic uint64_t lag_s;   /* how long ago what came due first has come due; 0: nothing waits */
};

enum { WAITING_MAX = 1000 };

struct schedule {
    struct desk *desk;
    struct schedule_totals *totals;
    void (*idle)(void *self, enum err e); /* may be NULL: nothing is due any more, or it failed */
    void *self;

    struct arena arena; /* of the group */
    struct change group;
    size_t size; /* of the next group, in requests */
    size_t fired, collapsed;
    uint64_t late_s;
    bool flying; /* the group is being committed */
    bool closed;
};

void schedule_open(struct schedule *s, struct desk *desk, struct schedule_totals *totals);
/* Waits for the group that is flying, draining the desk's port; builds no other. */
void schedule_close(struct schedule *s);
/* Builds and commits a group, if none is flying; goes on by itself from port_drain, until nothing
 * is due. To be called at each tick. */
void schedule_run(struct schedule *s);

#endif
