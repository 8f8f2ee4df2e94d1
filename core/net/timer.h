/* Timeouts of connections, without a system timer each.
 *
 * A connection waits for one thing at a time, and each kind of wait has one length: so a list
 * kept in order of arrival is in order of deadline too. One repeating tick sweeps the front of
 * each list; it runs only while somebody waits. A timeout is late by a tick at most. */
#ifndef NET_TIMER_H
#define NET_TIMER_H

#include "base/list.h"

#include <stdint.h>
#include <uv.h>

enum timer_kind { TIMER_HEAD, TIMER_BODY, TIMER_IDLE, TIMER_WRITE, TIMER_DRAIN, TIMER_KINDS };

/* Embedded in who waits. */
struct timer {
    struct list link;
    uint64_t deadline; /* uv_now */
};

struct timers {
    uv_timer_t tick; /* keeps no loop alive */
    uint64_t tick_ms;
    uint64_t ms[TIMER_KINDS];
    struct list waiting[TIMER_KINDS];
    /* The deadline has passed, or too_slow said yes. The timer is set no longer. */
    void (*expired)(struct timer *t, enum timer_kind kind);
    /* Asked at each tick of every timer of TIMER_BODY: a rate is watched all along. */
    bool (*too_slow)(const struct timer *t, uint64_t now);
};

void timers_open(struct timers *ts, uv_loop_t *uv, const uint64_t ms[static TIMER_KINDS]);
void timers_close(struct timers *ts); /* nobody waits any longer */

void timer_init(struct timer *t);
/* Waits for one thing, and for nothing else that t was waiting for. */
void timer_set(struct timers *ts, struct timer *t, enum timer_kind kind);
void timer_clear(struct timer *t); /* harmless when not set */

#endif
