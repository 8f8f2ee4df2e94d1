/* Groups of due requests: built, committed, and the next. */
#include "domain/schedule.h"

#include "base/check.h"
#include "domain/agenda.h"
#include "domain/keys.h"
#include "domain/outbox.h"
#include "domain/step.h"

#include <time.h>

/* Others share this loop and the committer: neither is held up by a group for long. */
enum {
    GROUP_MAX = 64,  /* a submission waits for the commit that is under way */
    SLICE_US = 2000, /* of building a group */
};

void schedule_open(struct schedule *s, struct desk *desk, struct schedule_totals *totals)
{
    *s = (struct schedule){.desk = desk, .totals = totals, .size = GROUP_MAX};
}

void schedule_close(struct schedule *s)
{
    s->closed = true;
    while (s->flying) {
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
        port_drain(&s->desk->port);
    }
    arena_free(&s->arena);
}

/* --- One request ------------------------------------------------------------------------------ */

static const struct actor the_server = {.name = {"guichet", 7}, .role = ROLE_SYSTEM};

/* Why it came due: the clock as it was decided, and the step as the plugin wrote it. */
static enum err add_decision(struct draft *d, const struct instant *i, struct event *e)
{
    const struct clock *c = request_clock(&d->out->after, i->clock);
    if (!c)
        return ERR_OK;
    struct clock_start *start = ARENA_NEW(d->arena, struct clock_start);
    struct buf form = buf_in(d->arena);
    if (!start)
        return ERR_NOMEM;
    *start = c->start;
    start->policy = (struct policy){0}; /* the request has it, and it is long */
    e->decision.clocks = start;
    e->decision.clock_count = 1;
    if (i->kind == INSTANT_STEP && i->step <= c->start.policy.step_count)
        step_put(&form, &c->start.policy.steps[i->step - 1]);
    e->reason = buf_str(&form);
    return form.failed ? ERR_NOMEM : ERR_OK;
}

/* Where the workflow of today leads; a way that it no longer has is not taken. */
static enum err time_out(struct draft *d)
{
    const struct request *r = &d->out->after;
    const struct service *s = jurisdiction_service(d->jurisdiction, r->service);
    const struct state *from = s ? workflow_state(&s->workflow, r->state) : NULL;
    const struct state *to = from ? workflow_state(&s->workflow, from->timeout.to) : NULL;
    if (!to)
        return ERR_OK;
    return draft_move(d, &s->workflow, to, state_reason(to, from->timeout.reason),
                      &(struct transition){0});
}

static enum err fire(struct schedule *s, struct draft *d, const struct firing *f)
{
    struct event e = {.kind = EVENT_FIRED,
                      .fired = f->instant,
                      .collapsed = f->collapsed,
                      .collapsed_count = f->collapsed_count};
    enum err err = add_decision(d, &f->instant, &e);
    if (!err)
        err = draft_add(d, &e);
    if (!err)
        err = outbox_put(&d->out->batch, &s->arena, d->jurisdiction, &d->out->after, &e);
    if (err)
        return err;
    if (f->instant.kind == INSTANT_PAUSE_END)
        err = draft_lapse(d);
    else if (f->instant.kind == INSTANT_TIMEOUT)
        err = time_out(d);
    if (err && err != ERR_NOT_FOUND) /* another clock's end has said so for this one */
        return err;
    s->fired++;
    s->collapsed += f->collapsed_count;
    s->late_s += (uint64_t)(e.at - f->instant.at);
    return ERR_OK;
}

/* All that is due of a request, into the group's batch. */
static enum err fire_request(struct schedule *s, const struct jurisdiction *j, uint64_t id,
                             int64_t now)
{
    struct draft d = {.desk = s->desk,
                      .arena = &s->arena,
                      .jurisdiction = j,
                      .actor = &the_server,
                      .out = &s->group};
    struct firing *firings;
    size_t count;
    enum err e = desk_request(s->desk, &s->arena, j, id, &d.before);
    d.out->after = d.before;
    if (!e)
        e = agenda_due(&s->arena, &d.before, now, &firings, &count);
    if (!e && !count)
        e = ERR_CORRUPT; /* its place in the agenda says otherwise */
    for (size_t i = 0; !e && i < count; i++)
        e = fire(s, &d, &firings[i]);
    return e ? e : draft_close(&d);
}

