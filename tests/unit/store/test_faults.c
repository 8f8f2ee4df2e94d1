/* A failing disk: full, broken, or writing half; at every single call that the store makes. */
#include "base/now.h"
#include "lib/faulty.h"
#include "unit/store/support.h"

#include <stdatomic.h>
#include <time.h>

static int tear_down_clear(void **state)
{
    faulty_clear();
    return tear_down(state);
}

static bool can_commit(struct store *s)
{
    struct store_status status;
    store_status(s, &status);
    return status.can_commit;
}

/* Within a second, as the store promises. */
static bool recovers(struct store *s)
{
    for (uint64_t until = now_ticks_us() + 1000000; now_ticks_us() < until;) {
        if (can_commit(s))
            return true;
        nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
    }
    return false;
}

static void plan(const char *line)
{
    assert_true(faulty_plan(line));
}

/* --- A full disk ------------------------------------------------------------------------------ */

static void check_full_then_free(struct store *s)
{
    assert_int_equal(put(s, "b", "2"), ERR_NO_SPACE);
    assert_false(can_commit(s));
    assert_string_equal(value_of(s, "a"), "1");
    assert_string_equal(value_of(s, "b"), "-");
    for (int i = 0; i < 20; i++)
        assert_int_equal(put(s, "b", "2"), ERR_NO_SPACE);
    assert_true(faulty_struck() > 0);
    faulty_clear();
    assert_true(recovers(s));
    assert_int_equal(put(s, "b", "2"), ERR_OK);
    assert_string_equal(value_of(s, "b"), "2");
}

static void a_full_disk_is_survived(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(put(f->s, "a", "1"), ERR_OK);
    plan("pwrite 1 1000000 ENOSPC");
    plan("writev 1 1000000 ENOSPC");
    check_full_then_free(f->s);
    plan("pwrite 1 1000000 EDQUOT");
    plan("writev 1 1000000 EDQUOT");
    assert_int_equal(put(f->s, "c", "3"), ERR_NO_SPACE);
    faulty_clear();
    assert_true(recovers(f->s));
}

/* LMDB reports a write that was cut short as EIO: only the disk can say that it is full. */
static void a_short_write_on_a_full_disk_is_survived(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(put(f->s, "a", "1"), ERR_OK);
    plan("pwrite 1 1000000 short");
    plan("writev 1 1000000 short");
    plan("fstatvfs 1 1000000 ENOSPC");
    check_full_then_free(f->s);
}

/* A commit that fits into pages freed before proves nothing about the disk. */
static void a_commit_that_fits_does_not_hide_a_full_disk(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(put(f->s, "a", "1"), ERR_OK);
    plan("fstatvfs 1 1000000 ENOSPC");
    plan("pwrite 1 1000000 ENOSPC");
    plan("writev 1 1000000 ENOSPC");
    assert_int_equal(put(f->s, "a", "2"), ERR_NO_SPACE);
    faulty_clear();
    plan("fstatvfs 1 1000000 ENOSPC");
    assert_int_equal(put(f->s, "a", "2"), ERR_OK);
    assert_false(can_commit(f->s));
    faulty_clear();
    assert_true(recovers(f->s));
}

static void the_reserve_is_kept(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(put(f->s, "a", "1"), ERR_OK);
    store_close(f->s);
    struct store_options options = serving(f->dir);
    options.reserve = 1 << 20;
    assert_int_equal(store_lmdb_open(&f->s, &options), ERR_OK);
    assert_int_equal(put(f->s, "a", "2"), ERR_OK);
    plan("fstatvfs 1 1000000 ENOSPC");
    assert_int_equal(put(f->s, "a", "3"), ERR_NO_SPACE);
    assert_false(can_commit(f->s));
    assert_string_equal(value_of(f->s, "a"), "2");
    faulty_clear();
    assert_true(recovers(f->s));
    assert_int_equal(put(f->s, "a", "3"), ERR_OK);
}

/* --- A broken disk ---------------------------------------------------------------------------- */

