/* Finds and reads the state of a request: its record, or the only event it has. */
#include "domain/stored.h"

#include "domain/keys.h"

enum err stored_find(struct snap *snap, uint16_t jurisdiction, uint64_t id, struct stored *out)
{
    struct key key = keys_request(jurisdiction, id);
    *out = (struct stored){.jurisdiction = jurisdiction, .id = id};
    enum err e = snap_get(snap, key_str(&key), &out->bytes);
    if (e != ERR_NOT_FOUND)
        return e;
    key = keys_event(jurisdiction, id, 1);
    out->filed = true;
    return snap_get(snap, key_str(&key), &out->bytes);
}

enum err stored_put(struct arena *arena, const struct request *r, struct batch *batch)
{
    struct key key = keys_request(r->jurisdiction, r->id);
    struct buf bytes = buf_in(arena);
    if (!stored_apart(r->version))
        return ERR_OK;
    enum err e = request_encode(r, &bytes);
    if (!e)
        batch_put(batch, key_str(&key), buf_str(&bytes));
    return e;
}

static enum err fold(struct arena *arena, const struct stored *s, const struct event *e,
                     struct request *out)
{
    *out = (struct request){.jurisdiction = s->jurisdiction, .id = s->id};
    return request_apply(arena, out, e);
}

enum err stored_read(struct arena *arena, const struct stored *s, struct request *out)
{
    struct event event;
    if (!s->filed)
        return request_decode(arena, s->bytes, out);
    enum err e = event_decode(arena, s->bytes, &event);
    return e ? e : fold(arena, s, &event, out);
}

enum err stored_view(struct arena *arena, const struct stored *s, struct request *out)
{
    struct event event;
    if (!s->filed)
        return request_view(arena, s->bytes, out);
    enum err e = event_view(arena, s->bytes, &event);
    return e ? e : fold(arena, s, &event, out);
}
