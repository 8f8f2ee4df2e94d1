/* The services of a borough: found, read, joined with its calendars, hashed. */
#include "base/date.h"
#include "base/id.h"
#include "script/loading.h"
#include "script/suggest.h"

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

/* --- Services --------------------------------------------------------------------------------- */

struct vm_limits loading_limits(const struct generation_options *o)
{
    struct vm_limits limits = vm_manifest_limits();
    limits.microseconds *= o->slowness > 0 ? o->slowness : 1;
    limits.fail_from = o->fail_from;
    return limits;
}

enum err loading_unreadable(struct faults *faults, struct str path, enum err err)
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
    struct arena *arena = &l->g->arena;
    struct str path = arena_printf(arena, STR_FMT "/service.lua", STR_ARG(code));
    struct str own = arena_printf(arena, "services/" STR_FMT, STR_ARG(path));
    struct str shared = library_shared(arena, path);
    if (!path.p || !own.p || !shared.p)
        return ERR_NOMEM;
    enum err err = sources_take(set, path, own);
    if (err == ERR_NOT_FOUND)
        err = sources_take(set, path, shared);
    return err ? loading_unreadable(l->faults, path, err) : ERR_OK;
}

/* Its tests are no rule, but they belong to what is approved. */
static enum err find_tests(struct loading *l, struct str code)
{
    struct arena *arena = &l->g->arena;
    struct str path = arena_printf(arena, STR_FMT "/service_test.lua", STR_ARG(code)), text;
    struct str own = arena_printf(arena, "services/" STR_FMT, STR_ARG(path));
    struct str shared = library_shared(arena, path);
    if (!path.p || !own.p || !shared.p)
        return ERR_NOMEM;
    enum err err = library_text(&l->library, own, VM_SOURCE_MAX, &text);
    if (err == ERR_NOT_FOUND)
        err = library_text(&l->library, shared, VM_SOURCE_MAX, &text);
    if (err == ERR_NOT_FOUND)
        return ERR_OK;
    return err ? loading_unreadable(l->faults, path, err) : ERR_OK;
}

static const struct node *clock_node(const struct node *tree, struct str name)
{
    const struct node *clocks = node_get(tree, STR("clocks"));
    for (size_t i = 0; i < clocks->item_count; i++)
        if (str_eq(clocks->items[i].id, name))
            return &clocks->items[i];
    return tree;
}

static void fault_no_calendar(struct loading *l, struct reader *r, const struct node *tree,
                              const struct clock_plan *clock)
{
    const struct jurisdiction *j = l->g->jurisdiction;
    struct suggest near = {.word = clock->calendar_name};
    for (size_t i = 0; i < j->calendar_count; i++)
        suggest_try(&near, j->calendars[i].name);
    struct text hint = reader_hint(r, near.best);
    reader_key(r, "calendar");
    reader_fault(r, clock_node(tree, clock->name),
                 "horloge « %s » : l'arrondissement n'a pas de calendrier « %s »%s%.0s",
                 "clock \"%s\": the jurisdiction has no calendar \"%s\"%.0s%s", clock->name.p,
                 clock->calendar_name.p, hint.in[LANG_FR].p, hint.in[LANG_EN].p);
}

/* A goal that no request could be given: ten years on, or on a calendar that hardly ever opens. */
static enum err check_horizon(struct loading *l, struct reader *r, const struct clock_plan *clock)
{
    const struct date last = {l->g->options.around_year, 12, 31};
    enum err err = ERR_OK;
    for (size_t i = 0; i < clock->rule_count; i++) {
        const struct rule *rule = &clock->rules[i];
        const struct node at = {.where = rule->origin};
        if (!rule_reaches(clock, rule, date_to_days(last) * DAY_SECONDS))
            continue;
        reader_key(r, "goal");
        reader_fault(r, &at,
                     "horloge « %s », règle « %s » : aucune échéance dans les dix ans que couvre "
                     "le calendrier « %s »",
                     "clock \"%s\", rule \"%s\": no due date within the ten years that the "
                     "calendar \"%s\" covers",
                     clock->name.p, rule->id.p, clock->calendar_name.p);
        err = ERR_INVALID;
    }
    return err;
}

/* Each clock gets its calendar. */
static enum err join_calendars(struct loading *l, struct reader *r, const struct node *tree,
                               struct service *s)
{
    enum err err = ERR_OK;
    for (size_t i = 0; i < s->clock_count; i++) {
        struct clock_plan *clock = &s->clocks[i];
        clock->calendar = jurisdiction_calendar(l->g->jurisdiction, clock->calendar_name);
        if (clock->calendar) {
            err = check_horizon(l, r, clock) ? ERR_INVALID : err;
            continue;
        }
        fault_no_calendar(l, r, tree, clock);
        err = ERR_INVALID;
    }
    return err;
}

