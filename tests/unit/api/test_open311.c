/* GeoReport v2: the seven calls in both formats, byte for byte where it matters. */
#include "unit/api/client.h"

#define XML_HEAD "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"

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

/* --- Discovery, services, definitions --------------------------------------------------------- */

static void discovery_has_bare_types_and_its_endpoints(void **state)
{
    struct client *c = *state;
    get(c, "/open311/discovery.json");
    assert_status(c, 200);
    assert_str(header(c, "Content-Type"), "application/json");
    const struct jv *d = json(c);
    assert_int_equal(jv_get(d, "endpoints")->count, 3);
    const struct jv *endpoint = jv_get(d, "endpoints")->items;
    assert_str(jv_get_str(endpoint, "url"), "http://town.example/open311/v2");
    assert_str(jv_get_str(endpoint, "specification"), "http://wiki.open311.org/GeoReport_v2");
    assert_int_equal(jv_get(endpoint, "formats")->count, 2);
    assert_str(jv_get_str(d, "key_service"), "Écrivez-nous");
    get(c, "/open311/discovery.xml");
    assert_str(header(c, "Content-Type"), "text/xml");
    assert_holds(c->body, "<formats><format>text/xml</format>"
                          "<format>application/json</format></formats>");
}

static void services_are_told_in_the_language_asked(void **state)
{
    struct client *c = *state;
    get(c, "/open311/v2/services.json");
    assert_status(c, 200);
    assert_str(header(c, "Content-Type"), "application/json; charset=utf-8");
    assert_str(header(c, "Access-Control-Allow-Origin"), "*");
    assert_holds(c->body, "[{\"service_code\":\"pothole\",\"service_name\":\"Nid-de-poule\","
                          "\"description\":\"Trou dans la chaussée\",\"metadata\":true,"
                          "\"type\":\"realtime\",\"keywords\":\"rue,trou\",\"group\":\"streets\"}");
    get(c, "/open311/v2/services.xml?locale=en");
    assert_str(header(c, "Content-Type"), "text/xml; charset=utf-8");
    assert_holds(c->body, XML_HEAD "<services><service><service_code>pothole</service_code>"
                                   "<service_name>Pothole</service_name>");
    ask(c, "GET", "/open311/v2/services.json", "Accept-Language: en-CA,fr;q=0.5\r\n", NULL);
    assert_holds(c->body, "\"service_name\":\"Street light\"");
    assert_holds(c->body, "\"keywords\":null");
}

static void a_definition_wraps_its_attributes(void **state)
{
    struct client *c = *state;
    get(c, "/open311/v2/services/pothole.xml");
    assert_status(c, 200);
    assert_holds(c->body, XML_HEAD
                 "<service_definition><service_code>pothole</service_code><attributes><attribute>"
                 "<variable>true</variable><code>size</code><datatype>singlevaluelist</datatype>"
                 "<required>true</required><datatype_description></datatype_description>"
                 "<order>1</order><description>Taille</description><values><value><key>small</key>"
                 "<name>Petit</name></value><value><key>big</key><name>Grand</name></value>"
                 "</values></attribute>");
    get(c, "/open311/v2/services/pothole.json");
    assert_holds(c->body, "{\"service_code\":\"pothole\",\"attributes\":[{\"variable\":true,"
                          "\"code\":\"size\",\"datatype\":\"singlevaluelist\",\"required\":true,"
                          "\"datatype_description\":null,\"order\":1,\"description\":\"Taille\","
                          "\"values\":[{\"key\":\"small\",\"name\":\"Petit\"},");
    /* shown only sometimes: Open311 has no conditions */
    assert_holds(c->body, "\"code\":\"depth\",\"datatype\":\"number\",\"required\":false,"
                          "\"datatype_description\":\"cm\",\"order\":2");
    get(c, "/open311/v2/services/light.json");
    assert_body(c, "{\"service_code\":\"light\",\"attributes\":[]}");
}

/* --- Filing ----------------------------------------------------------------------------------- */

