/* The store on disk: one LMDB environment, one database in it, durable commits only.
 *
 * In this file, from the top: LMDB's codes translated; the gate between snapshots and a map that
 * moves; reading; writing; backup and care; opening a directory.
 *
 * What LMDB asks for, and where it is kept:
 *   - No MDB_NOSYNC, MDB_NOMETASYNC (they lose acknowledged commits), MDB_WRITEMAP (a full disk is
 * a SIGBUS), or MDB_DUPSORT (mended only after 0.9.24).
 *   - The map is resized with no transaction open in this process (the gate), and by one process
 *     only (the owner); the others adopt the size that they find.
 *   - An environment is opened once in a process (its byte of the lock file).
 *   - A reader announces the commit that it wants to see, then copies that commit's root from one
 *     of two pages that commits take turns in writing. Should it be held up between the two while
 *     the next commit but one begins, it gets that one's root, or half of it, under the number of
 *     the old. So we look afterwards whether that can have been, and begin again (was_overtaken).
 */
#include "store/ahead.h"
#include "store/impl.h"
#include "store/upgrade.h"

#include "base/check.h"

#include <errno.h>
#include <fcntl.h>
#include <lmdb.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum {
    READERS_MAX = 1024,
    FULL_BYTES = 64 << 10,  /* a disk with less room than this is full */
    PATIENCE_NS = 20000000, /* see gate_enter */
    BEGIN_TRIES = 1000,     /* see was_overtaken */
    COPY_TRIES = 10
};

struct gate {
    pthread_mutex_t lock;
    pthread_cond_t changed;
    size_t inside; /* snapshots that are renewed, the writing transaction, backups */
    bool wanted;   /* somebody waits to move the map */
};

struct lmdb_store {
    struct store base;
    bool own;
    int dir_fd, lock_fd;
    MDB_env *env;
    MDB_dbi dbi;
    MDB_txn *writing;         /* the committer's */
    _Atomic uint64_t commits; /* begun and ended by us, each counts one: odd while one is made */
    struct ahead ahead;       /* the owner's */
    struct gate gate;
};

struct lmdb_snap {
    struct snap base;
    MDB_txn *txn;     /* reset, not ended, between renewals: its reader's slot stays ours */
    MDB_cursor *idle; /* kept from the last walk, for the next */
};

static struct lmdb_store *of(struct store *s)
{
    return LIST_ITEM(s, struct lmdb_store, base);
}

static struct lmdb_snap *of_snap(struct snap *snap)
{
    return LIST_ITEM(snap, struct lmdb_snap, base);
}

/* The one place where LMDB's codes become ours. What is left are codes of errno. */
static enum err translate(int rc)
{
    switch (rc) {
    case MDB_SUCCESS:
        return ERR_OK;
    case MDB_NOTFOUND:
        return ERR_NOT_FOUND;
    case MDB_KEYEXIST:
        return ERR_EXISTS;
    case MDB_MAP_FULL:
    case MDB_MAP_RESIZED:
    case MDB_READERS_FULL:
        return ERR_BUSY;
    case MDB_TXN_FULL:
        return ERR_TOO_LARGE;
    case MDB_BAD_VALSIZE:
        return ERR_INVALID;
    case MDB_PANIC:
        return ERR_IO;
    case EFBIG: /* the file may not grow: to us, a disk that is full */
        return ERR_NO_SPACE;
    case EINVAL: /* of how LMDB is used, not of what is stored */
    case EBUSY:
    case EAGAIN:
        return ERR_SYSTEM;
    default:
        return rc > 0 ? err_from_errno(rc) : ERR_CORRUPT;
    }
}

static MDB_val val(struct str s)
{
    return (MDB_val){.mv_size = s.n, .mv_data = (void *)(uintptr_t)s.p};
}

static struct str view(MDB_val v)
{
    return str_of(v.mv_data, v.mv_size);
}

/* --- The gate --------------------------------------------------------------------------------- */

/* While the map waits to be moved a newcomer stands aside, or a steady stream of snapshots would
 * keep it waiting for ever; but not for long: the snapshot that is waited for may be another one of
 * the newcomer's own thread. While the map is being moved the lock is held. */
static void gate_enter(struct gate *g)
{
    pthread_mutex_lock(&g->lock);
    if (g->wanted) {
        struct timespec until = monotonic_in(PATIENCE_NS);
        while (g->wanted && pthread_cond_timedwait(&g->changed, &g->lock, &until) != ETIMEDOUT)
            ;
    }
    g->inside++;
    pthread_mutex_unlock(&g->lock);
}

