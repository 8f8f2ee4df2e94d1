/* A shadow's records: what was written is read, the oldest rows go, and its end leaves nothing. */
#include "base/check.h"
#include "domain/keys.h"
#include "domain/shadow_record.h"
#include "store/store.h"
#include "unit/test.h"

enum { JURISDICTION = 3 };

struct fixture {
    struct arena arena;
    struct store *store;
    struct snap *snap;
};

static void set_up(struct fixture *f)
{
    *f = (struct fixture){0};
    check(store_memory_open(&f->store) == ERR_OK && snap_open(f->store, &f->snap) == ERR_OK);
}

static void tear_down(struct fixture *f)
{
    snap_close(f->snap);
    store_close(f->store);
    arena_free(&f->arena);
}

static enum err begin(struct fixture *f, const char *text)
{
    struct batch batch = batch_in(&f->arena);
    struct bundle texts = bundle_in(&f->arena);
    struct shadow s = {.cursor = 7, .candidate = {.at = 1000, .author = STR("moi")}};
    check(bundle_put(&texts, STR("jurisdiction.lua"), str_c(text)) == ERR_OK);
    check(snap_renew(f->snap) == ERR_OK);
    check(shadow_begin(&batch, f->snap, JURISDICTION, &s, &texts) == ERR_OK);
    snap_release(f->snap);
    return store_commit_wait(f->store, &batch);
}

static void add_rows(struct fixture *f, uint64_t from, uint64_t to)
{
    struct arena arena = {0};
    struct batch batch = batch_in(&arena);
    for (uint64_t n = from; n <= to; n++) {
        const struct shadow_row row = {.number = n,
                                       .id = 2 * n,
                                       .event = 1,
                                       .at = 5,
                                       .kind = BACKTEST_PRIORITY,
                                       .service = STR("pothole"),
                                       .was = STR("normal"),
                                       .is = STR("high")};
        check(shadow_put_row(&batch, JURISDICTION, &row) == ERR_OK);
    }
    check(store_commit_wait(f->store, &batch) == ERR_OK);
    arena_free(&arena);
}

static void it_is_read_as_it_was_written(void **state)
{
    (void)state;
    struct fixture f;
    struct shadow s;
    set_up(&f);
    assert_true(begin(&f, "return 1") == ERR_OK);
    assert_true(begin(&f, "return 2") == ERR_CONFLICT); /* there is one */
    check(snap_renew(f.snap) == ERR_OK);
    assert_true(shadow_read(f.snap, &f.arena, JURISDICTION + 1, &s) == ERR_NOT_FOUND);
    assert_true(shadow_read(f.snap, &f.arena, JURISDICTION, &s) == ERR_OK);
    assert_true(s.cursor == 7 && s.candidate.at == 1000 && str_eq(s.candidate.author, STR("moi")));
    struct bundle texts = bundle_in(&f.arena);
    assert_true(history_texts(f.snap, &s.candidate, &texts) == ERR_OK && texts.count == 1);
    assert_true(str_eq(texts.items[0].text, STR("return 1")));
    tear_down(&f);
}

static void the_oldest_rows_go(void **state)
{
    (void)state;
    struct fixture f;
    struct shadow_row *rows;
    size_t count;
    set_up(&f);
    add_rows(&f, 1, 10);
    for (uint64_t n = 11; n <= SHADOW_ROWS_MAX + 5; n += 1000)
        add_rows(&f, n, n + 999 < SHADOW_ROWS_MAX + 5 ? n + 999 : SHADOW_ROWS_MAX + 5);
    check(snap_renew(f.snap) == ERR_OK);
    assert_true(shadow_rows(f.snap, &f.arena, JURISDICTION, 0, SHADOW_ROWS_MAX * 2, &rows,
                            &count) == ERR_OK);
    assert_true(count == SHADOW_ROWS_MAX);
    assert_true(rows[0].number == SHADOW_ROWS_MAX + 5 && rows[count - 1].number == 6);
    assert_true(rows[0].id == 2 * rows[0].number && str_eq(rows[0].is, STR("high")));
    assert_true(shadow_rows(f.snap, &f.arena, JURISDICTION, 8, 10, &rows, &count) == ERR_OK);
    assert_true(count == 2 && rows[0].number == 7);
    tear_down(&f);
}

static void its_end_leaves_nothing(void **state)
{
    (void)state;
    struct fixture f;
    struct shadow_row *rows;
    struct shadow s;
    size_t count;
    set_up(&f);
    assert_true(begin(&f, "return 1") == ERR_OK);
    add_rows(&f, 1, 2500);
    assert_true(shadow_end(f.store, JURISDICTION) == ERR_OK);
    check(snap_renew(f.snap) == ERR_OK);
    assert_true(shadow_read(f.snap, &f.arena, JURISDICTION, &s) == ERR_NOT_FOUND);
    assert_true(shadow_rows(f.snap, &f.arena, JURISDICTION, 0, 10, &rows, &count) == ERR_OK);
    assert_true(count == 0);
    snap_release(f.snap);
    assert_true(begin(&f, "return 2") == ERR_OK);
    tear_down(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_is_read_as_it_was_written),
        cmocka_unit_test(the_oldest_rows_go),
        cmocka_unit_test(its_end_leaves_nothing),
    };
    return RUN_ALL(tests);
}
