/* guichet rebuild: folds the log again into state and indexes, or verifies that nothing differs. */
#include "app/command.h"
#include "app/say.h"
#include "domain/rebuild.h"

enum { SHOWN = 20 };

struct shown {
    unsigned count;
};

static const struct text difference_words[] = {
    [REBUILD_MISSING] = {{STR("manque"), STR("missing")}},
    [REBUILD_DIFFERENT] = {{STR("diffère"), STR("different")}},
    [REBUILD_EXTRA] = {{STR("en trop"), STR("extra")}},
    [REBUILD_BROKEN] = {{STR("brisé"), STR("broken")}},
};

static void show(void *self, enum rebuild_difference difference, const char *what, struct str key)
{
    struct shown *s = self;
    if (s->count++ >= SHOWN)
        return;
    struct str words = text_in(difference_words[difference], say_lang());
    printf(STR_FMT " %s ", STR_ARG(words), what);
    for (size_t i = 0; i < key.n; i++)
        printf("%02x", (unsigned char)key.p[i]);
    putchar('\n');
}

static void print_report(const struct rebuild_report *r)
{
    const char *format =
        say_lang() == LANG_EN
            ? "requests: %lu, events: %lu, entries: %lu; missing: %lu, different: %lu, extra: "
              "%lu, broken: %lu\n"
            : "demandes : %lu, faits : %lu, entrées : %lu ; en moins : %lu, différentes : %lu, "
              "en trop : %lu, brisées : %lu\n";
    printf(format, r->requests, r->events, r->entries, r->missing, r->different, r->extra,
           r->broken);
}

static int run(const char *dir, bool verify)
{
    struct store *store;
    struct shown shown = {0};
    struct rebuild_report report = {.say = show, .self = &shown};
    const struct store_options options = {.dir = dir, .read_only = verify, .own = !verify};
    enum err e = store_lmdb_open(&store, &options);
    if (e) {
        say_err(dir, e);
        return EXIT_BAD;
    }
    e = verify ? rebuild_verify(store, &report) : rebuild_write(store, &report);
    store_close(store);
    if (e)
        say_err(dir, e);
    else
        print_report(&report);
    bool same = !report.missing && !report.different && !report.extra;
    return !e && !report.broken && (same || !verify) ? EXIT_GOOD : EXIT_BAD;
}

int cmd_rebuild(int argc, char **argv)
{
    const char *dir = NULL;
    bool verify = false;
    const struct option_row rows[] = {
        {"--data", OPTION_TEXT, &dir, "DIR", true,
         TEXT("le dossier des données", "the data directory")},
        {"--verify", OPTION_FLAG, &verify, NULL, false,
         TEXT("comparer chaque octet, ne rien écrire", "compare every byte, write nothing")},
    };
    const struct usage usage = {
        "rebuild",
        "",
        0,
        0,
        TEXT("Rejoue le journal et récrit l’état et les index qui en diffèrent ; serveur arrêté.\n"
             "Avec --verify, compare seulement, aussi à côté d’un serveur : code 0 si tout est "
             "égal.",
             "Folds the log again and rewrites the state and indexes that differ; with the server "
             "stopped.\nWith --verify only compares, also beside a server: status 0 when all is "
             "equal."),
        rows,
        sizeof rows / sizeof *rows};
    int count, status = options_read(&usage, argc, argv, &count);
    return status >= 0 ? status : run(dir, verify);
}
