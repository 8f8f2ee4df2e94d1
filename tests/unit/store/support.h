/* What the tests of the store share: a store in a directory of its own, and short ways to use it.
 */
#ifndef UNIT_STORE_SUPPORT_H
#define UNIT_STORE_SUPPORT_H

#include "store/store.h"
#include "unit/test.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct fixture {
    struct store *s;
    bool disk;
    char dir[64];
};

static inline void remove_dir(const char *path)
{
    DIR *dir = opendir(path);
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        char file[512];
        snprintf(file, sizeof file, "%s/%s", path, entry->d_name);
        unlink(file);
    }
    if (dir)
        closedir(dir);
    rmdir(path);
}

static inline void make_dir(char dir[64])
{
    snprintf(dir, 64, "/tmp/guichet-store-XXXXXX");
    assert_non_null(mkdtemp(dir));
}

static inline struct store_options serving(const char *dir)
{
    return (struct store_options){.dir = dir, .create = true, .own = true};
}

static inline int set_up(void **state, bool disk)
{
    struct fixture *f = calloc(1, sizeof *f);
    assert_non_null(f);
    f->disk = disk;
    *state = f;
    if (!disk)
        return (int)store_memory_open(&f->s);
    make_dir(f->dir);
    struct store_options options = serving(f->dir);
    return (int)store_lmdb_open(&f->s, &options);
}

static inline int on_disk(void **state)
{
    return set_up(state, true);
}

static inline int in_memory(void **state)
{
    return set_up(state, false);
}

static inline int tear_down(void **state)
{
    struct fixture *f = *state;
    store_close(f->s);
    if (f->disk)
        remove_dir(f->dir);
    free(f);
    return 0;
}

static inline enum err put(struct store *s, const char *key, const char *value)
{
    struct arena arena = {0};
    struct batch b = batch_in(&arena);
    batch_put(&b, str_c(key), str_c(value));
    enum err e = store_commit_wait(s, &b);
    arena_free(&arena);
    return e;
}

static inline enum err del(struct store *s, const char *key)
{
    struct arena arena = {0};
    struct batch b = batch_in(&arena);
    batch_delete(&b, str_c(key));
    enum err e = store_commit_wait(s, &b);
    arena_free(&arena);
    return e;
}

static inline struct snap *new_snap(struct store *s)
{
    struct snap *snap;
    assert_int_equal(snap_open(s, &snap), ERR_OK);
    assert_int_equal(snap_renew(snap), ERR_OK);
    return snap;
}

/* The value as a C string in a static place; "-" when there is none. */
static inline const char *value_in(struct snap *snap, const char *key)
{
    static char text[256];
    struct str value;
    enum err e = snap_get(snap, str_c(key), &value);
    if (e == ERR_NOT_FOUND)
        return "-";
    assert_int_equal(e, ERR_OK);
    assert_true(value.n < sizeof text);
    memcpy(text, value.p, value.n);
    text[value.n] = 0;
    return text;
}

static inline const char *value_of(struct store *s, const char *key)
{
    struct snap *snap = new_snap(s);
    const char *value = value_in(snap, key);
    snap_close(snap);
    return value;
}

#endif
