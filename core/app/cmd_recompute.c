/* guichet recompute: due dates anew, after a change of a calendar or of the law of a time zone. */
#include "app/command.h"
#include "app/inforce.h"
#include "app/say.h"
#include "domain/desk.h"
#include "domain/keys.h"
#include "domain/zone_watch.h"

struct recompute {
    struct desk desk;
    const struct jurisdiction *jurisdiction;
    bool preview;
    uint64_t *ids; /* of open requests */
    size_t count;
    uint64_t moved;
};

/* --- What moves ------------------------------------------------------------------------------- */

static void print_instant(struct arena *arena, const struct zone *zone, int64_t at)
{
    struct buf b = buf_in(arena);
    if (at)
        zone_put(&b, zone, at);
    printf(" " STR_FMT, STR_ARG(at ? buf_str(&b) : STR("-")));
}

/* id, clock, old due date, new one. */
static void print_moved(struct arena *arena, const struct jurisdiction *j,
                        const struct request *before, const struct request *after)
{
    for (size_t i = 0; i < after->clock_count; i++) {
        const struct clock *new = &after->clocks[i];
        const struct clock *old = request_clock(before, new->start.name);
        if (!old || old->start.due == new->start.due)
            continue;
        printf("%llu " STR_FMT, (unsigned long long)after->id, STR_ARG(new->start.name));
        print_instant(arena, j->zone, old->start.due);
        print_instant(arena, j->zone, new->start.due);
        putchar('\n');
    }
}

static enum err recompute_one(struct recompute *r, struct arena *arena, uint64_t id)
{
    static const struct actor house = {.name = {"recompute", 9}, .role = ROLE_ADMIN};
    struct request before;
    struct change change;
    enum err e = desk_look(&r->desk);
    if (!e)
        e = desk_request(&r->desk, arena, r->jurisdiction, id, &before);
    if (!e)
        e = desk_recompute(&r->desk, arena, r->jurisdiction, &house, id, &change);
    desk_leave(&r->desk);
    if (e)
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    r->moved++;
    print_moved(arena, r->jurisdiction, &before, &change.after);
    return r->preview ? ERR_OK : store_commit_wait(r->desk.store, &change.batch);
}

static enum err recompute_all(struct recompute *r)
{
    struct arena arena = {0};
    enum err e = ERR_OK;
    for (size_t i = 0; !e && i < r->count; i++) {
        e = recompute_one(r, &arena, r->ids[i]);
        arena_reset(&arena);
    }
    arena_free(&arena);
    return e;
}

/* --- Open requests ---------------------------------------------------------------------------- */

static enum err add_id(struct recompute *r, struct arena *arena, struct str key, size_t *cap)
{
    int64_t at;
    if (r->count == *cap) {
        size_t grown = *cap ? *cap * 2 : 1024;
        uint64_t *p = arena_grow(arena, r->ids, *cap * sizeof *r->ids, grown * sizeof *r->ids);
        if (!p)
            return ERR_NOMEM;
        r->ids = p;
        *cap = grown;
    }
    return keys_read_at(key, &at, &r->ids[r->count++]) ? ERR_OK : ERR_CORRUPT;
}

