/* JSON in (by Jansson, copied into an arena) and out (straight into a buffer). */
#include "base/json.h"

#include "base/eights.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static enum err copy(struct arena *arena, json_t *from, struct jv *to, int depth);

static enum err copy_string(struct arena *arena, const char *p, size_t n, struct str *out)
{
    *out = arena_str(arena, str_of(p, n));
    return out->p ? ERR_OK : ERR_NOMEM;
}

static enum err copy_array(struct arena *arena, json_t *from, struct jv *to, int depth)
{
    to->count = json_array_size(from);
    to->items = ARENA_ARRAY(arena, struct jv, to->count);
    if (!to->items)
        return ERR_NOMEM;
    for (size_t i = 0; i < to->count; i++) {
        enum err e = copy(arena, json_array_get(from, i), &to->items[i], depth + 1);
        if (e)
            return e;
    }
    return ERR_OK;
}

static enum err copy_object(struct arena *arena, json_t *from, struct jv *to, int depth)
{
    size_t at = 0;
    to->count = json_object_size(from);
    to->items = ARENA_ARRAY(arena, struct jv, to->count);
    if (!to->items)
        return ERR_NOMEM;
    for (void *it = json_object_iter(from); it; it = json_object_iter_next(from, it), at++) {
        const char *key = json_object_iter_key(it);
        enum err e = copy_string(arena, key, strlen(key), &to->items[at].key);
        if (!e)
            e = copy(arena, json_object_iter_value(it), &to->items[at], depth + 1);
        if (e)
            return e;
    }
    return ERR_OK;
}

static enum err copy(struct arena *arena, json_t *from, struct jv *to, int depth)
{
    if (depth > JV_DEPTH_MAX)
        return ERR_INVALID;
    switch (json_typeof(from)) {
    case JSON_NULL:
        to->type = JV_NULL;
        return ERR_OK;
    case JSON_TRUE:
    case JSON_FALSE:
        to->type = JV_BOOL;
        to->integer = json_is_true(from);
        return ERR_OK;
    case JSON_INTEGER:
        to->type = JV_INT;
        to->integer = json_integer_value(from);
        to->real = (double)to->integer;
        return ERR_OK;
    case JSON_REAL:
        to->type = JV_REAL;
        to->real = json_real_value(from);
        return ERR_OK;
    case JSON_STRING:
        to->type = JV_STRING;
        return copy_string(arena, json_string_value(from), json_string_length(from), &to->string);
    case JSON_ARRAY:
        to->type = JV_ARRAY;
        return copy_array(arena, from, to, depth);
    case JSON_OBJECT:
        to->type = JV_OBJECT;
        return copy_object(arena, from, to, depth);
    }
    return ERR_INVALID;
}

/* Jansson would recurse 2048 deep before it objects; brackets outside strings are counted first. */
static bool too_deep(struct str text)
{
    int depth = 0;
    bool quoted = false;
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (quoted)
            quoted = c == '\\' ? (i++, true) : c != '"';
        else if (c == '"')
            quoted = true;
        else if ((c == '[' || c == '{') && ++depth > JV_DEPTH_MAX)
            return true;
        else if (c == ']' || c == '}')
            depth--;
    }
    return false;
}

static struct text jansson_words(enum json_error_code code)
{
    switch (code) {
    case json_error_premature_end_of_input:
        return TEXT("le texte s’arrête trop tôt", "the text ends too soon");
    case json_error_end_of_input_expected:
        return TEXT("quelque chose suit la fin", "something follows the end");
    case json_error_invalid_utf8:
        return TEXT("ce n’est pas de l’UTF-8", "it is not UTF-8");
    case json_error_null_character:
    case json_error_null_byte_in_key:
        return TEXT("un caractère NUL", "a NUL character");
    case json_error_duplicate_key:
        return TEXT("un membre paraît deux fois", "a member stands twice");
    case json_error_numeric_overflow:
        return TEXT("un nombre est trop grand", "a number is too large");
    case json_error_stack_overflow:
        return TEXT("trop de niveaux", "nested too deeply");
    default:
        return TEXT("ce n’est pas du JSON", "it is not JSON");
    }
}

/* Jansson's words are English only; the piece of text that they end with is kept. */
static enum err jansson_err(struct arena *arena, const json_error_t *error, int *line,
                            struct text *why)
{
    enum json_error_code code = json_error_code(error);
    const char *near = code == json_error_invalid_utf8 ? NULL : strstr(error->text, " near '");
    if (line)
        *line = error->line > 0 ? error->line : 1;
    if (why)
        *why = jansson_words(code);
    if (why && near) {
        const char *piece = near + strlen(" near ");
        for (int lang = 0; lang < LANG_COUNT; lang++)
            why->in[lang] = arena_printf(arena, STR_FMT "%s %s", STR_ARG(why->in[lang]),
                                         lang == LANG_FR ? ", près de" : ", near", piece);
    }
    return code == json_error_out_of_memory ? ERR_NOMEM : ERR_INVALID;
}