static enum err check_code(struct reader *r, const struct node *tree, struct str code,
                           const struct service *s)
{
    if (str_eq(code, s->code))
        return ERR_OK;
    reader_fault(r, tree, "« %s » vaut « %s », mais le dossier s'appelle « %s »",
                 "\"%s\" is \"%s\", but the folder is named \"%s\"", reader_key(r, "code"),
                 s->code.p, code.p);
    return ERR_INVALID;
}

static enum err load_service(struct loading *l, struct str code, struct sources *set,
                             struct service *out)
{
    struct generation *g = l->g;
    size_t place = g->jurisdiction->service_count;
    const struct node *settings = l->draft.settings ? node_get(l->draft.settings, code) : NULL;
    struct lineage lineage;
    enum err err = find_service(l, code, set);
    if (err)
        return err;
    enum err inherited = inherit_load(set, loading_limits(&g->options), l->faults, &lineage);
    const struct node *tree = g->trees[place] = lineage.trees[0];
    g->settings[place] = settings;
    if (!tree || inherited == ERR_NOMEM)
        return inherited;
    err = service_read(&g->arena, l->faults, set, tree, settings, out);
    if (!err)
        err = inherited;
    if (!err)
        err = find_tests(l, code);
    if (err)
        return err;
    struct reader r = {.arena = &g->arena, .faults = l->faults, .sources = set};
    enum err joined = join_calendars(l, &r, tree, out);
    err = check_code(&r, tree, code, out);
    if (!err)
        err = joined;
    out->file = set->items[0].path;
    if (!err)
        err = loading_parents(l, set, &lineage, settings, out);
    return err ? err : hash_service(set, out);
}

/* The one that jurisdiction.lua does not name yet. */
static enum err take_also(struct loading *l)
{
    struct jurisdiction_draft *d = &l->draft;
    struct str also = l->g->options.also;
    for (size_t i = 0; i < d->service_count; i++)
        if (str_eq(d->services[i], also))
            return ERR_OK;
    size_t size = d->service_count * sizeof *d->services;
    struct str *services = arena_grow(&l->g->arena, d->services, size, size + sizeof *services);
    if (!services)
        return ERR_NOMEM;
    services[d->service_count++] = also;
    d->services = services;
    return ERR_OK;
}

/* As far as it was read, it may know its name. */
static void leave_out(struct jurisdiction *j, struct str code, const struct service *s)
{
    bool named = s->name.in[LANG_FR].n && s->name.in[LANG_EN].n;
    j->left_out[j->left_out_count++] =
        (struct left_out){code, named ? s->name : (struct text){{code, code}}};
}

enum err loading_services(struct loading *l)
{
    struct generation *g = l->g;
    if (g->options.also.n && take_also(l))
        return ERR_NOMEM;
    struct jurisdiction *j = g->jurisdiction;
    size_t n = l->draft.service_count;
    struct service *services = ARENA_ARRAY(&g->arena, struct service, n + 1);
    j->services = ARENA_ARRAY(&g->arena, const struct service *, n + 1);
    g->sources = ARENA_ARRAY(&g->arena, struct sources *, n + 1);
    g->trees = ARENA_ARRAY(&g->arena, struct node *, n + 1);
    g->settings = ARENA_ARRAY(&g->arena, const struct node *, n + 1);
    j->left_out = ARENA_ARRAY(&g->arena, struct left_out, n + 1);
    if (!services || !j->services || !j->left_out || !g->sources || !g->trees || !g->settings)
        return ERR_NOMEM;
    enum err worst = ERR_OK;
    for (size_t i = 0; i < n; i++) {
        struct sources *set = ARENA_NEW(&g->arena, struct sources);
        if (!set)
            return ERR_NOMEM;
        *set = (struct sources){.arena = &g->arena, .library = &l->library};
        enum err err = load_service(l, l->draft.services[i], set, &services[i]);
        if (err == ERR_NOMEM)
            return err;
        if (err && !g->options.skip_broken)
            worst = err;
        if (err) {
            leave_out(j, l->draft.services[i], &services[i]);
            continue;
        }
        g->sources[j->service_count] = set;
        j->services[j->service_count++] = &services[i];
    }
    return worst;
}
