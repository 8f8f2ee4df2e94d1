/* guichet check: says everything that is wrong with a borough's folder, before it is served. */
#include "app/command.h"
#include "app/say.h"
#include "base/date.h"
#include "base/now.h"
#include "script/generation.h"

#include <stdio.h>

static void summary(const struct jurisdiction *j)
{
    if (say_lang() == LANG_EN)
        printf(STR_FMT ": %zu services, %zu calendars: good\n", STR_ARG(j->id), j->service_count,
               j->calendar_count);
    else
        printf(STR_FMT " : %zu services, %zu calendriers : bon\n", STR_ARG(j->id), j->service_count,
               j->calendar_count);
}

static int check_dir(const char *dir, const char *plugins)
{
    struct arena arena = {0};
    struct faults faults = faults_in(&arena);
    struct now now = {0};
    struct generation *g = NULL;
    const struct generation_options options = {
        .dir = dir,
        .plugins = plugins,
        .around_year = date_from_days(now_seconds(&now) / DAY_SECONDS).year,
        .slowness = GUICHET_SLOWNESS};
    enum err e = generation_load(&options, &faults, &g);
    say_faults(stdout, &faults);
    if (e && !faults_any(&faults))
        say_err(dir, e);
    if (!e)
        summary(generation_jurisdiction(g));
    if (g)
        generation_release(g);
    int status = e || faults_any(&faults) ? EXIT_BAD : EXIT_GOOD;
    arena_free(&arena);
    return status;
}

int cmd_check(int argc, char **argv)
{
    const char *plugins = GUICHET_PLUGINS;
    const struct option_row rows[] = {
        {"--plugins", OPTION_TEXT, &plugins, "DIR", false,
         TEXT("le dossier des services partagés", "the directory of the shared services")}};
    const struct usage usage = {
        "check",
        "JURISDICTION_DIR…",
        1,
        100,
        TEXT("Lit l’arrondissement et tous ses services et imprime chaque faute, avec son fichier "
             "et "
             "sa ligne.\nCode de sortie : 0 sans faute, 1 sinon.",
             "Reads the borough and all its services and prints every fault, with its file and "
             "line.\nExit status: 0 without fault, 1 otherwise."),
        rows,
        1};
    int count, status = options_read(&usage, argc, argv, &count);
    if (status >= 0)
        return status;
    status = EXIT_GOOD;
    for (int i = 0; i < count; i++)
        if (check_dir(argv[i], plugins) != EXIT_GOOD)
            status = EXIT_BAD;
    return status;
}
