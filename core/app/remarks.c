/* Looking at a borough that is sound. */
#include "app/remarks.h"

#include "domain/almanac.h"
#include "domain/reach.h"
#include "script/load.h"

#include <dirent.h>
#include <unistd.h>

enum { NEAR_LIMIT = 80 /* percent */ };

/* --- Rules ------------------------------------------------------------------------------------ */

static void remark_rule(const struct clock_plan *clock, size_t i, int64_t today, struct faults *out)
{
    const struct rule *r = &clock->rules[i], *before = reach_shadow(clock, i);
    if (before)
        fault_add(out, r->origin.p,
                  "la règle « %s » ne décide jamais : « %s », avant elle, vaut chaque fois qu’elle "
                  "vaudrait",
                  "the rule \"%s\" never decides: \"%s\" before it holds whenever it would",
                  r->id.p, before->id.p);
    else if (reach_over(r, today))
        fault_add(out, r->origin.p, "la règle « %s » est finie : son dernier jour est passé",
                  "the rule \"%s\" is over: its last day is past", r->id.p);
}

static void remark_rules(const struct service *s, int64_t today, struct faults *out)
{
    for (size_t i = 0; i < s->clock_count; i++)
        for (size_t k = 0; k < s->clocks[i].rule_count; k++)
            remark_rule(&s->clocks[i], k, today, out);
}

/* --- Files ------------------------------------------------------------------------------------ */

static void remark_spent(const struct sources *set, struct faults *out)
{
    if (set->spent >= NEAR_LIMIT)
        fault_add(
            out, set->dearest.p,
            "ce fichier prend %u %% de ce qu’un chargement peut prendre (longueur, mémoire ou "
            "instructions) : partagez-le avec use",
            "this file takes %u %% of what loading may take (length, memory or instructions): "
            "split it with use",
            set->spent);
}

static bool is_folder_of_service(struct arena *arena, const char *dir, const char *name)
{
    struct str path = arena_printf(arena, "%s/services/%s/service.lua", dir, name);
    return name[0] != '.' && path.p && access(path.p, R_OK) == 0;
}

/* A folder made, and jurisdiction.lua not told. */
static void remark_forgotten(struct generation *g, struct faults *out)
{
    const char *dir = generation_options(g)->dir;
    struct str path = arena_printf(out->arena, "%s/services", dir);
    DIR *d = path.p ? opendir(path.p) : NULL;
    for (struct dirent *entry; d && (entry = readdir(d));)
        if (is_folder_of_service(out->arena, dir, entry->d_name) &&
            !jurisdiction_service(generation_jurisdiction(g), str_c(entry->d_name)))
            fault_add(out, "jurisdiction.lua",
                      "services/%s est là, mais « services » ne le nomme pas : il n’est pas offert",
                      "services/%s is there, but \"services\" does not name it: it is not offered",
                      entry->d_name);
    if (d)
        closedir(d);
}

/* --- Calendars -------------------------------------------------------------------------------- */

static enum err remark_calendar(const struct calendar_spec *spec, int64_t today, struct faults *out)
{
    struct missing_list *missing;
    size_t count;
    enum err e = almanac_missing(out->arena, spec, today, &missing, &count);
    for (size_t i = 0; !e && i < count; i++)
        fault_add(out, "jurisdiction.lua",
                  "calendrier « %s » : pas encore de fermetures pour %d (guichet calendar check)",
                  "calendar \"%s\": no closures for %d yet (guichet calendar check)", spec->name.p,
                  missing[i].year);
    return e;
}

/* --- All of it -------------------------------------------------------------------------------- */

enum err remarks_of(struct generation *g, int64_t today, struct faults *out)
{
    const struct jurisdiction *j = generation_jurisdiction(g);
    enum err e = ERR_OK;
    for (size_t i = 0; i < j->service_count; i++) {
        remark_rules(j->services[i], today, out);
        remark_spent(generation_sources(g, i), out);
    }
    remark_forgotten(g, out);
    for (size_t i = 0; !e && i < j->calendar_count; i++)
        e = remark_calendar(calendar_spec(j->calendars[i].calendar), today, out);
    return e ? e : out->lost ? ERR_NOMEM : ERR_OK;
}
