/* Writes and reads the stored record of a struct by the table of its members. */
#include "domain/fields.h"

#include "base/check.h"
#include "base/id.h"
#include "store/record.h"

#include <math.h>

/* Instants that have a date with four digits: 0001-01-01 to 9999-12-31. */
#define INSTANT_MIN (-62135596800)
#define INSTANT_MAX 253402300799

static const void *member(const void *of, size_t at)
{
    return (const char *)of + at;
}

static void *member_in(void *of, size_t at)
{
    return (char *)of + at;
}

/* --- Writing ---------------------------------------------------------------------------------- */

static void put_members(const struct fields *f, const void *from, struct record_writer *w);

static void put_str(struct record_writer *w, uint8_t tag, struct str s)
{
    if (s.n)
        record_put_str(w, tag, s);
}

static void put_text(struct record_writer *w, uint8_t tag, const struct text *t)
{
    if (!t->in[LANG_FR].n && !t->in[LANG_EN].n)
        return;
    size_t begun = record_begin(w, tag);
    for (unsigned lang = 0; lang < LANG_COUNT; lang++)
        put_str(w, (uint8_t)(lang + 1), t->in[lang]);
    record_end(w, begun);
}

static void put_u64(struct record_writer *w, uint8_t tag, uint64_t v)
{
    if (v)
        record_put_u64(w, tag, v);
}

static void put_i64(struct record_writer *w, uint8_t tag, int64_t v)
{
    if (v)
        record_put_i64(w, tag, v);
}

static void put_f64(struct record_writer *w, uint8_t tag, double v)
{
    if (v != 0 || signbit(v))
        record_put_f64(w, tag, v);
}

static void put_hash(struct record_writer *w, uint8_t tag, const unsigned char *hash)
{
    static const unsigned char none[ID_HASH_BYTES];
    if (memcmp(hash, none, sizeof none) != 0)
        record_put_str(w, tag, str_of((const char *)hash, sizeof none));
}

static void put_position(struct record_writer *w, uint8_t tag, const struct position *p)
{
    size_t begun = record_begin(w, tag);
    put_i64(w, 1, p->lat);
    put_i64(w, 2, p->lon);
    record_end(w, begun);
}

static void put_record(struct record_writer *w, const struct field *field, const void *from)
{
    size_t before = w->out->n;
    size_t begun = record_begin(w, field->tag);
    put_members(field->of, from, w);
    if (w->out->n == begun && field->type == FIELD_RECORD)
        w->out->n = before; /* says nothing; in a list an empty item still counts */
    else
        record_end(w, begun);
}

static void put_list(struct record_writer *w, const struct field *field, const void *from)
{
    const char *items;
    memcpy(&items, member(from, field->at), sizeof items);
    const size_t *count = member(from, field->also);
    for (size_t i = 0; i < *count; i++)
        put_record(w, field, items + i * field->of->size);
}

static void put_strs(struct record_writer *w, const struct field *field, const void *from)
{
    struct str *const *items = member(from, field->at);
    const size_t *count = member(from, field->also);
    for (size_t i = 0; i < *count; i++)
        record_put_str(w, field->tag, (*items)[i]);
}

static void put_member(const struct field *field, const void *from, struct record_writer *w)
{
    const void *m = member(from, field->at);
    switch (field->type) {
    case FIELD_STR:
        return put_str(w, field->tag, *(const struct str *)m);
    case FIELD_TEXT:
        return put_text(w, field->tag, m);
    case FIELD_BOOL:
        return put_u64(w, field->tag, *(const bool *)m);
    case FIELD_WORD:
        return put_u64(w, field->tag, *(const unsigned *)m);
    case FIELD_U16:
        return put_u64(w, field->tag, *(const uint16_t *)m);
    case FIELD_U32:
        return put_u64(w, field->tag, *(const uint32_t *)m);
    case FIELD_U64:
        return put_u64(w, field->tag, *(const uint64_t *)m);
    case FIELD_INT:
        return put_i64(w, field->tag, *(const int32_t *)m);
    case FIELD_I64:
    case FIELD_INSTANT:
        return put_i64(w, field->tag, *(const int64_t *)m);
    case FIELD_F64:
        return put_f64(w, field->tag, *(const double *)m);
    case FIELD_HASH:
        return put_hash(w, field->tag, m);
    case FIELD_POSITION:
        if (*(const bool *)member(from, field->also))
            put_position(w, field->tag, m);
        return;
    case FIELD_STRS:
        return put_strs(w, field, from);
    case FIELD_RECORD:
        return put_record(w, field, m);
    case FIELD_LIST:
        return put_list(w, field, from);
    }
    check_never("a field of no type");
}

