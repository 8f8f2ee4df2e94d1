/* guichet test: runs the tests that stand beside the services. */
#include "app/borough.h"
#include "app/command.h"
#include "app/say.h"
#include "base/date.h"
#include "base/now.h"
#include "domain/zone.h"
#include "script/trials.h"

#include <stdlib.h>
#include <unistd.h>

struct testing {
    const char *dir, *plugins, *borough, *service, *junit, *at_word, *lang_word;
    enum lang lang;
    struct arena arena;
    int64_t now;
};

/* --- What is to be tested --------------------------------------------------------------------- */

static bool holds(struct arena *arena, const char *dir, const char *file)
{
    struct str path = arena_printf(arena, "%s/%s", dir, file);
    return path.p && access(path.p, R_OK) == 0;
}

/* "/a/b/c" is "/a/b" and "c". */
static struct str cut_last(struct str path, struct str *last)
{
    size_t slash = path.n;
    while (slash && path.p[slash - 1] != '/')
        slash--;
    *last = str_of(path.p + slash, path.n - slash);
    return str_first(path, slash ? slash - 1 : 0);
}

/* One service: a borough's own, in BOROUGH/services/CODE, or a shared one. */
static bool find_service(struct testing *t, struct str dir)
{
    struct str code, services;
    struct str around = cut_last(dir, &code), above = cut_last(around, &services);
    struct str borough = arena_str(&t->arena, above), shared = arena_str(&t->arena, around);
    t->service = code.p; /* it ends where the path does */
    if (!borough.p || !shared.p)
        return false;
    if (str_eq(services, STR("services")) && holds(&t->arena, borough.p, "jurisdiction.lua"))
        t->borough = borough.p;
    else
        t->plugins = shared.p;
    return true;
}

/* A folder that is no borough holds shared services, or is a service: a shared one is tested in the
 * borough given for that. */
static bool find_borough(struct testing *t)
{
    char *real = realpath(t->dir, NULL);
    struct str dir = real ? arena_str(&t->arena, str_c(real)) : STR("");
    free(real);
    if (!dir.n) {
        say_err(t->dir, ERR_NOT_FOUND);
        return false;
    }
    if (holds(&t->arena, dir.p, "jurisdiction.lua"))
        t->borough = dir.p;
    else if (holds(&t->arena, dir.p, "service.lua"))
        return find_service(t, dir);
    else
        t->plugins = dir.p;
    return true;
}

/* A day, a day and a time, or an instant with its zone. */
static bool read_at(struct testing *t, const struct zone *zone)
{
    struct date day;
    int64_t local;
    struct str s = str_c(t->at_word);
    if (!t->at_word || instant_parse(s, &t->now))
        return true;
    if (date_parse(s, &day))
        t->now = zone_instant(zone, date_to_days(day) * DAY_SECONDS + 9 * 3600);
    else if (date_time_parse(s, &local))
        t->now = zone_instant(zone, local);
    else
        return false;
    return true;
}

/* --- Telling ---------------------------------------------------------------------------------- */

static bool write_junit(const struct testing *t, const struct trials_report *reports, size_t count,
                        const struct faults *faults)
{
    struct buf b = {0};
    trials_junit_begin(&b);
    for (size_t i = 0; i < count; i++)
        trials_put_junit(&b, &reports[i], t->lang);
    trials_put_junit_faults(&b, faults, t->lang);
    trials_junit_end(&b);
    FILE *f = b.failed ? NULL : fopen(t->junit, "we");
    bool good = f && fwrite(b.p, 1, b.n, f) == b.n;
    if (f && fclose(f))
        good = false;
    if (!good)
        say_err(t->junit, b.failed ? ERR_NOMEM : ERR_IO);
    buf_free(&b);
    return good;
}

static bool print_all(struct testing *t, const struct trials_report *reports, size_t count)
{
    struct buf b = buf_in(&t->arena);
    size_t tests = 0, failed = 0;
    for (size_t i = 0; i < count; i++) {
        trials_put_text(&b, &reports[i], t->lang);
        tests += reports[i].trials.count;
        failed += reports[i].failed;
    }
    if (t->lang == LANG_EN)
        buf_printf(&b, "%zu tests, %zu failed\n", tests, failed);
    else
        buf_printf(&b, "%zu essai(s), %zu échec(s)\n", tests, failed);
    if (b.failed)
        say_err(t->dir, ERR_NOMEM);
    else
        fwrite(b.p, 1, b.n, stdout);
    return !b.failed && tests && !failed;
}

