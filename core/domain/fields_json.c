/* Writes and reads the JSON members of a struct by the table of its members. */
#include "domain/fields.h"

#include "base/check.h"
#include "base/date.h"
#include "base/id.h"

#include <math.h>

static const void *member(const void *of, size_t at)
{
    return (const char *)of + at;
}

static void *member_in(void *of, size_t at)
{
    return (char *)of + at;
}

/* --- Writing ---------------------------------------------------------------------------------- */

static void write_text(const struct text *t, struct jw *w)
{
    jw_object(w);
    for (unsigned lang = 0; lang < LANG_COUNT; lang++)
        if (t->in[lang].n) {
            jw_key_str(w, lang_code((enum lang)lang));
            jw_str(w, t->in[lang]);
        }
    jw_end_object(w);
}

static void write_instant(int64_t at, struct jw *w)
{
    char bytes[64];
    struct buf b = {.p = bytes, .cap = sizeof bytes}; /* longer than any instant: never grows */
    instant_put_utc(&b, at);
    jw_str(w, buf_str(&b));
}

static void write_hash(const unsigned char *hash, struct jw *w)
{
    static const char digits[] = "0123456789abcdef";
    char text[2 * ID_HASH_BYTES];
    for (size_t i = 0; i < ID_HASH_BYTES; i++) {
        text[2 * i] = digits[hash[i] >> 4];
        text[2 * i + 1] = digits[hash[i] & 15];
    }
    jw_str(w, str_of(text, sizeof text));
}

static void write_position(const struct position *p, struct jw *w)
{
    jw_object(w);
    jw_key(w, "lat");
    jw_double(w, (double)p->lat / DEGREE);
    jw_key(w, "long");
    jw_double(w, (double)p->lon / DEGREE);
    jw_end_object(w);
}

static void write_object(const struct fields *f, const void *from, struct jw *w)
{
    jw_object(w);
    fields_write_json(f, from, w);
    jw_end_object(w);
}

static void write_list(const struct field *field, const void *from, struct jw *w)
{
    const char *items;
    memcpy(&items, member(from, field->at), sizeof items);
    size_t count = *(const size_t *)member(from, field->also);
    jw_array(w);
    for (size_t i = 0; i < count; i++)
        if (field->type == FIELD_STRS)
            jw_str(w, ((const struct str *)(const void *)items)[i]);
        else
            write_object(field->of, items + i * field->of->size, w);
    jw_end_array(w);
}

static void write_value(const struct field *field, const void *from, struct jw *w)
{
    const void *m = member(from, field->at);
    switch (field->type) {
    case FIELD_STR:
        return jw_str(w, *(const struct str *)m);
    case FIELD_TEXT:
        return write_text(m, w);
    case FIELD_BOOL:
        return jw_bool(w, *(const bool *)m);
    case FIELD_WORD:
        return jw_str(w, field->word(*(const unsigned *)m));
    case FIELD_U16:
        return jw_i64(w, *(const uint16_t *)m);
    case FIELD_U32:
        return jw_i64(w, *(const uint32_t *)m);
    case FIELD_U64:
        return jw_i64(w, (int64_t) * (const uint64_t *)m);
    case FIELD_INT:
        return jw_i64(w, *(const int32_t *)m);
    case FIELD_I64:
        return jw_i64(w, *(const int64_t *)m);
    case FIELD_INSTANT:
        return write_instant(*(const int64_t *)m, w);
    case FIELD_F64:
        return jw_double(w, *(const double *)m);
    case FIELD_HASH:
        return write_hash(m, w);
    case FIELD_POSITION:
        return write_position(m, w);
    case FIELD_RECORD:
        return write_object(field->of, m, w);
    case FIELD_STRS:
    case FIELD_LIST:
        return write_list(field, from, w);
    }
    check_never("a field of no type");
}

static bool all_zero(const void *m, size_t n)
{
    const unsigned char *p = m;
    for (size_t i = 0; i < n; i++)
        if (p[i])
            return false;
    return true;
}

