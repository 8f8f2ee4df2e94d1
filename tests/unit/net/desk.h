/* A small http_service and the server around it: what the tests of this floor talk to.
 *
 *   GET  /hello   "hello"                    POST /echo   the body
 *   GET  /held    answered by desk_release   GET  /big    OFFICE_BIG bytes
 *   POST /denied  401 from the head alone    POST /sink   the count of its bytes, streamed
 *   GET  /pool    answered by way of the worker pool
 *   GET  /stream  a piece at each tick, four of them; /flow: pieces without end
 *   GET  /block   "hello", but the thread stands still until office_unblock
 *
 * An office has a desk on each thread. Its counts say what was called, how often. */
#ifndef TESTS_UNIT_NET_DESK_H
#define TESTS_UNIT_NET_DESK_H

#include "base/check.h"
#include "base/now.h"
#include "net/pool.h"
#include "net/server.h"

#include <pthread.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <time.h>

#include <cmocka.h>

enum { OFFICE_BIG = 8 << 20, OFFICE_THREADS_MAX = 4 };

enum seen {
    OPENED,
    CLOSED,
    IDLE,
    HANDLED,
    HELD,    /* of these */
    BLOCKED, /* of these */
    UNBLOCKED,
    DENIED, /* answered from the head */
    REFUSED,
    FINISHED,
    STREAMS,   /* begun */
    ENDED,     /* of these */
    GONE,      /* of these: the client left before */
    ABANDONED, /* of these: before its request was complete */
    SEEN
};

struct office;

struct desk {
    struct office *office;
    struct net_thread *thread;
    size_t held_count;
    struct exchange *held[64]; /* under the office's lock, as the count */
    bool release;              /* `held` are to be answered at the next wake */
    struct exchange *stream;   /* at most one a thread */
    unsigned pieces;           /* sent of it */
    bool draining;
};

struct office {
    struct net_server *server;
    struct net_options options; /* change them before office_open */
    unsigned fail_at;           /* the factory refuses the n-th thread, from 1; 0: none */
    pthread_mutex_t lock;       /* of all below */
    pthread_cond_t changed;
    unsigned seen[SEEN];
    uint64_t bytes_out;
    char *big;
    struct desk desks[OFFICE_THREADS_MAX];
};

static inline void office_saw(struct office *o, enum seen what)
{
    pthread_mutex_lock(&o->lock);
    o->seen[what]++;
    pthread_cond_broadcast(&o->changed);
    pthread_mutex_unlock(&o->lock);
}

static inline unsigned office_seen(struct office *o, enum seen what)
{
    pthread_mutex_lock(&o->lock);
    unsigned n = o->seen[what];
    pthread_mutex_unlock(&o->lock);
    return n;
}

/* Waits until that has been seen n times; fails after ten seconds. */
static inline void office_await(struct office *o, enum seen what, unsigned n)
{
    struct timespec end;
    clock_gettime(CLOCK_REALTIME, &end);
    end.tv_sec += 10;
    int rc = 0;
    pthread_mutex_lock(&o->lock);
    while (o->seen[what] < n && !rc)
        rc = pthread_cond_timedwait(&o->changed, &o->lock, &end);
    unsigned had = o->seen[what];
    pthread_mutex_unlock(&o->lock);
    assert_true(had >= n);
}

/* --- The service ------------------------------------------------------------------------------ */

static inline void say(struct exchange *x, int status, struct str body)
{
    x->response.status = status;
    x->response.content_type = STR("text/plain");
    x->response.no_compress = true;
    buf_str_put(&x->response.body, body);
}

static inline bool count_piece(void *self, struct str piece)
{
    *(size_t *)self += piece.n;
    return true;
}

