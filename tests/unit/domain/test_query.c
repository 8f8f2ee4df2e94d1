/* Queries against a naive model: the same requests filtered and sorted by brute force, page by
 * page; and the cost of a page, counted. */
#include "domain/index.h"
#include "domain/query.h"
#include "lib/fixture.h"
#include "unit/test.h"

#include <stdlib.h>

enum { REQUESTS = 900 };

struct scene {
    struct town town;
    struct counter_desk counter;
    struct arena arena;
    struct request all[REQUESTS];
    size_t count;
    uint64_t seed;
};

static uint32_t roll(struct scene *s, uint32_t faces)
{
    s->seed = s->seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(s->seed >> 33) % faces;
}

/* A request as the fold would leave it, without the verbs: dates that coincide, on purpose. */
static struct request made(struct scene *s, uint64_t id)
{
    static const char *const states[] = {"received", "in_progress", "done", "refused"};
    static const char *const services[] = {"pothole", "light", "graffiti"};
    static const char *const words[] = {"Trou devant l'École", "lampadaire éteint", "", "Élise"};
    static struct clock_start start = {.name = {"resolution", 10}};
    uint32_t state = roll(s, 4);
    struct clock *clock = ARENA_NEW(&s->arena, struct clock);
    assert_non_null(clock);
    clock->start = start;
    clock->start.due = TOWN_NOW + roll(s, 40);
    return (struct request){
        .jurisdiction = s->town.jurisdiction.number,
        .id = id,
        .version = 1,
        .service = str_c(services[roll(s, 3)]),
        .state = str_c(states[state]),
        .closed = state >= 2,
        .requested_at = TOWN_NOW + roll(s, 60),
        .updated_at = TOWN_NOW + 60 + roll(s, 60),
        .has_position = roll(s, 10) > 0,
        .position = TOWN_AT(45.4 + roll(s, 2000) * 1e-4, -74.0 + roll(s, 3000) * 1e-4),
        .clocks = clock,
        .clock_count = roll(s, 5) ? 1 : 0,
        .assignee = roll(s, 2) ? STR("a") : STR(""),
        .description = str_c(words[roll(s, 4)]),
        .address = str_c(words[roll(s, 4)]),
    };
}

static void store_one(struct scene *s, struct batch *batch, const struct request *r)
{
    struct buf bytes = buf_in(&s->arena);
    struct key key = keys_request(r->jurisdiction, r->id);
    assert_int_equal(request_encode(r, &bytes), ERR_OK);
    batch_put(batch, key_str(&key), buf_str(&bytes));
    index_change(batch, NULL, r);
}

static int open_scene(void **state)
{
    struct scene *s = calloc(1, sizeof *s);
    assert_non_null(s);
    s->seed = 7;
    town_open(&s->town);
    counter_open(&s->counter, &s->town);
    struct batch batch = batch_in(&s->arena);
    for (; s->count < REQUESTS; s->count++) {
        s->all[s->count] = made(s, 1000 + s->count);
        store_one(s, &batch, &s->all[s->count]);
    }
    /* Another jurisdiction beside it: never to be seen. */
    struct request stranger = s->all[0];
    stranger.jurisdiction++;
    stranger.id = 5;
    store_one(s, &batch, &stranger);
    assert_int_equal(store_commit_wait(s->town.store, &batch), ERR_OK);
    *state = s;
    return 0;
}

static int close_scene(void **state)
{
    struct scene *s = *state;
    counter_close(&s->counter);
    town_close(&s->town);
    arena_free(&s->arena);
    free(s);
    return 0;
}

/* --- The model -------------------------------------------------------------------------------- */

static bool in_services(const struct query *q, struct str code)
{
    for (size_t i = 0; i < q->service_count; i++)
        if (str_eq(q->services[i], code))
            return true;
    return !q->service_count;
}

static bool in_place(const struct query *q, const struct request *r)
{
    if (!q->has_box && !q->has_circle)
        return true;
    if (!r->has_position)
        return false;
    if (q->has_box && (r->position.lat < q->low.lat || r->position.lat > q->high.lat ||
                       r->position.lon < q->low.lon || r->position.lon > q->high.lon))
        return false;
    return !q->has_circle || position_distance(q->center, r->position) <= q->radius;
}

