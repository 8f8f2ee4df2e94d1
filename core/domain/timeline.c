/* Goals over several calendars and pauses: seconds by measure, days one by one. */
#include "domain/timeline.h"

#include "base/date.h"
#include "domain/worktime.h"

static bool in_seconds(struct goal g)
{
    return g.unit == UNIT_BUSINESS_SECONDS || g.unit == UNIT_ELAPSED_SECONDS;
}

static bool counts_business(struct goal g)
{
    return g.unit == UNIT_BUSINESS_SECONDS || g.unit == UNIT_BUSINESS_DAYS;
}

/* What the pauses are measured with: NULL is all time. */
static const struct calendar *measuring(const struct timeline *t, size_t leg)
{
    return counts_business(t->goal) ? t->legs[leg].calendar : NULL;
}

static int64_t leg_start(const struct timeline *t, size_t leg)
{
    int64_t from = t->legs[leg].from;
    return leg && from > t->start ? from : t->start;
}

static int64_t leg_end(const struct timeline *t, size_t leg)
{
    return leg + 1 < t->leg_count ? leg_start(t, leg + 1) : INT64_MAX;
}

/* --- Seconds ---------------------------------------------------------------------------------- */

static enum err due_seconds(const struct timeline *t, struct paused_due *out)
{
    int64_t left = t->goal.amount, room;
    size_t leg = 0;
    for (; leg + 1 < t->leg_count; leg++) {
        enum err e = pauses_between(measuring(t, leg), leg_start(t, leg), leg_end(t, leg),
                                    &t->pauses, &room);
        if (e)
            return e;
        if (room >= left)
            break;
        left -= room;
    }
    return pauses_due(measuring(t, leg), leg_start(t, leg), left, &t->pauses, out);
}

enum err timeline_consumed(const struct timeline *t, int64_t at, int64_t *out)
{
    *out = 0;
    for (size_t leg = 0; leg < t->leg_count; leg++) {
        int64_t end = leg_end(t, leg), part = 0;
        enum err e = pauses_between(measuring(t, leg), leg_start(t, leg), end < at ? end : at,
                                    &t->pauses, &part);
        if (e)
            return e;
        *out += part;
    }
    return ERR_OK;
}

/* --- Days ------------------------------------------------------------------------------------- */

/* Walking from day to day, leg to leg, pause to pause. */
struct walker {
    const struct timeline *t;
    int64_t day, received; /* the day of receipt is not counted (b4) */
    int second;            /* of the start, for AT_SAME_TIME */
    size_t leg, pause;
};

static const struct calendar *calendar_now(const struct walker *w)
{
    return w->t->legs[w->leg].calendar;
}

/* The instant at which a day has been counted. A closed day ends at midnight. */
static int64_t mark_on(const struct walker *w, int64_t day)
{
    const struct calendar *c = calendar_now(w);
    const struct workday *open = workday_on(c, day);
    if (w->t->goal.at == AT_SAME_TIME)
        return zone_instant(c->zone, day * DAY_SECONDS + w->second);
    if (open)
        return w->t->goal.at == AT_OPEN ? open->open : open->close;
    return zone_instant(c->zone, (day + (w->t->goal.at == AT_OPEN ? 0 : 1)) * DAY_SECONDS);
}

/* The mark of the walker's day on the calendar that is in force then. A day whose mark one team
 * had ahead, and the next has behind, is counted by nobody. */
static bool mark_of_day(struct walker *w, int64_t *mark)
{
    *mark = mark_on(w, w->day);
    while (*mark > leg_end(w->t, w->leg)) {
        w->leg++;
        *mark = mark_on(w, w->day);
        if (*mark <= leg_start(w->t, w->leg))
            return false;
    }
    return true;
}

/* The pause in which a day's end falls: (from, to], for the time before it is what counts. */
static const struct pause *pause_at(struct walker *w, int64_t mark)
{
    const struct pauses *p = &w->t->pauses;
    while (w->pause < p->count && p->items[w->pause].to < mark)
        w->pause++;
    const struct pause *next = w->pause < p->count ? &p->items[w->pause] : NULL;
    return next && next->from < mark ? next : NULL;
}

static bool day_counts(const struct walker *w)
{
    return w->t->goal.unit != UNIT_BUSINESS_DAYS || workday_on(calendar_now(w), w->day);
}

static bool rolls_back(struct goal g)
{
    return g.unit != UNIT_BUSINESS_DAYS && g.roll == ROLL_PREVIOUS;
}