/* Whether the member says anything: what the stored record leaves out, JSON leaves out. */
static bool there(const struct field *field, const void *from)
{
    const void *m = member(from, field->at);
    switch (field->type) {
    case FIELD_STR:
        return ((const struct str *)m)->n;
    case FIELD_TEXT:
        return ((const struct text *)m)->in[LANG_FR].n || ((const struct text *)m)->in[LANG_EN].n;
    case FIELD_BOOL:
        return *(const bool *)m;
    case FIELD_U16:
        return *(const uint16_t *)m;
    case FIELD_WORD:
    case FIELD_U32:
    case FIELD_INT:
        return *(const uint32_t *)m;
    case FIELD_U64:
    case FIELD_I64:
    case FIELD_INSTANT:
    case FIELD_F64:
        return !all_zero(m, sizeof(int64_t));
    case FIELD_HASH:
        return !all_zero(m, ID_HASH_BYTES);
    case FIELD_POSITION:
        return *(const bool *)member(from, field->also);
    case FIELD_STRS:
    case FIELD_LIST:
        return *(const size_t *)member(from, field->also);
    case FIELD_RECORD:
        for (size_t i = 0; i < field->of->count; i++)
            if (there(&field->of->items[i], m))
                return true;
        return false;
    }
    check_never("a field of no type");
}

void fields_write_json(const struct fields *f, const void *from, struct jw *w)
{
    for (size_t i = 0; i < f->count; i++)
        if (there(&f->items[i], from)) {
            jw_key(w, f->items[i].name);
            write_value(&f->items[i], from, w);
        }
}

/* --- Reading ---------------------------------------------------------------------------------- */

static bool read_text(const struct jv *v, struct text *to)
{
    if (v->type != JV_OBJECT)
        return false;
    for (size_t i = 0; i < v->count; i++) {
        const struct jv *words = &v->items[i];
        enum lang lang = str_eq(words->key, lang_code(LANG_FR)) ? LANG_FR : LANG_EN;
        if (!str_eq(words->key, lang_code(lang)) || words->type != JV_STRING)
            return false;
        to->in[lang] = words->string;
    }
    return true;
}

static bool read_integer(const struct jv *v, int64_t min, int64_t max, int64_t *to)
{
    *to = v->integer;
    return v->type == JV_INT && v->integer >= min && v->integer <= max;
}

static bool read_u16(const struct jv *v, uint16_t *to)
{
    int64_t n;
    bool ok = read_integer(v, 0, UINT16_MAX, &n);
    *to = ok ? (uint16_t)n : 0;
    return ok;
}

static bool read_u32(const struct jv *v, uint32_t *to)
{
    int64_t n;
    bool ok = read_integer(v, 0, UINT32_MAX, &n);
    *to = ok ? (uint32_t)n : 0;
    return ok;
}

static bool read_u64(const struct jv *v, uint64_t *to)
{
    int64_t n;
    bool ok = read_integer(v, 0, INT64_MAX, &n);
    *to = ok ? (uint64_t)n : 0;
    return ok;
}

static bool read_int(const struct jv *v, int32_t *to)
{
    int64_t n;
    bool ok = read_integer(v, INT32_MIN, INT32_MAX, &n);
    *to = ok ? (int32_t)n : 0;
    return ok;
}

static bool read_f64(const struct jv *v, double *to)
{
    *to = v->real;
    return v->type == JV_REAL || v->type == JV_INT;
}

