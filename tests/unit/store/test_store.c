/* What store.h promises, asked of both implementations by the same tests. */
#include "base/now.h"
#include "store/format.h"
#include "store/key.h"
#include "unit/store/support.h"

#include <pthread.h>
#include <stdatomic.h>

static struct store *store_of(void **state)
{
    return ((struct fixture *)*state)->s;
}

/* --- One batch -------------------------------------------------------------------------------- */

static void puts_gets_deletes(void **state)
{
    struct store *s = store_of(state);
    assert_string_equal(value_of(s, "a"), "-");
    assert_int_equal(put(s, "a", "1"), ERR_OK);
    assert_string_equal(value_of(s, "a"), "1");
    assert_int_equal(put(s, "a", ""), ERR_OK);
    assert_string_equal(value_of(s, "a"), "");
    assert_int_equal(del(s, "a"), ERR_OK);
    assert_string_equal(value_of(s, "a"), "-");
    assert_int_equal(del(s, "a"), ERR_OK);
}

static void a_batch_is_applied_in_its_order(void **state)
{
    struct store *s = store_of(state);
    struct arena arena = {0};
    struct batch b = batch_in(&arena);
    batch_put(&b, STR("k"), STR("1"));
    batch_delete(&b, STR("k"));
    batch_put(&b, STR("k"), STR("2"));
    batch_put(&b, STR("l"), STR("1"));
    batch_delete(&b, STR("l"));
    assert_int_equal(store_commit_wait(s, &b), ERR_OK);
    assert_string_equal(value_of(s, "k"), "2");
    assert_string_equal(value_of(s, "l"), "-");
    arena_free(&arena);
}

static void an_empty_batch_is_fine(void **state)
{
    struct arena arena = {0};
    struct batch b = batch_in(&arena);
    assert_int_equal(store_commit_wait(store_of(state), &b), ERR_OK);
    arena_free(&arena);
}

static enum err commit_key(struct store *s, size_t n, char first)
{
    char key[1024];
    memset(key, first, sizeof key);
    struct arena arena = {0};
    struct batch b = batch_in(&arena);
    batch_put(&b, STR("beside"), STR("x"));
    batch_put(&b, str_of(key, n), STR("v"));
    enum err e = store_commit_wait(s, &b);
    struct snap *snap = new_snap(s);
    struct str value;
    assert_int_equal(snap_get(snap, str_of(key, n), &value), e ? ERR_NOT_FOUND : ERR_OK);
    snap_close(snap);
    arena_free(&arena);
    return e;
}

static void keys_have_limits(void **state)
{
    struct store *s = store_of(state);
    assert_int_equal(commit_key(s, 0, 'k'), ERR_NOMEM);
    assert_int_equal(commit_key(s, STORE_KEY_MAX + 1, 'k'), ERR_NOMEM);
    assert_int_equal(commit_key(s, 3, 0), ERR_NOMEM);
    assert_string_equal(value_of(s, "beside"), "-");
    assert_int_equal(commit_key(s, 1, 'k'), ERR_OK);
    assert_int_equal(commit_key(s, STORE_KEY_MAX, '\xff'), ERR_OK);
}

static void a_batch_without_memory_is_refused(void **state)
{
    struct arena arena = {.limit = 8192};
    struct batch b = batch_in(&arena);
    char value[1000] = {0};
    for (int i = 0; i < 20; i++)
        batch_put(&b, STR("k"), str_of(value, sizeof value));
    assert_true(b.failed);
    assert_int_equal(store_commit_wait(store_of(state), &b), ERR_NOMEM);
    assert_string_equal(value_of(store_of(state), "k"), "-");
    arena_free(&arena);
}

