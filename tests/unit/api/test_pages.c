/* Probes, pages, refusals: what people and operators see. */
#include "unit/api/client.h"

static int setup(void **state)
{
    struct client *c = malloc(sizeof *c);
    client_open(c);
    *state = c;
    return 0;
}

static int teardown(void **state)
{
    client_close(*state);
    free(*state);
    return 0;
}

/* --- Probes ----------------------------------------------------------------------------------- */

static void probes_answer(void **state)
{
    struct client *c = *state;
    get(c, "/healthz");
    assert_body(c, "{\"status\":\"ok\"}");
    get(c, "/readyz");
    assert_status(c, 200);
    assert_body(c, "{\"ready\":true,\"can_commit\":true,\"queued\":0,\"version\":\"test\","
                   "\"jurisdictions\":[\"town\"],\"rules\":[{\"jurisdiction\":\"town\","
                   "\"generation\":\"\",\"faults\":[],\"notices\":[]}],\"tzdata_changed\":[]}");
    get(c, "/openapi.json");
    assert_body(c, "{\"openapi\":\"3.1.0\"}");
}

static bool not_ready(void *self)
{
    (void)self;
    return false;
}

static void a_process_that_is_not_ready_says_so(void **state)
{
    struct client *c = *state;
    c->shared.ready = not_ready;
    get(c, "/readyz");
    assert_status(c, 503);
    assert_holds(c->body, "\"ready\":false");
}

static void more_metrics(void *self, struct buf *out)
{
    (void)self;
    metric_put(out, "guichet_town_halls", "gauge", "One.", 1);
}

static void metrics_count_what_happened(void **state)
{
    struct client *c = *state;
    c->shared.metrics = more_metrics;
    get(c, "/open311/v2/services.json");
    get(c, "/open311/v2/services");
    get(c, "/open311/v2/services.json?jurisdiction_id=x");
    get(c, "/nowhere");
    get(c, "/metrics");
    assert_status(c, 200);
    assert_str(header(c, "Content-Type"), "text/plain; version=0.0.4; charset=utf-8");
    assert_holds(c->body, "guichet_http_requests_total{route=\"open311_services\","
                          "status=\"2xx\"} 2\n");
    assert_holds(c->body, "guichet_http_requests_total{route=\"open311_services\","
                          "status=\"4xx\"} 1\n");
    assert_holds(c->body, "guichet_http_requests_total{route=\"none\",status=\"4xx\"} 1\n");
    assert_holds(c->body, "guichet_http_duration_seconds_count{route=\"open311_services\"} 3\n");
    assert_holds(c->body, "le=\"+Inf\"} 3\n");
    assert_holds(c->body, "# TYPE guichet_town_halls gauge\nguichet_town_halls 1\n");
}

/* --- The test clock --------------------------------------------------------------------------- */

static void the_test_clock_moves_forward_only(void **state)
{
    struct client *c = *state;
    get(c, "/api/v1/test/clock");
    assert_body(c, "{\"now\":\"2026-05-07T14:00:00Z\"}");
    ask(c, "POST", "/api/v1/test/clock", JSON, "{\"now\":\"2026-05-08T10:00:00-04:00\"}");
    assert_body(c, "{\"now\":\"2026-05-08T14:00:00Z\"}");
    ask(c, "POST", "/api/v1/test/clock", JSON, "{\"now\":\"2026-05-07T10:00:00-04:00\"}");
    assert_status(c, 400);
    ask(c, "POST", "/api/v1/test/clock", JSON, "{\"now\":\"tomorrow\"}");
    assert_status(c, 400);
}

static void without_the_option_there_is_no_clock(void **state)
{
    struct client *c = *state;
    struct api *api;
    struct http_service usual = c->service, service;
    const struct api_options options = {
        .desk = &c->counter.desk, .log = &c->log, .now = &c->town.now, .shared = &c->shared};
    assert_int_equal(api_open(&api, &options, &service), ERR_OK);
    c->service = service;
    get(c, "/api/v1/test/clock");
    assert_status(c, 404);
    c->service = usual;
    api_close(api);
}

/* --- Pages ------------------------------------------------------------------------------------ */