static void gate_leave(struct gate *g)
{
    pthread_mutex_lock(&g->lock);
    if (--g->inside == 0 && g->wanted)
        pthread_cond_broadcast(&g->changed);
    pthread_mutex_unlock(&g->lock);
}

/* Moves the map to one of `size` bytes, or of the size that its owner gave it when 0. */
static int move_map(struct lmdb_store *l, size_t size)
{
    struct gate *g = &l->gate;
    pthread_mutex_lock(&g->lock);
    g->wanted = true;
    while (g->inside)
        pthread_cond_wait(&g->changed, &g->lock);
    int rc = mdb_env_set_mapsize(l->env, size);
    g->wanted = false;
    pthread_cond_broadcast(&g->changed);
    pthread_mutex_unlock(&g->lock);
    return rc;
}

/* For one inside the gate whose transaction could not begin: was the reason mended, so that it can
 * try again? The owner grew the map, or the dead held the readers' slots. If not, *rc tells why. */
static bool mended(struct lmdb_store *l, int *rc)
{
    int dead = 0;
    if (*rc == MDB_READERS_FULL)
        return mdb_reader_check(l->env, &dead) == MDB_SUCCESS && dead;
    if (*rc != MDB_MAP_RESIZED)
        return false;
    gate_leave(&l->gate);
    *rc = move_map(l, 0);
    gate_enter(&l->gate);
    return *rc == MDB_SUCCESS;
}

static size_t map_size(struct lmdb_store *l)
{
    MDB_envinfo info;
    gate_enter(&l->gate);
    mdb_env_info(l->env, &info);
    gate_leave(&l->gate);
    return info.me_mapsize;
}

/* --- Reading ---------------------------------------------------------------------------------- */

/* May the next commit but one have touched the root that this reader copied, after `before`? Of our
 * own, the one under way at `before` or else the next leaves that root alone, and the one after it
 * begins three counts on. Of another process' the newest commit tells; only the owner, who makes
 * nearly all of them, can bear with one that is under way. */
static bool was_overtaken(struct lmdb_store *l, MDB_txn *txn, uint64_t before)
{
    MDB_envinfo info;
    bool by_us = atomic_load(&l->commits) - (before & ~UINT64_C(1)) >= 3;
    mdb_env_info(l->env, &info);
    return by_us || info.me_last_txnid > mdb_txn_id(txn) + (l->own ? 1 : 0);
}

/* Inside the gate. A command beside a server that never rests gets its snapshot in the end as LMDB
 * gives it. */
static int renew(struct lmdb_store *l, MDB_txn *txn)
{
    for (int tries = 0;; tries++) {
        uint64_t before = atomic_load(&l->commits);
        int rc = mdb_txn_renew(txn);
        if (rc && mended(l, &rc))
            continue;
        if (rc || !was_overtaken(l, txn, before) || (!l->own && tries >= BEGIN_TRIES))
            return rc;
        mdb_txn_reset(txn);
        sched_yield();
    }
}

/* Inside the gate: a reader that is yet to be renewed, with a slot of its own. */
static int new_reader(struct lmdb_store *l, MDB_txn **out)
{
    int rc;
    do
        rc = mdb_txn_begin(l->env, NULL, MDB_RDONLY, out);
    while (rc && mended(l, &rc));
    if (rc == MDB_SUCCESS)
        mdb_txn_reset(*out);
    return rc;
}

static enum err lmdb_snap_open(struct store *s, struct snap **out)
{
    struct lmdb_snap *snap = calloc(1, sizeof *snap);
    if (!snap)
        return ERR_NOMEM;
    struct lmdb_store *l = of(s);
    gate_enter(&l->gate);
    int rc = new_reader(l, &snap->txn);
    gate_leave(&l->gate);
    if (rc)
        free(snap);
    else
        *out = &snap->base;
    return translate(rc);
}

static void lmdb_snap_close(struct snap *base)
{
    struct lmdb_snap *snap = of_snap(base);
    if (snap->idle)
        mdb_cursor_close(snap->idle);
    mdb_txn_abort(snap->txn);
    free(snap);
}

static enum err lmdb_snap_renew(struct snap *base)
{
    struct lmdb_store *l = of(base->store);
    gate_enter(&l->gate);
    int rc = renew(l, of_snap(base)->txn);
    if (rc)
        gate_leave(&l->gate);
    return translate(rc);
}

