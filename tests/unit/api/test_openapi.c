/* The description and the routes are of one mind: neither has a path that the other lacks. */
#include "api/call.h"
#include "api/routes.h"
#include "unit/api/client.h"

#include <stdio.h>

static const struct route_table *const tables[] = {
    &open311_routes, &request_routes, &request_verb_routes, &service_routes,    &track_routes,
    &page_routes,    &health_routes,  &document_routes,     &test_clock_routes, &feed_routes,
    &outbox_routes,  &explain_routes, &forecast_routes,
};

static struct str read_file(struct arena *arena, const char *path)
{
    struct buf b = buf_in(arena);
    char piece[4096];
    FILE *f = fopen(path, "rb");
    check(f);
    for (size_t n; (n = fread(piece, 1, sizeof piece, f)) > 0;)
        buf_put(&b, piece, n);
    fclose(f);
    return buf_str(&b);
}

static const char *method_of(const struct http_route *r)
{
    return r->methods == HTTP_POST ? "post" : r->methods == HTTP_PATCH ? "patch" : "get";
}

static const struct jv *member(const struct jv *object, struct str key)
{
    for (size_t i = 0; object && i < object->count; i++)
        if (str_eq(object->items[i].key, key))
            return &object->items[i];
    return NULL;
}

static bool keyed(const struct jv *operation)
{
    return jv_get(operation, "security")->count > 0;
}

static void every_route_is_described(void **state)
{
    struct arena arena = {0};
    struct jv *doc;
    size_t described = 0, served = 0;
    (void)state;
    struct str json_text = read_file(&arena, SOURCE_DIR "/schemas/openapi.json");
    assert_int_equal(jv_read(&arena, json_text, &doc, NULL, NULL), ERR_OK);
    const struct jv *paths = jv_get(doc, "paths");
    for (size_t t = 0; t < COUNT(tables); t++) {
        for (size_t i = 0; i < tables[t]->count; i++) {
            const struct http_route *r = &tables[t]->routes[i];
            const struct jv *operation = jv_get(member(paths, str_c(r->pattern)), method_of(r));
            if (!operation)
                print_message("not described: %s %s\n", method_of(r), r->pattern);
            assert_non_null(operation);
            assert_int_equal(keyed(operation),
                             ((const struct resource *)r->target)->role != PUBLIC);
            served++;
        }
    }
    for (size_t i = 0; i < paths->count; i++)
        if (!str_starts(paths->items[i].key, STR("/api/v1/admin/"))) /* routes of the floor above */
            described += paths->items[i].count;
    assert_int_equal(described, served);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_route_is_described)};
    return RUN_ALL(tests);
}
