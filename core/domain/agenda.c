/* What lies ahead of a request: folded, planned, found when it is due. */
#include "domain/agenda.h"

#include "domain/clock.h"
#include "domain/step.h"

#include <stdlib.h>

/* --- Lists of instants ------------------------------------------------------------------------ */

struct instants {
    struct arena *arena;
    struct instant *items;
    size_t count, cap;
    bool failed;
};

static void add(struct instants *list, const struct instant *i)
{
    if (list->count == list->cap) {
        size_t cap = list->cap ? list->cap * 2 : 8;
        void *grown = arena_grow(list->arena, list->items, list->cap * sizeof *list->items,
                                 cap * sizeof *list->items);
        list->failed |= !grown;
        if (!grown)
            return;
        list->items = grown;
        list->cap = cap;
    }
    list->items[list->count++] = *i;
}

static const struct instant *find(const struct instant *items, size_t count,
                                  const struct instant *like)
{
    for (size_t i = 0; i < count; i++)
        if (instant_same(&items[i], like))
            return &items[i];
    return NULL;
}

/* Earlier first; at one time lower on the ladder first. */
static int in_order(const void *a, const void *b)
{
    const struct instant *x = a, *y = b;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    int by_clock = str_cmp(x->clock, y->clock);
    if (by_clock)
        return by_clock;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return x->step < y->step ? -1 : x->step > y->step;
}

/* Those of a list that are not in the other; a new list, for states share theirs. */
static enum err without(struct arena *arena, struct instant **items, size_t *count,
                        const struct instant *gone, size_t gone_count)
{
    struct instants left = {.arena = arena};
    for (size_t i = 0; i < *count; i++)
        if (!find(gone, gone_count, &(*items)[i]))
            add(&left, &(*items)[i]);
    *items = left.items;
    *count = left.count;
    return left.failed ? ERR_NOMEM : ERR_OK;
}

/* --- The fold --------------------------------------------------------------------------------- */

const struct instant *agenda_next(const struct request *r)
{
    return r->agenda_count ? &r->agenda[0] : NULL;
}

/* What would be planned again, were it not remembered. */
static bool is_kept(const struct instant *i)
{
    return i->kind <= INSTANT_REMINDER;
}

enum err agenda_fold(struct arena *arena, struct request *r, const struct event *e)
{
    struct instants fired = {.arena = arena};
    for (size_t i = 0; i < r->fired_count; i++)
        add(&fired, &r->fired[i]);
    if (is_kept(&e->fired))
        add(&fired, &e->fired);
    for (size_t i = 0; i < e->collapsed_count; i++)
        if (is_kept(&e->collapsed[i]))
            add(&fired, &e->collapsed[i]);
    if (fired.failed)
        return ERR_NOMEM;
    r->fired = fired.items;
    r->fired_count = fired.count;
    enum err err = without(arena, &r->agenda, &r->agenda_count, &e->fired, 1);
    return err ? err
               : without(arena, &r->agenda, &r->agenda_count, e->collapsed, e->collapsed_count);
}

enum err agenda_follow(struct arena *arena, struct request *r, const struct event *e)
{
    if (!e->plans)
        return ERR_OK;
    r->agenda = e->agenda;
    r->agenda_count = e->agenda_count;
    return without(arena, &r->fired, &r->fired_count, e->undone, e->undone_count);
}

/* --- Planning --------------------------------------------------------------------------------- */

struct planner {
    const struct draft *draft;
    const struct event *event;
    const struct request *request;
    int64_t now;
    struct instants ahead, undone;
};

/* What was fired stays fired, unless it is ahead again. */
static void plan(struct planner *p, const struct instant *i)
{
    const struct request *r = p->request;
    const struct instant *fired = find(r->fired, r->fired_count, i);
    if (fired && i->at <= p->now)
        return;
    if (fired)
        add(&p->undone, fired);
    add(&p->ahead, i);
}

static bool counts_working_time(const struct goal *goal)
{
    return goal->unit == UNIT_BUSINESS_SECONDS || goal->unit == UNIT_BUSINESS_DAYS;
}

