/* schemas/request.json, member by member. */
#include "api/request_json.h"

#include "api/words.h"
#include "domain/clock.h"

#include <math.h>

static void put_named(struct jw *w, const char *key, const char *id_key, struct str id,
                      const char *name_key, struct str name)
{
    jw_key(w, key);
    jw_object(w);
    json_text(w, id_key, id);
    json_text(w, name_key, name);
    jw_end_object(w);
}

/* --- Place ------------------------------------------------------------------------------------ */

static void put_position(struct jw *w, bool known, struct position p)
{
    jw_key(w, "position");
    if (!known) {
        jw_null(w);
        return;
    }
    jw_object(w);
    jw_key(w, "lat");
    jw_double(w, (double)p.lat / DEGREE);
    jw_key(w, "long");
    jw_double(w, (double)p.lon / DEGREE);
    jw_end_object(w);
}

/* --- Answers ---------------------------------------------------------------------------------- */

static void put_value(struct jw *w, struct call *c, const struct value *v)
{
    switch (v->type) {
    case VALUE_NONE:
        jw_null(w);
        break;
    case VALUE_STRING:
        jw_str(w, v->string);
        break;
    case VALUE_NUMBER:
        jw_double(w, v->number);
        break;
    case VALUE_INSTANT:
        jw_str_or_null(w, words_instant(c, v->instant));
        break;
    case VALUE_LIST:
        jw_array(w);
        for (size_t i = 0; i < v->list_count; i++)
            jw_str(w, v->list[i]);
        jw_end_array(w);
        break;
    }
}

static void put_answers(struct jw *w, struct call *c, const struct request *r)
{
    jw_key(w, "attributes");
    jw_array(w);
    for (size_t i = 0; i < r->answer_count; i++) {
        const struct answer *a = &r->answers[i];
        jw_object(w);
        json_text(w, "code", a->code);
        json_text(w, "label", words_attribute_label(c, r, a->code));
        jw_key(w, "value");
        put_value(w, c, &a->value);
        json_text(w, "text", words_answer(c, r, a));
        jw_end_object(w);
    }
    jw_end_array(w);
}

/* --- Clocks ----------------------------------------------------------------------------------- */

static void put_goal(struct jw *w, const struct goal *goal)
{
    jw_key(w, "goal");
    jw_object(w);
    jw_key(w, "amount");
    jw_double(w, goal_amount(goal));
    json_text(w, "unit", goal_unit_name(goal->unit));
    json_text(w, "at", day_at_name(goal->at));
    json_text(w, "roll", roll_name(goal->roll));
    jw_end_object(w);
}

static void put_start(struct jw *w, struct call *c, const struct clock_start *clock)
{
    json_text(w, "name", clock->name);
    json_text(w, "calendar", clock->calendar);
    json_instant(w, "started_at", c, clock->started_at);
    json_instant(w, "due_at", c, clock->due);
    json_instant(w, "breach_at", c, clock->breach_at);
    json_text(w, "rule", clock->rule);
    json_text(w, "origin", clock->origin);
    json_text(w, "instead_of", clock->instead_of);
    put_goal(w, &clock->goal);
}

/* A pause of this clock that has begun, as it counts for it. */
static void put_pause(struct jw *w, struct call *c, const struct still *s)
{
    struct str reason = s->why == STILL_HOLD     ? pause_reason_name(s->reason)
                        : s->why == STILL_WINDOW ? s->window->id
                                                 : STR("closed");
    struct text say = s->why == STILL_HOLD     ? pause_reason_say(s->reason)
                      : s->why == STILL_WINDOW ? s->window->label
                                               : TEXT("demande fermée", "request closed");
    jw_object(w);
    json_text(w, "reason", reason);
    json_text(w, "text", text_in(say, c->lang));
    json_instant(w, "from", c, s->from);
    json_instant(w, "to", c, s->to == PAUSE_OPEN ? 0 : s->to);
    jw_end_object(w);
}

static void put_pauses(struct jw *w, struct call *c, const struct request *r,
                       const struct clock *clock)
{
    int64_t now = clock->met_at ? clock->met_at : now_seconds(c->now);
    struct still *stills = NULL;
    size_t count = 0;
    if (clock_stills(call_arena(c), c->jurisdiction, r, clock, &stills, &count))
        count = 0;
    jw_key(w, "pauses");
    jw_array(w);
    for (size_t i = 0; i < count; i++)
        if (stills[i].from <= now)
            put_pause(w, c, &stills[i]);
    jw_end_array(w);
}

