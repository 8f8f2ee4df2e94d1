/* Loading a borough from its texts: all steps, then its name. */
#include "script/generation.h"

#include "script/loading.h"

#include <stdlib.h>

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

struct arena *generation_arena(struct generation *g)
{
    return &g->arena;
}

const struct bundle *generation_bundle(const struct generation *g)
{
    return &g->bundle;
}

const struct sources *generation_sources(const struct generation *g, size_t i)
{
    return g->sources[i];
}

const struct generation_options *generation_options(const struct generation *g)
{
    return &g->options;
}

/* --- Loading ---------------------------------------------------------------------------------- */

/* Its name is that of all that was read: the same texts, the same name. */
static enum err name_it(struct loading *l)
{
    struct generation *g = l->g;
    struct jurisdiction *j = g->jurisdiction;
    g->own = l->own;
    g->bundle = l->library.seen;
    enum err err = bundle_hash(&g->bundle, j->generation);
    if (!err)
        bundle_name(j->generation_name, j->generation);
    return err;
}

/* The jurisdiction's table is needed for everything; the other steps all run, so that all faults
 * come at once. */
static enum err load_all(struct loading *l)
{
    static enum err (*const steps[])(struct loading *) = {
        loading_zone, loading_calendars, loading_territory, loading_places, loading_services};
    enum err worst = loading_jurisdiction(l);
    if (worst)
        return worst;
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        enum err err = steps[i](l);
        if (err == ERR_NOMEM)
            return err;
        if (err)
            worst = ERR_INVALID;
    }
    return worst ? worst : name_it(l);
}

/* What is served without some of its services goes on saying why. */
static enum err keep_faults(struct generation *g, const struct fault *first)
{
    struct faults kept = faults_in(&g->arena);
    for (const struct fault *f = first; f; f = f->next)
        fault_add(&kept, f->where.p, "%s%.0s", "%.0s%s", f->say.in[LANG_FR].p,
                  f->say.in[LANG_EN].p);
    g->jurisdiction->faults = kept.first;
    return kept.lost ? ERR_NOMEM : ERR_OK;
}

static enum err copy_word(struct arena *arena, const char **word)
{
    if (!*word)
        return ERR_OK;
    *word = arena_str(arena, str_c(*word)).p;
    return *word ? ERR_OK : ERR_NOMEM;
}

static enum err copy_options(struct generation *g, const struct generation_options *o)
{
    g->options = *o;
    g->options.texts = NULL; /* they may be gone by now: generation_bundle has what was used */
    g->options.also = arena_str(&g->arena, o->also);
    enum err err = g->options.also.p ? copy_word(&g->arena, &g->options.dir) : ERR_NOMEM;
    return err ? err : copy_word(&g->arena, &g->options.plugins);
}

static enum err load_into(struct generation *g, const struct generation_options *o,
                          struct faults *faults)
{
    struct loading *l = ARENA_NEW(&g->arena, struct loading);
    enum err err = l ? copy_options(g, o) : ERR_NOMEM;
    if (err)
        return err;
    l->g = g;
    l->faults = faults;
    l->library = (struct library){.dir = g->options.dir,
                                  .plugins = g->options.plugins,
                                  .texts = o->texts,
                                  .seen = bundle_in(&g->arena)};
    l->own = (struct sources){.arena = &g->arena, .library = &l->library};
    return load_all(l);
}

enum err generation_load(const struct generation_options *options, struct faults *faults,
                         struct generation **out)
{
    *out = NULL;
    struct generation *g = calloc(1, sizeof *g);
    if (!g)
        return ERR_NOMEM;
    atomic_init(&g->holders, 1);
    const struct fault *before = faults->last;
    enum err err = load_into(g, options, faults);
    if (!err)
        err = keep_faults(g, before ? before->next : faults->first);
    if (err)
        generation_release(g);
    else
        *out = g;
    return err;
}