static void count_fatal(void *self, enum err e, const char *what)
{
    (void)what;
    assert_int_equal(e, ERR_IO);
    ++*(_Atomic int *)self;
}

static void check_broken(void **state, const char *how)
{
    struct fixture *f = *state;
    _Atomic int fatal = 0;
    store_close(f->s);
    struct store_options options = serving(f->dir);
    options.fatal = count_fatal;
    options.fatal_self = &fatal;
    assert_int_equal(store_lmdb_open(&f->s, &options), ERR_OK);
    assert_int_equal(put(f->s, "a", "1"), ERR_OK);
    plan(how);
    assert_int_equal(put(f->s, "a", "2"), ERR_IO);
    assert_int_equal(faulty_struck(), 1);
    faulty_clear();
    for (int i = 0; i < 10; i++)
        assert_int_equal(put(f->s, "a", "3"), ERR_IO);
    assert_int_equal(fatal, 1);
    assert_false(can_commit(f->s));
    store_close(f->s);
    assert_int_equal(store_lmdb_open(&f->s, &options), ERR_OK);
    assert_int_equal(put(f->s, "b", "4"), ERR_OK);
    assert_string_equal(value_of(f->s, "a"), "1");
    assert_int_equal(fatal, 1);
}

static void a_failed_sync_is_final(void **state)
{
    check_broken(state, "fdatasync 1 1 EIO");
}

static void a_failed_write_is_final(void **state)
{
    check_broken(state, "writev 1 1 EIO");
}

/* The pages of a small commit are written together; then, alone, the one that makes it valid. */
static void a_failed_last_write_is_final(void **state)
{
    check_broken(state, "pwrite 1 1 EIO");
}

/* Whether the commit is on disk is not known then, however well-known the error. */
static void a_full_disk_at_the_last_write_is_final(void **state)
{
    check_broken(state, "pwrite 1 1 ENOSPC");
}

static void a_short_write_with_room_is_final(void **state)
{
    check_broken(state, "writev 1 1 short");
}

static void an_interrupted_write_is_repeated(void **state)
{
    struct fixture *f = *state;
    plan("pwrite 1 1 EINTR");
    assert_int_equal(put(f->s, "a", "1"), ERR_OK);
    assert_int_equal(faulty_struck(), 1);
    assert_true(can_commit(f->s));
}

/* --- Backups ---------------------------------------------------------------------------------- */

static void check_failed_backup(struct fixture *f, const char *how, enum err expected)
{
    char file[128];
    snprintf(file, sizeof file, "%s/copy", f->dir);
    plan(how);
    assert_int_equal(store_backup(f->s, file), expected);
    assert_int_equal(faulty_struck(), 1);
    faulty_clear();
    assert_int_equal(access(file, F_OK), -1);
}

static void a_failed_backup_leaves_nothing(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(put(f->s, "a", "1"), ERR_OK);
    check_failed_backup(f, "write 1 1 ENOSPC", ERR_NO_SPACE);
    check_failed_backup(f, "write 1 1 EIO", ERR_IO);
    check_failed_backup(f, "fsync 1 1 EIO", ERR_IO);
    check_failed_backup(f, "fsync 2 1 EIO", ERR_IO);
    check_failed_backup(f, "open 1 1 EACCES", ERR_DENIED);
    assert_int_equal(put(f->s, "a", "2"), ERR_OK);
}

/* --- Every call in turn ----------------------------------------------------------------------- */

enum { BATCHES = 8, PARTS = 3 };

static struct str part_key(size_t batch, size_t part, char out[32])
{
    return str_of(out, (size_t)snprintf(out, 32, "batch/%zu/%zu", batch, part));
}

/* Long enough for pages of their own, some of them neighbours. */
static struct str part_value(size_t batch, size_t part, char out[9000])
{
    size_t n = part == 0 ? 20 : 3000 * part;
    memset(out, (int)('a' + batch), n);
    return str_of(out, n);
}

