/* guichet status: each service of a running server as it stands, and what its functions do. */
#include "app/admin_client.h"
#include "app/command.h"
#include "app/say.h"
#include "base/utf8.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { COLUMNS = 8 };

struct table {
    struct arena *arena;
    struct str (*rows)[COLUMNS];
    size_t count;
};

static const struct text heads[COLUMNS] = {
    TEXT_INIT("service", "service"), TEXT_INIT("version", "version"), TEXT_INIT("depuis", "since"),
    TEXT_INIT("appels", "calls"),    TEXT_INIT("fautes", "errors"),   TEXT_INIT("p50", "p50"),
    TEXT_INIT("p99", "p99"),         TEXT_INIT("mémoire", "memory"),
};

static int64_t number(const struct jv *o, const char *key)
{
    const struct jv *v = jv_get(o, key);
    return v ? v->integer : 0;
}

static bool is_true(const struct jv *o, const char *key)
{
    const struct jv *v = jv_get(o, key);
    return v && v->integer;
}

/* --- Cells ------------------------------------------------------------------------------------ */

static struct str count_cell(struct table *t, bool any, int64_t n)
{
    return any ? arena_printf(t->arena, "%" PRId64, n) : STR("–");
}

static struct str time_cell(struct table *t, int64_t us)
{
    return us ? arena_printf(t->arena, "%" PRId64 " µs", us) : STR("–");
}

static struct str memory_cell(struct table *t, int64_t bytes)
{
    const char *unit = say_lang() == LANG_EN ? "KB" : "ko";
    return bytes ? arena_printf(t->arena, "%" PRId64 " %s", (bytes + 1023) / 1024, unit) : STR("–");
}

static void add_heads(struct table *t)
{
    for (size_t i = 0; i < COLUMNS; i++)
        t->rows[t->count][i] = text_in(heads[i], say_lang());
    t->count++;
}

static void add_service(struct table *t, const struct jv *s)
{
    bool functions = is_true(s, "functions");
    struct str *row = t->rows[t->count++];
    row[0] = jv_get_str(s, "service");
    row[1] = jv_get_str(s, "version");
    row[2] = jv_get_str(s, "since");
    row[3] = count_cell(t, functions, number(s, "calls"));
    row[4] = count_cell(t, functions, number(s, "errors"));
    row[5] = time_cell(t, number(s, "p50_us"));
    row[6] = time_cell(t, number(s, "p99_us"));
    row[7] = memory_cell(t, number(s, "memory"));
}

/* --- Printing --------------------------------------------------------------------------------- */

static int width_of(const struct table *t, size_t column)
{
    size_t most = 0;
    for (size_t i = 0; i < t->count; i++) {
        size_t n = utf8_length(t->rows[i][column]);
        most = n > most ? n : most;
    }
    return (int)most;
}

/* Words to the left of their column, numbers to the right. */
static void print_cell(const struct table *t, size_t row, size_t column)
{
    struct str s = t->rows[row][column];
    int pad = width_of(t, column) - (int)utf8_length(s);
    bool word = column < 3;
    printf("%s%*s" STR_FMT "%*s", column ? "  " : "", word ? 0 : pad, "", STR_ARG(s),
           word ? pad : 0, "");
}

static void print_failure(const struct jv *s)
{
    const struct jv *last = jv_get(s, "last_error");
    bool english = say_lang() == LANG_EN;
    if (str_eq(jv_get_str(s, "state"), STR("failing")))
        printf("    %s\n", english ? "! keeps failing" : "! échoue sans cesse");
    if (!last || last->type != JV_OBJECT)
        return;
    struct str where = jv_get_str(last, "where");
    printf("    " STR_FMT "  " STR_FMT "%s" STR_FMT "\n", STR_ARG(jv_get_str(last, "at")),
           STR_ARG(where), where.n ? ": " : "", STR_ARG(jv_get_str(last, english ? "en" : "fr")));
}

static void print_faults(const struct jv *faults)
{
    for (size_t i = 0; faults && i < faults->count; i++) {
        const struct jv *f = &faults->items[i];
        printf("    " STR_FMT ": " STR_FMT "\n", STR_ARG(jv_get_str(f, "where")),
               STR_ARG(jv_get_str(f, say_lang() == LANG_EN ? "en" : "fr")));
    }
}

static void print_left_out(const struct jv *doc)
{
    const struct jv *codes = jv_get(doc, "left_out");
    for (size_t i = 0; codes && i < codes->count; i++)
        printf(say_lang() == LANG_EN ? STR_FMT "  out of order\n" : STR_FMT "  hors service\n",
               STR_ARG(codes->items[i].string));
    print_faults(jv_get(doc, "faults"));
}

static struct text notice_words(struct str kind)
{
    static const struct {
        const char *kind;
        struct text words;
    } rows[] = {
        {"folder_refused",
         TEXT_INIT("le dossier n’a pu être servi", "the folder could not be served")},
        {"folder_differs", TEXT_INIT("le dossier porte d’autres règles que celles en vigueur",
                                     "the folder holds other rules than those in force")},
        {"fell_back", TEXT_INIT("des fonctions échouaient : les règles d’avant sont en vigueur",
                                "functions kept failing: the rules from before are in force")},
        {"keeps_failing", TEXT_INIT("des fonctions échouent sans cesse", "functions keep failing")},
    };
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        if (str_eq(kind, str_c(rows[i].kind)))
            return rows[i].words;
    return (struct text){{kind, kind}};
}

