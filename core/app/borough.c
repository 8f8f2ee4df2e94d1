/* Reading a borough's folder, and finding things in it by the names that people type. */
#include "app/borough.h"

#include "app/say.h"
#include "script/suggest.h"

struct generation *borough_open(const char *dir, const char *plugins, int around_year)
{
    struct arena arena = {0};
    struct faults faults = faults_in(&arena);
    struct generation *g = NULL;
    const struct generation_options options = {.dir = dir,
                                               .plugins = plugins,
                                               .around_year = around_year,
                                               .skip_broken = true,
                                               .slowness = GUICHET_SLOWNESS};
    enum err e = generation_load(&options, &faults, &g);
    say_faults(stderr, &faults);
    if (e)
        say_err(dir, e);
    arena_free(&arena);
    return e ? NULL : g;
}

const struct calendar *borough_calendar(const struct jurisdiction *j, const char *name)
{
    const struct calendar *c = jurisdiction_calendar(j, str_c(name));
    if (c)
        return c;
    say("il n’y a pas de calendrier « %s » ; il y a :", "there is no calendar \"%s\"; there are:",
        name);
    for (size_t i = 0; i < j->calendar_count; i++)
        fprintf(stderr, "  " STR_FMT "\n", STR_ARG(j->calendars[i].name));
    return NULL;
}

size_t borough_service(const struct jurisdiction *j, const char *code)
{
    struct suggest near = {.word = str_c(code)};
    for (size_t i = 0; i < j->service_count; i++) {
        if (str_eq(j->services[i]->code, near.word))
            return i;
        suggest_try(&near, j->services[i]->code);
    }
    if (near.best.n)
        say("il n’y a pas de service « %s » ; vouliez-vous « %.*s » ?",
            "there is no service \"%s\"; did you mean \"%.*s\"?", code, STR_ARG(near.best));
    else
        say("il n’y a pas de service « %s » ; il y a :", "there is no service \"%s\"; there are:",
            code);
    for (size_t i = 0; !near.best.n && i < j->service_count; i++)
        fprintf(stderr, "  " STR_FMT "\n", STR_ARG(j->services[i]->code));
    return j->service_count;
}

bool borough_lang(const char *word, enum lang *out)
{
    struct str s = str_c(word ? word : "");
    *out = s.n ? (str_eq(s, STR("en")) ? LANG_EN : LANG_FR) : say_lang();
    if (!s.n || str_eq(s, STR("en")) || str_eq(s, STR("fr")))
        return true;
    say("--lang est fr ou en, non « %s »", "--lang is fr or en, not \"%s\"", word);
    return false;
}
