/* guichet activate, rollback, history: the life of rules on a running server, or in the data
 * directory of one that is stopped. */
#include "app/admin_client.h"
#include "app/approve.h"
#include "app/command.h"
#include "app/offline.h"
#include "app/say.h"
#include "base/date.h"
#include "base/now.h"
#include "base/utf8.h"
#include "script/generation.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { AUTHOR_MAX = 100 }; /* bytes */

struct rules_words {
    const char *data, *author; /* data NULL: through the server */
    const char *server, *key, *jurisdiction, *plugins, *note, *expects;
    struct approval approval;
    uint64_t to;
    struct arena arena;
};

static struct rules_words default_words(void)
{
    return (struct rules_words){.key = getenv("GUICHET_KEY"), .plugins = GUICHET_PLUGINS};
}

#define SERVER_OPTION(w)                                         \
    {                                                            \
        "--server", OPTION_TEXT, &(w).server, "URL", false,      \
            TEXT("le serveur en marche (http://127.0.0.1:8311)", \
                 "the running server (http://127.0.0.1:8311)")   \
    }
#define DATA_OPTION(w)                                                                            \
    {                                                                                             \
        "--data", OPTION_TEXT, &(w).data, "DIR", false,                                           \
            TEXT("un dossier de données, quand aucun serveur ne tourne ; tient lieu de --server", \
                 "a data directory, when no server runs; in the place of --server")               \
    }
#define AUTHOR_OPTION(w)                                                          \
    {                                                                             \
        "--author", OPTION_TEXT, &(w).author, "NAME", false,                      \
            TEXT("avec --data : qui change les règles (votre nom d’utilisateur)", \
                 "with --data: who changes the rules (your login name)")          \
    }
#define KEY_OPTION(w)                                         \
    {                                                         \
        "--key", OPTION_TEXT, &(w).key, "KEY", false,         \
            TEXT("une clé de rôle admin (sinon GUICHET_KEY)", \
                 "a key of role admin (else GUICHET_KEY)")    \
    }
#define JURISDICTION_OPTION(w)                                                               \
    {                                                                                        \
        "--jurisdiction", OPTION_TEXT, &(w).jurisdiction, "ID", false,                       \
            TEXT("laquelle, quand il y en a plusieurs", "which one, when there are several") \
    }
#define CHANGE_OPTIONS(w)                                                                    \
    {"--note", OPTION_TEXT, &(w).note,                                                       \
     "TEXT",   false,       TEXT("pourquoi, pour l’historique", "why, for the history")},    \
    {                                                                                        \
        "--expects", OPTION_TEXT, &(w).expects, "GENERATION", false,                         \
            TEXT("refuser si une autre est en vigueur", "refuse if another one is in force") \
    }

/* --- Speaking --------------------------------------------------------------------------------- */

/* NULL: it has been said what went wrong. */
static const struct jv *ask(struct rules_words *w, const char *method, const char *what,
                            struct str body)
{
    const struct admin_client client = {.arena = &w->arena,
                                        .server = w->server,
                                        .key = w->key,
                                        .jurisdiction = w->jurisdiction,
                                        .expects = w->expects,
                                        .without = true};
    const struct jv *doc;
    admin_ask(&client, method, what, body, &doc);
    return doc;
}

static int tell_change(bool changed, struct str before, struct str now)
{
    bool english = say_lang() == LANG_EN;
    if (changed)
        printf(english ? "in force: " STR_FMT " (before: " STR_FMT ")\n"
                       : "en vigueur : " STR_FMT " (avant : " STR_FMT ")\n",
               STR_ARG(now), STR_ARG(before));
    else
        printf(english ? "nothing to change: " STR_FMT " is in force\n"
                       : "rien à changer : " STR_FMT " est en vigueur\n",
               STR_ARG(now));
    return EXIT_GOOD;
}

static int tell(const struct jv *answer)
{
    const struct jv *changed = jv_get(answer, "changed");
    return tell_change(changed && changed->integer, jv_get_str(answer, "before"),
                       jv_get_str(answer, "generation"));
}

static int tell_here(const struct life_answer *a)
{
    return tell_change(a->number > 0, str_c(a->before), str_c(a->after));
}

/* --- Without a server ------------------------------------------------------------------------- */

