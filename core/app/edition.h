/* An edition: one generation of every borough that the process serves, and the catalogue of them.
 *
 * Immutable and counted; the last release frees it. What is in force is one pointer in a press:
 * swapping it is all that activating does. Whoever began under the old edition holds it. */
#ifndef APP_EDITION_H
#define APP_EDITION_H

#include "script/generation.h"

#include <pthread.h>

struct edition {
    _Atomic unsigned holders;
    struct catalogue catalogue;      /* its number grows with every edition of a press */
    struct generation **generations; /* in the order of the catalogue */
};

struct press {
    pthread_mutex_t lock; /* guards current */
    struct edition *current;
    _Atomic uint64_t number; /* of current: a look at it spares the lock */
};

void press_open(struct press *p); /* with nothing in force */
void press_close(struct press *p);

/* Puts these generations in force, and takes over what the caller holds of them (unless it fails).
 * ERR_NOMEM. */
enum err press_issue(struct press *p, struct generation **generations, size_t count);
/* The same with one generation in the place of the one of that index. Only one thread issues. */
enum err press_replace(struct press *p, size_t index, struct generation *g);

struct edition *press_hold(struct press *p); /* the one in force */
void edition_release(struct edition *e);     /* may be NULL */

#endif
