/* Entries of the feed: appended, read, counted, told anew. */
#include "domain/feed.h"

#include "domain/keys.h"

enum { PAGE_EVENTS = 1000 };

/* KEY_LAYOUT: 'F', jurisdiction, number → id, event number. */

void feed_append(struct batch *batch, uint16_t jurisdiction, uint64_t id, uint32_t number)
{
    struct key prefix = keys_of(KEY_FEED, jurisdiction), value = {.n = 0};
    key_u64(&value, id);
    key_u32(&value, number);
    batch_append(batch, key_str(&prefix), key_str(&value));
}

static bool read_entry(struct str key, struct str value, struct feed_entry *out, uint64_t *cursor)
{
    uint8_t tag;
    return key_take_u8(&key, &tag) && key_take_u16(&key, &out->jurisdiction) &&
           key_take_u64(&key, cursor) && key_take_u64(&value, &out->id) &&
           key_take_u32(&value, &out->number);
}

/* --- Reading ---------------------------------------------------------------------------------- */

static enum err read_item(struct desk *d, struct arena *arena, struct str key, struct str value,
                          struct feed_item *out)
{
    struct feed_entry entry;
    struct str bytes;
    if (!read_entry(key, value, &entry, &out->cursor))
        return ERR_CORRUPT;
    out->id = entry.id;
    struct key event = keys_event(entry.jurisdiction, entry.id, entry.number);
    enum err e = snap_get(d->snap, key_str(&event), &bytes);
    if (e)
        return e == ERR_NOT_FOUND ? ERR_CORRUPT : e;
    return event_decode(arena, bytes, &out->event);
}

