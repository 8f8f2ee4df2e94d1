/* /api/v1/requests: one request, and filing in JSON; the list is in requests_list.c. */
#include "api/requests.h"

#include "api/act.h"
#include "api/body.h"
#include "api/reply.h"
#include "api/routes.h"

#include <inttypes.h>

/* --- Shared ----------------------------------------------------------------------------------- */

enum err requests_missing(struct call *c, enum err e)
{
    struct str id = http_capture(&c->match, "id");
    if (e == ERR_NOT_FOUND && !faults_any(&c->faults))
        fault_add(&c->faults, "id", "la demande « %.*s » n'existe pas",
                  "there is no request \"%.*s\"", STR_ARG(id));
    return e;
}

enum err requests_id(struct call *c, uint64_t *id)
{
    return str_u64(http_capture(&c->match, "id"), id) ? ERR_OK : requests_missing(c, ERR_NOT_FOUND);
}

enum err requests_reply(struct call *c, int status, const struct request *r,
                        struct request_detail *detail)
{
    struct buf b = buf_in(call_arena(c));
    struct jw w = {.out = &b};
    enum err e = desk_next_states(c->desk, call_arena(c), c->jurisdiction, r, &detail->next,
                                  &detail->next_count);
    if (e)
        return e;
    request_put(&w, c, r, detail);
    c->x->response.etag = arena_printf(call_arena(c), "\"%" PRIu32 "\"", r->version);
    return reply_json(c, status, &b);
}

/* --- One -------------------------------------------------------------------------------------- */

static enum err read_history(struct call *c, const struct request *r, struct request_detail *d)
{
    struct event *events;
    struct contact *contact = ARENA_NEW(call_arena(c), struct contact);
    if (!contact)
        return ERR_NOMEM;
    d->history = true;
    enum err e =
        desk_events(c->desk, call_arena(c), c->jurisdiction, r->id, &events, &d->event_count);
    d->events = events;
    if (e)
        return e;
    e = desk_contact(c->desk, call_arena(c), c->jurisdiction, r->id, contact);
    if (e && e != ERR_NOT_FOUND)
        return e;
    d->contact = e || contact_empty(contact) ? NULL : contact;
    return ERR_OK;
}

/* A forecast that cannot be made is none: the request is shown all the same. */
static enum err read_outlook(struct call *c, const struct request *r, struct request_detail *d)
{
    const struct service *s = jurisdiction_service(c->jurisdiction, r->service);
    struct outlook *o = ARENA_NEW(call_arena(c), struct outlook);
    const struct forecast *f;
    int64_t now = now_seconds(c->now);
    if (!o)
        return ERR_NOMEM;
    if (!s || r->closed)
        return ERR_OK;
    enum err e = forecast_of(api_forecasts(c->api), c->desk, c->jurisdiction, s, now, &f);
    if (!e && forecast_request(call_arena(c), f, c->jurisdiction, r, now, o))
        d->outlook = o;
    return e == ERR_NOMEM ? e : ERR_OK;
}

/* Reads of personal data are written down: who, which request. */
static void log_read(struct call *c, const struct request *r)
{
    log_begin(c->log, LOG_INFO, "contact_read");
    log_str(c->log, "key", c->holder.name);
    log_i64(c->log, "request", (int64_t)r->id);
    log_end(c->log);
}

static enum err one(struct call *c)
{
    struct request r;
    struct request_detail detail = {0};
    uint64_t id;
    enum err e = requests_id(c, &id);
    if (!e)
        e = requests_missing(c, desk_request(c->desk, call_arena(c), c->jurisdiction, id, &r));
    if (!e)
        e = read_history(c, &r, &detail);
    if (!e)
        e = read_outlook(c, &r, &detail);
    if (e)
        return e;
    if (detail.contact)
        log_read(c, &r);
    return requests_reply(c, 200, &r, &detail);
}

/* --- Filing ----------------------------------------------------------------------------------- */

struct filing {
    struct submission in;
    struct body_number lat, lon;
    const struct jv *attributes, *contact;
};