/* As its last event left it: when the calendar is gone there is nothing else. */
static struct clock_reading last_reading(const struct clock *clock)
{
    return (struct clock_reading){
        .state = clock->met_at   ? CLOCK_MET
                 : clock->paused ? CLOCK_PAUSED
                                 : CLOCK_RUNNING,
        .consumed = clock->consumed,
        .remaining = clock->remaining,
        .resumes_at = clock->resumes_at,
    };
}

static void put_reading(struct jw *w, struct call *c, const struct request *r,
                        const struct clock *clock)
{
    struct clock_reading read;
    if (clock_read(call_arena(c), c->jurisdiction, r, clock, now_seconds(c->now), &read))
        read = last_reading(clock);
    json_text(w, "state", clock_state_name(read.state));
    jw_key(w, "consumed_seconds");
    jw_i64(w, read.consumed);
    jw_key(w, "remaining_seconds");
    jw_i64(w, read.remaining);
    json_instant(w, "resumes_at", c, read.resumes_at);
    json_instant(w, "due_if_resumed_at", c, read.if_resumed);
}

static void put_clock(struct jw *w, struct call *c, const struct request *r,
                      const struct clock *clock)
{
    jw_object(w);
    put_start(w, c, &clock->start);
    json_instant(w, "met_at", c, clock->met_at);
    put_reading(w, c, r, clock);
    put_pauses(w, c, r, clock);
    jw_key(w, "cycle");
    jw_i64(w, clock->start.cycle);
    jw_end_object(w);
}

static void put_clocks(struct jw *w, struct call *c, const struct request *r)
{
    jw_key(w, "clocks");
    jw_array(w);
    for (size_t i = 0; i < r->clock_count; i++)
        put_clock(w, c, r, &r->clocks[i]);
    jw_end_array(w);
}

/* --- Events ----------------------------------------------------------------------------------- */

static void put_decision(struct jw *w, struct call *c, const struct decision *d)
{
    jw_key(w, "decision");
    jw_object(w);
    json_text(w, "service_version", d->service_version);
    json_text(w, "zone_version", d->zone_version);
    json_text(w, "priority", d->priority);
    json_text(w, "priority_origin", d->priority_origin);
    json_text(w, "fault", d->fault);
    jw_key(w, "clocks");
    jw_array(w);
    for (size_t i = 0; i < d->clock_count; i++) {
        jw_object(w);
        put_start(w, c, &d->clocks[i]);
        jw_end_object(w);
    }
    jw_end_array(w);
    jw_end_object(w);
}

static void put_moved(struct jw *w, const struct call *c, const struct event *e)
{
    json_text(w, "state", e->state);
    if (e->kind != EVENT_TRANSITIONED)
        return;
    jw_key(w, "closed");
    jw_bool(w, e->closed);
    json_text(w, "reason", e->reason);
    json_text(w, "reason_text", text_in(e->reason_say, c->lang));
}

static void put_place(struct jw *w, const struct event *e)
{
    put_position(w, e->has_position, e->position);
    json_text(w, "address", e->address);
    json_text(w, "address_id", e->address_id);
    json_text(w, "zipcode", e->zipcode);
}

static void put_reasons(struct jw *w, uint32_t reasons)
{
    jw_key(w, "reasons");
    jw_array(w);
    for (unsigned i = 0; i < PAUSE_REASON_COUNT; i++)
        if (reasons >> i & 1)
            jw_str(w, pause_reason_word(i));
    jw_end_array(w);
}

/* What the event left the clocks at. */
static void put_values(struct jw *w, struct call *c, const struct event *e)
{
    jw_key(w, "clocks");
    jw_array(w);
    for (size_t i = 0; i < e->clock_count; i++) {
        const struct clock_value *v = &e->clocks[i];
        jw_object(w);
        json_text(w, "name", v->name);
        json_instant(w, "due_at", c, v->due);
        json_instant(w, "breach_at", c, v->breach_at);
        jw_key(w, "paused");
        jw_bool(w, v->paused);
        jw_key(w, "consumed_seconds");
        jw_i64(w, v->consumed);
        jw_key(w, "remaining_seconds");
        jw_i64(w, v->remaining);
        jw_end_object(w);
    }
    jw_end_array(w);
}

