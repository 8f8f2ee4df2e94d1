/* A request as /api/v1 shows it to those who work on it (schemas/request.json). */
#ifndef API_REQUEST_JSON_H
#define API_REQUEST_JSON_H

#include "api/members.h"
#include "domain/forecast.h"

/* What a single request shows beyond a list's item. */
struct request_detail {
    const struct state **next; /* the legal next steps */
    size_t next_count;
    struct str token;              /* of a request just filed; empty otherwise */
    bool history;                  /* events, contact and forecast as well */
    const struct outlook *outlook; /* NULL: nothing to forecast */
    const struct event *events;
    size_t event_count;
    const struct contact *contact; /* NULL: none */
};

/* `detail` NULL: an item of a list. */
void request_put(struct jw *w, struct call *c, const struct request *r,
                 const struct request_detail *detail);

/* One event of its history (schemas/event.json). */
void event_put(struct jw *w, struct call *c, const struct event *e);

#endif
