/* GET /api/v1/forecast: how long a service's requests take, and the burn of its budget of lateness
 * (domain/forecast.h). */
#include "domain/forecast.h"

#include "api/members.h"
#include "api/param.h"
#include "api/reply.h"
#include "api/routes.h"

static void put_count(struct jw *w, const char *key, size_t n)
{
    jw_key(w, key);
    jw_i64(w, (int64_t)n);
}

static void put_quantile(struct jw *w, const char *key, const struct survival *s, double share)
{
    int64_t seconds;
    jw_key(w, key);
    if (s->ended >= FORECAST_LEAST && survival_quantile(s, share, &seconds))
        jw_i64(w, seconds);
    else
        jw_null(w);
}

static void put_curve(struct jw *w, enum measure measure, const struct survival *s)
{
    static const char *const names[] = {
        [MEASURE_BUSINESS] = "business", [MEASURE_ELAPSED] = "elapsed"};
    jw_object(w);
    json_text(w, "measure", str_c(names[measure]));
    put_count(w, "requests", s->count);
    put_count(w, "closed", s->ended);
    put_quantile(w, "p50_seconds", s, 0.5);
    put_quantile(w, "p90_seconds", s, 0.9);
    jw_end_object(w);
}

static void put_burn(struct jw *w, const struct burn *b)
{
    jw_object(w);
    put_count(w, "days", b->days);
    put_count(w, "closures", b->closures);
    put_count(w, "decided", b->decided);
    put_count(w, "late", b->late);
    jw_key(w, "burn_rate");
    if (b->decided)
        jw_double(w, b->rate);
    else
        jw_null(w);
    jw_key(w, "complete");
    jw_bool(w, b->complete);
    jw_end_object(w);
}

static void put_forecast(struct jw *w, struct call *c, const struct service *s,
                         const struct forecast *f)
{
    jw_object(w);
    json_text(w, "service", s->code);
    json_instant(w, "made_at", c, f->made_at);
    jw_key(w, "durations");
    jw_array(w);
    for (int m = 0; m < MEASURE_COUNT; m++)
        if (f->curves[m].count)
            put_curve(w, (enum measure)m, &f->curves[m]);
    jw_end_array(w);
    jw_key(w, "goal");
    jw_double(w, 0.9);
    jw_key(w, "windows");
    jw_array(w);
    for (int i = 0; i < BURN_COUNT; i++)
        put_burn(w, &f->burns[i]);
    jw_end_array(w);
    jw_key(w, "alert");
    jw_bool(w, f->alert);
    jw_end_object(w);
}

static enum err show(struct call *c)
{
    struct str code = param(c, "service");
    const struct service *s = jurisdiction_service(c->jurisdiction, code);
    const struct forecast *f;
    struct buf b = buf_in(call_arena(c));
    struct jw w = {.out = &b};
    if (!s) {
        fault_add(&c->faults, "service", "le service « %.*s » n'existe pas",
                  "there is no service \"%.*s\"", STR_ARG(code));
        return ERR_INVALID;
    }
    enum err e =
        forecast_of(api_forecasts(c->api), c->desk, c->jurisdiction, s, now_seconds(c->now), &f);
    if (e)
        return e;
    put_forecast(&w, c, s, f);
    return reply_json(c, 200, &b);
}

static const struct resource forecast_resource = {FAMILY_JSON, ROLE_MANAGER, BODY_NONE,
                                                  .handle = show};

static const struct http_route routes[] = {
    {HTTP_GET, "/api/v1/forecast", "forecast", &forecast_resource, 0, false},
};

const struct route_table forecast_routes = ROUTE_TABLE(routes);
