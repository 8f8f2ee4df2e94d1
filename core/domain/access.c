/* API keys: made, found by hash, listed, revoked. */
#include "domain/access.h"

#include "base/utf8.h"
#include "domain/keys.h"

#include <stdlib.h>

enum { ACCESS_FORMAT = 1 };

/* Every key of ours begins with it, so that one left in a public place can be searched for. */
#define SECRET_PREFIX "gk_"

static struct str role_word(unsigned v)
{
    return v < ROLE_COUNT ? role_name((enum role)v) : (struct str){0};
}

#define AT(m) .at = offsetof(struct access, m)

static const struct field access_table[] = {
    {1, FIELD_STR, "name", AT(name)},
    {2, FIELD_WORD, "role", AT(role), .word = role_word},
    {3, FIELD_STR, "jurisdiction", AT(jurisdiction)},
    {4, FIELD_INSTANT, "created_at", AT(created_at)},
    {5, FIELD_INSTANT, "revoked_at", AT(revoked_at)},
};
static const struct fields access_fields = FIELDS(access_table, struct access);

static const struct field line_table[] = {
    {1, FIELD_HASH, "hash", .at = offsetof(struct access_line, hash)},
    {2, FIELD_RECORD, "access", .at = offsetof(struct access_line, access), .of = &access_fields},
};
const struct fields access_line_fields = FIELDS(line_table, struct access_line);

enum err access_encode(const struct access *a, struct buf *out)
{
    return fields_encode(&access_fields, ACCESS_FORMAT, a, out);
}

enum err access_decode(struct arena *arena, struct str bytes, struct access *out)
{
    struct str copy = arena_str(arena, bytes);
    return copy.p ? fields_decode(&access_fields, ACCESS_FORMAT, arena, copy, out) : ERR_NOMEM;
}

static bool name_fit(struct str name)
{
    if (!name.n || !utf8_valid(name) || utf8_length(name) > NAME_MAX_LENGTH)
        return false;
    for (size_t i = 0; i < name.n; i++)
        if ((unsigned char)name.p[i] < 0x20 || name.p[i] == 0x7f)
            return false;
    return true;
}

static void hash_secret(unsigned char out[static ID_HASH_BYTES], struct str secret)
{
    secret_hash(out, "guichet api key", secret);
}

enum err access_create(struct batch *batch, const struct access *access,
                       char secret[static ACCESS_SECRET_TEXT])
{
    if (!name_fit(access->name))
        return ERR_INVALID;
    unsigned char bits[ID_KEY_BYTES], hash[ID_HASH_BYTES];
    id_random(bits, sizeof bits);
    memcpy(secret, SECRET_PREFIX, sizeof SECRET_PREFIX);
    id_text(secret + sizeof SECRET_PREFIX - 1, ACCESS_SECRET_TEXT - (sizeof SECRET_PREFIX - 1),
            bits, sizeof bits);
    hash_secret(hash, str_c(secret));
    struct buf bytes = buf_in(batch->arena);
    enum err e = access_encode(access, &bytes);
    struct key key = keys_access(hash);
    if (!e)
        batch_put(batch, key_str(&key), buf_str(&bytes));
    return e ? e : batch->failed ? ERR_NOMEM : ERR_OK;
}

enum err access_find(struct snap *snap, struct arena *arena, struct str secret, struct access *out)
{
    unsigned char hash[ID_HASH_BYTES];
    struct str value;
    hash_secret(hash, secret);
    struct key key = keys_access(hash);
    enum err e = snap_get(snap, key_str(&key), &value);
    if (!e)
        e = access_decode(arena, value, out);
    if (e)
        return e == ERR_NOT_FOUND ? ERR_DENIED : e;
    return out->revoked_at ? ERR_DENIED : ERR_OK;
}

/* --- All keys --------------------------------------------------------------------------------- */

struct entry {
    struct access access;
    struct str key, value; /* as stored; views until the snapshot is released */
};

struct entries {
    struct entry *items;
    size_t count, cap;
};

static bool add_entry(struct entries *all, struct arena *arena, struct entry entry)
{
    if (all->count == all->cap) {
        size_t cap = all->cap ? all->cap * 2 : 16;
        struct entry *p = arena_grow(arena, all->items, all->cap * sizeof *p, cap * sizeof *p);
        if (!p)
            return false;
        all->items = p;
        all->cap = cap;
    }
    all->items[all->count++] = entry;
    return true;
}

static enum err read_all(struct walk *w, struct arena *arena, struct entries *out)
{
    struct entry entry;
    enum err e;
    while ((e = walk_next(w, &entry.key, &entry.value)) == ERR_OK) {
        e = access_decode(arena, entry.value, &entry.access);
        if (!e && !add_entry(out, arena, entry))
            e = ERR_NOMEM;
        if (e)
            return e;
    }
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err all_entries(struct snap *snap, struct arena *arena, struct entries *out)
{
    struct key low = keys_kind(KEY_ACCESS), high = key_after(&low);
    struct walk w;
    *out = (struct entries){0};
    enum err e = walk_open(snap, key_str(&low), key_str(&high), false, &w);
    if (e)
        return e;
    e = read_all(&w, arena, out);
    walk_close(&w);
    return e;
}

static int by_name(const void *a, const void *b)
{
    const struct access *x = a, *y = b;
    int c = str_cmp(x->name, y->name);
    return c ? c : (x->created_at > y->created_at) - (x->created_at < y->created_at);
}

enum err access_list(struct snap *snap, struct arena *arena, struct access **out, size_t *count)
{
    struct entries all;
    enum err e = all_entries(snap, arena, &all);
    if (e)
        return e;
    *count = all.count;
    *out = ARENA_ARRAY(arena, struct access, all.count);
    if (!*out)
        return ERR_NOMEM;
    for (size_t i = 0; i < all.count; i++)
        (*out)[i] = all.items[i].access;
    qsort(*out, *count, sizeof **out, by_name);
    return ERR_OK;
}

static enum err revoke(struct arena *arena, struct batch *batch, const struct entry *entry,
                       int64_t now)
{
    struct access revoked = entry->access;
    struct buf bytes = buf_in(arena);
    revoked.revoked_at = now;
    enum err e = access_encode(&revoked, &bytes);
    if (e)
        return e;
    batch_expect(batch, entry->key, entry->value);
    batch_put(batch, entry->key, buf_str(&bytes));
    return batch->failed ? ERR_NOMEM : ERR_OK;
}

enum err access_revoke(struct snap *snap, struct arena *arena, struct batch *batch, struct str name,
                       int64_t now)
{
    struct entries all;
    bool found = false;
    enum err e = all_entries(snap, arena, &all);
    for (size_t i = 0; !e && i < all.count; i++) {
        const struct access *a = &all.items[i].access;
        if (a->revoked_at || !str_eq(a->name, name))
            continue;
        found = true;
        e = revoke(arena, batch, &all.items[i], now);
    }
    return e ? e : found ? ERR_OK : ERR_NOT_FOUND;
}

enum err access_copy(struct snap *from, struct arena *arena, struct batch *batch)
{
    struct entries all;
    enum err e = all_entries(from, arena, &all);
    for (size_t i = 0; !e && i < all.count; i++)
        batch_put(batch, all.items[i].key, all.items[i].value);
    return e ? e : batch->failed ? ERR_NOMEM : ERR_OK;
}
