/* Loading a borough's folder. */
#include "script/generation.h"

#include "base/id.h"
#include "script/load.h"
#include "script/places.h"
#include "script/read.h"
#include "script/suggest.h"

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>

enum { GEOJSON_MAX = 16 * 1024 * 1024, PATH_BYTES = 4096 };

struct generation {
    atomic_uint holders;
    struct arena arena;
    struct generation_options options; /* its strings are copies */
    struct jurisdiction *jurisdiction;
    struct sources **sources;
};

/* What one load works with. */
struct loading {
    struct generation *g;
    struct faults *faults;
    struct jurisdiction_draft draft;
    struct sources own; /* jurisdiction.lua and what it uses */
    struct str territory, places;
};

/* --- Counting --------------------------------------------------------------------------------- */

struct generation *generation_hold(struct generation *g)
{
    atomic_fetch_add_explicit(&g->holders, 1, memory_order_relaxed);
    return g;
}

void generation_release(struct generation *g)
{
    if (!g || atomic_fetch_sub_explicit(&g->holders, 1, memory_order_acq_rel) != 1)
        return;
    arena_free(&g->arena);
    free(g);
}

struct jurisdiction *generation_jurisdiction(struct generation *g)
{
    return g->jurisdiction;
}

const struct sources *generation_sources(const struct generation *g, size_t i)
{
    return g->sources[i];
}

const struct generation_options *generation_options(const struct generation *g)
{
    return &g->options;
}

/* --- Hashes ----------------------------------------------------------------------------------- */

/* Lengths keep two different lists of texts from running into the same bytes. */
static void hash_text(struct buf *b, struct str s)
{
    buf_printf(b, "%zu:", s.n);
    buf_str_put(b, s);
}

static void hash_sources(struct buf *b, const struct sources *set)
{
    for (size_t i = 0; i < set->count; i++) {
        hash_text(b, set->items[i].path);
        hash_text(b, set->items[i].text);
    }
}

static enum err hash_end(struct buf *b, unsigned char out[static ID_HASH_BYTES])
{
    bool failed = b->failed;
    if (!failed)
        id_hash(out, buf_str(b));
    buf_free(b);
    return failed ? ERR_NOMEM : ERR_OK;
}

static enum err hash_service(const struct sources *set, struct service *s)
{
    struct buf b = {0};
    hash_sources(&b, set);
    for (size_t i = 0; i < s->setting_count; i++)
        buf_printf(&b, "%.*s=%.17g;", (int)s->settings[i].name.n, s->settings[i].name.p,
                   s->settings[i].value);
    return hash_end(&b, s->hash);
}

static enum err hash_generation(struct loading *l)
{
    struct jurisdiction *j = l->g->jurisdiction;
    struct buf b = {0};
    hash_sources(&b, &l->own);
    hash_text(&b, l->territory);
    hash_text(&b, l->places);
    for (size_t i = 0; i < j->service_count; i++)
        hash_text(&b, str_of((const char *)j->services[i]->hash, sizeof j->services[i]->hash));
    return hash_end(&b, j->generation);
}

/* --- Services --------------------------------------------------------------------------------- */

static struct vm_limits limits_of(const struct generation_options *o)
{
    struct vm_limits limits = vm_manifest_limits();
    limits.microseconds *= o->slowness > 0 ? o->slowness : 1;
    limits.fail_from = o->fail_from;
    return limits;
}

static enum err fault_unreadable(struct faults *faults, struct str path, enum err err)
{
    if (err == ERR_NOT_FOUND)
        fault_add(faults, path.p, "ce fichier n'existe pas", "there is no such file");
    else if (err == ERR_TOO_LARGE)
        fault_add(faults, path.p, "ce fichier est trop grand", "this file is too large");
    else
        fault_add(faults, path.p, "ce fichier ne peut pas être lu", "this file cannot be read");
    return err == ERR_NOMEM ? ERR_NOMEM : ERR_INVALID;
}

/* The borough's own version when it has one, else the shared one. */
static enum err find_service(struct loading *l, struct str code, struct sources *set)
{
    const struct generation_options *o = &l->g->options;
    struct str path = arena_printf(&l->g->arena, STR_FMT "/service.lua", STR_ARG(code));
    char own[PATH_BYTES];
    int n = snprintf(own, sizeof own, "%s/services", o->dir);
    if (!path.p || n < 0 || (size_t)n >= sizeof own)
        return ERR_NOMEM;
    enum err err = sources_read(set, path, own, path.p);
    if (err == ERR_NOT_FOUND)
        err = sources_read(set, path, o->plugins, path.p);
    return err ? fault_unreadable(l->faults, path, err) : ERR_OK;
}

