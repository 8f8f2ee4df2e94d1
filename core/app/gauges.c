/* What the other floors count, as Prometheus text. */
#include "app/gauges.h"

#include "api/metrics.h"

#include <inttypes.h>

struct gauge {
    const char *name, *kind, *help;
    uint64_t value;
};

static void put_all(struct buf *out, const struct gauge *gauges, size_t count)
{
    for (size_t i = 0; i < count; i++)
        metric_put(out, gauges[i].name, gauges[i].kind, gauges[i].help, gauges[i].value);
}

/* Batches per commit as a histogram whose bounds are powers of two. */
static void commit_sizes(struct buf *out, const struct store_status *s)
{
    static const char name[] = "guichet_commit_batches";
    uint64_t seen = 0;
    metric_head(out, name, "histogram", "Batches in one commit.");
    for (unsigned i = 0; i < STORE_SIZES; i++) {
        seen += s->batch_sizes[i];
        buf_printf(out, "%s_bucket{le=\"%lu\"} %lu\n", name, (2ul << i) - 1, (unsigned long)seen);
    }
    buf_printf(out, "%s_bucket{le=\"+Inf\"} %lu\n%s_sum %lu\n%s_count %lu\n", name,
               (unsigned long)seen, name, (unsigned long)s->batches, name, (unsigned long)seen);
}

void gauges_store(struct buf *out, const struct store_status *s)
{
    const struct gauge gauges[] = {
        {"guichet_store_can_commit", "gauge", "1 while commits succeed.", s->can_commit},
        {"guichet_store_commits_total", "counter", "Durable commits.", s->commits},
        {"guichet_store_conflicts_total", "counter", "Batches run again.", s->conflicts},
        {"guichet_store_failures_total", "counter", "Batches that failed.", s->failures},
        {"guichet_store_commit_microseconds_total", "counter", "Time in commits.", s->commit_us},
        {"guichet_store_queue", "gauge", "Batches waiting.", s->queued},
        {"guichet_store_grown_total", "counter", "Times the map grew.", s->grown},
        {"guichet_store_used_bytes", "gauge", "Bytes of the map in use.", s->bytes_used},
        {"guichet_store_map_bytes", "gauge", "Size of the map.", s->bytes_map},
        {"guichet_store_readers", "gauge", "Reader slots in use.", s->readers},
        {"guichet_store_readers_max", "gauge", "Reader slots.", s->readers_max},
        {"guichet_store_oldest_reader_lag", "gauge", "Commits since the oldest open snapshot.",
         s->oldest_reader_lag},
    };
    put_all(out, gauges, sizeof gauges / sizeof *gauges);
    commit_sizes(out, s);
}

void gauges_net(struct buf *out, const struct net_status *s)
{
    const struct gauge gauges[] = {
        {"guichet_connections", "gauge", "Connections open.", s->open},
        {"guichet_connections_accepted_total", "counter", "Connections accepted.", s->accepted},
        {"guichet_connections_refused_total", "counter", "Connections over a cap.", s->refused},
        {"guichet_timeouts_total", "counter", "Connections cut for slowness.", s->timeouts},
        {"guichet_parse_errors_total", "counter", "Requests that were none.", s->parse_errors},
        {"guichet_received_bytes_total", "counter", "Bytes received.", s->bytes_in},
        {"guichet_sent_bytes_total", "counter", "Bytes sent.", s->bytes_out},
    };
    put_all(out, gauges, sizeof gauges / sizeof *gauges);
}

void gauges_schedule(struct buf *out, const struct schedule_totals *t)
{
    const struct gauge gauges[] = {
        {"guichet_schedule_fired_total", "counter", "Steps, due dates and the like that fired.",
         atomic_load(&t->fired)},
        {"guichet_schedule_collapsed_total", "counter", "Of lower rank, fired with another.",
         atomic_load(&t->collapsed)},
        {"guichet_schedule_late_seconds_total", "counter", "From their instant to their firing.",
         atomic_load(&t->late_s)},
        {"guichet_schedule_lag_seconds", "gauge", "Since what waits longest came due.",
         atomic_load(&t->lag_s)},
        {"guichet_schedule_waiting", "gauge", "Requests due at the last look, up to a thousand.",
         atomic_load(&t->waiting)},
        {"guichet_schedule_conflicts_total", "counter", "Groups built again.",
         atomic_load(&t->conflicts)},
        {"guichet_schedule_failed_total", "counter", "Requests passed over as unreadable.",
         atomic_load(&t->failed)},
    };
    put_all(out, gauges, sizeof gauges / sizeof *gauges);
}

