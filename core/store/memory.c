/* The store in memory: for tests, rehearsals, and serving without a disk. Nothing survives it.
 *
 * What is committed is a version of a tree; a snapshot is a reference to it, and the writing
 * transaction a version of its own that takes its place. */
#include "store/impl.h"
#include "store/tree.h"

#include "base/check.h"

#include <stdlib.h>

struct memory_store {
    struct store base;
    pthread_mutex_t lock; /* guards the four below */
    struct tree_node *committed;
    uint64_t version; /* commits so far */
    struct list snaps;
    uint32_t readers, readers_max;
    struct tree_node *writing; /* the committer's */
    _Atomic uint64_t bytes;    /* put so far; an upper bound of what is held */
};

struct memory_snap {
    struct snap base;
    struct tree_node *root;
    uint64_t version;
    struct list node; /* in the store's snaps while renewed */
};

static struct memory_store *of(struct store *s)
{
    return LIST_ITEM(s, struct memory_store, base);
}

static struct memory_snap *of_snap(struct snap *snap)
{
    return LIST_ITEM(snap, struct memory_snap, base);
}

/* --- Reading ---------------------------------------------------------------------------------- */

static enum err memory_snap_open(struct store *s, struct snap **out)
{
    (void)s;
    struct memory_snap *snap = calloc(1, sizeof *snap);
    if (!snap)
        return ERR_NOMEM;
    list_init(&snap->node);
    *out = &snap->base;
    return ERR_OK;
}

static void memory_snap_close(struct snap *snap)
{
    free(of_snap(snap));
}

static enum err memory_snap_renew(struct snap *base)
{
    struct memory_store *m = of(base->store);
    struct memory_snap *snap = of_snap(base);
    pthread_mutex_lock(&m->lock);
    snap->root = tree_ref(m->committed);
    snap->version = m->version;
    list_push(&m->snaps, &snap->node);
    if (++m->readers > m->readers_max)
        m->readers_max = m->readers;
    pthread_mutex_unlock(&m->lock);
    return ERR_OK;
}

static void memory_snap_release(struct snap *base)
{
    struct memory_store *m = of(base->store);
    struct memory_snap *snap = of_snap(base);
    pthread_mutex_lock(&m->lock);
    list_remove(&snap->node);
    m->readers--;
    pthread_mutex_unlock(&m->lock);
    tree_unref(snap->root);
    snap->root = NULL;
}

static uint64_t memory_snap_moment(const struct snap *base)
{
    return LIST_ITEM(base, const struct memory_snap, base)->version;
}

static enum err find(const struct tree_node *root, struct str key, struct str *value)
{
    const struct tree_node *n = tree_after(root, key, true);
    if (!n || !str_eq(tree_key(n), key))
        return ERR_NOT_FOUND;
    *value = tree_value(n);
    return ERR_OK;
}

static enum err memory_snap_get(struct snap *snap, struct str key, struct str *value)
{
    return find(of_snap(snap)->root, key, value);
}

static enum err memory_walk_open(struct walk *w)
{
    (void)w;
    return ERR_OK;
}

static enum err walked_to(struct walk *w, const struct tree_node *n)
{
    if (!n)
        return ERR_NOT_FOUND;
    w->key = tree_key(n);
    w->value = tree_value(n);
    return ERR_OK;
}

static enum err memory_walk_place(struct walk *w, enum place place, struct str key)
{
    const struct tree_node *root = of_snap(w->snap)->root;
    switch (place) {
    case PLACE_AT_OR_AFTER:
        return walked_to(w, tree_after(root, key, true));
    case PLACE_AT_OR_BEFORE:
        return walked_to(w, tree_before(root, key, true));
    case PLACE_BEFORE:
        return walked_to(w, tree_before(root, key, false));
    case PLACE_LAST:
        return walked_to(w, tree_last(root));
    }
    check_never("a place that is not listed");
}

static enum err memory_walk_step(struct walk *w)
{
    const struct tree_node *root = of_snap(w->snap)->root;
    return walked_to(w,
                     w->down ? tree_before(root, w->key, false) : tree_after(root, w->key, false));
}

static void memory_walk_close(struct walk *w)
{
    (void)w;
}

/* --- Writing ---------------------------------------------------------------------------------- */

