/* What a client would like to get: language, format, coding; and what it says it sends
 * (RFC 9110, sections 8.3, 12.5, 13.1.2). Header values in, choices out; malformed pieces of a list
 * are passed over. An empty value is an absent header. */
#ifndef HTTP_NEGOTIATE_H
#define HTTP_NEGOTIATE_H

#include "base/text.h"

/* The language served best: "fr-CA, en;q=0.8". French when nothing is asked, known or preferred. */
enum lang http_language(struct str accept_language);

enum http_format {
    FORMAT_NONE,
    FORMAT_JSON = 1, /* application/json, application/problem+json, any +json */
    FORMAT_XML = 2,  /* text/xml, application/xml */
    FORMAT_HTML = 4, /* text/html, application/xhtml+xml */
    FORMAT_TEXT = 8, /* text/plain */
    FORMAT_CSV = 16, /* text/csv */
};

/* The format of the mask `offered` that Accept values highest; `preferred` wins ties and when
 * nothing is asked. FORMAT_NONE when none is acceptable. */
enum http_format http_accept(struct str accept, unsigned offered, enum http_format preferred);

bool http_accepts_gzip(struct str accept_encoding);

/* Does an If-None-Match list (or "*") name this quoted tag? Weak comparison. */
bool http_etag_listed(struct str list, struct str etag);

struct http_media {
    struct str type;     /* "application/json"; compare with str_eq_nocase */
    struct str charset;  /* empty: not said */
    struct str boundary; /* of a multipart; empty: not said */
};

/* Reads a Content-Type with its parameters; false when malformed. Quoted values must not need
 * unescaping. */
bool http_media_read(struct str content_type, struct http_media *out);
/* UTF-8 or its subset, or not said. */
bool http_media_utf8(const struct http_media *m);

#endif
