/* The time of day, as a thing that is handed over, so that a test can own it.
 *
 * The domain never asks the system for the time: it is given a `struct now`. A held clock stands
 * still and moves only by now_move; the real one follows CLOCK_REALTIME. Safe from any thread. */
#ifndef BASE_NOW_H
#define BASE_NOW_H

#include "base/err.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

struct now {
    bool held;
    _Atomic int64_t at; /* when held: seconds since 1970-01-01T00:00:00Z */
};

int64_t now_seconds(const struct now *now); /* UTC seconds since 1970 */
/* Moves a held clock forward; ERR_INVALID if it would go back, ERR_UNSUPPORTED if not held. */
enum err now_move(struct now *now, int64_t to);

/* Microseconds of a clock that never jumps, for measuring; unrelated to the time of day. */
uint64_t now_ticks_us(void);

#endif