/* On the calendar of the team that has it. */
static bool basis_of(const struct planner *p, const struct clock *c, struct step_basis *out)
{
    *out = (struct step_basis){.calendar = clock_calendar(p->draft->jurisdiction, c, INT64_MAX),
                               .due = c->start.due,
                               .business = counts_working_time(&c->start.goal),
                               .whole = c->consumed + c->remaining};
    return out->calendar != NULL;
}

static void plan_steps(struct planner *p, const struct clock *c)
{
    const struct policy *policy = &c->start.policy;
    struct step_basis basis;
    if (!policy->step_count || !basis_of(p, c, &basis))
        return;
    for (size_t i = 0; i < policy->step_count; i++) {
        struct instant step = {.kind = INSTANT_STEP,
                               .clock = c->start.name,
                               .cycle = c->start.cycle,
                               .step = (uint32_t)i + 1};
        if (!step_instant(&basis, &policy->steps[i], &step.at))
            plan(p, &step);
    }
}

/* When it runs on by itself: the end of a season, the limit of a hold. Once that was written down
 * it does not come again. */
static void plan_end_of_pause(struct planner *p, const struct clock *c)
{
    struct instant end = {.kind = INSTANT_PAUSE_END,
                          .at = c->resumes_at,
                          .clock = c->start.name,
                          .cycle = c->start.cycle};
    if (c->resumes_at && (c->resumes_at > p->now || p->event->kind != EVENT_RESUMED))
        add(&p->ahead, &end);
}

/* The earliest reminder that a running clock wants of a hold. Holds are numbered in its cycle. */
static void plan_reminder(struct planner *p, size_t number)
{
    const struct request *r = p->request;
    const struct hold *h = &r->holds[number];
    struct instant reminder = {.kind = INSTANT_REMINDER,
                               .at = INT64_MAX,
                               .cycle = (uint32_t)number + 1,
                               .pause = h->reason};
    int64_t at;
    for (size_t i = 0; i < r->clock_count && !h->to; i++)
        if (!r->clocks[i].met_at && policy_pauses(&r->clocks[i].start.policy, h->reason) &&
            !clock_reminder(p->draft->jurisdiction, &r->clocks[i], h, &at) && at < reminder.at)
            reminder.at = at;
    if (reminder.at != INT64_MAX)
        plan(p, &reminder);
}

static void plan_clock(struct planner *p, const struct clock *c)
{
    if (c->met_at)
        return;
    if (c->paused) {
        plan_end_of_pause(p, c);
        return;
    }
    if (!c->start.due)
        return;
    struct instant due = {
        .kind = INSTANT_DUE, .at = c->start.due, .clock = c->start.name, .cycle = c->start.cycle};
    struct instant breach = due;
    breach.kind = INSTANT_BREACH;
    breach.at = c->start.breach_at + 1;
    plan(p, &due);
    plan(p, &breach);
    plan_steps(p, c);
}

/* On the calendar of the promise, counted from the event that set the state. */
static void plan_new_timeout(struct planner *p)
{
    const struct request *r = p->request;
    const struct jurisdiction *j = p->draft->jurisdiction;
    const struct service *s = jurisdiction_service(j, r->service);
    const struct state *state = s ? workflow_state(&s->workflow, r->state) : NULL;
    const struct clock *c = request_promise(r);
    const struct calendar *calendar = c ? clock_calendar(j, c, p->now) : NULL;
    struct instant timeout = {.kind = INSTANT_TIMEOUT};
    struct due due;
    if (!state || !state->timeout.after.amount || !calendar ||
        calendar_due(calendar, p->now, state->timeout.after, &due))
        return;
    timeout.at = due.due;
    add(&p->ahead, &timeout);
}

/* Nothing but another state moves it. */
static void plan_timeout(struct planner *p)
{
    const struct request *r = p->request;
    if (p->event->state.n) {
        plan_new_timeout(p);
        return;
    }
    for (size_t i = 0; i < r->agenda_count; i++)
        if (r->agenda[i].kind == INSTANT_TIMEOUT)
            add(&p->ahead, &r->agenda[i]);
}

