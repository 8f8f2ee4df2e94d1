/* guichet activate, rollback, history: the life of rules on a running server. */
#include "app/approve.h"
#include "app/client.h"
#include "app/command.h"
#include "app/say.h"
#include "base/date.h"
#include "base/now.h"
#include "script/generation.h"

#include <stdio.h>
#include <stdlib.h>

struct rules_words {
    const char *server, *key, *jurisdiction, *plugins, *note, *expects;
    struct approval approval;
    uint64_t to;
    struct arena arena;
};

static struct rules_words default_words(void)
{
    return (struct rules_words){.server = "http://127.0.0.1:8311",
                                .key = getenv("GUICHET_KEY"),
                                .plugins = GUICHET_PLUGINS};
}

#define SERVER_OPTION(w)                                         \
    {                                                            \
        "--server", OPTION_TEXT, &(w).server, "URL", false,      \
            TEXT("le serveur en marche (http://127.0.0.1:8311)", \
                 "the running server (http://127.0.0.1:8311)")   \
    }
#define KEY_OPTION(w)                                         \
    {                                                         \
        "--key", OPTION_TEXT, &(w).key, "KEY", false,         \
            TEXT("une clé de rôle admin (sinon GUICHET_KEY)", \
                 "a key of role admin (else GUICHET_KEY)")    \
    }
#define JURISDICTION_OPTION(w)                                         \
    {                                                                  \
        "--jurisdiction", OPTION_TEXT, &(w).jurisdiction, "ID", false, \
            TEXT("laquelle, quand le serveur en a plusieurs",          \
                 "which one, when the server has several")             \
    }
#define CHANGE_OPTIONS(w)                                                                    \
    {"--note", OPTION_TEXT, &(w).note,                                                       \
     "TEXT",   false,       TEXT("pourquoi, pour l’historique", "why, for the history")},    \
    {                                                                                        \
        "--expects", OPTION_TEXT, &(w).expects, "GENERATION", false,                         \
            TEXT("refuser si une autre est en vigueur", "refuse if another one is in force") \
    }

/* --- Speaking --------------------------------------------------------------------------------- */

static void say_problem(const struct jv *doc, int status)
{
    const struct jv *errors = jv_get(doc, "errors");
    say("le serveur répond %d : %s", "the server answers %d: %s", status,
        jv_get(doc, "title") ? jv_get_str(doc, "title").p : "");
    for (size_t i = 0; errors && i < errors->count; i++) {
        const struct jv *e = &errors->items[i];
        struct str words = jv_get_str(e, say_lang() == LANG_EN ? "en" : "fr");
        if (!words.n)
            words = jv_get_str(e, "message");
        fprintf(stderr, STR_FMT ": " STR_FMT "\n", STR_ARG(jv_get_str(e, "where")), STR_ARG(words));
    }
}

/* NULL: it has been said what went wrong. */
static struct jv *ask(struct rules_words *w, const char *method, const char *what, struct str body)
{
    struct str path = arena_printf(&w->arena, "/api/v1/admin/%s%s%s", what,
                                   w->jurisdiction ? "?jurisdiction_id=" : "",
                                   w->jurisdiction ? w->jurisdiction : "");
    const struct client_call call = {.server = w->server,
                                     .method = method,
                                     .path = path.p,
                                     .key = w->key,
                                     .if_match = w->expects,
                                     .body = body};
    struct client_answer answer;
    struct jv *doc = NULL;
    enum err e = path.p ? client_send(&w->arena, &call, &answer) : ERR_NOMEM;
    if (!e)
        e = jv_read(&w->arena, answer.body, &doc, NULL, NULL) ? ERR_CORRUPT : ERR_OK;
    if (e)
        say_err(w->server, e);
    else if (answer.status != 200)
        say_problem(doc, answer.status);
    return e || answer.status != 200 ? NULL : doc;
}

static int tell(const struct jv *answer)
{
    const struct jv *changed = jv_get(answer, "changed");
    struct str before = jv_get_str(answer, "before"), now = jv_get_str(answer, "generation");
    bool english = say_lang() == LANG_EN;
    if (changed && changed->integer)
        printf(english ? "in force: " STR_FMT " (before: " STR_FMT ")\n"
                       : "en vigueur : " STR_FMT " (avant : " STR_FMT ")\n",
               STR_ARG(now), STR_ARG(before));
    else
        printf(english ? "nothing to change: " STR_FMT " is in force\n"
                       : "rien à changer : " STR_FMT " est en vigueur\n",
               STR_ARG(now));
    return EXIT_GOOD;
}

