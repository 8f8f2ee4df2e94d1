/* Calendars of other days: written once under their version, read back when a process starts. */
#include "domain/archive.h"

#include "domain/calendar_record.h"
#include "domain/keys.h"

struct archive {
    struct calendar **items;
    size_t count, cap;
};

static enum err add(struct archive *a, struct arena *arena, struct calendar *c)
{
    if (a->count == a->cap) {
        size_t cap = a->cap ? a->cap * 2 : 16;
        void *grown =
            arena_grow(arena, a->items, a->cap * sizeof *a->items, cap * sizeof *a->items);
        if (!grown)
            return ERR_NOMEM;
        a->items = grown;
        a->cap = cap;
    }
    a->items[a->count++] = c;
    return ERR_OK;
}

static enum err read_one(struct archive *a, struct arena *arena, struct str bytes, int around)
{
    struct calendar_spec *spec = ARENA_NEW(arena, struct calendar_spec);
    struct faults faults = faults_in(arena);
    struct calendar *c;
    if (!spec)
        return ERR_NOMEM;
    enum err e = calendar_decode(arena, bytes, spec);
    if (e)
        return e;
    e = calendar_build(arena, spec, around, &faults, &c);
    return e == ERR_NOMEM ? e : e ? ERR_OK : add(a, arena, c);
}

enum err archive_read(struct arena *arena, struct snap *snap, int around, struct archive **out)
{
    struct key low = keys_kind(KEY_CALENDAR), high = key_after(&low);
    struct walk w;
    struct str key, value;
    *out = ARENA_NEW(arena, struct archive);
    if (!*out)
        return ERR_NOMEM;
    enum err e = walk_open(snap, key_str(&low), key_str(&high), false, &w);
    if (e)
        return e;
    while ((e = walk_next(&w, &key, &value)) == ERR_OK)
        if ((e = read_one(*out, arena, value, around)))
            break;
    walk_close(&w);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

const struct calendar *archive_calendar(const struct archive *a, struct str version)
{
    for (size_t i = 0; a && i < a->count; i++)
        if (str_eq(calendar_version(a->items[i]), version))
            return a->items[i];
    return NULL;
}

enum err archive_keep(struct arena *arena, struct snap *snap, const struct calendar *c,
                      struct batch *batch)
{
    struct key key = keys_calendar(calendar_version(c));
    struct buf bytes = buf_in(arena);
    struct str value;
    enum err e = snap_get(snap, key_str(&key), &value);
    if (e != ERR_NOT_FOUND)
        return e;
    e = calendar_encode(calendar_spec(c), &bytes);
    if (!e)
        batch_put(batch, key_str(&key), buf_str(&bytes));
    return e;
}
