/* Meters of threads, added up and written for Prometheus. */
#include "api/metrics.h"

#include "base/check.h"

#include <inttypes.h>

/* Upper bounds in microseconds; the last bucket has none. */
static const uint64_t bounds[METER_BUCKETS - 1] = {
    50, 100, 250, 500, 1000, 2500, 5000, 10000, 25000, 50000, 100000, 250000, 1000000};
static const char *const bound_names[METER_BUCKETS] = {
    "0.00005", "0.0001", "0.00025", "0.0005", "0.001", "0.0025", "0.005",
    "0.01",    "0.025",  "0.05",    "0.1",    "0.25",  "1",      "+Inf"};

void meters_init(struct meters *m)
{
    check(pthread_mutex_init(&m->lock, NULL) == 0);
    list_init(&m->threads);
}

void meters_destroy(struct meters *m)
{
    check(list_empty(&m->threads));
    pthread_mutex_destroy(&m->lock);
}

void meter_join(struct meters *m, struct meter *mine)
{
    check(pthread_mutex_lock(&m->lock) == 0);
    list_push(&m->threads, &mine->node);
    check(pthread_mutex_unlock(&m->lock) == 0);
}

static void add(_Atomic uint64_t *to, uint64_t n)
{
    atomic_fetch_add_explicit(to, n, memory_order_relaxed);
}

static uint64_t get(const _Atomic uint64_t *from)
{
    return atomic_load_explicit(from, memory_order_relaxed);
}

static void route_add(struct route_meter *sum, const struct route_meter *r)
{
    for (size_t i = 0; i < METER_STATUSES; i++)
        add(&sum->statuses[i], get(&r->statuses[i]));
    for (size_t i = 0; i < METER_BUCKETS; i++)
        add(&sum->buckets[i], get(&r->buckets[i]));
    add(&sum->microseconds, get(&r->microseconds));
    add(&sum->bytes, get(&r->bytes));
}

void meter_leave(struct meters *m, struct meter *mine)
{
    check(pthread_mutex_lock(&m->lock) == 0);
    list_remove(&mine->node);
    for (size_t i = 0; i < METER_ROUTES; i++)
        route_add(&m->ended.routes[i], &mine->routes[i]);
    check(pthread_mutex_unlock(&m->lock) == 0);
}

void meter_count(struct meter *mine, size_t route, int status, uint64_t microseconds,
                 uint64_t bytes)
{
    struct route_meter *r = &mine->routes[route < METER_ROUTES ? route : METER_ROUTES - 1];
    size_t hundred = status >= 100 && status < 600 ? (size_t)status / 100 : 0;
    size_t bucket = 0;
    while (bucket < METER_BUCKETS - 1 && microseconds > bounds[bucket])
        bucket++;
    add(&r->statuses[hundred], 1);
    add(&r->buckets[bucket], 1);
    add(&r->microseconds, microseconds);
    add(&r->bytes, bytes);
}

void metric_head(struct buf *out, const char *name, const char *kind, const char *help)
{
    buf_printf(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, kind);
}

void metric_put(struct buf *out, const char *name, const char *kind, const char *help,
                uint64_t value)
{
    metric_head(out, name, kind, help);
    buf_printf(out, "%s %" PRIu64 "\n", name, value);
}

/* --- /metrics --------------------------------------------------------------------------------- */

static void requests_put(struct buf *out, const char *name, const struct route_meter *r)
{
    for (size_t i = 1; i < METER_STATUSES; i++)
        if (get(&r->statuses[i]))
            buf_printf(out,
                       "guichet_http_requests_total{route=\"%s\",status=\"%zuxx\"} %" PRIu64 "\n",
                       name, i, get(&r->statuses[i]));
}

static void latencies_put(struct buf *out, const char *name, const struct route_meter *r)
{
    uint64_t total = 0;
    for (size_t i = 0; i < METER_BUCKETS; i++)
        total += get(&r->buckets[i]);
    if (total == 0)
        return;
    uint64_t below = 0;
    for (size_t i = 0; i < METER_BUCKETS; i++) {
        below += get(&r->buckets[i]);
        buf_printf(out,
                   "guichet_http_duration_seconds_bucket{route=\"%s\",le=\"%s\"} %" PRIu64 "\n",
                   name, bound_names[i], below);
    }
    uint64_t us = get(&r->microseconds);
    buf_printf(out, "guichet_http_duration_seconds_sum{route=\"%s\"} %" PRIu64 ".%06" PRIu64 "\n",
               name, us / 1000000, us % 1000000);
    buf_printf(out, "guichet_http_duration_seconds_count{route=\"%s\"} %" PRIu64 "\n", name, total);
}

static void bytes_put(struct buf *out, const char *name, const struct route_meter *r)
{
    if (get(&r->bytes))
        buf_printf(out, "guichet_http_response_bytes_total{route=\"%s\"} %" PRIu64 "\n", name,
                   get(&r->bytes));
}

static const struct {
    const char *name, *kind, *help;
    void (*put)(struct buf *out, const char *name, const struct route_meter *r);
} families[] = {
    {"guichet_http_requests_total", "counter", "Exchanges answered, by route.", requests_put},
    {"guichet_http_duration_seconds", "histogram", "From first byte in to last byte out.",
     latencies_put},
    {"guichet_http_response_bytes_total", "counter", "Bytes written to clients.", bytes_put},
};

void meters_put(struct meters *m, const char *const *names, size_t count, struct buf *out)
{
    struct meter sum = {0};
    check(pthread_mutex_lock(&m->lock) == 0);
    for (size_t i = 0; i < METER_ROUTES; i++) {
        route_add(&sum.routes[i], &m->ended.routes[i]);
        LIST_EACH(node, &m->threads)
        route_add(&sum.routes[i], &LIST_ITEM(node, struct meter, node)->routes[i]);
    }
    check(pthread_mutex_unlock(&m->lock) == 0);
    for (size_t f = 0; f < sizeof families / sizeof *families; f++) {
        metric_head(out, families[f].name, families[f].kind, families[f].help);
        for (size_t i = 0; i < count && i < METER_ROUTES - 1; i++)
            families[f].put(out, names[i], &sum.routes[i]);
        families[f].put(out, "none", &sum.routes[METER_ROUTES - 1]);
    }
}
