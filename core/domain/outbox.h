/* Messages to be sent: what somebody is to hear, put into the batch of what it is about, so that
 * neither is there without the other. Transports read them in the order of their commits, send, and
 * delete all but the last (store.h, batch_append); at least once is their promise, not exactly
 * once, so that each message says which event it came from. */
#ifndef DOMAIN_OUTBOX_H
#define DOMAIN_OUTBOX_H

#include "domain/desk.h"

struct message {
    uint64_t cursor;  /* of its jurisdiction's outbox; not stored in it */
    uint64_t request; /* 0: it is about the rules, and there is no event and no kind */
    uint32_t event;   /* its number */
    enum instant_kind kind;
    struct str to;   /* "lead"; empty: whoever the request is assigned to, or its team */
    int64_t at;      /* when it was put */
    int64_t planned; /* when it came due: earlier, when nobody served meanwhile */
    struct text text;
};

/* The message of a firing. ERR_NOMEM. */
enum err outbox_put(struct batch *batch, struct arena *arena, const struct jurisdiction *j,
                    const struct request *r, const struct event *e);

/* A message about the rules of a borough, to whoever administers it ("admin"). ERR_NOMEM. */
enum err outbox_alert(struct batch *batch, const struct jurisdiction *j, int64_t at,
                      struct text text);

/* Up to `limit` (≥ 1) messages after that cursor; copied to the arena. Inside desk_look. */
enum err outbox_read(struct desk *d, struct arena *arena, const struct jurisdiction *j,
                     uint64_t after, size_t limit, struct message **out, size_t *count);

#endif
