/* A desk: looking up, and handing changes over. */
#include "domain/desk.h"

#include "domain/keys.h"
#include "domain/stored.h"

enum err desk_look(struct desk *d)
{
    return snap_renew(d->snap);
}

void desk_leave(struct desk *d)
{
    snap_release(d->snap);
}

struct rulebook *desk_hold(struct desk *d)
{
    return d->books.hold ? d->books.hold(d->books.self) : NULL;
}

void desk_use(struct desk *d, const struct rulebook *book)
{
    if (!book)
        return;
    d->catalogue = book->catalogue;
    d->rules = book->rules;
}

void desk_release(struct desk *d, struct rulebook *book)
{
    if (book)
        d->books.release(d->books.self, book);
}

uint64_t desk_moment(const struct desk *d)
{
    return snap_moment(d->snap);
}

enum err desk_request(struct desk *d, struct arena *arena, const struct jurisdiction *j,
                      uint64_t id, struct request *out)
{
    struct stored stored;
    enum err e = stored_find(d->snap, j->number, id, &stored);
    return e ? e : stored_read(arena, &stored, out);
}

/* Ids are given by each jurisdiction: the token is of the one whose request has its hash. */
enum err desk_request_by_token(struct desk *d, struct arena *arena, struct str token,
                               struct request *out)
{
    unsigned char hash[ID_HASH_BYTES];
    uint64_t id;
    if (!token_read(token, &id, hash))
        return ERR_NOT_FOUND;
    for (size_t i = 0; i < d->catalogue->count; i++) {
        enum err e = desk_request(d, arena, d->catalogue->items[i], id, out);
        if (e && e != ERR_NOT_FOUND)
            return e;
        if (!e && id_equal(out->token_hash, hash, sizeof hash))
            return ERR_OK;
    }
    return ERR_NOT_FOUND;
}

enum err desk_request_by_external_id(struct desk *d, struct arena *arena,
                                     const struct jurisdiction *j, struct str external_id,
                                     struct request *out)
{
    struct key key = keys_external(j->number, external_id);
    if (key.failed) /* too long, or with a zero byte: there is none */
        return ERR_NOT_FOUND;
    struct str value;
    uint64_t id;
    enum err e = snap_get(d->snap, key_str(&key), &value);
    if (e)
        return e;
    return key_take_u64(&value, &id) ? desk_request(d, arena, j, id, out) : ERR_CORRUPT;
}

enum err desk_contact(struct desk *d, struct arena *arena, const struct jurisdiction *j,
                      uint64_t id, struct contact *out)
{
    struct key key = keys_contact(j->number, id);
    struct str value;
    enum err e = snap_get(d->snap, key_str(&key), &value);
    return e ? e : contact_decode(arena, value, out);
}

/* Room for one more event; they come in order, so the array grows in place. */
static struct event *one_more(struct arena *arena, struct event **items, size_t count, size_t *cap)
{
    if (count == *cap) {
        size_t grown = *cap ? *cap * 2 : 8;
        struct event *p = arena_grow(arena, *items, *cap * sizeof **items, grown * sizeof **items);
        if (!p)
            return NULL;
        *items = p;
        *cap = grown;
    }
    return &(*items)[count];
}

static enum err read_events(struct walk *w, struct arena *arena, struct event **out, size_t *count)
{
    size_t cap = 0;
    struct str key, value;
    enum err e;
    while ((e = walk_next(w, &key, &value)) == ERR_OK) {
        struct event *event = one_more(arena, out, *count, &cap);
        e = event ? event_decode(arena, value, event) : ERR_NOMEM;
        if (e)
            return e;
        if (event->number != ++*count)
            return ERR_CORRUPT;
    }
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

enum err desk_events(struct desk *d, struct arena *arena, const struct jurisdiction *j, uint64_t id,
                     struct event **out, size_t *count)
{
    struct key low = keys_events(j->number, id);
    struct key high = key_after(&low);
    struct walk w;
    *out = NULL;
    *count = 0;
    enum err e = walk_open(d->snap, key_str(&low), key_str(&high), false, &w);
    if (e)
        return e;
    e = read_events(&w, arena, out, count);
    walk_close(&w);
    return e ? e : *count ? ERR_OK : ERR_NOT_FOUND;
}

enum err desk_next_states(struct desk *d, struct arena *arena, const struct jurisdiction *j,
                          const struct request *r, const struct state ***out, size_t *count)
{
    (void)d;
    const struct service *s = jurisdiction_service(j, r->service);
    const struct state *now = s ? workflow_state(&s->workflow, r->state) : NULL;
    *out = ARENA_ARRAY(arena, const struct state *, now ? now->next_count : 0);
    *count = 0;
    if (!*out)
        return ERR_NOMEM;
    for (size_t i = 0; now && i < now->next_count; i++) {
        const struct state *next = workflow_state(&s->workflow, now->next[i]);
        if (next)
            (*out)[(*count)++] = next;
    }
    return ERR_OK;
}

void desk_commit(struct desk *d, struct change *c, void (*done)(struct batch *), void *self)
{
    c->batch.done = done;
    c->batch.self = self;
    store_commit(&d->port, &c->batch);
}
