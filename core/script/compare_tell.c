/* What changes between two generations, told to programs and to people. */
#include "script/compare.h"

static const char *const change_names[] = {"added", "removed", "changed"};

enum { CHANGES = sizeof change_names / sizeof *change_names };

/* --- JSON ------------------------------------------------------------------------------------- */

static void put(struct jw *w, const char *key, struct str s)
{
    jw_key(w, key);
    jw_str(w, s);
}

static void put_side(struct jw *w, const char *key, bool there, const struct leaf *l)
{
    jw_key(w, key);
    if (!there) {
        jw_null(w);
        return;
    }
    jw_object(w);
    put(w, "value", l->value);
    put(w, "where", l->where);
    jw_end_object(w);
}

void value_difference_put_json(struct jw *w, const struct value_difference *d)
{
    jw_object(w);
    put(w, "service", d->service);
    put(w, "path", d->is ? d->after.path : d->before.path);
    put_side(w, "before", d->was, &d->before);
    put_side(w, "after", d->is, &d->after);
    jw_end_object(w);
}

static void put_upgrade(struct jw *w, const struct upgrade *u)
{
    jw_object(w);
    put(w, "name", u->name);
    put(w, "path", u->path);
    jw_key(w, "before");
    jw_str_or_null(w, u->was);
    jw_key(w, "after");
    jw_str_or_null(w, u->is);
    jw_key(w, "services");
    jw_array(w);
    for (size_t i = 0; i < u->service_count; i++)
        jw_str(w, u->services[i]);
    jw_end_array(w);
    jw_key(w, "approved");
    jw_bool(w, u->approved);
    jw_end_object(w);
}

void comparison_put_json(struct jw *w, const struct comparison *c)
{
    jw_key(w, "differences");
    jw_array(w);
    for (size_t i = 0; i < c->value_count; i++)
        value_difference_put_json(w, &c->values[i]);
    jw_end_array(w);
    jw_key(w, "texts");
    jw_array(w);
    for (size_t i = 0; i < c->text_count; i++) {
        jw_object(w);
        put(w, "path", c->texts[i].path);
        put(w, "change", str_c(change_names[c->texts[i].change]));
        jw_end_object(w);
    }
    jw_end_array(w);
    jw_key(w, "upgrades");
    jw_array(w);
    for (size_t i = 0; i < c->upgrade_count; i++)
        put_upgrade(w, &c->upgrades[i]);
    jw_end_array(w);
}

/* --- And back --------------------------------------------------------------------------------- */

/* A member that is an array; *items is as many of that size. */
static enum err read_list(struct arena *arena, const struct jv *object, const char *key,
                          size_t size, const struct jv **list, void **items)
{
    const struct jv *v = jv_get(object, key);
    if (!v || v->type != JV_ARRAY)
        return ERR_INVALID;
    *list = v;
    *items = arena_zalloc(arena, v->count + 1, size);
    return *items ? ERR_OK : ERR_NOMEM;
}

static bool read_side(const struct jv *d, const char *key, struct str path, struct leaf *out)
{
    const struct jv *side = jv_get(d, key);
    *out = (struct leaf){path, jv_get_str(side, "value"), jv_get_str(side, "where")};
    return side && side->type == JV_OBJECT;
}

static enum err read_values(struct arena *arena, const struct jv *object, struct comparison *out)
{
    const struct jv *list;
    void *items;
    enum err e = read_list(arena, object, "differences", sizeof *out->values, &list, &items);
    if (e)
        return e;
    out->values = items;
    out->value_count = list->count;
    for (size_t i = 0; i < list->count; i++) {
        struct value_difference *d = &out->values[i];
        struct str path = jv_get_str(&list->items[i], "path");
        d->service = jv_get_str(&list->items[i], "service");
        d->was = read_side(&list->items[i], "before", path, &d->before);
        d->is = read_side(&list->items[i], "after", path, &d->after);
    }
    return ERR_OK;
}