/* --- activate --------------------------------------------------------------------------------- */

static void put_texts(struct jw *j, const struct bundle *texts)
{
    jw_key(j, "texts");
    jw_object(j);
    for (size_t i = 0; i < texts->count; i++) {
        jw_key_str(j, texts->items[i].path);
        jw_str(j, texts->items[i].text);
    }
    jw_end_object(j);
}

static struct str activation(struct rules_words *w, const struct bundle *texts)
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
    jw_key(&j, "approve");
    jw_array(&j);
    for (size_t i = 0; i < w->approval.count; i++)
        jw_str(&j, w->approval.names[i]);
    jw_end_array(&j);
    put_texts(&j, texts);
    jw_end_object(&j);
    return b.failed ? (struct str){NULL, 0} : buf_str(&b);
}

/* Shows what would change, asks, and sees to it that nothing else is replaced than what was seen.
 */
static bool review(struct rules_words *w, const struct bundle *texts)
{
    struct comparison changes;
    struct str body = activation(w, texts);
    const struct jv *answer = body.p ? ask(w, "POST", "check", body) : NULL;
    if (!answer)
        return false;
    enum err e = comparison_read_json(&w->arena, answer, &changes);
    if (e)
        say_err(w->server, e);
    else if (!w->expects)
        w->expects = jv_get_str(answer, "before").p;
    return !e && approve_changes(&w->arena, &changes, &w->approval);
}

/* Loaded here first: what is faulty is said without asking anybody. */
static struct generation *load_folder(struct rules_words *w, const char *dir)
{
    struct faults faults = faults_in(&w->arena);
    struct now now = {0};
    struct generation *g = NULL;
    const struct generation_options options = {
        .dir = dir,
        .plugins = w->plugins,
        .around_year = date_from_days(now_seconds(&now) / DAY_SECONDS).year,
        .slowness = GUICHET_SLOWNESS};
    enum err e = generation_load(&options, &faults, &g);
    say_faults(stderr, &faults);
    if (e && !faults_any(&faults))
        say_err(dir, e);
    return g;
}

static int activate_folder(struct rules_words *w, const char *dir)
{
    struct generation *g = load_folder(w, dir);
    if (!g)
        return EXIT_BAD;
    if (!w->jurisdiction)
        w->jurisdiction = arena_str(&w->arena, generation_jurisdiction(g)->id).p;
    const struct jv *answer = NULL;
    if (review(w, generation_bundle(g))) {
        struct str body = activation(w, generation_bundle(g));
        answer = body.p ? ask(w, "POST", "activate", body) : NULL;
    }
    generation_release(g);
    return answer ? tell(answer) : EXIT_BAD;
}

int cmd_activate(int argc, char **argv)
{
    struct rules_words w = default_words();
    const struct option_row rows[] = {
        SERVER_OPTION(w),
        KEY_OPTION(w),
        {"--plugins", OPTION_TEXT, &w.plugins, "DIR", false,
         TEXT("le dossier des services partagés", "the directory of the shared services")},
        {"--approve", OPTION_TEXT, &w.approval.words, "NAME,…", false,
         TEXT("les mises à jour de services partagés que vous approuvez (core/pothole@1.3.0)",
              "the upgrades of shared services that you approve (core/pothole@1.3.0)")},
        {"--yes", OPTION_FLAG, &w.approval.yes, NULL, false,
         TEXT("ne rien demander", "ask nothing")},
        CHANGE_OPTIONS(w),
    };
    const struct usage usage = {
        "activate",
        "JURISDICTION_DIR",
        1,
        1,
        TEXT(
            "Envoie les règles du dossier au serveur en marche, qui les vérifie, fait leurs "
            "essais, les garde avec votre nom et les met en vigueur sans s’arrêter. Montre d’abord "
            "ce qui change : « - » ce qui est en vigueur, « + » ce qui le remplace, « ! » un texte "
            "partagé qui a changé et qu’il faut approuver, « * » un autre texte. Sur un terminal, "
            "demande s’il faut continuer ; ailleurs, continue.\nCode de sortie : 0 en vigueur ; 1 "
            "refusées (les fautes sont imprimées) ou abandonnées ; 2 mauvais emploi.",
            "Sends the folder's rules to the running server, which checks them, runs their tests, "
            "keeps them with your name and puts them in force without stopping. First shows what "
            "changes: \"-\" what is in force, \"+\" what replaces it, \"!\" a shared text that has "
            "changed and must be approved, \"*\" another text. On a terminal, asks whether to go "
            "on; elsewhere it goes on.\nExit status: 0 in force; 1 refused (the faults are "
            "printed) or given up; 2 wrong usage."),
        rows,
        sizeof rows / sizeof *rows};
    int count, status = options_read(&usage, argc, argv, &count);
    if (status >= 0)
        return status;
    status = activate_folder(&w, argv[0]);
    arena_free(&w.arena);
    return status;
}

