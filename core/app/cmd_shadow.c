/* guichet shadow: a candidate decides beside the rules in force of a running server. */
#include "app/admin_client.h"
#include "app/borough.h"
#include "app/command.h"
#include "app/say.h"
#include "base/date.h"
#include "base/now.h"
#include "domain/backtest.h"

#include <stdio.h>
#include <stdlib.h>

struct shadow_words {
    struct admin_client client;
    struct arena arena;
    const char *plugins, *note;
    bool status, stop, json;
};

/* --- Beginning -------------------------------------------------------------------------------- */

static struct str body_of(struct shadow_words *w, struct generation *g)
{
    struct buf b = buf_in(&w->arena);
    struct jw j = {.out = &b};
    jw_object(&j);
    jw_key(&j, "base");
    jw_str(&j, STR("nothing"));
    if (w->note) {
        jw_key(&j, "note");
        jw_str(&j, str_c(w->note));
    }
    admin_put_texts(&j, generation_bundle(g));
    jw_end_object(&j);
    return b.failed ? (struct str){NULL, 0} : buf_str(&b);
}

static int begin(struct shadow_words *w, const char *dir)
{
    struct now now = {0};
    int year = date_from_days(now_seconds(&now) / DAY_SECONDS).year;
    struct generation *g = borough_open(dir, w->plugins, year);
    const struct jv *answer = NULL;
    if (!g)
        return EXIT_BAD;
    if (!w->client.jurisdiction)
        w->client.jurisdiction = arena_str(&w->arena, generation_jurisdiction(g)->id).p;
    struct str body = body_of(w, g);
    generation_release(g);
    if (!body.p)
        say_err(dir, ERR_NOMEM);
    if (!body.p || !admin_ask(&w->client, "POST", "shadow", body, &answer))
        return EXIT_BAD;
    struct str name = jv_get_str(answer, "generation");
    printf(say_lang() == LANG_EN
               ? STR_FMT " decides beside from here on; \"guichet shadow --status\" tells of it\n"
               : STR_FMT " décide désormais à côté ; « guichet shadow --status » en rend compte\n",
           STR_ARG(name));
    return EXIT_GOOD;
}

/* --- Telling ---------------------------------------------------------------------------------- */

static long long number(const struct jv *doc, const char *key)
{
    const struct jv *v = jv_get(doc, key);
    return v ? (long long)v->integer : 0;
}

static struct str say_kind(struct str name)
{
    for (unsigned k = 0; k < BACKTEST_KINDS; k++)
        if (str_eq(name, backtest_kind_name((enum backtest_kind)k)))
            return text_in(backtest_kind_say((enum backtest_kind)k), say_lang());
    return name;
}

static void print_head(const struct jv *doc)
{
    bool english = say_lang() == LANG_EN;
    const struct jv *running = jv_get(doc, "running");
    printf(english ? STR_FMT ", since " STR_FMT ", by " STR_FMT "%s\n"
                   : STR_FMT ", depuis " STR_FMT ", par " STR_FMT "%s\n",
           STR_ARG(jv_get_str(doc, "generation")), STR_ARG(jv_get_str(doc, "since")),
           STR_ARG(jv_get_str(doc, "author")),
           running && running->integer ? ""
           : english                   ? " (it follows no more: see the server's log)"
                                       : " (ne suit plus : voyez le journal du serveur)");
    printf(english ? "%lld decisions, %lld of which something differs; %lld events behind\n"
                   : "%lld décisions, dont %lld où quelque chose diffère ; en retard de %lld "
                     "événements\n",
           number(doc, "decided"), number(doc, "moved"), number(doc, "behind"));
}

static void print_change(const struct jv *c)
{
    const struct jv *samples = jv_get(c, "samples");
    struct str clock = jv_get_str(c, "clock"), kind = say_kind(jv_get_str(c, "kind"));
    printf("  " STR_FMT "%s" STR_FMT ": %lld " STR_FMT " (", STR_ARG(jv_get_str(c, "service")),
           clock.n ? ", " : "", STR_ARG(clock), number(c, "count"), STR_ARG(kind));
    for (size_t i = 0; samples && i < samples->count; i++)
        printf("%s%lld", i ? ", " : "", (long long)samples->items[i].integer);
    puts(samples && number(c, "count") > (long long)samples->count ? ", …)" : ")");
}