static int nibble(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

static bool read_hash(const struct jv *v, unsigned char *to)
{
    if (v->type != JV_STRING || v->string.n != 2 * ID_HASH_BYTES)
        return false;
    for (size_t i = 0; i < ID_HASH_BYTES; i++) {
        int high = nibble(v->string.p[2 * i]), low = nibble(v->string.p[2 * i + 1]);
        if (high < 0 || low < 0)
            return false;
        to[i] = (unsigned char)(high << 4 | low);
    }
    return true;
}

static bool read_degrees(const struct jv *v, double limit, int32_t *to)
{
    double degrees;
    if (!v || !read_f64(v, &degrees) || !(degrees >= -limit && degrees <= limit))
        return false;
    *to = (int32_t)lround(degrees * DEGREE);
    return true;
}

static bool read_position(const struct jv *v, struct position *to, bool *is_there)
{
    *is_there = true;
    return v->type == JV_OBJECT && v->count == 2 && read_degrees(jv_get(v, "lat"), 90, &to->lat) &&
           read_degrees(jv_get(v, "long"), 180, &to->lon);
}

static enum err read_list(const struct field *field, struct arena *arena, const struct jv *v,
                          void *to, struct str *what)
{
    if (v->type != JV_ARRAY)
        return ERR_INVALID;
    bool plain = field->type == FIELD_STRS;
    size_t size = plain ? sizeof(struct str) : field->of->size;
    char *items = arena_zalloc(arena, v->count, size);
    if (!items)
        return ERR_NOMEM;
    memcpy(member_in(to, field->at), &items, sizeof items);
    *(size_t *)member_in(to, field->also) = v->count;
    for (size_t i = 0; i < v->count; i++) {
        enum err e = ERR_OK;
        if (plain)
            ((struct str *)(void *)items)[i] = v->items[i].string;
        else
            e = fields_read_json(field->of, arena, &v->items[i], items + i * size, what);
        if (e || (plain && v->items[i].type != JV_STRING))
            return e ? e : ERR_INVALID;
    }
    return ERR_OK;
}

static bool read_plain(const struct field *field, const struct jv *v, void *to)
{
    void *m = member_in(to, field->at);
    switch (field->type) {
    case FIELD_STR:
        *(struct str *)m = v->string;
        return v->type == JV_STRING;
    case FIELD_TEXT:
        return read_text(v, m);
    case FIELD_BOOL:
        *(bool *)m = v->integer;
        return v->type == JV_BOOL;
    case FIELD_WORD:
        return v->type == JV_STRING && field_word_find(field->word, v->string, m);
    case FIELD_U16:
        return read_u16(v, m);
    case FIELD_U32:
        return read_u32(v, m);
    case FIELD_U64:
        return read_u64(v, m);
    case FIELD_INT:
        return read_int(v, m);
    case FIELD_I64:
        return read_integer(v, INT64_MIN, INT64_MAX, m);
    case FIELD_INSTANT:
        return v->type == JV_STRING && instant_parse(v->string, m);
    case FIELD_F64:
        return read_f64(v, m);
    case FIELD_HASH:
        return read_hash(v, m);
    case FIELD_POSITION:
        return read_position(v, m, member_in(to, field->also));
    case FIELD_RECORD:
    case FIELD_STRS:
    case FIELD_LIST:
        break;
    }
    check_never("a field that holds others is no plain one");
}

static enum err read_member(const struct field *field, struct arena *arena, const struct jv *v,
                            void *to, struct str *what)
{
    if (field->type == FIELD_RECORD)
        return fields_read_json(field->of, arena, v, member_in(to, field->at), what);
    if (field->type == FIELD_LIST || field->type == FIELD_STRS)
        return read_list(field, arena, v, to, what);
    return read_plain(field, v, to) ? ERR_OK : ERR_INVALID;
}

static const struct field *named(const struct fields *f, struct str name)
{
    for (size_t i = 0; i < f->count; i++)
        if (str_eq(str_c(f->items[i].name), name))
            return &f->items[i];
    return NULL;
}

enum err fields_read_json(const struct fields *f, struct arena *arena, const struct jv *object,
                          void *to, struct str *what)
{
    if (object->type != JV_OBJECT)
        return ERR_INVALID;
    for (size_t i = 0; i < object->count; i++) {
        const struct jv *v = &object->items[i];
        const struct field *field = named(f, v->key);
        if (what)
            *what = v->key;
        enum err e = field ? read_member(field, arena, v, to, what) : ERR_INVALID;
        if (e)
            return e;
    }
    return ERR_OK;
}
