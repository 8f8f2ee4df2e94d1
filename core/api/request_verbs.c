/* /api/v1/requests/{id}: moving it on, noting, assigning, correcting. */
#include "api/act.h"
#include "api/body.h"
#include "api/param.h"
#include "api/requests.h"
#include "api/routes.h"
#include "base/date.h"

/* What every verb needs besides its own input. */
struct deed {
    uint64_t id;
    uint32_t version;
    struct transition transition;
    struct str note, internal_note;
    struct str assignee;
    struct correction correction;
    struct body_number lat, lon;
    const struct jv *attributes;
    struct pausing pausing;
    struct str until, reason, calendar;
};

/* The request as it will be. Its events and contact are for those who ask for them. */
static enum err done(struct call *c, const struct change *change)
{
    struct request_detail detail = {0};
    return requests_reply(c, 200, &change->after, &detail);
}

static struct deed *deed_new(struct call *c, enum err *e)
{
    struct deed *d = ARENA_NEW(call_arena(c), struct deed);
    *e = d ? requests_id(c, &d->id) : ERR_NOMEM;
    return d;
}

/* Reads the body by its table, then runs the verb. */
static enum err deed_act(struct call *c, struct deed *d, const struct member *table, size_t count,
                         const struct action *action)
{
    body_members(c, c->json, "", table, count, d);
    if (faults_any(&c->faults))
        return ERR_INVALID;
    if (!act_if_match(c, &d->version))
        return ERR_OK;
    return act(c, action, d, d->version);
}

#define COUNT(table) (sizeof(table) / sizeof *(table))

/* --- Transition ------------------------------------------------------------------------------- */

static enum err run_transition(struct call *c, void *input, struct change *out)
{
    struct actor actor = call_actor(c);
    const struct deed *d = input;
    return requests_missing(c, desk_transition(c->desk, call_arena(c), c->jurisdiction, &actor,
                                               d->id, d->version, &d->transition, &c->faults, out));
}

static enum err transition(struct call *c)
{
    static const struct member members[] = {
        {"to", MEMBER_TEXT, offsetof(struct deed, transition.to), true},
        {"reason", MEMBER_TEXT, offsetof(struct deed, transition.reason), false},
        {"note", MEMBER_TEXT, offsetof(struct deed, transition.note), false},
        {"internal_note", MEMBER_TEXT, offsetof(struct deed, transition.internal_note), false},
    };
    static const struct action action = {.run = run_transition, .answer = done};
    enum err e;
    struct deed *d = deed_new(c, &e);
    return e ? e : deed_act(c, d, members, COUNT(members), &action);
}

/* --- Note ------------------------------------------------------------------------------------- */

static enum err run_note(struct call *c, void *input, struct change *out)
{
    struct actor actor = call_actor(c);
    const struct deed *d = input;
    return requests_missing(c, desk_note(c->desk, call_arena(c), c->jurisdiction, &actor, d->id,
                                         d->version, d->note, d->internal_note, &c->faults, out));
}

static enum err note(struct call *c)
{
    static const struct member members[] = {
        {"note", MEMBER_TEXT, offsetof(struct deed, note), false},
        {"internal_note", MEMBER_TEXT, offsetof(struct deed, internal_note), false},
    };
    static const struct action action = {.run = run_note, .answer = done};
    enum err e;
    struct deed *d = deed_new(c, &e);
    return e ? e : deed_act(c, d, members, COUNT(members), &action);
}

/* --- Assignment ------------------------------------------------------------------------------- */

static enum err run_assignment(struct call *c, void *input, struct change *out)
{
    struct actor actor = call_actor(c);
    const struct deed *d = input;
    return requests_missing(c, desk_assign(c->desk, call_arena(c), c->jurisdiction, &actor, d->id,
                                           d->version, d->assignee, &c->faults, out));
}

static enum err assignment(struct call *c)
{
    static const struct member members[] = {
        {"assignee", MEMBER_TEXT, offsetof(struct deed, assignee), true},
    };
    static const struct action action = {.run = run_assignment, .answer = done};
    enum err e;
    struct deed *d = deed_new(c, &e);
    return e ? e : deed_act(c, d, members, COUNT(members), &action);
}

/* --- Pause, resumption, handover -------------------------------------------------------------- */

static enum err run_pause(struct call *c, void *input, struct change *out)
{
    struct actor actor = call_actor(c);
    struct deed *d = input;
    if (d->until.n && !instant_parse(d->until, &d->pausing.until)) {
        fault_add(&c->faults, "until", "il faut un instant comme 2026-06-25T11:30:00-04:00",
                  "it must be an instant such as 2026-06-25T11:30:00-04:00");
        return ERR_INVALID;
    }
    return requests_missing(c, desk_pause(c->desk, call_arena(c), c->jurisdiction, &actor, d->id,
                                          d->version, &d->pausing, &c->faults, out));
}

