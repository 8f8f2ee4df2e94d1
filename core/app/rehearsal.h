/* A rehearsal on threads of its own, that give way to everything else on the machine. */
#ifndef APP_REHEARSAL_H
#define APP_REHEARSAL_H

#include "domain/backtest.h"
#include "script/generation.h"

enum { REHEARSAL_THREADS_MAX = 64 };

struct rehearsal {
    struct backtest backtest; /* to be filled as backtest_open wants it */
    struct generation *candidate;
    unsigned threads;                                       /* 0: one a core */
    void (*progress)(void *self, const struct backtest *b); /* now and then, here; may be NULL */
    void *self;

    struct backtest_rows rows[REHEARSAL_THREADS_MAX]; /* what they found */
};

/* Blocks until it is done. The report is in the arena, its words live as long as the rehearsal and
 * the candidate. */
enum err rehearsal_run(struct rehearsal *r, struct arena *arena, struct backtest_report *out);
void rehearsal_free(struct rehearsal *r);

/* This thread gives way to all others from here on. On Linux a thread has a niceness of its own;
 * where it cannot be had, the work goes on all the same. */
void rehearsal_give_way(void);
/* "90d" before now, a day (UTC), or an instant. */
bool rehearsal_when(struct str word, int64_t now, int64_t *out);

#endif
