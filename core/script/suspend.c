/* Strikes and sleeps. */
#include "script/suspend.h"

bool suspend_asleep(const struct suspension *s, int64_t now)
{
    return now < s->until && now >= s->until - (int64_t)s->seconds;
}

void suspend_exhausted(struct suspension *s, int64_t now)
{
    if (s->strikes < SUSPEND_STRIKES)
        s->strikes++;
    if (s->strikes < SUSPEND_STRIKES)
        return;
    s->seconds = s->seconds ? 2 * s->seconds : 1;
    if (s->seconds > SUSPEND_SECONDS_MAX)
        s->seconds = SUSPEND_SECONDS_MAX;
    s->until = now + (int64_t)s->seconds;
}

void suspend_answered(struct suspension *s)
{
    if (s->strikes)
        s->strikes--;
    if (!s->strikes)
        s->seconds = 0;
}
