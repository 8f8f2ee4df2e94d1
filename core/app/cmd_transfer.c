/* guichet export, import: the log as lines of JSON, out and back in. */
#include "app/command.h"
#include "app/say.h"
#include "domain/transfer.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static enum err write_lines(void *self, struct str bytes)
{
    FILE *out = self;
    return fwrite(bytes.p, 1, bytes.n, out) == bytes.n ? ERR_OK : err_from_errno(errno);
}

static int run_export(const char *dir, bool secrets)
{
    struct store *store;
    const struct store_options options = {.dir = dir, .read_only = true};
    enum err e = store_lmdb_open(&store, &options);
    if (e) {
        say_err(dir, e);
        return EXIT_BAD;
    }
    const struct transfer_options how = {.secrets = secrets};
    const struct transfer_sink to = {write_lines, stdout};
    e = transfer_export(store, &how, &to);
    store_close(store);
    if (!e && fflush(stdout))
        e = err_from_errno(errno);
    if (e)
        say_err("export", e);
    return e ? EXIT_BAD : EXIT_GOOD;
}

int cmd_export(int argc, char **argv)
{
    const char *dir = NULL, *format = "jsonl";
    bool secrets = false;
    const struct option_row rows[] = {
        {"--data", OPTION_TEXT, &dir, "DIR", true,
         TEXT("le dossier des données", "the data directory")},
        {"--format", OPTION_TEXT, &format, "jsonl", false,
         TEXT("lignes JSON, le seul format", "JSON lines, the only format")},
        {"--secrets", OPTION_FLAG, &secrets, NULL, false,
         TEXT("les condensés des clés d’API aussi", "the hashes of API keys as well")},
    };
    const struct usage usage = {
        "export",
        "",
        0,
        0,
        TEXT("Écrit le journal, les coordonnées et l’histoire des règles sur la sortie standard, "
             "une ligne JSON chacun, "
             "aussi "
             "à côté d’un serveur.\nLe fichier contient des renseignements personnels.",
             "Writes the log, the contacts and the history of rules to standard output, a JSON "
             "line each, also beside a "
             "server.\nThe file holds personal data."),
        rows,
        sizeof rows / sizeof *rows};
    int count, status = options_read(&usage, argc, argv, &count);
    if (status >= 0)
        return status;
    if (!str_eq(str_c(format), STR("jsonl"))) {
        say("--format : « %s » est inconnu ; il n’y a que jsonl",
            "--format: \"%s\" is unknown; there is only jsonl", format);
        return EXIT_USAGE;
    }
    return run_export(dir, secrets);
}

/* Lines of a file, each in the same growing buffer. */
struct line_reader {
    FILE *in;
    char *line;
    size_t cap;
};

static enum err read_line(void *self, struct str *out)
{
    struct line_reader *r = self;
    errno = 0;
    ssize_t n = getline(&r->line, &r->cap, r->in);
    if (n < 0)
        return errno ? err_from_errno(errno) : ERR_NOT_FOUND;
    if (n && r->line[n - 1] == '\n')
        n--;
    *out = str_of(r->line, (size_t)n);
    return ERR_OK;
}

static void print_import(enum err e, const struct transfer_report *r, const char *file)
{
    if (e && !text_empty(r->why))
        say("%s, ligne %lu : %.*s", "%s, line %lu: %.*s", file, r->lines,
            STR_ARG(text_in(r->why, say_lang())));
    else if (e == ERR_EXISTS)
        say("le dépôt n’est pas vide ; importez dans un dossier neuf",
            "the store is not empty; import into a new directory");
    else if (e)
        say_err(file, e);
    else if (say_lang() == LANG_EN)
        printf("requests: %lu, events: %lu, changes of rules: %lu\n", r->requests, r->events,
               r->changes);
    else
        printf("demandes : %lu, faits : %lu, changements de règles : %lu\n", r->requests, r->events,
               r->changes);
}

static int run_import(const char *dir, const char *file)
{
    struct store *store;
    struct line_reader reader = {.in = str_eq(str_c(file), STR("-")) ? stdin : fopen(file, "rb")};
    if (!reader.in) {
        say_err(file, err_from_errno(errno));
        return EXIT_BAD;
    }
    const struct store_options options = {.dir = dir, .create = true, .own = true};
    enum err e = store_lmdb_open(&store, &options);
    if (e) {
        say_err(dir, e);
    } else {
        struct arena arena = {0};
        struct transfer_report report = {0};
        const struct transfer_source from = {read_line, &reader};
        e = transfer_import(store, &from, &arena, &report);
        store_close(store);
        print_import(e, &report, file);
        arena_free(&arena);
    }
    free(reader.line);
    if (reader.in != stdin)
        fclose(reader.in);
    return e ? EXIT_BAD : EXIT_GOOD;
}

int cmd_import(int argc, char **argv)
{
    const char *dir = NULL;
    const struct option_row rows[] = {
        {"--data", OPTION_TEXT, &dir, "DIR", true, TEXT("un dossier neuf", "a new directory")}};
    const struct usage usage = {
        "import",
        "FILE",
        1,
        1,
        TEXT("Lit un export dans un dépôt vide ; « - » lit l’entrée standard.\nChaque fait doit "
             "suivre "
             "le précédent : la première faute arrête, avec sa ligne.",
             "Reads an export into an empty store; \"-\" reads standard input.\nEvery event must "
             "follow the one before: the first fault stops, with its line."),
        rows,
        1};
    int count, status = options_read(&usage, argc, argv, &count);
    return status >= 0 ? status : run_import(dir, argv[0]);
}
