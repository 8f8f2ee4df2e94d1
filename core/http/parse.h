/* Bytes in, a request out. The socket is somebody else's; so is the clock.
 *
 * A parser reads one message after another. For each, the caller provides an exchange and feeds
 * bytes as they come; where reads split them never changes a verdict. Everything the request
 * points to is copied into the exchange's arena.
 *
 *     http_parser_init(&p, &rules);
 *     for each read:
 *         switch (http_parse(&p, x, bytes, n, &used)) {
 *         case HTTP_PARSE_MORE:  all bytes are used: read on
 *         case HTTP_PARSE_HEAD:  service->head(x); then parse the rest, even if it is empty
 *         case HTTP_PARSE_DONE:  service->handle(x); the rest belongs to the next exchange
 *         case HTTP_PARSE_ERROR: service->refused(x); reply, close; feed nothing more
 *         }
 *
 * HEAD comes exactly once for a message that gets that far. When the next call after it answers
 * MORE, a body is awaited: if p.facts.expects_continue, and the client has sent none of it, that is
 * the moment for http_continue. (A body announced larger than x->body_limit is an ERROR by then.)
 *
 * ERROR: x->response.status and .close are set, p.why says why, and x->request holds what is
 * known; method and minor may be 0. If the exchange's sink stopped the reading, the status is
 * the sink's.
 *
 * At HEAD x->response.close is set when the connection may not be kept after this message; whoever
 * fills the response may set it, and never clears it. */
#ifndef HTTP_PARSE_H
#define HTTP_PARSE_H

#include "http/gate.h"
#include "http/message.h"
#include "http/scan.h"
#include "http/wire.h"

enum http_parse {
    HTTP_PARSE_MORE,
    HTTP_PARSE_HEAD,
    HTTP_PARSE_DONE,
    HTTP_PARSE_ERROR,
};

/* Under 300 bytes, and no buffer: it sits in every idle connection. */
struct http_parser {
    const struct http_rules *rules; /* outlive the parser */
    const char *why;                /* after ERROR: English, static */

    struct gate_facts facts; /* from HEAD on */

    /* Private part. */
    uint8_t phase;
    struct scan_head head;
    struct scan_chunks chunks;
    struct wire wire;          /* llhttp */
    struct buf bytes;          /* the head, then the body; in the exchange's arena */
    size_t fed;                /* bytes of the head that llhttp has seen */
    size_t header_room;        /* slots behind request.headers */
    uint64_t left;             /* bytes of the body, or of the current chunk, to come */
    size_t body_size;          /* bytes of body so far */
    struct exchange *exchange; /* during http_parse */
};

void http_parser_init(struct http_parser *p, const struct http_rules *rules);

/* Reads on in x's message; *used ≤ n bytes were taken. One message is never read past its end. */
enum http_parse http_parse(struct http_parser *p, struct exchange *x, const char *bytes, size_t n,
                           size_t *used);

/* Nothing of a message has arrived, but perhaps a blank line: the connection may be closed without
 * a word, and the exchange be put away; the next one may be another. */
bool http_parser_idle(const struct http_parser *p);

#endif