static void a_batch_larger_than_a_group_is_fine(void **state)
{
    struct store *s = store_of(state);
    struct arena arena = {0};
    struct batch b = batch_in(&arena);
    size_t n = 9 << 20;
    char *value = malloc(n);
    assert_non_null(value);
    for (size_t i = 0; i < n; i++)
        value[i] = (char)(i * 31 >> 3);
    batch_put(&b, STR("large"), str_of(value, n));
    for (int i = 0; i < 3000; i++) {
        char key[32];
        snprintf(key, sizeof key, "many/%d", i);
        batch_put(&b, str_c(key), STR("v"));
    }
    assert_int_equal(store_commit_wait(s, &b), ERR_OK);
    struct snap *snap = new_snap(s);
    struct str found;
    assert_int_equal(snap_get(snap, STR("large"), &found), ERR_OK);
    assert_true(str_eq(found, str_of(value, n)));
    assert_string_equal(value_in(snap, "many/2999"), "v");
    snap_close(snap);
    free(value);
    arena_free(&arena);
}

/* --- Appending -------------------------------------------------------------------------------- */

static enum err append(struct store *s, const char *prefix, const char *first, const char *second)
{
    struct arena arena = {0};
    struct batch b = batch_in(&arena);
    batch_append(&b, str_c(prefix), str_c(first));
    batch_append(&b, str_c(prefix), str_c(second));
    enum err e = store_commit_wait(s, &b);
    arena_free(&arena);
    return e;
}

static const char *numbered(struct store *s, const char *prefix, uint64_t n)
{
    static char value[16];
    struct snap *snap = new_snap(s);
    struct key key = {0};
    struct str found = STR("-");
    key_bytes(&key, str_c(prefix));
    key_u64(&key, n);
    snap_get(snap, key_str(&key), &found);
    snprintf(value, sizeof value, STR_FMT, STR_ARG(found));
    snap_close(snap);
    return value;
}

static void appending_numbers_in_the_order_of_commits(void **state)
{
    struct store *s = store_of(state);
    assert_int_equal(append(s, "f", "one", "two"), ERR_OK);
    assert_int_equal(put(s, "g", "beyond"), ERR_OK);
    assert_int_equal(append(s, "f", "three", "four"), ERR_OK);
    assert_int_equal(append(s, "z", "last of all", "and again"), ERR_OK);
    static const char *const values[] = {"-", "one", "two", "three", "four", "-"};
    for (uint64_t n = 0; n < 6; n++)
        assert_string_equal(numbered(s, "f", n), values[n]);
    assert_string_equal(numbered(s, "z", 2), "and again");
}

static void a_prefix_leaves_room_for_the_number(void **state)
{
    struct store *s = store_of(state);
    char prefix[STORE_KEY_MAX + 1];
    memset(prefix, 'k', sizeof prefix);
    prefix[STORE_KEY_MAX - 7] = 0;
    assert_int_equal(append(s, prefix, "too", "long"), ERR_NOMEM);
    prefix[STORE_KEY_MAX - 8] = 0;
    assert_int_equal(append(s, prefix, "just", "fits"), ERR_OK);
}

/* --- Expectations ----------------------------------------------------------------------------- */

/* One batch with one expectation, and a put if it holds. expect NULL: the key is absent. */
static enum err put_if(struct store *s, const char *key, const char *expect, const char *value)
{
    struct arena arena = {0};
    struct batch b = batch_in(&arena);
    batch_put(&b, str_c(key), str_c(value)); /* before the expectation, which is checked first */
    if (expect)
        batch_expect(&b, str_c(key), str_c(expect));
    else
        batch_expect_absent(&b, str_c(key));
    enum err e = store_commit_wait(s, &b);
    arena_free(&arena);
    return e;
}

static void expectations_hold_or_conflict(void **state)
{
    struct store *s = store_of(state);
    assert_int_equal(put_if(s, "a", "1", "2"), ERR_CONFLICT);
    assert_int_equal(put_if(s, "a", NULL, "1"), ERR_OK);
    assert_int_equal(put_if(s, "a", NULL, "2"), ERR_CONFLICT);
    assert_int_equal(put_if(s, "a", "12", "2"), ERR_CONFLICT);
    assert_int_equal(put_if(s, "a", "", "2"), ERR_CONFLICT);
    assert_string_equal(value_of(s, "a"), "1");
    assert_int_equal(put_if(s, "a", "1", "2"), ERR_OK);
    assert_string_equal(value_of(s, "a"), "2");
    struct store_status status;
    store_status(s, &status);
    assert_int_equal(status.conflicts, 4);
    assert_true(status.can_commit);
}

