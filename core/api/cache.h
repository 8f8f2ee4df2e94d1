/* Answers that anyone may read, kept while they are certain to be what they were: until the next
 * commit, the next second (what is recent moves with the time), or another catalogue.
 *
 * Each thread has its own. A map that many watch is computed once a second, not once a watcher;
 * nothing has to be invalidated, so nothing can be forgotten. */
#ifndef API_CACHE_H
#define API_CACHE_H

#include "api/call.h"

enum {
    CACHE_SLOTS = 64,
    CACHE_BYTES = 2 << 20, /* of answers; what comes when it is full is not kept */
};

/* What an answer depends on, beside the question. */
struct cache_moment {
    uint64_t store;
    int64_t second;
    uint64_t catalogue;
};

struct cache {
    struct cache_moment moment; /* of all that is kept */
    struct arena arena;
    struct cached *slots[CACHE_SLOTS];
};

/* Zero is a valid, empty cache. */
void cache_free(struct cache *cache);

/* Both between desk_look and desk_leave; for resources that are `shared` only. True: the call's
 * response is filled, its body copied. */
bool cache_find(struct cache *cache, struct call *c);
/* After a miss, when the response is filled. */
void cache_keep(struct cache *cache, struct call *c);

#endif
