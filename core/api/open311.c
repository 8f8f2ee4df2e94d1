/* Open311 GeoReport v2: routes, and the resources that need only a look. */
#include "api/open311.h"

#include "api/param.h"
#include "api/reply.h"
#include "api/routes.h"
#include "api/words.h"

/* --- Shared ----------------------------------------------------------------------------------- */

enum err open311_reply(struct call *c, const struct buf *body)
{
    return reply_text(c, 200,
                      c->format == FORMAT_XML ? STR("text/xml; charset=utf-8")
                                              : STR("application/json; charset=utf-8"),
                      body);
}

static const char *const known[] = {
    "account_id",
    "address_id",
    "address_string",
    "api_key",
    "bbox",
    "channel",
    "description",
    "device_id",
    "email",
    "email_alerts_requested",
    "end_date",
    "extensions",
    "external_id",
    "first_name",
    "jurisdiction_id",
    "last_name",
    "lat",
    "locale",
    "long",
    "media_url",
    "page",
    "page_size",
    "phone",
    "public_anonymity_required",
    "q",
    "radius",
    "service_code",
    "service_request_id",
    "sort",
    "start_date",
    "status",
    "title",
    "update_id",
    "updated_after",
    "updated_before",
    "updated_datetime",
    "zipcode",
};

static bool parameter_known(struct str name)
{
    struct str code;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (str_eq(name, str_c(known[i])))
            return true;
    return form_attribute(name, &code);
}