static void a_filed_request_gets_an_id_a_promise_and_a_token(void **state)
{
    struct client *c = *state;
    const char *key = client_key(c, ROLE_CLIENT, "");
    file_pothole(c, key, "&locale=en");
    const struct jv *r = json(c)->items;
    assert_str(jv_get_str(r, "service_request_id"), "1001");
    assert_holds(jv_get_str(r, "service_notice"), "Repaired no later than ");
    assert_holds(jv_get_str(r, "service_notice"), "May 18");
    assert_int_equal(jv_get(r, "account_id")->type, JV_NULL);
    assert_null(jv_get(r, "token"));
    struct str token = arena_str(&c->arena, header(c, "Tracking-Token"));
    assert_int_equal(token.n, 4 + TOKEN_SECRET); /* "1001", the secret */

    get(c, text(c, arena_printf(&c->arena, "/open311/v2/tokens/%s.json", token.p)));
    assert_status(c, 200);
    assert_body(
        c,
        arena_printf(&c->arena, "[{\"service_request_id\":\"1001\",\"token\":\"%s\"}]", token.p).p);
}

static void the_token_is_in_the_body_for_those_who_ask(void **state)
{
    struct client *c = *state;
    file_pothole(c, client_key(c, ROLE_CLIENT, ""), "&extensions=true");
    assert_true(str_eq(jv_get_str(json(c)->items, "token"), header(c, "Tracking-Token")));
}

static void xml_answers_a_filing_in_the_same_words(void **state)
{
    struct client *c = *state;
    const char *key = client_key(c, ROLE_CLIENT, "");
    const char *body = "service_code=pothole&attribute[size]=small" HERE "&account_id=a%26b";
    ask(c, "POST", "/open311/v2/requests.xml", bearer(c, key, FORM), body);
    assert_status(c, 200);
    assert_holds(c->body, XML_HEAD "<service_requests><request>"
                                   "<service_request_id>1001</service_request_id>"
                                   "<service_notice>Réparé au plus tard le ");
    assert_holds(c->body, "</service_notice><account_id>a&amp;b</account_id>"
                          "</request></service_requests>");
}

static void multipart_is_a_form_and_files_are_refused(void **state)
{
    struct client *c = *state;
    const char *key = client_key(c, ROLE_CLIENT, "");
    const char *headers = bearer(c, key, "Content-Type: multipart/form-data; boundary=b\r\n");
    const char *fields = "--b\r\nContent-Disposition: form-data; name=\"service_code\"\r\n\r\n"
                         "light\r\n--b\r\nContent-Disposition: form-data; name=\"address_string\""
                         "\r\n\r\n13665, boul. de Pierrefonds\r\n";
    ask(c, "POST", "/open311/v2/requests.json", headers,
        arena_printf(&c->arena, "%s--b--\r\n", fields).p);
    assert_status(c, 200);
    ask(c, "POST", "/open311/v2/requests.json", headers,
        arena_printf(&c->arena,
                     "%s--b\r\nContent-Disposition: form-data; name=\"media\"; "
                     "filename=\"a.jpg\"\r\nContent-Type: image/jpeg\r\n\r\nxyz\r\n--b--\r\n",
                     fields)
            .p);
    assert_status(c, 415);
    assert_holds(c->body, ". (media)\"}]");
}

static void characters_come_back_as_they_went(void **state)
{
    struct client *c = *state;
    const char *key = client_key(c, ROLE_CLIENT, "");
    file_pothole(c, key, "&description=%C3%A9%20%26%20%3Ca%3E%20%22q%22%0D%0A%F0%9F%95%B3");
    get(c, "/open311/v2/requests/1001.json");
    assert_holds(c->body, "\"description\":\"é & <a> \\\"q\\\"\\n🕳\"");
    get(c, "/open311/v2/requests/1001.xml");
    assert_holds(c->body, "<description>é &amp; &lt;a&gt; \"q\"\n🕳</description>");
}

static const char *letters(struct client *c, size_t n)
{
    char *p = arena_alloc(&c->arena, n * 6 + 1);
    for (size_t i = 0; i < n; i++)
        memcpy(p + i * 6, "%C3%A9", 6);
    p[n * 6] = '\0';
    return p;
}

