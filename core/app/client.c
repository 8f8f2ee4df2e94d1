/* One request over one socket. */
#include "app/client.h"

#include "app/say.h"

#include <errno.h>
#include <netdb.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

enum { SECONDS = 120, ANSWER_MAX_BYTES = 64 << 20, PIECE = 16 * 1024 };

/* "http://HOST:PORT", HOST perhaps in brackets. */
static bool split(struct arena *arena, struct str url, struct str *host, struct str *port)
{
    if (!str_starts(url, STR("http://")))
        return false;
    url = str_from(url, 7);
    while (url.n && url.p[url.n - 1] == '/')
        url.n--;
    size_t colon = url.n;
    while (colon > 0 && url.p[colon - 1] != ':' && url.p[colon - 1] != ']')
        colon--;
    bool has_port = colon > 0 && url.p[colon - 1] == ':';
    *host = has_port ? str_of(url.p, colon - 1) : url;
    *port = has_port ? str_from(url, colon) : STR("80");
    if (host->n > 2 && host->p[0] == '[' && host->p[host->n - 1] == ']')
        *host = str_of(host->p + 1, host->n - 2);
    *host = arena_str(arena, *host);
    *port = arena_str(arena, *port);
    return host->p && port->p && host->n;
}

static enum err connect_to(struct str host, struct str port, int *out)
{
    const struct addrinfo hints = {.ai_socktype = SOCK_STREAM};
    const struct timeval wait = {.tv_sec = SECONDS};
    struct addrinfo *all;
    enum err e = ERR_NOT_FOUND;
    if (getaddrinfo(host.p, port.p, &hints, &all))
        return ERR_NOT_FOUND;
    for (struct addrinfo *a = all; a && e; a = a->ai_next) {
        int fd = socket(a->ai_family, a->ai_socktype | SOCK_CLOEXEC, a->ai_protocol);
        if (fd < 0)
            continue;
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
        if (connect(fd, a->ai_addr, a->ai_addrlen) == 0)
            *out = fd, e = ERR_OK;
        else
            close(fd);
    }
    freeaddrinfo(all);
    return e;
}

static enum err io_error(void)
{
    return errno == EAGAIN || errno == EWOULDBLOCK ? ERR_TIMEOUT : ERR_IO;
}

static enum err write_all(int fd, struct str s)
{
    while (s.n) {
        ssize_t n = send(fd, s.p, s.n, MSG_NOSIGNAL);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return io_error();
        s = str_from(s, (size_t)n);
    }
    return ERR_OK;
}

static enum err read_all(int fd, struct buf *b)
{
    for (;;) {
        if (!buf_reserve(b, PIECE))
            return ERR_NOMEM;
        ssize_t n = recv(fd, b->p + b->n, PIECE, 0);
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return io_error();
        if (n == 0)
            return ERR_OK;
        b->n += (size_t)n;
        if (b->n > ANSWER_MAX_BYTES)
            return ERR_TOO_LARGE;
    }
}

static void put_head(struct buf *b, const struct client_call *c, struct str host, struct str port)
{
    buf_printf(b, "%s %s HTTP/1.1\r\nHost: " STR_FMT ":" STR_FMT "\r\nConnection: close\r\n",
               c->method, c->path, STR_ARG(host), STR_ARG(port));
    buf_printf(b, "Accept: application/json\r\nAccept-Encoding: identity\r\n");
    buf_printf(b, "Accept-Language: %s\r\n", say_lang() == LANG_EN ? "en" : "fr");
    if (c->key)
        buf_printf(b, "Authorization: Bearer %s\r\n", c->key);
    if (c->if_match)
        buf_printf(b, "If-Match: \"%s\"\r\n", c->if_match);
    if (c->body.n)
        buf_printf(b, "Content-Type: application/json\r\nContent-Length: %zu\r\n", c->body.n);
    BUF_LIT(b, "\r\n");
}

/* "HTTP/1.1 200 OK", headers, an empty line; the body goes to the end of the connection. */
static enum err take_answer(struct str all, struct client_answer *out)
{
    uint64_t status;
    if (!str_starts(all, STR("HTTP/1.")) || all.n < 12 || !str_u64(str_of(all.p + 9, 3), &status))
        return ERR_CORRUPT;
    out->status = (int)status;
    const char *body = memmem(all.p, all.n, "\r\n\r\n", 4);
    if (!body)
        return ERR_CORRUPT;
    out->body = str_from(all, (size_t)(body - all.p) + 4);
    return ERR_OK;
}

static bool header_safe(const char *s)
{
    return !s || !strpbrk(s, "\r\n\"");
}

/* A path is made of words that somebody typed: one with a space would be two words of a head. */
static bool path_safe(const char *s)
{
    return !strpbrk(s, " \t\r\n#");
}

enum err client_send(struct arena *arena, const struct client_call *call, struct client_answer *out)
{
    struct str host, port;
    struct buf head = buf_in(arena), answer = buf_in(arena);
    int fd;
    if (!split(arena, str_c(call->server), &host, &port) || !path_safe(call->path) ||
        !header_safe(call->key) || !header_safe(call->if_match))
        return ERR_INVALID;
    put_head(&head, call, host, port);
    enum err e = head.failed ? ERR_NOMEM : connect_to(host, port, &fd);
    if (e)
        return e;
    e = write_all(fd, buf_str(&head));
    if (!e)
        e = write_all(fd, call->body);
    if (!e)
        e = read_all(fd, &answer);
    close(fd);
    return e ? e : take_answer(buf_str(&answer), out);
}
