/* Reading a whole file. */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include "base/arena.h"
#include "base/err.h"

/* The bytes of the file, in the arena. ERR_TOO_LARGE beyond `max` bytes; ERR_NOT_FOUND, ERR_DENIED,
 * ERR_IO, ERR_SYSTEM as the system says; ERR_NOMEM. "-" is standard input. */
enum err file_read(struct arena *arena, const char *path, size_t max, struct str *out);

#endif
