/* Filling the response of a call. */
#ifndef API_REPLY_H
#define API_REPLY_H

#include "api/call.h"
#include "api/problem.h"

/* An empty response with the headers that every answer to this call carries. */
void reply_begin(struct call *c);

/* The body is what was built; ERR_NOMEM when that failed. The types carry their charset. */
enum err reply_json(struct call *c, int status, const struct buf *body);
enum err reply_text(struct call *c, int status, struct str content_type, const struct buf *body);
/* An entity tag of the content itself. .p NULL when out of memory. */
struct str reply_etag(struct arena *arena, struct str content);
/* Tags an answer that says what the rules say and no more: it reads the same until the program,
 * the rules, the language or the format is another. */
void reply_tag_rules(struct call *c);

/* Any error document, in the manner of the call's family, with the call's faults. What was filled
 * before is void. */
void reply_problem(struct call *c, enum problem p);
void reply_error(struct call *c, enum err e);

#endif