/* --- rollback --------------------------------------------------------------------------------- */

static int roll_back(struct rules_words *w)
{
    struct buf b = buf_in(&w->arena);
    struct jw j = {.out = &b};
    jw_object(&j);
    if (w->note) {
        jw_key(&j, "note");
        jw_str(&j, str_c(w->note));
    }
    if (w->to) {
        jw_key(&j, "to");
        jw_i64(&j, (int64_t)w->to);
    }
    jw_end_object(&j);
    struct jv *answer = b.failed ? NULL : ask(w, "POST", "rollback", buf_str(&b));
    return answer ? tell(answer) : EXIT_BAD;
}

int cmd_rollback(int argc, char **argv)
{
    struct rules_words w = default_words();
    const struct option_row rows[] = {
        SERVER_OPTION(w),
        KEY_OPTION(w),
        JURISDICTION_OPTION(w),
        {"--to", OPTION_NUMBER, &w.to, "N", false,
         TEXT("le changement auquel revenir (celui d’avant)",
              "the change to go back to (the one before)")},
        CHANGE_OPTIONS(w),
    };
    const struct usage usage = {
        "rollback",
        "",
        0,
        0,
        TEXT("Remet en vigueur les règles d’avant, ou celles d’un changement que montre « guichet "
             "history ».\nCode de sortie : 0 fait ; 1 refusé ; 2 mauvais emploi.",
             "Puts the rules from before in force again, or those of a change that \"guichet "
             "history\" shows.\nExit status: 0 done; 1 refused; 2 wrong usage."),
        rows,
        sizeof rows / sizeof *rows};
    int count, status = options_read(&usage, argc, argv, &count);
    if (status >= 0)
        return status;
    status = roll_back(&w);
    arena_free(&w.arena);
    return status;
}

/* --- history ---------------------------------------------------------------------------------- */

static void print_change(const struct jv *c, struct str active)
{
    const struct jv *number = jv_get(c, "number");
    struct str generation = jv_get_str(c, "generation");
    printf("%c %4lld  " STR_FMT "  " STR_FMT "  %-12.*s  " STR_FMT "  " STR_FMT "\n",
           str_eq(generation, active) ? '*' : ' ', number ? (long long)number->integer : 0,
           STR_ARG(generation), STR_ARG(jv_get_str(c, "at")), STR_ARG(jv_get_str(c, "kind")),
           STR_ARG(jv_get_str(c, "author")), STR_ARG(jv_get_str(c, "note")));
}

int cmd_history(int argc, char **argv)
{
    struct rules_words w = default_words();
    const struct option_row rows[] = {SERVER_OPTION(w), KEY_OPTION(w), JURISDICTION_OPTION(w)};
    const struct usage usage = {
        "history",
        "",
        0,
        0,
        TEXT("Montre les changements des règles, le plus récent d’abord : numéro, génération, "
             "date, sorte, auteur, note. L’astérisque marque ce qui est en vigueur.\nCode de "
             "sortie : 0 montré ; 1 pas de réponse ; 2 mauvais emploi.",
             "Shows the changes of the rules, newest first: number, generation, date, kind, "
             "author, note. The asterisk marks what is in force.\nExit status: 0 shown; 1 no "
             "answer; 2 wrong usage."),
        rows,
        sizeof rows / sizeof *rows};
    int count, status = options_read(&usage, argc, argv, &count);
    if (status >= 0)
        return status;
    const struct jv *doc = ask(&w, "GET", "generations", STR(""));
    const struct jv *items = jv_get(doc, "items");
    for (size_t i = 0; items && i < items->count; i++)
        print_change(&items->items[i], jv_get_str(doc, "active"));
    arena_free(&w.arena);
    return doc ? EXIT_GOOD : EXIT_BAD;
}