static void lmdb_snap_release(struct snap *base)
{
    mdb_txn_reset(of_snap(base)->txn);
    gate_leave(&of(base->store)->gate);
}

/* The number of the transaction that committed it. */
static uint64_t lmdb_snap_moment(const struct snap *base)
{
    return mdb_txn_id(LIST_ITEM(base, const struct lmdb_snap, base)->txn);
}

static enum err get(MDB_txn *txn, MDB_dbi dbi, struct str key, struct str *value)
{
    MDB_val k = val(key), v;
    enum err e = translate(mdb_get(txn, dbi, &k, &v));
    if (!e)
        *value = view(v);
    return e;
}

static enum err lmdb_snap_get(struct snap *snap, struct str key, struct str *value)
{
    return get(of_snap(snap)->txn, of(snap->store)->dbi, key, value);
}

static enum err lmdb_walk_open(struct walk *w)
{
    struct lmdb_snap *snap = of_snap(w->snap);
    MDB_cursor *cursor = snap->idle;
    int rc = cursor ? mdb_cursor_renew(snap->txn, cursor)
                    : mdb_cursor_open(snap->txn, of(w->snap->store)->dbi, &cursor);
    if (rc == MDB_SUCCESS)
        snap->idle = NULL;
    w->impl = cursor;
    return translate(rc);
}

static enum err cursor_to(struct walk *w, MDB_cursor_op op, MDB_val key)
{
    MDB_val value;
    enum err e = translate(mdb_cursor_get(w->impl, &key, &value, op));
    if (!e) {
        w->key = view(key);
        w->value = view(value);
    }
    return e;
}

/* LMDB finds at or after; what lies before is one step back from there, or from the end. */
static enum err lmdb_walk_place(struct walk *w, enum place place, struct str key)
{
    if (place == PLACE_LAST)
        return cursor_to(w, MDB_LAST, (MDB_val){0});
    enum err e = cursor_to(w, MDB_SET_RANGE, val(key));
    if (place == PLACE_AT_OR_AFTER)
        return e;
    if (place == PLACE_AT_OR_BEFORE && !e && str_eq(w->key, key))
        return e;
    if (e == ERR_NOT_FOUND)
        return cursor_to(w, MDB_LAST, (MDB_val){0});
    return e ? e : cursor_to(w, MDB_PREV, (MDB_val){0});
}

static enum err lmdb_walk_step(struct walk *w)
{
    return cursor_to(w, w->down ? MDB_PREV : MDB_NEXT, (MDB_val){0});
}

static void lmdb_walk_close(struct walk *w)
{
    struct lmdb_snap *snap = of_snap(w->snap);
    if (snap->idle)
        mdb_cursor_close(w->impl);
    else
        snap->idle = w->impl;
}

/* --- Writing ---------------------------------------------------------------------------------- */

static int begin_reading(struct lmdb_store *l)
{
    int rc = new_reader(l, &l->writing);
    if (rc == MDB_SUCCESS && (rc = renew(l, l->writing)) != MDB_SUCCESS)
        mdb_txn_abort(l->writing);
    return rc;
}

static int begin_writing(struct lmdb_store *l)
{
    int rc;
    do
        rc = mdb_txn_begin(l->env, NULL, 0, &l->writing);
    while (rc && mended(l, &rc));
    return rc;
}

static uint64_t used_bytes(struct lmdb_store *l)
{
    MDB_envinfo info;
    MDB_stat stat;
    mdb_env_info(l->env, &info);
    mdb_env_stat(l->env, &stat);
    return (uint64_t)(info.me_last_pgno + 1) * stat.ms_psize;
}

/* Within the transaction: no other process writes then, and ours not before its commit. */
static void keep_ahead(struct lmdb_store *l)
{
    int fd;
    if (l->own && mdb_env_get_fd(l->env, &fd) == MDB_SUCCESS)
        ahead_keep(&l->ahead, fd, used_bytes(l));
}

/* This transaction is inside the gate from its begin to its end. */
static enum err lmdb_begin(struct store *s)
{
    struct lmdb_store *l = of(s);
    gate_enter(&l->gate);
    int rc = s->read_only ? begin_reading(l) : begin_writing(l);
    if (rc)
        gate_leave(&l->gate);
    else
        keep_ahead(l);
    return translate(rc);
}

