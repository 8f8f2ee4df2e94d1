/* Laying two generations beside each other, and saying what is not the same. */
#include "script/compare.h"

#include "script/loading.h"

struct comparing {
    struct arena *arena;
    const struct generation *before, *after;
    struct comparison *out;
    size_t value_cap;
};

/* --- Values ----------------------------------------------------------------------------------- */

static size_t place_of(const struct generation *g, struct str code)
{
    const struct jurisdiction *j = g->jurisdiction;
    size_t i = 0;
    while (i < j->service_count && !str_eq(j->services[i]->code, code))
        i++;
    return i;
}

static enum err add_value(struct comparing *c, struct str service, const struct difference *d)
{
    struct comparison *out = c->out;
    if (out->value_count == c->value_cap) {
        size_t cap = c->value_cap ? 2 * c->value_cap : 64;
        void *grown = arena_grow(c->arena, out->values, c->value_cap * sizeof *out->values,
                                 cap * sizeof *out->values);
        if (!grown)
            return ERR_NOMEM;
        out->values = grown;
        c->value_cap = cap;
    }
    struct value_difference *v = &out->values[out->value_count++];
    *v = (struct value_difference){.service = service, .was = d->before, .is = d->after};
    if (d->before)
        v->before = *d->before;
    if (d->after)
        v->after = *d->after;
    return ERR_OK;
}

static enum err lay_flat(struct comparing *c, const struct generation *g, struct str code,
                         struct flat *out)
{
    size_t i = place_of(g, code);
    *out = (struct flat){0};
    return i < g->jurisdiction->service_count ? flat_service(c->arena, g, i, out) : ERR_OK;
}

/* A service that one side lacks is laid flat as nothing. */
static enum err compare_service(struct comparing *c, struct str code)
{
    struct flat before, after;
    struct differences all;
    struct str own = arena_str(c->arena, code);
    enum err e = own.p ? lay_flat(c, c->before, code, &before) : ERR_NOMEM;
    if (!e)
        e = lay_flat(c, c->after, code, &after);
    if (!e)
        e = flat_compare(c->arena, &before, &after, &all);
    for (size_t i = 0; !e && i < all.count; i++)
        e = add_value(c, own, &all.items[i]);
    return e;
}

static bool is_same_service(const struct comparing *c, const struct service *s)
{
    size_t i = place_of(c->before, s->code);
    const struct jurisdiction *j = c->before->jurisdiction;
    return i < j->service_count && memcmp(j->services[i]->hash, s->hash, sizeof s->hash) == 0;
}

static enum err compare_values(struct comparing *c)
{
    const struct jurisdiction *before = c->before->jurisdiction, *after = c->after->jurisdiction;
    enum err e = ERR_OK;
    for (size_t i = 0; !e && i < after->service_count; i++)
        if (!is_same_service(c, after->services[i]))
            e = compare_service(c, after->services[i]->code);
    for (size_t i = 0; !e && i < before->service_count; i++)
        if (place_of(c->after, before->services[i]->code) == after->service_count)
            e = compare_service(c, before->services[i]->code);
    return e;
}

/* --- Texts ------------------------------------------------------------------------------------ */

static enum err add_text(struct comparing *c, struct str path, enum text_change change)
{
    struct str own = arena_str(c->arena, path);
    c->out->texts[c->out->text_count++] = (struct text_difference){own, change};
    return own.p ? ERR_OK : ERR_NOMEM;
}

static enum err compare_texts(struct comparing *c)
{
    const struct bundle *before = &c->before->bundle, *after = &c->after->bundle;
    enum err e = ERR_OK;
    c->out->texts = ARENA_ARRAY(c->arena, struct text_difference, before->count + after->count + 1);
    if (!c->out->texts)
        return ERR_NOMEM;
    for (size_t i = 0; !e && i < after->count; i++) {
        const struct bundle_text *is = &after->items[i], *was = bundle_find(before, is->path);
        if (!was || !str_eq(was->text, is->text))
            e = add_text(c, is->path, was ? TEXT_CHANGED : TEXT_ADDED);
    }
    for (size_t i = 0; !e && i < before->count; i++)
        if (!bundle_find(after, before->items[i].path))
            e = add_text(c, before->items[i].path, TEXT_REMOVED);
    return e;
}

/* --- Upgrades --------------------------------------------------------------------------------- */

