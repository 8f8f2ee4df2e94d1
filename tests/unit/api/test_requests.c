/* /api/v1: the agents' way with a request. */
#include "unit/api/client.h"

struct office {
    struct client c;
    const char *client, *agent;
};

static int setup(void **state)
{
    struct office *o = malloc(sizeof *o);
    client_open(&o->c);
    o->client = client_key(&o->c, ROLE_CLIENT, "");
    o->agent = client_key(&o->c, ROLE_AGENT, "");
    *state = o;
    return 0;
}

static int teardown(void **state)
{
    client_close(&((struct office *)*state)->c);
    free(*state);
    return 0;
}

static void agent_post(struct office *o, const char *path, const char *more, const char *body)
{
    ask(&o->c, "POST", path,
        bearer(&o->c, o->agent, text(&o->c, arena_printf(&o->c.arena, JSON "%s", more))), body);
}

static void agent_get(struct office *o, const char *path)
{
    ask(&o->c, "GET", path, bearer(&o->c, o->agent, ""), NULL);
}

/* --- Filing ----------------------------------------------------------------------------------- */

static void a_submission_in_json_is_created(void **state)
{
    struct office *o = *state;
    struct client *c = &o->c;
    ask(c, "POST", "/api/v1/requests", bearer(c, o->client, JSON),
        "{\"service\":\"pothole\",\"attributes\":{\"size\":\"big\",\"depth\":12.5,"
        "\"sides\":[\"north\",\"east\"]},\"lat\":45.49,\"long\":-73.86,\"description\":\"é\","
        "\"contact\":{\"last_name\":\"Tremblay\"},\"channel\":\"phone\"}");
    assert_status(c, 201);
    assert_str(header(c, "Location"), "/api/v1/requests/1001");
    assert_str(header(c, "ETag"), "\"1\"");
    const struct jv *r = json(c);
    assert_int_equal(jv_get_str(r, "token").n, 4 + TOKEN_SECRET); /* "1001", the secret */
    assert_str(jv_get_str(r, "id"), "1001");
    assert_null(jv_get(r, "contact"));
    assert_null(jv_get(r, "events"));
    assert_str(jv_get_str(jv_get(r, "state"), "label"), "Reçue");
    assert_str(jv_get_str(r, "due_at"), "2026-05-11T17:00:00-04:00");
    assert_holds(jv_get_str(r, "promise"), "Réparé au plus tard le ");
    assert_holds(c->body, "\"code\":\"depth\",\"label\":\"Profondeur\",\"value\":12.5,"
                          "\"text\":\"12.5\u00a0cm\"");
    assert_holds(c->body, "\"value\":[\"north\",\"east\"],\"text\":\"Nord, Est\"");
    assert_holds(c->body,
                 "\"goal\":{\"amount\":8,\"unit\":\"bh\",\"at\":\"close\",\"roll\":\"none\"}");
    assert_lacks(c->body, "Tremblay");
    agent_get(o, "/api/v1/requests/1001");
    assert_holds(c->body, "\"contact\":{\"first_name\":null,\"last_name\":\"Tremblay\"");
    assert_holds(logged(c), "event=contact_read key=agent request=1001");
}

static void unknown_members_and_wrong_types_are_all_told(void **state)
{
    struct office *o = *state;
    struct client *c = &o->c;
    ask(c, "POST", "/api/v1/requests", bearer(c, o->client, JSON "Accept-Language: en\r\n"),
        "{\"service\":\"pothole\",\"descripton\":\"x\",\"lat\":\"45\",\"address\":7,"
        "\"attributes\":{\"size\":{},\"magic\":1},\"contact\":{\"mail\":\"x\"}}");
    assert_status(c, 400);
    const struct jv *p = json(c);
    assert_str(jv_get_str(p, "title"), "The request is not acceptable");
    assert_str(jv_get_str(p, "type"), "urn:guichet:problem:invalid");
    assert_int_equal(jv_get(p, "status")->integer, 400);
    assert_holds(c->body, "{\"where\":\"descripton\",\"message\":\"unknown member\"}");
    assert_holds(c->body, "{\"where\":\"lat\",\"message\":\"must be a number\"}");
    assert_holds(c->body, "{\"where\":\"address\",\"message\":\"must be a string\"}");
    assert_holds(c->body, "\"where\":\"attribute[size]\"");
    assert_holds(c->body, "\"where\":\"contact.mail\"");
    assert_holds(c->body, "\"where\":\"attribute[magic]\"");
}

