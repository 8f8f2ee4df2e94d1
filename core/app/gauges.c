/* What the other floors count, as Prometheus text. */
#include "app/gauges.h"

#include "api/metrics.h"

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

static struct rule_stats *row_of(struct rule_totals *totals, const struct rule_stats *like)
{
    for (size_t i = 0; i < totals->count; i++)
        if (totals->rows[i].service == like->service)
            return &totals->rows[i];
    if (totals->count == GAUGES_SERVICES)
        return NULL;
    struct rule_stats *row = &totals->rows[totals->count++];
    *row = (struct rule_stats){.jurisdiction = like->jurisdiction, .service = like->service};
    return row;
}

void rule_totals_add(struct rule_totals *totals, struct script_rules *rules)
{
    struct rule_stats stats[GAUGES_SERVICES];
    size_t count = script_rules_stats(rules, stats, GAUGES_SERVICES);
    for (size_t i = 0; i < count && i < GAUGES_SERVICES; i++) {
        struct rule_stats *row = row_of(totals, &stats[i]);
        if (!row)
            return;
        row->calls += stats[i].calls;
        row->errors += stats[i].errors;
        row->microseconds += stats[i].microseconds;
    }
}

static void rule_samples(struct buf *out, const struct rule_totals *totals, const char *name,
                         const char *help, size_t field)
{
    metric_head(out, name, "counter", help);
    for (size_t i = 0; i < totals->count; i++) {
        const struct rule_stats *row = &totals->rows[i];
        uint64_t value;
        memcpy(&value, (const char *)row + field, sizeof value);
        buf_printf(out, "%s{jurisdiction=\"" STR_FMT "\",service=\"" STR_FMT "\"} %lu\n", name,
                   STR_ARG(row->jurisdiction->id), STR_ARG(row->service->code),
                   (unsigned long)value);
    }
}

void gauges_rules(struct buf *out, const struct rule_totals *totals)
{
    rule_samples(out, totals, "guichet_rule_calls_total", "Functions of rules called.",
                 offsetof(struct rule_stats, calls));
    rule_samples(out, totals, "guichet_rule_errors_total", "Functions of rules that failed.",
                 offsetof(struct rule_stats, errors));
    rule_samples(out, totals, "guichet_rule_microseconds_total", "Time in functions of rules.",
                 offsetof(struct rule_stats, microseconds));
}
