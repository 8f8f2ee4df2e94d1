/* Idempotency keys: a retried POST gets the first answer, also after a crash.
 *
 * The answer is stored in the same batch as the change it answers, so there is never one without
 * the other. It is kept under the day (UTC) it was given and honoured for 24 hours; each keeper
 * also sweeps a few that are older. */
#ifndef DOMAIN_IDEMPOTENCY_H
#define DOMAIN_IDEMPOTENCY_H

#include "domain/desk.h"

enum { IDEMPOTENCY_KEY_MAX = 255, IDEMPOTENCY_SECONDS = 24 * 3600 };

/* Names one attempt: who (key name), where (method and path), the client's key. And what was sent,
 * so that the same key with another body is refused. */
struct idempotency {
    unsigned char id[32], body[32];
};

struct idempotency idempotency_of(struct str actor, struct str route, struct str key,
                                  struct str body);

struct kept_answer {
    int status;
    struct str content_type, body;
    struct str token, location, etag; /* headers that belong to the answer; may be empty */
};

/* ERR_NOT_FOUND: a first attempt. ERR_CONFLICT: the key was used for something else. */
enum err idempotency_find(struct desk *d, struct arena *arena, const struct idempotency *i,
                          struct kept_answer *out);
/* Adds the answer to the batch, expecting that no other attempt has kept one meanwhile. */
enum err idempotency_keep(struct desk *d, struct batch *batch, const struct idempotency *i,
                          const struct kept_answer *answer);

#endif