struct str open311_loggable(struct str name)
{
    static const char in_names[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.[]";
    for (size_t i = 0; i < name.n; i++)
        if (!memchr(in_names, name.p[i], sizeof in_names - 1))
            return STR("?");
    return str_first(name, CODE_MAX);
}

void open311_log_unknown(const struct call *c)
{
    for (size_t i = 0; i < c->form.count; i++) {
        const struct form_field *f = &c->form.fields[i];
        if (!f->value.n || parameter_known(f->name))
            continue;
        log_begin(c->log, LOG_INFO, "unknown_parameter");
        log_str(c->log, "route", str_c(c->x->route));
        log_str(c->log, "name", open311_loggable(f->name));
        log_end(c->log);
    }
}

const struct service *open311_service(struct call *c, struct str code)
{
    const struct service *s = jurisdiction_service(c->jurisdiction, code);
    if (!s)
        fault_add(&c->faults, "service_code", "le service « %.*s » n'existe pas",
                  "there is no service \"%.*s\"", STR_ARG(code));
    return s;
}

enum err open311_no_such(struct call *c, const char *where, struct str what)
{
    fault_add(&c->faults, where, "« %.*s » n'existe pas", "\"%.*s\" does not exist", STR_ARG(what));
    return ERR_NOT_FOUND;
}

enum err open311_extension(struct call *c, const struct request *r, struct open311_extension *out)
{
    struct event *events;
    *out = (struct open311_extension){.extended = param_flag(c, "extensions")};
    if (!out->extended)
        return ERR_OK;
    enum err e =
        desk_events(c->desk, call_arena(c), c->jurisdiction, r->id, &events, &out->event_count);
    out->events = events;
    return e;
}

/* --- Discovery -------------------------------------------------------------------------------- */

/* When what is said here last changed its form: a date in the past, as validators want. */
#define CHANGESET "2026-01-01T00:00:00Z"

static struct str endpoint_url(struct call *c)
{
    if (c->shared->base_url.n)
        return arena_printf(call_arena(c), STR_FMT "/open311/v2", STR_ARG(c->shared->base_url));
    return arena_printf(call_arena(c), "http://" STR_FMT "/open311/v2",
                        STR_ARG(c->x->request.host));
}

#define GEOREPORT "http://wiki.open311.org/GeoReport_v2"
#define UPDATES "https://github.com/mysociety/FixMyStreet/wiki/Open311-FMS-Complete-Spec"

static void put_endpoint(struct sink *s, struct call *c, struct str specification, struct str type)
{
    sink_object(s, "endpoint");
    sink_put(s, "specification", sink_text(specification));
    sink_put(s, "url", sink_text(endpoint_url(c)));
    sink_put(s, "changeset", sink_text(STR(CHANGESET)));
    sink_put(s, "type", sink_text(type));
    sink_list(s, "formats");
    sink_put(s, "format", sink_text(STR("text/xml")));
    sink_put(s, "format", sink_text(STR("application/json")));
    sink_end(s);
    sink_end(s);
}

/* Two endpoints of GeoReport, or validators that read XML see no array; and one that tells of the
 * updates. They are one place: what a key may do, and whether its requests are in earnest, is for
 * those who give keys out. */
static enum err discovery(struct call *c)
{
    const struct jurisdiction *j = c->jurisdiction ? c->jurisdiction : c->desk->catalogue->items[0];
    struct buf b = buf_in(call_arena(c));
    struct sink s;
    sink_open(&s, c->format, &b);
    sink_object(&s, "discovery");
    sink_put(&s, "changeset", sink_text(STR(CHANGESET)));
    sink_put(&s, "contact", sink_text(text_in(j->contact, c->lang)));
    sink_put(&s, "key_service", sink_text(text_in(j->key_service, c->lang)));
    sink_list(&s, "endpoints");
    put_endpoint(&s, c, STR(GEOREPORT), STR("production"));
    put_endpoint(&s, c, STR(GEOREPORT), STR("test"));
    put_endpoint(&s, c, STR(UPDATES), STR("production"));
    sink_end(&s);
    sink_end(&s);
    if (!b.failed)
        c->x->response.etag = reply_etag(call_arena(c), buf_str(&b));
    c->x->response.cache_control = STR("no-cache");
    /* bare types: a known validator compares them for equality */
    return reply_text(c, 200, c->format == FORMAT_XML ? STR("text/xml") : STR("application/json"),
                      &b);
}

/* --- Services --------------------------------------------------------------------------------- */

static enum err services(struct call *c)
{
    struct buf b = buf_in(call_arena(c));
    struct sink s;
    sink_open(&s, c->format, &b);
    sink_list(&s, "services");
    for (size_t i = 0; i < c->jurisdiction->service_count; i++)
        open311_put_service(&s, c, c->jurisdiction->services[i]);
    sink_end(&s);
    reply_tag_rules(c);
    return open311_reply(c, &b);
}

static enum err definition(struct call *c)
{
    const struct service *service = open311_service(c, http_capture(&c->match, "code"));
    if (!service)
        return ERR_NOT_FOUND;
    struct buf b = buf_in(call_arena(c));
    struct sink s;
    sink_open(&s, c->format, &b);
    open311_put_definition(&s, c, service);
    reply_tag_rules(c);
    return open311_reply(c, &b);
}

/* --- One request ------------------------------------------------------------------------------ */

/* The same version of a request reads the same in one language, one format, and under one
 * generation of rules. */
static struct str request_etag(struct call *c, const struct request *r)
{
    const unsigned char *g = c->jurisdiction->generation;
    return arena_printf(call_arena(c), "\"%u-%s-%s-%02x%02x%02x%02x\"", r->version,
                        c->lang == LANG_EN ? "en" : "fr", c->format == FORMAT_XML ? "xml" : "json",
                        g[0], g[1], g[2], g[3]);
}

static enum err one_request(struct call *c)
{
    struct request r;
    struct open311_extension extension;
    struct str id = http_capture(&c->match, "id");
    uint64_t number;
    if (!str_u64(id, &number))
        return open311_no_such(c, "service_request_id", id);
    enum err e = desk_request(c->desk, call_arena(c), c->jurisdiction, number, &r);
    if (e == ERR_NOT_FOUND)
        return open311_no_such(c, "service_request_id", id);
    if (!e)
        e = open311_extension(c, &r, &extension);
    if (e)
        return e;
    struct buf b = buf_in(call_arena(c));
    struct sink s;
    sink_open(&s, c->format, &b);
    sink_list(&s, "service_requests");
    open311_put_request(&s, c, &r, &extension);
    sink_end(&s);
    c->x->response.etag = request_etag(c, &r);
    c->x->response.cache_control = STR("no-cache");
    return open311_reply(c, &b);
}

static enum err token(struct call *c)
{
    struct request r;
    struct str token_text = http_capture(&c->match, "token");
    enum err e = desk_request_by_token(c->desk, call_arena(c), token_text, &r);
    if (e == ERR_NOT_FOUND || (!e && r.jurisdiction != c->jurisdiction->number)) {
        fault_add(&c->faults, "token", "ce jeton de suivi n'existe pas",
                  "this tracking token does not exist");
        return ERR_NOT_FOUND;
    }
    if (e)
        return e;
    struct buf b = buf_in(call_arena(c));
    struct sink s;
    sink_open(&s, c->format, &b);
    sink_list(&s, "service_requests");
    sink_object(&s, "request");
    sink_put(&s, "service_request_id", sink_text(words_id(c, r.id)));
    sink_put(&s, "token", sink_text(token_text));
    sink_end(&s);
    sink_end(&s);
    return open311_reply(c, &b);
}

/* --- Routes ----------------------------------------------------------------------------------- */

#define LOOK(handler)                                                                        \
    {                                                                                        \
        FAMILY_OPEN311, PUBLIC, BODY_NONE, .cors = true, .shared = true, .handle = (handler) \
    }

static const struct resource discovery_resource = {
    FAMILY_OPEN311, PUBLIC,         BODY_NONE,           .anywhere = true,
    .cors = true,   .shared = true, .handle = discovery,
};
static const struct resource services_resource = LOOK(services);
static const struct resource definition_resource = LOOK(definition);
static const struct resource list_resource = LOOK(open311_list);
static const struct resource one_resource = LOOK(one_request);
static const struct resource token_resource = {FAMILY_OPEN311, PUBLIC, BODY_NONE, .cors = true,
                                               .handle = token};
static const struct resource post_resource = {FAMILY_OPEN311, ROLE_CLIENT, BODY_FORM,
                                              .handle = open311_post};
static const struct resource updates_resource = {FAMILY_OPEN311, ROLE_CLIENT, BODY_NONE,
                                                 .handle = open311_updates};
static const struct resource report_resource = {FAMILY_OPEN311, ROLE_CLIENT, BODY_FORM,
                                                .handle = open311_report};

/* With a format first: an id or a code holds no dot. */
static const struct http_route routes[] = {
    {HTTP_GET, "/open311/v2/requests/{id}.{format}", "open311_request", &one_resource, 0, false},
    {HTTP_GET, "/open311/v2/requests.{format}", "open311_requests", &list_resource, 0, false},
    {HTTP_POST, "/open311/v2/requests.{format}", "open311_post", &post_resource, 0, false},
    {HTTP_GET, "/open311/v2/services.{format}", "open311_services", &services_resource, 0, false},
    {HTTP_GET, "/open311/v2/services/{code}.{format}", "open311_definition", &definition_resource,
     0, false},
    {HTTP_GET, "/open311/v2/tokens/{token}.{format}", "open311_token", &token_resource, 0, false},
    {HTTP_GET, "/open311/v2/servicerequestupdates.{format}", "open311_updates", &updates_resource,
     0, false},
    {HTTP_POST, "/open311/v2/servicerequestupdates.{format}", "open311_report", &report_resource, 0,
     false},
    {HTTP_GET, "/open311/discovery.{format}", "open311_discovery", &discovery_resource, 0, false},
    {HTTP_GET, "/open311/v2/requests/{id}", "open311_request", &one_resource, 0, false},
    {HTTP_GET, "/open311/v2/requests", "open311_requests", &list_resource, 0, false},
    {HTTP_POST, "/open311/v2/requests", "open311_post", &post_resource, 0, false},
    {HTTP_GET, "/open311/v2/services", "open311_services", &services_resource, 0, false},
    {HTTP_GET, "/open311/v2/services/{code}", "open311_definition", &definition_resource, 0, false},
    {HTTP_GET, "/open311/v2/tokens/{token}", "open311_token", &token_resource, 0, false},
    {HTTP_GET, "/open311/v2/servicerequestupdates", "open311_updates", &updates_resource, 0, false},
    {HTTP_POST, "/open311/v2/servicerequestupdates", "open311_report", &report_resource, 0, false},
    {HTTP_GET, "/open311/discovery", "open311_discovery", &discovery_resource, 0, false},
};

const struct route_table open311_routes = ROUTE_TABLE(routes);
