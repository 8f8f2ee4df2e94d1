/* A client that speaks raw bytes, waits ten seconds at most, and forgives nothing. */
#ifndef TESTS_UNIT_NET_CLIENT_H
#define TESTS_UNIT_NET_CLIENT_H

#include "base/buf.h"

#include <arpa/inet.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include <cmocka.h>

struct client {
    int fd;
    struct buf in;   /* received, and not yet taken */
    struct buf last; /* the last answer: head and body */
    int status;
    struct str head, body; /* within `last` */
};

/* 0, or errno. */
static inline int client_try_connect(struct client *c, uint16_t port)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port)};
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    struct timeval patience = {.tv_sec = 10};
    setsockopt(c->fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    setsockopt(c->fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    return connect(c->fd, (struct sockaddr *)(void *)&to, sizeof to) ? errno : 0;
}

static inline struct client client_socket(void)
{
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(fd >= 0);
    return (struct client){.fd = fd};
}

static inline void client_connect(struct client *c, uint16_t port)
{
    assert_int_equal(client_try_connect(c, port), 0);
}

static inline struct client client_open(uint16_t port)
{
    struct client c = client_socket();
    client_connect(&c, port);
    return c;
}

static inline void client_close(struct client *c)
{
    close(c->fd);
    buf_free(&c->in);
    buf_free(&c->last);
}

/* Leaves with a reset: what was sent is thrown away, and the server is told at once. */
static inline void client_reset(struct client *c)
{
    struct linger now = {.l_onoff = 1};
    setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    client_close(c);
}

static inline void client_send(struct client *c, struct str s)
{
    while (s.n > 0) {
        ssize_t n = send(c->fd, s.p, s.n, MSG_NOSIGNAL);
        assert_true(n > 0);
        s = str_from(s, (size_t)n);
    }
}

static inline void client_say(struct client *c, const char *text)
{
    client_send(c, str_c(text));
}

/* 0 at the end, -1 when reset. */
static inline int client_read(struct client *c)
{
    assert_true(buf_reserve(&c->in, 64 * 1024));
    ssize_t n = recv(c->fd, c->in.p + c->in.n, c->in.cap - c->in.n, 0);
    if (n < 0 && errno != ECONNRESET)
        fail_msg("no answer: %s", strerror(errno));
    if (n > 0)
        c->in.n += (size_t)n;
    return n > 0 ? 1 : (int)n;
}

static inline size_t find(struct str in, struct str what)
{
    const char *at = in.n ? memmem(in.p, in.n, what.p, what.n) : NULL;
    return at ? (size_t)(at - in.p) : SIZE_MAX;
}

static inline bool client_saw(const struct client *c, const char *in_head)
{
    return find(c->head, str_c(in_head)) != SIZE_MAX;
}

static inline size_t content_length(struct str head)
{
    size_t at = find(head, STR("Content-Length: "));
    if (at == SIZE_MAX)
        return 0;
    uint64_t n = 0;
    struct str rest = str_from(head, at + 16), digits;
    str_cut(&rest, '\r', &digits);
    assert_true(str_u64(digits, &n));
    return (size_t)n;
}

static inline void take(struct client *c, size_t head, size_t body)
{
    while (c->in.n < head + body)
        assert_int_equal(client_read(c), 1);
    c->last.n = 0;
    buf_put(&c->last, c->in.p, head + body);
    memmove(c->in.p, c->in.p + head + body, c->in.n - head - body);
    c->in.n -= head + body;
    c->head = str_of(c->last.p, head);
    c->body = str_of(c->last.p + head, body);
}

/* Reads the next answer and returns its status. After a HEAD, no body follows. */
static inline int client_answer_to(struct client *c, bool to_head)
{
    size_t end;
    while ((end = find(buf_str(&c->in), STR("\r\n\r\n"))) == SIZE_MAX)
        assert_int_equal(client_read(c), 1);
    struct str head = str_of(c->in.p, end + 4);
    assert_true(str_starts(head, STR("HTTP/1.1 ")));
    int status = atoi(head.p + 9);
    take(c, head.n, to_head || status < 200 ? 0 : content_length(head));
    return status;
}

static inline int client_answer(struct client *c)
{
    return client_answer_to(c, false);
}

static inline void client_expect(struct client *c, int status, const char *body)
{
    assert_int_equal(client_answer(c), status);
    if (!str_eq(c->body, str_c(body)))
        fail_msg("got '" STR_FMT "', not '%s'", STR_ARG(c->body), body);
}

/* The server has closed, in good order, and said nothing more. */
static inline void client_expect_end(struct client *c)
{
    assert_int_equal(c->in.n, 0);
    assert_int_equal(client_read(c), 0);
}

/* The server has closed: with a reset, or after whatever it still said. */
static inline void client_await_end(struct client *c)
{
    while (client_read(c) > 0)
        c->in.n = 0;
}

#endif
