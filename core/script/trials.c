/* Reading a test file, and running what stands in it. */
#include "script/trials.h"

#include "script/era.h"
#include "script/load.h"
#include "script/read_trial.h"

static struct vm_limits limits_of(const struct generation *g)
{
    const struct generation_options *o = generation_options(g);
    struct vm_limits limits = vm_manifest_limits();
    limits.microseconds *= o->slowness > 0 ? o->slowness : 1;
    limits.fail_from = o->fail_from;
    return limits;
}

enum err trials_read(struct arena *arena, struct generation *g, const struct service *s,
                     struct library *library, struct str path, struct str text,
                     struct faults *faults, struct trials *out)
{
    struct sources *set = ARENA_NEW(arena, struct sources);
    struct trial_list list;
    struct node *tree;
    *out = (struct trials){.service = s};
    if (!set)
        return ERR_NOMEM;
    *set = (struct sources){.arena = arena, .library = library};
    enum err e = sources_add(set, path, text);
    if (!e)
        e = load_tree(set, limits_of(g), faults, &tree);
    if (!e)
        e = trials_read_tree(arena, faults, set, tree, generation_jurisdiction(g), s, &list);
    if (e)
        return e;
    if (list.borough.n && !str_eq(list.borough, generation_jurisdiction(g)->id))
        return ERR_OK;
    out->items = list.items;
    out->count = list.count;
    return ERR_OK;
}

/* Nothing can be computed in that year: the trial misses, whatever it expected. */
static enum err miss_era(struct arena *arena, const struct trial *t, const struct faults *faults,
                         struct trial_result *out)
{
    struct trial_miss *miss = ARENA_NEW(arena, struct trial_miss);
    if (!miss || !faults->first)
        return ERR_NOMEM;
    *miss =
        (struct trial_miss){.what = TEXT("calendriers de cette année", "calendars of that year"),
                            .expected = TEXT("des calendriers", "calendars"),
                            .got = faults->first->say,
                            .where = t->where};
    *out = (struct trial_result){.trial = t, .misses = miss, .miss_count = 1};
    return ERR_OK;
}

static enum err run_one(struct arena *arena, struct eras *eras, const struct trial *t, int64_t now,
                        struct cover *cover, struct trial_result *out)
{
    const struct era *era;
    struct faults faults = faults_in(arena);
    enum err e = eras_at(eras, t->has_now ? t->now : now, &faults, &era);
    if (e)
        return e == ERR_INVALID ? miss_era(arena, t, &faults, out) : e;
    return trial_run(arena, generation_jurisdiction(era->generation), &era->rules, t, now, cover,
                     out);
}

static enum err run_each(struct arena *arena, struct eras *eras, const struct trials *trials,
                         int64_t now, struct trials_report *out)
{
    *out = (struct trials_report){
        .trials = *trials, .results = ARENA_ARRAY(arena, struct trial_result, trials->count + 1)};
    enum err e = out->results ? cover_open(arena, trials->service, &out->cover) : ERR_NOMEM;
    for (size_t i = 0; !e && i < trials->count; i++) {
        e = run_one(arena, eras, &trials->items[i], now, &out->cover, &out->results[i]);
        out->failed += !e && out->results[i].miss_count > 0;
    }
    return e;
}

enum err trials_run(struct arena *arena, struct generation *g, const struct trials *trials,
                    int64_t now, struct trials_report *out)
{
    struct eras eras = eras_of(arena, g);
    enum err e = run_each(arena, &eras, trials, now, out);
    eras_close(&eras);
    return e;
}

/* --- All of a generation ---------------------------------------------------------------------- */

/* The borough's own tests of a service, else those of the shared one it takes as it is. */
static enum err find_text(struct library *l, const struct generation *g, struct str code,
                          struct str *path, struct str *text)
{
    struct arena *arena = l->seen.arena;
    struct str own = arena_printf(arena, "services/" STR_FMT "/service.lua", STR_ARG(code));
    struct str test = arena_printf(arena, "services/" STR_FMT "/service_test.lua", STR_ARG(code));
    *path = arena_printf(arena, STR_FMT "/service_test.lua", STR_ARG(code));
    if (!own.p || !test.p || !path->p)
        return ERR_NOMEM;
    enum err e = library_text(l, test, VM_SOURCE_MAX, text);
    if (e != ERR_NOT_FOUND || bundle_find(generation_bundle(g), own))
        return e;
    struct str shared = library_shared(arena, *path);
    return shared.p ? library_text(l, shared, VM_SOURCE_MAX, text) : ERR_NOMEM;
}