static void print_notices(const struct jv *notices)
{
    for (size_t i = 0; notices && i < notices->count; i++) {
        const struct jv *n = &notices->items[i];
        struct str service = jv_get_str(n, "service");
        struct str words = text_in(notice_words(jv_get_str(n, "kind")), say_lang());
        printf("! " STR_FMT "  " STR_FMT "%s" STR_FMT "  " STR_FMT "\n",
               STR_ARG(jv_get_str(n, "at")), STR_ARG(words), service.n ? "  " : "",
               STR_ARG(service), STR_ARG(jv_get_str(n, "generation")));
        print_faults(jv_get(n, "faults"));
    }
}

static void print_head(const struct jv *doc)
{
    struct str generation = jv_get_str(doc, "generation"), since = jv_get_str(doc, "since");
    printf(say_lang() == LANG_EN ? STR_FMT ": generation " STR_FMT ", since " STR_FMT "\n\n"
                                 : STR_FMT " : génération " STR_FMT ", depuis " STR_FMT "\n\n",
           STR_ARG(jv_get_str(doc, "jurisdiction")), STR_ARG(generation), STR_ARG(since));
}

static int print_status(struct arena *arena, const struct jv *doc)
{
    const struct jv *services = jv_get(doc, "services");
    size_t n = services ? services->count : 0;
    struct table t = {.arena = arena, .rows = arena_zalloc(arena, n + 1, sizeof *t.rows)};
    if (!t.rows)
        return EXIT_BAD;
    add_heads(&t);
    for (size_t i = 0; i < n; i++)
        add_service(&t, &services->items[i]);
    print_head(doc);
    for (size_t i = 0; i < t.count; i++) {
        for (size_t k = 0; k < COLUMNS; k++)
            print_cell(&t, i, k);
        putchar('\n');
        if (i)
            print_failure(&services->items[i - 1]);
    }
    print_left_out(doc);
    print_notices(jv_get(doc, "notices"));
    return EXIT_GOOD;
}

/* --- The command ------------------------------------------------------------------------------ */

static int print_json(struct arena *arena, const struct jv *doc)
{
    struct buf b = buf_in(arena);
    struct jw w = {.out = &b};
    jw_value(&w, doc);
    if (!b.failed)
        printf(STR_FMT "\n", STR_ARG(buf_str(&b)));
    return b.failed ? EXIT_BAD : EXIT_GOOD;
}

static int status_of(struct admin_client *client, bool json)
{
    struct arena arena = {0};
    const struct jv *doc;
    int status = EXIT_BAD;
    client->arena = &arena;
    if (admin_ask(client, "GET", "status", STR(""), &doc))
        status = json ? print_json(&arena, doc) : print_status(&arena, doc);
    arena_free(&arena);
    return status;
}

int cmd_status(int argc, char **argv)
{
    struct admin_client client = {.key = getenv("GUICHET_KEY")};
    const char *format = "text";
    const struct option_row rows[] = {
        {"--server", OPTION_TEXT, &client.server, "URL", false,
         TEXT("le serveur en marche (http://127.0.0.1:8311)",
              "the running server (http://127.0.0.1:8311)")},
        {"--key", OPTION_TEXT, &client.key, "KEY", false,
         TEXT("une clé de rôle admin (sinon GUICHET_KEY)",
              "a key of role admin (else GUICHET_KEY)")},
        {"--jurisdiction", OPTION_TEXT, &client.jurisdiction, "ID", false,
         TEXT("laquelle, quand le serveur en a plusieurs",
              "which one, when the server has several")},
        {"--format", OPTION_TEXT, &format, "text|json", false,
         TEXT("pour des yeux ou pour un programme (text)", "for eyes or for a program (text)")},
    };
    const struct usage usage = {
        "status",
        "",
        0,
        0,
        TEXT("Montre chaque service tel qu’il est en vigueur : sa version, depuis quand son texte "
             "l’est, et ce que font ses fonctions depuis le démarrage ou depuis cette date : "
             "appels, fautes, temps (la moitié des appels, puis 99 sur 100, en prennent moins), "
             "mémoire, dernière faute avec sa ligne. Puis ce qui est hors service, et ce dont il "
             "faut s’occuper.\nCode de sortie : 0 montré ; 1 pas de réponse ; 2 mauvais emploi.",
             "Shows each service as it is in force: its version, since when its text is, and what "
             "its functions have done since the start or since that date: calls, errors, time "
             "(half of the calls, then 99 in 100, take less), memory, the last error with its "
             "line. Then what is out of order, and what needs attention.\nExit status: 0 shown; 1 "
             "no answer; 2 wrong usage."),
        rows,
        sizeof rows / sizeof *rows};
    int count, status = options_read(&usage, argc, argv, &count);
    if (status >= 0)
        return status;
    bool json = str_eq(str_c(format), STR("json"));
    if (json || str_eq(str_c(format), STR("text")))
        return status_of(&client, json);
    say("--format est text ou json, non « %s »", "--format is text or json, not \"%s\"", format);
    return EXIT_USAGE;
}
