/* The server: N threads, each with its libuv loop, its listener, and its connections.
 *
 * It knows HTTP and nothing of what is served: each thread gets a struct http_service from the
 * factory. Everything of a thread happens on that thread, but for net_wake and net_stop. */
#ifndef NET_SERVER_H
#define NET_SERVER_H

#include "base/err.h"
#include "http/message.h"

struct net_limits {
    uint32_t request_line;   /* bytes; 414 beyond */
    uint32_t headers;        /* bytes in all; 431 beyond */
    uint32_t header_count;   /* 431 beyond */
    uint32_t body;           /* bytes; 413 beyond */
    uint32_t header_ms;      /* from first byte to end of head; 408 beyond */
    uint32_t body_ms;        /* from end of head to end of body; 408 beyond */
    uint32_t body_rate;      /* bytes a second, once body_grace_ms has passed; 408 below */
    uint32_t body_grace_ms;  /* a pause that any client may take, at the start or later */
    uint32_t idle_ms;        /* between requests; closed silently beyond */
    uint32_t write_ms;       /* an answer that makes no progress for that long: dropped */
    uint32_t drain_ms;       /* reading on after an error answer, at the most */
    uint32_t per_connection; /* requests; the last is answered with Connection: close; 0 = any */
    uint32_t connections;    /* in all; 503 beyond */
    uint32_t per_address;    /* connections of one address; 503 beyond */
};

extern const struct net_limits net_limits_default;

struct net_thread; /* one loop */
struct net_server;

struct net_factory {
    void *self;
    /* Called on the new thread before its loop runs, and after it has ended. */
    enum err (*open)(void *self, unsigned index, struct net_thread *t, struct http_service *out);
    void (*close)(void *self, unsigned index, struct http_service *service);
};

struct net_options {
    const char *host; /* numeric address or localhost */
    uint16_t port;    /* 0: any free one */
    unsigned threads;
    struct net_limits limits;
    struct net_factory factory;
    const char *const
        *hosts;        /* Host names answered, besides the listening address and localhost; */
    size_t host_count; /* none given: any. Others get 421 */
};

/* Counters of all threads together, for /metrics; any thread may ask. */
struct net_status {
    uint64_t accepted, refused, open, timeouts, parse_errors, bytes_in, bytes_out;
};

/* Binds, starts the threads, and returns when every one accepts. ERR_EXISTS: the address is taken.
 * *out is set before the first thread runs: what it serves may ask for net_status.
 * For the whole process, it ignores SIGPIPE and raises the soft limit of open files. */
enum err net_start(struct net_server **out, const struct net_options *options);
/* "127.0.0.1" and the port really bound. */
const char *net_host(const struct net_server *s);
uint16_t net_port(const struct net_server *s);
/* Stops accepting; answers what has begun, with Connection: close; then the loops end. With
 * `at_once`, drops every connection. Either way no loop ends before each exchange that a service
 * holds has been replied to. Any thread or signal-handling thread; may be repeated. */
void net_stop(struct net_server *s, bool at_once);
/* Stops accepting new connections on every thread but goes on serving (a fatal store error). */
void net_refuse(struct net_server *s);
/* Waits until all loops have ended, and frees the server. */
void net_join(struct net_server *s);
void net_status(struct net_server *s, struct net_status *out);

/* Makes service->woken run soon on that thread. Any thread, until net_join. Calls may be merged. */
void net_wake(struct net_thread *t);

#endif
