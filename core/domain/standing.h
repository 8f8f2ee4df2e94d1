/* Since when each service's text has been in force: a change of the rules that leaves a service as
 * it is leaves it its date. The dates are recorded with the change, so that a restart knows them.
 */
#ifndef DOMAIN_STANDING_H
#define DOMAIN_STANDING_H

#include "domain/history.h"
#include "domain/jurisdiction.h"

/* Writes the services of `j` into the change, dated from the change before where that had the same
 * text. The lists are in the arena. ERR_NOMEM. */
enum err standing_record(struct arena *arena, const struct rules_change *before,
                         const struct jurisdiction *j, struct rules_change *change);
/* Dates `j` and its services as the change has them, before it is shared; the arena is its own. */
enum err standing_apply(struct arena *arena, const struct rules_change *change,
                        struct jurisdiction *j);

#endif
