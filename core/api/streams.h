/* Live feeds as Server-Sent Events (HTML Living Standard, section 9.2): who listens on this thread,
 * and what each has been told.
 *
 * A listener holds a place in the feed and nothing else: at each tick it gets what has been
 * committed since, as one piece, once the last piece is out. So a slow one lags, costs no memory,
 * and misses nothing; one that reads nothing at all is dropped by the connection. */
#ifndef API_STREAMS_H
#define API_STREAMS_H

#include "api/call.h"

enum { STREAMS_MAX = 64 }; /* of one thread */

struct streams {
    struct list all;
    size_t count;
    bool draining;      /* none is begun any more */
    struct arena arena; /* of one piece */
};

void streams_open(struct streams *s);
void streams_close(struct streams *s); /* all have ended */

/* Answers the call by a stream of its jurisdiction's feed after that cursor; ERR_BUSY: too many, or
 * the server is stopping. */
enum err streams_begin(struct streams *s, struct call *c, uint64_t after);
void streams_tick(struct streams *s, struct desk *desk);
void streams_end(struct streams *s); /* all of them, and lets none begin */

/* {"cursor":…,"request":…,"event":{…}}, an item of schemas/feed.json. */
struct feed_item;
void feed_item_put(struct jw *w, struct call *c, const struct feed_item *item);

#endif
