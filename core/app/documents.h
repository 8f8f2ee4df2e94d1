/* Reads the folder of the API's description. */
#ifndef APP_DOCUMENTS_H
#define APP_DOCUMENTS_H

#include "api/documents.h"

/* Every NAME.json of the folder, in the arena; none when `dir` is NULL or not there. ERR_NOMEM;
 * ERR_TOO_LARGE, ERR_DENIED, ERR_IO, ERR_SYSTEM for a file that cannot be read. */
enum err documents_read(struct arena *arena, const char *dir, struct documents *out);

#endif