static inline bool desk_head(void *self, struct exchange *x)
{
    struct desk *d = self;
    if (str_eq(x->request.path, STR("/denied"))) {
        office_saw(d->office, DENIED);
        say(x, 401, STR("who are you?"));
        return false;
    }
    if (str_eq(x->request.path, STR("/sink"))) {
        x->self = arena_zalloc(&x->arena, 1, sizeof(size_t));
        x->sink = (struct http_sink){.data = count_piece, .self = x->self};
        x->body_limit = 64 << 20;
    }
    return true;
}

static inline void hold(struct desk *d, struct exchange *x)
{
    pthread_mutex_lock(&d->office->lock);
    check(d->held_count < sizeof d->held / sizeof *d->held);
    d->held[d->held_count++] = x;
    pthread_mutex_unlock(&d->office->lock);
    office_saw(d->office, HELD);
}

static inline void pool_work(void *self)
{
    struct exchange *x = self;
    say(x, 200, STR("from the pool"));
}

static inline void pool_done(void *self)
{
    exchange_reply(self);
}

/* At each tick; pieces of /flow are large, so that who does not read fills the socket. */
static inline void desk_tick(void *self)
{
    struct desk *d = self;
    struct exchange *x = d->stream;
    bool flows = x && str_eq(x->request.path, STR("/flow"));
    if (!x)
        return;
    if (x->gone || d->draining || (d->pieces == 4 && !flows)) {
        d->stream = NULL;
        office_saw(d->office, ENDED);
        exchange_end(x);
    } else if (x->ready) {
        d->pieces++;
        exchange_send(x, flows ? str_of(d->office->big, OFFICE_BIG) : STR("piece "));
    }
}

static inline void desk_draining(void *self)
{
    struct desk *d = self;
    d->draining = true;
    desk_tick(d);
}

static inline void desk_stream(struct desk *d, struct exchange *x)
{
    x->response.status = 200;
    x->response.content_type = STR("text/plain");
    x->response.stream = true;
    d->stream = x;
    d->pieces = 0;
    office_saw(d->office, STREAMS);
    exchange_reply(x);
}

static inline void desk_handle(void *self, struct exchange *x)
{
    struct desk *d = self;
    struct str path = x->request.path;
    office_saw(d->office, HANDLED);
    if (str_eq(path, STR("/held"))) {
        hold(d, x);
        return;
    }
    if (str_eq(path, STR("/stream")) || str_eq(path, STR("/flow"))) {
        desk_stream(d, x);
        return;
    }
    if (str_eq(path, STR("/block"))) {
        office_saw(d->office, BLOCKED);
        office_await(d->office, UNBLOCKED, 1);
    }
    if (str_eq(path, STR("/pool"))) {
        check(net_pool_run(d->thread, pool_work, pool_done, x) == ERR_OK);
        return;
    }
    if (str_eq(path, STR("/echo")))
        say(x, 200, x->request.body);
    else if (str_eq(path, STR("/big")))
        say(x, 200, str_of(d->office->big, OFFICE_BIG));
    else if (str_eq(path, STR("/hello")) || str_eq(path, STR("/block")))
        say(x, 200, STR("hello"));
    else if (x->self)
        say(x, 200, arena_printf(&x->arena, "%zu", *(size_t *)x->self));
    else
        say(x, 404, STR("nothing here"));
    exchange_reply(x);
}

static inline void desk_refused(void *self, struct exchange *x)
{
    struct desk *d = self;
    office_saw(d->office, REFUSED);
    x->response.content_type = STR("text/plain");
    buf_printf(&x->response.body, "refused with %d", x->response.status);
}

static inline void desk_finished(void *self, struct exchange *x)
{
    struct desk *d = self;
    pthread_mutex_lock(&d->office->lock);
    d->office->bytes_out += x->bytes_out;
    pthread_mutex_unlock(&d->office->lock);
    if (x->gone)
        office_saw(d->office, GONE);
    if (x->response.status == 0)
        office_saw(d->office, ABANDONED);
    office_saw(d->office, FINISHED);
}