static bool author_valid(const char *name)
{
    size_t n = strlen(name);
    for (size_t i = 0; i < n; i++)
        if ((unsigned char)name[i] < ' ' || name[i] == 127)
            return false;
    return n > 0 && n <= AUTHOR_MAX && utf8_valid(str_c(name));
}

/* Whom the history will name. */
static bool find_author(struct rules_words *w)
{
    const struct passwd *user = w->author ? NULL : getpwuid(getuid());
    if (user)
        w->author = arena_str(&w->arena, str_c(user->pw_name)).p;
    if (w->author && author_valid(w->author))
        return true;
    say("--author : il faut un nom, de %d octets au plus",
        "--author: it must be a name, of %d bytes at the most", AUTHOR_MAX);
    return false;
}

static bool words_agree(struct rules_words *w)
{
    bool both = w->data && w->server, alone = !w->data && w->author;
    if (both)
        say("--data et --server ne vont pas ensemble : l’un ou l’autre",
            "--data and --server do not go together: one or the other");
    if (alone)
        say("--author va avec --data : le serveur, lui, connaît le nom de la clé",
            "--author goes with --data: the server knows the name of the key");
    if (w->note && strlen(w->note) > NOTE_MAX)
        say("--note : trop long", "--note: too long");
    else if (!both && !alone)
        return true;
    return false;
}

static struct life_ask ask_here(const struct rules_words *w)
{
    return (struct life_ask){.author = str_c(w->author),
                             .note = str_c(w->note ? w->note : ""),
                             .expects = str_c(w->expects ? w->expects : ""),
                             .base = LIFE_NOTHING,
                             .to = w->to};
}

static bool activate_in(struct offline *o, struct rules_words *w, const struct bundle *texts,
                        struct life_answer *out)
{
    struct life_ask ask = ask_here(w);
    ask.texts = texts;
    if (!offline_do(o, life_check, &ask, out) ||
        !approve_changes(&w->arena, &out->changes, &w->approval))
        return false;
    ask.approve = w->approval.names;
    ask.approve_count = w->approval.count;
    return offline_do(o, life_activate, &ask, out);
}

static int activate_here(struct rules_words *w, char *dir, struct generation *g)
{
    const struct offline_options options = {.data = w->data, .folder = g, .dir = dir};
    struct offline o;
    struct life_answer answer;
    if (!find_author(w) || !offline_open(&o, &options))
        return EXIT_BAD;
    bool good = activate_in(&o, w, generation_bundle(g), &answer);
    offline_close(&o);
    return good ? tell_here(&answer) : EXIT_BAD;
}

static int roll_back_here(struct rules_words *w)
{
    const struct offline_options options = {.data = w->data, .jurisdiction = w->jurisdiction};
    struct offline o;
    struct life_answer answer;
    if (!find_author(w) || !offline_open(&o, &options))
        return EXIT_BAD;
    const struct life_ask ask = ask_here(w);
    bool good = offline_do(&o, life_roll_back, &ask, &answer);
    offline_close(&o);
    return good ? tell_here(&answer) : EXIT_BAD;
}

/* --- activate --------------------------------------------------------------------------------- */

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
    admin_put_texts(&j, texts);
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
        say_err("activate", e);
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

