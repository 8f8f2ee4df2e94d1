/* Speaking to /api/v1/admin of a running server, for the commands that change or try rules there.
 */
#ifndef APP_ADMIN_CLIENT_H
#define APP_ADMIN_CLIENT_H

#include "base/json.h"
#include "domain/bundle.h"

struct admin_client {
    struct arena *arena;
    const char *server;       /* NULL: http://127.0.0.1:8311 */
    const char *key;          /* NULL: none */
    const char *jurisdiction; /* its id; NULL: the only one */
    const char *expects;      /* the generation that must be in force; NULL: any */
    bool without;             /* what is asked could be done without a server, by --data */
};

/* Asks for /api/v1/admin/WHAT. False: it has been said what went wrong. *out, which may be NULL, is
 * the answer; NULL when it has no body. */
bool admin_ask(const struct admin_client *c, const char *method, const char *what, struct str body,
               const struct jv **out);
/* The member "texts" of a body. */
void admin_put_texts(struct jw *w, const struct bundle *texts);

#endif