/* Its folder may be there, and jurisdiction.lua not know it. */
static void say_no_service(struct testing *t, const struct jurisdiction *j)
{
    struct str own = arena_printf(&t->arena, "services/%s/service.lua", t->service);
    borough_service(j, t->service);
    if (own.p && holds(&t->arena, t->borough, own.p))
        say("%s/%s est là : nommez ce service dans « services » de jurisdiction.lua",
            "%s/%s is there: name that service in \"services\" of jurisdiction.lua", t->borough,
            own.p);
}

/* --- The command ------------------------------------------------------------------------------ */

static int run_in(struct testing *t, struct generation *g)
{
    struct faults faults = faults_in(&t->arena);
    struct trials_report *reports;
    size_t count;
    if (!read_at(t, generation_jurisdiction(g)->zone)) {
        say("--at « %s » : il faut une date, comme 2026-11-06 ou 2026-11-06 16:50",
            "--at \"%s\": it must be a date, such as 2026-11-06 or 2026-11-06 16:50", t->at_word);
        return EXIT_USAGE;
    }
    enum err e = trials_of_generation(&t->arena, g, NULL, str_c(t->service), t->now, &faults,
                                      &reports, &count);
    say_faults(stdout, &faults);
    if (e == ERR_NOT_FOUND)
        say_no_service(t, generation_jurisdiction(g));
    else if (e && e != ERR_INVALID)
        say_err(t->dir, e);
    if (e && e != ERR_INVALID)
        return EXIT_BAD;
    bool good = print_all(t, reports, count);
    if (t->junit)
        good &= write_junit(t, reports, count, &faults);
    return good && !e && !generation_jurisdiction(g)->faults ? EXIT_GOOD : EXIT_BAD;
}

static int run(struct testing *t)
{
    struct now clock = {0};
    t->now = now_seconds(&clock);
    int year = date_from_days(t->now / DAY_SECONDS).year;
    struct generation *g = find_borough(t) ? borough_open(t->borough, t->plugins, year) : NULL;
    int status = g ? run_in(t, g) : EXIT_BAD;
    generation_release(g);
    arena_free(&t->arena);
    return status;
}

int cmd_test(int argc, char **argv)
{
    struct testing t = {.plugins = GUICHET_PLUGINS, .borough = GUICHET_BOROUGH};
    const struct option_row rows[] = {
        {"--at", OPTION_TEXT, &t.at_word, "DATE", false,
         TEXT("le moment des essais qui n’en disent pas (maintenant)",
              "when tests that do not say are filed (now)")},
        {"--service", OPTION_TEXT, &t.service, "CODE", false,
         TEXT("ce service seulement", "only this service")},
        {"--junit", OPTION_TEXT, &t.junit, "FILE", false,
         TEXT("écrire aussi ce fichier, en XML de JUnit", "write this file too, as JUnit XML")},
        {"--borough", OPTION_TEXT, &t.borough, "DIR", false,
         TEXT("où essayer des services partagés (l’exemple)",
              "where shared services are tested (the example)")},
        BOROUGH_PLUGINS_OPTION(&t.plugins),
        LANG_OPTION(&t.lang_word),
    };
    const struct usage usage = {
        "test",
        "DIR",
        1,
        1,
        TEXT("Joue les essais écrits à côté des services (service_test.lua) : ceux d’un "
             "arrondissement, d’un dossier de services, ou d’un seul service. Pour chaque échec : "
             "ce qui était attendu, ce qui est venu, la règle et sa ligne ; puis ce qu’aucun essai "
             "n’exerce.\nCode de sortie : 0 tout est réussi ; 1 un échec, une faute, ou aucun "
             "essai ; 2 mauvais emploi.",
             "Runs the tests that stand beside the services (service_test.lua): those of a "
             "borough, of a folder of services, or of one service. For each failure: what was "
             "expected, what came, the rule and its line; then what no test exercises.\nExit "
             "status: 0 all passed; 1 a failure, a fault, or no test at all; 2 wrong usage."),
        rows,
        sizeof rows / sizeof *rows};
    int count, status = options_read(&usage, argc, argv, &count);
    if (status >= 0)
        return status;
    t.dir = argv[0];
    return borough_lang(t.lang_word, &t.lang) ? run(&t) : EXIT_USAGE;
}