static bool says(const struct request *r, const char *word)
{
    return memmem(r->description.p, r->description.n, word, strlen(word)) ||
           memmem(r->address.p, r->address.n, word, strlen(word));
}

static bool passes(const struct query *q, const struct request *r)
{
    bool both = q->open == q->closed;
    int64_t due = r->closed ? 0 : request_due(r);
    return (both || (r->closed ? q->closed : q->open)) && in_services(q, r->service) &&
           (!q->state.n || str_eq(q->state, r->state)) &&
           (!q->assignee.n || str_eq(q->assignee, r->assignee)) &&
           (!q->has_requested_from || r->requested_at >= q->requested_from) &&
           (!q->has_requested_to || r->requested_at <= q->requested_to) &&
           (!q->has_updated_from || r->updated_at >= q->updated_from) &&
           (!q->has_updated_to || r->updated_at <= q->updated_to) &&
           (!q->has_due_before || (due && due < q->due_before)) && (q->order != ORDER_DUE || due) &&
           in_place(q, r);
}

static enum query_order model_order;
static bool model_ascending;

static int64_t key_of(const struct request *r)
{
    return model_order == ORDER_REQUESTED ? r->requested_at
           : model_order == ORDER_UPDATED ? r->updated_at
                                          : request_due(r);
}

static int compare(const void *a, const void *b)
{
    const struct request *x = *(const struct request *const *)a,
                         *y = *(const struct request *const *)b;
    int sign = model_order == ORDER_DUE || model_ascending ? 1 : -1;
    if (key_of(x) != key_of(y))
        return key_of(x) < key_of(y) ? -sign : sign;
    return x->id < y->id ? -sign : sign;
}

static size_t expected(struct scene *s, const struct query *q, const struct request **out)
{
    size_t n = 0;
    for (size_t i = 0; i < s->count; i++)
        if (passes(q, &s->all[i]))
            out[n++] = &s->all[i];
    model_order = q->order;
    model_ascending = q->ascending;
    qsort(out, n, sizeof *out, compare);
    return n;
}

/* --- Comparing -------------------------------------------------------------------------------- */

/* Walks all pages by the cursor; every one is where the model has it. */
static void same_by_cursor(struct scene *s, struct query q)
{
    const struct request *want[REQUESTS];
    size_t count = expected(s, &q, want), seen = 0;
    struct query_page page = {.more = true};
    while (page.more) {
        struct arena arena = {0};
        assert_int_equal(query_run(&s->counter.desk, &arena, &s->town.jurisdiction, &q, &page),
                         ERR_OK);
        assert_int_equal(page.count, count - seen < q.limit ? count - seen : q.limit);
        for (size_t i = 0; i < page.count; i++)
            assert_int_equal(page.items[i].id, want[seen + i]->id);
        seen += page.count;
        assert_int_equal(page.more, seen < count);
        if (page.count) {
            q.has_after = true;
            q.after_id = want[seen - 1]->id;
            q.after_key = key_of(want[seen - 1]);
        }
        arena_free(&arena);
    }
    assert_int_equal(seen, count);
}

static void same_by_skip(struct scene *s, struct query q)
{
    const struct request *want[REQUESTS];
    size_t count = expected(s, &q, want);
    struct query_page page;
    for (q.skip = 0; q.skip <= count; q.skip += q.limit) {
        assert_int_equal(query_run(&s->counter.desk, &s->arena, &s->town.jurisdiction, &q, &page),
                         ERR_OK);
        for (size_t i = 0; i < page.count; i++)
            assert_int_equal(page.items[i].id, want[q.skip + i]->id);
        assert_int_equal(page.more, q.skip + page.count < count);
    }
}

static struct str some_services[] = {
    {"light", 5}, {"pothole", 7}, {"light", 5}, {"unknown", 7}, {"", 0}};

