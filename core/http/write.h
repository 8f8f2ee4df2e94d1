/* A response's bytes. Every answer carries Date, X-Content-Type-Options and Referrer-Policy; a body
 * carries its type and length; text over 1 KB is gzipped for those who asked for it. */
#ifndef HTTP_WRITE_H
#define HTTP_WRITE_H

#include "http/message.h"
#include "http/status.h"

/* The answer to an exchange that has a response: out[0] is the head, out[1] the body (empty for
 * HEAD, 204, 304), both in the exchange's arena. `date` is instant_http's, kept by the caller and
 * renewed once a second. Adjusts the response: 304 when If-None-Match names its ETag, the
 * compressed body when it shrank, .close when it must. false when out of memory. */
bool http_write(struct exchange *x, const char date[static 29], struct str out[static 2]);

/* One piece of a stream as a chunk (RFC 9112, section 7.1); to an HTTP/1.0 client as it is, for
 * there the end of the connection ends it. An empty piece is the end. */
void http_write_chunk(struct buf *out, int minor, struct str piece);

/* "HTTP/1.1 100 Continue\r\n\r\n" */
extern const struct str http_continue;

/* For those who never become an exchange: a whole answer without body that closes the connection;
 * retry_after in seconds, 0 for none. Returns its length. */
enum { HTTP_BARE_MAX = 320 };
size_t http_write_bare(char out[static HTTP_BARE_MAX], int status, const char date[static 29],
                       unsigned retry_after);

#endif
