/* The product-limit estimator: one pass over the sorted lives. */
#include "domain/survival.h"

#include <stdlib.h>

/* At the same age those that ended come first: the others lived at least as long. */
static int by_length(const void *a, const void *b)
{
    const struct lifetime *x = a, *y = b;
    if (x->seconds != y->seconds)
        return x->seconds < y->seconds ? -1 : 1;
    return y->ended - x->ended;
}

enum err survival_build(struct arena *arena, struct lifetime *lives, size_t count,
                        struct survival *out)
{
    double left = 1;
    *out =
        (struct survival){.steps = ARENA_ARRAY(arena, struct survival_step, count), .count = count};
    if (!out->steps)
        return ERR_NOMEM;
    if (count)
        qsort(lives, count, sizeof *lives, by_length);
    for (size_t i = 0; i < count; i++) {
        if (!lives[i].ended)
            continue;
        left *= 1 - 1 / (double)(count - i);
        bool same = out->step_count && out->steps[out->step_count - 1].at == lives[i].seconds;
        out->steps[same ? out->step_count - 1 : out->step_count++] =
            (struct survival_step){lives[i].seconds, left};
        out->ended++;
    }
    return ERR_OK;
}

double survival_beyond(const struct survival *s, int64_t t)
{
    size_t low = 0, high = s->step_count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (s->steps[middle].at <= t)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? s->steps[low - 1].left : 1;
}

bool survival_given(const struct survival *s, int64_t age, int64_t t, double *out)
{
    double now = survival_beyond(s, age);
    *out = 1;
    if (t <= age)
        return true;
    if (now <= 0)
        return false;
    *out = survival_beyond(s, t) / now;
    return true;
}

bool survival_quantile(const struct survival *s, double share, int64_t *out)
{
    const double rounding = 1e-9; /* of a product of many factors */
    for (size_t i = 0; i < s->step_count; i++)
        if (s->steps[i].left <= 1 - share + rounding) {
            *out = s->steps[i].at;
            return true;
        }
    return false;
}
