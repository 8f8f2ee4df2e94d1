/* guichet calendar show: a month of a calendar, in the terminal. */
#include "app/borough.h"
#include "app/command.h"
#include "app/say.h"
#include "base/date.h"
#include "base/now.h"
#include "domain/almanac.h"

static bool read_month(const char *word, struct date *out)
{
    char first[16];
    if (!word) {
        struct now now = {0};
        *out = date_from_days(now_seconds(&now) / DAY_SECONDS);
        return true;
    }
    snprintf(first, sizeof first, "%.8s-01", word);
    if (strlen(word) == 7 && date_parse(str_c(first), out))
        return true;
    say("--month « %s » : il faut un mois comme 2026-06",
        "--month \"%s\": it must be a month such as 2026-06", word);
    return false;
}

static int show(const struct calendar *c, struct date month, enum lang lang)
{
    struct buf b = {0};
    almanac_put_month(&b, c, month.year, month.month, lang);
    bool failed = b.failed;
    if (failed)
        say_err("calendar show", ERR_NOMEM);
    else
        printf(STR_FMT, STR_ARG(buf_str(&b)));
    buf_free(&b);
    return failed ? EXIT_BAD : EXIT_GOOD;
}

int cmd_calendar_show(int argc, char **argv)
{
    const char *calendar = NULL, *word = NULL, *plugins = GUICHET_PLUGINS, *lang_word = NULL;
    const struct option_row rows[] = {
        {"--calendar", OPTION_TEXT, &calendar, "NAME", true,
         TEXT("un calendrier de l’arrondissement", "a calendar of the borough")},
        {"--month", OPTION_TEXT, &word, "YYYY-MM", false,
         TEXT("le mois (celui-ci)", "the month (this one)")},
        LANG_OPTION(&lang_word),
        BOROUGH_PLUGINS_OPTION(&plugins),
    };
    const struct usage usage = {"calendar show",
                                "JURISDICTION_DIR",
                                1,
                                1,
                                TEXT("Imprime un mois : ouvertures, fériés, exceptions, saisons.",
                                     "Prints a month: openings, holidays, exceptions, seasons."),
                                rows,
                                sizeof rows / sizeof *rows};
    struct date month;
    enum lang lang;
    int count, status = options_read(&usage, argc, argv, &count);
    if (status >= 0)
        return status;
    if (!borough_lang(lang_word, &lang) || !read_month(word, &month))
        return EXIT_USAGE;
    struct generation *g = borough_open(argv[0], plugins, month.year);
    if (!g)
        return EXIT_BAD;
    const struct calendar *c = borough_calendar(generation_jurisdiction(g), calendar);
    status = c ? show(c, month, lang) : EXIT_BAD;
    generation_release(g);
    return status;
}
