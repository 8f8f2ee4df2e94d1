/* What came in, read before a resource sees it: language, format, query, body. */
#ifndef API_INPUT_H
#define API_INPUT_H

#include "api/call.h"

/* At the head: the query, the language, the format; a multipart body gets its reader.
 * ERR_INVALID, ERR_NOT_FOUND (no such format), ERR_UNSUPPORTED (body of a foreign type),
 * ERR_TOO_LARGE (too many fields). */
enum err input_head(struct call *c);
/* Once the body is there: the form, or the JSON object. */
enum err input_body(struct call *c);
/* For paths that no route serves, and for what was refused: how to say so. */
void input_manner(struct call *c);

#endif
