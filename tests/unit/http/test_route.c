/* Paths to routes. */
#include "http/route.h"
#include "unit/test.h"

static const struct http_route open311[] = {
    {.methods = HTTP_GET, .pattern = "/v2/services.{format}", .name = "services"},
    {.methods = HTTP_GET, .pattern = "/v2/services", .name = "services"},
    {.methods = HTTP_GET, .pattern = "/v2/services/{code}.{format}", .name = "service"},
    {.methods = HTTP_GET, .pattern = "/v2/services/{code}", .name = "service"},
    {.methods = HTTP_GET, .pattern = "/v2/requests.{format}", .name = "requests"},
    {.methods = HTTP_POST, .pattern = "/v2/requests.{format}", .name = "file", .body_limit = 9},
};
static const struct http_route api[] = {
    {.methods = HTTP_GET, .pattern = "/", .name = "home"},
    {.methods = HTTP_GET | HTTP_PATCH, .pattern = "/requests/{id}", .name = "request"},
    {.methods = HTTP_POST, .pattern = "/requests/{id}/notes", .name = "note"},
    {.methods = HTTP_OPTIONS, .pattern = "/own", .name = "own options"},
};

static struct http_router make(struct arena *arena)
{
    const struct http_route *const tables[] = {open311, api};
    const size_t counts[] = {sizeof open311 / sizeof *open311, sizeof api / sizeof *api};
    struct http_router r;
    assert_int_equal(http_router_init(&r, arena, tables, counts, 2), ERR_OK);
    return r;
}

static void routes_are_found(void **state)
{
    (void)state;
    static const struct {
        enum http_method method;
        const char *path, *name, *first, *second;
    } cases[] = {
        {HTTP_GET, "/", "home", NULL, NULL},
        {HTTP_HEAD, "/", "home", NULL, NULL},
        {HTTP_GET, "/v2/services", "services", NULL, NULL},
        {HTTP_GET, "/v2/services.xml", "services", "xml", NULL},
        {HTTP_GET, "/v2/services/pothole", "service", "pothole", NULL},
        {HTTP_GET, "/v2/services/pot.hole.json", "service", "pot.hole", "json"},
        {HTTP_POST, "/v2/requests.json", "file", "json", NULL},
        {HTTP_GET, "/v2/requests.json", "requests", "json", NULL},
        {HTTP_PATCH, "/requests/é 9", "request", "é 9", NULL},
        {HTTP_POST, "/requests/9/notes", "note", "9", NULL},
        {HTTP_OPTIONS, "/own", "own options", NULL, NULL},
        {HTTP_GET, "/v2/services/.json", "service", ".json", NULL},
    };
    struct arena arena = {0};
    struct http_router r = make(&arena);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct http_match m;
        enum http_routing found = http_route(&r, cases[i].method, str_c(cases[i].path), &m);
        assert_int_equal(found, HTTP_ROUTE_FOUND);
        assert_string_equal(m.route->name, cases[i].name);
        assert_int_equal(m.capture_count, (cases[i].first != NULL) + (cases[i].second != NULL));
        if (cases[i].first)
            assert_true(str_eq(m.captures[0], str_c(cases[i].first)));
        if (cases[i].second)
            assert_true(str_eq(m.captures[1], str_c(cases[i].second)));
    }
    arena_free(&arena);
}

static void or_not(void **state)
{
    (void)state;
    static const struct {
        enum http_method method;
        const char *path;
        enum http_routing want;
        const char *allow;
    } cases[] = {
        {HTTP_GET, "", HTTP_ROUTE_NOT_FOUND, ""},
        {HTTP_GET, "*", HTTP_ROUTE_NOT_FOUND, ""},
        {HTTP_GET, "//", HTTP_ROUTE_NOT_FOUND, ""},
        {HTTP_GET, "/v2/services/", HTTP_ROUTE_NOT_FOUND, ""},
        {HTTP_GET, "/v2/services.", HTTP_ROUTE_NOT_FOUND, ""},
        {HTTP_GET, "/requests/", HTTP_ROUTE_NOT_FOUND, ""},
        {HTTP_GET, "/requests/9/note", HTTP_ROUTE_NOT_FOUND, ""},
        {HTTP_GET, "/requests/9/notes2", HTTP_ROUTE_NOT_FOUND, ""},
        {HTTP_GET, "/Requests/9", HTTP_ROUTE_NOT_FOUND, ""},
        {HTTP_GET, "/requests/9/notes", HTTP_ROUTE_NOT_ALLOWED, "POST, OPTIONS"},
        {HTTP_PUT, "/v2/requests.xml", HTTP_ROUTE_NOT_ALLOWED, "GET, HEAD, POST, OPTIONS"},
        {HTTP_OTHER, "/", HTTP_ROUTE_NOT_ALLOWED, "GET, HEAD, OPTIONS"},
        {HTTP_HEAD, "/requests/9/notes", HTTP_ROUTE_NOT_ALLOWED, "POST, OPTIONS"},
        {HTTP_OPTIONS, "/requests/9", HTTP_ROUTE_OPTIONS, "GET, HEAD, PATCH, OPTIONS"},
    };
    struct arena arena = {0};
    struct http_router r = make(&arena);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct http_match m;
        struct str path = str_c(cases[i].path);
        assert_int_equal(http_route(&r, cases[i].method, path, &m), cases[i].want);
        assert_null(m.route);
        assert_int_equal(m.capture_count, 0);
        assert_true(str_eq(http_allow(&arena, m.allowed), str_c(cases[i].allow)));
    }
    arena_free(&arena);
}

static void captures_have_names(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct http_router r = make(&arena);
    struct http_match m;
    http_route(&r, HTTP_GET, STR("/v2/services/pothole.json"), &m);
    assert_str(http_capture(&m, "code"), "pothole");
    assert_str(http_capture(&m, "format"), "json");
    assert_null(http_capture(&m, "id").p);
    http_route(&r, HTTP_GET, STR("/nothing"), &m);
    assert_null(http_capture(&m, "code").p);
    arena_free(&arena);
}

static void patterns_are_checked(void **state)
{
    (void)state;
    static const struct {
        const char *pattern;
        enum err want;
    } cases[] = {
        {"/{a}/{b}.{c}/{d}", ERR_OK},
        {"/", ERR_OK},
        {"", ERR_INVALID},
        {"a", ERR_INVALID},
        {"/{a", ERR_INVALID},
        {"/a}", ERR_INVALID},
        {"/{}", ERR_INVALID},
        {"/{a}{b}", ERR_INVALID},
        {"/{a/b}", ERR_INVALID},
        {"/{a{b}}", ERR_INVALID},
        {"/{a}/{b}/{c}/{d}/{e}", ERR_INVALID},
    };
    struct arena arena = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct http_route route = {.methods = HTTP_GET, .pattern = cases[i].pattern};
        const struct http_route *const tables[] = {&route};
        struct http_router r;
        assert_int_equal(http_router_init(&r, &arena, tables, (size_t[]){1}, 1), cases[i].want);
    }
    arena_free(&arena);
    struct arena none = {.limit = 1};
    const struct http_route *const tables[] = {api};
    struct http_router r;
    assert_int_equal(http_router_init(&r, &none, tables, (size_t[]){4}, 1), ERR_NOMEM);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(routes_are_found),
        cmocka_unit_test(or_not),
        cmocka_unit_test(captures_have_names),
        cmocka_unit_test(patterns_are_checked),
    };
    return RUN_ALL(tests);
}
