/* guichet calendar: computes business-time cases from a file, an administrator's what-if. */
#include "app/borough.h"
#include "app/command.h"
#include "app/say.h"
#include "base/file.h"
#include "domain/cases.h"

#include <stdio.h>

enum { CASES_MAX = 64 * 1024 * 1024 };

int cmd_calendar(int argc, char **argv)
{
    bool explain = false;
    const char *lang_word = NULL;
    enum lang lang;
    const struct option_row rows[] = {
        {"--explain", OPTION_FLAG, &explain, NULL, false,
         TEXT("ajouter le pourquoi de chaque échéance", "add the why of each due date")},
        LANG_OPTION(&lang_word),
    };
    const struct usage usage = {
        "calendar",
        "FILE.json",
        1,
        1,
        TEXT("Calcule chaque cas du fichier (un calendrier, une opération, un instant) et imprime "
             "[{\"id\":…, \"result\":…}].\n« - » lit l’entrée standard.",
             "Computes each case of the file (a calendar, an operation, an instant) and prints "
             "[{\"id\":…, \"result\":…}].\n\"-\" reads standard input."),
        rows,
        sizeof rows / sizeof *rows};
    int count, status = options_read(&usage, argc, argv, &count);
    if (status >= 0)
        return status;
    if (!borough_lang(lang_word, &lang))
        return EXIT_USAGE;
    struct arena arena = {0};
    struct faults faults = faults_in(&arena);
    struct buf out = buf_in(&arena);
    struct str text;
    enum err e = file_read(&arena, argv[0], CASES_MAX, &text);
    if (!e)
        e = explain ? cases_explain(&arena, text, lang, &out, &faults)
                    : cases_run(&arena, text, &out, &faults);
    say_faults(stderr, &faults);
    if (e && !faults_any(&faults))
        say_err(argv[0], e);
    if (!e)
        printf(STR_FMT "\n", STR_ARG(buf_str(&out)));
    arena_free(&arena);
    return e ? EXIT_BAD : EXIT_GOOD;
}