static void put_members(const struct fields *f, const void *from, struct record_writer *w)
{
    for (size_t i = 0; i < f->count; i++)
        put_member(&f->items[i], from, w);
}

enum err fields_encode(const struct fields *f, uint8_t format, const void *from, struct buf *out)
{
    struct record_writer w;
    record_start(&w, out, format);
    put_members(f, from, &w);
    return out->failed ? ERR_NOMEM : ERR_OK;
}

/* --- Reading ---------------------------------------------------------------------------------- */

static enum err take_members(const struct fields *f, struct arena *arena,
                             struct record_reader *from, void *to);

static enum err take_text(struct str value, struct text *to)
{
    struct record_reader r;
    uint8_t tag;
    record_open_nested(&r, value);
    enum err e;
    while ((e = record_next(&r, &tag, &value)) == ERR_OK)
        if (tag >= 1 && tag <= LANG_COUNT)
            to->in[tag - 1] = value;
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err take_u64(struct str value, uint64_t max, uint64_t *to)
{
    enum err e = record_u64(value, to);
    return e ? e : *to > max ? ERR_CORRUPT : ERR_OK;
}

static enum err take_bool(struct str value, bool *to)
{
    uint64_t v = 0;
    enum err e = take_u64(value, 1, &v);
    *to = v;
    return e;
}

static enum err take_u16(struct str value, uint16_t *to)
{
    uint64_t v = 0;
    enum err e = take_u64(value, UINT16_MAX, &v);
    *to = (uint16_t)v;
    return e;
}

static enum err take_u32(struct str value, uint32_t *to)
{
    uint64_t v = 0;
    enum err e = take_u64(value, UINT32_MAX, &v);
    *to = (uint32_t)v;
    return e;
}

static enum err take_int(struct str value, int32_t *to)
{
    int64_t v = 0;
    enum err e = record_i64(value, &v);
    *to = (int32_t)v;
    return e ? e : v < INT32_MIN || v > INT32_MAX ? ERR_CORRUPT : ERR_OK;
}

static enum err take_word(const struct field *field, struct str value, unsigned *to)
{
    uint64_t v = 0;
    enum err e = take_u64(value, UINT8_MAX, &v);
    *to = (unsigned)v;
    return e ? e : field->word(*to).n ? ERR_OK : ERR_CORRUPT;
}

static enum err take_instant(struct str value, int64_t *to)
{
    enum err e = record_i64(value, to);
    return e ? e : *to < INSTANT_MIN || *to > INSTANT_MAX ? ERR_CORRUPT : ERR_OK;
}

static enum err take_f64(struct str value, double *to)
{
    enum err e = record_f64(value, to);
    return e ? e : isfinite(*to) ? ERR_OK : ERR_CORRUPT;
}

static enum err take_hash(struct str value, unsigned char *to)
{
    if (value.n != ID_HASH_BYTES)
        return ERR_CORRUPT;
    memcpy(to, value.p, ID_HASH_BYTES);
    return ERR_OK;
}

static enum err take_degrees(struct str value, int64_t limit, int32_t *to)
{
    int64_t v = 0;
    enum err e = record_i64(value, &v);
    if (!e && (v < -limit * DEGREE || v > limit * DEGREE))
        e = ERR_CORRUPT;
    *to = (int32_t)v;
    return e;
}

static enum err take_position(struct str value, struct position *to, bool *there)
{
    struct record_reader r;
    uint8_t tag;
    record_open_nested(&r, value);
    enum err e;
    while ((e = record_next(&r, &tag, &value)) == ERR_OK) {
        if (tag == 1)
            e = take_degrees(value, 90, &to->lat);
        else if (tag == 2)
            e = take_degrees(value, 180, &to->lon);
        if (e)
            return e;
    }
    *there = true;
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* How many fields of that tag stand in what is still to be read; each takes at least two bytes,
 * so a short record cannot ask for much memory. */
static size_t count_ahead(struct record_reader ahead, uint8_t tag)
{
    size_t n = 0;
    uint8_t t;
    struct str value;
    while (record_next(&ahead, &t, &value) == ERR_OK)
        n += t == tag;
    return n;
}

/* The place of one more item; the array is made when the first is met. */
static void *take_item(const struct field *field, size_t size, struct arena *arena,
                       const struct record_reader *ahead, void *to)
{
    char *items;
    size_t *count = member_in(to, field->also);
    if (!*count) {
        items = arena_zalloc(arena, 1 + count_ahead(*ahead, field->tag), size);
        if (!items)
            return NULL;
        memcpy(member_in(to, field->at), &items, sizeof items);
    }
    memcpy(&items, member(to, field->at), sizeof items);
    return items + (*count)++ * size;
}

/* One that comes twice is read anew: an array made for the first would be too short. */
static enum err take_nested(const struct fields *of, struct arena *arena, struct str value,
                            void *to)
{
    struct record_reader r;
    memset(to, 0, of->size);
    record_open_nested(&r, value);
    return take_members(of, arena, &r, to);
}

static enum err take_listed(const struct field *field, struct arena *arena,
                            const struct record_reader *ahead, struct str value, void *to)
{
    bool plain = field->type == FIELD_STRS;
    void *item = take_item(field, plain ? sizeof(struct str) : field->of->size, arena, ahead, to);
    if (!item)
        return ERR_NOMEM;
    if (!plain)
        return take_nested(field->of, arena, value, item);
    *(struct str *)item = value;
    return ERR_OK;
}

static enum err take_member(const struct field *field, struct arena *arena,
                            const struct record_reader *ahead, struct str value, void *to)
{
    void *m = member_in(to, field->at);
    switch (field->type) {
    case FIELD_STR:
        *(struct str *)m = value;
        return ERR_OK;
    case FIELD_TEXT:
        return take_text(value, m);
    case FIELD_BOOL:
        return take_bool(value, m);
    case FIELD_WORD:
        return take_word(field, value, m);
    case FIELD_U16:
        return take_u16(value, m);
    case FIELD_U32:
        return take_u32(value, m);
    case FIELD_U64:
        return take_u64(value, INT64_MAX, m);
    case FIELD_INT:
        return take_int(value, m);
    case FIELD_I64:
        return record_i64(value, m);
    case FIELD_INSTANT:
        return take_instant(value, m);
    case FIELD_F64:
        return take_f64(value, m);
    case FIELD_HASH:
        return take_hash(value, m);
    case FIELD_POSITION:
        return take_position(value, m, member_in(to, field->also));
    case FIELD_RECORD:
        return take_nested(field->of, arena, value, m);
    case FIELD_STRS:
    case FIELD_LIST:
        return take_listed(field, arena, ahead, value, to);
    }
    check_never("a field of no type");
}

/* Tags count from 1 in the order of their table; only behind one that was given up must be
 * searched. */
static const struct field *find(const struct fields *f, uint8_t tag)
{
    if (tag > 0 && tag <= f->count && f->items[tag - 1].tag == tag)
        return &f->items[tag - 1];
    for (size_t i = 0; i < f->count; i++)
        if (f->items[i].tag == tag)
            return &f->items[i];
    return NULL;
}

static enum err take_members(const struct fields *f, struct arena *arena,
                             struct record_reader *from, void *to)
{
    uint8_t tag;
    struct str value;
    enum err e;
    while ((e = record_next(from, &tag, &value)) == ERR_OK) {
        const struct field *field = find(f, tag);
        if (field && (e = take_member(field, arena, from, value, to)) != ERR_OK)
            return e;
    }
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

enum err fields_decode(const struct fields *f, uint8_t format, struct arena *arena,
                       struct str bytes, void *to)
{
    struct record_reader r;
    uint8_t found;
    memset(to, 0, f->size);
    enum err e = record_open(&r, bytes, format, &found);
    return e ? e : take_members(f, arena, &r, to);
}

bool field_word_find(struct str (*word)(unsigned value), struct str s, unsigned *out)
{
    for (unsigned v = 0; s.n && v <= UINT8_MAX; v++)
        if (str_eq(word(v), s)) {
            *out = v;
            return true;
        }
    return false;
}