static void a_body_is_one_json_object(void **state)
{
    static const struct {
        const char *type, *body;
        int status;
    } cases[] = {
        {JSON, "[]", 400},
        {JSON, "{", 400},
        {JSON, "", 400},
        {JSON, "{\"a\":1,\"a\":2}", 400},
        {"", "{}", 415},
        {FORM, "service=pothole", 415},
        {"Content-Type: application/json; charset=latin1\r\n", "{}", 415},
    };
    struct office *o = *state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        ask(&o->c, "POST", "/api/v1/requests", bearer(&o->c, o->client, cases[i].type),
            cases[i].body);
        assert_status(&o->c, cases[i].status);
        assert_str(header(&o->c, "Content-Type"), "application/problem+json; charset=utf-8");
    }
}

/* --- Acting ----------------------------------------------------------------------------------- */

static void a_request_goes_through_its_workflow(void **state)
{
    struct office *o = *state;
    struct client *c = &o->c;
    file_pothole(c, o->client, "");
    agent_get(o, "/api/v1/requests/1001");
    assert_holds(c->body, "\"next\":[{\"id\":\"in_progress\",\"label\":\"En cours\","
                          "\"closed\":false,\"reasons\":[]},{\"id\":\"refused\"");
    agent_post(o, "/api/v1/requests/1001/transitions", "", "{\"to\":\"done\"}");
    assert_status(c, 400);
    agent_post(o, "/api/v1/requests/1001/transitions", "", "{\"to\":\"in_progress\"}");
    assert_status(c, 200);
    assert_str(header(c, "ETag"), "\"2\"");
    agent_post(o, "/api/v1/requests/1001/transitions", "", "{\"to\":\"done\"}");
    assert_status(c, 400); /* no result code */
    agent_post(o, "/api/v1/requests/1001/transitions", "",
               "{\"to\":\"done\",\"reason\":\"repaired\",\"note\":\"Merci !\","
               "\"internal_note\":\"truck 9\"}");
    assert_status(c, 200);
    assert_str(jv_get_str(json(c), "status"), "closed");
    assert_str(jv_get_str(json(c), "reason_text"), "C'est réparé.");
    get(c, "/open311/v2/requests/1001.json?extensions=true");
    assert_holds(c->body, "\"status\":\"closed\",\"status_notes\":\"C'est réparé.\\nMerci !\"");
    assert_holds(c->body, "\"detailed_status\":\"PROCESSED\"");
    assert_holds(c->body, "\"description\":\"Merci !\",\"type\":\"transitioned\"");
    assert_lacks(c->body, "truck");
}

static void an_edit_of_an_old_version_is_refused(void **state)
{
    struct office *o = *state;
    struct client *c = &o->c;
    file_pothole(c, o->client, "");
    agent_post(o, "/api/v1/requests/1001/notes", "If-Match: \"1\"\r\n", "{\"note\":\"a\"}");
    assert_status(c, 200);
    agent_post(o, "/api/v1/requests/1001/notes", "If-Match: \"1\"\r\n", "{\"note\":\"b\"}");
    assert_status(c, 412);
    agent_post(o, "/api/v1/requests/1001/notes", "If-Match: W/\"2\"\r\n", "{\"note\":\"b\"}");
    assert_status(c, 412);
    agent_post(o, "/api/v1/requests/1001/notes", "If-Match: *\r\n", "{\"note\":\"b\"}");
    assert_status(c, 200);
}

static void a_repeated_deed_is_done_once(void **state)
{
    struct office *o = *state;
    struct client *c = &o->c;
    file_pothole(c, o->client, "");
    for (int i = 0; i < 2; i++) {
        agent_post(o, "/api/v1/requests/1001/notes", "Idempotency-Key: n\r\n", "{\"note\":\"vu\"}");
        assert_status(c, 200);
        assert_int_equal(jv_get(json(c), "version")->integer, 2);
    }
    agent_post(o, "/api/v1/requests/1001/notes", "Idempotency-Key: n\r\n", "{\"note\":\"x\"}");
    assert_status(c, 422);
}

static void assignment_takes_a_name_or_null(void **state)
{
    struct office *o = *state;
    struct client *c = &o->c;
    file_pothole(c, o->client, "");
    agent_post(o, "/api/v1/requests/1001/assignment", "", "{\"assignee\":\"voirie\"}");
    assert_str(jv_get_str(json(c), "assignee"), "voirie");
    agent_post(o, "/api/v1/requests/1001/assignment", "", "{\"assignee\":null}");
    assert_int_equal(jv_get(json(c), "assignee")->type, JV_NULL);
    agent_post(o, "/api/v1/requests/1001/assignment", "", "{}");
    assert_status(c, 400);
}

