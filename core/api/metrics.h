/* Counting exchanges, and Prometheus text (exposition format 0.0.4).
 *
 * Each thread counts in its own struct meter, with relaxed atomics and no lock; /metrics adds up
 * all meters of the process. */
#ifndef API_METRICS_H
#define API_METRICS_H

#include "base/buf.h"
#include "base/list.h"

#include <pthread.h>
#include <stdatomic.h>

enum {
    METER_ROUTES = 64,  /* the last one counts what no route served */
    METER_BUCKETS = 14, /* of latency; the last one is without bound */
    METER_STATUSES = 6, /* by hundreds; 0 is unused */
};

struct route_meter {
    _Atomic uint64_t statuses[METER_STATUSES];
    _Atomic uint64_t buckets[METER_BUCKETS];
    _Atomic uint64_t microseconds, bytes;
};

/* Of one thread. */
struct meter {
    struct route_meter routes[METER_ROUTES];
    struct list node;
};

/* Of the process: the threads' meters, and the counts of threads that have ended. */
struct meters {
    pthread_mutex_t lock;
    struct list threads;
    struct meter ended;
};

void meters_init(struct meters *m);
void meters_destroy(struct meters *m); /* every thread's meter must be gone */
void meter_join(struct meters *m, struct meter *mine);
void meter_leave(struct meters *m, struct meter *mine); /* its counts stay */
void meter_count(struct meter *mine, size_t route, int status, uint64_t microseconds,
                 uint64_t bytes);

/* Appends requests, latencies and bytes of the first `count` routes and of the last one. */
void meters_put(struct meters *m, const char *const *names, size_t count, struct buf *out);

/* "# HELP", "# TYPE" and one sample, for those who count something else. `kind` is "counter" or
 * "gauge". */
void metric_put(struct buf *out, const char *name, const char *kind, const char *help,
                uint64_t value);
/* The first two lines alone, where samples with labels follow. */
void metric_head(struct buf *out, const char *name, const char *kind, const char *help);

#endif
