/* The fold of events into the state of a request. */
#include "domain/request.h"

#include "domain/agenda.h"

/* --- Clocks ----------------------------------------------------------------------------------- */

static bool is_first_response(const struct clock *c)
{
    return str_eq(c->start.name, STR("first_response"));
}

/* Of a clock that a reopening started, and no rule knows: it runs on. */
static bool is_rework(const struct clock *c, const struct decision *d)
{
    for (size_t i = 0; i < d->clock_count; i++)
        if (str_eq(d->clocks[i].name, c->start.name))
            return false;
    return str_eq(c->start.name, STR("rework"));
}

/* The clocks of a decision; one that was met before under the same name stays met, and one that was
 * started afresh goes on from there. */
static enum err start_clocks(struct arena *arena, struct request *r, const struct decision *d)
{
    struct clock *clocks = ARENA_ARRAY(arena, struct clock, d->clock_count + r->clock_count);
    size_t count = d->clock_count;
    if (!clocks)
        return ERR_NOMEM;
    for (size_t i = 0; i < d->clock_count; i++) {
        const struct clock *before = request_clock(r, d->clocks[i].name);
        clocks[i] = (struct clock){.start = d->clocks[i]};
        if (!before)
            continue;
        clocks[i].met_at = before->met_at;
        clocks[i].handovers = before->handovers;
        clocks[i].handover_count = before->handover_count;
        clocks[i].start.cycle = before->start.cycle;
        if (before->start.cycle)
            clocks[i].start.started_at = before->start.started_at;
    }
    for (size_t i = 0; i < r->clock_count; i++)
        if (is_rework(&r->clocks[i], d))
            clocks[count++] = r->clocks[i];
    r->clocks = clocks;
    r->clock_count = count;
    r->priority = d->priority;
    r->flagged = d->fault.n > 0;
    return ERR_OK;
}

/* What an event does to the clocks that are running, or were. */
struct clock_effect {
    bool first_response; /* the citizen got an answer */
    bool closes, reopens;
    struct str entered; /* a state */
};

static bool runs_on(const struct clock *c)
{
    return c->start.policy.reopen != REOPEN_FIRST_ONLY;
}

static bool met_by(const struct clock *c, struct str state)
{
    for (size_t i = 0; i < c->start.policy.met_by_count; i++)
        if (str_eq(c->start.policy.met_by[i], state))
            return true;
    return false;
}

static int64_t met_after(const struct clock *c, struct clock_effect effect, int64_t at)
{
    if (is_first_response(c))
        return c->met_at || !(effect.first_response || effect.closes) ? c->met_at : at;
    if (effect.reopens && runs_on(c))
        return 0;
    return c->met_at || !(effect.closes || met_by(c, effect.entered)) ? c->met_at : at;
}

static enum err touch_clocks(struct arena *arena, struct request *r, struct clock_effect effect,
                             int64_t at)
{
    if (!effect.first_response && !effect.closes && !effect.reopens && !effect.entered.n)
        return ERR_OK;
    struct clock *clocks = ARENA_ARRAY(arena, struct clock, r->clock_count);
    if (!clocks)
        return ERR_NOMEM;
    for (size_t i = 0; i < r->clock_count; i++) {
        clocks[i] = r->clocks[i];
        clocks[i].met_at = met_after(&clocks[i], effect, at);
    }
    r->clocks = clocks;
    return ERR_OK;
}

static void set_clock(struct clock *c, const struct clock_value *v)
{
    c->start.due = v->due;
    c->start.breach_at = v->breach_at;
    c->consumed = v->consumed;
    c->remaining = v->remaining;
    c->paused = v->paused;
    c->resumes_at = v->resumes_at;
}

