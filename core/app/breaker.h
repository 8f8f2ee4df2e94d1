/* The circuit breaker: rules whose functions keep failing are rolled back by the server itself.
 *
 * A failed function has lost nothing: its request is stored and flagged. Too many of them in one
 * window say that the rules in force are worse than those before. */
#ifndef APP_BREAKER_H
#define APP_BREAKER_H

#include "app/life.h"

enum { BREAKER_FAILURES = 50, BREAKER_SECONDS = 300, BREAKER_BOROUGHS = 100 };

struct breaker {
    struct breaker_window {
        char generation[BUNDLE_NAME_TEXT]; /* whose failures are counted */
        uint64_t errors;                   /* so far, when the window began */
        uint64_t began_us;
        bool told; /* there was nothing to go back to: said once */
    } windows[BREAKER_BOROUGHS];
};

/* `errors` of the generation in force since it is: in the workshop's stead, so it may block. */
void breaker_look(struct breaker *b, struct life *l, struct log *log, size_t borough,
                  const struct jurisdiction *j, uint64_t errors);

#endif
