/* Changes of rules and their texts, in the store. */
#include "domain/history.h"

#include "domain/keys.h"

enum { CHANGE_FORMAT = 1 };

/* --- The record ------------------------------------------------------------------------------- */

static struct str change_word(unsigned v)
{
    static const char *const words[] = {NULL, "first", "activated", "rolled_back", "fell_back"};
    return v < sizeof words / sizeof *words ? str_c(words[v] ? words[v] : "") : STR("");
}

struct str change_kind_name(enum change_kind kind)
{
    return change_word(kind);
}

#define AT(type, m) .at = offsetof(struct type, m)

static const struct field text_table[] = {
    {1, FIELD_STR, "path", AT(kept_text, path)},
    {2, FIELD_HASH, "hash", AT(kept_text, hash)},
};
static const struct fields text_fields = FIELDS(text_table, struct kept_text);

static const struct field standing_table[] = {
    {1, FIELD_STR, "service", AT(standing, service)},
    {2, FIELD_HASH, "hash", AT(standing, hash)},
    {3, FIELD_INSTANT, "since", AT(standing, since)},
};
static const struct fields standing_fields = FIELDS(standing_table, struct standing);

static const struct field change_table[] = {
    {1, FIELD_U64, "number", AT(rules_change, number)},
    {2, FIELD_WORD, "kind", AT(rules_change, kind), .word = change_word},
    {3, FIELD_INSTANT, "at", AT(rules_change, at)},
    {4, FIELD_STR, "author", AT(rules_change, author)},
    {5, FIELD_STR, "note", AT(rules_change, note)},
    {6, FIELD_HASH, "generation", AT(rules_change, generation)},
    {7, FIELD_U64, "origin", AT(rules_change, origin)},
    {8, FIELD_STR, "folder", AT(rules_change, folder)},
    {9, FIELD_LIST, "texts", AT(rules_change, texts),
     .also = offsetof(struct rules_change, text_count), .of = &text_fields},
    {10, FIELD_LIST, "services", AT(rules_change, services),
     .also = offsetof(struct rules_change, service_count), .of = &standing_fields},
};
const struct fields change_fields = FIELDS(change_table, struct rules_change);

enum err change_encode(const struct rules_change *change, struct buf *out)
{
    return fields_encode(&change_fields, CHANGE_FORMAT, change, out);
}

enum err change_decode(struct arena *arena, struct str bytes, struct rules_change *out)
{
    struct str copy = arena_str(arena, bytes);
    if (!copy.p)
        return ERR_NOMEM;
    enum err e = fields_decode(&change_fields, CHANGE_FORMAT, arena, copy, out);
    return e ? e : out->number && out->kind ? ERR_OK : ERR_CORRUPT;
}

/* --- Writing ---------------------------------------------------------------------------------- */

void change_text_hash(struct str text, unsigned char out[static BUNDLE_HASH_BYTES])
{
    struct id_digest d;
    id_digest_begin(&d);
    id_digest_add(&d, text);
    id_digest_end(&d, out);
}