/* What the event says the clocks read now. */
static enum err set_clocks(struct arena *arena, struct request *r, const struct event *e)
{
    if (!e->clock_count)
        return ERR_OK;
    struct clock *clocks = ARENA_ARRAY(arena, struct clock, r->clock_count);
    if (!clocks)
        return ERR_NOMEM;
    for (size_t i = 0; i < r->clock_count; i++) {
        clocks[i] = r->clocks[i];
        for (size_t k = 0; k < e->clock_count; k++)
            if (str_eq(clocks[i].start.name, e->clocks[k].name))
                set_clock(&clocks[i], &e->clocks[k]);
    }
    r->clocks = clocks;
    return ERR_OK;
}

/* Clocks that a reopening starts: one of a known name begins its next cycle. */
static enum err add_clocks(struct arena *arena, struct request *r, const struct event *e)
{
    if (!e->started_count)
        return ERR_OK;
    struct clock *clocks = ARENA_ARRAY(arena, struct clock, r->clock_count + e->started_count);
    size_t count = r->clock_count;
    if (!clocks)
        return ERR_NOMEM;
    for (size_t i = 0; i < count; i++)
        clocks[i] = r->clocks[i];
    for (size_t i = 0; i < e->started_count; i++) {
        size_t k = 0;
        while (k < count && !str_eq(clocks[k].start.name, e->started[i].name))
            k++;
        count += k == count;
        clocks[k] = (struct clock){.start = e->started[i]};
    }
    r->clocks = clocks;
    r->clock_count = count;
    return ERR_OK;
}

/* --- Holds and closings ----------------------------------------------------------------------- */

static enum err end_holds(struct arena *arena, struct request *r, uint32_t reasons, int64_t at)
{
    bool any = false;
    for (size_t i = 0; i < r->hold_count; i++)
        any |= !r->holds[i].to && (reasons >> r->holds[i].reason & 1);
    if (!any)
        return ERR_OK;
    struct hold *holds = ARENA_ARRAY(arena, struct hold, r->hold_count);
    if (!holds)
        return ERR_NOMEM;
    for (size_t i = 0; i < r->hold_count; i++) {
        holds[i] = r->holds[i];
        if (!holds[i].to && (reasons >> holds[i].reason & 1))
            holds[i].to = at;
    }
    r->holds = holds;
    return ERR_OK;
}

static enum err add_hold(struct arena *arena, struct request *r, const struct event *e)
{
    struct hold *holds = ARENA_ARRAY(arena, struct hold, r->hold_count + 1);
    if (!holds)
        return ERR_NOMEM;
    for (size_t i = 0; i < r->hold_count; i++)
        holds[i] = r->holds[i];
    holds[r->hold_count++] = (struct hold){e->pause, e->at, e->until, 0};
    r->holds = holds;
    return ERR_OK;
}

/* What any event says of holds: first those that end, then the one that begins. */
static enum err touch_holds(struct arena *arena, struct request *r, const struct event *e)
{
    enum err err = end_holds(arena, r, e->resumes, e->at);
    return err || !e->pauses ? err : add_hold(arena, r, e);
}

static enum err close_or_reopen(struct arena *arena, struct request *r, bool closes, int64_t at)
{
    struct closing *closings = ARENA_ARRAY(arena, struct closing, r->closing_count + 1);
    if (!closings)
        return ERR_NOMEM;
    for (size_t i = 0; i < r->closing_count; i++)
        closings[i] = r->closings[i];
    if (closes)
        closings[r->closing_count++] = (struct closing){at, 0};
    else if (r->closing_count)
        closings[r->closing_count - 1].to = at;
    r->closings = closings;
    return closes ? end_holds(arena, r, UINT32_MAX, at) : ERR_OK;
}

/* --- One function for each kind of event ------------------------------------------------------ */

static void move_to(struct request *r, const struct event *e)
{
    r->has_position = e->has_position;
    r->position = e->position;
    r->address = e->address;
    r->address_id = e->address_id;
    r->zipcode = e->zipcode;
}

