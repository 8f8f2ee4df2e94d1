/* What stands behind store.h: the parts common to every store, and the table an implementation
 * fills. Only files of this floor include it. */
#ifndef STORE_IMPL_H
#define STORE_IMPL_H

#include "store/committer.h"
#include "store/store.h"

#include <time.h>

struct store {
    const struct store_ops *ops;
    struct committer committer;
    bool read_only; /* without a committer thread */
};

struct snap {
    struct store *store;
    bool renewed;
};

/* Where a walk is placed, relative to a key (none for PLACE_LAST). */
enum place { PLACE_AT_OR_AFTER, PLACE_AT_OR_BEFORE, PLACE_BEFORE, PLACE_LAST };

/* Foreign codes are translated inside; nothing but enum err comes out. */
struct store_ops {
    /* Reading, by any thread on its own snapshot; get and the walks only while it is renewed. */
    enum err (*snap_open)(struct store *s, struct snap **out);
    void (*snap_close)(struct snap *snap);
    enum err (*snap_renew)(struct snap *snap);
    void (*snap_release)(struct snap *snap);
    uint64_t (*snap_moment)(const struct snap *snap); /* 0: not known */
    enum err (*snap_get)(struct snap *snap, struct str key, struct str *value);

    /* A walk's implementation lives in w->impl; place and step set w->key and w->value, or return
     * ERR_NOT_FOUND. Step goes one up or down from where the last place or step came to. */
    enum err (*walk_open)(struct walk *w);
    enum err (*walk_place)(struct walk *w, enum place place, struct str key);
    enum err (*walk_step)(struct walk *w);
    void (*walk_close)(struct walk *w);

    /* The one writing transaction, on one thread at a time (of a read_only store: a reading one
     * that is asked for what it holds). ERR_BUSY from any of these: no room in the map; abort,
     * grow, and do it all again. commit ends the transaction whatever it returns, and OK means that
     * it is on disk; ERR_NO_SPACE, ERR_NOMEM, ERR_TOO_LARGE and ERR_BUSY mean that nothing of it
     * is; ERR_IO, that nothing is certain. */
    enum err (*begin)(struct store *s);
    enum err (*get)(struct store *s, struct str key, struct str *value); /* sees earlier puts */
    /* The last key before `end` (empty: the last of all), which sees earlier puts too. */
    enum err (*last)(struct store *s, struct str end, struct str *key);
    bool (*is_empty)(struct store *s);
    enum err (*put)(struct store *s, struct str key, struct str value);
    enum err (*remove)(struct store *s, struct str key); /* absent: ERR_OK */
    enum err (*commit)(struct store *s);
    void (*abort)(struct store *s);
    enum err (*grow)(struct store *s);       /* outside a transaction */
    uint64_t (*free_bytes)(struct store *s); /* of the disk; UINT64_MAX when there is none */

    void (*status)(struct store *s, struct store_status *out); /* sizes and readers */
    enum err (*backup)(struct store *s, const char *file);
    void (*tend)(struct store *s);
    void (*close)(struct store *s); /* frees s */
};

/* For waits that end after a while, whatever the clock on the wall does meanwhile. */
void cond_init_monotonic(pthread_cond_t *cond);
struct timespec monotonic_in(long ns);

/* The last step of opening: starts the committer thread. */
enum err store_begin(struct store *s, const struct committer_options *options);

#endif
