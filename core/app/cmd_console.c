/* guichet console: Lua and questions about a stored request, line by line, read-only. */
#include "app/borough.h"
#include "app/command.h"
#include "app/console.h"
#include "app/inforce.h"
#include "app/say.h"
#include "base/date.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct wish { /* what the command line asks for */
    struct inforce_ask rules;
    const char *eval;
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

static enum err take(struct console *c, uint64_t id)
{
    enum err e = console_take(c, id);
    if (e != ERR_NOT_FOUND || !id)
        return e == ERR_NOT_FOUND ? ERR_OK : e; /* an empty store can be looked at */
    say("la demande %llu n’existe pas", "there is no request %llu", (unsigned long long)id);
    return ERR_RULE;
}

static enum err with_rules(struct console *c, const struct wish *w)
{
    enum err e = desk_look(&c->desk);
    if (!e)
        e = inforce_open(c->desk.snap, &w->rules, &c->generation);
    desk_leave(&c->desk);
    if (e)
        return e;
    c->jurisdiction = generation_jurisdiction(c->generation);
    e = script_rules_open(&c->generation, 1, &c->rules);
    if (e)
        return e;
    c->desk.rules = script_rules_table(c->rules);
    e = take(c, w->id);
    if (!e)
        e = w->eval ? console_line(c, str_c(w->eval)) : read_lines(c);
    script_rules_close(c->rules);
    return e;
}

static enum err with_store(struct console *c, const struct wish *w)
{
    const struct store_options options = {.dir = w->rules.data, .read_only = true};
    enum err e = store_lmdb_open(&c->desk.store, &options);
    if (e)
        return e;
    e = snap_open(c->desk.store, &c->desk.snap);
    if (!e) {
        e = with_rules(c, w);
        snap_close(c->desk.snap);
    }
    store_close(c->desk.store);
    return e;
}

static int run(struct console *c, const struct wish *w)
{
    c->desk.now = &c->clock;
    enum err e = with_store(c, w);
    if (e && e != ERR_RULE && e != ERR_EXISTS)
        say_err(w->rules.data, e);
    generation_release(c->generation);
    arena_free(&c->arena);
    return e && e != ERR_EXISTS ? EXIT_BAD : EXIT_GOOD;
}

/* --- The command ------------------------------------------------------------------------------ */

/* One word that is a number is the request's. */
static bool read_words(struct wish *w, char **words, int count)
{
    const char *id = count ? words[count - 1] : NULL;
    if (count == 1 && !str_u64(str_c(id), &w->id)) {
        w->rules.dir = id;
        return true;
    }
    w->rules.dir = count > 1 ? words[0] : NULL;
    if (!id || (str_u64(str_c(id), &w->id) && w->id))
        return true;
    say("« %s » n’est pas un numéro de demande", "\"%s\" is not the number of a request", id);
    return false;
}

int cmd_console(int argc, char **argv)
{
    struct console c = {0};
    struct wish w = {.rules.plugins = GUICHET_PLUGINS};
    const char *at = NULL, *lang_word = NULL;
    const struct option_row rows[] = {
        {"--data", OPTION_TEXT, &w.rules.data, "DIR", true,
         TEXT("le dossier des données", "the data directory")},
        {"--eval", OPTION_TEXT, &w.eval, "LINE", false,
         TEXT("une seule ligne, puis finir", "one line only, then end")},
        {"--at", OPTION_TEXT, &at, "RFC3339", false,
         TEXT("la valeur de now (le dépôt de la demande)", "the value of now (when it was filed)")},
        LANG_OPTION(&lang_word),
        INFORCE_OPTIONS(w.rules),
    };
    const struct usage usage = {
        "console",
        "[JURISDICTION_DIR] [ID]",
        0,
        2,
        TEXT(
            "Évalue du Lua sur une demande enregistrée (la plus récente), ligne par ligne, comme "
            "le ferait une règle : même bac à sable, mêmes budgets, avec request, cx et now. "
            ":pourquoi dit quelle règle décide, :aide le reste.\nSelon les règles en vigueur dans "
            "les données, ou celles d’un dossier d’arrondissement qui serait nommé.\nNe change "
            "rien, et fonctionne à côté d’un serveur en marche.\nCode de sortie : 0 fini ; 1 la "
            "ligne de --eval a "
            "échoué, ou rien n’a pu être lu.",
            "Evaluates Lua about a stored request (the newest), line by line, as a rule would: the "
            "same sandbox, the same budgets, with request, cx and now. :why says which rule "
            "decides, :help the rest.\nBy the rules in force in the data, or those of a borough's "
            "folder if one is named.\nChanges nothing, and works beside a running server.\n"
            "Exit status: 0 ended; 1 the line of --eval failed, or nothing could be read."),
        rows,
        sizeof rows / sizeof *rows};
    int count, status = options_read(&usage, argc, argv, &count);
    if (status >= 0)
        return status;
    if (!borough_lang(lang_word, &c.lang) || !read_words(&w, argv, count) ||
        !inforce_at(at, &w.rules))
        return EXIT_USAGE;
    c.has_at = at != NULL;
    c.at = w.rules.at;
    return run(&c, &w);
}
