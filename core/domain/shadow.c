/* The record of a shadow and its rows: begun, read, ended. */
#include "domain/shadow.h"

#include "domain/keys.h"
#include "domain/shadow_record.h"

enum { SHADOW_FORMAT = 1, ROW_FORMAT = 1, PAGE_KEYS = 1000 };

/* --- Records ---------------------------------------------------------------------------------- */

static struct str kind_word(unsigned v)
{
    return v < BACKTEST_KINDS ? backtest_kind_name((enum backtest_kind)v) : STR("");
}

#define AT(type, m) .at = offsetof(struct type, m)

/* A tag is never used again for something else. */
static const struct field sample_table[] = {{1, FIELD_U64, "id", AT(shadow_sample, id)}};
static const struct fields sample_fields = FIELDS(sample_table, struct shadow_sample);

static const struct field count_table[] = {
    {1, FIELD_WORD, "kind", AT(shadow_count, kind), .word = kind_word},
    {2, FIELD_STR, "service", AT(shadow_count, service)},
    {3, FIELD_STR, "clock", AT(shadow_count, clock)},
    {4, FIELD_U64, "count", AT(shadow_count, count)},
    {5, FIELD_LIST, "samples", AT(shadow_count, samples),
     .also = offsetof(struct shadow_count, sample_count), .of = &sample_fields},
};
static const struct fields count_fields = FIELDS(count_table, struct shadow_count);

static const struct field shadow_table[] = {
    {1, FIELD_RECORD, "candidate", AT(shadow, candidate), .of = &change_fields},
    {2, FIELD_U64, "cursor", AT(shadow, cursor)},
    {3, FIELD_U64, "decided", AT(shadow, decided)},
    {4, FIELD_U64, "moved", AT(shadow, moved)},
    {5, FIELD_U64, "row_count", AT(shadow, row_count)},
    {6, FIELD_U64, "uncounted", AT(shadow, uncounted)},
    {7, FIELD_LIST, "counts", AT(shadow, counts), .also = offsetof(struct shadow, count_count),
     .of = &count_fields},
};
static const struct fields shadow_fields = FIELDS(shadow_table, struct shadow);

static const struct field row_table[] = {
    {1, FIELD_U64, "number", AT(shadow_row, number)},
    {2, FIELD_U64, "id", AT(shadow_row, id)},
    {3, FIELD_U32, "event", AT(shadow_row, event)},
    {4, FIELD_INSTANT, "at", AT(shadow_row, at)},
    {5, FIELD_STR, "generation", AT(shadow_row, generation)},
    {6, FIELD_WORD, "kind", AT(shadow_row, kind), .word = kind_word},
    {7, FIELD_STR, "service", AT(shadow_row, service)},
    {8, FIELD_STR, "clock", AT(shadow_row, clock)},
    {9, FIELD_INSTANT, "was_due", AT(shadow_row, was_due)},
    {10, FIELD_INSTANT, "is_due", AT(shadow_row, is_due)},
    {11, FIELD_STR, "was", AT(shadow_row, was)},
    {12, FIELD_STR, "is", AT(shadow_row, is)},
};
static const struct fields row_fields = FIELDS(row_table, struct shadow_row);

static enum err decode(const struct fields *f, struct arena *arena, struct str bytes, void *out)
{
    struct str copy = arena_str(arena, bytes);
    return copy.p ? fields_decode(f, SHADOW_FORMAT, arena, copy, out) : ERR_NOMEM;
}

enum err shadow_put(struct batch *batch, uint16_t jurisdiction, const struct shadow *s)
{
    struct buf bytes = buf_in(batch->arena);
    struct key key = keys_shadow(jurisdiction, 0);
    enum err e = fields_encode(&shadow_fields, SHADOW_FORMAT, s, &bytes);
    if (!e)
        batch_put(batch, key_str(&key), buf_str(&bytes));
    return e;
}

/* The oldest goes when there are too many. */
enum err shadow_put_row(struct batch *batch, uint16_t jurisdiction, const struct shadow_row *row)
{
    struct buf bytes = buf_in(batch->arena);
    struct key key = keys_shadow(jurisdiction, row->number);
    enum err e = fields_encode(&row_fields, ROW_FORMAT, row, &bytes);
    if (e)
        return e;
    batch_put(batch, key_str(&key), buf_str(&bytes));
    if (row->number > SHADOW_ROWS_MAX) {
        key = keys_shadow(jurisdiction, row->number - SHADOW_ROWS_MAX);
        batch_delete(batch, key_str(&key));
    }
    return ERR_OK;
}

/* --- Beginning and reading -------------------------------------------------------------------- */

enum err shadow_begin(struct batch *batch, struct snap *snap, uint16_t jurisdiction,
                      struct shadow *s, const struct bundle *texts)
{
    struct key key = keys_shadow(jurisdiction, 0);
    batch_expect_absent(batch, key_str(&key));
    enum err e = history_keep(batch, snap, &s->candidate, texts);
    return e ? e : shadow_put(batch, jurisdiction, s);
}

enum err shadow_read(struct snap *snap, struct arena *arena, uint16_t jurisdiction,
                     struct shadow *out)
{
    struct key key = keys_shadow(jurisdiction, 0);
    struct str value;
    enum err e = snap_get(snap, key_str(&key), &value);
    return e ? e : decode(&shadow_fields, arena, value, out);
}

enum err shadow_rows(struct snap *snap, struct arena *arena, uint16_t jurisdiction, uint64_t before,
                     size_t limit, struct shadow_row **out, size_t *count)
{
    struct key low = keys_shadow(jurisdiction, 1), all = keys_of(KEY_SHADOW, jurisdiction);
    struct key high = before ? keys_shadow(jurisdiction, before) : key_after(&all);
    struct walk w;
    struct str key, value;
    *count = 0;
    *out = ARENA_ARRAY(arena, struct shadow_row, limit);
    enum err e = *out ? walk_open(snap, key_str(&low), key_str(&high), true, &w) : ERR_NOMEM;
    if (e)
        return e;
    while (!e && *count < limit && (e = walk_next(&w, &key, &value)) == ERR_OK)
        e = decode(&row_fields, arena, value, &(*out)[(*count)++]);
    walk_close(&w);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* --- Ending ----------------------------------------------------------------------------------- */

/* Downwards, so that the shadow itself, number 0, is the last to go. */
static enum err gather_page(struct snap *snap, struct batch *batch, uint16_t jurisdiction)
{
    struct key low = keys_of(KEY_SHADOW, jurisdiction), high = key_after(&low);
    struct walk w;
    struct str key, value;
    enum err e = walk_open(snap, key_str(&low), key_str(&high), true, &w);
    if (e)
        return e;
    while (batch->count < PAGE_KEYS && (e = walk_next(&w, &key, &value)) == ERR_OK)
        batch_delete(batch, key);
    walk_close(&w);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err end_page(struct store *store, struct snap *snap, uint16_t jurisdiction, bool *over)
{
    struct arena arena = {0};
    struct batch batch = batch_in(&arena);
    enum err e = snap_renew(snap);
    if (!e)
        e = gather_page(snap, &batch, jurisdiction);
    snap_release(snap);
    *over = batch.count < PAGE_KEYS;
    if (!e && batch.count)
        e = store_commit_wait(store, &batch);
    arena_free(&arena);
    return e;
}

enum err shadow_end(struct store *store, uint16_t jurisdiction)
{
    struct snap *snap;
    bool over = false;
    enum err e = snap_open(store, &snap);
    if (e)
        return e;
    while (!e && !over)
        e = end_page(store, snap, jurisdiction, &over);
    snap_close(snap);
    return e;
}
