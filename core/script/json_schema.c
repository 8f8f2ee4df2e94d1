/* Walking the description, one definition a shape. */
#include "script/json_schema.h"

#include "base/json.h"
#include "script/read.h"

#include <stdio.h>
#include <string.h>

enum { SHAPES_MAX = 100, NAME_MAX_BYTES = 112 };

/* Named where it is first met, written later: definitions do not stand inside each other. */
struct definition {
    const struct shape *shape;
    char name[NAME_MAX_BYTES];
};

struct writer {
    struct jw w;
    struct definition defs[SHAPES_MAX];
    size_t count;
};

/* --- Names ------------------------------------------------------------------------------------ */

static bool is_taken(const struct writer *s, const char *name)
{
    for (size_t i = 0; i < s->count; i++)
        if (strcmp(s->defs[i].name, name) == 0)
            return true;
    return false;
}

/* Its constructor's, else that of the key it stands at, inside the table around it. */
static const char *name_of(struct writer *s, const struct shape *shape, const char *around,
                           const char *key)
{
    for (size_t i = 0; i < s->count; i++)
        if (s->defs[i].shape == shape)
            return s->defs[i].name;
    if (s->count == SHAPES_MAX) {
        s->w.out->failed = true;
        return "";
    }
    struct definition *new = &s->defs[s->count];
    char base[NAME_MAX_BYTES];
    if (shape->kind[0])
        snprintf(base, sizeof base, "%.80s", shape->kind);
    else
        snprintf(base, sizeof base, "%.60s.%.30s", around, key[0] == '(' ? "value" : key);
    snprintf(new->name, sizeof new->name, "%s", base);
    for (int n = 2; is_taken(s, new->name); n++)
        snprintf(new->name, sizeof new->name, "%.90s_%d", base, n);
    new->shape = shape;
    s->count++;
    return new->name;
}

/* --- Small parts ------------------------------------------------------------------------------ */

static void put(struct jw *w, const char *key, const char *value)
{
    jw_key(w, key);
    jw_str(w, str_c(value));
}

static void put_number(struct jw *w, const char *key, double value)
{
    jw_key(w, key);
    jw_double(w, value);
}

static void put_count(struct jw *w, const char *key, double value)
{
    jw_key(w, key);
    jw_i64(w, (int64_t)value);
}

/* Both languages. */
static void put_both(struct jw *w, const char *key, const char *fr, const char *en)
{
    char both[1024];
    if (!fr || !en)
        return;
    snprintf(both, sizeof both, "%s · %s", fr, en);
    put(w, key, both);
}

static void put_enum(struct jw *w, const char *const *words)
{
    jw_key(w, "enum");
    jw_array(w);
    for (size_t i = 0; words[i]; i++)
        jw_str(w, str_c(words[i]));
    jw_end_array(w);
}

static void put_string(struct jw *w, const struct field *f, bool code)
{
    put(w, "type", "string");
    if (f->words)
        put_enum(w, f->words);
    else if (code) {
        put(w, "pattern", "^[a-z][a-z0-9_-]*$");
        put_count(w, "maxLength", CODE_MAX);
    } else if (f->pattern)
        put(w, "pattern", f->pattern);
}

static void put_text_length(struct jw *w, const struct field *f)
{
    if (f->min > 0)
        put_count(w, "minLength", f->min);
    if (field_max(f) > 0)
        put_count(w, "maxLength", field_max(f));
}

static void put_language(struct jw *w, const struct field *f)
{
    put(w, "type", "string");
    put_count(w, "minLength", 1);
    put_count(w, "maxLength", field_max(f));
}

static void put_text(struct jw *w, const struct field *f)
{
    put(w, "type", "object");
    jw_key(w, "properties");
    jw_object(w);
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        jw_key_str(w, lang_code((enum lang)lang));
        jw_object(w);
        put_language(w, f);
        jw_end_object(w);
    }
    jw_end_object(w);
    jw_key(w, "required");
    jw_array(w);
    for (int lang = 0; lang < LANG_COUNT; lang++)
        jw_str(w, lang_code((enum lang)lang));
    jw_end_array(w);
    jw_key(w, "additionalProperties");
    jw_bool(w, false);
}