static void a_description_has_4000_characters_and_not_one_more(void **state)
{
    struct client *c = *state;
    const char *key = client_key(c, ROLE_CLIENT, "");
    file_pothole(c, key, arena_printf(&c->arena, "&description=%s", letters(c, 4000)).p);
    struct str body = arena_printf(
        &c->arena,
        "api_key=%s&service_code=pothole&attribute%%5Bsize%%5D=small" HERE "&description=%s", key,
        letters(c, 4001));
    ask(c, "POST", "/open311/v2/requests.json", FORM, body.p);
    assert_status(c, 400);
    assert_holds(c->body, ". (description)\"}]");
}

static void everything_wrong_is_told_at_once(void **state)
{
    struct client *c = *state;
    const char *key = client_key(c, ROLE_CLIENT, "");
    ask(c, "POST", "/open311/v2/requests.json?locale=en", bearer(c, key, FORM), "lat=x&long=1");
    assert_status(c, 400);
    assert_body(c, "[{\"code\":400,\"description\":\"lat: must be a decimal number, such as "
                   "45.49\"},{\"code\":400,\"description\":\"service_code: required\"}]");
    ask(c, "POST", "/open311/v2/requests.xml", bearer(c, key, FORM), "service_code=pothole");
    assert_status(c, 400);
    assert_holds(c->body, XML_HEAD "<errors><error><code>400</code><description>");
    assert_holds(c->body, "attribute[size]");
    assert_holds(c->body, "</error><error>");
    ask(c, "POST", "/open311/v2/requests.json", bearer(c, key, FORM), "service_code=none&lat=1");
    assert_status(c, 404);
    assert_int_equal(json(c)->count, 2);
    ask(c, "POST", "/open311/v2/requests.json", bearer(c, key, JSON), "{}");
    assert_status(c, 415);
}

static void only_a_key_may_file(void **state)
{
    struct client *c = *state;
    ask(c, "POST", "/open311/v2/requests.json", FORM, "service_code=pothole");
    assert_status(c, 403);
    assert_body(c, "[{\"code\":403,\"description\":\"Il faut une clé valide\"}]");
    ask(c, "POST", "/open311/v2/requests.xml", FORM "Accept-Language: en\r\n",
        "api_key=nonsense&service_code=pothole");
    assert_status(c, 403);
    assert_body(c, XML_HEAD "<errors><error><code>403</code>"
                            "<description>A valid key is needed</description></error></errors>");
}

static void an_external_id_is_filed_once(void **state)
{
    struct client *c = *state;
    const char *key = client_key(c, ROLE_CLIENT, "");
    file_pothole(c, key, "&external_id=fms-7");
    assert_str(jv_get_str(json(c)->items, "service_request_id"), "1001");
    file_pothole(c, key, "&external_id=fms-7&description=again");
    assert_str(jv_get_str(json(c)->items, "service_request_id"), "1001");
    assert_null(header(c, "Tracking-Token").p);
}

static void a_retry_gets_the_first_answer(void **state)
{
    struct client *c = *state;
    const char *key = client_key(c, ROLE_CLIENT, "");
    const char *headers = bearer(c, key, FORM "Idempotency-Key: k1\r\n");
    const char *body = "service_code=pothole&attribute[size]=small" HERE;
    ask(c, "POST", "/open311/v2/requests.json", headers, body);
    assert_status(c, 200);
    const char *first = text(c, c->body), *token = text(c, header(c, "Tracking-Token"));
    ask(c, "POST", "/open311/v2/requests.json", headers, body);
    assert_status(c, 200);
    assert_body(c, first);
    assert_string_equal(text(c, header(c, "Tracking-Token")), token);
    assert_str(header(c, "Idempotent-Replayed"), "true");
    ask(c, "POST", "/open311/v2/requests.json", headers,
        "service_code=pothole&attribute[size]=big&attribute[depth]=3" HERE);
    assert_status(c, 400);
}

