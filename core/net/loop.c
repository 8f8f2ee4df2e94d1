/* A loop's life: open, start on a thread, take orders, end when nobody is left, join. */
#include "net/loop.h"

#include "base/check.h"
#include "base/date.h"
#include "base/now.h"
#include "net/conn.h"

#include <stdlib.h>

enum { TICK_MS = 200 };

enum err err_from_uv(int code)
{
    return code == UV_EADDRINUSE ? ERR_EXISTS : err_from_errno(-code); /* on Unix they are errno */
}

/* --- On the thread ---------------------------------------------------------------------------- */

static void wake_cb(uv_async_t *wake)
{
    struct net_thread *l = wake->data;
    l->service.woken(l->service.self);
}

/* The last thing before the loop sleeps: answers given meanwhile go out together. */
static void prepare_cb(uv_prepare_t *prepare)
{
    struct net_thread *l = prepare->data;
    conns_answer(l);
    l->service.idle(l->service.self);
}

static void tick_cb(uv_timer_t *tick)
{
    struct net_thread *l = tick->data;
    l->service.tick(l->service.self);
}

/* Only the handles that take orders keep the loop alive by then. */
static void end_if_empty(struct net_thread *l)
{
    if (!l->draining || l->conn_count > 0)
        return;
    uv_unref((uv_handle_t *)&l->wake);
    uv_unref((uv_handle_t *)&l->order);
}

void loop_conn_gone(struct net_thread *l)
{
    check(l->conn_count > 0);
    l->conn_count--;
    end_if_empty(l);
}

static void order_cb(uv_async_t *order)
{
    struct net_thread *l = order->data;
    int ordered = atomic_load(&l->ordered);
    if (ordered >= ORDER_REFUSE)
        listener_close(&l->listener, ordered < ORDER_DROP);
    if (ordered >= ORDER_DRAIN && !l->draining) {
        l->draining = true;
        l->service.draining(l->service.self);
        conns_drain(l);
    }
    if (ordered >= ORDER_DROP)
        conns_drop(l);
    end_if_empty(l);
}

static bool complete(const struct http_service *s)
{
    return s->head && s->handle && s->refused && s->finished && s->woken && s->idle && s->tick &&
           s->draining;
}

static void run(void *self)
{
    struct net_thread *l = self;
    const struct net_factory *factory = &l->shared->factory;
    enum err e = factory->open(factory->self, l->index, l, &l->service);
    check(e || complete(&l->service));
    l->failed = e;
    uv_sem_post(&l->opened);
    if (e)
        return;
    uv_run(&l->uv, UV_RUN_DEFAULT);
    factory->close(factory->self, l->index, &l->service);
}

const char *loop_date(struct net_thread *l)
{
    int64_t second = now_seconds(&(struct now){0});
    if (second != l->date_at) {
        instant_http(l->date, second);
        l->date_at = second;
    }
    return l->date;
}

void loop_count(struct net_thread *l, enum counter what, uint64_t n)
{
    uint64_t had = atomic_load_explicit(&l->counters[what], memory_order_relaxed);
    atomic_store_explicit(&l->counters[what], had + n, memory_order_relaxed);
}

/* --- From outside ----------------------------------------------------------------------------- */

static void open_timers(struct net_thread *l)
{
    const struct net_limits *limits = &l->shared->limits;
    const uint64_t ms[TIMER_KINDS] = {
        [TIMER_HEAD] = limits->header_ms, [TIMER_BODY] = limits->body_ms,
        [TIMER_IDLE] = limits->idle_ms,   [TIMER_WRITE] = limits->write_ms,
        [TIMER_DRAIN] = limits->drain_ms,
    };
    timers_open(&l->timers, &l->uv, ms);
    l->timers.expired = conn_expired;
    l->timers.too_slow = conn_too_slow;
}

static enum err open_handles(struct net_thread *l)
{
    int rc = uv_async_init(&l->uv, &l->wake, wake_cb);
    if (!rc)
        rc = uv_async_init(&l->uv, &l->order, order_cb);
    if (rc)
        return err_from_uv(rc);
    uv_prepare_init(&l->uv, &l->prepare); /* these three cannot fail */
    uv_prepare_start(&l->prepare, prepare_cb);
    uv_unref((uv_handle_t *)&l->prepare);
    uv_timer_init(&l->uv, &l->tick);
    uv_timer_start(&l->tick, tick_cb, TICK_MS, TICK_MS);
    uv_unref((uv_handle_t *)&l->tick);
    l->wake.data = l->order.data = l->prepare.data = l->tick.data = l;
    open_timers(l);
    return ERR_OK;
}

static void close_handle(uv_handle_t *handle, void *unused)
{
    (void)unused;
    if (!uv_is_closing(handle))
        uv_close(handle, NULL);
}

/* The thread has ended, or never began. */
static void close_handles(struct net_thread *l)
{
    listener_close(&l->listener, false);
    uv_walk(&l->uv, close_handle, NULL);
    uv_run(&l->uv, UV_RUN_DEFAULT);
    int rc = uv_loop_close(&l->uv);
    check(rc == 0);
}

static void forget(struct net_thread *l)
{
    uv_sem_destroy(&l->opened);
    turns_close(&l->turns);
    free(l);
}

enum err loop_open(struct net_thread **out, const struct loop_shared *shared, unsigned index,
                   int fd)
{
    struct net_thread *l = calloc(1, sizeof *l);
    if (!l)
        return ERR_NOMEM;
    l->shared = shared;
    l->index = index;
    l->listener.fd = -1;
    list_init(&l->conns);
    list_init(&l->answered);
    turns_open(&l->turns);
    int rc = uv_sem_init(&l->opened, 0);
    if (rc)
        goto err_after_alloc;
    rc = uv_loop_init(&l->uv);
    if (rc)
        goto err_after_sem;
    enum err e = open_handles(l);
    if (!e)
        e = listener_open(&l->listener, l, fd);
    if (!e) {
        *out = l;
        return ERR_OK;
    }
    close_handles(l);
    forget(l);
    return e;
err_after_sem:
    uv_sem_destroy(&l->opened);
err_after_alloc:
    free(l);
    return err_from_uv(rc);
}

enum err loop_start(struct net_thread *l)
{
    int rc = uv_thread_create(&l->thread, run, l);
    if (rc)
        return err_from_uv(rc);
    l->started = true;
    uv_sem_wait(&l->opened);
    return l->failed;
}

void loop_order(struct net_thread *l, enum order order)
{
    int had = atomic_load(&l->ordered);
    while (had < (int)order && !atomic_compare_exchange_weak(&l->ordered, &had, (int)order))
        continue;
    uv_async_send(&l->order);
}

void net_wake(struct net_thread *t)
{
    uv_async_send(&t->wake);
}

void loop_join(struct net_thread *l)
{
    if (!l)
        return;
    if (l->started)
        uv_thread_join(&l->thread);
    close_handles(l);
    forget(l);
}