static void put_range(struct jw *w, const struct field *f, const char *type)
{
    put(w, "type", type);
    if (f->min < f->max || f->max > 0) {
        put_number(w, "minimum", f->min);
        put_number(w, "maximum", f->max);
    }
}

/* --- Values ----------------------------------------------------------------------------------- */

struct place {
    const char *around, *key; /* what to name a table after */
};

static void put_value(struct writer *s, const struct field *f, struct place at);

static void put_ref(struct jw *w, const char *name)
{
    char ref[NAME_MAX_BYTES + 16];
    snprintf(ref, sizeof ref, "#/$defs/%s", name);
    put(w, "$ref", ref);
}

static void put_shapes(struct writer *s, const struct field *f, struct place at)
{
    jw_key(&s->w, "anyOf");
    jw_array(&s->w);
    for (size_t i = 0; f->shapes[i]; i++) {
        jw_object(&s->w);
        put_ref(&s->w, name_of(s, f->shapes[i], at.around, at.key));
        jw_end_object(&s->w);
    }
    jw_end_array(&s->w);
}

static void put_forms(struct writer *s, const struct field *forms, struct place at)
{
    jw_key(&s->w, "anyOf");
    jw_array(&s->w);
    for (size_t i = 0; forms[i].name; i++) {
        jw_object(&s->w);
        put_value(s, &forms[i], at);
        put_both(&s->w, "description", forms[i].doc.fr, forms[i].doc.en);
        jw_end_object(&s->w);
    }
    jw_end_array(&s->w);
}

static void put_list(struct writer *s, const struct field *f, struct place at)
{
    put(&s->w, "type", "array");
    if (f->min > 0)
        put_count(&s->w, "minItems", f->min);
    if (field_max(f) > 0)
        put_count(&s->w, "maxItems", field_max(f));
    jw_key(&s->w, "items");
    jw_object(&s->w);
    if (f->type == FIELD_LIST)
        put_shapes(s, f, at);
    else if (f->type == FIELD_ROW)
        put_value(s, &f->forms[0], at);
    else
        put_string(&s->w, f, f->type == FIELD_CODES);
    jw_end_object(&s->w);
}

static void put_value(struct writer *s, const struct field *f, struct place at)
{
    switch (f->type) {
    case FIELD_TEXT:
        put_text(&s->w, f);
        break;
    case FIELD_STRING:
        put_string(&s->w, f, false);
        put_text_length(&s->w, f);
        break;
    case FIELD_CODE:
    case FIELD_WORD:
    case FIELD_NAME:
        put_string(&s->w, f, f->type == FIELD_CODE);
        break;
    case FIELD_NUMBER:
        put_range(&s->w, f, "number");
        break;
    case FIELD_WHOLE:
        put_range(&s->w, f, "integer");
        break;
    case FIELD_BOOL:
        put(&s->w, "type", "boolean");
        break;
    case FIELD_TABLE:
        put_shapes(s, f, at);
        break;
    case FIELD_OWN:
        put_forms(s, f->forms, at);
        break;
    case FIELD_FUNCTION:
        put_ref(&s->w, "(function)");
        break;
    case FIELD_REF:
        put_ref(&s->w, "(ref)");
        break;
    case FIELD_STRINGS:
    case FIELD_CODES:
    case FIELD_LIST:
    case FIELD_ROW:
        put_list(s, f, at);
    }
}

/* --- Definitions ------------------------------------------------------------------------------ */

static void put_property(struct writer *s, const char *name, const struct field *f)
{
    jw_object(&s->w);
    put_both(&s->w, "description", f->doc.fr, f->doc.en);
    if (f->of)
        put(&s->w, "x-of", f->of);
    if (f->among)
        put_language(&s->w, f);
    else
        put_value(s, f, (struct place){name, field_called(f)});
    jw_end_object(&s->w);
}