static enum err pause_request(struct call *c)
{
    static const struct member members[] = {
        {"reason", MEMBER_TEXT, offsetof(struct deed, pausing.reason), true},
        {"until", MEMBER_TEXT, offsetof(struct deed, until), false},
        {"note", MEMBER_TEXT, offsetof(struct deed, pausing.note), false},
        {"internal_note", MEMBER_TEXT, offsetof(struct deed, pausing.internal_note), false},
    };
    static const struct action action = {.run = run_pause, .answer = done};
    enum err e;
    struct deed *d = deed_new(c, &e);
    return e ? e : deed_act(c, d, members, COUNT(members), &action);
}

static enum err run_resume(struct call *c, void *input, struct change *out)
{
    struct actor actor = call_actor(c);
    const struct deed *d = input;
    return requests_missing(c, desk_resume(c->desk, call_arena(c), c->jurisdiction, &actor, d->id,
                                           d->version, d->reason, &c->faults, out));
}

static enum err resume(struct call *c)
{
    static const struct member members[] = {
        {"reason", MEMBER_TEXT, offsetof(struct deed, reason), false},
    };
    static const struct action action = {.run = run_resume, .answer = done};
    enum err e;
    struct deed *d = deed_new(c, &e);
    return e ? e : deed_act(c, d, members, COUNT(members), &action);
}

static enum err run_handover(struct call *c, void *input, struct change *out)
{
    struct actor actor = call_actor(c);
    const struct deed *d = input;
    return requests_missing(c,
                            desk_hand_over(c->desk, call_arena(c), c->jurisdiction, &actor, d->id,
                                           d->version, d->calendar, d->assignee, &c->faults, out));
}

static enum err handover(struct call *c)
{
    static const struct member members[] = {
        {"calendar", MEMBER_TEXT, offsetof(struct deed, calendar), true},
        {"assignee", MEMBER_TEXT, offsetof(struct deed, assignee), true},
    };
    static const struct action action = {.run = run_handover, .answer = done};
    enum err e;
    struct deed *d = deed_new(c, &e);
    return e ? e : deed_act(c, d, members, COUNT(members), &action);
}

/* --- Correction ------------------------------------------------------------------------------- */

/* The position and the answers are read late: they add faults of their own. */
static enum err run_correction(struct call *c, void *input, struct change *out)
{
    struct actor actor = call_actor(c);
    struct deed *d = input;
    struct correction *in = &d->correction;
    in->has_position = body_position(c, d->lat, d->lon, &in->position);
    in->has_answers = d->attributes != NULL;
    body_answers(c, d->attributes, &in->answers, &in->answer_count);
    return requests_missing(c, desk_correct(c->desk, call_arena(c), c->jurisdiction, &actor, d->id,
                                            d->version, in, &c->faults, out));
}

static enum err correction(struct call *c)
{
    static const struct member members[] = {
        {"service", MEMBER_TEXT, offsetof(struct deed, correction.service), false},
        {"attributes", MEMBER_OBJECT, offsetof(struct deed, attributes), false},
        {"lat", MEMBER_NUMBER, offsetof(struct deed, lat), false},
        {"long", MEMBER_NUMBER, offsetof(struct deed, lon), false},
        {"address", MEMBER_TEXT, offsetof(struct deed, correction.address), false},
        {"address_id", MEMBER_TEXT, offsetof(struct deed, correction.address_id), false},
        {"zipcode", MEMBER_TEXT, offsetof(struct deed, correction.zipcode), false},
        {"priority", MEMBER_TEXT, offsetof(struct deed, correction.priority), false},
    };
    static const struct action action = {.run = run_correction, .answer = done};
    enum err e;
    struct deed *d = deed_new(c, &e);
    return e ? e : deed_act(c, d, members, COUNT(members), &action);
}

/* --- Routes ----------------------------------------------------------------------------------- */

#define VERB(handler)                                           \
    {                                                           \
        FAMILY_JSON, ROLE_AGENT, BODY_JSON, .handle = (handler) \
    }

static const struct resource transition_resource = VERB(transition);
static const struct resource note_resource = VERB(note);
static const struct resource assignment_resource = VERB(assignment);
static const struct resource correction_resource = VERB(correction);
static const struct resource pause_resource = VERB(pause_request);
static const struct resource resume_resource = VERB(resume);
static const struct resource handover_resource = VERB(handover);

static const struct http_route routes[] = {
    {HTTP_POST, "/api/v1/requests/{id}/transitions", "request_transition", &transition_resource, 0,
     false},
    {HTTP_POST, "/api/v1/requests/{id}/notes", "request_note", &note_resource, 0, false},
    {HTTP_POST, "/api/v1/requests/{id}/assignment", "request_assign", &assignment_resource, 0,
     false},
    {HTTP_POST, "/api/v1/requests/{id}/pauses", "request_pause", &pause_resource, 0, false},
    {HTTP_POST, "/api/v1/requests/{id}/resume", "request_resume", &resume_resource, 0, false},
    {HTTP_POST, "/api/v1/requests/{id}/handover", "request_hand_over", &handover_resource, 0,
     false},
    {HTTP_PATCH, "/api/v1/requests/{id}", "request_correct", &correction_resource, 0, false},
};

const struct route_table request_verb_routes = ROUTE_TABLE(routes);
