/* The list of requests: filters, spans, pages; and that both formats say the same. */
#include "unit/api/client.h"

#define TARGET "/open311/v2/requests.json"

/* A town that has taken requests on several days: 1001 is 100 days old, 1002 is 80, 1003 is 10,
 * 1004 (a light, elsewhere, closed) and 1005 are of today. */
static int setup(void **state)
{
    struct client *c = malloc(sizeof *c);
    client_open(c);
    *state = c;
    const char *key = client_key(c, ROLE_AGENT, "");
    static const int days_ago[] = {100, 80, 10, 0, 0};
    for (size_t i = 0; i < COUNT(days_ago); i++) {
        atomic_store(&c->town.now.at, TOWN_NOW - days_ago[i] * (int64_t)DAY_SECONDS);
        if (i != 3) {
            file_pothole(c, key, i == 4 ? "&description=Caf%C3%A9" : "");
            continue;
        }
        ask(c, "POST", TARGET, bearer(c, key, FORM), "service_code=light&lat=45.55&long=-73.75");
        assert_status(c, 200);
        ask(c, "POST", "/api/v1/requests/1004/transitions", bearer(c, key, JSON),
            "{\"to\":\"refused\",\"reason\":\"private\"}");
        assert_status(c, 200);
    }
    return 0;
}

static int teardown(void **state)
{
    client_close(*state);
    free(*state);
    return 0;
}

/* The ids of the answer, joined by commas. */
static const char *ids(struct client *c)
{
    struct buf b = buf_in(&c->arena);
    const struct jv *list = json(c);
    for (size_t i = 0; i < list->count; i++) {
        if (i)
            buf_char(&b, ',');
        buf_str_put(&b, jv_get_str(&list->items[i], "service_request_id"));
    }
    return text(c, buf_str(&b));
}

static void filters_choose(void **state)
{
    static const struct {
        const char *query, *ids;
    } cases[] = {
        {"", "1005,1004,1003,1002"},
        {"?sort=created", "1002,1003,1004,1005"},
        {"?sort=created&page=2&page_size=3", "1005"},
        {"?sort=updated&status=open", "1002,1003,1005"},
        {"?sort=-updated&service_code=pothole", "1005,1003,1002"},
        {"?start_date=2026-01-20T00:00:00Z&sort=-updated", "1002,1001"},
        {"?start_date=2026-01-20T00:00:00Z", "1002,1001"},
        {"?end_date=2026-04-01T00:00:00Z", "1002,1001"},
        {"?start_date=2026-02-01T00:00:00-05:00&end_date=2026-05-01T00:00:00-04:00", "1003,1002"},
        {"?start_date=2026-05-01T00:00:00+02:00", "1005,1004"}, /* a '+' that was not encoded */
        {"?status=open", "1005,1003,1002"},
        {"?status=closed", "1004"},
        {"?status=open,closed", "1005,1004,1003,1002"},
        {"?service_code=light", "1004"},
        {"?service_code=light,pothole", "1005,1004,1003,1002"},
        {"?service_request_id=1001,1004,77,x&status=open&start_date=nonsense", "1001,1004"},
        {"?service_request_id=77", ""},
        {"?updated_after=2026-05-07T00:00:00Z", "1005,1004"},
        {"?lat=45.55&long=-73.75&radius=100", "1004"},
        {"?bbox=-73.9,45.48,-73.8,45.50", "1005,1003,1002"},
        {"?q=cafe", "1005"},
        {"?status=&service_code=", "1005,1004,1003,1002"},
        {"?page_size=2", "1005,1004"},
        {"?page_size=2&page=2", "1003,1002"},
        {"?page_size=2&page=3", ""},
    };
    struct client *c = *state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        get(c, text(c, arena_printf(&c->arena, TARGET "%s", cases[i].query)));
        assert_status(c, 200);
        if (strcmp(ids(c), cases[i].ids) != 0)
            print_message("case %zu: %s\n", i, cases[i].query);
        assert_string_equal(ids(c), cases[i].ids);
    }
}

static void an_empty_list_is_a_list(void **state)
{
    struct client *c = *state;
    get(c, TARGET "?service_request_id=77");
    assert_body(c, "[]");
    get(c, "/open311/v2/requests.xml?service_request_id=77");
    assert_body(c, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                   "<service_requests></service_requests>");
}

static void ninety_days_and_not_one_more(void **state)
{
    struct client *c = *state;
    get(c, TARGET "?start_date=2026-01-01T00:00:00Z&end_date=2026-04-01T00:00:00Z");
    assert_status(c, 200);
    get(c, TARGET "?start_date=2026-01-01T00:00:00Z&end_date=2026-04-02T00:00:00Z&locale=en");
    assert_status(c, 400);
    assert_body(c, "[{\"code\":400,\"description\":\"end_date: start_date and end_date may not "
                   "be more than 90 days apart\"}]");
    get(c, TARGET "?start_date=2026-04-01T00:00:00Z&end_date=2026-03-01T00:00:00Z");
    assert_status(c, 400);
    /* 90 days of the wall clock, across the night when an hour is repeated */
    get(c, TARGET "?start_date=2025-09-01T00:00:00-04:00&end_date=2025-11-30T00:00:00-05:00");
    assert_status(c, 200);
}

static void all_that_is_wrong_is_told(void **state)
{
    struct client *c = *state;
    get(c, TARGET "?status=opne&start_date=2026-01-01&bbox=1,2,3&page=0&radius=-1&lat=1&locale=en");
    assert_status(c, 400);
    assert_int_equal(json(c)->count, 6);
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(jv_get(&json(c)->items[i], "code")->integer, 400);
}

