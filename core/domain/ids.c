/* Gives request ids out of blocks that are reserved on disk before the first of them is used. */
#include "domain/ids.h"

#include "base/check.h"
#include "domain/keys.h"

#include <pthread.h>
#include <stdlib.h>

struct block { /* ids [next, end) */
    uint64_t next, end;
};

/* The ids of one jurisdiction: a block in use, the block after it, and at most one reservation
 * under way. Guarded by ids.lock. */
struct counter {
    struct ids *ids;
    uint16_t jurisdiction;
    struct block current, spare, coming;
    bool reserving;
    struct arena arena; /* of the reservation's batch */
    struct batch batch;
};

struct ids {
    pthread_mutex_t lock;
    struct store *store;
    struct counter *counters;
    size_t count;
};

static void lock(struct ids *ids)
{
    check(pthread_mutex_lock(&ids->lock) == 0);
}

static void unlock(struct ids *ids)
{
    check(pthread_mutex_unlock(&ids->lock) == 0);
}

/* --- The stored counter ----------------------------------------------------------------------- */

/* KEY_LAYOUT: numbers in values are big-endian, as in keys. */
static struct key number16(uint16_t v)
{
    struct key k = {.n = 0};
    key_u16(&k, v);
    return k;
}

static struct key number64(uint64_t v)
{
    struct key k = {.n = 0};
    key_u64(&k, v);
    return k;
}

/* What stands under 'N': IDS_FIRST when nothing does, and *stored tells which. */
static enum err read_next(struct snap *snap, uint16_t jurisdiction, uint64_t *next, bool *stored)
{
    struct key key = keys_next_id(jurisdiction);
    struct str value;
    enum err e = snap_get(snap, key_str(&key), &value);
    *stored = e == ERR_OK;
    *next = IDS_FIRST;
    if (e)
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    return key_take_u64(&value, next) && !value.n ? ERR_OK : ERR_CORRUPT;
}

/* From `from` to `to`, if nobody has moved it meanwhile. */
static void move_next(struct batch *batch, uint16_t jurisdiction, bool stored, uint64_t from,
                      uint64_t to)
{
    struct key key = keys_next_id(jurisdiction), was = number64(from), is = number64(to);
    if (stored)
        batch_expect(batch, key_str(&key), key_str(&was));
    else
        batch_expect_absent(batch, key_str(&key));
    batch_put(batch, key_str(&key), key_str(&is));
}

/* --- Numbers of jurisdictions ----------------------------------------------------------------- */

static enum err highest_number(struct snap *snap, uint16_t *out)
{
    struct key low = keys_kind(KEY_JURISDICTION), high = key_after(&low);
    struct walk w;
    struct str key, value;
    *out = 0;
    enum err e = walk_open(snap, key_str(&low), key_str(&high), false, &w);
    if (e)
        return e;
    while ((e = walk_next(&w, &key, &value)) == ERR_OK) {
        uint16_t number;
        if (!key_take_u16(&value, &number))
            break;
        if (number > *out)
            *out = number;
    }
    walk_close(&w);
    return e == ERR_NOT_FOUND ? ERR_OK : e ? e : ERR_CORRUPT;
}

/* The number of a jurisdiction; the one after `highest` when it is new. */
static enum err give_number(struct snap *snap, struct jurisdiction *j, uint16_t *highest,
                            struct batch *batch)
{
    struct key key = keys_jurisdiction(j->id);
    struct str value;
    enum err e = snap_get(snap, key_str(&key), &value);
    if (!e)
        return key_take_u16(&value, &j->number) ? ERR_OK : ERR_CORRUPT;
    if (e != ERR_NOT_FOUND)
        return e;
    if (*highest == UINT16_MAX)
        return ERR_TOO_LARGE;
    j->number = ++*highest;
    struct key number = number16(j->number);
    batch_expect_absent(batch, key_str(&key));
    batch_put(batch, key_str(&key), key_str(&number));
    return ERR_OK;
}

static enum err open_counter(struct counter *c, struct snap *snap, const struct jurisdiction *j,
                             struct batch *batch)
{
    bool stored;
    uint64_t next;
    c->jurisdiction = j->number;
    enum err e = read_next(snap, j->number, &next, &stored);
    if (e)
        return e;
    c->current = (struct block){next, next + IDS_BLOCK};
    move_next(batch, j->number, stored, next, next + IDS_BLOCK);
    return ERR_OK;
}

/* Numbers and first blocks of all jurisdictions, in one batch. */
static enum err reserve_first(struct ids *ids, struct snap *snap, struct catalogue *catalogue,
                              struct batch *batch)
{
    uint16_t highest;
    enum err e = highest_number(snap, &highest);
    for (size_t i = 0; !e && i < ids->count; i++) {
        e = give_number(snap, catalogue->items[i], &highest, batch);
        if (!e)
            e = open_counter(&ids->counters[i], snap, catalogue->items[i], batch);
    }
    return e;
}

