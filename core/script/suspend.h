/* A function that keeps using up its budget is not asked for a growing while.
 *
 * Each time it costs its thread some milliseconds, in which others wait, and its request falls back
 * all the same. After SUSPEND_STRIKES times it sleeps for a second. Then one call tries it: if that
 * uses up its budget too, the sleep is twice as long, up to SUSPEND_SECONDS_MAX; if it answers, it
 * is asked again, and every answer takes one strike back.
 *
 * Time is the question's own `now`: a test moves it. A clock that was set back wakes it. */
#ifndef SCRIPT_SUSPEND_H
#define SCRIPT_SUSPEND_H

#include <stdbool.h>
#include <stdint.h>

enum { SUSPEND_STRIKES = 3, SUSPEND_SECONDS_MAX = 64 };

struct suspension { /* of one function on one thread; zero is a valid start */
    unsigned strikes, seconds;
    int64_t until;
};

bool suspend_asleep(const struct suspension *s, int64_t now);
void suspend_exhausted(struct suspension *s, int64_t now);
void suspend_answered(struct suspension *s);

#endif