static inline void desk_woken(void *self)
{
    struct desk *d = self;
    struct exchange *held[sizeof d->held / sizeof *d->held];
    pthread_mutex_lock(&d->office->lock);
    size_t n = d->release ? d->held_count : 0;
    memcpy(held, d->held, n * sizeof *held);
    d->held_count -= n;
    pthread_mutex_unlock(&d->office->lock);
    for (size_t i = 0; i < n; i++) {
        say(held[i], 200, STR("at last"));
        exchange_reply(held[i]);
    }
}

static inline void desk_idle(void *self)
{
    struct desk *d = self;
    office_saw(d->office, IDLE);
}

static inline enum err desk_open(void *self, unsigned index, struct net_thread *t,
                                 struct http_service *out)
{
    struct office *o = self;
    struct desk *d = &o->desks[index];
    if (o->fail_at == index + 1)
        return ERR_NO_SPACE;
    d->office = o;
    d->thread = t;
    *out = (struct http_service){
        .self = d,
        .head = desk_head,
        .handle = desk_handle,
        .refused = desk_refused,
        .finished = desk_finished,
        .woken = desk_woken,
        .idle = desk_idle,
        .tick = desk_tick,
        .draining = desk_draining,
    };
    office_saw(o, OPENED);
    return ERR_OK;
}

static inline void desk_close(void *self, unsigned index, struct http_service *service)
{
    struct office *o = self;
    check(service->self == &o->desks[index]);
    office_saw(o, CLOSED);
}

static inline uint64_t office_bytes_out(struct office *o)
{
    struct net_status now;
    net_status(o->server, &now);
    return now.bytes_out;
}

/* Waits until n connections are open. */
static inline void office_await_open(struct office *o, uint64_t n)
{
    struct net_status now;
    uint64_t end = now_ticks_us() + 10 * 1000 * 1000;
    do {
        sched_yield();
        net_status(o->server, &now);
    } while (now.open != n && now_ticks_us() < end);
    assert_int_equal(now.open, n);
}

/* Answers what is held, and whatever is held later, from the thread that calls this. */
static inline void office_release(struct office *o)
{
    for (unsigned i = 0; i < o->options.threads; i++) {
        pthread_mutex_lock(&o->lock);
        o->desks[i].release = true;
        pthread_mutex_unlock(&o->lock);
        net_wake(o->desks[i].thread);
    }
}

/* --- The server ------------------------------------------------------------------------------- */

static inline struct office *office_new(void)
{
    struct office *o = calloc(1, sizeof *o);
    assert_non_null(o);
    o->big = malloc(OFFICE_BIG);
    assert_non_null(o->big);
    for (size_t i = 0; i < OFFICE_BIG; i++)
        o->big[i] = (char)('a' + i % 26);
    pthread_mutex_init(&o->lock, NULL);
    pthread_cond_init(&o->changed, NULL);
    o->options = (struct net_options){
        .host = "127.0.0.1",
        .threads = 1,
        .limits = net_limits_default,
        .factory = {.self = o, .open = desk_open, .close = desk_close},
    };
    return o;
}

static inline void office_open(struct office *o)
{
    assert_int_equal(net_start(&o->server, &o->options), ERR_OK);
}

static inline void office_free(struct office *o)
{
    pthread_mutex_destroy(&o->lock);
    pthread_cond_destroy(&o->changed);
    free(o->big);
    free(o);
}

/* Waits for the end. Every exchange was finished, and finished once. */
static inline void office_join(struct office *o)
{
    net_join(o->server);
    unsigned *seen = o->seen;
    assert_int_equal(seen[OPENED], seen[CLOSED]);
    assert_int_equal(seen[FINISHED],
                     seen[HANDLED] + seen[DENIED] + seen[REFUSED] + seen[ABANDONED]);
    office_free(o);
}

static inline void office_close(struct office *o)
{
    net_stop(o->server, false);
    office_join(o);
}

#endif
