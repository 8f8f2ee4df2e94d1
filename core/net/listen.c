/* Sockets by hand, accept4 when uv_poll says so. */
#include "net/listen.h"

#include "base/check.h"
#include "net/caps.h"
#include "net/conn.h"
#include "net/loop.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <unistd.h>

enum {
    BACKLOG = 1024,
    ACCEPT_BATCH = 64, /* in one go; connections that are open already want their turn */
    RETRY_MS = 100,
};

enum err address_parse(union address *out, const char *host, uint16_t port)
{
    *out = (union address){0};
    if (!strcmp(host, "localhost"))
        host = "127.0.0.1";
    if (!uv_ip4_addr(host, port, &out->v4) || !uv_ip6_addr(host, port, &out->v6))
        return ERR_OK;
    return ERR_INVALID;
}

uint16_t address_port(const union address *a)
{
    return ntohs(a->any.sa_family == AF_INET6 ? a->v6.sin6_port : a->v4.sin_port);
}

static socklen_t address_size(const union address *a)
{
    return a->any.sa_family == AF_INET6 ? sizeof a->v6 : sizeof a->v4;
}

static enum err refused(int fd)
{
    int code = errno;
    if (fd >= 0)
        close(fd);
    return err_from_uv(uv_translate_sys_error(code));
}

static bool on(int fd, int level, int option)
{
    return setsockopt(fd, level, option, &(int){1}, sizeof(int)) == 0;
}

static int new_socket(const union address *at)
{
    int fd = socket(at->any.sa_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (fd >= 0 && !on(fd, SOL_SOCKET, SO_REUSEADDR)) {
        close(fd);
        return -1;
    }
    return fd;
}

enum err listen_probe(const union address *at)
{
    int fd = new_socket(at);
    if (fd < 0 || bind(fd, &at->any, address_size(at)))
        return refused(fd);
    close(fd);
    return ERR_OK;
}

enum err listen_socket(union address *at, int *out)
{
    int fd = new_socket(at);
    /* TCP_NODELAY is inherited by what is accepted: an answer leaves when it is written. */
    if (fd < 0 || !on(fd, SOL_SOCKET, SO_REUSEPORT) || !on(fd, IPPROTO_TCP, TCP_NODELAY))
        return refused(fd);
    socklen_t size = address_size(at);
    if (bind(fd, &at->any, size) || listen(fd, BACKLOG) || getsockname(fd, &at->any, &size))
        return refused(fd);
    *out = fd;
    return ERR_OK;
}

static void admit(struct net_thread *loop, int fd, const union address *from)
{
    uint64_t address = caps_address(&from->any);
    if (caps_enter(loop->shared->caps, address))
        conn_open(loop, fd, &from->any, address);
    else
        conn_turn_away(loop, fd);
}

/* 0, or the errno for which accepting has to stop. */
static int accept_one(struct listener *ls)
{
    union address from;
    socklen_t size = sizeof from;
    int fd = accept4(ls->fd, &from.any, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (fd >= 0) {
        admit(ls->ready.data, fd, &from);
        return 0;
    }
    switch (errno) {
    case EAGAIN:
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
        return errno;
    default:
        return 0; /* that one client's misfortune: ECONNABORTED, ENETDOWN… (accept(2)) */
    }
}

static void ready_cb(uv_poll_t *ready, int status, int events);

static void listen_again(struct listener *ls)
{
    int rc = uv_poll_start(&ls->ready, UV_READABLE, ready_cb);
    check(rc == 0); /* fails only on a closing handle */
}

static void retry_cb(uv_timer_t *retry)
{
    listen_again(retry->data);
}

/* Without a descriptor left, the socket would be ready for ever and nothing could be done. */
static void listen_later(struct listener *ls)
{
    uv_poll_stop(&ls->ready);
    int rc = uv_timer_start(&ls->retry, retry_cb, RETRY_MS, 0);
    check(rc == 0);
}

static void ready_cb(uv_poll_t *ready, int status, int events)
{
    struct net_thread *loop = ready->data;
    struct listener *ls = &loop->listener;
    int stopped = 0;
    (void)status, (void)events;
    for (int i = 0; i < ACCEPT_BATCH && !stopped; i++)
        stopped = accept_one(ls);
    if (stopped && stopped != EAGAIN)
        listen_later(ls);
}

enum err listener_open(struct listener *ls, struct net_thread *loop, int fd)
{
    int rc = uv_poll_init(&loop->uv, &ls->ready, fd);
    if (rc)
        return err_from_uv(rc);
    uv_timer_init(&loop->uv, &ls->retry);
    ls->fd = fd;
    ls->ready.data = loop;
    ls->retry.data = ls;
    listen_again(ls);
    return ERR_OK;
}

void listener_close(struct listener *ls, bool welcome_queue)
{
    if (ls->fd < 0)
        return;
    while (welcome_queue && !accept_one(ls))
        continue;
    uv_close((uv_handle_t *)&ls->ready, NULL);
    uv_close((uv_handle_t *)&ls->retry, NULL);
    close(ls->fd);
    ls->fd = -1;
}