/* --- One group -------------------------------------------------------------------------------- */

struct round {
    int64_t now;
    uint64_t began_us;
    size_t requests, waiting;
    int64_t first; /* the earliest instant met; INT64_MAX: none */
};

/* One is taken however late it is: a group of none would mean that nothing is due. */
static bool is_full(const struct schedule *s, const struct round *r)
{
    return r->requests >= s->size || (r->requests && now_ticks_us() - r->began_us > SLICE_US);
}

/* A request that cannot be read must not stop the others: it is passed over, and counted. What it
 * has put into the batch is taken back. */
static enum err try_request(struct schedule *s, const struct jurisdiction *j, uint64_t id,
                            struct round *r)
{
    size_t count = s->group.batch.count;
    enum err e = fire_request(s, j, id, r->now);
    if (!e) {
        r->requests++;
        return ERR_OK;
    }
    if (e != ERR_CORRUPT && e != ERR_NOT_FOUND)
        return e;
    s->group.batch.count = count;
    atomic_fetch_add(&s->totals->failed, 1);
    return ERR_OK;
}

static enum err gather(struct schedule *s, const struct jurisdiction *j, struct round *r)
{
    struct key low = keys_of(KEY_AGENDA, j->number), high = low;
    struct walk w;
    struct str key, value;
    int64_t at;
    uint64_t id;
    keys_at(&high, r->now, UINT64_MAX);
    enum err e = walk_open(s->desk->snap, key_str(&low), key_str(&high), false, &w);
    if (e)
        return e;
    while (!e && r->waiting < WAITING_MAX && (e = walk_next(&w, &key, &value)) == ERR_OK) {
        e = keys_read_at(key, &at, &id) ? ERR_OK : ERR_CORRUPT;
        r->waiting++;
        r->first = at < r->first ? at : r->first;
        if (!e && !is_full(s, r))
            e = try_request(s, j, id, r);
    }
    walk_close(&w);
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

/* What is built holds nothing of the rulebook: it is let go before the group is on disk. */
static enum err build(struct schedule *s, struct round *r)
{
    struct rulebook *book = desk_hold(s->desk);
    desk_use(s->desk, book);
    const struct catalogue *c = s->desk->catalogue;
    s->group = (struct change){.batch = batch_in(&s->arena)};
    s->fired = s->collapsed = 0;
    s->late_s = 0;
    enum err e = desk_look(s->desk);
    for (size_t i = 0; !e && i < c->count; i++)
        e = gather(s, c->items[i], r);
    desk_leave(s->desk);
    desk_release(s->desk, book);
    return e;
}

/* --- One after the other ---------------------------------------------------------------------- */

static void rest(struct schedule *s, enum err e)
{
    arena_reset(&s->arena);
    if (s->idle)
        s->idle(s->self, e);
}

static void committed(struct batch *b)
{
    struct schedule *s = b->self;
    enum err e = b->result;
    s->flying = false;
    if (!e) {
        atomic_fetch_add(&s->totals->fired, s->fired);
        atomic_fetch_add(&s->totals->collapsed, s->collapsed);
        atomic_fetch_add(&s->totals->late_s, s->late_s);
        s->size = s->size < GROUP_MAX ? s->size * 2 : s->size;
    } else if (e == ERR_CONFLICT) {
        atomic_fetch_add(&s->totals->conflicts, 1);
        s->size = s->size > 1 ? s->size / 2 : 1;
    } else {
        rest(s, e);
        return;
    }
    arena_reset(&s->arena);
    schedule_run(s);
}

void schedule_run(struct schedule *s)
{
    if (s->flying || s->closed)
        return;
    struct round r = {
        .now = now_seconds(s->desk->now), .began_us = now_ticks_us(), .first = INT64_MAX};
    enum err e = build(s, &r);
    atomic_store(&s->totals->waiting, r.waiting);
    atomic_store(&s->totals->lag_s, r.first < r.now ? (uint64_t)(r.now - r.first) : 0);
    if (e || !r.requests) {
        rest(s, e);
        return;
    }
    s->flying = true;
    desk_commit(s->desk, &s->group, committed, s);
}
