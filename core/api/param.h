/* Parameters of a query or a form, checked. An empty parameter is an absent one. Each reader
 * returns whether the parameter was given and good; what is not good adds a fault, so that all of
 * them are told at once. */
#ifndef API_PARAM_H
#define API_PARAM_H

#include "api/call.h"
#include "domain/query.h"

struct str param(const struct call *c, const char *name); /* .p NULL: absent */
bool param_flag(struct call *c, const char *name);        /* true, 1, yes; false when absent */
bool param_instant(struct call *c, const char *name, int64_t *out); /* RFC 3339 */
bool param_count(struct call *c, const char *name, uint64_t least, uint64_t most, uint64_t *out);
/* Comma-separated, without empty pieces; the pieces are views. */
bool param_list(struct call *c, const char *name, struct str **items, size_t *count);
/* lat and long: both or none. */
bool param_position(struct call *c, struct position *out);

/* lat, long and radius, or bbox=west,south,east,north, into the query. */
void param_area(struct call *c, struct query *q);

/* The same position check for numbers that came another way. */
bool position_checked(struct call *c, double lat, double lon, struct position *out);

/* Percent-encodes what a query's name or value, or a path's segment, may not hold. */
void query_encoded(struct buf *b, struct str s);
/* "</path?…>; rel=\"next\"" as a Link header: this query again with `name` set to `value`. */
void link_next(struct call *c, const char *name, struct str value);

#endif