static enum err commit_parts(struct store *s, size_t batch)
{
    struct arena arena = {0};
    struct batch b = batch_in(&arena);
    char key[32], value[9000];
    for (size_t part = 0; part < PARTS; part++)
        batch_put(&b, part_key(batch, part, key), part_value(batch, part, value));
    enum err e = store_commit_wait(s, &b);
    arena_free(&arena);
    return e;
}

static size_t parts_there(struct snap *snap, size_t batch)
{
    char key[32], value[9000];
    struct str found;
    size_t there = 0;
    for (size_t part = 0; part < PARTS; part++)
        if (!snap_get(snap, part_key(batch, part, key), &found)) {
            assert_true(str_eq(found, part_value(batch, part, value)));
            there++;
        }
    return there;
}

/* Batches of several keys while one call fails; then, on a sound disk: what was acknowledged is
 * there, and of the rest each is there whole or not at all. False: the call never came. */
static bool survives(const char *how)
{
    char dir[64];
    bool acknowledged[BATCHES] = {false};
    struct store *s;
    make_dir(dir);
    struct store_options options = serving(dir);
    options.map_size = 128 << 10;
    plan(how);
    if (store_lmdb_open(&s, &options) == ERR_OK) {
        for (size_t i = 0; i < BATCHES; i++)
            acknowledged[i] = commit_parts(s, i) == ERR_OK;
        store_close(s);
    }
    bool struck = faulty_struck() > 0;
    faulty_clear();
    assert_int_equal(store_lmdb_open(&s, &options), ERR_OK);
    struct snap *snap = new_snap(s);
    for (size_t i = 0; i < BATCHES; i++) {
        size_t there = parts_there(snap, i);
        assert_true(there == PARTS || (there == 0 && !acknowledged[i]));
    }
    snap_close(snap);
    assert_int_equal(put(s, "afterwards", "fine"), ERR_OK);
    store_close(s);
    remove_dir(dir);
    return struck;
}

static void check_every(const char *call, const char *how, long times)
{
    long k = 0;
    char line[64];
    do
        snprintf(line, sizeof line, "%s %ld %ld %s", call, ++k, times, how);
    while (survives(line));
    print_message("%s %s: %ld failures survived\n", call, how, k - 1);
    assert_true(k > 1);
}

static void every_write_may_fail(void **state)
{
    (void)state;
    static const char *const hows[] = {"ENOSPC", "EIO", "short", "EINTR"};
    for (size_t i = 0; i < sizeof hows / sizeof *hows; i++) {
        check_every("pwrite", hows[i], 1);
        check_every("writev", hows[i], 1);
    }
    check_every("pwrite", "ENOSPC", 3);
    check_every("pwrite", "EIO", 1000);
}

static void every_sync_may_fail(void **state)
{
    (void)state;
    check_every("fdatasync", "EIO", 1);
    check_every("fdatasync", "ENOSPC", 1);
    check_every("fsync", "EIO", 1);
}

static void every_open_may_fail(void **state)
{
    (void)state;
    check_every("open", "EMFILE", 1);
    check_every("ftruncate", "EIO", 1);
}

#define DISK(test)                                  \
    {                                               \
#test, test, on_disk, tear_down_clear, NULL \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        DISK(a_full_disk_is_survived),
        DISK(a_short_write_on_a_full_disk_is_survived),
        DISK(a_commit_that_fits_does_not_hide_a_full_disk),
        DISK(the_reserve_is_kept),
        DISK(a_failed_sync_is_final),
        DISK(a_failed_write_is_final),
        DISK(a_failed_last_write_is_final),
        DISK(a_full_disk_at_the_last_write_is_final),
        DISK(a_short_write_with_room_is_final),
        DISK(an_interrupted_write_is_repeated),
        DISK(a_failed_backup_leaves_nothing),
        cmocka_unit_test(every_write_may_fail),
        cmocka_unit_test(every_sync_may_fail),
        cmocka_unit_test(every_open_may_fail),
    };
    return RUN_ALL(tests);
}
