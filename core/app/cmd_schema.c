/* guichet schema lua: what editors need to know of the language of plugins. */
#include "app/command.h"
#include "app/say.h"
#include "script/annotate.h"

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
    struct buf b = {0};
    annotate(&b);
    bool written = !b.failed && fwrite(b.p, 1, b.n, stdout) == b.n && !fflush(stdout);
    if (!written)
        say_err("schema lua", b.failed ? ERR_NOMEM : ERR_IO);
    buf_free(&b);
    return written ? EXIT_GOOD : EXIT_BAD;
}
