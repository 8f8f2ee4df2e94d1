/* guichet diff: what changes, value by value, between the services of two boroughs' folders. */
#include "app/borough.h"
#include "app/command.h"
#include "app/say.h"
#include "base/date.h"
#include "base/json.h"
#include "base/now.h"
#include "script/flat.h"

struct sides {
    struct generation *g[2]; /* before, after */
    struct arena arena;
    struct buf out;
    struct jw json;
    bool as_json;
    size_t differences;
};

static size_t place_of(const struct jurisdiction *j, struct str code)
{
    size_t i = 0;
    while (i < j->service_count && !str_eq(j->services[i]->code, code))
        i++;
    return i;
}

static void print_side(struct sides *s, char sign, struct str code, const struct leaf *l)
{
    if (l)
        buf_printf(&s->out, "%c " STR_FMT ": " STR_FMT " = " STR_FMT "  -- " STR_FMT "\n", sign,
                   STR_ARG(code), STR_ARG(l->path), STR_ARG(l->value), STR_ARG(l->where));
}

static void write_side(struct sides *s, const char *key, const struct leaf *l)
{
    jw_key(&s->json, key);
    if (!l) {
        jw_null(&s->json);
        return;
    }
    jw_object(&s->json);
    jw_key(&s->json, "value"), jw_str(&s->json, l->value);
    jw_key(&s->json, "where"), jw_str(&s->json, l->where);
    jw_end_object(&s->json);
}

static void put_difference(struct sides *s, struct str code, const struct difference *d)
{
    s->differences++;
    if (!s->as_json) {
        print_side(s, '-', code, d->before);
        print_side(s, '+', code, d->after);
        return;
    }
    jw_object(&s->json);
    jw_key(&s->json, "service"), jw_str(&s->json, code);
    jw_key(&s->json, "path"), jw_str(&s->json, d->after ? d->after->path : d->before->path);
    write_side(s, "before", d->before);
    write_side(s, "after", d->after);
    jw_end_object(&s->json);
}

/* A service that one side lacks is laid flat as nothing. */
static enum err compare(struct sides *s, struct str code)
{
    struct flat flat[2] = {{0}, {0}};
    struct differences all;
    for (int side = 0; side < 2; side++) {
        const struct jurisdiction *j = generation_jurisdiction(s->g[side]);
        size_t i = place_of(j, code);
        enum err e =
            i < j->service_count ? flat_service(&s->arena, s->g[side], i, &flat[side]) : ERR_OK;
        if (e)
            return e;
    }
    enum err e = flat_compare(&s->arena, &flat[0], &flat[1], &all);
    for (size_t i = 0; !e && i < all.count; i++)
        put_difference(s, code, &all.items[i]);
    return e;
}

static enum err compare_all(struct sides *s)
{
    const struct jurisdiction *before = generation_jurisdiction(s->g[0]);
    const struct jurisdiction *after = generation_jurisdiction(s->g[1]);
    enum err e = ERR_OK;
    for (size_t i = 0; !e && i < after->service_count; i++)
        e = compare(s, after->services[i]->code);
    for (size_t i = 0; !e && i < before->service_count; i++)
        if (place_of(after, before->services[i]->code) == after->service_count)
            e = compare(s, before->services[i]->code);
    return e;
}

static enum err run(struct sides *s)
{
    s->out = buf_in(&s->arena);
    s->json = (struct jw){.out = &s->out};
    if (s->as_json)
        jw_array(&s->json);
    enum err e = compare_all(s);
    if (s->as_json) {
        jw_end_array(&s->json);
        buf_char(&s->out, '\n');
    }
    if (!e && s->out.failed)
        e = ERR_NOMEM;
    if (!e)
        printf(STR_FMT, STR_ARG(buf_str(&s->out)));
    return e;
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
        "JURISDICTION_DIR JURISDICTION_DIR",
        2,
        2,
        TEXT("Dit ce qui change d’un dossier à l’autre, service par service et valeur par valeur, "
             "avec le fichier et la ligne de chacune.\nCode de sortie : 0 rien ne change, 1 "
             "quelque chose change, ou un dossier est fautif.",
             "Says what changes from one folder to the other, service by service and value by "
             "value, with the file and line of each.\nExit status: 0 nothing changes, 1 something "
             "does, or a folder is faulty."),
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
    return e || s.differences ? EXIT_BAD : EXIT_GOOD;
}
