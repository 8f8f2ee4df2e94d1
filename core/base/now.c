/* The real clock, or one that stands still until it is moved. */
#include "base/now.h"

#include <time.h>

int64_t now_seconds(const struct now *now)
{
    if (now->held)
        return atomic_load_explicit(&now->at, memory_order_acquire);
    struct timespec t;
    clock_gettime(CLOCK_REALTIME, &t);
    return t.tv_sec;
}

enum err now_move(struct now *now, int64_t to)
{
    if (!now->held)
        return ERR_UNSUPPORTED;
    int64_t at = atomic_load(&now->at);
    do
        if (to < at)
            return ERR_INVALID;
    while (!atomic_compare_exchange_weak(&now->at, &at, to));
    return ERR_OK;
}

uint64_t now_ticks_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000000u + (uint64_t)t.tv_nsec / 1000u;
}
