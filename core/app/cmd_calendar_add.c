/* guichet calendar add: when a goal would be due, by hand. */
#include "app/borough.h"
#include "app/command.h"
#include "app/say.h"
#include "base/date.h"
#include "domain/explain.h"

struct wanted {
    const char *calendar, *from, *at, *receipt, *roll, *plugins, *lang;
    bool explain;
};

/* --- What was typed --------------------------------------------------------------------------- */

/* The place of a word in a list that ends with NULL; -1, having said so, when it is not there. */
static int choice(const char *option, const char *word, const char *const *words, int absent)
{
    if (!word)
        return absent;
    for (int i = 0; words[i]; i++)
        if (str_eq(str_c(word), str_c(words[i])))
            return i;
    say("%s ne peut être « %s » ; il y a :", "%s cannot be \"%s\"; there are:", option, word);
    for (int i = 0; words[i]; i++)
        fprintf(stderr, "  %s\n", words[i]);
    return -1;
}

static bool read_goal(const struct wanted *w, const char *word, struct goal *g)
{
    static const char *const ats[] = {"close", "same_time", "open", NULL};
    static const char *const receipts[] = {"next_open", "actual", NULL};
    static const char *const rolls[] = {"none", "next", "prev", NULL};
    if (!goal_parse(str_c(word), g)) {
        say("« %s » : il faut un délai comme 5bd, 8bh, 3cd, 2cw, 1cm ou 48eh",
            "\"%s\": it must be a goal such as 5bd, 8bh, 3cd, 2cw, 1cm or 48eh", word);
        return false;
    }
    int at = choice("--at", w->at, ats, (int)g->at);
    int receipt = choice("--receipt", w->receipt, receipts, (int)g->receipt);
    int roll = choice("--roll", w->roll, rolls, (int)g->roll);
    g->at = (enum day_at)at;
    g->receipt = (enum receipt)receipt;
    g->roll = (enum roll)roll;
    return at >= 0 && receipt >= 0 && roll >= 0;
}

static bool read_start(const char *word, int64_t *out)
{
    if (instant_parse(str_c(word), out))
        return true;
    say("--from « %s » : il faut une date avec heure et fuseau, comme 2026-06-18T09:12:00-04:00",
        "--from \"%s\": it must be a date with time and zone, such as 2026-06-18T09:12:00-04:00",
        word);
    return false;
}

/* --- The answer ------------------------------------------------------------------------------- */

static void put_answer(struct buf *b, const struct calendar *c, struct due due, enum lang lang)
{
    const struct zone *z = calendar_zone(c);
    zone_put(b, z, due.due);
    BUF_LIT(b, "  ");
    zone_put_words(b, z, due.due, lang);
    buf_char(b, '\n');
    if (due.breach_at == due.due)
        return;
    zone_put(b, z, due.breach_at);
    buf_str_put(b, lang == LANG_EN ? STR("  late after ") : STR("  en retard après "));
    zone_put_words(b, z, due.breach_at, lang);
    buf_char(b, '\n');
}

static enum err put_explained(struct arena *arena, struct buf *b, const struct explain_question *q,
                              enum lang lang)
{
    struct explanation e;
    enum err err = explain(arena, q, &e);
    if (err)
        return err;
    buf_char(b, '\n');
    explain_put_words(b, &e, lang);
    BUF_LIT(b, "\n\n");
    explain_put_rows(b, &e, lang);
    return ERR_OK;
}

static int answer(const struct calendar *c, struct goal goal, int64_t start, bool explained,
                  enum lang lang)
{
    struct arena arena = {0};
    struct buf b = buf_in(&arena);
    struct due due;
    enum err e = calendar_due(c, start, goal, &due);
    if (!e)
        put_answer(&b, c, due, lang);
    const struct leg leg = {.calendar = c};
    const struct explain_question q = {
        .timeline = {.goal = goal, .start = start, .legs = &leg, .leg_count = 1},
        .due = e ? 0 : due.due};
    if (!e && explained)
        e = put_explained(&arena, &b, &q, lang);
    if (!e && b.failed)
        e = ERR_NOMEM;
    if (e)
        say_err("calendar add", e);
    else
        printf(STR_FMT, STR_ARG(buf_str(&b)));
    arena_free(&arena);
    return e ? EXIT_BAD : EXIT_GOOD;
}

static int run(const struct wanted *w, const char *dir, const char *amount)
{
    struct goal goal;
    int64_t start;
    enum lang lang;
    if (!borough_lang(w->lang, &lang) || !read_start(w->from, &start) ||
        !read_goal(w, amount, &goal))
        return EXIT_USAGE;
    struct generation *g = borough_open(dir, w->plugins, date_from_days(start / DAY_SECONDS).year);
    if (!g)
        return EXIT_BAD;
    const struct calendar *c = borough_calendar(generation_jurisdiction(g), w->calendar);
    int status = c ? answer(c, goal, start, w->explain, lang) : EXIT_BAD;
    generation_release(g);
    return status;
}

int cmd_calendar_add(int argc, char **argv)
{
    struct wanted w = {.plugins = GUICHET_PLUGINS};
    const struct option_row rows[] = {
        {"--calendar", OPTION_TEXT, &w.calendar, "NAME", true,
         TEXT("un calendrier de l’arrondissement", "a calendar of the borough")},
        {"--from", OPTION_TEXT, &w.from, "RFC3339", true,
         TEXT("quand la demande est reçue", "when the request is received")},
        {"--explain", OPTION_FLAG, &w.explain, NULL, false,
         TEXT("dire pourquoi, ligne par ligne", "say why, row by row")},
        {"--at", OPTION_TEXT, &w.at, "MOMENT", false,
         TEXT("close, same_time ou open : l’heure du dernier jour",
              "close, same_time or open: the hour of the last day")},
        {"--receipt", OPTION_TEXT, &w.receipt, "WHEN", false,
         TEXT("next_open ou actual : le jour de la réception",
              "next_open or actual: the day of receipt")},
        {"--roll", OPTION_TEXT, &w.roll, "WAY", false,
         TEXT("none, next ou prev : un dernier jour fermé",
              "none, next or prev: a last day that is closed")},
        LANG_OPTION(&w.lang),
        BOROUGH_PLUGINS_OPTION(&w.plugins),
    };
    const struct usage usage = {
        "calendar add",
        "JURISDICTION_DIR AMOUNT",
        2,
        2,
        TEXT("Dit l’échéance d’un délai : 8bh (heures ouvrables), 5bd (jours ouvrables), 7cd, 2cw, "
             "1cm (jours, semaines, mois de calendrier), 48eh (heures écoulées).",
             "Says when a goal is due: 8bh (business hours), 5bd (business days), 7cd, 2cw, 1cm "
             "(calendar days, weeks, months), 48eh (elapsed hours)."),
        rows,
        sizeof rows / sizeof *rows};
    int count, status = options_read(&usage, argc, argv, &count);
    return status >= 0 ? status : run(&w, argv[0], argv[1]);
}