enum err jv_read(struct arena *arena, struct str text, struct jv **out, int *line, struct text *why)
{
    json_error_t error = {.line = 1};
    if (too_deep(text)) {
        if (line)
            *line = 1;
        if (why)
            *why = jansson_words(json_error_stack_overflow);
        return ERR_INVALID;
    }
    json_t *root =
        json_loadb(text.p ? text.p : "", text.n, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
    if (!root)
        return jansson_err(arena, &error, line, why);
    *out = ARENA_NEW(arena, struct jv);
    enum err e = *out ? copy(arena, root, *out, 0) : ERR_NOMEM;
    json_decref(root);
    return e;
}

const struct jv *jv_get(const struct jv *v, const char *key)
{
    struct str k = str_c(key);
    for (size_t i = 0; v && v->type == JV_OBJECT && i < v->count; i++)
        if (str_eq(v->items[i].key, k))
            return &v->items[i];
    return NULL;
}

struct str jv_get_str(const struct jv *v, const char *key)
{
    const struct jv *m = jv_get(v, key);
    return m && m->type == JV_STRING ? m->string : (struct str){NULL, 0};
}

static void before(struct jw *w)
{
    if (w->comma)
        buf_char(w->out, ',');
    w->comma = true;
}

static void opens(struct jw *w, char c)
{
    before(w);
    buf_char(w->out, c);
    w->comma = false;
}

static void closes(struct jw *w, char c)
{
    buf_char(w->out, c);
    w->comma = true;
}

void jw_object(struct jw *w)
{
    opens(w, '{');
}

void jw_end_object(struct jw *w)
{
    closes(w, '}');
}

void jw_array(struct jw *w)
{
    opens(w, '[');
}

void jw_end_array(struct jw *w)
{
    closes(w, ']');
}

static void escaped(struct buf *b, unsigned char c)
{
    static const char hex[] = "0123456789abcdef";
    static const char *const shorts[32] = {
        ['\b'] = "\\b", ['\t'] = "\\t", ['\n'] = "\\n", ['\f'] = "\\f", ['\r'] = "\\r"};
    if (c == '"' || c == '\\') {
        buf_char(b, '\\');
        buf_char(b, (char)c);
    } else if (shorts[c]) {
        buf_put(b, shorts[c], 2);
    } else {
        char u[6] = {'\\', 'u', '0', '0', hex[c >> 4], hex[c & 15]};
        buf_put(b, u, sizeof u);
    }
}

static bool is_plain(unsigned char c)
{
    return c >= 0x20 && c != '"' && c != '\\';
}

/* How many bytes at the front need no escaping: by eights, then one by one. */
static size_t plain_run(struct str s)
{
    size_t n = 0;
    for (; n + 8 <= s.n; n += 8) {
        uint64_t eight = eight_at(s.p + n);
        bool control = eight_has_zero(eight & eight_of(0xe0)); /* below 0x20 */
        if (control || eight_has_zero(eight ^ eight_of('"')) ||
            eight_has_zero(eight ^ eight_of('\\')))
            break;
    }
    while (n < s.n && is_plain((unsigned char)s.p[n]))
        n++;
    return n;
}

/* Runs that need no escaping, which is nearly all text, are copied whole. */
static void quoted(struct buf *b, struct str s)
{
    buf_reserve(b, s.n + 2);
    buf_char(b, '"');
    for (;;) {
        size_t n = plain_run(s);
        buf_put(b, s.p, n);
        if (n == s.n)
            break;
        escaped(b, (unsigned char)s.p[n]);
        s = str_from(s, n + 1);
    }
    buf_char(b, '"');
}

void jw_key_str(struct jw *w, struct str key)
{
    before(w);
    quoted(w->out, key);
    buf_char(w->out, ':');
    w->comma = false;
}

void jw_key(struct jw *w, const char *key)
{
    before(w);
    buf_char(w->out, '"');
    buf_str_put(w->out, str_c(key));
    BUF_LIT(w->out, "\":");
    w->comma = false;
}

void jw_str(struct jw *w, struct str s)
{
    before(w);
    quoted(w->out, s);
}

void jw_i64(struct jw *w, int64_t v)
{
    before(w);
    buf_i64(w->out, v);
}

void jw_double(struct jw *w, double v)
{
    char text[40];
    before(w);
    if (!isfinite(v)) {
        BUF_LIT(w->out, "null");
        return;
    }
    for (int digits = 15; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, v);
        if (strtod(text, NULL) == v)
            break;
    }
    buf_str_put(w->out, str_c(text));
}

void jw_bool(struct jw *w, bool v)
{
    before(w);
    buf_str_put(w->out, v ? STR("true") : STR("false"));
}

void jw_null(struct jw *w)
{
    before(w);
    BUF_LIT(w->out, "null");
}

void jw_str_or_null(struct jw *w, struct str s)
{
    if (s.n)
        jw_str(w, s);
    else
        jw_null(w);
}

static void members(struct jw *w, const struct jv *v)
{
    for (size_t i = 0; i < v->count; i++) {
        if (v->type == JV_OBJECT)
            jw_key_str(w, v->items[i].key);
        jw_value(w, &v->items[i]);
    }
}

void jw_value(struct jw *w, const struct jv *v)
{
    switch (v->type) {
    case JV_NULL:
        jw_null(w);
        break;
    case JV_BOOL:
        jw_bool(w, v->integer != 0);
        break;
    case JV_INT:
        jw_i64(w, v->integer);
        break;
    case JV_REAL:
        jw_double(w, v->real);
        break;
    case JV_STRING:
        jw_str(w, v->string);
        break;
    case JV_ARRAY:
        jw_array(w);
        members(w, v);
        jw_end_array(w);
        break;
    case JV_OBJECT:
        jw_object(w);
        members(w, v);
        jw_end_object(w);
        break;
    }
}
