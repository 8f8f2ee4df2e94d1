/* A service laid flat: every value that it is made of, by its path, with the file and line that set
 * it.
 *
 * Paths are made of keys and of the names of things: "clocks.resolution.rules.big.goal". A list of
 * things that have names is itself a value, their names in order: for rules, order decides. Two
 * services laid flat can be compared, value by value: what a person reads before approving. */
#ifndef SCRIPT_FLAT_H
#define SCRIPT_FLAT_H

#include "base/arena.h"
#include "base/err.h"

struct node;
struct sources;
struct generation;

struct leaf {
    struct str path;
    struct str value; /* as it would be written; of a function: its text */
    struct str where; /* "core/pothole/service.lua:93" */
};

struct flat {
    struct leaf *items; /* in the order of the description */
    size_t count;
};

/* services[i] of the generation; the borough's settings stand behind the defaults they replace.
 * ERR_NOMEM. */
enum err flat_service(struct arena *arena, const struct generation *g, size_t i, struct flat *out);

const struct leaf *flat_find(const struct flat *flat, struct str path);

struct difference {
    const struct leaf *before, *after; /* NULL: it was not, or is no more, there */
};

struct differences {
    struct difference *items; /* in the order of `after`; then what is gone */
    size_t count;
};

/* ERR_NOMEM. Leaves are pointed at, not copied; `before` may be empty. */
enum err flat_compare(struct arena *arena, const struct flat *before, const struct flat *after,
                      struct differences *out);

#endif
