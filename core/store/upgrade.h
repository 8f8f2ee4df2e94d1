/* Bringing a store up to the format of this program, one step per format.
 *
 * A step rewrites, through the store's table and inside one transaction, what the format after it
 * lays out otherwise. All steps due and the new format number are one commit: a store is never seen
 * between two formats. */
#ifndef STORE_UPGRADE_H
#define STORE_UPGRADE_H

#include "store/impl.h"

struct upgrade_step {
    uint32_t from; /* to from + 1 */
    enum err (*run)(struct store *s);
};

struct upgrade {
    uint32_t to;
    const struct upgrade_step *steps; /* by `from`, without a gap */
    size_t steps_n;
};

extern const struct upgrade store_upgrade; /* to STORE_FORMAT */

/* Reads the format of a store and brings it up; to be called before its committer starts. An empty
 * store is given the format. Only the owner takes steps, and nothing is written to a store opened
 * read_only. ERR_CORRUPT: keys but no format, or one from which no step leads on. ERR_NEWER.
 * ERR_OLDER: it may not be brought up here. */
enum err upgrade_store(struct store *s, const struct upgrade *upgrade, bool own);

#endif
