/* A request through the api: head → handle → finished. */
#include "api/serve.h"

#include "api/authorise.h"
#include "api/cache.h"
#include "api/errand.h"
#include "api/input.h"
#include "api/reply.h"
#include "api/routes.h"
#include "api/streams.h"
#include "base/check.h"
#include "domain/forecast.h"

#include <stdlib.h>

enum { TABLES = 14, TABLES_MAX = 24 };

struct api {
    struct api_options options;
    struct arena arena; /* the router's */
    struct http_router router;
    const struct route_table *tables[TABLES_MAX];
    size_t table_count;
    const char *names[METER_ROUTES]; /* of routes, each once: what is counted together */
    size_t name_count;
    struct meter meter;
    struct streams streams;
    struct errands errands;
    struct cache cache;
    struct forecasts forecasts;
};

static const struct route_table *const all_tables[TABLES] = {
    &open311_routes,  &request_routes,    &request_verb_routes, &service_routes,
    &track_routes,    &page_routes,       &status_page_routes,  &health_routes,
    &document_routes, &test_clock_routes, &feed_routes,         &outbox_routes,
    &explain_routes,  &forecast_routes,
};

/* --- Head: route, prepare for the body -------------------------------------------------------- */

static struct call *call_new(struct api *api, struct exchange *x)
{
    struct call *c = ARENA_NEW(&x->arena, struct call);
    if (!c)
        return NULL;
    /* What it begins with decides it, to the end: finished() lets it go. */
    *c = (struct call){
        .x = x,
        .api = api,
        .desk = api->options.desk,
        .book = desk_hold(api->options.desk),
        .log = api->options.log,
        .shared = api->options.shared,
        .now = api->options.now,
        .form = form_in(&x->arena),
        .faults = faults_in(&x->arena),
    };
    x->self = c;
    return c;
}

/* OPTIONS: what the path takes; for a browser's preflight, who may read it. */
static void answer_options(struct call *c)
{
    struct http_response *r = &c->x->response;
    struct http_match get;
    if (http_route(&c->api->router, HTTP_GET, c->x->request.path, &get) == HTTP_ROUTE_FOUND)
        c->resource = get.route->target;
    reply_begin(c);
    r->status = 204;
    response_header(r, STR("Allow"), http_allow(call_arena(c), c->match.allowed));
    if (!c->resource || !c->resource->cors)
        return;
    response_header(r, STR("Access-Control-Allow-Methods"), STR("GET, HEAD, OPTIONS"));
    response_header(r, STR("Access-Control-Allow-Headers"), STR("Accept, Accept-Language"));
    response_header(r, STR("Access-Control-Max-Age"), STR("86400"));
}

/* "OPTIONS *" is about no resource, but about the whole server (RFC 9110, section 9.3.7). */
static enum http_routing whole_server(struct call *c)
{
    c->match.allowed = HTTP_GET | HTTP_HEAD | HTTP_POST | HTTP_PATCH | HTTP_OPTIONS;
    return HTTP_ROUTE_OPTIONS;
}

static void answer_unrouted(struct call *c, enum http_routing routing)
{
    input_manner(c);
    if (str_eq(c->x->request.path, STR("*"))) /* the gate lets only OPTIONS have it */
        routing = whole_server(c);
    if (routing == HTTP_ROUTE_OPTIONS) {
        c->x->route = "options";
        answer_options(c);
        return;
    }
    reply_problem(c, routing == HTTP_ROUTE_NOT_ALLOWED ? PROBLEM_METHOD : PROBLEM_NOT_FOUND);
    if (routing == HTTP_ROUTE_NOT_ALLOWED)
        response_header(&c->x->response, STR("Allow"), http_allow(call_arena(c), c->match.allowed));
}

static bool head(void *self, struct exchange *x)
{
    struct api *api = self;
    struct call *c = call_new(api, x);
    if (!c) {
        x->response.status = problem_facts(PROBLEM_UNAVAILABLE)->status;
        return false;
    }
    enum http_routing routing =
        http_route(&api->router, x->request.method, x->request.path, &c->match);
    if (routing != HTTP_ROUTE_FOUND) {
        answer_unrouted(c, routing);
        return false;
    }
    x->route = c->match.route->name;
    c->resource = c->match.route->target;
    c->family = c->resource->family;
    if (c->match.route->body_limit)
        x->body_limit = c->match.route->body_limit;
    enum err e = input_head(c);
    if (e)
        reply_error(c, e);
    return e == ERR_OK;
}

/* --- Handle ----------------------------------------------------------------------------------- */

static enum err answer_anew(struct call *c)
{
    return authorise(c) ? c->resource->handle(c) : ERR_OK;
}

static enum err answer_shared(struct call *c, struct cache *cache)
{
    if (cache_find(cache, c))
        return ERR_OK;
    enum err e = answer_anew(c);
    if (!e)
        cache_keep(cache, c);
    return e;
}

/* Probes answer without the store, which may be what is wrong. */
static enum err answer(struct call *c)
{
    if (c->family == FAMILY_PLAIN)
        return c->resource->handle(c);
    enum err e = desk_look(c->desk);
    if (e)
        return e;
    e = c->resource->shared ? answer_shared(c, &c->api->cache) : answer_anew(c);
    desk_leave(c->desk);
    return e;
}

