/* Which route serves a path. Routes are const tables; the router only reads them.
 *
 * A pattern is a path in which a segment may hold captures: "/api/v1/requests/{id}/notes",
 * "/open311/v2/requests/{id}.{format}". A capture takes at least one byte, never a '/'; where there
 * are several in a segment, the earlier takes as much as it can ("a.b.xml" is id "a.b", format
 * "xml"). Routes are tried in the order of the tables: write the special before the general. */
#ifndef HTTP_ROUTE_H
#define HTTP_ROUTE_H

#include "base/buf.h"
#include "base/err.h"
#include "http/message.h"

enum { HTTP_CAPTURES = 4 };

struct http_route {
    unsigned methods;    /* of enum http_method, or'ed; HEAD comes with GET */
    const char *pattern; /* begins with '/' */
    const char *name;    /* for logs and metrics: stable, lower case */
    const void *target;  /* the owner's: what handles it */
    size_t body_limit;   /* bytes; 0: the server's default */
    bool takes_files;    /* file parts of a multipart form are welcome */
};

/* What http_route found. */
struct http_match {
    const struct http_route *route;     /* NULL unless HTTP_ROUTE_FOUND */
    struct str captures[HTTP_CAPTURES]; /* views into the path, in the order of the pattern */
    size_t capture_count;
    unsigned allowed; /* methods of all routes with this path, with HEAD and OPTIONS; 0: none */
};

enum http_routing {
    HTTP_ROUTE_FOUND,
    HTTP_ROUTE_OPTIONS,     /* OPTIONS of a path whose routes do not serve it themselves */
    HTTP_ROUTE_NOT_FOUND,   /* 404 */
    HTTP_ROUTE_NOT_ALLOWED, /* 405, with Allow */
};

struct http_router {
    struct http_router_entry *entries; /* in the arena */
    size_t count;
};

/* Reads the patterns once. ERR_INVALID for a malformed one: a fault of the program. */
enum err http_router_init(struct http_router *r, struct arena *arena,
                          const struct http_route *const *tables, const size_t *counts,
                          size_t table_count);

enum http_routing http_route(const struct http_router *r, enum http_method method, struct str path,
                             struct http_match *out);

/* The capture of that name, e.g. "id"; an empty view (p NULL) when the pattern has none. */
struct str http_capture(const struct http_match *m, const char *name);

/* "GET, HEAD, OPTIONS": the value of Allow. .p is NULL when out of memory. */
struct str http_allow(struct arena *arena, unsigned methods);

#endif
