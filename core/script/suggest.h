/* "Did you mean …?": the candidate nearest to a word, if it is near enough to be a slip. */
#ifndef SCRIPT_SUGGEST_H
#define SCRIPT_SUGGEST_H

#include "base/str.h"

/* Zero plus a word is a valid start; after the last suggest_try, `best` is empty or the answer. */
struct suggest {
    struct str word, best;
    size_t distance; /* of best; meaningless while best is empty */
};

void suggest_try(struct suggest *s, struct str candidate);

#endif
