/* Running a verb of the domain and committing what it decided.
 *
 * The answer is built before the commit and sent only after it. When somebody else committed first
 * the verb runs again on the new state, a few times. With an Idempotency-Key the answer is kept in
 * the same batch, and a retry gets it again. */
#ifndef API_ACT_H
#define API_ACT_H

#include "api/call.h"

struct action {
    /* The verb, on the state as it is now; may run several times. */
    enum err (*run)(struct call *c, void *input, struct change *out);
    /* Fills the response from what the verb decided. */
    enum err (*answer)(struct call *c, const struct change *change);
    /* ERR_EXISTS of the verb is no error: change->after is the request of long ago; the answer is
     * given and nothing is committed. */
    bool repeats;
};

/* Within a handler: ERR_OK when the response is filled or the call is pending. `version` is what
 * the client expects (If-Match), 0 when it does not say: with it a conflict is final, 412. */
enum err act(struct call *c, const struct action *action, void *input, uint32_t version);

/* Reads If-Match into *version, 0 when there is none. false: it can never match; the response is
 * filled. */
bool act_if_match(struct call *c, uint32_t *version);

#endif
