/* What all stores have in common: batches, walks within their bounds, and the way to the table. */
#include "store/format.h"
#include "store/impl.h"

#include <stdlib.h>

void cond_init_monotonic(pthread_cond_t *cond)
{
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(cond, &attr);
    pthread_condattr_destroy(&attr);
}

struct timespec monotonic_in(long ns)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_nsec += ns;
    t.tv_sec += t.tv_nsec / 1000000000;
    t.tv_nsec %= 1000000000;
    return t;
}

/* --- Opening and closing ---------------------------------------------------------------------- */

enum err store_begin(struct store *s, const struct committer_options *options)
{
    return s->read_only ? ERR_OK : committer_start(&s->committer, s, options);
}

void store_close(struct store *s)
{
    if (!s)
        return;
    committer_stop(&s->committer);
    s->ops->close(s);
}

/* --- Reading ---------------------------------------------------------------------------------- */

enum err snap_open(struct store *s, struct snap **out)
{
    enum err e = s->ops->snap_open(s, out);
    if (!e)
        **out = (struct snap){.store = s};
    return e;
}

void snap_close(struct snap *snap)
{
    if (!snap)
        return;
    snap_release(snap);
    snap->store->ops->snap_close(snap);
}

enum err snap_renew(struct snap *snap)
{
    if (snap->renewed)
        return ERR_OK;
    enum err e = snap->store->ops->snap_renew(snap);
    snap->renewed = e == ERR_OK;
    return e;
}

void snap_release(struct snap *snap)
{
    if (snap->renewed)
        snap->store->ops->snap_release(snap);
    snap->renewed = false;
}

uint64_t snap_moment(const struct snap *snap)
{
    return snap->renewed ? snap->store->ops->snap_moment(snap) : 0;
}

static bool is_key(struct str key)
{
    return key.n > 0 && key.n <= STORE_KEY_MAX && key.p[0] != 0;
}

enum err snap_get(struct snap *snap, struct str key, struct str *value)
{
    return is_key(key) ? snap->store->ops->snap_get(snap, key, value) : ERR_NOT_FOUND;
}

static bool in_bounds(const struct walk *w)
{
    return w->down ? str_cmp(w->key, w->low) >= 0 : !w->high.n || str_cmp(w->key, w->high) < 0;
}

