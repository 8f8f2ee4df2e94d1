/* Reading clocks: standstills from holds, seasons and closings, then one timeline. */
#include "domain/clock.h"

#include "base/date.h"

enum { WINDOW_YEARS_BEFORE = 1, WINDOW_YEARS_AFTER = 11 };

struct str clock_state_name(enum clock_state state)
{
    static const char *const names[] = {
        [CLOCK_RUNNING] = "running",
        [CLOCK_PAUSED] = "paused",
        [CLOCK_MET] = "met",
        [CLOCK_STOPPED] = "stopped",
    };
    return str_c(names[state]);
}

/* --- Calendars -------------------------------------------------------------------------------- */

/* Leg 0 is the one it started with; each handover begins another. */
static const struct calendar *leg_calendar(const struct jurisdiction *j, const struct clock *c,
                                           size_t leg)
{
    const struct clock_start *s = &c->start;
    if (leg == 0)
        return jurisdiction_calendar_of(j, s->calendar, s->calendar_version);
    const struct handover *h = &c->handovers[leg - 1];
    return jurisdiction_calendar_of(j, h->calendar, h->calendar_version);
}

const struct calendar *clock_calendar(const struct jurisdiction *j, const struct clock *c,
                                      int64_t at)
{
    size_t leg = 0;
    for (size_t i = 0; i < c->handover_count; i++)
        if (c->handovers[i].at <= at)
            leg = i + 1;
    return leg_calendar(j, c, leg);
}

static enum err make_legs(struct arena *arena, const struct jurisdiction *j, const struct clock *c,
                          struct timeline *t)
{
    struct leg *legs = ARENA_ARRAY(arena, struct leg, c->handover_count + 1);
    if (!legs)
        return ERR_NOMEM;
    t->legs = legs;
    t->leg_count = c->handover_count + 1;
    for (size_t i = 0; i < t->leg_count; i++) {
        legs[i] =
            (struct leg){leg_calendar(j, c, i), i ? c->handovers[i - 1].at : c->start.started_at};
        if (!legs[i].calendar)
            return ERR_NOT_FOUND;
    }
    return ERR_OK;
}

/* --- Standstills ------------------------------------------------------------------------------ */

struct stills {
    const struct clock *clock;
    struct still *items;
    size_t count;
};

/* Clips at the start of the clock; what lasts no time is none. */
static void add(struct stills *s, struct still next)
{
    if (next.from < s->clock->start.started_at)
        next.from = s->clock->start.started_at;
    if (next.from < next.to)
        s->items[s->count++] = next;
}

/* A pause ends when somebody ends it, when it was planned to, or at the limit of the policy:
 * whatever comes first. */
static int64_t hold_end(const struct jurisdiction *j, const struct clock *c, const struct hold *h)
{
    const struct pause_limit *limit = policy_limit(&c->start.policy, h->reason);
    const struct calendar *calendar = clock_calendar(j, c, h->from);
    int64_t end = h->to ? h->to : PAUSE_OPEN;
    struct due most;
    if (h->until && h->until < end)
        end = h->until;
    if (limit && limit->most.amount && calendar &&
        !calendar_due(calendar, h->from, limit->most, &most) && most.due < end)
        end = most.due;
    return end;
}

static void add_holds(struct stills *s, const struct jurisdiction *j, const struct request *r)
{
    for (size_t i = 0; i < r->hold_count; i++) {
        const struct hold *h = &r->holds[i];
        if (policy_pauses(&s->clock->start.policy, h->reason))
            add(s, (struct still){.why = STILL_HOLD,
                                  .from = h->from,
                                  .to = hold_end(j, s->clock, h),
                                  .lasting = !h->to,
                                  .reason = h->reason});
    }
}

static void add_closings(struct stills *s, const struct request *r)
{
    for (size_t i = 0; i < r->closing_count; i++)
        if (r->closings[i].to)
            add(s, (struct still){
                       .why = STILL_CLOSED, .from = r->closings[i].from, .to = r->closings[i].to});
}

static int64_t midnight(const struct zone *zone, int year, int month, int day)
{
    return zone_instant(zone, date_to_days((struct date){year, month, day}) * DAY_SECONDS);
}

static void add_window(struct stills *s, const struct zone *zone, const struct window *w)
{
    int second;
    int year = date_from_days(zone_day(zone, s->clock->start.started_at, &second)).year;
    bool crosses = w->from_month * 100 + w->from_day > w->to_month * 100 + w->to_day;
    for (int y = year - WINDOW_YEARS_BEFORE; y <= year + WINDOW_YEARS_AFTER; y++)
        add(s, (struct still){.why = STILL_WINDOW,
                              .from = midnight(zone, y, w->from_month, w->from_day),
                              .to = midnight(zone, y + crosses, w->to_month, w->to_day),
                              .window = w});
}