static enum err read_texts(struct arena *arena, const struct jv *object, struct comparison *out)
{
    const struct jv *list;
    void *items;
    enum err e = read_list(arena, object, "texts", sizeof *out->texts, &list, &items);
    if (e)
        return e;
    out->texts = items;
    out->text_count = list->count;
    for (size_t i = 0; i < list->count; i++) {
        struct str change = jv_get_str(&list->items[i], "change");
        size_t k = 0;
        while (k < CHANGES && !str_eq(change, str_c(change_names[k])))
            k++;
        if (k == CHANGES)
            return ERR_INVALID;
        out->texts[i] =
            (struct text_difference){jv_get_str(&list->items[i], "path"), (enum text_change)k};
    }
    return ERR_OK;
}

static enum err read_upgrade(struct arena *arena, const struct jv *from, struct upgrade *out)
{
    const struct jv *list, *approved = jv_get(from, "approved");
    void *items;
    *out = (struct upgrade){.name = jv_get_str(from, "name"),
                            .path = jv_get_str(from, "path"),
                            .was = jv_get_str(from, "before"),
                            .is = jv_get_str(from, "after"),
                            .approved = approved && approved->integer};
    enum err e = read_list(arena, from, "services", sizeof *out->services, &list, &items);
    if (e)
        return e;
    out->services = items;
    out->service_count = list->count;
    for (size_t i = 0; i < list->count; i++)
        out->services[i] = list->items[i].string;
    return ERR_OK;
}

enum err comparison_read_json(struct arena *arena, const struct jv *object, struct comparison *out)
{
    const struct jv *list;
    void *items;
    *out = (struct comparison){0};
    enum err e = read_values(arena, object, out);
    if (!e)
        e = read_texts(arena, object, out);
    if (!e)
        e = read_list(arena, object, "upgrades", sizeof *out->upgrades, &list, &items);
    if (e)
        return e;
    out->upgrades = items;
    out->upgrade_count = list->count;
    for (size_t i = 0; !e && i < list->count; i++)
        e = read_upgrade(arena, &list->items[i], &out->upgrades[i]);
    return e;
}

/* --- People ----------------------------------------------------------------------------------- */

static void put_value_text(struct buf *b, char sign, struct str service, const struct leaf *l)
{
    buf_printf(b, "%c " STR_FMT ": " STR_FMT " = " STR_FMT "  -- " STR_FMT "\n", sign,
               STR_ARG(service), STR_ARG(l->path), STR_ARG(l->value), STR_ARG(l->where));
}

static void put_upgrade_text(struct buf *b, const struct upgrade *u, enum lang lang)
{
    bool english = lang == LANG_EN;
    buf_printf(b, "! " STR_FMT, STR_ARG(u->name));
    if (u->was.n && !str_eq(u->was, u->is))
        buf_printf(b, english ? ", in force in " STR_FMT : ", en vigueur en " STR_FMT,
                   STR_ARG(u->was));
    else
        buf_printf(b, english ? ", another text" : ", un autre texte");
    buf_printf(b, english ? "; stands under " : " ; porte ");
    for (size_t i = 0; i < u->service_count; i++)
        buf_printf(b, "%s" STR_FMT, i ? ", " : "", STR_ARG(u->services[i]));
    buf_char(b, '\n');
}

/* A service's own lines show its values already. */
static bool is_shown(const struct comparison *c, struct str path)
{
    for (size_t i = 0; i < c->upgrade_count; i++)
        if (str_eq(c->upgrades[i].path, path))
            return true;
    return c->value_count && str_ends(path, STR("/service.lua"));
}

void comparison_put_text(struct buf *b, const struct comparison *c, enum lang lang)
{
    static const struct text words[CHANGES] = {TEXT_INIT("ajouté", "added"),
                                               TEXT_INIT("retiré", "removed"),
                                               TEXT_INIT("changé", "changed")};
    for (size_t i = 0; i < c->value_count; i++) {
        if (c->values[i].was)
            put_value_text(b, '-', c->values[i].service, &c->values[i].before);
        if (c->values[i].is)
            put_value_text(b, '+', c->values[i].service, &c->values[i].after);
    }
    for (size_t i = 0; i < c->upgrade_count; i++)
        put_upgrade_text(b, &c->upgrades[i], lang);
    for (size_t i = 0; i < c->text_count; i++)
        if (!is_shown(c, c->texts[i].path))
            buf_printf(b, "* " STR_FMT "%s" STR_FMT "\n", STR_ARG(c->texts[i].path),
                       lang == LANG_EN ? ": " : "\u00a0: ",
                       STR_ARG(text_in(words[c->texts[i].change], lang)));
}