static struct query random_query(struct scene *s)
{
    struct query q = {
        .order = (enum query_order)roll(s, 3), .ascending = roll(s, 2), .limit = 1 + roll(s, 60)};
    if (roll(s, 3) == 0)
        q.services = some_services, q.service_count = 1 + roll(s, COUNT(some_services));
    q.open = roll(s, 3) == 0;
    q.closed = roll(s, 3) == 0;
    if (roll(s, 4) == 0)
        q.state = roll(s, 2) ? STR("received") : STR("done");
    if (roll(s, 4) == 0)
        q.assignee = STR("a");
    q.has_requested_from = roll(s, 4) == 0;
    q.requested_from = TOWN_NOW + roll(s, 60);
    q.has_requested_to = roll(s, 4) == 0;
    q.requested_to = TOWN_NOW + roll(s, 60);
    q.has_updated_from = roll(s, 4) == 0;
    q.updated_from = TOWN_NOW + 60 + roll(s, 60);
    q.has_updated_to = roll(s, 4) == 0;
    q.updated_to = TOWN_NOW + 60 + roll(s, 60);
    q.has_due_before = roll(s, 5) == 0;
    q.due_before = TOWN_NOW + roll(s, 40);
    q.has_circle = roll(s, 4) == 0;
    q.center = TOWN_AT(45.5, -73.85);
    q.radius = 500 + roll(s, 20000);
    q.has_box = roll(s, 4) == 0;
    q.low = TOWN_AT(45.4 + roll(s, 100) * 1e-3, -74.0 + roll(s, 150) * 1e-3);
    q.high = (struct position){q.low.lat + (int32_t)roll(s, DEGREE / 5),
                               q.low.lon + (int32_t)roll(s, DEGREE / 5)};

    return q;
}

static void agrees_with_the_model(void **state)
{
    struct scene *s = *state;
    assert_int_equal(desk_look(&s->counter.desk), ERR_OK);
    for (int i = 0; i < 1200; i++) {
        struct query q = random_query(s);
        same_by_cursor(s, q);
        if (i % 10 == 0)
            same_by_skip(s, q);
    }
    desk_leave(&s->counter.desk);
}

static void folds_words(void **state)
{
    struct scene *s = *state;
    const struct {
        struct str words;
        const char *in_description;
    } rows[] = {
        {STR("ecole"), "École"}, {STR("TROU  devant"), "Trou devant"}, {STR("absent"), NULL}};
    assert_int_equal(desk_look(&s->counter.desk), ERR_OK);
    for (size_t k = 0; k < COUNT(rows); k++) {
        struct query q = {.limit = REQUESTS, .words = rows[k].words};
        struct query_page page;
        size_t want = 0;
        for (size_t i = 0; rows[k].in_description && i < s->count; i++)
            want += says(&s->all[i], rows[k].in_description);
        assert_int_equal(query_run(&s->counter.desk, &s->arena, &s->town.jurisdiction, &q, &page),
                         ERR_OK);
        assert_int_equal(page.count, want);
    }
    desk_leave(&s->counter.desk);
}

/* A box over everything, far places, a box inside out, a limit of nothing. */
static void bears_odd_bounds(void **state)
{
    struct scene *s = *state;
    struct query world = {.limit = 7,
                          .has_box = true,
                          .low = {-90 * DEGREE, -180 * DEGREE},
                          .high = {90 * DEGREE, 180 * DEGREE}};
    struct query inside_out = {.limit = 7,
                               .has_box = true,
                               .low = {460000000, -730000000},
                               .high = {450000000, -740000000}};
    struct query pole = {.limit = 7, .has_circle = true, .center = {90 * DEGREE, 0}, .radius = 1e9};
    struct query point = {.limit = 7, .has_circle = true, .center = s->all[3].position};
    struct query date_line = {
        .limit = 7, .has_circle = true, .center = {0, 180 * DEGREE}, .radius = 20e6};
    struct query empty_span = {.limit = 7,
                               .has_requested_from = true,
                               .requested_from = INT64_MAX,
                               .has_requested_to = true,
                               .requested_to = INT64_MIN};
    assert_int_equal(desk_look(&s->counter.desk), ERR_OK);
    same_by_cursor(s, world);
    same_by_cursor(s, inside_out);
    same_by_cursor(s, pole);
    same_by_cursor(s, point);
    same_by_cursor(s, date_line);
    same_by_cursor(s, empty_span);
    struct query_page page;
    struct query none = {.limit = 0};
    assert_int_equal(query_run(&s->counter.desk, &s->arena, &s->town.jurisdiction, &none, &page),
                     ERR_OK);
    assert_int_equal(page.count, 0);
    assert_true(page.more);
    desk_leave(&s->counter.desk);
}

