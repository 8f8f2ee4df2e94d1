/* Where the texts of a borough are looked up, by the paths of domain/bundle.h, and which of them
 * were asked for.
 *
 * Texts given come first: a stored bundle, or one text that nobody has saved yet. What is not
 * there is read from the folders, when there are any. */
#ifndef SCRIPT_LIBRARY_H
#define SCRIPT_LIBRARY_H

#include "domain/bundle.h"

struct library {
    const char *dir;            /* the borough's folder; NULL: only texts given */
    const char *plugins;        /* the folder of what is shared; NULL: only texts given */
    const struct bundle *texts; /* given; may be NULL */
    struct bundle seen;         /* all that was found so far; its arena holds the texts */
};

/* The text of that path, in the arena of `seen`. ERR_NOT_FOUND; ERR_TOO_LARGE beyond max;
 * ERR_INVALID: no such path can be; ERR_DENIED, ERR_IO, ERR_SYSTEM as base/file.h. ERR_NOMEM. */
enum err library_text(struct library *l, struct str path, size_t max, struct str *out);

/* The path of a shared file: "core/" and its name. .p is NULL when out of memory. */
struct str library_shared(struct arena *arena, struct str name);

#endif
