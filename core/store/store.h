/* The store: an ordered key-value map with snapshot reads and durable atomic batches.
 *
 * What every user must know
 *   - Keys are 1 to STORE_KEY_MAX bytes, ordered as memcmp orders them; their first byte is not 0
 *     (those are the store's own, store/format.h, and never seen). Values are any bytes, at most
 *     STORE_VALUE_MAX.
 *   - A snapshot sees the store as it was when it was opened, until it is released. Views into it
 *     are void after snap_release. Never hold one across a write to a socket, a callback, or a
 *     wait: pages that a snapshot can see cannot be used again, and the file grows.
 *   - A batch commits whole or not at all, and its callback says OK only once it is on disk.
 *   - A batch states what it relies on by expectations. If one does not hold any more the batch
 *     alone fails with ERR_CONFLICT, and whoever made it looks again and tries again.
 *   - A commit writes each page that it touches. Keys that follow the last one of their kind (ids,
 *     times) share pages with the batches beside them; a key in a random place, such as a hash,
 *     costs its batch a page of its own, about as much as eight of the others together.
 *   - One process owns the store for serving; the commands that work beside it read, or commit
 *     small batches, and never resize.
 *
 * Two implementations: store_lmdb_open, store_memory_open. No notion of either shows here. */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/list.h"
#include "base/log.h"

enum { STORE_KEY_MAX = 480, STORE_VALUE_MAX = 1 << 30 };

struct store;

/* --- Opening and closing ---------------------------------------------------------------------- */

struct store_options {
    const char *dir;  /* LMDB: the data directory; made when `create` */
    bool create;      /* make the directory and an empty store when there is none */
    bool read_only;   /* beside a running server: readers only */
    bool own;         /* be the one server: take the directory's lock, may resize the map */
    size_t map_size;  /* own: first size of the map in bytes; 0 = STORE_MAP_DEFAULT */
    uint64_t reserve; /* refuse batches when the disk has fewer free bytes than this */
    void (*fatal)(void *self, enum err e,
                  const char *what); /* after a commit that failed in a way */
    void *fatal_self; /* that must not be survived (EIO): called once, on the committer thread */
};

#define STORE_MAP_DEFAULT ((size_t)64 << 30)

/* ERR_BUSY: another server owns the directory, or this process has it open already. ERR_NOT_FOUND:
 * no store and not `create`.
 * ERR_CORRUPT: not a store. ERR_NEWER: of a newer format. ERR_OLDER: of one that only the owner
 * brings up. */
enum err store_lmdb_open(struct store **out, const struct store_options *options);
/* "LMDB 0.9.24: …", of the library that is linked. A static string. */
const char *store_engine(void);
enum err store_memory_open(struct store **out);
/* Commits what waits, stops the committer thread, closes. Snapshots and ports must be gone. */
void store_close(struct store *s);

/* --- Reading ---------------------------------------------------------------------------------- */

struct snap; /* a reader: one per thread, opened once, renewed for each piece of work */

enum err snap_open(struct store *s, struct snap **out); /* born released */
void snap_close(struct snap *snap);
/* Sees all that is committed now; no-op if renewed. Fails after a commit that was fatal. */
enum err snap_renew(struct snap *snap);
void snap_release(struct snap *snap); /* views are void; no-op if released */
/* Of what a renewed snapshot sees: equal numbers of one store, equal contents. 0: not known. */
uint64_t snap_moment(const struct snap *snap);
/* ERR_NOT_FOUND; *value is valid until snap_release. */
enum err snap_get(struct snap *snap, struct str key, struct str *value);

/* A walk over the keys in [low, high), up or down; high.n == 0 means to the end. A cursor lives
 * on the caller's stack between walk_open and walk_close, within one renewal of its snapshot; the
 * bytes of low and high stay untouched meanwhile. */
struct walk {
    struct snap *snap;
    struct str low, high;
    bool down;
    bool ready, over;      /* private: the pair below is still to be yielded; there is none left */
    struct str key, value; /* private */
    void *impl;
};

enum err walk_open(struct snap *snap, struct str low, struct str high, bool down, struct walk *out);
/* The next pair; ERR_NOT_FOUND at the end. Views hold until snap_release. */
enum err walk_next(struct walk *w, struct str *key, struct str *value);
/* Skips to the first key at or beyond `key` in the walk's direction; walk_next then yields it. */
enum err walk_seek(struct walk *w, struct str key);
void walk_close(struct walk *w);