static void more_pages_are_linked(void **state)
{
    struct client *c = *state;
    get(c, TARGET "?page_size=3&status=open,closed&q=&api_key=k");
    assert_str(header(c, "Access-Control-Expose-Headers"), "Link");
    assert_str(header(c, "Link"), "</open311/v2/requests.json?page=2&page_size=3&"
                                  "status=open,closed>; rel=\"next\"");
    get(c, TARGET "?page_size=4");
    assert_null(header(c, "Link").p);
    assert_null(header(c, "Access-Control-Expose-Headers").p);
}

/* --- Both formats say the same ---------------------------------------------------------------- */

/* Which XML elements are lists: the only thing Spark does not tell. */
static bool list_named(struct str name)
{
    static const char *const names[] = {
        "services", "service_requests", "attributes", "values",     "endpoints",
        "formats",  "errors",           "notes",      "media_urls", "photos"};
    for (size_t i = 0; i < COUNT(names); i++)
        if (str_eq(name, str_c(names[i])))
            return true;
    return false;
}

static void flatten_json(struct buf *out, struct str path, const struct jv *v)
{
    if (v->type == JV_ARRAY || v->type == JV_OBJECT) {
        for (size_t i = 0; i < v->count; i++) {
            struct buf below = {0};
            if (v->type == JV_ARRAY)
                buf_printf(&below, STR_FMT "[%zu]", STR_ARG(path), i);
            else
                buf_printf(&below, STR_FMT "/" STR_FMT, STR_ARG(path), STR_ARG(v->items[i].key));
            flatten_json(out, buf_str(&below), &v->items[i]);
            buf_free(&below);
        }
        return;
    }
    struct jw w = {.out = out};
    buf_printf(out, STR_FMT "=", STR_ARG(path));
    if (v->type == JV_STRING)
        buf_str_put(out, v->string);
    else if (v->type != JV_NULL)
        jw_value(&w, v);
    buf_char(out, '\n');
}

static void unescape(struct buf *out, struct str s)
{
    static const struct {
        struct str entity;
        char c;
    } entities[] = {
        {{"&amp;", 5}, '&'}, {{"&lt;", 4}, '<'}, {{"&gt;", 4}, '>'}, {{"&#13;", 5}, '\r'}};
    while (s.n) {
        size_t taken = 1;
        char ch = s.p[0];
        for (size_t i = 0; i < COUNT(entities); i++)
            if (str_starts(s, entities[i].entity)) {
                ch = entities[i].c;
                taken = entities[i].entity.n;
            }
        buf_char(out, ch);
        s = str_from(s, taken);
    }
}

/* Reads one element at *s, "<name>…</name>", as our writer makes them. */
static void flatten_xml(struct buf *out, struct str path, struct str *s, bool is_list)
{
    size_t index = 0;
    while (str_starts(*s, STR("<")) && !str_starts(*s, STR("</"))) {
        struct str name;
        *s = str_from(*s, 1);
        assert_true(str_cut(s, '>', &name));
        struct buf below = {0};
        if (is_list)
            buf_printf(&below, STR_FMT "[%zu]", STR_ARG(path), index++);
        else
            buf_printf(&below, STR_FMT "/" STR_FMT, STR_ARG(path), STR_ARG(name));
        bool list = list_named(name);
        if (str_starts(*s, STR("<")) && (!str_starts(*s, STR("</")) || list)) {
            flatten_xml(out, buf_str(&below), s, list);
        } else {
            struct str value = str_first(*s, (size_t)((char *)memchr(s->p, '<', s->n) - s->p));
            buf_printf(out, STR_FMT "=", STR_ARG(buf_str(&below)));
            unescape(out, value);
            buf_char(out, '\n');
            *s = str_from(*s, value.n);
        }
        buf_free(&below);
        assert_true(str_starts(*s, STR("</")));
        assert_true(str_starts(str_from(*s, 2), name));
        *s = str_from(*s, name.n + 3);
    }
}

static void both_formats_say_the_same(void **state)
{
    static const char *const targets[] = {
        "/open311/discovery.%s",
        "/open311/v2/services.%s?locale=en",
        "/open311/v2/services/pothole.%s",
        "/open311/v2/services/light.%s",
        "/open311/v2/requests.%s?extensions=true",
        "/open311/v2/requests.%s?service_request_id=77",
        "/open311/v2/requests/1004.%s?extensions=true",
        "/open311/v2/requests/77.%s",
        "/open311/v2/requests.%s?status=x&page=y&start_date=z",
        "/open311/v2/services/none.%s",
    };
    struct client *c = *state;
    for (size_t i = 0; i < COUNT(targets); i++) {
        struct buf from_json = {0}, from_xml = {0};
        get(c, text(c, arena_printf(&c->arena, targets[i], "json")));
        int status = c->status;
        flatten_json(&from_json, STR(""), json(c));
        get(c, text(c, arena_printf(&c->arena, targets[i], "xml")));
        assert_int_equal(c->status, status);
        struct str rest = c->body, prolog, root;
        assert_true(str_cut(&rest, '\n', &prolog));
        rest = str_from(rest, 1);
        assert_true(str_cut(&rest, '>', &root)); /* Spark drops the root */
        flatten_xml(&from_xml, STR(""), &rest, list_named(root));
        buf_char(&from_json, '\0');
        buf_char(&from_xml, '\0');
        assert_string_equal(from_xml.p, from_json.p);
        buf_free(&from_json);
        buf_free(&from_xml);
    }
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(filters_choose),
        T(an_empty_list_is_a_list),
        T(ninety_days_and_not_one_more),
        T(all_that_is_wrong_is_told),
        T(more_pages_are_linked),
        T(both_formats_say_the_same),
    };
    return RUN_ALL(tests);
}
