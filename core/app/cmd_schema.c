/* guichet schema: the language of plugins, told to editors and other programs. */
#include "app/command.h"
#include "app/say.h"
#include "script/annotate.h"
#include "script/json_schema.h"

static int print(const char *command, void (*write)(struct buf *b))
{
    struct buf b = {0};
    write(&b);
    bool written = !b.failed && fwrite(b.p, 1, b.n, stdout) == b.n && !fflush(stdout);
    if (!written)
        say_err(command, b.failed ? ERR_NOMEM : ERR_IO);
    buf_free(&b);
    return written ? EXIT_GOOD : EXIT_BAD;
}

int cmd_schema_lua(int argc, char **argv)
{
    const struct usage usage = {
        "schema lua",
        "",
        0,
        0,
        TEXT(
            "Imprime les annotations du langage des services, pour un éditeur qui parle au Lua "
            "Language Server (plugins/guichet.d.lua).\nCode de sortie : 0.",
            "Prints the annotations of the services' language, for an editor that talks to the Lua "
            "Language Server (plugins/guichet.d.lua).\nExit status: 0."),
        NULL,
        0};
    int count, status = options_read(&usage, argc, argv, &count);
    if (status >= 0)
        return status;
    return print(usage.command, annotate);
}

int cmd_schema_plugin(int argc, char **argv)
{
    const struct usage usage = {
        "schema plugin",
        "",
        0,
        0,
        TEXT("Imprime le schéma JSON (2020-12) de la table d’un service (schemas/plugin.json).\n"
             "Code de sortie : 0.",
             "Prints the JSON Schema (2020-12) of a service's table (schemas/plugin.json).\n"
             "Exit status: 0."),
        NULL,
        0};
    int count, status = options_read(&usage, argc, argv, &count);
    if (status >= 0)
        return status;
    return print(usage.command, json_schema);
}