static bool print_json(struct shadow_words *w, const struct jv *doc)
{
    struct buf b = buf_in(&w->arena);
    struct jw j = {.out = &b};
    jw_value(&j, doc);
    if (!b.failed)
        printf(STR_FMT "\n", STR_ARG(buf_str(&b)));
    return !b.failed;
}

static int tell(struct shadow_words *w)
{
    const struct jv *doc;
    if (!admin_ask(&w->client, "GET", "shadow", STR(""), &doc) || !doc)
        return EXIT_BAD;
    if (w->json)
        return print_json(w, doc) ? EXIT_GOOD : EXIT_BAD;
    if (!jv_get_str(doc, "generation").n) {
        puts(say_lang() == LANG_EN ? "no candidate decides beside"
                                   : "aucun projet ne décide à côté");
        return EXIT_GOOD;
    }
    const struct jv *changes = jv_get(doc, "changes");
    print_head(doc);
    for (size_t i = 0; changes && i < changes->count; i++)
        print_change(&changes->items[i]);
    return EXIT_GOOD;
}

static int end(struct shadow_words *w)
{
    return admin_ask(&w->client, "DELETE", "shadow", STR(""), NULL) ? EXIT_GOOD : EXIT_BAD;
}

/* --- The command ------------------------------------------------------------------------------ */

static int run(struct shadow_words *w, int count, char **argv)
{
    if (w->status + w->stop + (count == 1) == 1)
        return w->status ? tell(w) : w->stop ? end(w) : begin(w, argv[0]);
    say("un dossier, ou --status, ou --stop : l’un des trois",
        "a folder, or --status, or --stop: one of the three");
    return EXIT_USAGE;
}

int cmd_shadow(int argc, char **argv)
{
    struct shadow_words w = {.client = {.key = getenv("GUICHET_KEY")}, .plugins = GUICHET_PLUGINS};
    const struct option_row rows[] = {
        {"--status", OPTION_FLAG, &w.status, NULL, false,
         TEXT("dire ce que le projet aurait décidé autrement",
              "say what the candidate would have decided otherwise")},
        {"--json", OPTION_FLAG, &w.json, NULL, false,
         TEXT("avec --status : pour un programme", "with --status: for a program")},
        {"--stop", OPTION_FLAG, &w.stop, NULL, false,
         TEXT("y mettre fin, et jeter ce qu’il a trouvé",
              "end it, and throw away what it has found")},
        {"--note", OPTION_TEXT, &w.note, "TEXT", false, TEXT("pourquoi", "why")},
        {"--server", OPTION_TEXT, &w.client.server, "URL", false,
         TEXT("le serveur en marche (http://127.0.0.1:8311)",
              "the running server (http://127.0.0.1:8311)")},
        {"--key", OPTION_TEXT, &w.client.key, "KEY", false,
         TEXT("une clé de rôle admin (sinon GUICHET_KEY)",
              "a key of role admin (else GUICHET_KEY)")},
        {"--jurisdiction", OPTION_TEXT, &w.client.jurisdiction, "ID", false,
         TEXT("laquelle, quand il y en a plusieurs", "which one, when there are several")},
        BOROUGH_PLUGINS_OPTION(&w.plugins),
    };
    const struct usage usage = {
        "shadow",
        "[JURISDICTION_DIR]",
        0,
        1,
        TEXT("Fait décider les règles d’un dossier à côté de celles en vigueur, pour les vraies "
             "demandes à mesure qu’elles arrivent, sans qu’on les écoute : seules les différences "
             "sont notées. Continue après un redémarrage, jusqu’à --stop.\nCode de sortie : 0 "
             "fait ; 1 refusé ; 2 mauvais emploi.",
             "Makes the rules of a folder decide beside those in force, for real requests as they "
             "come, without anybody listening: only differences are noted. Goes on after a "
             "restart, until --stop.\nExit status: 0 done; 1 refused; 2 wrong usage."),
        rows,
        sizeof rows / sizeof *rows};
    int count, status = options_read(&usage, argc, argv, &count);
    if (status >= 0)
        return status;
    w.client.arena = &w.arena;
    status = run(&w, count, argv);
    arena_free(&w.arena);
    return status;
}
