/* Probes and metrics. */
#include "api/reply.h"
#include "api/routes.h"

static enum err healthz(struct call *c)
{
    struct buf b = buf_in(call_arena(c));
    BUF_LIT(&b, "{\"status\":\"ok\"}");
    return reply_json(c, 200, &b);
}

/* Whose open due dates were computed by another law of the zone than the one in force. */
static void put_zones(struct jw *w, const struct api_shared *shared)
{
    jw_key(w, "tzdata_changed");
    jw_array(w);
    for (size_t i = 0; i < shared->zone_count; i++) {
        jw_object(w);
        jw_key(w, "jurisdiction");
        jw_str(w, shared->zones[i].jurisdiction);
        jw_key(w, "was");
        jw_str(w, shared->zones[i].was);
        jw_key(w, "is");
        jw_str(w, shared->zones[i].is);
        jw_end_object(w);
    }
    jw_end_array(w);
}

static void put_notices(struct jw *w, struct notices *notices, struct str jurisdiction)
{
    if (notices) {
        notices_put_json(notices, jurisdiction, w);
    } else {
        jw_array(w);
        jw_end_array(w);
    }
}

/* What is in force, and what had to be left out of it: that is for a person to mend, and no reason
 * to send nobody here any more. */
static void put_rules(struct jw *w, const struct api_shared *shared, const struct catalogue *all)
{
    jw_key(w, "rules");
    jw_array(w);
    for (size_t i = 0; i < all->count; i++) {
        jw_object(w);
        jw_key(w, "jurisdiction");
        jw_str(w, all->items[i]->id);
        jw_key(w, "generation");
        jw_str(w, str_c(all->items[i]->generation_name));
        jw_key(w, "faults");
        notices_put_faults(all->items[i]->faults, w);
        jw_key(w, "notices");
        put_notices(w, shared->notices, all->items[i]->id);
        jw_end_object(w);
    }
    jw_end_array(w);
}

/* Ready: a commit would go through now, as far as is known. */
static enum err readyz(struct call *c)
{
    struct store_status s = {0};
    struct buf b = buf_in(call_arena(c));
    struct jw w = {.out = &b};
    store_status(c->desk->store, &s);
    bool ready = s.can_commit && (!c->shared->ready || c->shared->ready(c->shared->self));
    jw_object(&w);
    jw_key(&w, "ready");
    jw_bool(&w, ready);
    jw_key(&w, "can_commit");
    jw_bool(&w, s.can_commit);
    jw_key(&w, "queued");
    jw_i64(&w, (int64_t)s.queued);
    jw_key(&w, "version");
    jw_str(&w, str_c(c->shared->version));
    jw_key(&w, "jurisdictions");
    jw_array(&w);
    for (size_t i = 0; i < c->desk->catalogue->count; i++)
        jw_str(&w, c->desk->catalogue->items[i]->id);
    jw_end_array(&w);
    put_rules(&w, c->shared, c->desk->catalogue);
    put_zones(&w, c->shared);
    jw_end_object(&w);
    return reply_json(c, ready ? 200 : 503, &b);
}

/* --- Metrics ---------------------------------------------------------------------------------- */

static enum err metrics(struct call *c)
{
    const char *const *names;
    size_t count = api_route_names(c->api, &names);
    struct buf b = buf_in(call_arena(c));
    metric_head(&b, "guichet_build_info", "gauge", "The version that runs.");
    buf_printf(&b, "guichet_build_info{version=\"%s\"} 1\n", c->shared->version);
    meters_put(&c->shared->meters, names, count, &b);
    if (c->shared->metrics)
        c->shared->metrics(c->shared->self, &b);
    return reply_text(c, 200, STR("text/plain; version=0.0.4; charset=utf-8"), &b);
}

#define PROBE(handler)                                                         \
    {                                                                          \
        FAMILY_PLAIN, PUBLIC, BODY_NONE, .anywhere = true, .handle = (handler) \
    }

static const struct resource healthz_resource = PROBE(healthz);
static const struct resource readyz_resource = PROBE(readyz);
static const struct resource metrics_resource = PROBE(metrics);

static const struct http_route routes[] = {
    {HTTP_GET, "/healthz", "healthz", &healthz_resource, 0, false},
    {HTTP_GET, "/readyz", "readyz", &readyz_resource, 0, false},
    {HTTP_GET, "/metrics", "metrics", &metrics_resource, 0, false},
};

const struct route_table health_routes = ROUTE_TABLE(routes);
