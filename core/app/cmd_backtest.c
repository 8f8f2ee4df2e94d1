/* guichet backtest: what the rules in a folder would have said of stored requests. */
#include "app/borough.h"
#include "app/command.h"
#include "app/rehearsal.h"
#include "app/say.h"
#include "base/date.h"
#include "base/now.h"
#include "domain/keys.h"

#include <stdlib.h>
#include <unistd.h>

struct asked {
    const char *dir, *data, *plugins, *since, *until, *service, *format, *lang_word;
    enum lang lang;
    uint32_t threads;
    int64_t now, from, to;
    bool bar; /* there is a progress bar to wipe */
};

/* --- Words ------------------------------------------------------------------------------------ */

static bool read_words(struct asked *a)
{
    static const char *const formats[] = {"text", "json", "csv"};
    bool known = false;
    for (size_t i = 0; i < sizeof formats / sizeof *formats; i++)
        known |= strcmp(a->format, formats[i]) == 0;
    a->to = a->now + DAY_SECONDS;
    if (!known)
        say("--format est text, json ou csv, non « %s »",
            "--format is text, json or csv, not \"%s\"", a->format);
    else if (!rehearsal_when(str_c(a->since), a->now, &a->from))
        say("--since « %s » : il faut 90d, une date, ou un instant",
            "--since \"%s\": it must be 90d, a date, or an instant", a->since);
    else if (a->until && !rehearsal_when(str_c(a->until), a->now, &a->to))
        say("--until « %s » : il faut 90d, une date, ou un instant",
            "--until \"%s\": it must be 90d, a date, or an instant", a->until);
    else
        return borough_lang(a->lang_word, &a->lang);
    return false;
}

/* --- Progress --------------------------------------------------------------------------------- */

static void show_progress(void *self, const struct backtest *b)
{
    struct asked *a = self;
    enum { WIDTH = 40 };
    int64_t end = b->until < a->now ? b->until : a->now, whole = end - b->since;
    int64_t done = atomic_load(&b->reached) - b->since;
    int full = whole > 0 ? (int)(done * WIDTH / whole) : WIDTH;
    full = full > WIDTH ? WIDTH : full;
    fprintf(stderr, "\r[%.*s%*s] %llu ", full, "########################################",
            WIDTH - full, "", (unsigned long long)atomic_load(&b->decided));
    a->bar = true;
}

/* --- The command ------------------------------------------------------------------------------ */

static bool print(const struct asked *a, const struct backtest_report *report)
{
    struct buf b = {0};
    struct jw w = {.out = &b};
    if (strcmp(a->format, "csv") == 0) {
        backtest_put_csv(&b, report);
    } else if (strcmp(a->format, "json") == 0) {
        backtest_put_json(&w, report);
        BUF_LIT(&b, "\n");
    } else {
        backtest_put_text(&b, report, a->lang);
    }
    bool good = !b.failed && fwrite(b.p, 1, b.n, stdout) == b.n && fflush(stdout) == 0;
    if (!good)
        say_err(a->dir, b.failed ? ERR_NOMEM : ERR_IO);
    buf_free(&b);
    return good;
}

/* The short name that the jurisdiction was given when it was first served. */
static enum err number_of(struct store *store, struct jurisdiction *j)
{
    struct key key = keys_jurisdiction(j->id);
    struct str value;
    struct snap *snap;
    enum err e = snap_open(store, &snap);
    if (e)
        return e;
    e = snap_renew(snap);
    if (!e)
        e = snap_get(snap, key_str(&key), &value);
    if (!e && !key_take_u16(&value, &j->number))
        e = ERR_CORRUPT;
    snap_close(snap);
    return e;
}

static enum err rehearse(struct asked *a, struct generation *g, struct store *store)
{
    struct arena arena = {0};
    struct backtest_report report;
    struct rehearsal *r = calloc(1, sizeof *r);
    struct jurisdiction *j = generation_jurisdiction(g);
    if (!r)
        return ERR_NOMEM;
    r->backtest.store = store;
    r->backtest.jurisdiction = j;
    r->backtest.since = a->from;
    r->backtest.until = a->to;
    r->backtest.only = str_c(a->service);
    r->candidate = g;
    r->threads = a->threads;
    r->self = a;
    r->progress = isatty(STDERR_FILENO) ? show_progress : NULL;
    enum err e = number_of(store, j);
    if (!e)
        e = rehearsal_run(r, &arena, &report);
    if (a->bar)
        fputs("\r\033[K", stderr);
    if (!e && !print(a, &report))
        e = ERR_IO;
    rehearsal_free(r);
    free(r);
    arena_free(&arena);
    return e;
}

static int run(struct asked *a)
{
    struct generation *g =
        borough_open(a->dir, a->plugins, date_from_days(a->now / DAY_SECONDS).year);
    const struct store_options options = {.dir = a->data, .read_only = true};
    struct store *store;
    if (!g)
        return EXIT_BAD;
    enum err e = store_lmdb_open(&store, &options);
    if (!e) {
        e = rehearse(a, g, store);
        store_close(store);
    }
    if (e && e != ERR_IO)
        say_err(a->data, e);
    generation_release(g);
    return e ? EXIT_BAD : EXIT_GOOD;
}

int cmd_backtest(int argc, char **argv)
{
    struct now clock = {0};
    struct asked a = {
        .plugins = GUICHET_PLUGINS, .since = "90d", .format = "text", .now = now_seconds(&clock)};
    const struct option_row rows[] = {
        {"--data", OPTION_TEXT, &a.data, "DIR", true,
         TEXT("le dossier des données", "the data directory")},
        {"--since", OPTION_TEXT, &a.since, "90d|DATE", false,
         TEXT("les demandes faites depuis (90d)", "requests filed since (90d)")},
        {"--until", OPTION_TEXT, &a.until, "DATE", false,
         TEXT("et avant (maintenant)", "and before (now)")},
        {"--service", OPTION_TEXT, &a.service, "CODE", false,
         TEXT("de ce service seulement", "of this service only")},
        {"--format", OPTION_TEXT, &a.format, "FORMAT", false,
         TEXT("text, json, ou csv : une ligne par changement",
              "text, json, or csv: a line for each change")},
        {"--threads", OPTION_NUMBER32, &a.threads, "N", false,
         TEXT("fils d’exécution (autant que de cœurs)", "threads (as many as cores)")},
        BOROUGH_PLUGINS_OPTION(&a.plugins),
        LANG_OPTION(&a.lang_word),
    };
    const struct usage usage = {
        "backtest",
        "DIR",
        1,
        1,
        TEXT("Décide de nouveau les demandes gardées, avec les règles de ce dossier, et dit ce qui "
             "changerait : échéances, priorités, refus, échecs de fonctions.\nFonctionne à côté "
             "d’un serveur en marche, à basse priorité ; n’écrit rien.\nCode de sortie : 0 fait, "
             "que quelque chose change ou non ; 1 n’a pu être fait ; 2 mauvais emploi.",
             "Decides the stored requests again, by the rules of this folder, and says what would "
             "change: due dates, priorities, refusals, failing functions.\nWorks beside a running "
             "server, at low priority; writes nothing.\nExit status: 0 done, whether anything "
             "changes or not; 1 could not be done; 2 wrong usage."),
        rows,
        sizeof rows / sizeof *rows};
    int count, status = options_read(&usage, argc, argv, &count);
    if (status >= 0)
        return status;
    a.dir = argv[0];
    return read_words(&a) ? run(&a) : EXIT_USAGE;
}
