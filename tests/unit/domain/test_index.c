/* Index entries: what a request has, and only the differences when it changes. */
#include "domain/index.h"
#include "unit/test.h"

static struct clock resolution = {.start = {.name = {"resolution", 10}, .due = 500}};

static struct instant ahead = {.kind = INSTANT_DUE, .at = 500};

static struct request open_request(void)
{
    return (struct request){
        .jurisdiction = 1,
        .id = 1001,
        .version = 1,
        .service = STR("pothole"),
        .state = STR("received"),
        .requested_at = 100,
        .updated_at = 100,
        .has_position = true,
        .position = {454900000, -738600000},
        .clocks = &resolution,
        .clock_count = 1,
        .agenda = &ahead,
        .agenda_count = 1,
        .external_id = STR("x-1"),
    };
}

struct counts {
    size_t puts, deletes;
};

static struct counts changed(const struct request *before, const struct request *after)
{
    struct arena arena = {0};
    struct batch batch = batch_in(&arena);
    struct counts n = {0};
    index_change(&batch, before, after);
    assert_false(batch.failed);
    for (size_t i = 0; i < batch.count; i++) {
        n.puts += batch.items[i].op == BATCH_PUT;
        n.deletes += batch.items[i].op == BATCH_DELETE;
    }
    arena_free(&arena);
    return n;
}

static void assert_changed(const struct request *before, const struct request *after, size_t puts,
                           size_t deletes)
{
    struct counts n = changed(before, after);
    assert_int_equal(n.puts, puts);
    assert_int_equal(n.deletes, deletes);
}

static void a_new_request_has_one_entry_in_each(void **state)
{
    (void)state;
    struct request r = open_request();
    assert_changed(NULL, &r, INDEX_COUNT, 0);
    r.has_position = false;
    r.external_id = STR("");
    r.clock_count = 0;
    r.agenda_count = 0;
    assert_changed(NULL, &r, INDEX_COUNT - 4, 0);
}

static void only_differences_are_written(void **state)
{
    (void)state;
    struct request before = open_request(), after = before;
    assert_changed(&before, &after, 0, 0);
    after.note = STR("rien d'indexé");
    assert_changed(&before, &after, 0, 0);
    after.updated_at = 200; /* update */
    assert_changed(&before, &after, 1, 1);
    after.closed = true; /* and status, service, due date */
    assert_changed(&before, &after, 3, 4);
    after.state = STR("done"); /* and state */
    assert_changed(&before, &after, 4, 5);
    assert_changed(&after, &before, 5, 4);
}

/* Within one cell only the value of the entry is other. */
static void a_step_inside_a_cell_deletes_nothing(void **state)
{
    (void)state;
    struct request before = open_request(), after = before;
    after.position.lat += 10;
    assert_changed(&before, &after, 1, 0);
    after.position.lat += CELL_UNITS;
    assert_changed(&before, &after, 1, 1);
}

static void keys_sort_as_dates_do(void **state)
{
    (void)state;
    static const int64_t dates[] = {INT64_MIN, -5, -1, 0, 1, 255, 256, INT64_MAX};
    struct key last = {.n = 0};
    for (size_t i = 0; i < sizeof dates / sizeof dates[0]; i++) {
        struct request r = open_request();
        struct index_entry e;
        int64_t at;
        uint64_t id;
        r.requested_at = dates[i];
        assert_true(index_entry(&indexes[0], &r, &e));
        assert_true(str_cmp(key_str(&e.key), key_str(&last)) > 0);
        assert_true(keys_read_at(key_str(&e.key), &at, &id));
        assert_int_equal(at, dates[i]);
        assert_int_equal(id, 1001);
        last = e.key;
    }
    assert_false(keys_read_at(STR("short"), &(int64_t){0}, &(uint64_t){0}));
}

/* A service must not run into another whose code begins like it. */
static void texts_in_keys_end_where_they_end(void **state)
{
    (void)state;
    struct key a = keys_by_service(1, STR("light"), true),
               b = keys_by_service(1, STR("light-pole"), true);
    assert_false(str_starts(key_str(&b), key_str(&a)));
}

static void cells_cover_the_globe(void **state)
{
    (void)state;
    struct cell south_west = cell_of((struct position){-90 * DEGREE, -180 * DEGREE});
    struct cell north_east = cell_of((struct position){90 * DEGREE, 180 * DEGREE});
    assert_int_equal(south_west.row, 0);
    assert_int_equal(south_west.column, 0);
    assert_int_equal(north_east.row, 30000);
    assert_int_equal(north_east.column, 60000);
    struct request r = open_request();
    struct index_entry e;
    struct position p;
    assert_true(index_entry(&indexes[6], &r, &e));
    assert_true(index_read_position(key_str(&e.value), &p));
    assert_int_equal(p.lat, r.position.lat);
    assert_int_equal(p.lon, r.position.lon);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_new_request_has_one_entry_in_each),
        cmocka_unit_test(only_differences_are_written),
        cmocka_unit_test(a_step_inside_a_cell_deletes_nothing),
        cmocka_unit_test(keys_sort_as_dates_do),
        cmocka_unit_test(texts_in_keys_end_where_they_end),
        cmocka_unit_test(cells_cover_the_globe),
    };
    return RUN_ALL(tests);
}
