/* guichet console: Lua and questions about a stored request, line by line, read-only. */
#include "app/borough.h"
#include "app/command.h"
#include "app/console.h"
#include "app/say.h"
#include "base/date.h"
#include "domain/archive.h"
#include "domain/keys.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct wish { /* what the command line asks for */
    const char *dir, *data, *plugins, *eval;
    uint64_t id;
};

/* --- Lines ------------------------------------------------------------------------------------ */

static void prompt(const struct console *c)
{
    if (c->id)
        printf("%llu> ", (unsigned long long)c->id);
    else
        printf("> ");
    fflush(stdout);
}

/* ERR_RULE has been said, and the next line may do better; ERR_EXISTS is the end. */
static enum err read_lines(struct console *c)
{
    bool person = isatty(STDIN_FILENO);
    char *line = NULL;
    size_t cap = 0;
    ssize_t n;
    enum err e = ERR_OK;
    while (!e || e == ERR_RULE) {
        if (person)
            prompt(c);
        n = getline(&line, &cap, stdin);
        if (n < 0)
            break;
        if (n > 0 && line[n - 1] == '\n')
            n--;
        e = console_line(c, str_of(line, (size_t)n));
        fflush(stdout);
    }
    free(line);
    return e == ERR_EXISTS || e == ERR_RULE ? ERR_OK : e;
}

/* --- The session ------------------------------------------------------------------------------ */

/* The number that the borough has in this store, and the calendars its requests were filed under.
 * ERR_NOT_FOUND: it was never served from it. */
static enum err read_house(struct console *c, struct arena *arena)
{
    struct key key = keys_jurisdiction(c->jurisdiction->id);
    struct archive *archive = NULL;
    struct str value;
    int year = date_from_days(now_seconds(&c->clock) / DAY_SECONDS).year;
    enum err e = desk_look(&c->desk);
    if (!e)
        e = archive_read(arena, c->desk.snap, year, &archive);
    c->jurisdiction->archive = archive;
    if (!e)
        e = snap_get(c->desk.snap, key_str(&key), &value);
    if (!e && !key_take_u16(&value, &c->jurisdiction->number))
        e = ERR_CORRUPT;
    desk_leave(&c->desk);
    return e;
}

static enum err take(struct console *c, uint64_t id)
{
    enum err e = console_take(c, id);
    if (e != ERR_NOT_FOUND || !id)
        return e == ERR_NOT_FOUND ? ERR_OK : e; /* an empty store can be looked at */
    say("la demande %llu n’existe pas", "there is no request %llu", (unsigned long long)id);
    return ERR_RULE;
}

static enum err work(struct console *c, const struct wish *w)
{
    struct arena house = {0};
    enum err e = read_house(c, &house);
    if (e == ERR_NOT_FOUND) {
        say("%s : l’arrondissement n’a jamais été servi avec ces données",
            "%s: the borough was never served from this data", w->data);
        e = ERR_RULE;
    }
    if (!e)
        e = take(c, w->id);
    if (!e)
        e = w->eval ? console_line(c, str_c(w->eval)) : read_lines(c);
    arena_free(&house);
    return e;
}

static enum err with_store(struct console *c, const struct wish *w)
{
    const struct store_options options = {.dir = w->data, .read_only = true};
    enum err e = store_lmdb_open(&c->desk.store, &options);
    if (e)
        return e;
    e = snap_open(c->desk.store, &c->desk.snap);
    if (!e)
        e = script_rules_open(&c->generation, 1, &c->rules);
    if (!e) {
        c->desk.rules = script_rules_table(c->rules);
        e = work(c, w);
    }
    script_rules_close(c->rules);
    if (c->desk.snap)
        snap_close(c->desk.snap);
    store_close(c->desk.store);
    return e;
}

static int run(struct console *c, const struct wish *w)
{
    c->desk.now = &c->clock;
    c->generation =
        borough_open(w->dir, w->plugins, date_from_days(now_seconds(&c->clock) / DAY_SECONDS).year);
    if (!c->generation)
        return EXIT_BAD;
    c->jurisdiction = generation_jurisdiction(c->generation);
    enum err e = with_store(c, w);
    if (e && e != ERR_RULE && e != ERR_EXISTS)
        say_err(w->data, e);
    generation_release(c->generation);
    arena_free(&c->arena);
    return e && e != ERR_EXISTS ? EXIT_BAD : EXIT_GOOD;
}

/* --- The command ------------------------------------------------------------------------------ */

static bool read_words(struct console *c, struct wish *w, const char *id, const char *on)
{
    if (id && (!str_u64(str_c(id), &w->id) || !w->id)) {
        say("« %s » n’est pas un numéro de demande", "\"%s\" is not the number of a request", id);
        return false;
    }
    c->has_on = on != NULL;
    if (on && !instant_parse(str_c(on), &c->on)) {
        say("--on « %s » : il faut une date avec heure et fuseau",
            "--on \"%s\": it must be a date with time and zone", on);
        return false;
    }
    return true;
}

int cmd_console(int argc, char **argv)
{
    struct console c = {0};
    struct wish w = {.plugins = GUICHET_PLUGINS};
    const char *on = NULL, *lang_word = NULL;
    const struct option_row rows[] = {
        {"--data", OPTION_TEXT, &w.data, "DIR", true,
         TEXT("le dossier des données", "the data directory")},
        {"--eval", OPTION_TEXT, &w.eval, "LINE", false,
         TEXT("une seule ligne, puis finir", "one line only, then end")},
        {"--on", OPTION_TEXT, &on, "RFC3339", false,
         TEXT("la valeur de now (le dépôt de la demande)", "the value of now (when it was filed)")},
        LANG_OPTION(&lang_word),
        BOROUGH_PLUGINS_OPTION(&w.plugins),
    };
    const struct usage usage = {
        "console",
        "JURISDICTION_DIR [ID]",
        1,
        2,
        TEXT(
            "Évalue du Lua sur une demande enregistrée (la plus récente), ligne par ligne, comme "
            "le ferait une règle : même bac à sable, mêmes budgets, avec request, cx et now. "
            ":pourquoi dit quelle règle décide, :aide le reste.\nNe change rien, et fonctionne à "
            "côté d’un serveur en marche.\nCode de sortie : 0 fini ; 1 la ligne de --eval a "
            "échoué, ou rien n’a pu être lu.",
            "Evaluates Lua about a stored request (the newest), line by line, as a rule would: the "
            "same sandbox, the same budgets, with request, cx and now. :why says which rule "
            "decides, :help the rest.\nChanges nothing, and works beside a running server.\n"
            "Exit status: 0 ended; 1 the line of --eval failed, or nothing could be read."),
        rows,
        sizeof rows / sizeof *rows};
    int count, status = options_read(&usage, argc, argv, &count);
    if (status >= 0)
        return status;
    if (!borough_lang(lang_word, &c.lang) || !read_words(&c, &w, count > 1 ? argv[1] : NULL, on))
        return EXIT_USAGE;
    w.dir = argv[0];
    return run(&c, &w);
}
