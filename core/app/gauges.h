/* What the other floors count, as Prometheus text (exposition format 0.0.4) for /metrics. */
#ifndef APP_GAUGES_H
#define APP_GAUGES_H

#include "domain/jurisdiction.h"
#include "domain/schedule.h"
#include "net/server.h"
#include "script/ledger.h"
#include "store/store.h"

void gauges_store(struct buf *out, const struct store_status *s);
void gauges_schedule(struct buf *out, const struct schedule_totals *t);
void gauges_net(struct buf *out, const struct net_status *s);

/* Of the services in force that have functions. */
void gauges_rules(struct buf *out, struct ledger *ledger, const struct catalogue *all);

#endif
