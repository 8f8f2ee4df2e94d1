/* GET /api/v1/requests/{id}/explain: why each clock of a request is due when it is. */
#include "domain/explain_request.h"

#include "api/reply.h"
#include "api/requests.h"
#include "api/routes.h"

static enum err show(struct call *c)
{
    struct request r;
    struct event *events;
    struct explain_subject subject = {.jurisdiction = c->jurisdiction, .request = &r};
    uint64_t id;
    struct buf b = buf_in(call_arena(c));
    enum err e = requests_id(c, &id);
    if (!e)
        e = requests_missing(c, desk_request(c->desk, call_arena(c), c->jurisdiction, id, &r));
    if (!e)
        e = desk_events(c->desk, call_arena(c), c->jurisdiction, id, &events, &subject.event_count);
    if (e)
        return e;
    subject.events = events;
    subject.now = now_seconds(c->now);
    e = explain_request_json(call_arena(c), &subject, c->lang, &b);
    return e ? e : reply_json(c, 200, &b);
}

static const struct resource explain_resource = {FAMILY_JSON, ROLE_AGENT, BODY_NONE,
                                                 .handle = show};

static const struct http_route routes[] = {
    {HTTP_GET, "/api/v1/requests/{id}/explain", "request_explain", &explain_resource, 0, false},
};

const struct route_table explain_routes = ROUTE_TABLE(routes);
