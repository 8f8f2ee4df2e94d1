/* What only the store on disk can show: durability, locks, a growing map, other processes, copies.
 */
#include "store/store.h"
#include "unit/store/support.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/wait.h>

static void reopen(struct fixture *f, const struct store_options *options)
{
    store_close(f->s);
    f->s = NULL;
    assert_int_equal(store_lmdb_open(&f->s, options), ERR_OK);
}

/* Another process on the same directory: this program again, in one of the roles listed above main.
 * It talks with us through its standard input and output. */
static pid_t start(const char *role, const char *dir, int in, int out)
{
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        dup2(in, STDIN_FILENO);
        dup2(out, STDOUT_FILENO);
        execl("/proc/self/exe", "unit-store-lmdb", role, dir, NULL);
        _exit(127);
    }
    return pid;
}

static void finish(pid_t pid)
{
    int status;
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void in_another_process(const char *role, const char *dir)
{
    finish(start(role, dir, STDIN_FILENO, STDOUT_FILENO));
}

/* --- Opening ---------------------------------------------------------------------------------- */

static void what_is_committed_survives_closing(void **state)
{
    struct fixture *f = *state;
    struct store_options options = serving(f->dir);
    char key[32];
    for (int i = 0; i < 100; i++) {
        snprintf(key, sizeof key, "key/%d", i);
        assert_int_equal(put(f->s, key, key), ERR_OK);
        if (i % 10 == 0)
            reopen(f, &options);
    }
    for (int i = 0; i < 100; i++) {
        snprintf(key, sizeof key, "key/%d", i);
        assert_string_equal(value_of(f->s, key), key);
    }
}

static int own_too(const char *dir)
{
    struct store *s;
    struct store_options options = serving(dir);
    return store_lmdb_open(&s, &options) == ERR_BUSY ? 0 : 1;
}

static void a_directory_has_one_owner(void **state)
{
    struct fixture *f = *state;
    struct store *s;
    struct store_options options = serving(f->dir);
    assert_int_equal(store_lmdb_open(&s, &options), ERR_BUSY);
    options.own = false;
    assert_int_equal(store_lmdb_open(&s, &options), ERR_BUSY); /* once in a process */
    in_another_process("own", f->dir);
    assert_int_equal(put(f->s, "a", "1"), ERR_OK);
    options.own = true;
    reopen(f, &options);
    assert_string_equal(value_of(f->s, "a"), "1");
}

static void nothing_is_made_unless_asked(void **state)
{
    struct fixture *f = *state;
    struct store *s;
    char dir[128], file[192];
    snprintf(dir, sizeof dir, "%s/none", f->dir);
    struct store_options options = {.dir = dir, .own = true};
    assert_int_equal(store_lmdb_open(&s, &options), ERR_NOT_FOUND);
    assert_int_equal(access(dir, F_OK), -1);
    assert_int_equal(mkdir(dir, 0700), 0);
    assert_int_equal(store_lmdb_open(&s, &options), ERR_NOT_FOUND);
    snprintf(file, sizeof file, "%s/guichet.lock", dir);
    assert_int_equal(access(file, F_OK), -1);
    assert_int_equal(rmdir(dir), 0);
}

static void write_file(const char *dir, size_t n, char byte)
{
    char file[128];
    snprintf(file, sizeof file, "%s/data.mdb", dir);
    FILE *out = fopen(file, "w");
    assert_non_null(out);
    while (n-- > 0)
        fputc(byte, out);
    assert_int_equal(fclose(out), 0);
}

static void strange_bytes_are_no_store(void **state)
{
    struct fixture *f = *state;
    struct store *s;
    struct store_options options = serving(f->dir);
    char dir[64];
    make_dir(dir);
    options.dir = dir;
    write_file(dir, 20000, 'x');
    assert_int_equal(store_lmdb_open(&s, &options), ERR_CORRUPT);
    remove_dir(dir);
}

/* A file shorter than LMDB's first write holds nothing: its making was interrupted. */
static void a_store_that_was_never_finished_is_begun_again(void **state)
{
    struct fixture *f = *state;
    struct store_options options = serving(f->dir);
    store_close(f->s);
    write_file(f->dir, 4096, 0);
    assert_int_equal(store_lmdb_open(&f->s, &options), ERR_OK);
    assert_int_equal(put(f->s, "a", "1"), ERR_OK);
}

static void a_reader_cannot_write(void **state)
{
    struct fixture *f = *state;
    struct store_status status;
    assert_int_equal(put(f->s, "a", "1"), ERR_OK);
    reopen(f, &(struct store_options){.dir = f->dir, .read_only = true});
    assert_int_equal(put(f->s, "a", "2"), ERR_CLOSED);
    assert_string_equal(value_of(f->s, "a"), "1");
    store_status(f->s, &status);
    assert_false(status.can_commit);
}

/* --- Other processes -------------------------------------------------------------------------- */

static int command(const char *dir)
{
    struct store *s;
    struct store_options options = {.dir = dir};
    if (store_lmdb_open(&s, &options) || strcmp(value_of(s, "from the server"), "1") != 0 ||
        put(s, "from the command", "2"))
        return 1;
    store_close(s);
    return 0;
}

static void a_command_works_beside_the_server(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(put(f->s, "from the server", "1"), ERR_OK);
    in_another_process("command", f->dir);
    assert_string_equal(value_of(f->s, "from the command"), "2");
    assert_int_equal(put(f->s, "from the server", "3"), ERR_OK);
}

static int die_reading(const char *dir)
{
    struct store *s;
    struct snap *snap;
    struct store_options options = {.dir = dir, .read_only = true};
    if (store_lmdb_open(&s, &options) || snap_open(s, &snap) || snap_renew(snap))
        return 1;
    _exit(0); /* with its snapshot renewed */
}

static void readers_of_the_dead_are_cleared(void **state)
{
    struct fixture *f = *state;
    struct store_status status;
    assert_int_equal(put(f->s, "a", "1"), ERR_OK);
    in_another_process("die", f->dir);
    for (int i = 0; i < 5; i++)
        assert_int_equal(put(f->s, "a", "1"), ERR_OK);
    store_status(f->s, &status);
    assert_int_equal(status.readers, 1);
    assert_int_equal(status.oldest_reader_lag, 5);
    store_tend(f->s);
    store_status(f->s, &status);
    assert_int_equal(status.readers, 0);
    assert_int_equal(status.oldest_reader_lag, 0);
}

/* --- A reader that is held up --------------------------------------------------------------------
 */

/* LMDB announces a reader, then copies the root that it will read from. A signal stops the reader
 * at any instruction, also between the two, until commits have passed by: it must see one of them
 * whole, and under its own number. */
enum { HOLD_UPS = 400, HOLD_COMMITS = 4, HOLD_YIELDS = 20000 };

static _Atomic uint64_t committed, held;

static void hold_up(int number)
{
    (void)number;
    uint64_t until = atomic_load(&committed) + HOLD_COMMITS;
    for (int i = 0; i < HOLD_YIELDS && atomic_load(&committed) < until; i++)
        sched_yield();
    atomic_fetch_add(&held, 1);
}

struct held_reader {
    struct store *s;
    pthread_t thread;
    _Atomic bool stop, ended;
    uint64_t ahead; /* a snapshot's moment less the count that it holds: the same in all */
    const char *wrong;
};

static const char *commit_in(struct snap *snap, uint64_t *count)
{
    struct str a, b;
    if (snap_get(snap, STR("count/a"), &a) || snap_get(snap, STR("count/b"), &b))
        return "a key is missing";
    if (a.n != sizeof *count || !str_eq(a, b))
        return "half of a commit is seen";
    memcpy(count, a.p, sizeof *count);
    return NULL;
}

static void *read_while_held(void *arg)
{
    struct held_reader *r = arg;
    struct snap *snap;
    r->wrong = snap_open(r->s, &snap) ? "no snapshot" : NULL;
    while (!r->wrong && !atomic_load(&r->stop)) {
        uint64_t count = 0;
        r->wrong = snap_renew(snap) ? "no renewal" : commit_in(snap, &count);
        if (!r->wrong && snap_moment(snap) - count != r->ahead)
            r->wrong = "the number is of another commit";
        snap_release(snap);
    }
    snap_close(snap);
    atomic_store(&r->ended, true);
    return NULL;
}

static enum err put_count(struct store *s, uint64_t count)
{
    struct arena arena = {0};
    struct batch b = batch_in(&arena);
    struct str value = str_of((const char *)&count, sizeof count);
    batch_put(&b, STR("count/a"), value);
    batch_put(&b, STR("count/b"), value);
    enum err e = store_commit_wait(s, &b);
    arena_free(&arena);
    return e;
}

static void a_reader_that_is_held_up_sees_one_commit_whole(void **state)
{
    struct fixture *f = *state;
    struct sigaction action = {.sa_handler = hold_up, .sa_flags = SA_RESTART}, before;
    struct held_reader r = {.s = f->s};
    uint64_t count = 0, sent = 0;
    atomic_store(&committed, 0);
    atomic_store(&held, 0);
    assert_int_equal(sigaction(SIGUSR1, &action, &before), 0);
    assert_int_equal(put_count(f->s, ++count), ERR_OK);
    struct snap *snap = new_snap(f->s);
    r.ahead = snap_moment(snap) - count;
    snap_close(snap);
    assert_int_equal(pthread_create(&r.thread, NULL, read_while_held, &r), 0);
    while (sent < HOLD_UPS && !atomic_load(&r.ended)) {
        if (atomic_load(&held) == sent && !pthread_kill(r.thread, SIGUSR1))
            sent++;
        assert_int_equal(put_count(f->s, ++count), ERR_OK);
        atomic_store(&committed, count);
    }
    atomic_store(&r.stop, true);
    pthread_join(r.thread, NULL);
    sigaction(SIGUSR1, &before, NULL);
    if (r.wrong)
        fail_msg("%s", r.wrong);
}

/* --- A growing map ---------------------------------------------------------------------------- */

enum { SMALL_MAP = 64 << 10, GROWTH = 400 };

static enum err put_page(struct store *s, int i)
{
    char key[32], value[8000];
    struct arena arena = {0};
    struct batch b = batch_in(&arena);
    memset(value, 'a' + i % 26, sizeof value);
    snprintf(key, sizeof key, "page/%05d", i);
    batch_put(&b, str_c(key), str_of(value, sizeof value));
    enum err e = store_commit_wait(s, &b);
    arena_free(&arena);
    return e;
}

/* How many whole pages there are; -1 when one is not as it was put. */
static int pages_in(struct snap *snap)
{
    struct walk w;
    struct str key, value;
    int n = 0;
    if (walk_open(snap, STR("page/"), STR("page0"), false, &w))
        return -1;
    for (; !walk_next(&w, &key, &value); n++)
        if (value.n != 8000 || value.p[0] != 'a' + n % 26 || value.p[7999] != 'a' + n % 26)
            n = -1000000;
    walk_close(&w);
    return n < 0 ? -1 : n;
}

struct reading {
    struct store *s;
    pthread_t thread;
    _Atomic bool stop;
    int most;
    bool wrong;
};

static void *read_on(void *arg)
{
    struct reading *r = arg;
    struct snap *snap;
    r->wrong = snap_open(r->s, &snap) != ERR_OK;
    while (!r->wrong && !atomic_load(&r->stop)) {
        int n = snap_renew(snap) ? -1 : pages_in(snap);
        snap_release(snap);
        r->wrong = n < r->most;
        r->most = n;
    }
    snap_close(snap);
    return NULL;
}

static void the_map_grows_under_readers(void **state)
{
    struct fixture *f = *state;
    struct reading readers[4];
    struct store_status status;
    struct store_options options = serving(f->dir);
    options.map_size = SMALL_MAP;
    reopen(f, &options);
    for (size_t i = 0; i < 4; i++) {
        readers[i] = (struct reading){.s = f->s};
        assert_int_equal(pthread_create(&readers[i].thread, NULL, read_on, &readers[i]), 0);
    }
    for (int i = 0; i < GROWTH; i++)
        assert_int_equal(put_page(f->s, i), ERR_OK);
    for (size_t i = 0; i < 4; i++) {
        atomic_store(&readers[i].stop, true);
        pthread_join(readers[i].thread, NULL);
        assert_false(readers[i].wrong);
    }
    store_status(f->s, &status);
    assert_in_range(status.grown, 5, 12);
    assert_true(status.bytes_map >= status.bytes_used);
    assert_true(status.bytes_used > GROWTH * 8000);
    assert_int_equal(status.failures, 0);
}

static void one_batch_may_outgrow_the_map_many_times(void **state)
{
    struct fixture *f = *state;
    struct store_options options = serving(f->dir);
    options.map_size = SMALL_MAP;
    reopen(f, &options);
    size_t n = 5 << 20;
    char *value = calloc(1, n);
    struct arena arena = {0};
    struct batch b = batch_in(&arena);
    batch_put(&b, STR("large"), str_of(value, n));
    assert_int_equal(store_commit_wait(f->s, &b), ERR_OK);
    struct snap *snap = new_snap(f->s);
    struct str found;
    assert_int_equal(snap_get(snap, STR("large"), &found), ERR_OK);
    assert_true(str_eq(found, str_of(value, n)));
    snap_close(snap);
    arena_free(&arena);
    free(value);
}

/* A thread that holds one snapshot may renew another, also while the map waits to grow. */
struct holding {
    struct store *s;
    pthread_t thread;
    enum err result;
};

static void *grow_now(void *arg)
{
    struct holding *h = arg;
    for (int i = 0; i < 20 && !h->result; i++)
        h->result = put_page(h->s, i);
    return NULL;
}

static void a_second_snapshot_does_not_lock_the_map(void **state)
{
    struct fixture *f = *state;
    struct store_options options = serving(f->dir);
    struct holding h = {0};
    options.map_size = SMALL_MAP;
    reopen(f, &options);
    h.s = f->s;
    struct snap *first = new_snap(f->s), *second;
    assert_int_equal(snap_open(f->s, &second), ERR_OK);
    assert_int_equal(pthread_create(&h.thread, NULL, grow_now, &h), 0);
    for (int i = 0; i < 10; i++) {
        assert_int_equal(snap_renew(second), ERR_OK);
        assert_int_equal(pages_in(first), 0);
        snap_release(second);
    }
    snap_release(first);
    pthread_join(h.thread, NULL);
    assert_int_equal(h.result, ERR_OK);
    snap_close(first);
    snap_close(second);
}

/* Opens while the map is small, and looks and writes after it has grown: each side tells the other
 * by a byte when. */
static int follow_growth(const char *dir)
{
    struct store *s;
    struct snap *snap;
    char byte;
    struct store_options options = {.dir = dir};
    if (store_lmdb_open(&s, &options) || snap_open(s, &snap) || snap_renew(snap))
        return 1;
    snap_release(snap);
    if (write(STDOUT_FILENO, "o", 1) != 1 || read(STDIN_FILENO, &byte, 1) != 1)
        return 2;
    if (snap_renew(snap) || pages_in(snap) != GROWTH)
        return 3;
    snap_release(snap);
    if (put(s, "from the command", "1"))
        return 4;
    snap_close(snap);
    store_close(s);
    return 0;
}

static void a_command_follows_a_map_that_grew(void **state)
{
    struct fixture *f = *state;
    struct store_options options = serving(f->dir);
    int there[2], back[2];
    char byte;
    options.map_size = SMALL_MAP;
    reopen(f, &options);
    assert_int_equal(pipe2(there, O_CLOEXEC) + pipe2(back, O_CLOEXEC), 0);
    pid_t pid = start("follow", f->dir, there[0], back[1]);
    close(there[0]);
    close(back[1]);
    assert_int_equal(read(back[0], &byte, 1), 1);
    for (int i = 0; i < GROWTH; i++)
        assert_int_equal(put_page(f->s, i), ERR_OK);
    assert_int_equal(write(there[1], "g", 1), 1);
    finish(pid);
    assert_string_equal(value_of(f->s, "from the command"), "1");
    close(there[1]);
    close(back[0]);
}

/* --- Backup ----------------------------------------------------------------------------------- */

struct writing {
    struct store *s;
    pthread_t thread;
    _Atomic bool stop;
    _Atomic int written;
    enum err result;
};

/* Pairs of keys, each pair in one batch. */
static void *write_pairs(void *arg)
{
    struct writing *w = arg;
    char key[32];
    for (int i = 0; !atomic_load(&w->stop) && !w->result; i++) {
        struct arena arena = {0};
        struct batch b = batch_in(&arena);
        snprintf(key, sizeof key, "left/%07d", i);
        batch_put(&b, str_c(key), str_c(key));
        snprintf(key, sizeof key, "right/%07d", i);
        batch_put(&b, str_c(key), str_c(key));
        w->result = store_commit_wait(w->s, &b);
        arena_free(&arena);
        atomic_fetch_add(&w->written, 1);
    }
    return NULL;
}

static int count_in(struct snap *snap, const char *low, const char *high)
{
    struct walk w;
    struct str key, value;
    int n = 0;
    assert_int_equal(walk_open(snap, str_c(low), str_c(high), false, &w), ERR_OK);
    while (!walk_next(&w, &key, &value))
        n++;
    walk_close(&w);
    return n;
}

static void check_copy(const char *dir, int at_least, int at_most)
{
    struct store *s;
    struct store_options options = serving(dir);
    assert_int_equal(store_lmdb_open(&s, &options), ERR_OK);
    struct snap *snap = new_snap(s);
    int left = count_in(snap, "left/", "left0"), right = count_in(snap, "right/", "right0");
    assert_int_equal(left, right);
    assert_in_range(left, at_least, at_most);
    snap_close(snap);
    assert_int_equal(put(s, "a", "1"), ERR_OK);
    store_close(s);
}

static void a_backup_is_whole_and_can_be_restored(void **state)
{
    struct fixture *f = *state;
    struct writing w = {.s = f->s};
    assert_int_equal(pthread_create(&w.thread, NULL, write_pairs, &w), 0);
    for (int i = 0; i < 3; i++) {
        char dir[64], file[128];
        make_dir(dir);
        snprintf(file, sizeof file, "%s/data.mdb", dir);
        while (atomic_load(&w.written) < (i + 1) * 100)
            sched_yield();
        int before = atomic_load(&w.written);
        assert_int_equal(store_backup(f->s, file), ERR_OK);
        int after = atomic_load(&w.written) + 1; /* one may be on disk and not counted yet */
        assert_int_equal(store_backup(f->s, file), ERR_EXISTS);
        check_copy(dir, before, after);
        remove_dir(dir);
    }
    atomic_store(&w.stop, true);
    pthread_join(w.thread, NULL);
    assert_int_equal(w.result, ERR_OK);
    assert_int_equal(store_backup(f->s, "/nonexistent/copy"), ERR_NOT_FOUND);
}

static void memory_has_no_backup(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(store_backup(f->s, "/nonexistent/copy"), ERR_UNSUPPORTED);
}

#define DISK(test)                            \
    {                                         \
#test, test, on_disk, tear_down, NULL \
    }

static const struct {
    const char *name;
    int (*work)(const char *dir);
} roles[] = {
    {"own", own_too},
    {"command", command},
    {"die", die_reading},
    {"follow", follow_growth},
};

int main(int argc, char **argv)
{
    for (size_t i = 0; argc == 3 && i < sizeof roles / sizeof *roles; i++)
        if (strcmp(argv[1], roles[i].name) == 0)
            return roles[i].work(argv[2]);
    const struct CMUnitTest tests[] = {
        DISK(what_is_committed_survives_closing),
        DISK(a_directory_has_one_owner),
        DISK(nothing_is_made_unless_asked),
        DISK(strange_bytes_are_no_store),
        DISK(a_store_that_was_never_finished_is_begun_again),
        DISK(a_reader_cannot_write),
        DISK(a_command_works_beside_the_server),
        DISK(readers_of_the_dead_are_cleared),
        DISK(a_reader_that_is_held_up_sees_one_commit_whole),
        DISK(the_map_grows_under_readers),
        DISK(one_batch_may_outgrow_the_map_many_times),
        DISK(a_second_snapshot_does_not_lock_the_map),
        DISK(a_command_follows_a_map_that_grew),
        DISK(a_backup_is_whole_and_can_be_restored),
        {"memory_has_no_backup", memory_has_no_backup, in_memory, tear_down, NULL},
    };
    return RUN_ALL(tests);
}
