/* Reads openapi.json and the schemas beside it, once, at the start. */
#include "app/documents.h"

#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>

enum { DOCUMENT_MAX = 4 << 20 };

static const struct str suffix = {".json", 5};

static int is_document(const struct dirent *entry)
{
    struct str name = str_c(entry->d_name);
    return name.n > suffix.n && name.p[0] != '.' && str_ends(name, suffix);
}

static enum err read_one(struct arena *arena, const char *dir, struct str file,
                         struct document *out)
{
    struct str path = arena_printf(arena, "%s/" STR_FMT, dir, STR_ARG(file));
    struct str name = arena_str(arena, str_first(file, file.n - suffix.n)), text;
    if (!path.p || !name.p)
        return ERR_NOMEM;
    enum err e = file_read(arena, path.p, DOCUMENT_MAX, &text);
    return e ? e : document_make(arena, name, text, out);
}

enum err documents_read(struct arena *arena, const char *dir, struct documents *out)
{
    struct dirent **entries = NULL;
    *out = (struct documents){0};
    int n = dir ? scandir(dir, &entries, is_document, alphasort) : 0;
    if (n < 0)
        return errno == ENOENT ? ERR_OK : err_from_errno(errno);
    enum err e = ERR_OK;
    out->items = ARENA_ARRAY(arena, struct document, (size_t)n);
    if (n && !out->items)
        e = ERR_NOMEM;
    for (int i = 0; i < n; i++) {
        if (!e)
            e = read_one(arena, dir, str_c(entries[i]->d_name), &out->items[out->count]);
        if (!e)
            out->count++;
        free(entries[i]);
    }
    free(entries);
    return e;
}
