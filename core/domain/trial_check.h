/* What came out of a trial against what was expected of it. */
#ifndef DOMAIN_TRIAL_CHECK_H
#define DOMAIN_TRIAL_CHECK_H

#include "domain/event.h"
#include "domain/request.h"
#include "domain/trial.h"

struct outcome {
    const struct faults *faults; /* of the filing; none: it was accepted, and the rest is there */
    struct request request;
    struct event *events;
    size_t event_count;
};

struct check {
    struct arena *arena;
    const struct jurisdiction *jurisdiction;
    const struct trial *trial;
    const struct outcome *outcome;
    struct trial_miss *misses;
    size_t count, cap;
    bool failed; /* out of memory */
};

/* Adds a miss; texts of the same words in both languages may have one of them. */
void check_miss(struct check *c, struct trial_miss miss);
/* Adds the misses of a filing that was refused, or must have been. */
void check_filing(struct check *c);
/* Of a request that was filed, after all steps. */
void check_request(struct check *c);

#endif