static enum err apply_submitted(struct arena *arena, struct request *r, const struct event *e)
{
    r->service = e->service;
    r->state = e->state;
    r->detailed_status = e->detailed_status;
    r->answers = e->answers;
    r->answer_count = e->answer_count;
    move_to(r, e);
    r->description = e->description;
    r->media_url = e->media_url;
    r->account_id = e->account_id;
    r->external_id = e->external_id;
    r->channel = e->channel;
    memcpy(r->token_hash, e->token_hash, sizeof r->token_hash);
    r->requested_at = e->at;
    return start_clocks(arena, r, &e->decision);
}

static enum err apply_transitioned(struct arena *arena, struct request *r, const struct event *e)
{
    struct clock_effect effect = {
        .first_response = e->stops_first_response,
        .closes = e->closed && !r->closed,
        .reopens = !e->closed && r->closed,
        .entered = e->state,
    };
    r->state = e->state;
    r->detailed_status = e->detailed_status;
    r->reason = e->reason;
    r->reason_say = e->reason_say;
    if (effect.closes)
        r->closed_at = e->at;
    if (effect.reopens)
        r->closed_at = 0;
    r->closed = e->closed;
    if (e->note.n)
        r->note = e->note;
    enum err err = ERR_OK;
    if (effect.closes || effect.reopens)
        err = close_or_reopen(arena, r, effect.closes, e->at);
    if (!err)
        err = touch_holds(arena, r, e);
    if (!err)
        err = touch_clocks(arena, r, effect, e->at);
    return err ? err : add_clocks(arena, r, e);
}

static enum err apply_noted(struct arena *arena, struct request *r, const struct event *e)
{
    if (e->note.n)
        r->note = e->note;
    if (!e->stops_first_response)
        return ERR_OK;
    return touch_clocks(arena, r, (struct clock_effect){.first_response = true}, e->at);
}

static enum err apply_assigned(struct arena *arena, struct request *r, const struct event *e)
{
    (void)arena;
    r->assignee = e->assignee;
    return ERR_OK;
}

static enum err apply_held(struct arena *arena, struct request *r, const struct event *e)
{
    if (e->note.n)
        r->note = e->note;
    return touch_holds(arena, r, e);
}

static enum err apply_handed_over(struct arena *arena, struct request *r, const struct event *e)
{
    struct clock *clocks = ARENA_ARRAY(arena, struct clock, r->clock_count);
    if (!clocks)
        return ERR_NOMEM;
    for (size_t i = 0; i < r->clock_count; i++) {
        struct clock *c = &clocks[i];
        *c = r->clocks[i];
        if (c->met_at)
            continue;
        struct handover *all = ARENA_ARRAY(arena, struct handover, c->handover_count + 1);
        if (!all)
            return ERR_NOMEM;
        for (size_t k = 0; k < c->handover_count; k++)
            all[k] = c->handovers[k];
        all[c->handover_count++] = (struct handover){e->at, e->calendar, e->calendar_version};
        c->handovers = all;
    }
    r->clocks = clocks;
    r->assignee = e->assignee;
    return ERR_OK;
}

static void pin(const struct event *e, struct str calendar, struct str *version)
{
    for (size_t i = 0; i < e->pin_count; i++)
        if (str_eq(e->pins[i].name, calendar))
            *version = e->pins[i].version;
}

/* The calendars of a clock in the versions that the event says, from its beginning on. */
static enum err pin_calendars(struct arena *arena, struct clock *c, const struct event *e)
{
    struct handover *all = ARENA_ARRAY(arena, struct handover, c->handover_count);
    if (!all)
        return ERR_NOMEM;
    pin(e, c->start.calendar, &c->start.calendar_version);
    for (size_t i = 0; i < c->handover_count; i++) {
        all[i] = c->handovers[i];
        pin(e, all[i].calendar, &all[i].calendar_version);
    }
    c->handovers = all;
    return ERR_OK;
}