static bool same_list(const struct instant *a, size_t a_count, const struct instants *b)
{
    bool same = a_count == b->count;
    for (size_t i = 0; same && i < a_count; i++)
        same = instant_same(&a[i], &b->items[i]) && a[i].at == b->items[i].at;
    return same;
}

/* Kinds that touch neither clocks nor holds nor the state. */
static bool leaves_it(const struct event *e)
{
    return e->kind == EVENT_FIRED || e->kind == EVENT_PRIORITIZED || e->kind == EVENT_ASSIGNED ||
           e->kind == EVENT_RELOCATED || (e->kind == EVENT_NOTED && !e->stops_first_response);
}

enum err agenda_plan(struct draft *d, struct event *e)
{
    struct request *r = &d->out->after;
    struct planner p = {.draft = d, .event = e, .request = r, .now = e->at};
    p.ahead.arena = p.undone.arena = d->arena;
    if (leaves_it(e))
        return ERR_OK;
    for (size_t i = 0; i < r->clock_count; i++)
        plan_clock(&p, &r->clocks[i]);
    for (size_t i = 0; i < r->hold_count; i++)
        plan_reminder(&p, i);
    plan_timeout(&p);
    if (p.ahead.failed || p.undone.failed)
        return ERR_NOMEM;
    if (p.ahead.count)
        qsort(p.ahead.items, p.ahead.count, sizeof *p.ahead.items, in_order);
    if (same_list(r->agenda, r->agenda_count, &p.ahead) && !p.undone.count)
        return ERR_OK;
    e->plans = true;
    e->agenda = p.ahead.items;
    e->agenda_count = p.ahead.count;
    e->undone = p.undone.items;
    e->undone_count = p.undone.count;
    return agenda_follow(d->arena, r, e);
}

/* --- Firing ----------------------------------------------------------------------------------- */

/* Due and late are one ladder of a clock, its steps another: what the promise is worth does not
 * keep the lead from hearing of it. */
static bool same_ladder(const struct instant *a, const struct instant *b)
{
    return a->kind <= INSTANT_BREACH && b->kind <= INSTANT_BREACH &&
           (a->kind == INSTANT_STEP) == (b->kind == INSTANT_STEP) && a->cycle == b->cycle &&
           str_eq(a->clock, b->clock);
}

/* Who hears of it: the step says so. */
static struct str hearer(const struct request *r, const struct instant *i)
{
    const struct clock *c = i->kind == INSTANT_STEP ? request_clock(r, i->clock) : NULL;
    bool known = c && i->step >= 1 && i->step <= c->start.policy.step_count;
    return known ? c->start.policy.steps[i->step - 1].to : (struct str){0};
}

static size_t due_count(const struct request *r, int64_t now)
{
    size_t n = 0;
    while (n < r->agenda_count && r->agenda[n].at <= now)
        n++;
    return n;
}

/* The last of a ladder that is due is fired, with those before it. */
static enum err add_firing(struct arena *arena, const struct request *r, size_t n, size_t i,
                           struct firing *out, size_t *count)
{
    const struct instant *this = &r->agenda[i];
    for (size_t k = i + 1; k < n; k++)
        if (same_ladder(this, &r->agenda[k]))
            return ERR_OK;
    struct firing *f = &out[(*count)++];
    *f = (struct firing){.instant = *this, .collapsed = ARENA_ARRAY(arena, struct instant, i)};
    if (!f->collapsed)
        return ERR_NOMEM;
    f->instant.to = hearer(r, this);
    for (size_t k = 0; k < i; k++)
        if (same_ladder(this, &r->agenda[k]))
            f->collapsed[f->collapsed_count++] = r->agenda[k];
    return ERR_OK;
}

enum err agenda_due(struct arena *arena, const struct request *r, int64_t now, struct firing **out,
                    size_t *count)
{
    size_t n = due_count(r, now);
    enum err e = ERR_OK;
    *count = 0;
    *out = ARENA_ARRAY(arena, struct firing, n);
    if (!*out)
        return ERR_NOMEM;
    for (size_t i = 0; !e && i < n; i++)
        e = add_firing(arena, r, n, i, *out, count);
    return e;
}