static enum err find_open(struct recompute *r, struct arena *arena)
{
    struct key low = keys_by_status(r->jurisdiction->number, false), high = key_after(&low);
    struct walk w;
    struct str key, value;
    size_t cap = 0;
    enum err e = desk_look(&r->desk);
    if (!e)
        e = walk_open(r->desk.snap, key_str(&low), key_str(&high), false, &w);
    if (e)
        return e;
    while ((e = walk_next(&w, &key, &value)) == ERR_OK && !(e = add_id(r, arena, key, &cap)))
        ;
    walk_close(&w);
    desk_leave(&r->desk);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* --- The command ------------------------------------------------------------------------------ */

/* Whether the law of the zone has changed since the dates were computed. */
static enum err say_zone(struct recompute *r, struct arena *arena)
{
    bool changed = false;
    struct str was, is = zone_version(r->jurisdiction->zone);
    enum err e = desk_look(&r->desk);
    if (!e)
        e = zone_watch_changed(arena, r->desk.snap, r->jurisdiction, &changed, &was);
    desk_leave(&r->desk);
    if (changed)
        printf(say_lang() == LANG_EN ? "tzdata " STR_FMT ", was " STR_FMT "\n"
                                     : "tzdata " STR_FMT ", auparavant " STR_FMT "\n",
               STR_ARG(is), STR_ARG(was));
    return e;
}

/* All open dates are of the law in force now. */
static enum err keep_zone(struct recompute *r, struct arena *arena)
{
    struct batch batch = batch_in(arena);
    zone_watch_put(&batch, r->jurisdiction);
    return store_commit_wait(r->desk.store, &batch);
}

static enum err work(struct recompute *r, struct arena *arena)
{
    enum err e = say_zone(r, arena);
    if (!e)
        e = find_open(r, arena);
    if (!e)
        e = recompute_all(r);
    if (!e && !r->preview)
        e = keep_zone(r, arena);
    if (!e && say_lang() == LANG_EN)
        printf(r->preview ? "%zu open, %llu would move\n" : "%zu open, %llu moved\n", r->count,
               (unsigned long long)r->moved);
    else if (!e)
        printf(r->preview ? "%zu ouvertes, %llu changeraient\n" : "%zu ouvertes, %llu changées\n",
               r->count, (unsigned long long)r->moved);
    return e;
}

static enum err with_rules(struct recompute *r, const struct inforce_ask *ask)
{
    struct generation *g = NULL;
    struct arena arena = {0};
    enum err e = desk_look(&r->desk);
    if (!e)
        e = inforce_open(r->desk.snap, ask, &g);
    desk_leave(&r->desk);
    if (!e) {
        r->jurisdiction = generation_jurisdiction(g);
        e = work(r, &arena);
    }
    arena_free(&arena);
    generation_release(g);
    return e;
}

static enum err with_store(const struct inforce_ask *ask, bool preview, const struct now *now)
{
    const struct store_options options = {.dir = ask->data, .read_only = preview, .own = !preview};
    struct recompute r = {.preview = preview, .desk = {.now = now}};
    enum err e = store_lmdb_open(&r.desk.store, &options);
    if (e)
        return e;
    e = snap_open(r.desk.store, &r.desk.snap);
    if (!e) {
        e = with_rules(&r, ask);
        snap_close(r.desk.snap);
    }
    store_close(r.desk.store);
    return e;
}

static int run(const struct inforce_ask *ask, bool preview)
{
    const struct now now = {.held = true, .at = ask->at};
    enum err e = with_store(ask, preview, &now);
    if (e && e != ERR_RULE)
        say_err(ask->data, e);
    return e ? EXIT_BAD : EXIT_GOOD;
}

int cmd_recompute(int argc, char **argv)
{
    struct inforce_ask ask = {.plugins = GUICHET_PLUGINS};
    const char *at = NULL;
    bool preview = false;
    const struct option_row rows[] = {
        {"--data", OPTION_TEXT, &ask.data, "DIR", true,
         TEXT("le dossier des données", "the data directory")},
        {"--preview", OPTION_FLAG, &preview, NULL, false,
         TEXT("dire ce qui changerait, ne rien écrire", "say what would move, write nothing")},
        {"--at", OPTION_TEXT, &at, "RFC3339", false,
         TEXT("comme si l’on était à cet instant", "as if it were that instant")},
        INFORCE_OPTIONS(ask),
    };
    const struct usage usage = {
        "recompute",
        "[JURISDICTION_DIR]",
        0,
        1,
        TEXT("Recalcule les échéances des demandes ouvertes, après un changement de calendrier ou "
             "des règles du fuseau ; serveur arrêté.\nSelon les calendriers en vigueur dans les "
             "données, ou ceux d’un dossier d’arrondissement qui serait nommé.\nChaque ligne : "
             "numéro, horloge, ancienne échéance, nouvelle. Avec --preview, aussi à côté d’un "
             "serveur.",
             "Computes the due dates of open requests anew, after a change of a calendar or of the "
             "zone's rules; with the server stopped.\nBy the calendars in force in the data, or "
             "those of a borough's folder if one is named.\nEach line: id, clock, old due date, "
             "new one. With --preview also beside a server."),
        rows,
        sizeof rows / sizeof *rows};
    int count, status = options_read(&usage, argc, argv, &count);
    if (status >= 0)
        return status;
    ask.dir = count ? argv[0] : NULL;
    return inforce_at(at, &ask) ? run(&ask, preview) : EXIT_USAGE;
}