static uint64_t lmdb_free_bytes(struct store *s)
{
    struct statvfs disk;
    if (fstatvfs(of(s)->dir_fd, &disk))
        return UINT64_MAX;
    return (uint64_t)disk.f_bavail * disk.f_frsize;
}

/* A full disk shows itself to LMDB as a short write, which it reports as EIO. */
static enum err translate_write(struct lmdb_store *l, int rc)
{
    if (rc == EIO && lmdb_free_bytes(&l->base) < FULL_BYTES)
        return ERR_NO_SPACE;
    return translate(rc);
}

static enum err lmdb_get(struct store *s, struct str key, struct str *value)
{
    return get(of(s)->writing, of(s)->dbi, key, value);
}

static enum err lmdb_last(struct store *s, struct str end, struct str *key)
{
    struct lmdb_store *l = of(s);
    MDB_cursor *cursor;
    MDB_val k = val(end), v;
    int rc = mdb_cursor_open(l->writing, l->dbi, &cursor);
    if (rc)
        return translate(rc);
    rc = end.n ? mdb_cursor_get(cursor, &k, &v, MDB_SET_RANGE) : MDB_NOTFOUND;
    if (rc == MDB_SUCCESS || rc == MDB_NOTFOUND)
        rc = mdb_cursor_get(cursor, &k, &v, rc ? MDB_LAST : MDB_PREV);
    mdb_cursor_close(cursor);
    if (rc == MDB_SUCCESS)
        *key = view(k);
    return translate(rc);
}

static bool lmdb_is_empty(struct store *s)
{
    MDB_stat stat;
    return mdb_stat(of(s)->writing, of(s)->dbi, &stat) == MDB_SUCCESS && stat.ms_entries == 0;
}

static enum err lmdb_put(struct store *s, struct str key, struct str value)
{
    struct lmdb_store *l = of(s);
    MDB_val k = val(key), v = val(value);
    return translate_write(l, mdb_put(l->writing, l->dbi, &k, &v, 0));
}

static enum err lmdb_remove(struct store *s, struct str key)
{
    struct lmdb_store *l = of(s);
    MDB_val k = val(key);
    int rc = mdb_del(l->writing, l->dbi, &k, NULL);
    return rc == MDB_NOTFOUND ? ERR_OK : translate_write(l, rc);
}

/* Has LMDB given the environment up? It does when the last write of a commit, of the page that
 * makes it valid, fails: whether that page is on disk is then unknown. */
static bool is_lost(struct lmdb_store *l)
{
    MDB_txn *txn;
    int rc = mdb_txn_begin(l->env, NULL, 0, &txn);
    if (rc == MDB_SUCCESS)
        mdb_txn_abort(txn);
    return rc == MDB_PANIC;
}

static enum err lmdb_commit(struct store *s)
{
    struct lmdb_store *l = of(s);
    atomic_fetch_add(&l->commits, 1);
    enum err e = translate_write(l, mdb_txn_commit(l->writing));
    atomic_fetch_add(&l->commits, 1);
    l->writing = NULL;
    if (e && is_lost(l))
        e = ERR_IO;
    gate_leave(&l->gate);
    return e;
}

static void lmdb_abort(struct store *s)
{
    mdb_txn_abort(of(s)->writing);
    of(s)->writing = NULL;
    gate_leave(&of(s)->gate);
}

/* The owner doubles the map. Others may only adopt what the owner has made of it meanwhile. */
static enum err lmdb_grow(struct store *s)
{
    struct lmdb_store *l = of(s);
    size_t before = map_size(l);
    if (!l->own)
        return move_map(l, 0) || map_size(l) <= before ? ERR_NO_SPACE : ERR_OK;
    int rc = before > SIZE_MAX / 2 ? ENOMEM : move_map(l, before * 2);
    if (rc && move_map(l, before)) /* the old map is gone, and none can be had instead */
        return ERR_IO;
    return translate(rc);
}

/* --- Care ------------------------------------------------------------------------------------- */

struct readers {
    uint32_t count;
    size_t oldest;
};

/* LMDB tells of its readers, also those of other processes, only in lines of text: process, thread,
 * and the transaction that it reads, or a dash. */
static int count_reader(const char *line, void *self)
{
    struct readers *readers = self;
    int pid;
    size_t thread, txn;
    int fields = sscanf(line, "%d %zx %zu", &pid, &thread, &txn);
    if (fields >= 2)
        readers->count++;
    if (fields == 3 && txn < readers->oldest)
        readers->oldest = txn;
    return 0;
}

