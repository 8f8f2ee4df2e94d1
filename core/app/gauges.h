/* What the other floors count, as Prometheus text (exposition format 0.0.4) for /metrics. */
#ifndef APP_GAUGES_H
#define APP_GAUGES_H

#include "domain/schedule.h"
#include "net/server.h"
#include "script/rules.h"
#include "store/store.h"

enum { GAUGES_SERVICES = 256 };

void gauges_store(struct buf *out, const struct store_status *s);
void gauges_schedule(struct buf *out, const struct schedule_totals *t);
void gauges_net(struct buf *out, const struct net_status *s);

/* Rows of several threads added up: one per service. Zero is a valid start. */
struct rule_totals {
    struct rule_stats rows[GAUGES_SERVICES];
    size_t count;
};

/* Services beyond GAUGES_SERVICES are left out. */
void rule_totals_add(struct rule_totals *totals, struct script_rules *rules);
void gauges_rules(struct buf *out, const struct rule_totals *totals);

#endif