static enum err apply_recomputed(struct arena *arena, struct request *r, const struct event *e)
{
    struct clock *clocks = ARENA_ARRAY(arena, struct clock, r->clock_count);
    enum err err = clocks ? ERR_OK : ERR_NOMEM;
    for (size_t i = 0; !err && i < r->clock_count; i++) {
        clocks[i] = r->clocks[i];
        err = clocks[i].met_at ? ERR_OK : pin_calendars(arena, &clocks[i], e);
    }
    if (!err && e->pin_count)
        r->clocks = clocks;
    return err;
}

static enum err apply_reclassified(struct arena *arena, struct request *r, const struct event *e)
{
    r->service = e->service;
    r->answers = e->answers;
    r->answer_count = e->answer_count;
    if (e->state.n) {
        r->state = e->state;
        r->detailed_status = e->detailed_status;
    }
    return start_clocks(arena, r, &e->decision);
}

static enum err apply_relocated(struct arena *arena, struct request *r, const struct event *e)
{
    (void)arena;
    move_to(r, e);
    return ERR_OK;
}

static enum err apply_prioritized(struct arena *arena, struct request *r, const struct event *e)
{
    (void)arena;
    r->priority = e->priority;
    return ERR_OK;
}

/* What the server does by itself is no update, unless the promised date or the state has moved. */
static bool is_quiet(const struct event *e, int64_t due, const struct request *after)
{
    return e->role == ROLE_SYSTEM && e->kind != EVENT_TRANSITIONED && request_due(after) == due;
}

enum err request_apply(struct arena *arena, struct request *r, const struct event *e)
{
    static enum err (*const apply[])(struct arena *, struct request *, const struct event *) = {
        [EVENT_SUBMITTED] = apply_submitted,
        [EVENT_TRANSITIONED] = apply_transitioned,
        [EVENT_NOTED] = apply_noted,
        [EVENT_ASSIGNED] = apply_assigned,
        [EVENT_RECLASSIFIED] = apply_reclassified,
        [EVENT_RELOCATED] = apply_relocated,
        [EVENT_PAUSED] = apply_held,
        [EVENT_RESUMED] = apply_held,
        [EVENT_ANSWERED] = apply_held,
        [EVENT_HANDED_OVER] = apply_handed_over,
        [EVENT_RECOMPUTED] = apply_recomputed,
        [EVENT_FIRED] = agenda_fold,
        [EVENT_PRIORITIZED] = apply_prioritized,
    };
    bool first = r->version == 0;
    if (e->kind < EVENT_SUBMITTED || e->kind > EVENT_PRIORITIZED || !apply[e->kind] ||
        r->version == UINT32_MAX || e->number != r->version + 1 ||
        first != (e->kind == EVENT_SUBMITTED))
        return ERR_CORRUPT;
    r->version = e->number;
    int64_t due = request_due(r);
    enum err err = apply[e->kind](arena, r, e);
    if (!err)
        err = set_clocks(arena, r, e);
    *(is_quiet(e, due, r) ? &r->fired_at : &r->updated_at) = e->at;
    return err ? err : agenda_follow(arena, r, e);
}

/* --- Questions -------------------------------------------------------------------------------- */

const struct clock *request_clock(const struct request *r, struct str name)
{
    for (size_t i = 0; i < r->clock_count; i++)
        if (str_eq(r->clocks[i].start.name, name))
            return &r->clocks[i];
    return NULL;
}

const struct hold *request_hold(const struct request *r, enum pause_reason reason)
{
    for (size_t i = r->hold_count; i-- > 0;)
        if (!r->holds[i].to && r->holds[i].reason == reason)
            return &r->holds[i];
    return NULL;
}

const struct clock *request_promise(const struct request *r)
{
    const struct clock *c = request_clock(r, STR("resolution"));
    return c || !r->clock_count ? c : &r->clocks[r->clock_count - 1];
}

int64_t request_due(const struct request *r)
{
    const struct clock *c = request_promise(r);
    return c ? c->start.due : 0;
}