static enum err first_blocks(struct ids *ids, struct catalogue *catalogue)
{
    struct snap *snap;
    struct arena arena = {0};
    struct batch batch = batch_in(&arena);
    enum err e = snap_open(ids->store, &snap);
    if (e)
        return e;
    e = snap_renew(snap);
    if (!e)
        e = reserve_first(ids, snap, catalogue, &batch);
    snap_close(snap);
    if (!e && batch.count)
        e = store_commit_wait(ids->store, &batch);
    arena_free(&arena);
    return e;
}

static void free_ids(struct ids *ids)
{
    for (size_t i = 0; i < ids->count; i++)
        arena_free(&ids->counters[i].arena);
    pthread_mutex_destroy(&ids->lock);
    free(ids->counters);
    free(ids);
}

enum err ids_open(struct ids **out, struct store *store, struct catalogue *catalogue)
{
    struct ids *ids = calloc(1, sizeof *ids);
    if (!ids)
        return ERR_NOMEM;
    *ids = (struct ids){.store = store, .count = catalogue->count};
    ids->counters = calloc(ids->count ? ids->count : 1, sizeof *ids->counters);
    if (!ids->counters || pthread_mutex_init(&ids->lock, NULL) != 0) {
        free(ids->counters);
        free(ids);
        return ERR_NOMEM;
    }
    for (size_t i = 0; i < ids->count; i++)
        ids->counters[i].ids = ids;
    enum err e = first_blocks(ids, catalogue);
    if (e) {
        free_ids(ids);
        return e;
    }
    *out = ids;
    return ERR_OK;
}

/* --- Taking ids ------------------------------------------------------------------------------- */

static uint64_t left(struct block b)
{
    return b.end - b.next;
}

/* A reservation that lost its race is dropped; the next taker starts another. */
static void reserved(struct batch *batch)
{
    struct counter *c = batch->self;
    lock(c->ids);
    if (batch->result == ERR_OK)
        c->spare = c->coming;
    c->reserving = false;
    unlock(c->ids);
}

/* Builds the reservation of the next block; false if it cannot be asked for now. */
static bool prepare(struct counter *c, struct desk *d)
{
    bool stored;
    uint64_t next;
    if (read_next(d->snap, c->jurisdiction, &next, &stored))
        return false;
    arena_reset(&c->arena);
    c->coming = (struct block){next, next + IDS_BLOCK};
    c->batch = batch_in(&c->arena);
    c->batch.done = reserved;
    c->batch.self = c;
    move_next(&c->batch, c->jurisdiction, stored, next, next + IDS_BLOCK);
    return !c->batch.failed;
}

static struct counter *counter_of(struct ids *ids, uint16_t jurisdiction)
{
    for (size_t i = 0; i < ids->count; i++)
        if (ids->counters[i].jurisdiction == jurisdiction)
            return &ids->counters[i];
    return NULL;
}

static bool take(struct counter *c, uint64_t *out)
{
    if (!left(c->current)) {
        c->current = c->spare;
        c->spare = (struct block){0};
    }
    if (!left(c->current))
        return false;
    *out = c->current.next++;
    return true;
}

enum err ids_take(struct desk *d, const struct jurisdiction *j, uint64_t *out)
{
    struct counter *c = counter_of(d->ids, j->number);
    if (!c)
        return ERR_NOT_FOUND;
    lock(d->ids);
    bool taken = take(c, out);
    bool reserve = !c->reserving && !left(c->spare) && left(c->current) < IDS_LOW;
    if (reserve)
        reserve = c->reserving = prepare(c, d);
    unlock(d->ids);
    if (reserve)
        store_commit(&d->port, &c->batch);
    return taken ? ERR_OK : ERR_BUSY;
}

/* --- Closing ---------------------------------------------------------------------------------- */

/* The ids at the end of what is reserved that nobody was given. */
static struct block unused(const struct counter *c)
{
    if (!left(c->spare))
        return c->current;
    if (c->current.end == c->spare.next)
        return (struct block){c->current.next, c->spare.end};
    return c->spare;
}

void ids_close(struct ids *ids)
{
    for (size_t i = 0; i < ids->count; i++) {
        struct counter *c = &ids->counters[i];
        struct block back = unused(c);
        arena_reset(&c->arena);
        struct batch batch = batch_in(&c->arena);
        move_next(&batch, c->jurisdiction, true, back.end, back.next);
        /* When somebody has reserved beyond, or the store cannot: a gap, which is allowed. */
        if (left(back) && !c->reserving)
            (void)store_commit_wait(ids->store, &batch);
    }
    free_ids(ids);
}