static enum err read_items(struct desk *d, struct arena *arena, struct walk *w, size_t limit,
                           struct feed_page *out)
{
    struct str key, value;
    enum err e;
    while ((e = walk_next(w, &key, &value)) == ERR_OK) {
        if (out->count == limit) {
            out->more = true;
            return ERR_OK;
        }
        e = read_item(d, arena, key, value, &out->items[out->count]);
        if (e)
            return e;
        out->count++;
    }
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

enum err feed_read(struct desk *d, struct arena *arena, const struct jurisdiction *j,
                   uint64_t after, size_t limit, struct feed_page *out)
{
    struct key low = keys_of(KEY_FEED, j->number), high = key_after(&low);
    struct walk w;
    *out = (struct feed_page){0};
    if (after == UINT64_MAX)
        return ERR_OK;
    key_u64(&low, after + 1);
    out->items = ARENA_ARRAY(arena, struct feed_item, limit);
    if (!out->items)
        return ERR_NOMEM;
    enum err e = walk_open(d->snap, key_str(&low), key_str(&high), false, &w);
    if (e)
        return e;
    e = read_items(d, arena, &w, limit, out);
    walk_close(&w);
    return e;
}

static enum err last_of(struct snap *snap, uint16_t jurisdiction, uint64_t *out)
{
    struct key low = keys_of(KEY_FEED, jurisdiction), high = key_after(&low);
    struct str key, value;
    struct walk w;
    *out = 0;
    enum err e = walk_open(snap, key_str(&low), key_str(&high), true, &w);
    if (e)
        return e;
    e = walk_next(&w, &key, &value);
    walk_close(&w);
    if (e)
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    key = str_from(key, low.n);
    return key_take_u64(&key, out) ? ERR_OK : ERR_CORRUPT;
}

enum err feed_last(struct desk *d, const struct jurisdiction *j, uint64_t *out)
{
    return last_of(d->snap, j->number, out);
}

/* --- Checking --------------------------------------------------------------------------------- */

/* ERR_NOT_FOUND: there is no key of that kind. */
static enum err any_of(struct snap *snap, enum key_tag tag)
{
    struct key low = keys_kind(tag), high = key_after(&low);
    struct str key, value;
    struct walk w;
    enum err e = walk_open(snap, key_str(&low), key_str(&high), false, &w);
    if (e)
        return e;
    e = walk_next(&w, &key, &value);
    walk_close(&w);
    return e;
}

enum err feed_there(struct snap *snap)
{
    enum err told = any_of(snap, KEY_FEED);
    if (told != ERR_NOT_FOUND)
        return told;
    enum err e = any_of(snap, KEY_EVENT);
    return e == ERR_NOT_FOUND ? ERR_OK : e ? e : ERR_OLDER;
}

/* The finalizer of MurmurHash3, which is public domain: every bit of x moves half of the bits. */
static uint64_t stirred(uint64_t x)
{
    x = (x ^ x >> 33) * 0xff51afd7ed558ccdULL;
    x = (x ^ x >> 33) * 0xc4ceb9fe1a85ec53ULL;
    return x ^ x >> 33;
}

void feed_count(struct feed_sum *sum, struct feed_entry e)
{
    sum->count++;
    sum->mix += stirred(stirred((uint64_t)e.jurisdiction << 32 | e.number) + e.id);
}

enum err feed_sum(struct snap *snap, struct feed_sum *out)
{
    struct key low = keys_kind(KEY_FEED), high = key_after(&low);
    struct walk w;
    struct str key, value;
    *out = (struct feed_sum){0};
    enum err e = walk_open(snap, key_str(&low), key_str(&high), false, &w);
    if (e)
        return e;
    while ((e = walk_next(&w, &key, &value)) == ERR_OK) {
        struct feed_entry entry;
        uint64_t cursor;
        if (!read_entry(key, value, &entry, &cursor)) {
            e = ERR_CORRUPT;
            break;
        }
        feed_count(out, entry);
    }
    walk_close(&w);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* --- Telling anew ----------------------------------------------------------------------------- */

/* What one page does to the feed of a jurisdiction with a key of its range; the key is a view. */
typedef enum err page_step(struct batch *batch, struct str key);

static enum err append_again(struct batch *batch, struct str key)
{
    struct feed_entry e = {0};
    uint8_t tag;
    if (!key_take_u8(&key, &tag) || !key_take_u16(&key, &e.jurisdiction) ||
        !key_take_u64(&key, &e.id) || !key_take_u32(&key, &e.number))
        return ERR_CORRUPT;
    feed_append(batch, e.jurisdiction, e.id, e.number);
    return ERR_OK;
}

static enum err delete_entry(struct batch *batch, struct str key)
{
    batch_delete(batch, key);
    return ERR_OK;
}

/* One page from *low on, committed; *low is then where the next begins. ERR_NOT_FOUND: no more. */
static enum err run_page(struct store *store, struct snap *snap, struct key *low, struct str high,
                         page_step *step)
{
    struct arena arena = {0};
    struct batch batch = batch_in(&arena);
    struct walk w;
    struct str key = {0}, value;
    enum err e = snap_renew(snap);
    if (!e)
        e = walk_open(snap, key_str(low), high, false, &w);
    if (e)
        return e;
    while (!e && batch.count < PAGE_EVENTS && (e = walk_next(&w, &key, &value)) == ERR_OK) {
        e = step(&batch, key);
        *low = (struct key){.n = 0};
        key_bytes(low, key);
        key_u8(low, 0); /* the first key after it */
    }
    walk_close(&w);
    snap_release(snap);
    if ((!e || e == ERR_NOT_FOUND) && batch.count) {
        enum err committed = store_commit_wait(store, &batch);
        e = committed ? committed : e;
    }
    arena_free(&arena);
    return e;
}

static enum err run_pages(struct store *store, struct snap *snap, struct key low, struct key high,
                          page_step *step)
{
    enum err e;
    do
        e = run_page(store, snap, &low, key_str(&high), step);
    while (!e);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err tell_one(struct store *store, struct snap *snap, uint16_t jurisdiction)
{
    uint64_t last;
    enum err e = snap_renew(snap);
    if (!e)
        e = last_of(snap, jurisdiction, &last);
    snap_release(snap);
    if (e)
        return e;
    struct key events = keys_of(KEY_EVENT, jurisdiction);
    e = run_pages(store, snap, events, key_after(&events), append_again);
    struct key from = keys_of(KEY_FEED, jurisdiction), to = from;
    key_u64(&to, last + 1);
    return e ? e : run_pages(store, snap, from, to, delete_entry);
}

/* The next number of a jurisdiction from `from` on that has events. ERR_NOT_FOUND: none. */
static enum err next_jurisdiction(struct snap *snap, uint32_t from, uint16_t *out)
{
    struct key low = keys_kind(KEY_EVENT), high = key_after(&low);
    struct walk w;
    struct str key, value;
    uint64_t id;
    if (from > UINT16_MAX)
        return ERR_NOT_FOUND;
    key_u16(&low, (uint16_t)from);
    enum err e = snap_renew(snap);
    if (!e)
        e = walk_open(snap, key_str(&low), key_str(&high), false, &w);
    if (e)
        return e;
    e = walk_next(&w, &key, &value);
    if (!e && !keys_read_request(str_from(key, 1), out, &id))
        e = ERR_CORRUPT;
    walk_close(&w);
    snap_release(snap);
    return e;
}

enum err feed_tell_anew(struct store *store)
{
    struct snap *snap;
    enum err e = snap_open(store, &snap);
    if (e)
        return e;
    uint16_t number = 0;
    for (uint32_t from = 0; !(e = next_jurisdiction(snap, from, &number)); from = number + 1U) {
        e = tell_one(store, snap, number);
        if (e)
            break;
    }
    snap_close(snap);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}