/* A port whose owner waits on a condition, as a loop waits on its events. */
struct waiting {
    pthread_mutex_t lock;
    pthread_cond_t woken;
    size_t wakes;
    bool pending;
};

static void wake(void *self)
{
    struct waiting *w = self;
    pthread_mutex_lock(&w->lock);
    w->wakes++;
    w->pending = true;
    pthread_cond_signal(&w->woken);
    pthread_mutex_unlock(&w->lock);
}

static void await(struct waiting *w)
{
    pthread_mutex_lock(&w->lock);
    while (!w->pending)
        pthread_cond_wait(&w->woken, &w->lock);
    w->pending = false;
    pthread_mutex_unlock(&w->lock);
}

#define WAITING                                                       \
    {                                                                 \
        PTHREAD_MUTEX_INITIALIZER, PTHREAD_COND_INITIALIZER, 0, false \
    }

static void count_done(struct batch *b)
{
    ++*(size_t *)b->self;
}

/* Holds the committer busy with a large batch, so that what follows becomes one group. */
static void occupy(struct commit_port *p, struct batch *b, size_t *done)
{
    static const char filler[1 << 20];
    for (int i = 0; i < 24; i++) {
        char key[32];
        snprintf(key, sizeof key, "filler/%d", i);
        batch_put(b, str_c(key), str_of(filler, sizeof filler));
    }
    b->done = count_done;
    b->self = done;
    store_commit(p, b);
}

static void a_conflict_in_a_group_hurts_nobody_else(void **state)
{
    struct store *s = store_of(state);
    struct waiting w = WAITING;
    struct commit_port port;
    struct arena arena = {0};
    struct batch busy = batch_in(&arena), b[8];
    size_t done = 0;
    assert_int_equal(port_open(s, &port, wake, &w), ERR_OK);
    occupy(&port, &busy, &done);
    for (size_t i = 0; i < 8; i++) {
        char key[32], value[32];
        snprintf(key, sizeof key, "own/%zu", i);
        snprintf(value, sizeof value, "%zu", i);
        b[i] = batch_in(&arena);
        batch_expect_absent(&b[i], STR("claimed"));
        batch_put(&b[i], str_c(key), STR("x"));
        if (i % 2)
            batch_put(&b[i], STR("claimed"), str_c(value));
        b[i].done = count_done;
        b[i].self = &done;
        store_commit(&port, &b[i]);
    }
    while (done < 9) {
        await(&w);
        port_drain(&port);
    }
    assert_int_equal(busy.result, ERR_OK);
    assert_int_equal(b[0].result, ERR_OK);
    assert_int_equal(b[1].result, ERR_OK);
    for (size_t i = 2; i < 8; i++)
        assert_int_equal(b[i].result, ERR_CONFLICT);
    assert_string_equal(value_of(s, "claimed"), "1");
    assert_string_equal(value_of(s, "own/0"), "x");
    assert_string_equal(value_of(s, "own/1"), "x");
    assert_string_equal(value_of(s, "own/2"), "-");
    assert_string_equal(value_of(s, "own/7"), "-");
    port_close(&port);
    arena_free(&arena);
}

static void a_group_wakes_a_port_once(void **state)
{
    enum { N = 200 };
    struct store *s = store_of(state);
    struct waiting w = WAITING;
    struct commit_port port;
    struct arena arena = {0};
    static struct batch b[N];
    struct batch busy = batch_in(&arena);
    size_t done = 0;
    assert_int_equal(port_open(s, &port, wake, &w), ERR_OK);
    occupy(&port, &busy, &done);
    for (size_t i = 0; i < N; i++) {
        b[i] = batch_in(&arena);
        batch_put(&b[i], STR("k"), STR("v"));
        b[i].done = count_done;
        b[i].self = &done;
        store_commit(&port, &b[i]);
    }
    while (done < N + 1) {
        await(&w);
        port_drain(&port);
    }
    struct store_status status;
    store_status(s, &status);
    assert_true(w.wakes <= status.commits);
    assert_true(status.commits < N / 2);
    assert_int_equal(status.batches, N + 1);
    assert_int_equal(status.queued, 0);
    uint64_t sizes = 0;
    for (size_t i = 0; i < STORE_SIZES; i++)
        sizes += status.batch_sizes[i];
    assert_int_equal(sizes, status.commits);
    port_close(&port);
    arena_free(&arena);
}

