/* Who may do what: every route of every table, asked with every role and without a key. */
#include "api/call.h"
#include "api/routes.h"
#include "unit/api/client.h"

static const struct route_table *const tables[] = {
    &open311_routes, &request_routes, &request_verb_routes, &service_routes,    &track_routes,
    &page_routes,    &health_routes,  &document_routes,     &test_clock_routes,
};

/* "/a/{id}.{format}" with something in each capture; one request exists, 1001. */
static const char *path_of(struct client *c, const char *pattern)
{
    struct buf b = buf_in(&c->arena);
    for (const char *p = pattern; *p; p++) {
        if (*p != '{') {
            buf_char(&b, *p);
            continue;
        }
        buf_str_put(&b, strncmp(p, "{format}", 8) == 0 ? STR("json")
                        : strncmp(p, "{id}", 4) == 0   ? STR("1001")
                                                       : STR("light"));
        p = strchr(p, '}');
    }
    return text(c, buf_str(&b));
}

static const char *method_of(const struct http_route *r)
{
    return r->methods == HTTP_POST ? "POST" : r->methods == HTTP_PATCH ? "PATCH" : "GET";
}

static void ask_route(struct client *c, const struct http_route *r, const char *key)
{
    const struct resource *resource = r->target;
    const char *type = resource->body == BODY_JSON ? JSON : resource->body == BODY_FORM ? FORM : "";
    ask(c, method_of(r), path_of(c, r->pattern), key ? bearer(c, key, type) : type,
        resource->body == BODY_JSON   ? "{}"
        : resource->body == BODY_FORM ? "a=b"
                                      : NULL);
}

static bool refused(const struct client *c)
{
    return c->status == 401 || c->status == 403;
}

static void each_route_takes_its_roles_and_no_other(void **state)
{
    struct client c;
    const char *keys[ROLE_COUNT];
    (void)state;
    client_open(&c);
    for (int role = 0; role < ROLE_COUNT; role++)
        keys[role] = client_key(&c, (enum role)role, "");
    file_pothole(&c, keys[ROLE_CLIENT], "");
    for (size_t t = 0; t < COUNT(tables); t++) {
        for (size_t i = 0; i < tables[t]->count; i++) {
            const struct http_route *r = &tables[t]->routes[i];
            const struct resource *resource = r->target;
            ask_route(&c, r, NULL);
            if (resource->role != PUBLIC)
                assert_status(&c, resource->family == FAMILY_OPEN311 ? 403 : 401);
            else
                assert_false(refused(&c));
            for (int role = 0; role < ROLE_COUNT; role++) {
                ask_route(&c, r, keys[role]);
                assert_int_equal(refused(&c), role < resource->role);
            }
        }
    }
    client_close(&c);
}

/* The table above is what the code says; this is what was decided. */
static void what_was_decided(void **state)
{
    static const struct {
        const char *name;
        int role;
    } decided[] = {
        {"open311_post", ROLE_CLIENT},      {"requests_post", ROLE_CLIENT},
        {"open311_updates", ROLE_CLIENT},   {"open311_report", ROLE_CLIENT},
        {"requests", ROLE_AGENT},           {"request", ROLE_AGENT},
        {"request_transition", ROLE_AGENT}, {"request_note", ROLE_AGENT},
        {"request_assign", ROLE_AGENT},     {"request_correct", ROLE_AGENT},
        {"request_pause", ROLE_AGENT},      {"request_resume", ROLE_AGENT},
        {"request_hand_over", ROLE_AGENT},
    };
    (void)state;
    for (size_t t = 0; t < COUNT(tables); t++) {
        for (size_t i = 0; i < tables[t]->count; i++) {
            const struct http_route *r = &tables[t]->routes[i];
            int role = PUBLIC;
            for (size_t k = 0; k < COUNT(decided); k++)
                if (strcmp(decided[k].name, r->name) == 0)
                    role = decided[k].role;
            assert_int_equal(((const struct resource *)r->target)->role, role);
        }
    }
}

static void a_key_of_one_borough_is_no_key_of_another(void **state)
{
    struct client c;
    (void)state;
    client_open(&c);
    const char *here = client_key(&c, ROLE_AGENT, "town"),
               *there = client_key(&c, ROLE_ADMIN, "elsewhere");
    file_pothole(&c, here, "");
    ask(&c, "GET", "/api/v1/requests/1001", bearer(&c, here, ""), NULL);
    assert_status(&c, 200);
    ask(&c, "GET", "/api/v1/requests/1001", bearer(&c, there, ""), NULL);
    assert_status(&c, 403);
    assert_holds(logged(&c), "event=denied route=request key=admin");
    client_close(&c);
}

static void a_missing_key_is_asked_for(void **state)
{
    struct client c;
    (void)state;
    client_open(&c);
    get(&c, "/api/v1/requests");
    assert_status(&c, 401);
    assert_str(header(&c, "WWW-Authenticate"), "Bearer");
    assert_str(header(&c, "Content-Type"), "application/problem+json; charset=utf-8");
    client_close(&c);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_route_takes_its_roles_and_no_other),
        cmocka_unit_test(what_was_decided),
        cmocka_unit_test(a_key_of_one_borough_is_no_key_of_another),
        cmocka_unit_test(a_missing_key_is_asked_for),
    };
    return RUN_ALL(tests);
}
