/* The policy of a clock as JSON, member by member as a plugin writes it (schemas/service.json). */
#ifndef API_POLICY_JSON_H
#define API_POLICY_JSON_H

#include "base/json.h"
#include "domain/policy.h"

/* Members of an object that is open: pauses, windows, reopen, met_by, steps. */
void policy_put(struct jw *w, const struct policy *p);

#endif
