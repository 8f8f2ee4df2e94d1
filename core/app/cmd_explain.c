/* guichet explain: why the deadlines of a request are what they are. */
#include "app/borough.h"
#include "app/command.h"
#include "app/say.h"
#include "base/date.h"
#include "base/now.h"
#include "domain/desk.h"
#include "domain/explain_request.h"
#include "domain/keys.h"

struct asked {
    uint64_t id;
    const char *data, *plugins, *lang_word, *on;
    enum lang lang;
    bool json;
};

/* The number that a borough has in this store. ERR_NOT_FOUND: it was never served from it. */
static enum err number_of(struct snap *snap, struct jurisdiction *j)
{
    struct key key = keys_jurisdiction(j->id);
    struct str value;
    enum err e = snap_get(snap, key_str(&key), &value);
    return e ? e : key_take_u16(&value, &j->number) ? ERR_OK : ERR_CORRUPT;
}

static enum err explain_in(struct snap *snap, struct arena *arena, struct jurisdiction *j,
                           const struct asked *asked, int64_t now, struct buf *out)
{
    struct desk desk = {.snap = snap};
    struct request r;
    struct event *events;
    struct explain_subject s = {.jurisdiction = j, .request = &r, .now = now};
    struct archive *archive = NULL;
    enum err e = number_of(snap, j);
    if (!e)
        e = archive_read(arena, snap, date_from_days(now / DAY_SECONDS).year, &archive);
    j->archive = archive;
    if (!e)
        e = desk_request(&desk, arena, j, asked->id, &r);
    if (!e)
        e = desk_events(&desk, arena, j, asked->id, &events, &s.event_count);
    if (e)
        return e;
    s.events = events;
    return asked->json ? explain_request_json(arena, &s, asked->lang, out)
                       : explain_request_text(arena, &s, asked->lang, out);
}

static enum err read_store(struct arena *arena, struct jurisdiction *j, const struct asked *asked,
                           int64_t now, struct buf *out)
{
    const struct store_options options = {.dir = asked->data, .read_only = true};
    struct store *store;
    struct snap *snap;
    enum err e = store_lmdb_open(&store, &options);
    if (e)
        return e;
    e = snap_open(store, &snap);
    if (!e) {
        e = snap_renew(snap);
        if (!e)
            e = explain_in(snap, arena, j, asked, now, out);
        snap_close(snap);
    }
    store_close(store);
    return e;
}

static int run(const struct asked *asked, const char *dir, int64_t now)
{
    struct generation *g =
        borough_open(dir, asked->plugins, date_from_days(now / DAY_SECONDS).year);
    struct arena arena = {0};
    struct buf out = buf_in(&arena);
    if (!g)
        return EXIT_BAD;
    enum err e = read_store(&arena, generation_jurisdiction(g), asked, now, &out);
    if (e == ERR_NOT_FOUND)
        say("la demande %llu n’existe pas", "there is no request %llu",
            (unsigned long long)asked->id);
    else if (e)
        say_err(asked->data, e);
    else
        printf(STR_FMT "%s", STR_ARG(buf_str(&out)), asked->json ? "\n" : "");
    arena_free(&arena);
    generation_release(g);
    return e ? EXIT_BAD : EXIT_GOOD;
}

int cmd_explain(int argc, char **argv)
{
    struct asked asked = {.plugins = GUICHET_PLUGINS};
    const struct option_row rows[] = {
        {"--data", OPTION_TEXT, &asked.data, "DIR", true,
         TEXT("le dossier des données", "the data directory")},
        {"--json", OPTION_FLAG, &asked.json, NULL, false,
         TEXT("pour un programme (schemas/explanations.json)",
              "for a program (schemas/explanations.json)")},
        {"--on", OPTION_TEXT, &asked.on, "RFC3339", false,
         TEXT("comme si l’on était à cet instant", "as if it were that instant")},
        LANG_OPTION(&asked.lang_word),
        BOROUGH_PLUGINS_OPTION(&asked.plugins),
    };
    const struct usage usage = {
        "explain",
        "ID JURISDICTION_DIR",
        2,
        2,
        TEXT("Dit pourquoi chaque horloge d’une demande échoit à cette date : ce qui a compté, ce "
             "qui n’a pas compté, la règle, et ce qui déplacerait la date.\nFonctionne à côté d’un "
             "serveur en marche.",
             "Says why each clock of a request is due on its date: what counted, what did not, the "
             "rule, and what would move the date.\nWorks beside a running server."),
        rows,
        sizeof rows / sizeof *rows};
    int count, status = options_read(&usage, argc, argv, &count);
    if (status >= 0)
        return status;
    struct now clock = {0};
    int64_t now = now_seconds(&clock);
    if (!str_u64(str_c(argv[0]), &asked.id)) {
        say("« %s » n’est pas un numéro de demande", "\"%s\" is not the number of a request",
            argv[0]);
        return EXIT_USAGE;
    }
    if (asked.on && !instant_parse(str_c(asked.on), &now)) {
        say("--on « %s » : il faut une date avec heure et fuseau",
            "--on \"%s\": it must be a date with time and zone", asked.on);
        return EXIT_USAGE;
    }
    return borough_lang(asked.lang_word, &asked.lang) ? run(&asked, argv[1], now) : EXIT_USAGE;
}