/* --- Many ------------------------------------------------------------------------------------- */

enum { MANY = 21000 };

/* One place, one a second, each due a second later than the one before. */
static void store_many(struct scene *s)
{
    struct arena arena = {0};
    struct batch batch = batch_in(&arena);
    struct clock clock = {.start = {.name = STR("resolution")}};
    for (uint64_t i = 0; i < MANY; i++) {
        clock.start.due = TOWN_NOW + 100000 + (int64_t)i;
        struct request r = {.jurisdiction = s->town.jurisdiction.number,
                            .id = 100000 + i,
                            .version = 1,
                            .service = STR("pothole"),
                            .state = STR("received"),
                            .requested_at = TOWN_NOW + 1000 + (int64_t)i,
                            .updated_at = TOWN_NOW + 1000 + (int64_t)i,
                            .has_position = true,
                            .position = TOWN_AT(45.55, -73.75),
                            .clocks = &clock,
                            .clock_count = 1};
        store_one(s, &batch, &r);
    }
    assert_int_equal(store_commit_wait(s->town.store, &batch), ERR_OK);
    arena_free(&arena);
}

static struct query_page run(struct scene *s, struct query q, enum err expected_error)
{
    struct query_page page;
    q.limit = 5;
    assert_int_equal(query_run(&s->counter.desk, &s->arena, &s->town.jurisdiction, &q, &page),
                     expected_error);
    return page;
}

static void work_is_bounded(void **state)
{
    struct scene *s = *state;
    store_many(s);
    assert_int_equal(desk_look(&s->counter.desk), ERR_OK);
    struct query here = {
        .has_box = true, .low = TOWN_AT(45.5499, -73.7501), .high = TOWN_AT(45.5501, -73.7499)};
    struct query_page page = run(s, here, ERR_OK); /* newest first, from the cells */
    assert_int_equal(page.items[0].id, 100000 + MANY - 1);
    here.order = ORDER_DUE; /* too many to gather: the list by due date has them */
    here.has_requested_from = true;
    here.requested_from = TOWN_NOW + 1000;
    page = run(s, here, ERR_OK);
    assert_int_equal(page.items[0].id, 100000);
    assert_int_equal(page.items[4].id, 100004);
    assert_true(page.more);
    struct query all_changed = {.has_updated_from = true, .updated_from = TOWN_NOW};
    page = run(s, all_changed, ERR_OK);
    assert_int_equal(page.items[0].id, 100000 + MANY - 1);
    struct query filed_late = {.order = ORDER_UPDATED,
                               .ascending = true,
                               .has_requested_from = true,
                               .requested_from = TOWN_NOW + 1000 + MANY - 9};
    page = run(s, filed_late, ERR_OK); /* what was changed before then is not read */
    assert_int_equal(page.items[0].id, 100000 + MANY - 9);
    assert_true(page.reads < 100);
    struct query nowhere = {.words = STR("introuvable")};
    run(s, nowhere, ERR_TIMEOUT);
    desk_leave(&s->counter.desk);
}

#define IN_SCENE(test) cmocka_unit_test_setup_teardown(test, open_scene, close_scene)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCENE(agrees_with_the_model),
        IN_SCENE(folds_words),
        IN_SCENE(bears_odd_bounds),
        IN_SCENE(work_is_bounded),
    };
    return RUN_ALL(tests);
}
