/* What a borough is beside its services: its table, zone, calendars, territory, places. */
#include "script/loading.h"
#include "script/places.h"

enum err loading_calendars(struct loading *l)
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

enum err loading_zone(struct loading *l)
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

/* A file that jurisdiction.lua names; *text is empty when it names none. */
static enum err read_named(struct loading *l, struct str file, struct str *text)
{
    *text = STR("");
    if (file.n == 0)
        return ERR_OK;
    enum err err = library_text(&l->library, file, BUNDLE_TEXT_MAX, text);
    return err ? loading_unreadable(l->faults, file, err) : ERR_OK;
}

/* The faults after that one are places in a file: "territory.geojson: coordinates[0]". */
static void name_file(struct faults *faults, const struct fault *before, struct str file)
{
    for (struct fault *f = before ? before->next : faults->first; f; f = f->next) {
        f->where = arena_printf(faults->arena, STR_FMT "%s" STR_FMT, STR_ARG(file),
                                f->where.n ? ": " : "", STR_ARG(f->where));
        faults->lost |= !f->where.p;
    }
}

enum err loading_territory(struct loading *l)
{
    struct str text;
    const struct fault *before = l->faults->last;
    enum err err = read_named(l, l->draft.territory, &text);
    if (err || l->draft.territory.n == 0)
        return err;
    err = territory_read(&l->g->arena, text, l->faults, &l->g->jurisdiction->territory);
    name_file(l->faults, before, l->draft.territory);
    return err;
}

enum err loading_places(struct loading *l)
{
    struct str text;
    enum err err = read_named(l, l->draft.places, &text);
    if (err || l->draft.places.n == 0)
        return err;
    return places_read(&l->g->arena, l->draft.places.p, text, l->faults, l->g->jurisdiction);
}

enum err loading_jurisdiction(struct loading *l)
{
    struct generation *g = l->g;
    struct node *tree;
    enum err err = sources_take(&l->own, STR("jurisdiction.lua"), STR("jurisdiction.lua"));
    if (err == ERR_NOT_FOUND && g->options.dir) {
        fault_add(l->faults, "jurisdiction.lua", "ce fichier n'existe pas dans « %s »",
                  "there is no such file in \"%s\"", g->options.dir);
        return ERR_INVALID;
    }
    if (err)
        return loading_unreadable(l->faults, STR("jurisdiction.lua"), err);
    err = load_tree(&l->own, loading_limits(&g->options), l->faults, &tree);
    if (!err)
        err = jurisdiction_read(&g->arena, l->faults, &l->own, tree, &l->draft);
    g->jurisdiction = &l->draft.jurisdiction;
    return err;
}
