/* Adding, subtracting and measuring around pauses: one pass over them, a table lookup for each. */
#include "domain/pause.h"

#include <stdlib.h>

static int by_start(const void *a, const void *b)
{
    int64_t x = ((const struct pause *)a)->from, y = ((const struct pause *)b)->from;
    return (x > y) - (x < y);
}

enum err pauses_union(struct pauses *p)
{
    size_t kept = 0;
    for (size_t i = 0; i < p->count; i++)
        if (p->items[i].to <= p->items[i].from)
            return ERR_BAD_PAUSE;
    if (p->count)
        qsort(p->items, p->count, sizeof *p->items, by_start);
    for (size_t i = 0; i < p->count; i++) {
        struct pause next = p->items[i];
        if (!kept || next.from > p->items[kept - 1].to)
            p->items[kept++] = next;
        else if (next.to > p->items[kept - 1].to)
            p->items[kept - 1].to = next.to;
    }
    p->count = kept;
    return ERR_OK;
}

/* --- The three operations, on working time or on all time ------------------------------------- */

static enum err add(const struct calendar *c, int64_t at, int64_t seconds, int64_t *out)
{
    if (c)
        return calendar_add(c, at, seconds, out);
    return __builtin_add_overflow(at, seconds, out) ? ERR_HORIZON : ERR_OK;
}

static enum err subtract(const struct calendar *c, int64_t at, int64_t seconds, int64_t *out)
{
    if (c)
        return calendar_subtract(c, at, seconds, out);
    return __builtin_sub_overflow(at, seconds, out) ? ERR_HORIZON : ERR_OK;
}

static enum err between(const struct calendar *c, int64_t a, int64_t b, int64_t *out)
{
    if (c)
        return calendar_between(c, a, b, out);
    *out = b > a ? b - a : 0;
    return ERR_OK;
}

/* --- Due -------------------------------------------------------------------------------------- */

enum err pauses_next(const struct calendar *c, int64_t at, const struct pauses *p, int64_t *out)
{
    enum err e = add(c, at, 0, &at);
    for (size_t i = 0; !e && i < p->count && p->items[i].from <= at; i++)
        if (at < p->items[i].to)
            e = add(c, p->items[i].to, 0, &at);
    *out = at;
    return e;
}

/* Whether the rest of a goal fits between `at` and the start of a pause. One that fits exactly
 * is consumed there, but while an open pause lasts it has no date. */
static enum err fits(const struct calendar *c, int64_t at, int64_t *left, struct pause p, bool *yes)
{
    int64_t room;
    enum err e = between(c, at, p.from, &room);
    if (e)
        return e;
    *yes = room > *left || (room == *left && room > 0 && p.to != PAUSE_OPEN);
    if (!*yes)
        *left -= room;
    return ERR_OK;
}

/* Passes all pauses before the end of the goal: *at and *left are then where it runs on. */
static enum err run_on(const struct calendar *c, int64_t *at, int64_t *left, const struct pauses *p,
                       bool *paused)
{
    for (size_t i = 0; i < p->count; i++) {
        struct pause next = p->items[i];
        bool done = false;
        if (next.to <= *at)
            continue;
        enum err e = next.from > *at ? fits(c, *at, left, next, &done) : ERR_OK;
        /* A pause beyond the table leaves the goal to end, or not, within it. */
        if (e || done)
            return e == ERR_HORIZON ? ERR_OK : e;
        if (next.to == PAUSE_OPEN)
            return (*paused = true, ERR_OK);
        *at = next.to;
    }
    return ERR_OK;
}

enum err pauses_due(const struct calendar *c, int64_t start, int64_t seconds,
                    const struct pauses *p, struct paused_due *out)
{
    int64_t at = start, left = seconds;
    *out = (struct paused_due){0};
    if (seconds < 0)
        return ERR_INVALID;
    enum err e = run_on(c, &at, &left, p, &out->paused);
    out->remaining = left;
    if (e || out->paused)
        return e;
    e = add(c, at, left, &out->due.due);
    return e ? e : pauses_next(c, out->due.due, p, &out->due.breach_at);
}

/* --- Backwards, and measuring ----------------------------------------------------------------- */

enum err pauses_subtract(const struct calendar *c, int64_t at, int64_t seconds,
                         const struct pauses *p, int64_t *out)
{
    int64_t left = seconds, room;
    if (seconds < 0)
        return ERR_INVALID;
    for (size_t i = p->count; left && i-- > 0;) {
        struct pause last = p->items[i];
        if (last.from >= at)
            continue;
        if (last.to < at) {
            enum err e = between(c, last.to, at, &room);
            if (e == ERR_HORIZON || (!e && room >= left))
                break;
            if (e)
                return e;
            left -= room;
        }
        at = last.from;
    }
    return subtract(c, at, left, out);
}

enum err pauses_between(const struct calendar *c, int64_t a, int64_t b, const struct pauses *p,
                        int64_t *out)
{
    enum err e = between(c, a, b, out);
    for (size_t i = 0; !e && i < p->count; i++) {
        int64_t from = p->items[i].from > a ? p->items[i].from : a;
        int64_t to = p->items[i].to < b ? p->items[i].to : b;
        int64_t pause = 0;
        if (from < to)
            e = between(c, from, to, &pause);
        *out -= pause;
    }
    return e;
}