static size_t most_stills(const struct request *r, const struct policy *p)
{
    return r->hold_count + r->closing_count +
           p->window_count * (WINDOW_YEARS_BEFORE + WINDOW_YEARS_AFTER + 1);
}

enum err clock_stills(struct arena *arena, const struct jurisdiction *j, const struct request *r,
                      const struct clock *c, struct still **out, size_t *count)
{
    const struct policy *p = &c->start.policy;
    const struct calendar *calendar = leg_calendar(j, c, 0);
    struct stills s = {.clock = c, .items = ARENA_ARRAY(arena, struct still, most_stills(r, p))};
    if (!calendar)
        return ERR_NOT_FOUND;
    if (!s.items)
        return ERR_NOMEM;
    if (c->start.goal.unit != UNIT_FIXED) {
        add_holds(&s, j, r);
        add_closings(&s, r);
        for (size_t i = 0; i < p->window_count; i++)
            add_window(&s, calendar_zone(calendar), &p->windows[i]);
    }
    *out = s.items;
    *count = s.count;
    return ERR_OK;
}

/* --- The timeline ----------------------------------------------------------------------------- */

static bool lasts_at(const struct still *s, int64_t at)
{
    return s->why == STILL_HOLD && s->lasting && s->from <= at && at < s->to;
}

static enum err join(struct arena *arena, const struct still *stills, size_t count, int64_t at,
                     struct pauses *out)
{
    *out = (struct pauses){.items = ARENA_ARRAY(arena, struct pause, count)};
    if (!out->items)
        return ERR_NOMEM;
    for (size_t i = 0; i < count; i++) {
        struct pause p = {stills[i].from, lasts_at(&stills[i], at) ? at : stills[i].to};
        if (p.from < p.to)
            out->items[out->count++] = p;
    }
    return pauses_union(out);
}

static enum err make_timeline(struct arena *arena, const struct jurisdiction *j,
                              const struct clock *c, const struct still *stills, size_t count,
                              int64_t at, struct timeline *out)
{
    *out = (struct timeline){.goal = c->start.goal, .start = c->start.started_at};
    enum err e = make_legs(arena, j, c, out);
    return e ? e : join(arena, stills, count, at, &out->pauses);
}

enum err clock_timeline(struct arena *arena, const struct jurisdiction *j, const struct request *r,
                        const struct clock *c, int64_t at, struct timeline *out)
{
    struct still *stills;
    size_t count;
    enum err e = clock_stills(arena, j, r, c, &stills, &count);
    return e ? e : make_timeline(arena, j, c, stills, count, at, out);
}

/* --- Reading ---------------------------------------------------------------------------------- */

/* Refused or cancelled: closed without having been done. */
static bool was_stopped(const struct request *r, const struct clock *c)
{
    return r->closed && c->met_at == r->closed_at && str_eq(r->detailed_status, STR("REJECTED"));
}

/* What keeps the clock still at an instant: since when, and until when. */
struct stand {
    bool held, seasonal;
    int64_t held_since, until;
};

static struct stand stand_at(const struct still *stills, size_t count, int64_t at)
{
    struct stand s = {.held_since = INT64_MAX};
    for (size_t i = 0; i < count; i++) {
        const struct still *next = &stills[i];
        if (next->from > at || at >= next->to || !(lasts_at(next, at) || next->why == STILL_WINDOW))
            continue;
        s.seasonal |= next->why == STILL_WINDOW;
        if (next->to > s.until)
            s.until = next->to;
        if (next->why != STILL_HOLD)
            continue;
        s.held = true;
        if (next->from < s.held_since)
            s.held_since = next->from;
    }
    return s;
}

static enum err measure(const struct timeline *t, int64_t at, struct clock_reading *out)
{
    struct paused_due due;
    int64_t all;
    enum err e = timeline_due(t, &due);
    if (!e)
        e = timeline_consumed(t, at, &out->consumed);
    if (!e)
        e = timeline_consumed(t, due.due.due, &all);
    if (e)
        return e;
    out->due = due.due.due;
    out->breach_at = due.due.breach_at;
    out->remaining = all > out->consumed ? all - out->consumed : 0;
    return ERR_OK;
}

enum err clock_read(struct arena *arena, const struct jurisdiction *j, const struct request *r,
                    const struct clock *c, int64_t now, struct clock_reading *out)
{
    int64_t at = c->met_at ? c->met_at : now;
    struct still *stills;
    size_t count;
    struct timeline t;
    *out = (struct clock_reading){0};
    enum err e = clock_stills(arena, j, r, c, &stills, &count);
    if (!e)
        e = make_timeline(arena, j, c, stills, count, at, &t);
    if (!e)
        e = measure(&t, at, out);
    if (e)
        return e;
    if (c->met_at) {
        out->state = was_stopped(r, c) ? CLOCK_STOPPED : CLOCK_MET;
        return ERR_OK;
    }
    struct stand stand = stand_at(stills, count, at);
    out->state = stand.held || stand.seasonal ? CLOCK_PAUSED : CLOCK_RUNNING;
    if (stand.held && out->due > stand.held_since) {
        out->if_resumed = out->due;
        out->due = out->breach_at = 0;
    }
    out->resumes_at = stand.until == PAUSE_OPEN ? 0 : stand.until;
    return ERR_OK;
}

