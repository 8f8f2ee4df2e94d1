/* One thread: its libuv loop, its listener, its connections, and the service that answers them.
 *
 * Everything of a loop is touched on its thread only, but for the counters, loop_order and
 * net_wake. The header is private to the floor; others see the name net_thread. */
#ifndef NET_LOOP_H
#define NET_LOOP_H

#include "http/parse.h"
#include "net/caps.h"
#include "net/listen.h"
#include "net/server.h"
#include "net/timer.h"
#include "net/turn.h"

#include <stdatomic.h>
#include <uv.h>

/* What a loop may be told, each including what stands before it. */
enum order {
    ORDER_NONE,
    ORDER_REFUSE, /* close the listener */
    ORDER_DRAIN,  /* answer what has begun, then end */
    ORDER_DROP,   /* close every connection */
};

enum counter {
    COUNT_ACCEPTED,
    COUNT_REFUSED, /* one connection too many */
    COUNT_TIMEOUTS,
    COUNT_PARSE_ERRORS,
    COUNT_BYTES_IN,
    COUNT_BYTES_OUT,
    COUNTERS
};

enum { LOOP_INPUT = 64 * 1024 };

/* What the loops of a server have in common; outlives them. */
struct loop_shared {
    struct net_limits limits;
    struct http_rules rules;
    struct net_factory factory;
    struct caps *caps;
};

struct net_thread {
    const struct loop_shared *shared;
    unsigned index;
    enum err failed; /* of opening the service */
    uv_thread_t thread;
    bool started;
    uv_sem_t opened; /* the service is there, or failed */

    uv_loop_t uv;
    uv_async_t wake, order;
    uv_prepare_t prepare;
    uv_timer_t tick;
    struct listener listener;
    struct timers timers;
    struct http_service service;

    struct list conns; /* not yet freed; see conn.c */
    size_t conn_count;
    size_t turned_away;   /* of these: told 503, and lingering */
    struct list answered; /* turns replied to, their answers not yet written */
    struct turns turns;
    bool draining;

    _Atomic int ordered;                 /* the highest order so far */
    _Atomic uint64_t counters[COUNTERS]; /* written by this thread only */

    int64_t date_at; /* the second that `date` tells */
    char date[29];
    char input[LOOP_INPUT]; /* one for all connections: what is not used at once is copied */
};

/* Makes a loop that listens on fd, which is its own after success. *out is for loop_join. */
enum err loop_open(struct net_thread **out, const struct loop_shared *shared, unsigned index,
                   int fd);
/* Runs it on a thread of its own; returns once the service is open, or its error. */
enum err loop_start(struct net_thread *l);
void loop_order(struct net_thread *l, enum order order); /* any thread */
/* Waits for the end of the thread, and checks that no handle is left open. NULL: nothing to do. */
void loop_join(struct net_thread *l);

/* For conn.c and listen.c, on the thread. */
void loop_count(struct net_thread *l, enum counter what, uint64_t n);
const char *loop_date(struct net_thread *l); /* of this second, 29 bytes as in RFC 9110 */
void loop_conn_gone(struct net_thread *l);   /* the last one ends a loop that drains */

/* libuv's codes, translated: the one place. */
enum err err_from_uv(int code);

#endif
