/* Reading a whole file, and its name from the root. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/arena.h"
#include "base/err.h"

/* The bytes of the file, in the arena. ERR_TOO_LARGE beyond `max` bytes; ERR_NOT_FOUND, ERR_DENIED,
 * ERR_IO, ERR_SYSTEM as the system says; ERR_NOMEM. "-" is standard input. */
enum err file_read(struct arena *arena, const char *path, size_t max, struct str *out);

/* From the root, by its letters alone: without "." and "..", doubled or last slashes; it need not
 * be there. .p is NULL when out of memory, or when the working directory is gone. */
struct str file_absolute(struct arena *arena, const char *path);

#endif