static void no_personal_data_comes_out_or_is_logged(void **state)
{
    struct client *c = *state;
    const char *key = client_key(c, ROLE_CLIENT, "");
    file_pothole(c, key, "&first_name=%C3%89lise&last_name=Tremblay&email=a%40ex.org&phone=514");
    assert_lacks(c->body, "Tremblay");
    get(c, "/open311/v2/requests/1001.json?extensions=true");
    assert_lacks(c->body, "Tremblay");
    assert_lacks(c->body, "ex.org");
    get(c, "/open311/v2/requests.xml?extensions=true&Tremblay=1");
    assert_lacks(c->body, "Tremblay");
    struct str log = logged(c);
    assert_holds(log, "event=access method=POST route=open311_post status=200 us=");
    assert_lacks(log, "lise");
    assert_lacks(log, "ex.org");
    assert_lacks(log, key);
}

static void unknown_names_are_ignored_and_logged(void **state)
{
    struct client *c = *state;
    file_pothole(c, client_key(c, ROLE_CLIENT, ""), "&attribute%5Bmagic%5D=42&colour=blue77");
    struct str log = logged(c);
    assert_holds(log, "event=unknown_attribute service=pothole attribute=magic");
    assert_holds(log, "event=unknown_parameter route=open311_post name=colour");
    assert_lacks(log, "blue77");
}

/* A "&" that a client forgot to encode cuts a sentence in two: the rest of it looks like names. */
static void what_is_no_name_is_not_logged(void **state)
{
    struct client *c = *state;
    file_pothole(c, client_key(c, ROLE_CLIENT, ""),
                 "&description=Chez+Roy&Tremblay&+le+fils%2C+au+12=x&attribute%5BRue+Roy%5D=1");
    struct str log = logged(c);
    assert_holds(log, "event=unknown_parameter route=open311_post name=?");
    assert_holds(log, "event=unknown_attribute service=pothole attribute=?");
    assert_lacks(log, "Roy");
    assert_lacks(log, "Tremblay");
    assert_lacks(log, "fils");
}

/* --- One request ------------------------------------------------------------------------------ */

static void one_request_has_every_field(void **state)
{
    struct client *c = *state;
    file_pothole(c, client_key(c, ROLE_CLIENT, ""), "&zipcode=H9A%202Z4");
    get(c, "/open311/v2/requests/1001.json");
    assert_status(c, 200);
    assert_body(c, "[{\"service_request_id\":\"1001\",\"status\":\"open\",\"status_notes\":null,"
                   "\"service_name\":\"Nid-de-poule\",\"service_code\":\"pothole\","
                   "\"description\":null,\"agency_responsible\":\"Villeneuve\","
                   "\"service_notice\":null,\"requested_datetime\":\"2026-05-07T10:00:00-04:00\","
                   "\"updated_datetime\":\"2026-05-07T10:00:00-04:00\","
                   "\"expected_datetime\":\"2026-05-18T17:00:00-04:00\",\"address\":null,"
                   "\"address_id\":null,\"zipcode\":\"H9A 2Z4\",\"lat\":45.49,\"long\":-73.86,"
                   "\"media_url\":null}]");
}

static void a_request_that_has_not_changed_is_not_sent_again(void **state)
{
    struct client *c = *state;
    file_pothole(c, client_key(c, ROLE_CLIENT, ""), "");
    get(c, "/open311/v2/requests/1001.xml");
    const char *etag = text(c, header(c, "ETag"));
    ask(c, "GET", "/open311/v2/requests/1001.xml",
        arena_printf(&c->arena, "If-None-Match: %s\r\n", etag).p, NULL);
    assert_status(c, 304);
    assert_int_equal(c->body.n, 0);
    ask(c, "GET", "/open311/v2/requests/1001.xml?locale=en",
        arena_printf(&c->arena, "If-None-Match: %s\r\n", etag).p, NULL);
    assert_status(c, 200);
}