/* How many closed days follow the walker's day. */
static int64_t closed_ahead(const struct walker *w)
{
    const struct calendar *c = calendar_now(w);
    size_t i = worktime_from(c, w->day + 1);
    int64_t end = c->first_day + (int64_t)c->day_count;
    return (i < c->workday_count ? c->workdays[i].day : end) - w->day - 1;
}

/* Whether a goal ends on the walker's day, with that many days left after it. A closed last day is
 * extended (b4); with ROLL_PREVIOUS the goal ends before it, on the open day after which the days
 * left would run out while it is closed. What happens later, a pause or a handover, cannot undo
 * that, and no date is made earlier by a pause: it leaves more days, and fewer to end on. */
static bool ends(const struct walker *w, int64_t left, int64_t mark)
{
    struct goal g = w->t->goal;
    bool open = workday_on(calendar_now(w), w->day) != NULL;
    bool any = g.unit != UNIT_BUSINESS_DAYS && g.at == AT_SAME_TIME && g.roll == ROLL_NONE;
    if (rolls_back(g) && left > 0)
        return open && mark >= w->t->start && left <= closed_ahead(w);
    return left == 0 && (open || any);
}

/* Walks until `left` days are counted and the goal may end. */
static enum err walk_days(struct walker *w, int64_t left, struct paused_due *out)
{
    int64_t mark;
    for (;; w->day++) {
        bool counted = mark_of_day(w, &mark);
        if (mark > calendar_now(w)->to)
            return ERR_HORIZON;
        const struct pause *in = pause_at(w, mark);
        out->remaining = left;
        out->paused = in && in->to == PAUSE_OPEN;
        if (out->paused)
            return ERR_OK;
        if (!counted || in || !day_counts(w))
            continue;
        left -= left > 0 && w->day > w->received;
        if (ends(w, left, mark))
            break;
    }
    out->due.due = mark;
    out->due.breach_at = mark;
    if (counts_business(w->t->goal) || w->t->goal.at == AT_CLOSE)
        return pauses_next(calendar_now(w), mark, &w->t->pauses, &out->due.breach_at);
    return ERR_OK;
}

/* The day that is not counted, on which only a goal that rolls back may end; and how many are after
 * it. */
static enum err first_day(struct walker *w, int64_t *left)
{
    const struct timeline *t = w->t;
    const struct calendar *c = calendar_now(w);
    struct goal g = t->goal;
    int64_t received = t->start;
    enum err e = g.unit == UNIT_BUSINESS_DAYS && g.receipt == RECEIPT_NEXT_OPEN
                     ? calendar_next_open(c, t->start, &received)
                     : ERR_OK;
    w->day = w->received = zone_day(c->zone, received, &w->second);
    *left = g.amount;
    if (g.unit == UNIT_CALENDAR_WEEKS)
        *left *= 7;
    if (g.unit == UNIT_CALENDAR_MONTHS)
        *left = worktime_plus_months(w->day, g.amount) - w->day;
    if (*left > 0 && !rolls_back(g))
        w->day++;
    return e;
}

static enum err due_days(const struct timeline *t, struct paused_due *out)
{
    struct walker w = {.t = t};
    int64_t left;
    enum err e = first_day(&w, &left);
    return e ? e : walk_days(&w, left, out);
}

/* --- All units -------------------------------------------------------------------------------- */

/* A goal on one calendar that is over before the first pause begins: next winter's, as a rule. */
static bool due_before_pauses(const struct timeline *t, struct due *out)
{
    const struct pauses *p = &t->pauses;
    return t->leg_count == 1 && !calendar_due(t->legs[0].calendar, t->start, t->goal, out) &&
           (p->count == 0 || out->breach_at < p->items[0].from);
}

enum err timeline_due(const struct timeline *t, struct paused_due *out)
{
    bool plain = t->leg_count == 1 && t->pauses.count == 0;
    *out = (struct paused_due){0};
    if (plain || t->goal.unit == UNIT_FIXED)
        return calendar_due(t->legs[0].calendar, t->start, t->goal, &out->due);
    if (due_before_pauses(t, &out->due))
        return ERR_OK;
    out->due = (struct due){0};
    if (t->goal.amount < 0)
        return ERR_INVALID;
    if (t->start < t->legs[0].calendar->from)
        return ERR_HORIZON;
    return in_seconds(t->goal) ? due_seconds(t, out) : due_days(t, out);
}
