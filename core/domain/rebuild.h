/* Folding the whole log again: to verify every byte of state and index, or to write them anew. */
#ifndef DOMAIN_REBUILD_H
#define DOMAIN_REBUILD_H

#include "store/store.h"

enum rebuild_difference {
    REBUILD_MISSING,   /* the log calls for it, the store does not have it */
    REBUILD_DIFFERENT, /* the store has other bytes than the log calls for */
    REBUILD_EXTRA,     /* the store has it, the log does not call for it */
    REBUILD_BROKEN,    /* an event that cannot be read, or does not follow the one before */
};

struct rebuild_report {
    uint64_t requests, events, entries;         /* looked at; entries of all indexes */
    uint64_t missing, different, extra, broken; /* zero: every byte is as the log says */
    /* Called for each difference, in the order they are met; may be NULL. `what` is "request",
     * "event", or the name of an index. */
    void (*say)(void *self, enum rebuild_difference difference, const char *what, struct str key);
    void *self;
};

/* Compares, and writes nothing. One snapshot from the beginning to the end, so it is right beside
 * a running server (whose file grows meanwhile by what it commits). ERR_OK also when there are
 * differences: the report has them. */
enum err rebuild_verify(struct store *store, struct rebuild_report *report);

/* Compares, and replaces what differs, in pages: no snapshot is held while it writes. For the one
 * process that owns the store. ERR_CORRUPT when the log itself is broken: what belongs to the
 * broken requests is then left as it is, and nothing is deleted. */
enum err rebuild_write(struct store *store, struct rebuild_report *report);

#endif