static const struct member members[] = {
    {"service", MEMBER_TEXT, offsetof(struct filing, in.service), true},
    {"attributes", MEMBER_OBJECT, offsetof(struct filing, attributes), false},
    {"lat", MEMBER_NUMBER, offsetof(struct filing, lat), false},
    {"long", MEMBER_NUMBER, offsetof(struct filing, lon), false},
    {"address", MEMBER_TEXT, offsetof(struct filing, in.address), false},
    {"address_id", MEMBER_TEXT, offsetof(struct filing, in.address_id), false},
    {"zipcode", MEMBER_TEXT, offsetof(struct filing, in.zipcode), false},
    {"description", MEMBER_TEXT, offsetof(struct filing, in.description), false},
    {"media_url", MEMBER_TEXT, offsetof(struct filing, in.media_url), false},
    {"account_id", MEMBER_TEXT, offsetof(struct filing, in.account_id), false},
    {"contact", MEMBER_OBJECT, offsetof(struct filing, contact), false},
    {"channel", MEMBER_TEXT, offsetof(struct filing, in.channel), false},
    {"external_id", MEMBER_TEXT, offsetof(struct filing, in.external_id), false},
};
static const struct member contact_members[] = {
    {"first_name", MEMBER_TEXT, offsetof(struct contact, first_name), false},
    {"last_name", MEMBER_TEXT, offsetof(struct contact, last_name), false},
    {"email", MEMBER_TEXT, offsetof(struct contact, email), false},
    {"phone", MEMBER_TEXT, offsetof(struct contact, phone), false},
    {"device_id", MEMBER_TEXT, offsetof(struct contact, device_id), false},
};

/* Open311 lets unknown attributes pass; our own API says so. */
static void refuse_unknown_answers(struct call *c, const struct service *service,
                                   const struct submission *in)
{
    for (size_t i = 0; service && i < in->answer_count; i++)
        if (!service_attribute(service, in->answers[i].code))
            fault_add(&c->faults, body_answer_where(c, in->answers[i].code),
                      "ce service n'a pas un tel attribut", "this service has no such attribute");
}

static void read_filing(struct call *c, struct filing *f)
{
    body_members(c, c->json, "", members, sizeof members / sizeof *members, f);
    body_members(c, f->contact, "contact.", contact_members,
                 sizeof contact_members / sizeof *contact_members, &f->in.contact);
    body_answers(c, f->attributes, &f->in.answers, &f->in.answer_count);
    f->in.has_position = body_position(c, f->lat, f->lon, &f->in.position);
    f->in.misread = !f->in.has_position && (body_names(c, "lat") || body_names(c, "long"));
    f->in.contact.lang = c->lang;
    const struct service *service = jurisdiction_service(c->jurisdiction, f->in.service);
    if (!service && f->in.service.n)
        fault_add(&c->faults, "service", "le service « %.*s » n'existe pas",
                  "there is no service \"%.*s\"", STR_ARG(f->in.service));
    refuse_unknown_answers(c, service, &f->in);
    if (!service)
        f->in.service = (struct str){NULL, 0}; /* said; the rest is checked all the same */
}

static enum err file(struct call *c, void *input, struct change *out)
{
    struct actor actor = call_actor(c);
    const struct filing *f = input;
    return desk_submit(c->desk, call_arena(c), c->jurisdiction, &actor, &f->in, &c->faults, out);
}

static enum err filed(struct call *c, const struct change *change)
{
    struct request_detail detail = {.token = str_c(change->token)};
    struct str location =
        arena_printf(call_arena(c), "/api/v1/requests/%" PRIu64, change->after.id);
    enum err e = requests_reply(c, detail.token.n ? 201 : 200, &change->after, &detail);
    if (!e)
        response_header(&c->x->response, STR("Location"), location);
    return e;
}

static const struct action filing = {.run = file, .answer = filed, .repeats = true};

static enum err post(struct call *c)
{
    struct filing *f = ARENA_NEW(call_arena(c), struct filing);
    if (!f)
        return ERR_NOMEM;
    read_filing(c, f);
    return act(c, &filing, f, 0);
}

/* --- Routes ----------------------------------------------------------------------------------- */

static const struct resource list_resource = {FAMILY_JSON, ROLE_AGENT, BODY_NONE,
                                              .handle = requests_list};
static const struct resource one_resource = {FAMILY_JSON, ROLE_AGENT, BODY_NONE, .handle = one};
static const struct resource post_resource = {FAMILY_JSON, ROLE_CLIENT, BODY_JSON, .handle = post};

static const struct http_route routes[] = {
    {HTTP_GET, "/api/v1/requests", "requests", &list_resource, 0, false},
    {HTTP_POST, "/api/v1/requests", "requests_post", &post_resource, 0, false},
    {HTTP_GET, "/api/v1/requests/{id}", "request", &one_resource, 0, false},
};

const struct route_table request_routes = ROUTE_TABLE(routes);