/* After each place or step: is there a pair, and is it within the bounds? */
static enum err arrived(struct walk *w, enum err e)
{
    w->ready = e == ERR_OK && in_bounds(w);
    w->over = !w->ready;
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err place(struct walk *w, enum place at, struct str key)
{
    return arrived(w, w->snap->store->ops->walk_place(w, at, key));
}

enum err walk_open(struct snap *snap, struct str low, struct str high, bool down, struct walk *out)
{
    if (str_cmp(low, STORE_KEY_FIRST) < 0)
        low = STORE_KEY_FIRST;
    *out = (struct walk){.snap = snap, .low = low, .high = high, .down = down};
    enum err e = snap->store->ops->walk_open(out);
    if (e)
        return e;
    if (!down)
        e = place(out, PLACE_AT_OR_AFTER, low);
    else
        e = place(out, high.n ? PLACE_BEFORE : PLACE_LAST, high);
    if (e)
        walk_close(out);
    return e;
}

enum err walk_next(struct walk *w, struct str *key, struct str *value)
{
    if (!w->ready && !w->over) {
        enum err e = arrived(w, w->snap->store->ops->walk_step(w));
        if (e)
            return e;
    }
    if (w->over)
        return ERR_NOT_FOUND;
    w->ready = false;
    *key = w->key;
    *value = w->value;
    return ERR_OK;
}

enum err walk_seek(struct walk *w, struct str key)
{
    if (!w->down)
        return place(w, PLACE_AT_OR_AFTER, str_cmp(key, w->low) < 0 ? w->low : key);
    if (str_cmp(key, w->low) < 0)
        return arrived(w, ERR_NOT_FOUND);
    if (w->high.n && str_cmp(key, w->high) >= 0)
        return place(w, PLACE_BEFORE, w->high);
    return place(w, PLACE_AT_OR_BEFORE, key);
}

void walk_close(struct walk *w)
{
    w->snap->store->ops->walk_close(w);
    *w = (struct walk){.over = true};
}

/* --- Writing ---------------------------------------------------------------------------------- */

static struct batch_item *add_item(struct batch *b)
{
    if (b->count == b->cap) {
        size_t cap = b->cap ? b->cap * 2 : 16;
        void *grown =
            arena_grow(b->arena, b->items, b->cap * sizeof *b->items, cap * sizeof *b->items);
        if (!grown)
            return NULL;
        b->items = grown;
        b->cap = cap;
    }
    return &b->items[b->count];
}

static void add(struct batch *b, enum batch_op op, struct str key, struct str value)
{
    bool fits = is_key(key) && value.n <= STORE_VALUE_MAX && !b->failed;
    struct batch_item *item = fits ? add_item(b) : NULL;
    char *copy = item ? arena_alloc(b->arena, key.n + value.n) : NULL;
    if (!copy) {
        b->failed = true;
        return;
    }
    memcpy(copy, key.p, key.n);
    if (value.n)
        memcpy(copy + key.n, value.p, value.n);
    *item = (struct batch_item){op, str_of(copy, key.n), str_of(copy + key.n, value.n)};
    b->count++;
    b->bytes += key.n + value.n;
}

void batch_put(struct batch *b, struct str key, struct str value)
{
    add(b, BATCH_PUT, key, value);
}

void batch_append(struct batch *b, struct str prefix, struct str value)
{
    b->failed |= prefix.n + sizeof(uint64_t) > STORE_KEY_MAX;
    add(b, BATCH_APPEND, prefix, value);
}

void batch_delete(struct batch *b, struct str key)
{
    add(b, BATCH_DELETE, key, STR(""));
}

void batch_expect(struct batch *b, struct str key, struct str value)
{
    add(b, BATCH_EXPECT, key, value);
}

void batch_expect_absent(struct batch *b, struct str key)
{
    add(b, BATCH_EXPECT_ABSENT, key, STR(""));
}

void store_commit(struct commit_port *p, struct batch *b)
{
    b->port = p;
    if (p->store->read_only)
        port_finish(b, ERR_CLOSED);
    else if (b->failed)
        port_finish(b, ERR_NOMEM);
    else
        committer_submit(&p->store->committer, b);
}

struct waiter {
    pthread_mutex_t lock;
    pthread_cond_t woken;
    bool done;
};

static void waiter_wake(void *self)
{
    struct waiter *w = self;
    pthread_mutex_lock(&w->lock);
    w->done = true;
    pthread_cond_signal(&w->woken);
    pthread_mutex_unlock(&w->lock);
}

static void nothing_more(struct batch *b)
{
    (void)b;
}

enum err store_commit_wait(struct store *s, struct batch *b)
{
    struct waiter w = {PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, false};
    struct commit_port port;
    enum err e = port_open(s, &port, waiter_wake, &w);
    if (e)
        return e;
    b->done = nothing_more;
    store_commit(&port, b);
    pthread_mutex_lock(&w.lock);
    while (!w.done)
        pthread_cond_wait(&w.woken, &w.lock);
    pthread_mutex_unlock(&w.lock);
    port_drain(&port);
    port_close(&port);
    return b->result;
}

/* --- Care ------------------------------------------------------------------------------------- */

void store_status(struct store *s, struct store_status *out)
{
    *out = (struct store_status){0};
    if (!s->read_only)
        committer_status(&s->committer, out);
    s->ops->status(s, out);
}

enum err store_backup(struct store *s, const char *file)
{
    return s->ops->backup(s, file);
}

void store_tend(struct store *s)
{
    s->ops->tend(s);
}
