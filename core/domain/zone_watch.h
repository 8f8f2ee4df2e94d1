/* Which tzdata the open due dates of a jurisdiction were computed with: so that a process that
 * starts with another one notices, and the law of a zone does not change in silence (b6). */
#ifndef DOMAIN_ZONE_WATCH_H
#define DOMAIN_ZONE_WATCH_H

#include "domain/jurisdiction.h"
#include "store/store.h"

/* The version that the store keeps ("2025b"), in the arena; empty: none yet. */
enum err zone_watch_read(struct arena *arena, struct snap *snap, const struct jurisdiction *j,
                         struct str *out);
/* Whether it is another than the one in force; *was is then what it was. */
enum err zone_watch_changed(struct arena *arena, struct snap *snap, const struct jurisdiction *j,
                            bool *changed, struct str *was);
/* From now on all open dates are of the version in force: nothing was open, or all were computed
 * anew. */
void zone_watch_put(struct batch *batch, const struct jurisdiction *j);

#endif