/* Services and their definitions change with the rules, and with nothing else. */
static void rules_that_have_not_changed_are_not_sent_again(void **state)
{
    static const char *const paths[] = {"/open311/v2/services.json", "/open311/v2/services.xml",
                                        "/open311/v2/services/pothole.xml", "/api/v1/services",
                                        "/api/v1/services/pothole"};
    struct client *c = *state;
    for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
        ask(c, "GET", paths[i], "Accept-Language: fr\r\n", NULL);
        assert_str(header(c, "Cache-Control"), "no-cache");
        const char *etag = text(c, header(c, "ETag"));
        const char *known = arena_printf(&c->arena, "If-None-Match: %s\r\n", etag).p;
        ask(c, "GET", paths[i], known, NULL);
        assert_status(c, 304);
        assert_int_equal(c->body.n, 0);
        ask(c, "GET", paths[i], arena_printf(&c->arena, "%sAccept-Language: en\r\n", known).p,
            NULL);
        assert_status(c, 200);
    }
    get(c, "/open311/v2/services/unicorn.json");
    assert_int_equal(header(c, "ETag").n, 0);
}

static void what_does_not_exist_is_404(void **state)
{
    static const char *const paths[] = {
        "/open311/v2/requests/77.json",
        "/open311/v2/requests/abc.json",
        "/open311/v2/services/none.json",
        "/open311/v2/tokens/none.json",
        "/open311/v2/requests.yaml",
        "/open311/v2/services.json?jurisdiction_id=x",
        "/open311/v2/requests.json?service_code=none",
        "/open311/v2/nothing.json",
    };
    struct client *c = *state;
    for (size_t i = 0; i < COUNT(paths); i++) {
        get(c, paths[i]);
        assert_status(c, 404);
        if (!strstr(paths[i], ".yaml"))
            assert_holds(c->body, "[{\"code\":404,\"description\":\"");
    }
}

static void a_path_without_suffix_follows_accept(void **state)
{
    struct client *c = *state;
    get(c, "/open311/v2/services");
    assert_str(header(c, "Content-Type"), "text/xml; charset=utf-8");
    ask(c, "GET", "/open311/v2/services", "Accept: application/json\r\n", NULL);
    assert_str(header(c, "Content-Type"), "application/json; charset=utf-8");
}

static void head_and_options_are_answered(void **state)
{
    struct client *c = *state;
    ask(c, "HEAD", "/open311/v2/services.json", "", NULL);
    assert_status(c, 200);
    assert_int_equal(c->body.n, 0);
    ask(c, "OPTIONS", "/open311/v2/requests.json", "", NULL);
    assert_status(c, 204);
    assert_str(header(c, "Access-Control-Allow-Origin"), "*");
    assert_str(header(c, "Access-Control-Allow-Methods"), "GET, HEAD, OPTIONS");
    assert_holds(header(c, "Allow"), "POST");
    ask(c, "DELETE", "/open311/v2/requests.json", "", NULL);
    assert_status(c, 405);
    assert_holds(header(c, "Allow"), "GET");
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(discovery_has_bare_types_and_its_endpoints),
        T(services_are_told_in_the_language_asked),
        T(a_definition_wraps_its_attributes),
        T(a_filed_request_gets_an_id_a_promise_and_a_token),
        T(the_token_is_in_the_body_for_those_who_ask),
        T(xml_answers_a_filing_in_the_same_words),
        T(multipart_is_a_form_and_files_are_refused),
        T(characters_come_back_as_they_went),
        T(a_description_has_4000_characters_and_not_one_more),
        T(everything_wrong_is_told_at_once),
        T(only_a_key_may_file),
        T(an_external_id_is_filed_once),
        T(a_retry_gets_the_first_answer),
        T(no_personal_data_comes_out_or_is_logged),
        T(unknown_names_are_ignored_and_logged),
        T(what_is_no_name_is_not_logged),
        T(one_request_has_every_field),
        T(a_request_that_has_not_changed_is_not_sent_again),
        T(rules_that_have_not_changed_are_not_sent_again),
        T(what_does_not_exist_is_404),
        T(a_path_without_suffix_follows_accept),
        T(head_and_options_are_answered),
    };
    return RUN_ALL(tests);
}
