/* Request ids: never twice, from any thread, over restarts; a clean stop leaves no gap. */
#include "lib/fixture.h"
#include "unit/test.h"

#include <pthread.h>

static void restart(struct town *t, bool clean)
{
    if (clean)
        ids_close(t->ids); /* otherwise as after a crash: what was reserved stays reserved */
    assert_int_equal(ids_open(&t->ids, t->store, &t->catalogue), ERR_OK);
}

static uint64_t take_one(struct counter_desk *c, struct town *t)
{
    uint64_t id = 0;
    assert_int_equal(desk_look(&c->desk), ERR_OK);
    c->desk.ids = t->ids;
    assert_int_equal(ids_take(&c->desk, &t->jurisdiction, &id), ERR_OK);
    desk_leave(&c->desk);
    return id;
}

static void a_clean_stop_leaves_no_gap(void **state)
{
    (void)state;
    struct town t;
    struct counter_desk c;
    town_open(&t);
    counter_open(&c, &t);
    assert_int_equal(t.jurisdiction.number, 1);
    assert_int_equal(take_one(&c, &t), IDS_FIRST);
    assert_int_equal(take_one(&c, &t), IDS_FIRST + 1);
    restart(&t, true);
    assert_int_equal(t.jurisdiction.number, 1);
    assert_int_equal(take_one(&c, &t), IDS_FIRST + 2);
    counter_close(&c);
    town_close(&t);
}

static void a_crash_leaves_a_gap_and_no_repeat(void **state)
{
    (void)state;
    struct town t;
    struct counter_desk c;
    town_open(&t);
    counter_open(&c, &t);
    struct ids *crashed = t.ids;
    take_one(&c, &t);
    restart(&t, false);
    assert_int_equal(take_one(&c, &t), IDS_FIRST + IDS_BLOCK);
    /* Closing the older one must not give back what the younger one stands on. */
    ids_close(crashed);
    crashed = t.ids;
    restart(&t, false);
    assert_int_equal(take_one(&c, &t), IDS_FIRST + 2 * IDS_BLOCK);
    ids_close(crashed);
    counter_close(&c);
    town_close(&t);
}

static void the_next_block_is_asked_for_in_time(void **state)
{
    (void)state;
    struct town t;
    struct counter_desk c;
    town_open(&t);
    counter_open(&c, &t);
    for (uint64_t i = 0; i < IDS_BLOCK - IDS_LOW; i++)
        assert_int_equal(take_one(&c, &t), IDS_FIRST + i);
    assert_int_equal(take_one(&c, &t), IDS_FIRST + IDS_BLOCK - IDS_LOW); /* asks */
    counter_drain(&c);                                                   /* gets */
    for (uint64_t i = IDS_BLOCK - IDS_LOW + 1; i < IDS_BLOCK + 10; i++)
        assert_int_equal(take_one(&c, &t), IDS_FIRST + i);
    restart(&t, true);
    assert_int_equal(take_one(&c, &t), IDS_FIRST + IDS_BLOCK + 10);
    counter_close(&c);
    town_close(&t);
}

static void busy_until_the_block_is_on_disk(void **state)
{
    (void)state;
    struct town t;
    struct counter_desk c;
    uint64_t id;
    town_open(&t);
    counter_open(&c, &t);
    for (uint64_t i = 0; i < IDS_BLOCK; i++)
        take_one(&c, &t); /* nobody drains the port */
    assert_int_equal(desk_look(&c.desk), ERR_OK);
    assert_int_equal(ids_take(&c.desk, &t.jurisdiction, &id), ERR_BUSY);
    desk_leave(&c.desk);
    counter_drain(&c);
    assert_int_equal(take_one(&c, &t), IDS_FIRST + IDS_BLOCK);
    counter_close(&c);
    town_close(&t);
}

/* A jurisdiction keeps its number whatever its place in the list, and counts for itself. */
static void jurisdictions_keep_their_numbers(void **state)
{
    (void)state;
    struct town t;
    struct counter_desk c;
    town_open(&t);
    counter_open(&c, &t);
    take_one(&c, &t);
    ids_close(t.ids);
    struct jurisdiction other = {.id = STR("other")};
    struct jurisdiction *items[] = {&other, &t.jurisdiction};
    struct catalogue both = {.items = items, .count = 2};
    assert_int_equal(ids_open(&t.ids, t.store, &both), ERR_OK);
    assert_int_equal(t.jurisdiction.number, 1);
    assert_int_equal(other.number, 2);
    assert_int_equal(take_one(&c, &t), IDS_FIRST + 1);
    struct jurisdiction stranger = {.number = 9};
    uint64_t id;
    assert_int_equal(ids_take(&c.desk, &stranger, &id), ERR_NOT_FOUND);
    assert_int_equal(desk_look(&c.desk), ERR_OK);
    assert_int_equal(ids_take(&c.desk, &other, &id), ERR_OK);
    desk_leave(&c.desk);
    assert_int_equal(id, IDS_FIRST);
    counter_close(&c);
    town_close(&t);
}

enum { THREADS = 4, EACH = 3000 };

struct taker {
    struct town *town;
    uint64_t ids[EACH];
};

/* Takes ids and drains its own port when there is none. */
static void *take_many(void *self)
{
    struct taker *taker = self;
    struct counter_desk c;
    counter_open(&c, taker->town);
    for (size_t i = 0; i < EACH;) {
        check(desk_look(&c.desk) == ERR_OK);
        enum err e = ids_take(&c.desk, &taker->town->jurisdiction, &taker->ids[i]);
        desk_leave(&c.desk);
        check(e == ERR_OK || e == ERR_BUSY);
        i += e == ERR_OK;
        if (sem_trywait(&c.woken) == 0)
            port_drain(&c.desk.port);
    }
    struct arena arena = {0}; /* what is in flight comes back before this commit does */
    struct change change = {.batch = batch_in(&arena)};
    batch_put(&change.batch, STR("zz"), STR(""));
    check(counter_commit(&c, &change) == ERR_OK);
    arena_free(&arena);
    counter_close(&c);
    return NULL;
}

static int compare(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void threads_never_share_one(void **state)
{
    (void)state;
    struct town t;
    static struct taker takers[THREADS];
    static uint64_t all[THREADS * EACH];
    pthread_t threads[THREADS];
    town_open(&t);
    for (size_t i = 0; i < THREADS; i++) {
        takers[i].town = &t;
        assert_int_equal(pthread_create(&threads[i], NULL, take_many, &takers[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        memcpy(all + i * EACH, takers[i].ids, sizeof takers[i].ids);
    }
    qsort(all, THREADS * EACH, sizeof *all, compare);
    for (size_t i = 1; i < THREADS * EACH; i++)
        assert_true(all[i] > all[i - 1]);
    town_close(&t);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_clean_stop_leaves_no_gap),
        cmocka_unit_test(a_crash_leaves_a_gap_and_no_repeat),
        cmocka_unit_test(the_next_block_is_asked_for_in_time),
        cmocka_unit_test(busy_until_the_block_is_on_disk),
        cmocka_unit_test(jurisdictions_keep_their_numbers),
        cmocka_unit_test(threads_never_share_one),
    };
    return RUN_ALL(tests);
}
