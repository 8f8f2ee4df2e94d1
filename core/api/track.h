/* Following a request by its token: shared by the JSON resource and the page. */
#ifndef API_TRACK_H
#define API_TRACK_H

#include "api/call.h"

struct tracked {
    struct request request;
    const struct event *events;
    size_t event_count;
};

/* Finds it and sets the call's jurisdiction. ERR_NOT_FOUND, with a fault. */
enum err track_find(struct call *c, struct str token, struct tracked *out);
/* What the public reads of an event; empty: not theirs to see. */
struct str track_step(const struct call *c, const struct request *r, const struct event *e);

#endif