static int activate_folder(struct rules_words *w, char *dir)
{
    struct generation *g = load_folder(w, dir);
    if (!g)
        return EXIT_BAD;
    if (w->data) {
        int status = activate_here(w, dir, g);
        generation_release(g);
        return status;
    }
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
        DATA_OPTION(w),
        AUTHOR_OPTION(w),
        {"--plugins", OPTION_TEXT, &w.plugins, "DIR", false,
         TEXT("le dossier des services partagés (ceux de Guichet)",
              "the directory of the shared services (Guichet's own)")},
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
            "essais, les garde avec votre nom et les met en vigueur sans s’arrêter ; avec --data, "
            "fait de même sans serveur, dans ses données. Montre d’abord "
            "ce qui change : « - » ce qui est en vigueur, « + » ce qui le remplace, « ! » un texte "
            "partagé qui a changé et qu’il faut approuver, « * » un autre texte. Sur un terminal, "
            "demande s’il faut continuer ; ailleurs, continue.\nCode de sortie : 0 en vigueur ; 1 "
            "refusées (les fautes sont imprimées) ou abandonnées ; 2 mauvais emploi.",
            "Sends the folder's rules to the running server, which checks them, runs their tests, "
            "keeps them with your name and puts them in force without stopping; with --data, does "
            "the same without a server, in its data. First shows what "
            "changes: \"-\" what is in force, \"+\" what replaces it, \"!\" a shared text that has "
            "changed and must be approved, \"*\" another text. On a terminal, asks whether to go "
            "on; elsewhere it goes on.\nExit status: 0 in force; 1 refused (the faults are "
            "printed) or given up; 2 wrong usage."),
        rows,
        sizeof rows / sizeof *rows};
    int count, status = options_read(&usage, argc, argv, &count);
    if (status >= 0)
        return status;
    status = words_agree(&w) ? activate_folder(&w, argv[0]) : EXIT_USAGE;
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
    const struct jv *answer = b.failed ? NULL : ask(w, "POST", "rollback", buf_str(&b));
    return answer ? tell(answer) : EXIT_BAD;
}

int cmd_rollback(int argc, char **argv)
{
    struct rules_words w = default_words();
    const struct option_row rows[] = {
        SERVER_OPTION(w),
        KEY_OPTION(w),
        DATA_OPTION(w),
        AUTHOR_OPTION(w),
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
    status = !words_agree(&w) ? EXIT_USAGE : w.data ? roll_back_here(&w) : roll_back(&w);
    arena_free(&w.arena);
    return status;
}

/* --- history ---------------------------------------------------------------------------------- */

/* A line of it, from either place. */
struct shown_change {
    int64_t number;
    struct str generation, at, kind, author, note;
};

static void print_change(const struct shown_change *c, bool in_force)
{
    printf("%c %4lld  " STR_FMT "  " STR_FMT "  %-12.*s  " STR_FMT "  " STR_FMT "\n",
           in_force ? '*' : ' ', (long long)c->number, STR_ARG(c->generation), STR_ARG(c->at),
           STR_ARG(c->kind), STR_ARG(c->author), STR_ARG(c->note));
}

static int history(struct rules_words *w)
{
    const struct jv *doc = ask(w, "GET", "generations", STR(""));
    const struct jv *items = jv_get(doc, "items");
    struct str active = jv_get_str(doc, "active");
    for (size_t i = 0; items && i < items->count; i++) {
        const struct jv *c = &items->items[i], *number = jv_get(c, "number");
        const struct shown_change shown = {
            number ? number->integer : 0, jv_get_str(c, "generation"), jv_get_str(c, "at"),
            jv_get_str(c, "kind"),        jv_get_str(c, "author"),     jv_get_str(c, "note")};
        bool in_force = str_eq(shown.generation, active);
        print_change(&shown, in_force);
        if (in_force)
            active = STR(""); /* going back made it so again: once is enough */
    }
    return doc ? EXIT_GOOD : EXIT_BAD;
}

/* The last change is in force; instants are in UTC, since no folder says the borough's zone. */
static int history_here(struct rules_words *w)
{
    const struct offline_options options = {.data = w->data, .jurisdiction = w->jurisdiction};
    struct rules_change *all;
    size_t count = 0;
    char name[BUNDLE_NAME_TEXT];
    if (!offline_history(&w->arena, &options, &all, &count))
        return EXIT_BAD;
    for (size_t i = 0; i < count; i++) {
        struct buf at = buf_in(&w->arena);
        instant_put_utc(&at, all[i].at);
        bundle_name(name, all[i].generation);
        const struct shown_change shown = {(int64_t)all[i].number, str_c(name),
                                           buf_str(&at),           change_kind_name(all[i].kind),
                                           all[i].author,          all[i].note};
        print_change(&shown, i == 0);
    }
    return EXIT_GOOD;
}

int cmd_history(int argc, char **argv)
{
    struct rules_words w = default_words();
    const struct option_row rows[] = {SERVER_OPTION(w), KEY_OPTION(w), DATA_OPTION(w),
                                      JURISDICTION_OPTION(w)};
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
    status = !words_agree(&w) ? EXIT_USAGE : w.data ? history_here(&w) : history(&w);
    arena_free(&w.arena);
    return status;
}
