/* guichet show: a service as it is in force in a borough, and which file and line set each value.
 */
#include "app/borough.h"
#include "app/command.h"
#include "app/say.h"
#include "base/date.h"
#include "base/json.h"
#include "base/now.h"
#include "script/flat.h"

struct shown {
    const char *plugins, *format;
    bool origins;
};

static void print_text(const struct flat *flat, bool origins)
{
    for (size_t i = 0; i < flat->count; i++) {
        const struct leaf *l = &flat->items[i];
        printf(STR_FMT " = " STR_FMT, STR_ARG(l->path), STR_ARG(l->value));
        if (origins)
            printf("  -- " STR_FMT, STR_ARG(l->where));
        putchar('\n');
    }
}

static enum err print_json(struct arena *arena, const struct flat *flat, const char *code)
{
    struct buf out = buf_in(arena);
    struct jw w = {.out = &out};
    jw_object(&w);
    jw_key(&w, "service"), jw_str(&w, str_c(code));
    jw_key(&w, "values"), jw_array(&w);
    for (size_t i = 0; i < flat->count; i++) {
        jw_object(&w);
        jw_key(&w, "path"), jw_str(&w, flat->items[i].path);
        jw_key(&w, "value"), jw_str(&w, flat->items[i].value);
        jw_key(&w, "where"), jw_str(&w, flat->items[i].where);
        jw_end_object(&w);
    }
    jw_end_array(&w);
    jw_end_object(&w);
    if (!out.failed)
        printf(STR_FMT "\n", STR_ARG(buf_str(&out)));
    return out.failed ? ERR_NOMEM : ERR_OK;
}

static int run(const struct shown *shown, const char *code, const char *dir)
{
    struct now clock = {0};
    struct arena arena = {0};
    struct flat flat;
    struct generation *g =
        borough_open(dir, shown->plugins, date_from_days(now_seconds(&clock) / DAY_SECONDS).year);
    if (!g)
        return EXIT_BAD;
    size_t i = borough_service(generation_jurisdiction(g), code);
    enum err e = i < generation_jurisdiction(g)->service_count ? flat_service(&arena, g, i, &flat)
                                                               : ERR_NOT_FOUND;
    if (!e && shown->format && str_eq(str_c(shown->format), STR("json")))
        e = print_json(&arena, &flat, code);
    else if (!e)
        print_text(&flat, shown->origins);
    if (e && e != ERR_NOT_FOUND)
        say_err(dir, e);
    arena_free(&arena);
    generation_release(g);
    return e ? EXIT_BAD : EXIT_GOOD;
}

int cmd_show(int argc, char **argv)
{
    struct shown shown = {.plugins = GUICHET_PLUGINS};
    const struct option_row rows[] = {
        {"--origins", OPTION_FLAG, &shown.origins, NULL, false,
         TEXT("le fichier et la ligne de chaque valeur", "the file and line of each value")},
        {"--format", OPTION_TEXT, &shown.format, "text|json", false,
         TEXT("text, ou json pour un programme", "text, or json for a program")},
        BOROUGH_PLUGINS_OPTION(&shown.plugins),
    };
    const struct usage usage = {
        "show",
        "CODE JURISDICTION_DIR",
        2,
        2,
        TEXT("Montre un service comme il est en vigueur dans un arrondissement, héritage et "
             "réglages compris : une valeur par ligne.\nCode de sortie : 0 montré, 1 service "
             "absent ou fautif.",
             "Shows a service as it is in force in a borough, with what it inherits and the "
             "borough's settings: one value a line.\nExit status: 0 shown, 1 no such service, or "
             "faulty."),
        rows,
        sizeof rows / sizeof *rows};
    int count, status = options_read(&usage, argc, argv, &count);
    if (status >= 0)
        return status;
    if (shown.format && !str_eq(str_c(shown.format), STR("json")) &&
        !str_eq(str_c(shown.format), STR("text"))) {
        say("--format est text ou json, non « %s »", "--format is text or json, not \"%s\"",
            shown.format);
        return EXIT_USAGE;
    }
    return run(&shown, argv[0], argv[1]);
}
