/* A connection without a socket: bytes go in, cut anywhere; what came of them is written down.
 *
 * The log has one line a message, either what was understood or the refusal:
 *     GET /healthz?x=1 1.1 [Host=h] ""
 *     400 obsolete line folding
 * and ends in "close" or "open". The same bytes must give the same log however they are cut. */
#ifndef TESTS_HTTP_CONN_H
#define TESTS_HTTP_CONN_H

#include "base/check.h"
#include "http/parse.h"

#include <stdlib.h>

enum { CONN_BODY_LIMIT = 1 << 20 };

struct conn {
    struct http_parser parser;
    struct exchange x;
    struct buf log;
    size_t body_limit;
    /* When set: the status of a message that was understood; it goes into the log instead. */
    int (*status)(const struct exchange *x);
    bool heads; /* write a line for each head, too */
    bool closed;
};

static inline void conn_open(struct conn *c, const struct http_rules *rules)
{
    *c = (struct conn){.body_limit = CONN_BODY_LIMIT};
    http_parser_init(&c->parser, rules);
}

static inline void conn_close(struct conn *c)
{
    arena_free(&c->x.arena);
    buf_free(&c->log);
}

static inline void conn_log_message(struct conn *c)
{
    const struct http_request *r = &c->x.request;
    struct buf *b = &c->log;
    buf_str_put(b, r->method_name);
    BUF_LIT(b, " ");
    buf_str_put(b, r->path);
    if (r->query.p) {
        BUF_LIT(b, "?");
        buf_str_put(b, r->query);
    }
    buf_printf(b, " 1.%d [", r->minor);
    for (size_t i = 0; i < r->header_count; i++) {
        if (i)
            BUF_LIT(b, "; ");
        buf_str_put(b, r->headers[i].name);
        BUF_LIT(b, "=");
        buf_str_put(b, r->headers[i].value);
    }
    BUF_LIT(b, "] \"");
    buf_str_put(b, r->body);
    BUF_LIT(b, "\"\n");
}

/* One message is over, understood or refused. */
static inline void conn_answer(struct conn *c, bool understood)
{
    if (!understood)
        buf_printf(&c->log, c->status ? "%d " : "%d %s\n", c->x.response.status, c->parser.why);
    else if (c->status)
        buf_printf(&c->log, "%d ", c->status(&c->x));
    else
        conn_log_message(c);
    c->closed = c->x.response.close;
    struct arena kept = c->x.arena;
    arena_reset(&kept);
    c->x = (struct exchange){.arena = kept};
}

/* Bytes of one read, in a block of exactly their size: reading past them is found. */
static inline void conn_feed(struct conn *c, const char *bytes, size_t n)
{
    char *block = malloc(n ? n : 1);
    check(block);
    if (n)
        memcpy(block, bytes, n);
    size_t at = 0, used;
    for (bool again = n > 0; again && !c->closed;) {
        enum http_parse state = http_parse(&c->parser, &c->x, block + at, n - at, &used);
        check(used <= n - at);
        at += used;
        again = at < n;
        if (state == HTTP_PARSE_MORE)
            check(at == n);
        if (state == HTTP_PARSE_HEAD) {
            c->x.body_limit = c->body_limit;
            again = true;
            if (c->heads)
                BUF_LIT(&c->log, "head\n");
        }
        if (state == HTTP_PARSE_DONE || state == HTTP_PARSE_ERROR)
            conn_answer(c, state == HTTP_PARSE_DONE);
    }
    free(block);
}

static inline void conn_end(struct conn *c)
{
    buf_printf(&c->log, "%s", c->closed ? "close" : "open");
}

#endif