static enum err memory_begin(struct store *s)
{
    struct memory_store *m = of(s);
    pthread_mutex_lock(&m->lock);
    m->writing = tree_ref(m->committed);
    pthread_mutex_unlock(&m->lock);
    return ERR_OK;
}

static enum err memory_get(struct store *s, struct str key, struct str *value)
{
    return find(of(s)->writing, key, value);
}

static enum err memory_last(struct store *s, struct str end, struct str *key)
{
    const struct tree_node *root = of(s)->writing;
    const struct tree_node *n = end.n ? tree_before(root, end, false) : tree_last(root);
    if (!n)
        return ERR_NOT_FOUND;
    *key = tree_key(n);
    return ERR_OK;
}

static bool memory_is_empty(struct store *s)
{
    return !of(s)->writing;
}

static enum err memory_put(struct store *s, struct str key, struct str value)
{
    atomic_fetch_add(&of(s)->bytes, key.n + value.n);
    return tree_put(&of(s)->writing, key, value) ? ERR_OK : ERR_NOMEM;
}

static enum err memory_remove(struct store *s, struct str key)
{
    return tree_delete(&of(s)->writing, key) ? ERR_OK : ERR_NOMEM;
}

static enum err memory_commit(struct store *s)
{
    struct memory_store *m = of(s);
    pthread_mutex_lock(&m->lock);
    struct tree_node *before = m->committed;
    m->committed = m->writing;
    m->version++;
    pthread_mutex_unlock(&m->lock);
    m->writing = NULL;
    tree_unref(before);
    return ERR_OK;
}

static void memory_abort(struct store *s)
{
    tree_unref(of(s)->writing);
    of(s)->writing = NULL;
}

static enum err memory_grow(struct store *s)
{
    (void)s;
    check_never("memory has no map");
}

static uint64_t memory_free_bytes(struct store *s)
{
    (void)s;
    return UINT64_MAX;
}

/* --- Care ------------------------------------------------------------------------------------- */

static void memory_status(struct store *s, struct store_status *out)
{
    struct memory_store *m = of(s);
    pthread_mutex_lock(&m->lock);
    uint64_t oldest = m->version;
    LIST_EACH(node, &m->snaps)
    {
        const struct memory_snap *snap = LIST_ITEM(node, struct memory_snap, node);
        if (snap->version < oldest)
            oldest = snap->version;
    }
    out->oldest_reader_lag = m->version - oldest;
    out->readers = m->readers;
    out->readers_max = m->readers_max;
    pthread_mutex_unlock(&m->lock);
    out->bytes_used = out->bytes_map = atomic_load(&m->bytes);
}

static enum err memory_backup(struct store *s, const char *file)
{
    (void)s;
    (void)file;
    return ERR_UNSUPPORTED;
}

static void memory_tend(struct store *s)
{
    (void)s;
}

static void memory_close(struct store *s)
{
    struct memory_store *m = of(s);
    check(list_empty(&m->snaps));
    tree_unref(m->committed);
    pthread_mutex_destroy(&m->lock);
    free(m);
}

static const struct store_ops memory_ops = {
    .snap_open = memory_snap_open,
    .snap_close = memory_snap_close,
    .snap_renew = memory_snap_renew,
    .snap_moment = memory_snap_moment,
    .snap_release = memory_snap_release,
    .snap_get = memory_snap_get,
    .walk_open = memory_walk_open,
    .walk_place = memory_walk_place,
    .walk_step = memory_walk_step,
    .walk_close = memory_walk_close,
    .begin = memory_begin,
    .get = memory_get,
    .last = memory_last,
    .is_empty = memory_is_empty,
    .put = memory_put,
    .remove = memory_remove,
    .commit = memory_commit,
    .abort = memory_abort,
    .grow = memory_grow,
    .free_bytes = memory_free_bytes,
    .status = memory_status,
    .backup = memory_backup,
    .tend = memory_tend,
    .close = memory_close,
};

enum err store_memory_open(struct store **out)
{
    struct memory_store *m = calloc(1, sizeof *m);
    if (!m)
        return ERR_NOMEM;
    m->base.ops = &memory_ops;
    pthread_mutex_init(&m->lock, NULL);
    list_init(&m->snaps);
    enum err e = store_begin(&m->base, &(struct committer_options){0});
    if (e)
        memory_close(&m->base);
    else
        *out = &m->base;
    return e;
}