static enum err keep_text(struct batch *batch, struct snap *snap, const struct bundle_text *t,
                          struct kept_text *out)
{
    struct str there;
    out->path = t->path;
    change_text_hash(t->text, out->hash);
    struct key key = keys_rules_text(out->hash);
    enum err e = snap_get(snap, key_str(&key), &there);
    if (e == ERR_NOT_FOUND)
        batch_put(batch, key_str(&key), t->text);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

enum err history_keep(struct batch *batch, struct snap *snap, struct rules_change *change,
                      const struct bundle *texts)
{
    enum err e = ERR_OK;
    change->texts = ARENA_ARRAY(batch->arena, struct kept_text, texts->count);
    change->text_count = texts->count;
    if (!change->texts)
        return ERR_NOMEM;
    for (size_t i = 0; i < texts->count && !e; i++)
        e = keep_text(batch, snap, &texts->items[i], &change->texts[i]);
    return e;
}

enum err history_add(struct batch *batch, struct snap *snap, uint16_t jurisdiction,
                     struct rules_change *change, const struct bundle *texts)
{
    struct buf bytes = buf_in(batch->arena);
    enum err e = history_keep(batch, snap, change, texts);
    if (!e)
        e = change_encode(change, &bytes);
    if (e)
        return e;
    struct key key = keys_rules_change(jurisdiction, change->number);
    batch_expect_absent(batch, key_str(&key));
    batch_put(batch, key_str(&key), buf_str(&bytes));
    return ERR_OK;
}

/* --- Reading ---------------------------------------------------------------------------------- */

enum err history_read(struct snap *snap, struct arena *arena, uint16_t jurisdiction,
                      uint64_t number, struct rules_change *out)
{
    struct key key = keys_rules_change(jurisdiction, number);
    struct str value;
    enum err e = snap_get(snap, key_str(&key), &value);
    return e ? e : change_decode(arena, value, out);
}

enum err history_last(struct snap *snap, struct arena *arena, uint16_t jurisdiction,
                      struct rules_change *out)
{
    struct rules_change *one;
    size_t count;
    enum err e = history_list(snap, arena, jurisdiction, 0, 1, &one, &count);
    if (!e && count)
        *out = one[0];
    return e ? e : count ? ERR_OK : ERR_NOT_FOUND;
}

enum err history_list(struct snap *snap, struct arena *arena, uint16_t jurisdiction,
                      uint64_t before, size_t limit, struct rules_change **out, size_t *count)
{
    struct key low = keys_of(KEY_RULES, jurisdiction);
    struct key high = before ? keys_rules_change(jurisdiction, before) : key_after(&low);
    struct walk w;
    struct str key, value;
    *count = 0;
    *out = ARENA_ARRAY(arena, struct rules_change, limit);
    if (!*out)
        return ERR_NOMEM;
    enum err e = walk_open(snap, key_str(&low), key_str(&high), true, &w);
    if (e)
        return e;
    while (!e && *count < limit && (e = walk_next(&w, &key, &value)) == ERR_OK)
        e = change_decode(arena, value, &(*out)[(*count)++]);
    walk_close(&w);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* One that went back stands where it went to: going back again goes further. */
enum err history_before(struct snap *snap, struct arena *arena, uint16_t jurisdiction,
                        const struct rules_change *from, struct rules_change *out)
{
    if (from->origin <= 1)
        return ERR_NOT_FOUND;
    enum err e = history_read(snap, arena, jurisdiction, from->origin - 1, out);
    return e || out->origin == out->number
               ? e
               : history_read(snap, arena, jurisdiction, out->origin, out);
}

/* One jurisdiction of the store: is it newer than what was found, and from one of the folders? */
static enum err try_folder(struct snap *snap, struct arena *arena, const struct str *folders,
                           size_t folder_count, uint16_t number, int64_t *newest)
{
    struct rules_change last;
    enum err e = history_last(snap, arena, number, &last);
    if (e)
        return e;
    for (size_t i = 0; i < folder_count; i++)
        if (str_eq(last.folder, folders[i]) && last.at >= *newest)
            return *newest = last.at, ERR_OK;
    return ERR_NOT_FOUND;
}

enum err history_of_folder(struct snap *snap, struct arena *arena, const struct str *folders,
                           size_t folder_count, uint16_t *number, struct str *id)
{
    struct key low = keys_kind(KEY_JURISDICTION), high = key_after(&low);
    struct walk w;
    struct str key, value;
    int64_t newest = INT64_MIN;
    enum err e = walk_open(snap, key_str(&low), key_str(&high), false, &w);
    if (e)
        return e;
    while ((e = walk_next(&w, &key, &value)) == ERR_OK) {
        uint8_t tag;
        uint16_t n;
        struct str name;
        if (!key_take_u8(&key, &tag) || !key_take_text(&key, &name) || !key_take_u16(&value, &n))
            e = ERR_CORRUPT;
        else
            e = try_folder(snap, arena, folders, folder_count, n, &newest);
        if (!e) {
            *number = n;
            *id = arena_str(arena, name);
        } else if (e != ERR_NOT_FOUND) {
            break;
        }
    }
    walk_close(&w);
    return e != ERR_NOT_FOUND ? e : newest == INT64_MIN ? ERR_NOT_FOUND : ERR_OK;
}

enum err history_texts(struct snap *snap, const struct rules_change *change, struct bundle *out)
{
    enum err e = ERR_OK;
    for (size_t i = 0; i < change->text_count && !e; i++) {
        const struct kept_text *kept = &change->texts[i];
        unsigned char hash[BUNDLE_HASH_BYTES];
        struct key key = keys_rules_text(kept->hash);
        struct str text, path = arena_str(out->arena, kept->path);
        e = snap_get(snap, key_str(&key), &text);
        if (e)
            break;
        text = arena_str(out->arena, text);
        if (!text.p || !path.p)
            return ERR_NOMEM;
        change_text_hash(text, hash);
        e = memcmp(hash, kept->hash, sizeof hash) ? ERR_CORRUPT : bundle_put(out, path, text);
    }
    return e == ERR_NOT_FOUND ? ERR_CORRUPT : e;
}
