/* The state of a request as the store has it. From its second event on a request has a state record
 * of its own; until then its state is the fold of the one event that filed it, which spares every
 * submission the writing of it. */
#ifndef DOMAIN_STORED_H
#define DOMAIN_STORED_H

#include "domain/request.h"
#include "store/store.h"

/* Where it stands; the bytes are a view into the snapshot. */
struct stored {
    uint16_t jurisdiction;
    uint64_t id;
    bool filed; /* the bytes are those of the event that filed it */
    struct str bytes;
};

/* Whether a request at that version has a record. */
static inline bool stored_apart(uint32_t version)
{
    return version > 1;
}

/* Puts the record, if there is to be one. ERR_NOMEM. */
enum err stored_put(struct arena *arena, const struct request *r, struct batch *batch);

/* ERR_NOT_FOUND: there is no such request. */
enum err stored_find(struct snap *snap, uint16_t jurisdiction, uint64_t id, struct stored *out);
/* The state, all of it copied into the arena. ERR_CORRUPT, ERR_NOMEM. */
enum err stored_read(struct arena *arena, const struct stored *s, struct request *out);
/* The same, strings being views into the snapshot: for filters that look at many. */
enum err stored_view(struct arena *arena, const struct stored *s, struct request *out);

#endif
