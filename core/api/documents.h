/* What describes the API to programs: openapi.json, and the schemas that it refers to.
 *
 * They are served beside each other, as they lie in their folder, so that a reference from one to
 * another ("problem.json") leads there. The app floor reads them (app/documents.h). */
#ifndef API_DOCUMENTS_H
#define API_DOCUMENTS_H

#include "base/arena.h"
#include "base/err.h"

struct document {
    struct str name; /* without ".json" */
    struct str text;
    struct str etag; /* quoted; by the text, so that it outlives a restart */
};

struct documents {
    struct document *items;
    size_t count;
};

/* Makes the document of a name and a text, both of which must outlive it. ERR_NOMEM. */
enum err document_make(struct arena *arena, struct str name, struct str text, struct document *out);

#endif