/* --- Writing ---------------------------------------------------------------------------------- */

enum batch_op { BATCH_PUT, BATCH_APPEND, BATCH_DELETE, BATCH_EXPECT, BATCH_EXPECT_ABSENT };

struct batch_item {
    enum batch_op op;
    struct str key, value;
};

/* A batch is built in its owner's arena and stays untouched there from store_commit until its
 * callback. Expectations are checked before any put of the batch, in the committer's order. */
struct batch {
    struct arena *arena;
    struct batch_item *items;
    size_t count, cap;
    size_t bytes; /* of keys and values */
    bool failed; /* out of memory or a key out of bounds while building: ERR_NOMEM when committed */
    enum err result;
    void (*done)(struct batch *b); /* on the thread of the port, from port_drain */
    void *self;                    /* the owner's */
    struct commit_port *port;
    struct list node;
};

static inline struct batch batch_in(struct arena *arena)
{
    return (struct batch){.arena = arena};
}

void batch_put(struct batch *b, struct str key, struct str value); /* key and value are copied */
/* Puts the value under the prefix and the next number, u64 big-endian, of those under it: one more
 * than the last that is there, from 1. Batches are committed one after the other, so that numbers
 * are in the order of commits: once a reader has seen n, nothing below n is still to come. Whoever
 * deletes under the prefix leaves the last one, or its number is given again. */
void batch_append(struct batch *b, struct str prefix, struct str value);
void batch_delete(struct batch *b, struct str key); /* absent: no error */
void batch_expect(struct batch *b, struct str key, struct str value);
void batch_expect_absent(struct batch *b, struct str key);

/* Where a thread gets its finished batches back. `wake` is called on the committer thread, once
 * per commit however many batches are done (or on the committing thread for a batch refused at
 * once); it makes the owner call port_drain soon, and calls nothing of the port itself. The struct
 * stays where it is until port_close. */
struct commit_port {
    struct store *store;
    void (*wake)(void *self);
    void *self;
    void *impl; /* lock and list of finished batches */
};

enum err port_open(struct store *s, struct commit_port *p, void (*wake)(void *), void *self);
void port_drain(struct commit_port *p); /* runs done() of each finished batch, in order */
void port_close(struct commit_port *p); /* nothing of it may be in flight */

/* Hands the batch to the committer; b->done is called exactly once, later, from port_drain, with
 * b->result one of ERR_OK (on disk), ERR_CONFLICT, ERR_NO_SPACE (nothing written; the store
 * recovers by itself when there is room), ERR_IO (nothing certain: the store takes no more),
 * ERR_NOMEM, ERR_TOO_LARGE (too many pages for one transaction), ERR_CLOSED (opened read_only). */
void store_commit(struct commit_port *p, struct batch *b);
/* The same for a command that has no loop: blocks until the result. Not with a snapshot renewed:
 * the map may have to grow first, which waits for snapshots. */
enum err store_commit_wait(struct store *s, struct batch *b);

/* --- Care ------------------------------------------------------------------------------------- */

enum { STORE_SIZES = 12 }; /* a commit of n batches counts in bucket floor(log2(n)) */

struct store_status {
    bool can_commit; /* false while the disk is full or after a fatal error */
    uint64_t commits, batches, conflicts, failures, grown;
    uint64_t commit_us; /* total time in commits */
    uint64_t batch_sizes[STORE_SIZES];
    uint64_t queued; /* batches waiting now */
    uint64_t bytes_used, bytes_map;
    uint32_t readers, readers_max;
    uint64_t oldest_reader_lag; /* commits since the oldest open snapshot */
};

void store_status(struct store *s, struct store_status *out);
/* A compact, consistent copy to a new file, beside running writers. It is restored by placing it
 * as data.mdb in an empty directory. ERR_EXISTS, ERR_NO_SPACE; ERR_UNSUPPORTED in memory. */
enum err store_backup(struct store *s, const char *file);
/* Clears readers left by dead processes; to be called at start and each minute. */
void store_tend(struct store *s);

#endif
