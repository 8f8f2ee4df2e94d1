/* The one thread that turns waiting batches into durable commits.
 *
 * It takes all the batches that wait, applies them in one transaction, commits once, and wakes each
 * port once: while the disk works the next group gathers, so that no timer is needed. Its state:
 *
 *   open  --ERR_NO_SPACE-->  full  --a commit succeeds-->  open
 *   open or full  --any other failed commit-->  dead, for good
 *
 * While full, batches are tried as they come, and when none come a small one of its own is, four
 * times a second; once dead, every batch is answered ERR_IO. */
#ifndef STORE_COMMITTER_H
#define STORE_COMMITTER_H

#include "store/store.h"

#include <pthread.h>
#include <stdatomic.h>

/* A group is cut at either of these; a single batch may be larger. */
enum { GROUP_BATCHES = 512, GROUP_BYTES = 4 << 20 };

enum committer_state { COMMITTER_OPEN, COMMITTER_FULL, COMMITTER_DEAD };

struct committer_options {
    uint64_t reserve; /* as in struct store_options */
    void (*fatal)(void *self, enum err e, const char *what);
    void *fatal_self;
};

struct committer {
    struct store *store;
    struct committer_options options;
    pthread_t thread;
    bool running;

    pthread_mutex_t lock; /* guards the three below */
    pthread_cond_t work;
    struct list waiting;
    bool sleeping, stopping;

    /* Written by the thread, read by anyone. */
    _Atomic enum committer_state state;
    _Atomic uint64_t queued, commits, batches, conflicts, failures, grown, commit_us;
    _Atomic uint64_t sizes[STORE_SIZES];
};

enum err committer_start(struct committer *c, struct store *s, const struct committer_options *o);
void committer_submit(struct committer *c, struct batch *b);
void committer_stop(struct committer *c); /* after all that waits is done */
void committer_status(struct committer *c, struct store_status *out);

/* Gives a batch back with its result at once; store_commit uses it for a batch it refuses. */
void port_finish(struct batch *b, enum err result);

#endif