static void the_first_page_says_whose_counter_it_is(void **state)
{
    struct client *c = *state;
    get(c, "/");
    assert_status(c, 200);
    assert_str(header(c, "Content-Type"), "text/html; charset=utf-8");
    assert_str(header(c, "Content-Security-Policy"),
               "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; "
               "frame-ancestors 'none'");
    assert_holds(c->body, "<html lang=\"fr\">");
    assert_holds(c->body, "<h1>Villeneuve</h1>");
    assert_holds(c->body, "On s&#39;occupe de vous !");
    assert_holds(c->body, "Trou dans la chaussée");
    assert_holds(c->body, "<label for=\"token\">");
    assert_lacks(c->body, "<script");
    assert_lacks(c->body, "style=");
    get(c, "/?lang=en");
    assert_holds(c->body, "<html lang=\"en\">");
    assert_holds(c->body, "<h1>Newtown</h1>");
    get(c, "/guichet.css");
    assert_str(header(c, "Content-Type"), "text/css; charset=utf-8");
}

static void a_borough_without_english_stays_french(void **state)
{
    struct client *c = *state;
    c->town.jurisdiction.english = false;
    get(c, "/?lang=en");
    assert_holds(c->body, "<html lang=\"fr\">");
    assert_lacks(c->body, "English");
    get(c, "/open311/v2/services/none.json?locale=en");
    assert_holds(c->body, "n'existe pas");
}

static void what_was_typed_is_escaped(void **state)
{
    struct client *c = *state;
    ask(c, "GET", "/suivi?token=%3Cscript%3E%22", "Accept: text/html\r\n", NULL);
    assert_status(c, 404);
    assert_str(header(c, "Content-Type"), "text/html; charset=utf-8");
    assert_lacks(c->body, "<script");
    ask(c, "GET", "/suivi", "", NULL);
    assert_status(c, 200);
    assert_holds(c->body, "<h1>Suivre une demande</h1>");
}

/* --- Refusals --------------------------------------------------------------------------------- */

static void a_refusal_speaks_the_language_of_its_path(void **state)
{
    struct client *c = *state;
    ask(c, "GET", "/nowhere", "Accept: text/html\r\n", NULL);
    assert_status(c, 404);
    assert_holds(c->body, "<h1>Introuvable</h1>");
    get(c, "/api/v1/nowhere");
    assert_body(c, "{\"type\":\"urn:guichet:problem:not-found\",\"title\":\"Introuvable\","
                   "\"status\":404,\"detail\":\"Introuvable\",\"errors\":[]}");
    client_send(c, STR("GET /open311/v2/requests.json HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"));
    assert_status(c, 400);
    client_send(c, STR("POST /open311/v2/requests.json HTTP/1.1\r\nHost: a\r\n"
                       "Content-Type: application/x-www-form-urlencoded\r\n"
                       "Content-Length: 99999999\r\n\r\n"));
    assert_status(c, 413);
    assert_body(c, "[{\"code\":413,\"description\":\"Trop volumineux\"}]");
}

static void several_boroughs_must_be_told_apart(void **state)
{
    struct client *c = *state;
    struct jurisdiction other = c->town.jurisdiction;
    struct jurisdiction *both[] = {&c->town.jurisdiction, &other};
    other.id = STR("village");
    c->town.catalogue = (struct catalogue){.items = both, .count = 2};
    get(c, "/open311/v2/services.json");
    assert_status(c, 400);
    get(c, "/open311/v2/services.json?jurisdiction_id=village");
    assert_status(c, 200);
    get(c, "/open311/v2/services.json?jurisdiction_id=hamlet");
    assert_status(c, 404);
    get(c, "/open311/discovery.json");
    assert_status(c, 200);
    get(c, "/");
    assert_status(c, 200);
    c->town.catalogue = (struct catalogue){.items = c->town.jurisdictions, .count = 1};
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(probes_answer),
        T(a_process_that_is_not_ready_says_so),
        T(metrics_count_what_happened),
        T(the_test_clock_moves_forward_only),
        T(without_the_option_there_is_no_clock),
        T(the_first_page_says_whose_counter_it_is),
        T(a_borough_without_english_stays_french),
        T(what_was_typed_is_escaped),
        T(a_refusal_speaks_the_language_of_its_path),
        T(several_boroughs_must_be_told_apart),
    };
    return RUN_ALL(tests);
}