enum err clock_reminder(const struct jurisdiction *j, const struct clock *c, const struct hold *h,
                        int64_t *out)
{
    const struct pause_limit *limit = policy_limit(&c->start.policy, h->reason);
    const struct calendar *calendar = clock_calendar(j, c, h->from);
    struct due due;
    if (!limit || !limit->reminder.amount || !calendar || h->to)
        return ERR_NOT_FOUND;
    enum err e = calendar_due(calendar, h->from, limit->reminder, &due);
    *out = due.due;
    return e;
}

/* --- What an event carries -------------------------------------------------------------------- */

/* Whether the event changed what all running clocks are made of, and not only one of them. */
static bool touches_all(const struct request *before, const struct request *after,
                        const struct event *e)
{
    return e->kind == EVENT_RECOMPUTED || e->kind == EVENT_RESUMED ||
           e->kind == EVENT_HANDED_OVER || e->kind == EVENT_SUBMITTED ||
           e->kind == EVENT_RECLASSIFIED || before->holds != after->holds ||
           before->closings != after->closings;
}

static bool was_met_before(const struct request *before, const struct clock *c)
{
    const struct clock *old = request_clock(before, c->start.name);
    return old && old->met_at == c->met_at;
}

static struct clock_value value_of(const struct jurisdiction *j, const struct clock *c, int64_t at,
                                   const struct clock_reading *read)
{
    const struct calendar *calendar = clock_calendar(j, c, at);
    return (struct clock_value){
        .name = c->start.name,
        .due = read->due,
        .breach_at = read->breach_at,
        .consumed = read->consumed,
        .remaining = read->remaining,
        .paused = read->state == CLOCK_PAUSED,
        .resumes_at = read->resumes_at,
        .calendar_version = calendar ? calendar_version(calendar) : c->start.calendar_version,
    };
}

/* A date that was computed anew and came out the same is no news. */
static bool is_news(const struct event *e, const struct clock *c, const struct clock_value *v)
{
    return e->kind != EVENT_RECOMPUTED || v->due != c->start.due ||
           v->breach_at != c->start.breach_at ||
           (v->remaining && v->consumed + v->remaining != c->consumed + c->remaining);
}

/* A clock that is met keeps its dates. */
static void keep_dates(const struct clock *c, struct clock_value *v)
{
    v->due = c->start.due;
    v->breach_at = c->start.breach_at;
}

enum err clock_values(struct arena *arena, const struct jurisdiction *j,
                      const struct request *before, struct event *e)
{
    struct request after = *before;
    e->clocks = NULL;
    e->clock_count = 0;
    enum err err = request_apply(arena, &after, e);
    if (err || (before->clocks == after.clocks && !touches_all(before, &after, e)))
        return err;
    bool all = touches_all(before, &after, e);
    e->clocks = ARENA_ARRAY(arena, struct clock_value, after.clock_count);
    if (!e->clocks)
        return ERR_NOMEM;
    for (size_t i = 0; i < after.clock_count; i++) {
        const struct clock *c = &after.clocks[i];
        struct clock_reading read;
        if (c->met_at ? was_met_before(before, c) : !all && was_met_before(before, c))
            continue;
        err = clock_read(arena, j, &after, c, e->at, &read);
        if (err == ERR_NOMEM)
            return err;
        if (err)
            continue;
        struct clock_value *v = &e->clocks[e->clock_count];
        *v = value_of(j, c, e->at, &read);
        if (c->met_at)
            keep_dates(c, v);
        e->clock_count += is_news(e, c, v);
    }
    return ERR_OK;
}

static bool has_windows(const struct decision *d)
{
    for (size_t i = 0; i < d->clock_count; i++)
        if (d->clocks[i].policy.window_count)
            return true;
    return false;
}

enum err clock_dates(struct arena *arena, const struct jurisdiction *j, const struct event *e,
                     const struct request *before, struct decision *d)
{
    struct event again = *e;
    const struct request unborn = {.jurisdiction = j->number};
    if (!before && !has_windows(d))
        return ERR_OK;
    again.decision = *d;
    enum err err = clock_values(arena, j, before ? before : &unborn, &again);
    for (size_t i = 0; !err && i < d->clock_count; i++)
        for (size_t k = 0; k < again.clock_count; k++)
            if (str_eq(d->clocks[i].name, again.clocks[k].name))
                d->clocks[i].due = again.clocks[k].due;
    return err;
}