/* What a source of services[i] is called in the bundle: parents by their whole path, the service
 * itself and what it uses without what they share (script/loading_services.c). */
static struct str bundle_path(struct arena *arena, const struct generation *g, size_t service,
                              size_t source)
{
    struct str path = g->sources[service]->items[source].path;
    struct str own = arena_printf(arena, "services/" STR_FMT, STR_ARG(path));
    if (!own.p || str_starts(path, STR("core/")))
        return path;
    return source == 0 && bundle_find(&g->bundle, own) ? own : library_shared(arena, path);
}

static struct str version_in(struct arena *arena, const struct generation *g, struct str path)
{
    for (size_t i = 0; i < g->jurisdiction->service_count; i++)
        for (size_t k = 0; k < g->sources[i]->count; k++)
            if (str_eq(bundle_path(arena, g, i, k), path))
                return g->sources[i]->items[k].version;
    return STR("");
}

/* "core/pothole/service.lua" → "core/pothole@1.3.0"; what has no version keeps its path. */
static struct str name_of(struct arena *arena, struct str path, struct str version)
{
    static const struct str file = {"/service.lua", 12}, lua = {".lua", 4};
    if (version.n && str_ends(path, file))
        return arena_printf(arena, STR_FMT "@" STR_FMT, STR_ARG(str_first(path, path.n - file.n)),
                            STR_ARG(version));
    return arena_str(arena, str_ends(path, lua) ? str_first(path, path.n - lua.n) : path);
}

static struct upgrade *upgrade_of(struct comparing *c, struct str path)
{
    for (size_t i = 0; i < c->out->upgrade_count; i++)
        if (str_eq(c->out->upgrades[i].path, path))
            return &c->out->upgrades[i];
    struct upgrade *u = &c->out->upgrades[c->out->upgrade_count++];
    u->path = arena_str(c->arena, path);
    u->was = arena_str(c->arena, version_in(c->arena, c->before, path));
    u->is = arena_str(c->arena, version_in(c->arena, c->after, path));
    u->name = name_of(c->arena, path, u->is);
    u->services = ARENA_ARRAY(c->arena, struct str, c->before->jurisdiction->service_count + 1);
    return u->path.p && u->was.p && u->is.p && u->name.p ? u : NULL;
}

/* What is called `stands` stands on this text of those in force; is it another one now? */
static enum err look_at(struct comparing *c, struct str path, struct str text, struct str stands)
{
    const struct bundle_text *is = path.p ? bundle_find(&c->after->bundle, path) : NULL;
    if (!path.p)
        return ERR_NOMEM;
    if (!str_starts(path, STR("core/")) || !is || str_eq(is->text, text))
        return ERR_OK;
    struct upgrade *u = upgrade_of(c, path);
    if (!u || !u->services)
        return ERR_NOMEM;
    u->services[u->service_count] = arena_str(c->arena, stands);
    return u->services[u->service_count++].p ? ERR_OK : ERR_NOMEM;
}

/* Of a service that goes, nothing is upgraded. */
static enum err compare_parents(struct comparing *c)
{
    const struct generation *b = c->before;
    const struct jurisdiction *j = b->jurisdiction;
    enum err e = ERR_OK;
    c->out->upgrades = ARENA_ARRAY(c->arena, struct upgrade, b->bundle.count + 1);
    if (!c->out->upgrades)
        return ERR_NOMEM;
    for (size_t i = 0; i < j->service_count; i++) {
        const struct sources *set = b->sources[i];
        struct str code = j->services[i]->code;
        bool stays = place_of(c->after, code) < c->after->jurisdiction->service_count;
        for (size_t k = 0; stays && !e && k < set->count; k++)
            e = look_at(c, bundle_path(c->arena, b, i, k), set->items[k].text, code);
    }
    for (size_t k = 1; !e && k < b->own.count; k++)
        e = look_at(c, library_shared(c->arena, b->own.items[k].path), b->own.items[k].text,
                    b->own.items[0].path);
    return e;
}

enum err generation_compare(struct arena *arena, struct generation *before,
                            struct generation *after, struct comparison *out)
{
    struct comparing c = {.arena = arena, .before = before, .after = after, .out = out};
    *out = (struct comparison){0};
    enum err e = compare_values(&c);
    if (!e)
        e = compare_texts(&c);
    return e ? e : compare_parents(&c);
}
