/* Kept answers: given again for 24 hours, refused for another body, swept afterwards. */
#include "domain/idempotency.h"
#include "domain/keys.h"
#include "lib/fixture.h"
#include "unit/test.h"

#include <stdio.h>

struct scene {
    struct town town;
    struct counter_desk counter;
    struct arena arena;
};

static int open_scene(void **state)
{
    struct scene *s = calloc(1, sizeof *s);
    assert_non_null(s);
    town_open(&s->town);
    counter_open(&s->counter, &s->town);
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

static struct idempotency attempt(const char *key, const char *body)
{
    return idempotency_of(STR("web"), STR("POST /requests"), str_c(key), str_c(body));
}

/* Builds, on this desk's snapshot, a change that keeps an answer. */
static struct change keep(struct scene *s, struct counter_desk *c, const struct idempotency *i)
{
    struct change change = {.batch = batch_in(&s->arena)};
    struct kept_answer answer = {.status = 201,
                                 .content_type = STR("application/json"),
                                 .body = STR("{\"id\":\"1001\"}"),
                                 .token = STR("tok"),
                                 .location = STR("/api/v1/requests/1001")};
    assert_int_equal(desk_look(&c->desk), ERR_OK);
    assert_int_equal(idempotency_keep(&c->desk, &change.batch, i, &answer), ERR_OK);
    return change;
}

static enum err keep_now(struct scene *s, const struct idempotency *i)
{
    struct change change = keep(s, &s->counter, i);
    return counter_commit(&s->counter, &change);
}

static enum err find(struct scene *s, const struct idempotency *i, struct kept_answer *out)
{
    assert_int_equal(desk_look(&s->counter.desk), ERR_OK);
    enum err e = idempotency_find(&s->counter.desk, &s->arena, i, out);
    desk_leave(&s->counter.desk);
    return e;
}

static void the_first_answer_comes_again(void **state)
{
    struct scene *s = *state;
    struct idempotency i = attempt("k", "a=1"), other_body = attempt("k", "a=2");
    struct kept_answer answer;
    assert_int_equal(find(s, &i, &answer), ERR_NOT_FOUND);
    assert_int_equal(keep_now(s, &i), ERR_OK);
    assert_int_equal(find(s, &i, &answer), ERR_OK);
    assert_int_equal(answer.status, 201);
    assert_str(answer.body, "{\"id\":\"1001\"}");
    assert_str(answer.location, "/api/v1/requests/1001");
    assert_str(answer.token, "tok");
    assert_int_equal(find(s, &other_body, &answer), ERR_CONFLICT);
}

static void who_where_and_what_are_apart(void **state)
{
    (void)state;
    struct idempotency a = idempotency_of(STR("ab"), STR("c"), STR("d"), STR(""));
    struct idempotency b = idempotency_of(STR("a"), STR("bc"), STR("d"), STR(""));
    struct idempotency c = idempotency_of(STR("ab"), STR("c"), STR("d"), STR("x"));
    assert_memory_not_equal(a.id, b.id, sizeof a.id);
    assert_memory_equal(a.id, c.id, sizeof a.id);
    assert_memory_not_equal(a.body, c.body, sizeof a.body);
}

static void kept_for_24_hours(void **state)
{
    struct scene *s = *state;
    struct idempotency i = attempt("k", "");
    struct kept_answer answer;
    assert_int_equal(keep_now(s, &i), ERR_OK);
    now_move(&s->town.now, TOWN_NOW + IDEMPOTENCY_SECONDS - 1);
    assert_int_equal(find(s, &i, &answer), ERR_OK);
    now_move(&s->town.now, TOWN_NOW + IDEMPOTENCY_SECONDS);
    assert_int_equal(find(s, &i, &answer), ERR_NOT_FOUND);
    assert_int_equal(keep_now(s, &i), ERR_OK);
    assert_int_equal(find(s, &i, &answer), ERR_OK);
}

/* Two attempts at once, on either side of midnight: one of them is told. */
static void only_one_of_two_attempts_is_kept(void **state)
{
    struct scene *s = *state;
    struct idempotency i = attempt("k", "");
    int64_t midnight = TOWN_NOW - TOWN_NOW % DAY_SECONDS + DAY_SECONDS;
    for (int late_first = 0; late_first <= 1; late_first++) {
        struct counter_desk other;
        counter_open(&other, &s->town);
        s->town.now.at = midnight - 1 + late_first * 10 * DAY_SECONDS;
        struct change early = keep(s, &s->counter, &i);
        s->town.now.at += 1;
        struct change late = keep(s, &other, &i);
        struct change *first = late_first ? &late : &early, *second = late_first ? &early : &late;
        struct counter_desk *a = late_first ? &other : &s->counter;
        struct counter_desk *b = late_first ? &s->counter : &other;
        assert_int_equal(counter_commit(a, first), ERR_OK);
        assert_int_equal(counter_commit(b, second), ERR_CONFLICT);
        counter_close(&other);
    }
}

static size_t count_kept(struct scene *s)
{
    struct key low = keys_kind(KEY_IDEMPOTENCY), high = key_after(&low);
    struct walk w;
    struct str key, value;
    size_t n = 0;
    assert_int_equal(desk_look(&s->counter.desk), ERR_OK);
    assert_int_equal(walk_open(s->counter.desk.snap, key_str(&low), key_str(&high), false, &w),
                     ERR_OK);
    while (walk_next(&w, &key, &value) == ERR_OK)
        n++;
    walk_close(&w);
    desk_leave(&s->counter.desk);
    return n;
}

static void old_ones_are_swept(void **state)
{
    struct scene *s = *state;
    char name[16];
    for (int i = 0; i < 20; i++) {
        snprintf(name, sizeof name, "old-%d", i);
        struct idempotency old = attempt(name, "");
        assert_int_equal(keep_now(s, &old), ERR_OK);
    }
    assert_int_equal(count_kept(s), 20);
    now_move(&s->town.now, TOWN_NOW + 3 * DAY_SECONDS);
    for (int i = 0; i < 5; i++) {
        snprintf(name, sizeof name, "new-%d", i);
        struct idempotency fresh = attempt(name, "");
        assert_int_equal(keep_now(s, &fresh), ERR_OK);
    }
    assert_int_equal(count_kept(s), 5);
}

#define IN_SCENE(test) cmocka_unit_test_setup_teardown(test, open_scene, close_scene)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCENE(the_first_answer_comes_again),
        cmocka_unit_test(who_where_and_what_are_apart),
        IN_SCENE(kept_for_24_hours),
        IN_SCENE(only_one_of_two_attempts_is_kept),
        IN_SCENE(old_ones_are_swept),
    };
    return RUN_ALL(tests);
}
