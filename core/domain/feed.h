/* The feed of a jurisdiction: every event of every request, in the order in which they were
 * committed.
 *
 * The store numbers entries as it commits them (batch_append), from 1 and without gaps, in the same
 * batch as the event: whoever has read up to n finds all that came later beyond n, and nothing is
 * ever put before it. This order is no fold of the log; it is kept beside it. An import, and the
 * repair below, tell events in the order of their requests. */
#ifndef DOMAIN_FEED_H
#define DOMAIN_FEED_H

#include "domain/desk.h"

struct feed_entry {
    uint16_t jurisdiction;
    uint64_t id;
    uint32_t number;
};

/* To each put of an event. */
void feed_append(struct batch *batch, uint16_t jurisdiction, uint64_t id, uint32_t number);

/* --- Reading ---------------------------------------------------------------------------------- */

struct feed_item {
    uint64_t cursor;
    uint64_t id; /* of the request */
    struct event event;
};

struct feed_page {
    struct feed_item *items;
    size_t count;
    bool more;
};

/* Up to `limit` (≥ 1) entries after that cursor (0: from the first). Inside desk_look; copied to
 * the arena. */
enum err feed_read(struct desk *d, struct arena *arena, const struct jurisdiction *j,
                   uint64_t after, size_t limit, struct feed_page *out);
/* The cursor of the last entry; 0: there is none. */
enum err feed_last(struct desk *d, const struct jurisdiction *j, uint64_t *out);

/* --- Checking --------------------------------------------------------------------------------- */

/* How many entries, and a sum over what they name that is the same for the same entries in any
 * order, and almost surely differs for others. */
struct feed_sum {
    uint64_t count, mix;
};

void feed_count(struct feed_sum *sum, struct feed_entry e);
/* ERR_OLDER: the log holds events and no feed tells of any, as in a store from before there were
 * feeds: it is to be folded again (domain/rebuild.h). */
enum err feed_there(struct snap *snap);
/* Of all that the store's feeds hold. ERR_CORRUPT: one of them is no entry. */
enum err feed_sum(struct snap *snap, struct feed_sum *out);
/* Appends every event of the log after what each feed holds, then deletes what it held: who follows
 * it hears events again, and misses none. Not beside a running server. */
enum err feed_tell_anew(struct store *store);

#endif