/* A hand-made item that LMDB cannot store must fail alone. */
static void an_impossible_batch_hurts_nobody_else(void **state)
{
    struct fixture *f = *state;
    struct waiting w = WAITING;
    struct commit_port port;
    struct arena arena = {0};
    struct batch busy = batch_in(&arena), b[3];
    char key[600];
    size_t done = 0;
    memset(key, 'k', sizeof key);
    assert_int_equal(port_open(f->s, &port, wake, &w), ERR_OK);
    occupy(&port, &busy, &done);
    for (size_t i = 0; i < 3; i++) {
        char name[32];
        snprintf(name, sizeof name, "good/%zu", i);
        b[i] = batch_in(&arena);
        batch_put(&b[i], str_c(name), STR("v"));
        if (i == 1) {
            batch_put(&b[i], STR("bad"), STR("v"));
            b[i].items[1].key = str_of(key, sizeof key);
        }
        b[i].done = count_done;
        b[i].self = &done;
        store_commit(&port, &b[i]);
    }
    while (done < 4) {
        await(&w);
        port_drain(&port);
    }
    assert_int_equal(b[0].result, ERR_OK);
    assert_int_equal(b[1].result, ERR_INVALID);
    assert_int_equal(b[2].result, ERR_OK);
    assert_string_equal(value_of(f->s, "good/0"), "v");
    assert_string_equal(value_of(f->s, "good/1"), "-");
    assert_string_equal(value_of(f->s, "good/2"), "v");
    port_close(&port);
    arena_free(&arena);
}

/* --- Walks ------------------------------------------------------------------------------------ */

/* The keys of a walk, separated by spaces. */
static const char *walked(struct snap *snap, const char *low, const char *high, bool down)
{
    static char text[256];
    size_t n = 0;
    struct walk w;
    struct str key, value;
    enum err e;
    assert_int_equal(walk_open(snap, str_c(low), str_c(high), down, &w), ERR_OK);
    while (!(e = walk_next(&w, &key, &value))) {
        assert_true(str_eq(key, value)); /* these tests put each key as its own value */
        n += (size_t)snprintf(text + n, sizeof text - n, "%s" STR_FMT, n ? " " : "", STR_ARG(key));
    }
    assert_int_equal(e, ERR_NOT_FOUND);
    assert_int_equal(walk_next(&w, &key, &value), ERR_NOT_FOUND);
    walk_close(&w);
    text[n] = 0;
    return text;
}

