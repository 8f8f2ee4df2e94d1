/* From JSON values to the structs of the domain. */
#include "api/body.h"

#include "api/param.h"

static const char *where(struct call *c, const char *prefix, struct str name)
{
    struct str s = arena_printf(call_arena(c), "%s" STR_FMT, prefix, STR_ARG(name));
    return s.p ? s.p : prefix;
}

/* --- Values ----------------------------------------------------------------------------------- */

static void wrong_type(struct call *c, enum member_type type, const char *at)
{
    switch (type) {
    case MEMBER_TEXT:
        fault_add(&c->faults, at, "il faut un texte", "must be a string");
        break;
    case MEMBER_NUMBER:
        fault_add(&c->faults, at, "il faut un nombre", "must be a number");
        break;
    case MEMBER_OBJECT:
        fault_add(&c->faults, at, "il faut un objet", "must be an object");
        break;
    case MEMBER_TEXTS:
        fault_add(&c->faults, at, "il faut une liste de textes", "must be an array of strings");
        break;
    }
}

static bool all_texts(const struct jv *v)
{
    for (size_t i = 0; i < v->count; i++)
        if (v->items[i].type != JV_STRING)
            return false;
    return true;
}

static bool type_fits(enum member_type type, const struct jv *v)
{
    switch (type) {
    case MEMBER_TEXT:
        return v->type == JV_STRING;
    case MEMBER_NUMBER:
        return v->type == JV_INT || v->type == JV_REAL;
    case MEMBER_OBJECT:
        return v->type == JV_OBJECT;
    case MEMBER_TEXTS:
        return v->type == JV_ARRAY && all_texts(v);
    }
    return false;
}

static void store(enum member_type type, const struct jv *v, void *to)
{
    switch (type) {
    case MEMBER_TEXT:
        *(struct str *)to = v->string;
        break;
    case MEMBER_NUMBER:
        *(struct body_number *)to = (struct body_number){true, v->real};
        break;
    case MEMBER_OBJECT:
    case MEMBER_TEXTS:
        *(const struct jv **)to = v;
        break;
    }
}

/* --- Objects ---------------------------------------------------------------------------------- */

static const struct member *member_named(const struct member *table, size_t count, struct str name)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(str_c(table[i].name), name))
            return &table[i];
    return NULL;
}

void body_members(struct call *c, const struct jv *object, const char *prefix,
                  const struct member *table, size_t count, void *out)
{
    for (size_t i = 0; object && i < object->count; i++) {
        const struct jv *v = &object->items[i];
        const struct member *m = member_named(table, count, v->key);
        if (!m)
            fault_add(&c->faults, where(c, prefix, v->key), "membre inconnu", "unknown member");
        else if (v->type == JV_NULL)
            continue;
        else if (!type_fits(m->type, v))
            wrong_type(c, m->type, where(c, prefix, v->key));
        else
            store(m->type, v, (char *)out + m->offset);
    }
    for (size_t i = 0; i < count; i++)
        if (table[i].required && !jv_get(object, table[i].name))
            fault_add(&c->faults, where(c, prefix, str_c(table[i].name)), "requis", "required");
}

/* --- Answers ---------------------------------------------------------------------------------- */

/* The text of a scalar; .p NULL when it is none. */
static struct str scalar_text(struct arena *arena, const struct jv *v)
{
    struct buf b = buf_in(arena);
    struct jw w = {.out = &b};
    if (v->type == JV_STRING)
        return v->string;
    if (v->type == JV_ARRAY || v->type == JV_OBJECT || v->type == JV_NULL)
        return (struct str){NULL, 0};
    jw_value(&w, v);
    return b.failed ? (struct str){NULL, 0} : buf_str(&b);
}

const char *body_answer_where(struct call *c, struct str code)
{
    struct str s = arena_printf(call_arena(c), "attribute[" STR_FMT "]", STR_ARG(code));
    return s.p ? s.p : "attributes";
}

static void answer_add(struct call *c, struct str code, const struct jv *v,
                       struct raw_answer *answers, size_t *count)
{
    struct str text = scalar_text(call_arena(c), v);
    if (text.p)
        answers[(*count)++] = (struct raw_answer){code, text};
    else
        fault_add(&c->faults, body_answer_where(c, code),
                  "il faut un texte, un nombre, ou une liste de textes",
                  "must be a string, a number, or an array of strings");
}

static size_t answers_room(const struct jv *attributes)
{
    size_t room = 1;
    for (size_t i = 0; i < attributes->count; i++)
        room += attributes->items[i].type == JV_ARRAY ? attributes->items[i].count : 1;
    return room;
}

void body_answers(struct call *c, const struct jv *attributes, struct raw_answer **out,
                  size_t *count)
{
    *out = NULL;
    *count = 0;
    if (!attributes)
        return;
    *out = ARENA_ARRAY(call_arena(c), struct raw_answer, answers_room(attributes));
    for (size_t i = 0; *out && i < attributes->count; i++) {
        const struct jv *v = &attributes->items[i];
        if (v->type == JV_ARRAY)
            for (size_t k = 0; k < v->count; k++)
                answer_add(c, v->key, &v->items[k], *out, count);
        else if (v->type != JV_NULL)
            answer_add(c, v->key, v, *out, count);
    }
    if (!*out)
        c->faults.lost = true;
}

bool body_names(const struct call *c, const char *name)
{
    const struct jv *v = jv_get(c->json, name);
    return v && v->type != JV_NULL;
}

bool body_position(struct call *c, struct body_number lat, struct body_number lon,
                   struct position *out)
{
    if (body_names(c, "lat") != body_names(c, "long"))
        fault_add(&c->faults, body_names(c, "lat") ? "long" : "lat", "lat et long vont ensemble",
                  "lat and long go together");
    return lat.given && lon.given && position_checked(c, lat.value, lon.value, out);
}