static void fault_no_calendar(struct loading *l, const struct service *s,
                              const struct clock_plan *clock)
{
    const struct jurisdiction *j = l->g->jurisdiction;
    const char *where = clock->rule_count ? clock->rules[0].origin.p : s->code.p;
    struct suggest near = {.word = clock->calendar_name};
    for (size_t i = 0; i < j->calendar_count; i++)
        suggest_try(&near, j->calendars[i].name);
    if (near.best.n)
        fault_add(l->faults, where,
                  "horloge « %s » : l'arrondissement n'a pas de calendrier « %s », vouliez-vous "
                  "« %s » ?",
                  "clock \"%s\": the jurisdiction has no calendar \"%s\", did you mean \"%s\"?",
                  clock->name.p, clock->calendar_name.p, near.best.p);
    else
        fault_add(l->faults, where,
                  "horloge « %s » : l'arrondissement n'a pas de calendrier « %s »",
                  "clock \"%s\": the jurisdiction has no calendar \"%s\"", clock->name.p,
                  clock->calendar_name.p);
}

/* Each clock gets its calendar. */
static enum err join_calendars(struct loading *l, struct service *s)
{
    enum err err = ERR_OK;
    for (size_t i = 0; i < s->clock_count; i++) {
        struct clock_plan *clock = &s->clocks[i];
        clock->calendar = jurisdiction_calendar(l->g->jurisdiction, clock->calendar_name);
        if (clock->calendar)
            continue;
        fault_no_calendar(l, s, clock);
        err = ERR_INVALID;
    }
    return err;
}

static enum err check_code(struct loading *l, struct str code, const struct service *s,
                           const struct sources *set)
{
    if (str_eq(code, s->code))
        return ERR_OK;
    fault_add(l->faults, set->items[0].path.p,
              "« code » vaut « %s », mais le dossier s'appelle « %s »",
              "\"code\" is \"%s\", but the folder is named \"%s\"", s->code.p, code.p);
    return ERR_INVALID;
}

static enum err load_service(struct loading *l, struct str code, struct sources *set,
                             struct service *out)
{
    struct generation *g = l->g;
    const struct node *settings = l->draft.settings ? node_get(l->draft.settings, code) : NULL;
    struct node *tree;
    enum err err = find_service(l, code, set);
    if (!err)
        err = load_tree(set, limits_of(&g->options), l->faults, &tree);
    if (!err)
        err = service_read(&g->arena, l->faults, set, tree, settings, out);
    if (err)
        return err;
    enum err joined = join_calendars(l, out);
    err = check_code(l, code, out, set);
    return err ? err : joined ? joined : hash_service(set, out);
}

static enum err load_services(struct loading *l)
{
    struct generation *g = l->g;
    struct jurisdiction *j = g->jurisdiction;
    size_t n = l->draft.service_count;
    struct service *services = ARENA_ARRAY(&g->arena, struct service, n + 1);
    j->services = ARENA_ARRAY(&g->arena, const struct service *, n + 1);
    g->sources = ARENA_ARRAY(&g->arena, struct sources *, n + 1);
    if (!services || !j->services || !g->sources)
        return ERR_NOMEM;
    enum err worst = ERR_OK;
    for (size_t i = 0; i < n; i++) {
        struct sources *set = ARENA_NEW(&g->arena, struct sources);
        if (!set)
            return ERR_NOMEM;
        *set = (struct sources){.arena = &g->arena, .plugins = g->options.plugins};
        enum err err = load_service(l, l->draft.services[i], set, &services[i]);
        if (err == ERR_NOMEM)
            return err;
        if (err && !g->options.skip_broken)
            worst = err;
        if (err)
            continue;
        g->sources[j->service_count] = set;
        j->services[j->service_count++] = &services[i];
    }
    return worst;
}

/* --- The jurisdiction ------------------------------------------------------------------------- */

