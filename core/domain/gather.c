/* Candidates from an index that is not in the order asked for, but picks few: gathered, sorted. */
#include "domain/source.h"
#include "domain/stored.h"

#include <stdlib.h>

enum { GATHER_MAX = 5000 };

static enum err add_spot(struct source *s, struct spot spot)
{
    if (s->spot_count == s->spot_cap) {
        size_t cap = s->spot_cap ? s->spot_cap * 2 : 256;
        struct spot *p = arena_grow(s->arena, s->spots, s->spot_cap * sizeof *p, cap * sizeof *p);
        if (!p)
            return ERR_NOMEM;
        s->spots = p;
        s->spot_cap = cap;
    }
    s->spots[s->spot_count++] = spot;
    return ERR_OK;
}

static int by_spot(const void *a, const void *b)
{
    const struct spot *x = a, *y = b;
    if (x->key != y->key)
        return x->key < y->key ? -1 : 1;
    return (x->id > y->id) - (x->id < y->id);
}

/* The sort key in the order asked for: each request says its own. */
static enum err look_up_keys(struct source *s)
{
    struct arena scratch = {0};
    enum err e = ERR_OK;
    for (size_t i = 0; !e && i < s->spot_count; i++) {
        struct request r;
        struct stored stored;
        arena_reset(&scratch);
        e = source_look(s, &scratch, s->spots[i].id, &r, &stored);
        s->spots[i].key = e ? 0 : source_key(s, &r);
    }
    arena_free(&scratch);
    return e;
}

static enum err drain_lanes(struct source *s)
{
    struct spot spot;
    enum err e;
    while ((e = stream_next(s, &spot)) == ERR_OK) {
        if (s->spot_count == GATHER_MAX)
            return ERR_TOO_LARGE;
        e = add_spot(s, spot);
        if (e)
            return e;
    }
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* An order that the index has itself needs no gathering. */
static enum err open_lanes(struct source *s)
{
    enum query_order order = s->filter->query->order;
    enum err e = order == ORDER_REQUESTED ? ERR_NOT_FOUND : stream_open_cells(s);
    if (e == ERR_NOT_FOUND && order != ORDER_UPDATED && !s->filter->placed)
        e = stream_open_updates(s);
    if (e == ERR_NOT_FOUND && order == ORDER_UPDATED)
        e = stream_open_filed(s);
    return e;
}

enum err gather_open(struct source *s)
{
    enum err e = open_lanes(s);
    if (!e)
        e = drain_lanes(s);
    stream_close(s);
    if (!e)
        e = look_up_keys(s);
    if (e)
        return e;
    s->gathered = true;
    if (s->spot_count)
        qsort(s->spots, s->spot_count, sizeof *s->spots, by_spot);
    return ERR_OK;
}

enum err gather_next(struct source *s, struct spot *out)
{
    const struct query *q = s->filter->query;
    struct spot after = {q->after_key, q->after_id};
    while (s->spot_next < s->spot_count) {
        size_t i = s->spot_next++;
        *out = s->spots[s->down ? s->spot_count - 1 - i : i];
        if (!q->has_after || spot_beyond(s, *out, after))
            return ERR_OK;
    }
    return ERR_NOT_FOUND;
}
