/* The agents' list: order, filters, and walking through it page by page. */
#include "unit/api/client.h"

struct office {
    struct client c;
    const char *agent;
};

static void list(struct office *o, const char *query)
{
    ask(&o->c, "GET", text(&o->c, arena_printf(&o->c.arena, "/api/v1/requests%s", query)),
        bearer(&o->c, o->agent, ""), NULL);
}

/* Seven requests, an hour apart: even ones are lights, due before the potholes; 1005 is assigned
 * and in progress, 1007 is refused. */
static int setup(void **state)
{
    struct office *o = malloc(sizeof *o);
    struct client *c = &o->c;
    client_open(c);
    o->agent = client_key(c, ROLE_AGENT, "");
    for (int i = 1; i <= 7; i++) {
        const char *json_text =
            i % 2 ? "{\"service\":\"pothole\",\"attributes\":{\"size\":\"small\"},\"lat\":45.49,"
                    "\"long\":-73.86}"
                  : "{\"service\":\"light\",\"address\":\"rue du Lac\",\"external_id\":\"x\"}";
        if (i == 4 || i == 6)
            json_text = "{\"service\":\"light\",\"address\":\"rue du Lac\"}";
        ask(c, "POST", "/api/v1/requests", bearer(c, o->agent, JSON), json_text);
        assert_status(c, 201);
        atomic_fetch_add(&c->town.now.at, 3600);
    }
    ask(c, "POST", "/api/v1/requests/1005/assignment", bearer(c, o->agent, JSON),
        "{\"assignee\":\"voirie\"}");
    ask(c, "POST", "/api/v1/requests/1005/transitions", bearer(c, o->agent, JSON),
        "{\"to\":\"in_progress\"}");
    ask(c, "POST", "/api/v1/requests/1007/transitions", bearer(c, o->agent, JSON),
        "{\"to\":\"refused\",\"reason\":\"private\"}");
    assert_status(c, 200);
    *state = o;
    return 0;
}

static int teardown(void **state)
{
    client_close(&((struct office *)*state)->c);
    free(*state);
    return 0;
}

static void put_ids(struct client *c, struct buf *b)
{
    const struct jv *items = jv_get(json(c), "items");
    for (size_t i = 0; i < items->count; i++) {
        if (b->n)
            buf_char(b, ',');
        buf_str_put(b, jv_get_str(&items->items[i], "id"));
    }
}

static const char *ids(struct client *c)
{
    struct buf b = buf_in(&c->arena);
    put_ids(c, &b);
    return text(c, buf_str(&b));
}

static void filters_choose_and_orders_sort(void **state)
{
    static const struct {
        const char *query, *ids;
    } cases[] = {
        {"", "1002,1004,1006,1001,1003,1005"}, /* least time left first */
        {"?order=requested", "1007,1006,1005,1004,1003,1002,1001"},
        {"?order=requested&status=open&service=pothole", "1005,1003,1001"},
        {"?status=closed", "1007"},
        {"?state=in_progress", "1005"},
        {"?assignee=voirie", "1005"},
        {"?external_id=x", "1002"},
        {"?external_id=none", ""},
        {"?order=requested&bbox=-73.9,45.4,-73.8,45.5", "1007,1005,1003,1001"},
        {"?q=LAC", "1002,1004,1006"},
        {"?due_before=2026-05-15T00:00:00-04:00", "1002,1004,1006"},
        {"?order=requested&requested_after=2026-05-07T13:00:00-04:00"
         "&requested_before=2026-05-07T14:00:00-04:00",
         "1005,1004"},
    };
    struct office *o = *state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        list(o, cases[i].query);
        assert_status(&o->c, 200);
        if (strcmp(ids(&o->c), cases[i].ids) != 0)
            print_message("case %zu: %s\n", i, cases[i].query);
        assert_string_equal(ids(&o->c), cases[i].ids);
    }
}

/* Page by page gives what one page gives, in every order and with every size of page. */
static void pages_join_without_gap_or_repeat(void **state)
{
    static const char *const orders[] = {"due", "requested", "updated"};
    struct office *o = *state;
    struct client *c = &o->c;
    for (size_t k = 0; k < COUNT(orders); k++) {
        list(o, text(c, arena_printf(&c->arena, "?order=%s", orders[k])));
        const char *whole = ids(c);
        assert_int_equal(jv_get(json(c), "next_cursor")->type, JV_NULL);
        assert_null(header(c, "Link").p);
        for (int limit = 1; limit <= 3; limit++) {
            struct buf joined = buf_in(&c->arena);
            struct str cursor = STR("");
            do {
                list(o, text(c, arena_printf(&c->arena, "?order=%s&limit=%d&cursor=" STR_FMT,
                                             orders[k], limit, STR_ARG(cursor))));
                assert_status(c, 200);
                put_ids(c, &joined);
                cursor = jv_get_str(json(c), "next_cursor");
                assert_int_equal(header(c, "Link").p != NULL, cursor.n > 0);
            } while (cursor.n);
            assert_string_equal(text(c, buf_str(&joined)), whole);
        }
    }
}

static void what_is_not_understood_is_refused(void **state)
{
    static const char *const queries[] = {
        "?stat=open",    "?status=opne", "?order=age",   "?limit=0",
        "?limit=201",    "?cursor=zzz",  "?cursor=r1.1", "?updated_after=yesterday",
        "?bbox=1,2,3,x", "?lat=1",       "?radius=5",
    };
    struct office *o = *state;
    for (size_t i = 0; i < COUNT(queries); i++) {
        list(o, queries[i]);
        assert_status(&o->c, 400);
        assert_int_equal(jv_get(json(&o->c), "errors")->count, 1);
    }
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(filters_choose_and_orders_sort),
        T(pages_join_without_gap_or_repeat),
        T(what_is_not_understood_is_refused),
    };
    return RUN_ALL(tests);
}
