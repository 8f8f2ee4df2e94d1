/* The circuit breaker: rules whose functions keep failing are rolled back by the server itself.
 *
 * A failed function has lost nothing: its request is stored and flagged. Too many failures of one
 * service in one window, all under the generation in force, say that its rules are worse than those
 * before. Where those before hold the same text of the service, going back would mend nothing:
 * then, as when there are none, it is only said. */
#ifndef APP_BREAKER_H
#define APP_BREAKER_H

#include "app/life.h"
#include "base/list.h"
#include "base/now.h"
#include "script/ledger.h"

enum { BREAKER_SLICES = 20, BREAKER_FAILURES = 50, BREAKER_SECONDS = 300 };

struct breaker_limits {
    uint64_t failures; /* of one service; 0: never */
    uint64_t seconds;  /* in so long, to a twentieth */
};

/* "50/5m": so many failures in so long (s, m, h); "0": never. */
bool breaker_limits_read(struct str word, struct breaker_limits *out);

/* Of one thread. */
struct breaker {
    struct breaker_limits limits;
    struct ledger *ledger;
    struct life *life;
    struct notices *notices;
    const struct now *now;
    struct log *log;
    struct list fuses; /* one a service */
};

void breaker_open(struct breaker *b);
void breaker_close(struct breaker *b);

/* At the failures of one borough in force, every so often; `now_us` never jumps. In the workshop's
 * stead, so it may block. */
void breaker_look(struct breaker *b, size_t borough, const struct jurisdiction *j, uint64_t now_us);

#endif