static void place_and_service_are_corrected(void **state)
{
    struct office *o = *state;
    struct client *c = &o->c;
    file_pothole(c, o->client, "");
    const char *headers = bearer(c, o->agent, JSON);
    ask(c, "PATCH", "/api/v1/requests/1001", headers,
        "{\"lat\":45.5,\"long\":-73.9,\"address\":\"1, rue du Lac\"}");
    assert_status(c, 200);
    assert_holds(c->body, "\"position\":{\"lat\":45.5,\"long\":-73.9}");
    ask(c, "PATCH", "/api/v1/requests/1001", headers, "{\"service\":\"light\"}");
    assert_status(c, 200);
    assert_str(jv_get_str(jv_get(json(c), "service"), "name"), "Lampadaire");
    ask(c, "PATCH", "/api/v1/requests/1001", headers, "{\"lat\":45.5}");
    assert_status(c, 400);
    ask(c, "PATCH", "/api/v1/requests/9999", headers, "{\"address\":\"x\"}");
    assert_status(c, 404);
}

/* --- Two at once ------------------------------------------------------------------------------ */

/* Somebody else writes a note after this thread has looked and before it commits. */
static void overtake(struct client *c)
{
    struct counter_desk other;
    struct change change;
    struct arena arena = {0};
    struct faults faults = faults_in(&arena);
    assert_int_equal(desk_look(&c->counter.desk), ERR_OK); /* the api's look will renew nothing */
    counter_open(&other, &c->town);
    assert_int_equal(desk_look(&other.desk), ERR_OK);
    assert_int_equal(desk_note(&other.desk, &arena, &c->town.jurisdiction, &town_agent, 1001, 0,
                               STR("first"), STR(""), &faults, &change),
                     ERR_OK);
    assert_int_equal(counter_commit(&other, &change), ERR_OK);
    counter_close(&other);
    arena_free(&arena);
}

static uint64_t conflicts(struct client *c)
{
    struct store_status s;
    store_status(c->town.store, &s);
    return s.conflicts;
}

static void a_conflict_is_tried_again(void **state)
{
    struct office *o = *state;
    struct client *c = &o->c;
    file_pothole(c, o->client, "");
    overtake(c);
    agent_post(o, "/api/v1/requests/1001/notes", "Idempotency-Key: z\r\n", "{\"note\":\"second\"}");
    assert_int_equal(conflicts(c), 1);
    assert_status(c, 200);
    assert_int_equal(jv_get(json(c), "version")->integer, 3);
    agent_get(o, "/api/v1/requests/1001");
    assert_int_equal(jv_get(json(c), "events")->count, 3);
}

static void a_conflict_with_a_version_is_final(void **state)
{
    struct office *o = *state;
    struct client *c = &o->c;
    file_pothole(c, o->client, "");
    overtake(c);
    agent_post(o, "/api/v1/requests/1001/notes", "If-Match: \"1\"\r\n", "{\"note\":\"second\"}");
    assert_int_equal(conflicts(c), 1);
    assert_status(c, 412);
}

/* --- Following -------------------------------------------------------------------------------- */

static void a_token_shows_the_public_facts_only(void **state)
{
    struct office *o = *state;
    struct client *c = &o->c;
    file_pothole(c, o->client, "&last_name=Tremblay");
    const char *token = text(c, header(c, "Tracking-Token"));
    agent_post(o, "/api/v1/requests/1001/notes", "",
               "{\"note\":\"Nous passons demain.\",\"internal_note\":\"truck 9\"}");
    agent_post(o, "/api/v1/requests/1001/notes", "", "{\"internal_note\":\"secret\"}");
    const char *path = text(c, arena_printf(&c->arena, "/api/v1/track/%s", token));
    get(c, path);
    assert_status(c, 200);
    assert_str(jv_get_str(jv_get(json(c), "state"), "label"), "Reçue");
    assert_int_equal(jv_get(json(c), "timeline")->count, 2);
    assert_holds(c->body, "Nous passons demain.");
    assert_holds(jv_get_str(json(c), "promise"), "Réparé au plus tard le ");
    assert_lacks(c->body, "truck");
    assert_lacks(c->body, "secret");
    assert_lacks(c->body, "Tremblay");
    assert_lacks(c->body, "agent");
    get(c, "/api/v1/track/aaaaaaaaaaaaaaaaaaaaaaaaaa");
    assert_status(c, 404);
    get(c, text(c, arena_printf(&c->arena, "/suivi?token=%s", token)));
    assert_status(c, 200);
    assert_holds(c->body, "Nous passons demain.");
    assert_lacks(c->body, "truck");
    assert_lacks(logged(c), token);
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(a_submission_in_json_is_created),
        T(unknown_members_and_wrong_types_are_all_told),
        T(a_body_is_one_json_object),
        T(a_request_goes_through_its_workflow),
        T(an_edit_of_an_old_version_is_refused),
        T(a_repeated_deed_is_done_once),
        T(assignment_takes_a_name_or_null),
        T(place_and_service_are_corrected),
        T(a_conflict_is_tried_again),
        T(a_conflict_with_a_version_is_final),
        T(a_token_shows_the_public_facts_only),
    };
    return RUN_ALL(tests);
}
