/* A bundle: every text that a borough is made of, by its path, away from any folder.
 *
 * A path says whose the text is. The borough's own stand as they do in its folder:
 * "jurisdiction.lua", "territory.geojson", "services/tree-branch/service.lua". What it shares with
 * others stands under "core/": "core/pothole/service.lua", "core/calendars/quebec.lua". From a
 * bundle alone the same rules are made on any machine, so its hash is the name of what it makes.
 *
 * Paths and texts live in the arena, or longer: neither is copied. */
#ifndef DOMAIN_BUNDLE_H
#define DOMAIN_BUNDLE_H

#include "base/arena.h"
#include "base/err.h"

enum {
    BUNDLE_HASH_BYTES = 32, /* SHA-256 */
    BUNDLE_NAME_TEXT = 13,  /* the first twelve hexadecimal digits of it, and a NUL */
    BUNDLE_PATH_MAX = 200,
    BUNDLE_TEXTS_MAX = 1000,
    BUNDLE_TEXT_MAX = 16 * 1024 * 1024,
};

struct bundle_text {
    struct str path, text;
};

struct bundle {
    struct arena *arena;
    struct bundle_text *items; /* in the order in which they came */
    size_t count, cap;
};

static inline struct bundle bundle_in(struct arena *arena)
{
    return (struct bundle){.arena = arena};
}

/* Relative, within the folder, of letters that need no quoting. */
bool bundle_path_valid(struct str path);
/* Adds a text, or puts it in the place of the one of that path. ERR_INVALID: no such path can be;
 * ERR_TOO_LARGE; ERR_NOMEM. */
enum err bundle_put(struct bundle *b, struct str path, struct str text);
/* The text of that path, or NULL. */
const struct bundle_text *bundle_find(const struct bundle *b, struct str path);
/* Of both: those of `over` in the place of those of `under`. */
enum err bundle_join(struct bundle *out, const struct bundle *under, const struct bundle *over);

/* SHA-256 over the texts sorted by path: of each "LENGTH:" and its path, "LENGTH:" and its text.
 * ERR_NOMEM. */
enum err bundle_hash(const struct bundle *b, unsigned char out[static BUNDLE_HASH_BYTES]);
/* How people and headers say a hash. */
void bundle_name(char out[static BUNDLE_NAME_TEXT],
                 const unsigned char hash[static BUNDLE_HASH_BYTES]);

#endif
