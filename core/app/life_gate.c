/* The gate: a candidate is loaded whole, laid beside what is in force, and tried by its own tests.
 */
#include "app/life_turn.h"

#include "base/now.h"
#include "script/trials.h"

/* --- Loading ---------------------------------------------------------------------------------- */

/* A jurisdiction's id is in addresses and in the store: rules may change, not that. */
static enum err check_id(struct turn *t)
{
    struct str was = turn_in_force(t)->id, is = generation_jurisdiction(t->next)->id;
    if (str_eq(was, is))
        return ERR_OK;
    fault_add(t->faults, "jurisdiction.lua", "« id » vaut « %.*s », mais on sert « %.*s »",
              "\"id\" is \"%.*s\", but \"%.*s\" is served", STR_ARG(is), STR_ARG(was));
    return ERR_INVALID;
}

enum err turn_load(struct turn *t, const struct generation_options *o)
{
    enum err e = generation_load(o, t->faults, &t->next);
    if (!e)
        e = check_id(t);
    if (e)
        return e;
    const struct jurisdiction *j = generation_jurisdiction(t->next);
    memcpy(t->answer->after, j->generation_name, BUNDLE_NAME_TEXT);
    t->answer->services = j->service_count;
    return ERR_OK;
}

enum err turn_load_asked(struct turn *t)
{
    const struct life_ask *ask = t->ask;
    struct generation_options o = life_options_of(t->life, ask->borough, ask->base == LIFE_FOLDER);
    struct bundle none = bundle_in(&t->arena), joined = bundle_in(&t->arena);
    const struct bundle *under = ask->base == LIFE_ACTIVE ? generation_bundle(t->now) : &none;
    enum err e = bundle_join(&joined, under, ask->texts ? ask->texts : &none);
    o.texts = &joined;
    return e ? e : turn_load(t, &o);
}

/* --- The gate --------------------------------------------------------------------------------- */

/* As a C string, for a format that takes its arguments by number. */
static const char *plain(struct turn *t, struct str s)
{
    struct str copy = arena_str(&t->arena, s);
    return copy.p ? copy.p : "";
}

static void add_misses(struct turn *t, const struct trial_result *r)
{
    const struct trial *trial = r->trial;
    for (size_t i = 0; i < r->miss_count; i++) {
        const struct trial_miss *m = &r->misses[i];
        fault_add(t->faults, plain(t, trial->where),
                  "essai « %1$s » : %2$s : attendu %4$s, obtenu %6$s (%8$s)%3$.0s%5$.0s%7$.0s",
                  "test \"%1$s\": %3$s: expected %5$s, got %7$s (%8$s)%2$.0s%4$.0s%6$.0s",
                  plain(t, trial->name), plain(t, m->what.in[LANG_FR]),
                  plain(t, m->what.in[LANG_EN]), plain(t, m->expected.in[LANG_FR]),
                  plain(t, m->expected.in[LANG_EN]), plain(t, m->got.in[LANG_FR]),
                  plain(t, m->got.in[LANG_EN]), plain(t, m->where.n ? m->where : trial->where));
    }
}

/* Does the text of core/CODE/FILE differ from the one in force? */
static bool is_new(struct turn *t, struct str code, const char *file)
{
    struct str path = arena_printf(&t->arena, "core/" STR_FMT "/%s", STR_ARG(code), file);
    const struct bundle_text *next = bundle_find(generation_bundle(t->next), path);
    const struct bundle_text *now = bundle_find(generation_bundle(t->now), path);
    return !path.p || (next && now ? !str_eq(next->text, now->text) : next != now);
}

/* A borough is held to its own tests, always; to those of a shared service only when that service
 * is what changes: they were written against its defaults, and its calendars and settings are the
 * borough's own to change. */
static bool is_held_to(struct turn *t, struct str code)
{
    struct str own =
        arena_printf(&t->arena, "services/" STR_FMT "/service_test.lua", STR_ARG(code));
    return !own.p || bundle_find(generation_bundle(t->next), own) ||
           is_new(t, code, "service.lua") || is_new(t, code, "service_test.lua");
}

/* The services' own tests: what its author wrote down must still be so. */
static enum err run_tests(struct turn *t)
{
    struct trials_report *reports;
    size_t count, failed = 0;
    enum err e =
        trials_of_generation(&t->arena, t->next, NULL, STR(""), now_seconds(t->life->options.now),
                             t->faults, &reports, &count);
    for (size_t i = 0; !e && i < count; i++) {
        if (!is_held_to(t, reports[i].trials.service->code))
            continue;
        failed += reports[i].failed;
        for (size_t k = 0; k < reports[i].trials.count; k++)
            add_misses(t, &reports[i].results[k]);
    }
    return e ? e : failed ? ERR_INVALID : ERR_OK;
}

/* --- What changes ----------------------------------------------------------------------------- */

static bool is_approved(const struct life_ask *ask, const struct upgrade *u)
{
    bool named = ask->base == LIFE_ACTIVE && ask->texts && bundle_find(ask->texts, u->path);
    for (size_t i = 0; !named && i < ask->approve_count; i++)
        named = str_eq(ask->approve[i], u->name);
    return named || ask->approve_all;
}

enum err turn_compare(struct turn *t)
{
    struct comparison *c = &t->answer->changes;
    enum err e = generation_compare(t->faults->arena, t->now, t->next, c);
    for (size_t i = 0; !e && i < c->upgrade_count; i++)
        c->upgrades[i].approved = is_approved(t->ask, &c->upgrades[i]);
    return e;
}

/* A parent's upgrade is never silent. */
enum err turn_check_approved(struct turn *t)
{
    const struct comparison *c = &t->answer->changes;
    enum err e = ERR_OK;
    for (size_t i = 0; i < c->upgrade_count; i++) {
        const struct upgrade *u = &c->upgrades[i];
        if (u->approved)
            continue;
        fault_add(t->faults, u->name.p,
                  "un texte partagé a changé depuis ce qui est en vigueur (« %s ») : lisez la "
                  "différence, puis approuvez-la par --approve %s, ou « approve »",
                  "a shared text has changed since what is in force (\"%s\"): read the "
                  "difference, then approve it with --approve %s, or \"approve\"",
                  u->was.n ? u->was.p : u->path.p, u->name.p);
        fault_code(t->faults, STR("upgrade"));
        e = ERR_INVALID;
    }
    return e;
}

enum err turn_pass_gate(struct turn *t)
{
    enum err e = turn_load_asked(t);
    if (!e)
        e = turn_compare(t);
    return e ? e : run_tests(t);
}
