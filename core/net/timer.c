/* One list for each kind of wait, swept by one tick. */
#include "net/timer.h"

#include "base/check.h"

enum { TICK_MS_MIN = 10, TICK_MS_MAX = 250 };

/* A quarter of the shortest wait: a timeout is then never late by more than that. */
static uint64_t tick_length(const uint64_t ms[static TIMER_KINDS])
{
    uint64_t tick = TICK_MS_MAX;
    for (int kind = 0; kind < TIMER_KINDS; kind++)
        if (ms[kind] / 4 < tick)
            tick = ms[kind] / 4;
    return tick < TICK_MS_MIN ? TICK_MS_MIN : tick;
}

void timers_open(struct timers *ts, uv_loop_t *uv, const uint64_t ms[static TIMER_KINDS])
{
    for (int kind = 0; kind < TIMER_KINDS; kind++) {
        list_init(&ts->waiting[kind]);
        ts->ms[kind] = ms[kind];
    }
    ts->tick_ms = tick_length(ms);
    uv_timer_init(uv, &ts->tick); /* cannot fail */
    uv_unref((uv_handle_t *)&ts->tick);
    ts->tick.data = ts;
}

void timers_close(struct timers *ts)
{
    uv_close((uv_handle_t *)&ts->tick, NULL);
}

void timer_init(struct timer *t)
{
    list_init(&t->link);
}

static struct timer *timer_of(struct list *link)
{
    return LIST_ITEM(link, struct timer, link);
}

/* Those of TIMER_BODY whose deadline is far but whose rate is not enough. */
static void sweep_slow(struct timers *ts, uint64_t now)
{
    struct list slow;
    list_init(&slow);
    struct list *all = &ts->waiting[TIMER_BODY];
    for (struct list *link = all->next, *next; link != all; link = next) {
        next = link->next;
        if (ts->too_slow(timer_of(link), now)) {
            list_remove(link);
            list_push(&slow, link);
        }
    }
    for (struct list *link = list_pop(&slow); link; link = list_pop(&slow))
        ts->expired(timer_of(link), TIMER_BODY);
}

static void sweep(struct timers *ts, enum timer_kind kind, uint64_t now)
{
    struct list *all = &ts->waiting[kind];
    while (!list_empty(all) && timer_of(all->next)->deadline <= now)
        ts->expired(timer_of(list_pop(all)), kind);
}

static void tick_cb(uv_timer_t *tick)
{
    struct timers *ts = tick->data;
    uint64_t now = uv_now(tick->loop);
    bool any = false;
    for (int kind = 0; kind < TIMER_KINDS; kind++)
        sweep(ts, (enum timer_kind)kind, now);
    sweep_slow(ts, now);
    for (int kind = 0; kind < TIMER_KINDS; kind++)
        any = any || !list_empty(&ts->waiting[kind]);
    if (!any)
        uv_timer_stop(tick);
}

void timer_set(struct timers *ts, struct timer *t, enum timer_kind kind)
{
    list_remove(&t->link);
    list_push(&ts->waiting[kind], &t->link);
    t->deadline = uv_now(ts->tick.loop) + ts->ms[kind];
    if (!uv_is_active((const uv_handle_t *)&ts->tick)) {
        int rc = uv_timer_start(&ts->tick, tick_cb, ts->tick_ms, ts->tick_ms);
        check(rc == 0); /* fails only on a closing handle */
    }
}

void timer_clear(struct timer *t)
{
    list_remove(&t->link);
}
