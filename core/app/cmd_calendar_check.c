/* guichet calendar check: which yearly lists of closures have not been entered yet. */
#include "app/borough.h"
#include "app/command.h"
#include "app/say.h"
#include "base/date.h"
#include "base/now.h"
#include "domain/almanac.h"

static void print_missing(const struct calendar_spec *spec, const struct missing_list *m,
                          enum lang lang)
{
    struct buf last = {0};
    day_put_words(&last, m->last, lang);
    printf(lang == LANG_EN ? STR_FMT ": no closures for %d yet, as the %zu from " STR_FMT " on%s\n"
                           : STR_FMT
               " : pas encore de fermetures pour %d, comme les %zu à partir du " STR_FMT "%s\n",
           STR_ARG(spec->name), m->year, m->last_count, STR_ARG(buf_str(&last)),
           !m->overdue       ? ""
           : lang == LANG_EN ? " — enter them now"
                             : " — à inscrire maintenant");
    buf_free(&last);
}

/* Said, and no reason to fail: a borough may well close on no day of its own. */
static void print_undated(const struct calendar_spec *spec, enum lang lang)
{
    printf(lang == LANG_EN
               ? STR_FMT ": no date was ever entered; if it closes around Christmas, enter those "
                         "days in \"exceptions\" before November, and else one of them with its "
                         "usual hours\n"
               : STR_FMT " : aucune date n’y fut jamais inscrite ; s’il ferme aux fêtes, inscrivez "
                         "ces jours dans « exceptions » avant novembre, et sinon l’un d’eux avec "
                         "ses heures habituelles\n",
           STR_ARG(spec->name));
}

/* Whether nothing that should be there by now is missing. */
static bool check_calendar(const struct calendar *c, int64_t today, enum lang lang)
{
    struct arena arena = {0};
    struct missing_list *missing;
    size_t count;
    bool good = true;
    enum err e = almanac_missing(&arena, calendar_spec(c), today, &missing, &count);
    if (e)
        say_err("calendar check", e);
    for (size_t i = 0; !e && i < count; i++) {
        print_missing(calendar_spec(c), &missing[i], lang);
        good &= !missing[i].overdue;
    }
    if (!e && almanac_undated(calendar_spec(c)))
        print_undated(calendar_spec(c), lang);
    else if (!e && !count)
        printf(lang == LANG_EN ? STR_FMT ": good\n" : STR_FMT " : bon\n",
               STR_ARG(calendar_spec(c)->name));
    arena_free(&arena);
    return good && !e;
}

static int check_all(const struct jurisdiction *j, int64_t today, enum lang lang)
{
    bool good = true;
    for (size_t i = 0; i < j->calendar_count; i++)
        good &= check_calendar(j->calendars[i].calendar, today, lang);
    return good ? EXIT_GOOD : EXIT_BAD;
}

int cmd_calendar_check(int argc, char **argv)
{
    const char *on = NULL, *plugins = GUICHET_PLUGINS, *lang_word = NULL;
    const struct option_row rows[] = {
        {"--on", OPTION_TEXT, &on, "YYYY-MM-DD", false,
         TEXT("comme si l’on était ce jour-là", "as if it were that day")},
        LANG_OPTION(&lang_word),
        BOROUGH_PLUGINS_OPTION(&plugins),
    };
    const struct usage usage = {
        "calendar check",
        "JURISDICTION_DIR",
        1,
        1,
        TEXT("Dit quelles listes de fermetures datées, qui reviennent chaque année, ne sont pas "
             "encore inscrites pour cette année ou la suivante, et quels calendriers n’ont aucune "
             "date.\nCode de sortie : 1 s’il manque une liste pour cette année, ou dès novembre "
             "pour la suivante.",
             "Says which lists of dated closures that come every year are not entered yet for this "
             "year or the next, and which calendars have no date at all.\nExit status: 1 when a "
             "list is missing for this year or, from November on, for the next."),
        rows,
        sizeof rows / sizeof *rows};
    enum lang lang;
    int count, status = options_read(&usage, argc, argv, &count);
    if (status >= 0)
        return status;
    struct now now = {0};
    struct date day = date_from_days(now_seconds(&now) / DAY_SECONDS);
    if (on && !date_parse(str_c(on), &day)) {
        say("--on « %s » : il faut une date comme 2026-11-01",
            "--on \"%s\": it must be a date such as 2026-11-01", on);
        return EXIT_USAGE;
    }
    if (!borough_lang(lang_word, &lang))
        return EXIT_USAGE;
    struct generation *g = borough_open(argv[0], plugins, day.year);
    if (!g)
        return EXIT_BAD;
    status = check_all(generation_jurisdiction(g), date_to_days(day), lang);
    generation_release(g);
    return status;
}