static void put_keys(struct store *s)
{
    static const char *const keys[] = {"bb", "a", "c", "b", "ba", "\xff\xff", "ca"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        assert_int_equal(put(s, keys[i], keys[i]), ERR_OK);
}

static void walks_keep_order_and_bounds(void **state)
{
    struct store *s = store_of(state);
    struct snap *snap = new_snap(s);
    assert_string_equal(walked(snap, "", "", false), "");
    assert_string_equal(walked(snap, "", "", true), "");
    snap_release(snap);
    put_keys(s);
    assert_int_equal(snap_renew(snap), ERR_OK);
    assert_string_equal(walked(snap, "", "", false), "a b ba bb c ca \xff\xff");
    assert_string_equal(walked(snap, "", "", true), "\xff\xff ca c bb ba b a");
    assert_string_equal(walked(snap, "b", "c", false), "b ba bb");
    assert_string_equal(walked(snap, "b", "c", true), "bb ba b");
    assert_string_equal(walked(snap, "b", "c\x01", true), "c bb ba b");
    assert_string_equal(walked(snap, "aa", "bab", false), "b ba");
    assert_string_equal(walked(snap, "aa", "bab", true), "ba b");
    assert_string_equal(walked(snap, "d", "e", false), "");
    assert_string_equal(walked(snap, "d", "e", true), "");
    assert_string_equal(walked(snap, "c", "b", false), "");
    assert_string_equal(walked(snap, "c", "b", true), "");
    assert_string_equal(walked(snap, "\xff\xff\xff", "", false), "");
    assert_string_equal(walked(snap, "\xff\xff\xff", "", true), "");
    assert_string_equal(walked(snap, "", "a", true), "");
    snap_close(snap);
}

static const char *next(struct walk *w)
{
    static char text[16];
    struct str key, value;
    if (walk_next(w, &key, &value))
        return "-";
    snprintf(text, sizeof text, STR_FMT, STR_ARG(key));
    return text;
}

static void walks_seek(void **state)
{
    struct store *s = store_of(state);
    put_keys(s);
    struct snap *snap = new_snap(s);
    struct walk w;
    assert_int_equal(walk_open(snap, STR("b"), STR("ca"), false, &w), ERR_OK);
    assert_int_equal(walk_seek(&w, STR("baa")), ERR_OK);
    assert_string_equal(next(&w), "bb");
    assert_int_equal(walk_seek(&w, STR("")), ERR_OK);
    assert_string_equal(next(&w), "b");
    assert_int_equal(walk_seek(&w, STR("ca")), ERR_OK);
    assert_string_equal(next(&w), "-");
    assert_int_equal(walk_seek(&w, STR("c")), ERR_OK);
    assert_string_equal(next(&w), "c");
    assert_string_equal(next(&w), "-");
    walk_close(&w);
    assert_int_equal(walk_open(snap, STR("b"), STR("ca"), true, &w), ERR_OK);
    assert_string_equal(next(&w), "c");
    assert_int_equal(walk_seek(&w, STR("baa")), ERR_OK);
    assert_string_equal(next(&w), "ba");
    assert_string_equal(next(&w), "b");
    assert_string_equal(next(&w), "-");
    assert_int_equal(walk_seek(&w, STR("bb")), ERR_OK);
    assert_string_equal(next(&w), "bb");
    assert_int_equal(walk_seek(&w, STR("zz")), ERR_OK);
    assert_string_equal(next(&w), "c");
    assert_int_equal(walk_seek(&w, STR("a")), ERR_OK);
    assert_string_equal(next(&w), "-");
    walk_close(&w);
    snap_close(snap);
}

static void walks_nest(void **state)
{
    struct store *s = store_of(state);
    put_keys(s);
    struct snap *snap = new_snap(s);
    struct walk outer, inner;
    assert_int_equal(walk_open(snap, STR("b"), STR(""), false, &outer), ERR_OK);
    assert_string_equal(next(&outer), "b");
    for (int i = 0; i < 3; i++) {
        assert_int_equal(walk_open(snap, STR("c"), STR(""), true, &inner), ERR_OK);
        assert_string_equal(next(&inner), "\xff\xff");
        walk_close(&inner);
    }
    assert_string_equal(next(&outer), "ba");
    walk_close(&outer);
    snap_close(snap);
}

static void the_stores_own_keys_are_hidden(void **state)
{
    struct store *s = store_of(state);
    struct snap *snap = new_snap(s);
    struct str value;
    assert_int_equal(snap_get(snap, STORE_KEY_FORMAT, &value), ERR_NOT_FOUND);
    assert_string_equal(walked(snap, "", "", false), "");
    assert_string_equal(walked(snap, "", "", true), "");
    struct walk w;
    assert_int_equal(walk_open(snap, STR(""), STR(""), true, &w), ERR_OK);
    assert_int_equal(walk_seek(&w, STR("\0zz")), ERR_OK);
    assert_string_equal(next(&w), "-");
    walk_close(&w);
    snap_close(snap);
}

/* --- Snapshots -------------------------------------------------------------------------------- */

static void a_snapshot_stands_still(void **state)
{
    struct store *s = store_of(state);
    put_keys(s);
    struct snap *old = new_snap(s);
    assert_int_equal(snap_renew(old), ERR_OK);
    assert_int_equal(put(s, "a", "new"), ERR_OK);
    assert_int_equal(del(s, "b"), ERR_OK);
    assert_int_equal(put(s, "zz", "zz"), ERR_OK);
    assert_string_equal(value_in(old, "a"), "a");
    assert_string_equal(value_in(old, "b"), "b");
    assert_string_equal(walked(old, "", "", false), "a b ba bb c ca \xff\xff");
    struct snap *young = new_snap(s);
    assert_string_equal(value_in(young, "a"), "new");
    assert_string_equal(walked(young, "b", "", false), "ba bb c ca zz \xff\xff");
    struct store_status status;
    store_status(s, &status);
    assert_int_equal(status.oldest_reader_lag, 3);
    assert_int_equal(status.readers, 2);
    snap_release(old);
    snap_release(old);
    assert_int_equal(snap_renew(old), ERR_OK);
    assert_string_equal(value_in(old, "a"), "new");
    snap_close(old);
    snap_close(young);
    store_status(s, &status);
    assert_int_equal(status.oldest_reader_lag, 0);
}

/* --- Many threads ----------------------------------------------------------------------------- */

enum { THREADS = 8, BATCHES = 300, IN_FLIGHT = 10 };

struct writer {
    struct store *s;
    pthread_t thread;
    size_t number;
    struct arena arena;
    struct waiting waiting;
    struct commit_port port;
    size_t sent, done, acknowledged, conflicts;
};

static void send_next(struct writer *w);

static void written(struct batch *b)
{
    struct writer *w = b->self;
    w->done++;
    if (b->result == ERR_OK)
        w->acknowledged++;
    else if (b->result == ERR_CONFLICT)
        w->conflicts++;
    send_next(w);
}

/* Every tenth batch wants a key that all threads want; the others put two of their own. */
static void send_next(struct writer *w)
{
    if (w->sent == BATCHES)
        return;
    char key[32];
    size_t i = w->sent++;
    struct batch *b = ARENA_NEW(&w->arena, struct batch);
    *b = batch_in(&w->arena);
    if (i % 10 == 9) {
        snprintf(key, sizeof key, "wanted/%05zu", i);
        batch_expect_absent(b, str_c(key));
        batch_put(b, str_c(key), STR("taken"));
    } else {
        snprintf(key, sizeof key, "one/%zu/%05zu", w->number, i);
        batch_put(b, str_c(key), STR("v"));
        snprintf(key, sizeof key, "two/%zu/%05zu", w->number, i);
        batch_put(b, str_c(key), STR("v"));
    }
    b->done = written;
    b->self = w;
    store_commit(&w->port, b);
}

static void *write_many(void *arg)
{
    struct writer *w = arg;
    if (port_open(w->s, &w->port, wake, &w->waiting))
        return NULL;
    for (int i = 0; i < IN_FLIGHT; i++)
        send_next(w);
    while (w->done < BATCHES) {
        await(&w->waiting);
        port_drain(&w->port);
    }
    port_close(&w->port);
    return NULL;
}

/* Reads while the others write: whoever sees the second key of a batch must see its first. */
struct watcher {
    struct store *s;
    pthread_t thread;
    _Atomic bool stop;
    size_t looks, torn;
};

static void *watch(void *arg)
{
    struct watcher *w = arg;
    struct snap *snap;
    if (snap_open(w->s, &snap))
        return NULL;
    while (!atomic_load(&w->stop)) {
        struct walk walk;
        struct str key, value;
        char first[32];
        if (snap_renew(snap) || walk_open(snap, STR("two/"), STR("two0"), true, &walk))
            break;
        for (int i = 0; i < 20 && !walk_next(&walk, &key, &value); i++) {
            snprintf(first, sizeof first, "one" STR_FMT, STR_ARG(str_from(key, 3)));
            w->torn += snap_get(snap, str_c(first), &value) != ERR_OK;
        }
        walk_close(&walk);
        snap_release(snap);
        w->looks++;
    }
    snap_close(snap);
    return NULL;
}

static size_t count_range(struct store *s, const char *low, const char *high)
{
    struct snap *snap = new_snap(s);
    struct walk w;
    struct str key, value;
    size_t n = 0;
    assert_int_equal(walk_open(snap, str_c(low), str_c(high), false, &w), ERR_OK);
    while (!walk_next(&w, &key, &value))
        n++;
    walk_close(&w);
    snap_close(snap);
    return n;
}

static void many_threads_write_and_read(struct store *s)
{
    struct writer writers[THREADS];
    struct watcher watcher = {.s = s};
    size_t acknowledged = 0, conflicts = 0;
    assert_int_equal(pthread_create(&watcher.thread, NULL, watch, &watcher), 0);
    for (size_t i = 0; i < THREADS; i++) {
        writers[i] = (struct writer){.s = s, .number = i, .waiting = WAITING};
        assert_int_equal(pthread_create(&writers[i].thread, NULL, write_many, &writers[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(writers[i].thread, NULL);
        acknowledged += writers[i].acknowledged;
        conflicts += writers[i].conflicts;
        arena_free(&writers[i].arena);
    }
    atomic_store(&watcher.stop, true);
    pthread_join(watcher.thread, NULL);
    assert_int_equal(acknowledged + conflicts, THREADS * BATCHES);
    assert_int_equal(conflicts, (THREADS - 1) * BATCHES / 10);
    assert_int_equal(count_range(s, "one/", "one0"), THREADS * BATCHES * 9 / 10);
    assert_int_equal(count_range(s, "two/", "two0"), THREADS * BATCHES * 9 / 10);
    assert_int_equal(count_range(s, "wanted/", "wanted0"), BATCHES / 10);
    assert_int_equal(watcher.torn, 0);
    assert_true(watcher.looks > 0);
}

static void a_moment_lasts_until_the_next_commit(void **state)
{
    struct store *s = store_of(state);
    put_keys(s);
    struct snap *old = new_snap(s), *young = new_snap(s);
    assert_int_equal(snap_renew(old), ERR_OK);
    uint64_t moment = snap_moment(old);
    assert_true(moment > 0);
    assert_int_equal(snap_renew(young), ERR_OK);
    assert_true(snap_moment(young) == moment);
    snap_release(young);
    assert_int_equal(snap_moment(young), 0);
    assert_int_equal(put(s, "a", "a"), ERR_OK); /* the same value, but who would know */
    assert_int_equal(snap_renew(young), ERR_OK);
    assert_true(snap_moment(young) != moment);
    assert_true(snap_moment(old) == moment);
    snap_close(old);
    snap_close(young);
}

static void each_acknowledged_batch_is_there(void **state)
{
    many_threads_write_and_read(store_of(state));
}

/* --- Against a model -------------------------------------------------------------------------- */

enum { MODEL_KEYS = 400, MODEL_STEPS = 1500 };

/* The oracle: for each of a few keys, the number last put, or 0. Keys are chosen so that some are
 * prefixes of others. */
struct model {
    unsigned value[MODEL_KEYS];
};

static uint64_t next_random(uint64_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    return *seed;
}

static struct str model_key(size_t i, char out[16])
{
    static const size_t top = MODEL_KEYS / 20;
    int n = i % 20 ? snprintf(out, 16, "%03zu%c", i / 20 % top, (char)('a' + i % 20))
                   : snprintf(out, 16, "%03zu", i / 20 % top);
    return str_of(out, (size_t)n);
}

static void check_walk(struct snap *snap, const struct model *m, size_t low, size_t high, bool down)
{
    char low_key[16], high_key[16], expected_key[16], expected[16];
    struct walk w;
    struct str key, value;
    assert_int_equal(walk_open(snap, model_key(low, low_key),
                               high < MODEL_KEYS ? model_key(high, high_key) : STR(""), down, &w),
                     ERR_OK);
    for (size_t k = low; k < high; k++) {
        size_t i = down ? high - 1 - (k - low) : k;
        if (!m->value[i])
            continue;
        assert_int_equal(walk_next(&w, &key, &value), ERR_OK);
        assert_true(str_eq(key, model_key(i, expected_key)));
        snprintf(expected, sizeof expected, "%u", m->value[i]);
        assert_true(str_eq(value, str_c(expected)));
    }
    assert_int_equal(walk_next(&w, &key, &value), ERR_NOT_FOUND);
    walk_close(&w);
}

static void change(struct batch *b, struct model *m, uint64_t *seed, unsigned step)
{
    char key[16], value[16];
    size_t i = next_random(seed) % MODEL_KEYS;
    if (next_random(seed) % 5 < 2) {
        batch_delete(b, model_key(i, key));
        m->value[i] = 0;
        return;
    }
    snprintf(value, sizeof value, "%u", step);
    batch_put(b, model_key(i, key), str_c(value));
    m->value[i] = step;
}

static void model_run(struct store *s, uint64_t seed)
{
    struct model now = {{0}}, then = now;
    struct arena arena = {0};
    struct snap *old = new_snap(s);
    for (unsigned step = 1; step <= MODEL_STEPS; step++) {
        struct model next_model = now;
        struct batch b = batch_in(&arena);
        char key[16];
        size_t i = next_random(&seed) % MODEL_KEYS;
        bool holds = !now.value[i];
        batch_expect_absent(&b, model_key(i, key));
        for (uint64_t n = next_random(&seed) % 12; n > 0; n--)
            change(&b, &next_model, &seed, step);
        assert_int_equal(store_commit_wait(s, &b), holds ? ERR_OK : ERR_CONFLICT);
        arena_reset(&arena);
        if (holds)
            now = next_model;
        if (step % 50 == 0) {
            check_walk(old, &then, 0, MODEL_KEYS, step % 100 == 0);
            snap_release(old);
            assert_int_equal(snap_renew(old), ERR_OK);
            then = now;
        }
        if (step % 20 == 0) {
            struct snap *snap = new_snap(s);
            size_t low = next_random(&seed) % MODEL_KEYS;
            size_t high = low + next_random(&seed) % (MODEL_KEYS + 1 - low);
            check_walk(snap, &now, low, high, next_random(&seed) % 2);
            snap_close(snap);
        }
    }
    snap_close(old);
    arena_free(&arena);
}

static void random_batches_agree_with_a_model(void **state)
{
    const char *given = getenv("SEED");
    uint64_t seed = given ? strtoull(given, NULL, 10) : now_ticks_us() | 1;
    print_message("seed %llu\n", (unsigned long long)seed);
    model_run(store_of(state), seed);
}

#define BOTH(test)                                         \
    {"disk: " #test, test, on_disk, tear_down, NULL},      \
    {                                                      \
        "memory: " #test, test, in_memory, tear_down, NULL \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(puts_gets_deletes),
        BOTH(a_batch_is_applied_in_its_order),
        BOTH(an_empty_batch_is_fine),
        BOTH(keys_have_limits),
        BOTH(a_batch_without_memory_is_refused),
        BOTH(a_batch_larger_than_a_group_is_fine),
        BOTH(appending_numbers_in_the_order_of_commits),
        BOTH(a_prefix_leaves_room_for_the_number),
        BOTH(expectations_hold_or_conflict),
        BOTH(a_conflict_in_a_group_hurts_nobody_else),
        BOTH(a_group_wakes_a_port_once),
        {"disk: an_impossible_batch_hurts_nobody_else", an_impossible_batch_hurts_nobody_else,
         on_disk, tear_down, NULL},
        BOTH(walks_keep_order_and_bounds),
        BOTH(walks_seek),
        BOTH(walks_nest),
        BOTH(the_stores_own_keys_are_hidden),
        BOTH(a_snapshot_stands_still),
        BOTH(a_moment_lasts_until_the_next_commit),
        BOTH(each_acknowledged_batch_is_there),
        BOTH(random_batches_agree_with_a_model),
    };
    return RUN_ALL(tests);
}