/* --- Functions of rules ----------------------------------------------------------------------- */

/* One service whose functions have been asked for. */
struct rule_row {
    const struct jurisdiction *jurisdiction;
    const struct service *service;
    struct ledger_sum sum;
};

struct rule_rows {
    struct rule_row *items;
    size_t count;
};

static size_t services_of(const struct catalogue *all)
{
    size_t n = 0;
    for (size_t i = 0; i < all->count; i++)
        n += all->items[i]->service_count;
    return n;
}

static void read_rows(struct ledger *ledger, const struct catalogue *all, struct rule_rows *rows)
{
    for (size_t i = 0; i < all->count; i++)
        for (size_t k = 0; k < all->items[i]->service_count; k++) {
            struct rule_row *row = &rows->items[rows->count];
            row->jurisdiction = all->items[i];
            row->service = all->items[i]->services[k];
            rows->count += ledger_read(ledger, row->jurisdiction->id, row->service, &row->sum);
        }
}

static void put_name(struct buf *out, const struct rule_row *row, const char *name)
{
    buf_printf(out, "%s{jurisdiction=\"" STR_FMT "\",service=\"" STR_FMT "\"", name,
               STR_ARG(row->jurisdiction->id), STR_ARG(row->service->code));
}

static void rule_samples(struct buf *out, const struct rule_rows *rows, const char *name,
                         const char *kind, const char *help, size_t field)
{
    metric_head(out, name, kind, help);
    for (size_t i = 0; i < rows->count; i++) {
        uint64_t value;
        memcpy(&value, (const char *)&rows->items[i].sum + field, sizeof value);
        put_name(out, &rows->items[i], name);
        buf_printf(out, "} %" PRIu64 "\n", value);
    }
}

/* Cumulative, at each power of two of microseconds up to a quarter of a second. */
static void rule_buckets(struct buf *out, const struct rule_row *row)
{
    uint64_t below = 0, next = 1;
    for (size_t i = 0; i < LEDGER_BUCKETS; i++) {
        below += row->sum.buckets[i];
        if (ledger_bucket_start(i + 1) != next || i + 1 == LEDGER_BUCKETS)
            continue;
        put_name(out, row, "guichet_rule_duration_seconds_bucket");
        buf_printf(out, ",le=\"%.6f\"} %" PRIu64 "\n", (double)next / 1e6, below);
        next *= 2;
    }
    put_name(out, row, "guichet_rule_duration_seconds_bucket");
    buf_printf(out, ",le=\"+Inf\"} %" PRIu64 "\n", below);
    put_name(out, row, "guichet_rule_duration_seconds_sum");
    buf_printf(out, "} %" PRIu64 ".%06" PRIu64 "\n", row->sum.microseconds / 1000000,
               row->sum.microseconds % 1000000);
    put_name(out, row, "guichet_rule_duration_seconds_count");
    buf_printf(out, "} %" PRIu64 "\n", below);
}

void gauges_rules(struct buf *out, struct ledger *ledger, const struct catalogue *all)
{
    struct arena arena = {0};
    struct rule_rows rows = {ARENA_ARRAY(&arena, struct rule_row, services_of(all) + 1), 0};
    if (rows.items)
        read_rows(ledger, all, &rows);
    rule_samples(out, &rows, "guichet_rule_calls_total", "counter", "Functions of rules called.",
                 offsetof(struct ledger_sum, calls));
    rule_samples(out, &rows, "guichet_rule_errors_total", "counter",
                 "Functions of rules that failed.", offsetof(struct ledger_sum, errors));
    rule_samples(out, &rows, "guichet_rule_suspended_total", "counter",
                 "Of these, not asked: they use up their budget too often.",
                 offsetof(struct ledger_sum, suspended));
    rule_samples(out, &rows, "guichet_rule_memory_bytes", "gauge",
                 "Held by functions of rules in Lua states.", offsetof(struct ledger_sum, memory));
    metric_head(out, "guichet_rule_duration_seconds", "histogram", "Time in functions of rules.");
    for (size_t i = 0; i < rows.count; i++)
        rule_buckets(out, &rows.items[i]);
    out->failed |= !rows.items;
    arena_free(&arena);
}