static void handle(void *self, struct exchange *x)
{
    (void)self;
    struct call *c = x->self;
    desk_use(c->desk, c->book);
    reply_begin(c);
    enum err e = input_body(c);
    if (!e)
        e = answer(c);
    if (e)
        reply_error(c, e);
    if (!c->pending)
        exchange_reply(x);
}

/* The parser, a limit or a multipart reader refused it: the status stays, a document is added. */
static void refused(void *self, struct exchange *x)
{
    struct call *c = x->self ? x->self : call_new(self, x);
    int status = x->response.status;
    if (!c)
        return;
    if (!c->resource)
        input_manner(c);
    if (c->multipart && faults_any(&c->multipart->faults))
        c->faults = c->multipart->faults;
    reply_problem(c, problem_of_status(status));
    x->response.status = status;
}

/* --- Finished --------------------------------------------------------------------------------- */

static size_t name_number(const struct api *api, const char *name)
{
    for (size_t i = 0; name && i < api->name_count; i++)
        if (api->names[i] == name || strcmp(api->names[i], name) == 0)
            return i;
    return METER_ROUTES - 1;
}

/* What nobody serves may be any word that a client sent. */
static struct str told_method(const struct http_request *r)
{
    bool served = r->method && r->method != HTTP_OTHER;
    return served || !r->method_name.n ? r->method_name : STR("OTHER");
}

/* The route's name stands for the path, which may hold a token. */
static void log_access(struct log *log, const struct exchange *x, uint64_t us)
{
    log_begin(log, LOG_INFO, "access");
    log_str(log, "method", told_method(&x->request));
    log_str(log, "route", str_c(x->route ? x->route : "none"));
    log_i64(log, "status", x->response.status);
    log_i64(log, "us", (int64_t)us);
    log_i64(log, "bytes", (int64_t)x->bytes_out);
    log_end(log);
}

static void finished(void *self, struct exchange *x)
{
    struct api *api = self;
    struct call *c = x->self;
    if (c)
        desk_release(c->desk, c->book);
    uint64_t us = now_ticks_us() - x->started_us;
    meter_count(&api->meter, name_number(api, x->route), x->response.status, us, x->bytes_out);
    if (api->options.shared->access_log)
        log_access(api->options.log, x, us);
}

static void woken(void *self)
{
    struct api *api = self;
    port_drain(&api->options.desk->port);
    errands_drain(&api->errands);
}

static void tick(void *self)
{
    struct api *api = self;
    struct desk *desk = api->options.desk;
    desk_release(desk, desk_hold(desk)); /* an idle thread keeps nothing old either */
    if (api->options.schedule)
        schedule_run(api->options.schedule);
    streams_tick(&api->streams, api->options.desk);
    errands_tick(&api->errands);
}

static void draining(void *self)
{
    struct api *api = self;
    streams_end(&api->streams);
    errands_end(&api->errands);
}

static void idle(void *self)
{
    struct api *api = self;
    log_flush(api->options.log);
}

/* --- Opening and closing ---------------------------------------------------------------------- */

static void name_routes(struct api *api, const struct route_table *table)
{
    for (size_t i = 0; i < table->count; i++) {
        const char *name = table->routes[i].name;
        bool new = name_number(api, name) == METER_ROUTES - 1;
        if (new &&check_soft(api->name_count < METER_ROUTES - 1))
            api->names[api->name_count++] = name;
    }
}

static enum err build_router(struct api *api)
{
    const struct http_route *routes[TABLES_MAX];
    size_t counts[TABLES_MAX];
    const struct route_table *const *more = api->options.more;
    for (size_t i = 0; i < TABLES; i++)
        if (all_tables[i] != &test_clock_routes || api->options.test_clock)
            api->tables[api->table_count++] = all_tables[i];
    for (; more && *more && check_soft(api->table_count < TABLES_MAX); more++)
        api->tables[api->table_count++] = *more;
    for (size_t i = 0; i < api->table_count; i++) {
        routes[i] = api->tables[i]->routes;
        counts[i] = api->tables[i]->count;
        name_routes(api, api->tables[i]);
    }
    return http_router_init(&api->router, &api->arena, routes, counts, api->table_count);
}

struct streams *api_streams(struct api *api)
{
    return &api->streams;
}

struct errands *api_errands(struct api *api)
{
    return &api->errands;
}

struct forecasts *api_forecasts(struct api *api)
{
    return &api->forecasts;
}

size_t api_route_names(const struct api *api, const char *const **names)
{
    *names = api->names;
    return api->name_count;
}

enum err api_open(struct api **out, const struct api_options *options, struct http_service *service)
{
    struct api *api = calloc(1, sizeof *api);
    if (!api)
        return ERR_NOMEM;
    api->options = *options;
    enum err e = build_router(api);
    if (e) {
        arena_free(&api->arena);
        free(api);
        return e;
    }
    meter_join(&options->shared->meters, &api->meter);
    streams_open(&api->streams);
    errands_open(&api->errands, options->desk);
    *service = (struct http_service){
        .self = api,
        .head = head,
        .handle = handle,
        .refused = refused,
        .finished = finished,
        .woken = woken,
        .idle = idle,
        .tick = tick,
        .draining = draining,
    };
    *out = api;
    return ERR_OK;
}

void api_close(struct api *api)
{
    if (!api)
        return;
    streams_close(&api->streams);
    errands_close(&api->errands);
    meter_leave(&api->options.shared->meters, &api->meter);
    cache_free(&api->cache);
    forecasts_free(&api->forecasts);
    arena_free(&api->arena);
    free(api);
}
