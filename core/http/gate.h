/* The gate: what a strict parser still lets through, and our answer to each.
 *
 * llhttp 8.1 in strict mode reads obsolete folding, HTTP/0.9, empty names, a body on GET and more.
 * http/scan looks at the raw bytes before llhttp does; the gate judges the request line as soon as
 * it is whole, and the complete head after llhttp has read it. Every refusal closes the connection:
 * who sends such bytes may not agree with us on where a message ends. */
#ifndef HTTP_GATE_H
#define HTTP_GATE_H

#include "http/message.h"
#include "http/verdict.h"

/* What a server tolerates; one for all its parsers. */
struct http_rules {
    uint32_t request_line; /* bytes; 414 beyond */
    uint32_t target;       /* bytes; 414 beyond */
    uint32_t headers;      /* bytes of all header lines, and again of all trailers; 431 beyond */
    uint32_t header_count; /* 431 beyond; the same for trailers */
    uint32_t chunk_extensions; /* bytes in one request; 400 beyond */
    const struct str *hosts;   /* names answered, without port; others get 421 */
    size_t host_count;         /* 0: any */
};

extern const struct http_rules http_rules_default; /* 8 KB, 4 KB, 16 KB, 100, 256 B; any host */

/* Splits a complete request line (without CRLF) into r's method, target and minor. */
struct http_verdict gate_request_line(const struct http_rules *rules, struct str line,
                                      struct http_request *r);

/* What the gate learnt from a complete head. */
struct gate_facts {
    bool chunked;
    bool keep_alive;
    bool expects_continue;
    uint64_t length; /* Content-Length; 0 when there is none */
};

/* Judges the complete head; fills r's host, path (in the arena) and query. */
struct http_verdict gate_head(const struct http_rules *rules, struct http_request *r,
                              struct arena *arena, struct gate_facts *facts);

#endif