static enum err load_calendars(struct loading *l)
{
    struct generation *g = l->g;
    struct jurisdiction *j = g->jurisdiction;
    enum err worst = ERR_OK;
    j->calendars = ARENA_ARRAY(&g->arena, struct named_calendar, l->draft.calendar_count + 1);
    if (!j->calendars)
        return ERR_NOMEM;
    for (size_t i = 0; i < l->draft.calendar_count; i++) {
        const struct calendar_spec *spec = &l->draft.calendars[i];
        struct named_calendar *named = &j->calendars[j->calendar_count++];
        size_t before = l->faults->count;
        named->name = spec->name;
        enum err err =
            calendar_build(&g->arena, spec, g->options.around_year, l->faults, &named->calendar);
        if (err && err != ERR_NOMEM && l->faults->count == before)
            fault_add(l->faults, "jurisdiction.lua", "calendrier « %s » : %s",
                      "calendar \"%s\": %s", spec->name.p, err_text(err));
        if (err)
            worst = err == ERR_NOMEM || worst == ERR_NOMEM ? ERR_NOMEM : ERR_INVALID;
    }
    return worst;
}

static enum err load_zone(struct loading *l)
{
    struct jurisdiction *j = l->g->jurisdiction;
    struct zone *zone;
    enum err err = zone_load(&l->g->arena, j->zone_name, &zone);
    if (err == ERR_NOMEM)
        return err;
    if (err) {
        fault_add(l->faults, "jurisdiction.lua", "« zone » : le fuseau « %s » est inconnu",
                  "\"zone\": the time zone \"%s\" is unknown", j->zone_name.p);
        return ERR_INVALID;
    }
    j->zone = zone;
    return ERR_OK;
}

/* A file that jurisdiction.lua names; nothing when it names none. */
static enum err read_named(struct loading *l, struct str file, struct str *text)
{
    *text = STR("");
    if (file.n == 0)
        return ERR_OK;
    enum err err = source_text(&l->g->arena, l->g->options.dir, file.p, GEOJSON_MAX, text);
    return err ? fault_unreadable(l->faults, file, err) : ERR_OK;
}

static enum err load_territory(struct loading *l)
{
    enum err err = read_named(l, l->draft.territory, &l->territory);
    if (err || l->draft.territory.n == 0)
        return err;
    return territory_read(&l->g->arena, l->territory, l->faults, &l->g->jurisdiction->territory);
}

static enum err load_places(struct loading *l)
{
    enum err err = read_named(l, l->draft.places, &l->places);
    if (err || l->draft.places.n == 0)
        return err;
    return places_read(&l->g->arena, l->draft.places.p, l->places, l->faults, l->g->jurisdiction);
}

static enum err load_jurisdiction(struct loading *l)
{
    struct generation *g = l->g;
    struct node *tree;
    enum err err =
        sources_read(&l->own, STR("jurisdiction.lua"), g->options.dir, "jurisdiction.lua");
    if (err)
        return fault_unreadable(l->faults, STR("jurisdiction.lua"), err);
    err = load_tree(&l->own, limits_of(&g->options), l->faults, &tree);
    if (!err)
        err = jurisdiction_read(&g->arena, l->faults, &l->own, tree, &l->draft);
    g->jurisdiction = &l->draft.jurisdiction;
    return err;
}

/* --- All of it -------------------------------------------------------------------------------- */

/* The jurisdiction's table is needed for everything; the other steps all run, so that all faults
 * come at once. */
static enum err load_all(struct loading *l)
{
    static enum err (*const steps[])(struct loading *) = {load_zone, load_calendars, load_territory,
                                                          load_places, load_services};
    enum err worst = load_jurisdiction(l);
    if (worst)
        return worst;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        enum err err = steps[i](l);
        if (err == ERR_NOMEM)
            return err;
        if (err)
            worst = ERR_INVALID;
    }
    return worst ? worst : hash_generation(l);
}

static enum err copy_options(struct generation *g, const struct generation_options *o)
{
    g->options = *o;
    g->options.dir = arena_str(&g->arena, str_c(o->dir)).p;
    g->options.plugins = arena_str(&g->arena, str_c(o->plugins)).p;
    return g->options.dir && g->options.plugins ? ERR_OK : ERR_NOMEM;
}

enum err generation_load(const struct generation_options *options, struct faults *faults,
                         struct generation **out)
{
    *out = NULL;
    struct generation *g = calloc(1, sizeof *g);
    if (!g)
        return ERR_NOMEM;
    atomic_init(&g->holders, 1);
    struct loading *l = ARENA_NEW(&g->arena, struct loading);
    enum err err = l ? copy_options(g, options) : ERR_NOMEM;
    if (!err) {
        l->g = g;
        l->faults = faults;
        l->own = (struct sources){.arena = &g->arena, .plugins = g->options.plugins};
        err = load_all(l);
    }
    if (err)
        generation_release(g);
    else
        *out = g;
    return err;
}
