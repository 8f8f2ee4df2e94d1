/* guichet check: says everything that is wrong with a borough's folder, before it is served. */
#include "app/command.h"
#include "app/remarks.h"
#include "app/say.h"
#include "base/date.h"
#include "base/now.h"
#include "script/trials.h"

#include <stdio.h>

static size_t rules_of(const struct jurisdiction *j)
{
    size_t n = 0;
    for (size_t i = 0; i < j->service_count; i++)
        for (size_t k = 0; k < j->services[i]->clock_count; k++)
            n += j->services[i]->clocks[k].rule_count;
    return n;
}

static void summary(const struct jurisdiction *j, const struct trials *trials, size_t remarks)
{
    size_t tests = 0;
    for (size_t i = 0; i < j->service_count; i++)
        tests += trials[i].count;
    bool english = say_lang() == LANG_EN;
    printf(english ? STR_FMT ": %zu services, %zu rules, %zu tests, %zu calendars: good"
                   : STR_FMT " : %zu services, %zu règles, %zu essais, %zu calendriers : bon",
           STR_ARG(j->id), j->service_count, rules_of(j), tests, j->calendar_count);
    if (remarks)
        printf(english ? "; to look at: %zu" : " ; à regarder : %zu", remarks);
    putchar('\n');
}

static enum err load(const char *dir, const char *plugins, int64_t today, struct faults *faults,
                     struct generation **out)
{
    const struct generation_options options = {.dir = dir,
                                               .plugins = plugins,
                                               .around_year = date_from_days(today).year,
                                               .slowness = GUICHET_SLOWNESS};
    return generation_load(&options, faults, out);
}

/* What is sound may still deserve a look. */
static enum err look(struct arena *arena, struct generation *g, int64_t today,
                     const struct trials *trials)
{
    struct faults remarks = faults_in(arena);
    enum err e = remarks_of(g, today, &remarks);
    if (e)
        return e;
    for (const struct fault *f = remarks.first; f; f = f->next)
        printf(say_lang() == LANG_EN ? "to look at: " STR_FMT ": " STR_FMT "\n"
                                     : "à regarder : " STR_FMT " : " STR_FMT "\n",
               STR_ARG(f->where), STR_ARG(text_in(f->say, say_lang())));
    summary(generation_jurisdiction(g), trials, remarks.count);
    return ERR_OK;
}

static int check_dir(const char *dir, const char *plugins)
{
    struct arena arena = {0};
    struct faults faults = faults_in(&arena);
    struct now now = {0};
    struct generation *g = NULL;
    struct trials *trials;
    int64_t today = now_seconds(&now) / DAY_SECONDS;
    enum err e = load(dir, plugins, today, &faults, &g);
    if (!e)
        e = trials_read_all(&arena, g, &faults, &trials);
    say_faults(stdout, &faults);
    if (!e)
        e = look(&arena, g, today, trials);
    if (e)
        say_err(dir, e);
    if (g)
        generation_release(g);
    arena_free(&arena);
    return e ? EXIT_BAD : EXIT_GOOD;
}

int cmd_check(int argc, char **argv)
{
    const char *plugins = GUICHET_PLUGINS;
    const struct option_row rows[] = {
        {"--plugins", OPTION_TEXT, &plugins, "DIR", false,
         TEXT("le dossier des services partagés (ceux de Guichet)",
              "the directory of the shared services (Guichet's own)")}};
    const struct usage usage = {
        "check",
        "JURISDICTION_DIR…",
        1,
        100,
        TEXT("Lit l’arrondissement, ses services et leurs essais, et imprime chaque faute, avec "
             "son fichier et sa ligne. Sans faute, dit aussi ce qui mérite un regard : règles qui "
             "ne décident jamais, fichiers près de leurs limites, fermetures qui restent à "
             "inscrire, services oubliés ; puis combien il en a vu. Ne joue pas les essais : "
             "« guichet test ».\nCode de sortie : 0 sans faute, 1 sinon.",
             "Reads the borough, its services and their tests, and prints every fault, with its "
             "file and line. Without fault it also says what deserves a look: rules that never "
             "decide, files near their limits, closures still to be entered, services that were "
             "forgotten; then how many it saw. It runs no tests: \"guichet test\" does.\nExit "
             "status: 0 without fault, 1 otherwise."),
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