static enum err fault_file(struct faults *faults, struct str path, enum err e)
{
    if (e == ERR_NOMEM)
        return e;
    if (e == ERR_TOO_LARGE)
        fault_add(faults, path.p, "ce fichier est trop grand", "this file is too large");
    else
        fault_add(faults, path.p, "ce fichier ne peut pas être lu", "this file cannot be read");
    return ERR_INVALID;
}

/* Of one service; none when there is no file. */
static enum err read_service(struct arena *arena, struct generation *g, const struct service *s,
                             struct library *l, struct faults *faults, struct trials *out)
{
    struct str path, text;
    *out = (struct trials){.service = s};
    enum err e = find_text(l, g, s->code, &path, &text);
    if (e)
        return e == ERR_NOT_FOUND ? ERR_OK : fault_file(faults, path, e);
    e = trials_read(arena, g, s, l, path, text, faults, out);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err run_service(struct arena *arena, struct eras *eras, const struct service *s,
                            struct library *l, int64_t now, struct faults *faults,
                            struct trials_report *out)
{
    struct trials trials;
    enum err e = read_service(arena, eras->own, s, l, faults, &trials);
    return e ? e : run_each(arena, eras, &trials, now, out);
}

enum err trials_read_all(struct arena *arena, struct generation *g, struct faults *faults,
                         struct trials **out)
{
    const struct jurisdiction *j = generation_jurisdiction(g);
    const struct generation_options *o = generation_options(g);
    struct library l = {.dir = o->dir,
                        .plugins = o->plugins,
                        .texts = generation_bundle(g),
                        .seen = bundle_in(arena)};
    enum err worst = ERR_OK;
    *out = ARENA_ARRAY(arena, struct trials, j->service_count + 1);
    if (!*out)
        return ERR_NOMEM;
    for (size_t i = 0; i < j->service_count; i++) {
        enum err e = read_service(arena, g, j->services[i], &l, faults, &(*out)[i]);
        if (e && e != ERR_INVALID)
            return e;
        worst = e ? e : worst;
    }
    return worst;
}

static enum err run_services(struct arena *arena, struct eras *eras, struct library *l,
                             struct str only, int64_t now, struct faults *faults,
                             struct trials_report *out, size_t *count)
{
    const struct jurisdiction *j = generation_jurisdiction(eras->own);
    enum err worst = ERR_OK;
    for (size_t i = 0; i < j->service_count; i++) {
        if (only.n && !str_eq(only, j->services[i]->code))
            continue;
        enum err e = run_service(arena, eras, j->services[i], l, now, faults, &out[*count]);
        if (e && e != ERR_INVALID)
            return e;
        if (e)
            worst = e;
        else
            ++*count;
    }
    return worst;
}

enum err trials_of_generation(struct arena *arena, struct generation *g, const struct bundle *texts,
                              struct str only, int64_t now, struct faults *faults,
                              struct trials_report **out, size_t *count)
{
    const struct jurisdiction *j = generation_jurisdiction(g);
    const struct generation_options *o = generation_options(g);
    const struct bundle none = {0};
    struct bundle all = bundle_in(arena);
    struct library l = {
        .dir = o->dir, .plugins = o->plugins, .texts = &all, .seen = bundle_in(arena)};
    *count = 0;
    if (only.n && !jurisdiction_service(j, only))
        return *out = NULL, ERR_NOT_FOUND;
    *out = ARENA_ARRAY(arena, struct trials_report, j->service_count + 1);
    if (!*out || bundle_join(&all, generation_bundle(g), texts ? texts : &none))
        return ERR_NOMEM;
    struct eras eras = eras_of(arena, g);
    enum err e = run_services(arena, &eras, &l, only, now, faults, *out, count);
    eras_close(&eras);
    return e;
}
