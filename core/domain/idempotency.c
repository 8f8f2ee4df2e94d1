/* First answers, kept for those who ask again. */
#include "domain/idempotency.h"

#include "base/date.h"
#include "domain/keys.h"

enum { KEPT_FORMAT = 1, SWEEP = 4 /* expired ones that each keeper takes away */ };

struct kept {
    unsigned char body[ID_HASH_BYTES];
    uint32_t status;
    struct kept_answer answer;
    int64_t at; /* when it was given */
};

#define AT(m) .at = offsetof(struct kept, m)

static const struct field kept_table[] = {
    {1, FIELD_HASH, "request", AT(body)},
    {2, FIELD_U32, "status", AT(status)},
    {3, FIELD_STR, "content_type", AT(answer.content_type)},
    {4, FIELD_STR, "body", AT(answer.body)},
    {5, FIELD_STR, "token", AT(answer.token)},
    {6, FIELD_STR, "location", AT(answer.location)},
    {7, FIELD_STR, "etag", AT(answer.etag)},
    {8, FIELD_INSTANT, "at", AT(at)},
};
static const struct fields kept_fields = FIELDS(kept_table, struct kept);

/* The three parts hashed on their own, then together: no part can run into the next. */
struct idempotency idempotency_of(struct str actor, struct str route, struct str key,
                                  struct str body)
{
    struct idempotency i;
    unsigned char parts[3][ID_HASH_BYTES];
    id_hash(parts[0], actor);
    id_hash(parts[1], route);
    id_hash(parts[2], key);
    secret_hash(i.id, "guichet idempotency", str_of((const char *)parts, sizeof parts));
    id_hash(i.body, body);
    return i;
}

/* KEY_LAYOUT: an answer stands under the day (UTC) on which it was kept. */
static uint32_t day_of(const struct desk *d)
{
    return (uint32_t)(now_seconds(d->now) / DAY_SECONDS);
}

static enum err find_on(struct desk *d, struct arena *arena, const struct idempotency *i,
                        uint32_t day, struct kept_answer *out)
{
    struct key key = keys_idempotency(day, i->id);
    struct str value;
    enum err e = snap_get(d->snap, key_str(&key), &value);
    if (e)
        return e;
    struct kept kept;
    struct str copy = arena_str(arena, value);
    if (!copy.p)
        return ERR_NOMEM;
    e = fields_decode(&kept_fields, KEPT_FORMAT, arena, copy, &kept);
    if (e)
        return e;
    if (now_seconds(d->now) - kept.at >= IDEMPOTENCY_SECONDS)
        return ERR_NOT_FOUND;
    *out = kept.answer;
    out->status = (int)kept.status;
    return id_equal(kept.body, i->body, sizeof kept.body) ? ERR_OK : ERR_CONFLICT;
}

enum err idempotency_find(struct desk *d, struct arena *arena, const struct idempotency *i,
                          struct kept_answer *out)
{
    uint32_t today = day_of(d);
    enum err e = find_on(d, arena, i, today, out);
    if (e == ERR_NOT_FOUND && today)
        e = find_on(d, arena, i, today - 1, out);
    return e;
}

/* Days before yesterday are over: nobody writes to them any more, so what stands there can be
 * deleted without looking whether somebody else does. */
static enum err sweep(struct desk *d, struct batch *batch, uint32_t today)
{
    struct key low = keys_kind(KEY_IDEMPOTENCY), high = low;
    key_u32(&high, today ? today - 1 : 0);
    struct walk w;
    struct str key, value;
    enum err e = walk_open(d->snap, key_str(&low), key_str(&high), false, &w);
    if (e)
        return e;
    for (int n = 0; n < SWEEP && (e = walk_next(&w, &key, &value)) == ERR_OK; n++)
        batch_delete(batch, key);
    walk_close(&w);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* That no other attempt keeps an answer under that day; one that is over is taken away. */
static enum err expect_none(struct desk *d, struct batch *batch, const struct idempotency *i,
                            uint32_t day)
{
    struct key key = keys_idempotency(day, i->id);
    struct str over;
    enum err e = snap_get(d->snap, key_str(&key), &over);
    if (e == ERR_NOT_FOUND) {
        batch_expect_absent(batch, key_str(&key));
        return ERR_OK;
    }
    if (!e) {
        batch_expect(batch, key_str(&key), over);
        batch_delete(batch, key_str(&key));
    }
    return e;
}

enum err idempotency_keep(struct desk *d, struct batch *batch, const struct idempotency *i,
                          const struct kept_answer *answer)
{
    uint32_t today = day_of(d);
    struct kept kept = {
        .status = (uint32_t)answer->status, .answer = *answer, .at = now_seconds(d->now)};
    memcpy(kept.body, i->body, sizeof kept.body);
    struct buf bytes = buf_in(batch->arena);
    enum err e = fields_encode(&kept_fields, KEPT_FORMAT, &kept, &bytes);
    if (e)
        return e;
    /* Another attempt may see another day than this one does: both expect all three. */
    for (uint32_t day = today ? today - 1 : 0; !e && day <= today + 1; day++)
        e = expect_none(d, batch, i, day);
    if (e)
        return e;
    struct key key = keys_idempotency(today, i->id);
    batch_put(batch, key_str(&key), buf_str(&bytes));
    e = sweep(d, batch, today);
    return e ? e : batch->failed ? ERR_NOMEM : ERR_OK;
}
