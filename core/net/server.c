/* N loops on one port: started, stopped, and counted together. */
#include "net/server.h"

#include "base/check.h"
#include "net/loop.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

const struct net_limits net_limits_default = {
    .request_line = 8 * 1024,
    .headers = 16 * 1024,
    .header_count = 100,
    .body = 1024 * 1024,
    .header_ms = 10 * 1000,
    .body_ms = 30 * 1000,
    .body_rate = 1024,
    .body_grace_ms = 5 * 1000, /* a telephone between two masts */
    .idle_ms = 60 * 1000,
    .write_ms = 30 * 1000,
    .drain_ms = 1000,
    .per_connection = 10000,
    .connections = 16 * 1024,
    .per_address = 12 * 1024, /* a proxy in front, or a town hall, is one address */
};

enum { OTHER_DESCRIPTORS = 256 }; /* the store, logs, libuv's own */

struct net_server {
    struct arena arena; /* of the names below */
    const char *host;
    uint16_t port;
    struct loop_shared shared;
    unsigned loop_count;
    struct net_thread *loops[];
};

/* Raises the soft limit as far as the connections need and the hard one allows. */
static void allow_descriptors(uint32_t connections)
{
    struct rlimit r;
    rlim_t need = (rlim_t)connections + OTHER_DESCRIPTORS;
    if (getrlimit(RLIMIT_NOFILE, &r) || r.rlim_cur >= need)
        return;
    r.rlim_cur = r.rlim_max < need ? r.rlim_max : need;
    setrlimit(RLIMIT_NOFILE, &r); /* refused: accepting will pause when none is left */
}

/* Names that are answered: none given, any. */
static enum err copy_hosts(struct net_server *s, const struct net_options *o)
{
    if (!o->host_count)
        return ERR_OK;
    size_t n = o->host_count + 2;
    struct str *hosts = ARENA_ARRAY(&s->arena, struct str, n);
    if (!hosts)
        return ERR_NOMEM;
    for (size_t i = 0; i < o->host_count; i++) {
        hosts[i] = arena_str(&s->arena, str_c(o->hosts[i]));
        if (!hosts[i].p)
            return ERR_NOMEM;
    }
    hosts[n - 2] = str_c(s->host);
    hosts[n - 1] = STR("localhost");
    s->shared.rules.hosts = hosts;
    s->shared.rules.host_count = n;
    return ERR_OK;
}

static enum err configure(struct net_server *s, const struct net_options *o)
{
    s->host = arena_str(&s->arena, str_c(o->host)).p;
    if (!s->host)
        return ERR_NOMEM;
    s->shared.limits = o->limits;
    s->shared.factory = o->factory;
    s->shared.rules = http_rules_default;
    s->shared.rules.request_line = o->limits.request_line;
    s->shared.rules.headers = o->limits.headers;
    s->shared.rules.header_count = o->limits.header_count;
    enum err e = copy_hosts(s, o);
    return e ? e : caps_open(&s->shared.caps, o->limits.connections, o->limits.per_address);
}

/* The first socket picks the port when it is 0, the others join it. */
static enum err open_loops(struct net_server *s, const struct net_options *o)
{
    union address at;
    enum err e = address_parse(&at, o->host, o->port);
    if (!e && o->port)
        e = listen_probe(&at);
    for (; !e && s->loop_count < o->threads; s->loop_count += !e) {
        int fd = -1;
        e = listen_socket(&at, &fd);
        if (!e)
            e = loop_open(&s->loops[s->loop_count], &s->shared, s->loop_count, fd);
        if (e && fd >= 0)
            close(fd);
    }
    s->port = address_port(&at);
    return e;
}

/* Signals are for whoever started the server: its threads never see them. */
static enum err start_loops(struct net_server *s)
{
    sigset_t ours, before;
    sigemptyset(&ours);
    for (const int *n = (const int[]){SIGHUP, SIGINT, SIGTERM, SIGUSR1, SIGUSR2, 0}; *n; n++)
        sigaddset(&ours, *n);
    enum err e = err_from_uv(uv_translate_sys_error(pthread_sigmask(SIG_BLOCK, &ours, &before)));
    for (unsigned i = 0; !e && i < s->loop_count; i++)
        e = loop_start(s->loops[i]);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return e;
}

enum err net_start(struct net_server **out, const struct net_options *options)
{
    check(options->threads > 0);
    struct net_server *s = calloc(1, sizeof *s + options->threads * sizeof *s->loops);
    if (!s)
        return ERR_NOMEM;
    signal(SIGPIPE, SIG_IGN); /* a client that left is an error of write(2) */
    allow_descriptors(options->limits.connections);
    enum err e = configure(s, options);
    if (!e)
        e = open_loops(s, options);
    *out = s;
    if (!e)
        e = start_loops(s);
    if (e) {
        net_stop(s, true);
        net_join(s);
        *out = NULL;
    }
    return e;
}

const char *net_host(const struct net_server *s)
{
    return s->host;
}

uint16_t net_port(const struct net_server *s)
{
    return s->port;
}

static void order_all(struct net_server *s, enum order order)
{
    for (unsigned i = 0; i < s->loop_count; i++)
        loop_order(s->loops[i], order);
}

void net_stop(struct net_server *s, bool at_once)
{
    order_all(s, at_once ? ORDER_DROP : ORDER_DRAIN);
}

void net_refuse(struct net_server *s)
{
    order_all(s, ORDER_REFUSE);
}

void net_join(struct net_server *s)
{
    for (unsigned i = 0; i < s->loop_count; i++)
        loop_join(s->loops[i]);
    caps_close(s->shared.caps);
    arena_free(&s->arena);
    free(s);
}

static uint64_t total(const struct net_server *s, enum counter what)
{
    uint64_t sum = 0;
    for (unsigned i = 0; i < s->loop_count; i++)
        sum += atomic_load_explicit(&s->loops[i]->counters[what], memory_order_relaxed);
    return sum;
}

void net_status(struct net_server *s, struct net_status *out)
{
    *out = (struct net_status){
        .accepted = total(s, COUNT_ACCEPTED),
        .refused = total(s, COUNT_REFUSED),
        .open = caps_inside(s->shared.caps),
        .timeouts = total(s, COUNT_TIMEOUTS),
        .parse_errors = total(s, COUNT_PARSE_ERRORS),
        .bytes_in = total(s, COUNT_BYTES_IN),
        .bytes_out = total(s, COUNT_BYTES_OUT),
    };
}
