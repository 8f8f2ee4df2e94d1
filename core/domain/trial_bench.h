/* Where one trial is played: a store in memory, a desk, a schedule, and a clock that is moved from
 * instant to instant. It belongs to one thread, and must not move. */
#ifndef DOMAIN_TRIAL_BENCH_H
#define DOMAIN_TRIAL_BENCH_H

#include "domain/schedule.h"
#include "domain/trial.h"

#include <semaphore.h>

struct bench {
    struct arena *arena; /* of what comes out */
    struct now now;
    struct store *store;
    struct ids *ids;
    struct desk desk;
    struct schedule schedule;
    struct schedule_totals totals;
    sem_t woken;
    struct jurisdiction own; /* a copy: its number is of this store */
    struct jurisdiction *items[1];
    struct catalogue catalogue;
    const struct jurisdiction *real; /* what the rules know */
    const struct rules *rules;
    uint64_t id; /* of the request, once it is filed */
};

enum err bench_open(struct bench *b, struct arena *arena, const struct jurisdiction *j,
                    const struct rules *rules, int64_t now);
void bench_close(struct bench *b);

/* ERR_INVALID with faults. */
enum err bench_file(struct bench *b, const struct trial *t, struct faults *faults);
/* The clock goes to `to`; on its way all that comes due is fired, each at its own instant. */
enum err bench_wait(struct bench *b, int64_t to);
/* Waits until the step's time, then does it. ERR_INVALID with faults. */
enum err bench_step(struct bench *b, const struct trial_step *step, struct faults *faults);
/* As they are now. */
enum err bench_look(struct bench *b, struct request *r, struct event **events, size_t *count);

#endif
