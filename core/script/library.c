/* Texts given, then folders. */
#include "script/library.h"

#include "base/file.h"

#define SHARED "core/"

struct str library_shared(struct arena *arena, struct str name)
{
    return arena_printf(arena, SHARED STR_FMT, STR_ARG(name));
}

static enum err read_folder(struct library *l, struct str path, size_t max, struct str *out)
{
    bool shared = str_starts(path, STR(SHARED));
    const char *folder = shared ? l->plugins : l->dir;
    if (!folder)
        return ERR_NOT_FOUND;
    struct str file = shared ? str_from(path, sizeof SHARED - 1) : path;
    struct str name = arena_printf(l->seen.arena, "%s/" STR_FMT, folder, STR_ARG(file));
    return name.p ? file_read(l->seen.arena, name.p, max, out) : ERR_NOMEM;
}

/* Texts given are copied: what is seen outlives them. */
static enum err look_up(struct library *l, struct str path, size_t max, struct str *out)
{
    const struct bundle_text *given = l->texts ? bundle_find(l->texts, path) : NULL;
    if (!given)
        return read_folder(l, path, max, out);
    if (given->text.n > max)
        return ERR_TOO_LARGE;
    *out = arena_str(l->seen.arena, given->text);
    return out->p ? ERR_OK : ERR_NOMEM;
}

enum err library_text(struct library *l, struct str path, size_t max, struct str *out)
{
    const struct bundle_text *seen = bundle_find(&l->seen, path);
    if (seen)
        return *out = seen->text, seen->text.n > max ? ERR_TOO_LARGE : ERR_OK;
    if (!bundle_path_valid(path))
        return ERR_INVALID;
    struct str own = arena_str(l->seen.arena, path);
    if (!own.p)
        return ERR_NOMEM;
    enum err e = look_up(l, own, max, out);
    return e ? e : bundle_put(&l->seen, own, *out);
}