static bool is_rest(const struct field *f)
{
    return strcmp(f->name, FIELD_REST) == 0;
}

static void put_properties(struct writer *s, const struct definition *d)
{
    struct field_walk w = shape_walk(d->shape);
    jw_key(&s->w, "properties");
    jw_object(&s->w);
    for (const struct field *f; (f = shape_next(&w));) {
        if (is_rest(f))
            continue;
        jw_key(&s->w, field_called(f));
        put_property(s, d->name, f);
        if (f->among) {
            jw_key(&s->w, "en");
            put_property(s, d->name, f);
        }
    }
    jw_end_object(&s->w);
}

/* Texts among the keys are always there, in both languages. */
static void put_required(struct writer *s, const struct definition *d)
{
    struct field_walk w = shape_walk(d->shape);
    jw_key(&s->w, "required");
    jw_array(&s->w);
    for (const struct field *f; (f = shape_next(&w));)
        if (f->among)
            for (int lang = 0; lang < LANG_COUNT; lang++)
                jw_str(&s->w, lang_code((enum lang)lang));
        else if (!is_rest(f) && shape_requires(&w, f))
            jw_str(&s->w, str_c(field_called(f)));
    jw_end_array(&s->w);
}

/* Keys with names of the author's own; no others. */
static void put_rest(struct writer *s, const struct definition *d)
{
    struct field_walk w = shape_walk(d->shape);
    const struct field *f;
    while ((f = shape_next(&w)) && !is_rest(f))
        continue;
    if (f && f->words) {
        jw_key(&s->w, "propertyNames");
        jw_object(&s->w);
        put_enum(&s->w, f->words);
        jw_end_object(&s->w);
    }
    jw_key(&s->w, "additionalProperties");
    if (f)
        put_property(s, d->name, f);
    else
        jw_bool(&s->w, false);
}

static void put_definition(struct writer *s, size_t i)
{
    const struct definition *d = &s->defs[i];
    buf_char(s->w.out, '\n');
    jw_key(&s->w, d->name);
    jw_object(&s->w);
    put_both(&s->w, "title", d->shape->fr, d->shape->en);
    put_both(&s->w, "description", d->shape->doc.fr, d->shape->doc.en);
    put(&s->w, "type", "object");
    put_properties(s, d);
    put_required(s, d);
    put_rest(s, d);
    jw_end_object(&s->w);
}

/* What JSON has no word for. */
static void put_others(struct jw *w)
{
    static const char *const others[][3] = {
        {"(function)", "Une fonction Lua : rien n'en est dit ici.",
         "A Lua function: nothing is said of it here."},
        {"(ref)", "Un réglage, ref \"nom\", à la place d'un nombre.",
         "A setting, ref \"name\", in the place of a number."}};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        jw_key(w, others[i][0]);
        jw_object(w);
        put_both(w, "description", others[i][1], others[i][2]);
        put(w, "type", "object");
        jw_end_object(w);
    }
}

void json_schema(struct buf *b)
{
    struct writer s = {.w = {.out = b}};
    jw_object(&s.w);
    put(&s.w, "$schema", "https://json-schema.org/draft/2020-12/schema");
    put_both(&s.w, "title", "La table d'un service", "The table of a service");
    put_both(&s.w, "description",
             "Un service.lua, complété de ce qu'il prend au service qu'il prolonge. Produit par "
             "« guichet schema plugin » : ne pas modifier à la main.",
             "A service.lua, with what it takes from the service it extends. Made by \"guichet "
             "schema plugin\": do not edit.");
    put_ref(&s.w, name_of(&s, &service_shape, "", ""));
    jw_key(&s.w, "$defs");
    jw_object(&s.w);
    put_others(&s.w);
    for (size_t i = 0; i < s.count; i++) /* writing one names others */
        put_definition(&s, i);
    jw_end_object(&s.w);
    jw_end_object(&s.w);
    buf_char(b, '\n');
}
