/* The difference that a change of rules makes, shown to the person who makes it, and what they say
 * to it. */
#ifndef APP_APPROVE_H
#define APP_APPROVE_H

#include "script/compare.h"

struct approval {
    const char *words; /* upgrades approved beforehand, "core/pothole@1.3.0,core/graffiti@2.0.0" */
    bool yes;          /* nobody is asked */

    struct str *names; /* filled: what is approved */
    size_t count;
};

/* Prints what changes. On a terminal, unless `yes`, asks whether each upgrade that nobody has
 * approved yet is, then whether to go on. Elsewhere it goes on: what is not approved, the server
 * refuses. False: no, and nothing is to be done; it has been said. */
bool approve_changes(struct arena *arena, const struct comparison *c, struct approval *a);

#endif