static void put_instant(struct jw *w, struct call *c, const struct instant *i)
{
    jw_object(w);
    json_text(w, "what", instant_kind_name(i->kind));
    json_text(w, "clock", i->clock);
    jw_key(w, "cycle");
    jw_i64(w, i->cycle);
    jw_key(w, "step");
    if (i->step)
        jw_i64(w, i->step);
    else
        jw_null(w);
    bool holds = i->kind == INSTANT_REMINDER;
    json_text(w, "pause", holds ? pause_reason_name(i->pause) : (struct str){0});
    json_text(w, "to", i->to);
    json_instant(w, "planned_at", c, i->at);
    jw_end_object(w);
}

static void put_instants(struct jw *w, const char *key, struct call *c, const struct instant *items,
                         size_t count)
{
    jw_key(w, key);
    jw_array(w);
    for (size_t i = 0; i < count; i++)
        put_instant(w, c, &items[i]);
    jw_end_array(w);
}

/* What came due, what it stands for besides, and the decision that said so. */
static void put_firing(struct jw *w, struct call *c, const struct event *e)
{
    jw_key(w, "fired");
    put_instant(w, c, &e->fired);
    put_instants(w, "collapsed", c, e->collapsed, e->collapsed_count);
    json_text(w, "step_form", e->reason);
    jw_key(w, "clock");
    if (!e->decision.clock_count) {
        jw_null(w);
        return;
    }
    jw_object(w);
    put_start(w, c, &e->decision.clocks[0]);
    jw_end_object(w);
}

/* What each kind of event tells beyond who and when. */
static void put_facts(struct jw *w, struct call *c, const struct event *e)
{
    switch (e->kind) {
    case EVENT_SUBMITTED:
    case EVENT_RECLASSIFIED:
        json_text(w, "service", e->service);
        if (e->kind == EVENT_SUBMITTED)
            put_moved(w, c, e);
        put_decision(w, c, &e->decision);
        break;
    case EVENT_TRANSITIONED:
        put_moved(w, c, e);
        break;
    case EVENT_RELOCATED:
        put_place(w, e);
        break;
    case EVENT_ASSIGNED:
        json_text(w, "assignee", e->assignee);
        break;
    case EVENT_PAUSED:
        json_text(w, "reason", pause_reason_name(e->pause));
        json_instant(w, "until", c, e->until);
        break;
    case EVENT_RESUMED:
        put_reasons(w, e->resumes);
        break;
    case EVENT_ANSWERED:
        json_text(w, "answer", e->answer);
        break;
    case EVENT_HANDED_OVER:
        json_text(w, "calendar", e->calendar);
        json_text(w, "assignee", e->assignee);
        break;
    case EVENT_RECOMPUTED:
        json_text(w, "zone_version", e->zone_version);
        break;
    case EVENT_PRIORITIZED:
        json_text(w, "priority", e->priority);
        break;
    case EVENT_FIRED:
        put_firing(w, c, e);
        break;
    case EVENT_NOTED:
        break;
    }
}

void event_put(struct jw *w, struct call *c, const struct event *e)
{
    jw_object(w);
    jw_key(w, "number");
    jw_i64(w, e->number);
    json_text(w, "kind", event_kind_name(e->kind));
    json_instant(w, "at", c, e->at);
    json_text(w, "actor", e->actor);
    json_text(w, "role", event_role_name(e->role));
    if (e->generation.n)
        json_text(w, "generation", e->generation);
    put_facts(w, c, e);
    put_values(w, c, e);
    if (e->kind == EVENT_TRANSITIONED || e->kind == EVENT_NOTED || e->kind == EVENT_PAUSED) {
        json_text(w, "note", e->note);
        json_text(w, "internal_note", e->internal_note);
    }
    if (e->undone_count)
        put_instants(w, "undone", c, e->undone, e->undone_count);
    jw_end_object(w);
}

/* --- Next steps, contact ---------------------------------------------------------------------- */

