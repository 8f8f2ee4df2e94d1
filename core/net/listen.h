/* A listening socket of one loop: accepts, counts, and turns away who is one too many.
 *
 * Every loop has its own socket on the same port (SO_REUSEPORT): the kernel shares connections
 * out, and no thread waits for another. */
#ifndef NET_LISTEN_H
#define NET_LISTEN_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>
#include <uv.h>

struct net_thread;

/* Where to listen; the port is part of it. */
union address {
    struct sockaddr any;
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    struct sockaddr_storage room;
};

/* A numeric address or "localhost"; ERR_INVALID. */
enum err address_parse(union address *out, const char *host, uint16_t port);
uint16_t address_port(const union address *a);

/* A bound and listening socket. Port 0 in `at` is replaced by the one that the kernel chose, so
 * that the next socket joins it. ERR_EXISTS: the address is taken. */
enum err listen_socket(union address *at, int *fd);
/* ERR_EXISTS when somebody else listens there: SO_REUSEPORT would let us join them unnoticed. */
enum err listen_probe(const union address *at);

struct listener {
    uv_poll_t ready;
    uv_timer_t retry; /* while the process has no descriptor left */
    int fd;           /* -1: closed */
};

/* fd is the listener's after success. */
enum err listener_open(struct listener *ls, struct net_thread *loop, int fd);
/* Closing resets whoever waits in the kernel's queue: they are accepted first when they are
 * welcome. May be repeated. */
void listener_close(struct listener *ls, bool welcome_queue);

#endif
