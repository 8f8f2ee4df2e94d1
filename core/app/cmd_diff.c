/* guichet diff: what changes, value by value, between the services of two boroughs' folders. */
#include "app/borough.h"
#include "app/command.h"
#include "app/say.h"
#include "base/date.h"
#include "base/now.h"
#include "script/compare.h"

struct sides {
    struct generation *g[2]; /* before, after */
    struct arena arena;
    bool as_json, any;
};

static void put_json(struct buf *b, const struct comparison *c)
{
    struct jw w = {.out = b};
    jw_array(&w);
    for (size_t i = 0; i < c->value_count; i++)
        value_difference_put_json(&w, &c->values[i]);
    jw_end_array(&w);
    buf_char(b, '\n');
}

static enum err run(struct sides *s)
{
    struct buf b = buf_in(&s->arena);
    struct comparison c;
    enum err e = generation_compare(&s->arena, s->g[0], s->g[1], &c);
    if (e)
        return e;
    s->any = c.value_count || c.text_count;
    if (s->as_json)
        put_json(&b, &c);
    else
        comparison_put_text(&b, &c, say_lang());
    if (!b.failed)
        printf(STR_FMT, STR_ARG(buf_str(&b)));
    return b.failed ? ERR_NOMEM : ERR_OK;
}

int cmd_diff(int argc, char **argv)
{
    struct sides s = {0};
    const char *plugins[2] = {GUICHET_PLUGINS, NULL};
    const struct option_row rows[] = {
        BOROUGH_PLUGINS_OPTION(&plugins[0]),
        {"--plugins-after", OPTION_TEXT, &plugins[1], "DIR", false,
         TEXT("le même, pour le second", "the same, for the second")},
        {"--json", OPTION_FLAG, &s.as_json, NULL, false,
         TEXT("pour un programme", "for a program")},
    };
    const struct usage usage = {
        "diff",
        "DIR_BEFORE DIR_AFTER",
        2,
        2,
        TEXT(
            "Dit ce qui change d’un dossier à l’autre, service par service et valeur par valeur, "
            "avec le fichier et la ligne de chacune : « - » avant, « + » après ; « ! » un texte "
            "partagé qui a changé sous un service, et qu’il faudra approuver ; « * » un autre "
            "texte.\nCode de sortie : 0 rien ne change, 1 quelque chose change, ou un dossier est "
            "fautif.",
            "Says what changes from one folder to the other, service by service and value by "
            "value, with the file and line of each: \"-\" before, \"+\" after; \"!\" a shared text "
            "that has changed under a service, and will have to be approved; \"*\" another "
            "text.\nExit status: 0 nothing changes, 1 something does, or a folder is faulty."),
        rows,
        sizeof rows / sizeof *rows};
    int count, status = options_read(&usage, argc, argv, &count);
    if (status >= 0)
        return status;
    struct now clock = {0};
    int year = date_from_days(now_seconds(&clock) / DAY_SECONDS).year;
    s.g[0] = borough_open(argv[0], plugins[0], year);
    s.g[1] = s.g[0] ? borough_open(argv[1], plugins[1] ? plugins[1] : plugins[0], year) : NULL;
    enum err e = s.g[1] ? run(&s) : ERR_INVALID;
    if (s.g[1] && e)
        say_err("diff", e);
    generation_release(s.g[0]);
    generation_release(s.g[1]);
    arena_free(&s.arena);
    return e || s.any ? EXIT_BAD : EXIT_GOOD;
}
