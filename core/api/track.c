/* /api/v1/track/{token}: what the one who filed a request may see of it; no personal data. */
#include "api/track.h"

#include "api/act.h"
#include "api/body.h"
#include "api/members.h"
#include "api/reply.h"
#include "api/routes.h"
#include "api/words.h"

enum err track_find(struct call *c, struct str token, struct tracked *out)
{
    struct event *events;
    enum err e = desk_request_by_token(c->desk, call_arena(c), token, &out->request);
    if (e == ERR_NOT_FOUND)
        fault_add(&c->faults, "token", "ce jeton de suivi n'existe pas",
                  "this tracking token does not exist");
    if (e)
        return e;
    call_settle(c, catalogue_number(c->desk->catalogue, out->request.jurisdiction));
    if (!c->jurisdiction)
        return ERR_NOT_FOUND;
    if (!c->jurisdiction->english)
        c->lang = LANG_FR;
    e = desk_events(c->desk, call_arena(c), c->jurisdiction, out->request.id, &events,
                    &out->event_count);
    out->events = events;
    return e;
}

struct str track_step(const struct call *c, const struct request *r, const struct event *e)
{
    static const struct text filed = TEXT_INIT("Demande reçue", "Request received");
    static const struct text noted = TEXT_INIT("Mot de l'équipe", "A word from the team");
    static const struct text resumed = TEXT_INIT("Le travail reprend", "Work goes on");
    static const struct text answered = TEXT_INIT("Votre réponse", "Your answer");
    static const struct text recomputed = TEXT_INIT("Nouvelle échéance", "New due date");
    struct request then = {.service = r->service, .state = e->state};
    switch (e->kind) {
    case EVENT_SUBMITTED:
        return text_in(filed, c->lang);
    case EVENT_TRANSITIONED:
        return words_state_label(c, &then);
    case EVENT_NOTED:
        return e->note.n ? text_in(noted, c->lang) : (struct str){NULL, 0};
    case EVENT_PAUSED:
        return text_in(pause_reason_say(e->pause), c->lang);
    case EVENT_RESUMED:
        return text_in(resumed, c->lang);
    case EVENT_ANSWERED:
        return text_in(answered, c->lang);
    case EVENT_RECOMPUTED:
        return e->clock_count ? text_in(recomputed, c->lang) : (struct str){NULL, 0};
    case EVENT_ASSIGNED:
    case EVENT_RECLASSIFIED:
    case EVENT_RELOCATED:
    case EVENT_HANDED_OVER:
    case EVENT_FIRED:
    case EVENT_PRIORITIZED:
        break; /* the house's own business */
    }
    return (struct str){NULL, 0};
}

/* --- The resource ----------------------------------------------------------------------------- */

static void put_step(struct jw *w, struct call *c, const struct request *r, const struct event *e)
{
    struct str label = track_step(c, r, e);
    if (!label.n)
        return;
    jw_object(w);
    json_instant(w, "at", c, e->at);
    json_text(w, "label", label);
    json_text(w, "reason_text", text_in(e->reason_say, c->lang));
    json_text(w, "note", e->note);
    jw_end_object(w);
}

static void put_state(struct jw *w, const struct call *c, const struct request *r)
{
    jw_key(w, "state");
    jw_object(w);
    json_text(w, "id", r->state);
    json_text(w, "label", words_state_label(c, r));
    jw_end_object(w);
    json_text(w, "status", r->closed ? STR("closed") : STR("open"));
}

static enum err reply_tracked(struct call *c, const struct tracked *t)
{
    const struct request *r = &t->request;
    struct buf b = buf_in(call_arena(c));
    struct jw w = {.out = &b};
    jw_object(&w);
    json_text(&w, "id", words_id(c, r->id));
    json_text(&w, "jurisdiction", c->jurisdiction->id);
    json_text(&w, "service", words_service_name(c, r));
    put_state(&w, c, r);
    json_instant(&w, "requested_at", c, r->requested_at);
    json_instant(&w, "updated_at", c, r->updated_at);
    json_instant(&w, "closed_at", c, r->closed_at);
    json_instant(&w, "due_at", c, request_due(r));
    json_instant(&w, "due_if_resumed_at", c, words_if_resumed(c, r));
    json_text(&w, "promise", words_promise(c, r, c->lang));
    json_text(&w, "why", words_why(c, r, c->lang));
    json_text(&w, "status_notes", words_status_notes(c, r));
    jw_key(&w, "timeline");
    jw_array(&w);
    for (size_t i = 0; i < t->event_count; i++)
        put_step(&w, c, r, &t->events[i]);
    jw_end_array(&w);
    jw_end_object(&w);
    return reply_json(c, 200, &b);
}

static enum err track(struct call *c)
{
    struct tracked t;
    enum err e = track_find(c, http_capture(&c->match, "token"), &t);
    return e ? e : reply_tracked(c, &t);
}

/* --- The citizen's answer --------------------------------------------------------------------- */

struct answering {
    struct tracked tracked;
    struct str text;
    uint32_t version;
};

/* Looked up anew each time: another may have been first. */
static enum err run_answer(struct call *c, void *input, struct change *out)
{
    static const struct actor citizen = {.name = {"citizen", 7}, .role = ROLE_CLIENT};
    struct answering *a = input;
    enum err e = track_find(c, http_capture(&c->match, "token"), &a->tracked);
    return e ? e
             : desk_answer(c->desk, call_arena(c), c->jurisdiction, &citizen, a->tracked.request.id,
                           a->version, a->text, &c->faults, out);
}

/* The request as it will be, with the answer after all that happened before. */
static enum err answered(struct call *c, const struct change *change)
{
    struct tracked t;
    enum err e = track_find(c, http_capture(&c->match, "token"), &t);
    struct event *events = e ? NULL : ARENA_ARRAY(call_arena(c), struct event, t.event_count + 1);
    if (!events)
        return e ? e : ERR_NOMEM;
    for (size_t i = 0; i < t.event_count; i++)
        events[i] = t.events[i];
    events[t.event_count++] =
        (struct event){.kind = EVENT_ANSWERED, .at = change->after.updated_at};
    t.request = change->after;
    t.events = events;
    return reply_tracked(c, &t);
}

static enum err answer(struct call *c)
{
    static const struct member members[] = {
        {"text", MEMBER_TEXT, offsetof(struct answering, text), true},
    };
    static const struct action action = {.run = run_answer, .answer = answered};
    struct answering *a = ARENA_NEW(call_arena(c), struct answering);
    if (!a)
        return ERR_NOMEM;
    body_members(c, c->json, "", members, 1, a);
    if (faults_any(&c->faults))
        return ERR_INVALID;
    return act_if_match(c, &a->version) ? act(c, &action, a, a->version) : ERR_OK;
}

static const struct resource track_resource = {FAMILY_JSON, PUBLIC, BODY_NONE, .anywhere = true,
                                               .handle = track};

static const struct resource answer_resource = {FAMILY_JSON, PUBLIC, BODY_JSON, .anywhere = true,
                                                .handle = answer};

static const struct http_route routes[] = {
    {HTTP_GET, "/api/v1/track/{token}", "track", &track_resource, 0, false},
    {HTTP_POST, "/api/v1/track/{token}/answer", "track_answer", &answer_resource, 0, false},
};

const struct route_table track_routes = ROUTE_TABLE(routes);