static void lmdb_status(struct store *s, struct store_status *out)
{
    struct lmdb_store *l = of(s);
    MDB_envinfo info;
    gate_enter(&l->gate);
    mdb_env_info(l->env, &info);
    out->bytes_used = used_bytes(l);
    gate_leave(&l->gate);
    struct readers readers = {.oldest = info.me_last_txnid};
    mdb_reader_list(l->env, count_reader, &readers);
    out->bytes_map = info.me_mapsize;
    out->readers = readers.count;
    out->readers_max = info.me_maxreaders;
    out->oldest_reader_lag = info.me_last_txnid - readers.oldest;
}

static void lmdb_tend(struct store *s)
{
    int dead;
    mdb_reader_check(of(s)->env, &dead);
}

/* A name in a directory is on disk only once the directory is. */
static enum err sync_dir(int at, const char *path)
{
    int fd = openat(at, path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return err_from_errno(errno);
    enum err e = fsync(fd) ? err_from_errno(errno) : ERR_OK;
    close(fd);
    return e;
}

static enum err sync_dir_of(const char *file)
{
    const char *slash = strrchr(file, '/');
    char *dir = slash ? strndup(file, (size_t)(slash - file) + 1) : strdup(".");
    if (!dir)
        return ERR_NOMEM;
    enum err e = sync_dir(AT_FDCWD, dir);
    free(dir);
    return e;
}

/* A copy of what can be reached only: pages that were freed may hold what was to be forgotten. One
 * whose reader got half of a newer root does not add up: LMDB calls it incompatible. */
static enum err copy_to(struct lmdb_store *l, int fd)
{
    int rc, tries = 0;
    gate_enter(&l->gate);
    do
        rc = ftruncate(fd, 0) || lseek(fd, 0, SEEK_SET) < 0
                 ? errno
                 : mdb_env_copyfd2(l->env, fd, MDB_CP_COMPACT);
    while (rc && (mended(l, &rc) || (rc == MDB_INCOMPATIBLE && ++tries < COPY_TRIES)));
    gate_leave(&l->gate);
    if (rc)
        return translate(rc);
    return fsync(fd) ? err_from_errno(errno) : ERR_OK;
}

static enum err lmdb_backup(struct store *s, const char *file)
{
    int fd = open(file, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return err_from_errno(errno);
    enum err e = copy_to(of(s), fd);
    if (close(fd) && !e)
        e = err_from_errno(errno);
    if (!e)
        e = sync_dir_of(file);
    if (e)
        unlink(file);
    return e;
}

static void lmdb_close(struct store *s)
{
    struct lmdb_store *l = of(s);
    if (l->env)
        mdb_env_close(l->env);
    if (l->lock_fd >= 0)
        close(l->lock_fd);
    if (l->dir_fd >= 0)
        close(l->dir_fd);
    pthread_cond_destroy(&l->gate.changed);
    pthread_mutex_destroy(&l->gate.lock);
    free(l);
}

/* --- Opening ---------------------------------------------------------------------------------- */

static enum err open_dir(struct lmdb_store *l, const struct store_options *o)
{
    if (o->create && mkdir(o->dir, 0700) && errno != EEXIST)
        return err_from_errno(errno);
    l->dir_fd = open(o->dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (l->dir_fd < 0 || (!o->create && faccessat(l->dir_fd, "data.mdb", F_OK, 0)))
        return err_from_errno(errno);
    return ERR_OK;
}

/* Two locks in one file, both gone with its descriptor: the owner's on the whole, and one on the
 * byte of our process number, which a second opening by the same process meets. */
static enum err lock_dir(struct lmdb_store *l)
{
    struct flock here = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = getpid(), .l_len = 1};
    l->lock_fd = openat(l->dir_fd, "guichet.lock", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (l->lock_fd < 0 || fcntl(l->lock_fd, F_OFD_SETLK, &here) ||
        (l->own && flock(l->lock_fd, LOCK_EX | LOCK_NB)))
        return err_from_errno(errno);
    return ERR_OK;
}

static int open_env(struct lmdb_store *l, const struct store_options *o)
{
    unsigned flags = MDB_NOTLS | MDB_NORDAHEAD | (o->read_only ? MDB_RDONLY : 0);
    MDB_txn *txn;
    int dead, rc = mdb_env_create(&l->env);
    if (!rc)
        rc = mdb_env_set_maxreaders(l->env, READERS_MAX);
    if (!rc && o->own)
        rc = mdb_env_set_mapsize(l->env, o->map_size ? o->map_size : STORE_MAP_DEFAULT);
    if (!rc)
        rc = mdb_env_open(l->env, o->dir, flags, 0600);
    if (!rc)
        rc = mdb_reader_check(l->env, &dead);
    if (!rc)
        rc = mdb_txn_begin(l->env, NULL, MDB_RDONLY, &txn);
    if (rc)
        return rc;
    rc = mdb_dbi_open(txn, NULL, 0, &l->dbi);
    mdb_txn_abort(txn);
    return rc;
}

/* LMDB begins a file with two pages, before any commit, and never mends one that was left shorter.
 */
static enum err drop_unborn(struct lmdb_store *l)
{
    struct stat file;
    if (fstatat(l->dir_fd, "data.mdb", &file, 0))
        return errno == ENOENT ? ERR_OK : err_from_errno(errno);
    if (file.st_size >= 2 * sysconf(_SC_PAGESIZE))
        return ERR_OK;
    return unlinkat(l->dir_fd, "data.mdb", 0) ? err_from_errno(errno) : ERR_OK;
}

/* Of those who may make the file, one at a time does: under a lock on byte 0, nobody's number. */
static enum err make_env(struct lmdb_store *l, const struct store_options *o)
{
    struct flock birth = {.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 1};
    if (!o->create)
        return translate(open_env(l, o));
    if (fcntl(l->lock_fd, F_OFD_SETLKW, &birth))
        return err_from_errno(errno);
    enum err e = drop_unborn(l);
    if (!e)
        e = translate(open_env(l, o));
    birth.l_type = F_UNLCK;
    fcntl(l->lock_fd, F_OFD_SETLK, &birth);
    return e;
}

/* Where we may not open it, who made our directory has seen to it. */
static enum err sync_above(const struct lmdb_store *l)
{
    enum err e = sync_dir(l->dir_fd, "..");
    return e == ERR_DENIED ? ERR_OK : e;
}

static enum err open_store(struct lmdb_store *l, const struct store_options *o)
{
    enum err e = open_dir(l, o);
    if (!e)
        e = lock_dir(l);
    if (!e)
        e = make_env(l, o);
    if (!e)
        e = upgrade_store(&l->base, &store_upgrade, o->own);
    if (!e && o->create)
        e = sync_dir(l->dir_fd, ".");
    if (!e && o->create)
        e = sync_above(l);
    return e;
}

static const struct store_ops lmdb_ops = {
    .snap_open = lmdb_snap_open,
    .snap_close = lmdb_snap_close,
    .snap_renew = lmdb_snap_renew,
    .snap_moment = lmdb_snap_moment,
    .snap_release = lmdb_snap_release,
    .snap_get = lmdb_snap_get,
    .walk_open = lmdb_walk_open,
    .walk_place = lmdb_walk_place,
    .walk_step = lmdb_walk_step,
    .walk_close = lmdb_walk_close,
    .begin = lmdb_begin,
    .get = lmdb_get,
    .last = lmdb_last,
    .is_empty = lmdb_is_empty,
    .put = lmdb_put,
    .remove = lmdb_remove,
    .commit = lmdb_commit,
    .abort = lmdb_abort,
    .grow = lmdb_grow,
    .free_bytes = lmdb_free_bytes,
    .status = lmdb_status,
    .backup = lmdb_backup,
    .tend = lmdb_tend,
    .close = lmdb_close,
};

enum err store_lmdb_open(struct store **out, const struct store_options *o)
{
    struct lmdb_store *l = calloc(1, sizeof *l);
    if (!l)
        return ERR_NOMEM;
    l->base = (struct store){.ops = &lmdb_ops, .read_only = o->read_only};
    l->own = o->own;
    l->dir_fd = l->lock_fd = -1;
    pthread_mutex_init(&l->gate.lock, NULL);
    cond_init_monotonic(&l->gate.changed);
    enum err e = open_store(l, o);
    if (!e)
        e = store_begin(&l->base, &(struct committer_options){.reserve = o->reserve,
                                                              .fatal = o->fatal,
                                                              .fatal_self = o->fatal_self});
    if (e)
        lmdb_close(&l->base);
    else
        *out = &l->base;
    return e;
}

const char *store_engine(void)
{
    return mdb_version(NULL, NULL, NULL);
}