static void put_next(struct jw *w, const struct call *c, const struct state *s)
{
    jw_object(w);
    json_text(w, "id", s->id);
    json_text(w, "label", text_in(s->label, c->lang));
    jw_key(w, "closed");
    jw_bool(w, s->closed);
    jw_key(w, "reasons");
    jw_array(w);
    for (size_t i = 0; i < s->reason_count; i++) {
        jw_object(w);
        json_text(w, "code", s->reasons[i].code);
        json_text(w, "label", text_in(s->reasons[i].label, c->lang));
        json_text(w, "text", text_in(s->reasons[i].say, c->lang));
        jw_end_object(w);
    }
    jw_end_array(w);
    jw_end_object(w);
}

static void put_contact(struct jw *w, const struct contact *contact)
{
    jw_key(w, "contact");
    if (!contact) {
        jw_null(w);
        return;
    }
    jw_object(w);
    json_text(w, "first_name", contact->first_name);
    json_text(w, "last_name", contact->last_name);
    json_text(w, "email", contact->email);
    json_text(w, "phone", contact->phone);
    json_text(w, "language", lang_code(contact->lang));
    jw_end_object(w);
}

/* A probability to the whole percent: more would be pretence. */
static void put_outlook(struct jw *w, struct call *c, const struct outlook *o)
{
    jw_key(w, "forecast");
    if (!o) {
        jw_null(w);
        return;
    }
    jw_object(w);
    jw_key(w, "breach");
    if (o->has_breach)
        jw_double(w, round(o->breach * 100) / 100);
    else
        jw_null(w);
    json_instant(w, "usual_at", c, o->usual);
    json_instant(w, "usual_90_at", c, o->usual_90);
    jw_key(w, "sample");
    jw_i64(w, (int64_t)o->count);
    jw_key(w, "closed");
    jw_i64(w, (int64_t)o->ended);
    jw_end_object(w);
}

static void put_history(struct jw *w, struct call *c, const struct request_detail *d)
{
    jw_key(w, "events");
    jw_array(w);
    for (size_t i = 0; i < d->event_count; i++)
        event_put(w, c, &d->events[i]);
    jw_end_array(w);
    put_contact(w, d->contact);
    put_outlook(w, c, d->outlook);
}

static void put_detail(struct jw *w, struct call *c, const struct request *r,
                       const struct request_detail *d)
{
    json_text(w, "promise", words_promise(c, r, c->lang));
    if (d->token.n)
        json_text(w, "token", d->token);
    jw_key(w, "next");
    jw_array(w);
    for (size_t i = 0; i < d->next_count; i++)
        put_next(w, c, d->next[i]);
    jw_end_array(w);
    if (d->history)
        put_history(w, c, d);
}

/* --- The request ------------------------------------------------------------------------------ */

static void put_state(struct jw *w, struct call *c, const struct request *r)
{
    put_named(w, "service", "code", r->service, "name", words_service_name(c, r));
    put_named(w, "state", "id", r->state, "label", words_state_label(c, r));
    json_text(w, "status", r->closed ? STR("closed") : STR("open"));
    json_text(w, "detailed_status", r->detailed_status);
    json_text(w, "priority", r->priority);
}

static void put_times(struct jw *w, struct call *c, const struct request *r)
{
    json_instant(w, "requested_at", c, r->requested_at);
    json_instant(w, "updated_at", c, r->updated_at);
    json_instant(w, "closed_at", c, r->closed_at);
    json_instant(w, "due_at", c, request_due(r));
}

void request_put(struct jw *w, struct call *c, const struct request *r,
                 const struct request_detail *detail)
{
    jw_object(w);
    json_text(w, "id", words_id(c, r->id));
    json_text(w, "jurisdiction", c->jurisdiction->id);
    put_state(w, c, r);
    json_text(w, "description", r->description);
    put_position(w, r->has_position, r->position);
    json_text(w, "address", r->address);
    json_text(w, "address_id", r->address_id);
    json_text(w, "zipcode", r->zipcode);
    json_text(w, "media_url", r->media_url);
    put_times(w, c, r);
    json_text(w, "assignee", r->assignee);
    put_answers(w, c, r);
    json_text(w, "reason", r->reason);
    json_text(w, "reason_text", text_in(r->reason_say, c->lang));
    json_text(w, "note", r->note);
    json_text(w, "channel", r->channel);
    json_text(w, "external_id", r->external_id);
    jw_key(w, "flagged");
    jw_bool(w, r->flagged);
    jw_key(w, "version");
    jw_i64(w, r->version);
    put_clocks(w, c, r);
    if (detail)
        put_detail(w, c, r, detail);
    jw_end_object(w);
}
