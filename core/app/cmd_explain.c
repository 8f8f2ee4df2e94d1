/* guichet explain: why the deadlines of a request are what they are. */
#include "app/borough.h"
#include "app/command.h"
#include "app/inforce.h"
#include "app/say.h"
#include "domain/desk.h"
#include "domain/explain_request.h"

struct asked {
    struct inforce_ask rules;
    uint64_t id;
    enum lang lang;
    bool json;
};

static enum err explain_in(struct snap *snap, struct arena *arena, const struct jurisdiction *j,
                           const struct asked *asked, struct buf *out)
{
    struct desk desk = {.snap = snap};
    struct request r;
    struct event *events;
    struct explain_subject s = {.jurisdiction = j, .request = &r, .now = asked->rules.at};
    enum err e = desk_request(&desk, arena, j, asked->id, &r);
    if (e == ERR_NOT_FOUND) {
        say("la demande %llu n’existe pas", "there is no request %llu",
            (unsigned long long)asked->id);
        return ERR_RULE;
    }
    if (!e)
        e = desk_events(&desk, arena, j, asked->id, &events, &s.event_count);
    if (e)
        return e;
    s.events = events;
    return asked->json ? explain_request_json(arena, &s, asked->lang, out)
                       : explain_request_text(arena, &s, asked->lang, out);
}

/* What is told is copied into `out`: neither the store nor the rules are there afterwards. */
static enum err with_rules(struct snap *snap, struct arena *arena, const struct asked *asked,
                           struct buf *out)
{
    struct generation *g = NULL;
    enum err e = snap_renew(snap);
    if (!e)
        e = inforce_open(snap, &asked->rules, &g);
    if (!e)
        e = explain_in(snap, arena, generation_jurisdiction(g), asked, out);
    generation_release(g);
    return e;
}

static enum err with_store(struct arena *arena, const struct asked *asked, struct buf *out)
{
    const struct store_options options = {.dir = asked->rules.data, .read_only = true};
    struct store *store;
    struct snap *snap;
    enum err e = store_lmdb_open(&store, &options);
    if (e)
        return e;
    e = snap_open(store, &snap);
    if (!e) {
        e = with_rules(snap, arena, asked, out);
        snap_close(snap);
    }
    store_close(store);
    return e;
}

static int run(const struct asked *asked)
{
    struct arena arena = {0};
    struct buf out = buf_in(&arena);
    enum err e = with_store(&arena, asked, &out);
    if (e && e != ERR_RULE)
        say_err(asked->rules.data, e);
    else if (!e)
        printf(STR_FMT "%s", STR_ARG(buf_str(&out)), asked->json ? "\n" : "");
    arena_free(&arena);
    return e ? EXIT_BAD : EXIT_GOOD;
}

int cmd_explain(int argc, char **argv)
{
    struct asked asked = {.rules.plugins = GUICHET_PLUGINS};
    const char *at = NULL, *lang_word = NULL;
    const struct option_row rows[] = {
        {"--data", OPTION_TEXT, &asked.rules.data, "DIR", true,
         TEXT("le dossier des données", "the data directory")},
        {"--at", OPTION_TEXT, &at, "RFC3339", false,
         TEXT("comme si l’on était à cet instant", "as if it were that instant")},
        {"--json", OPTION_FLAG, &asked.json, NULL, false,
         TEXT("pour un programme (schemas/explanations.json)",
              "for a program (schemas/explanations.json)")},
        LANG_OPTION(&lang_word),
        INFORCE_OPTIONS(asked.rules),
    };
    const struct usage usage = {
        "explain",
        "ID [JURISDICTION_DIR]",
        1,
        2,
        TEXT("Dit pourquoi chaque horloge d’une demande échoit à cette date : ce qui a compté, ce "
             "qui n’a pas compté, la règle, et ce qui déplacerait la date.\nSelon les règles en "
             "vigueur dans les données, ou celles d’un dossier d’arrondissement qui serait "
             "nommé.\nFonctionne à côté d’un serveur en marche.",
             "Says why each clock of a request is due on its date: what counted, what did not, the "
             "rule, and what would move the date.\nBy the rules in force in the data, or those of "
             "a borough's folder if one is named.\nWorks beside a running server."),
        rows,
        sizeof rows / sizeof *rows};
    int count, status = options_read(&usage, argc, argv, &count);
    if (status >= 0)
        return status;
    asked.rules.dir = count > 1 ? argv[1] : NULL;
    if (!str_u64(str_c(argv[0]), &asked.id)) {
        say("« %s » n’est pas un numéro de demande", "\"%s\" is not the number of a request",
            argv[0]);
        return EXIT_USAGE;
    }
    return inforce_at(at, &asked.rules) && borough_lang(lang_word, &asked.lang) ? run(&asked)
                                                                                : EXIT_USAGE;
}
