/* Pages of stored requests, each decided again. */
#include "domain/backtest.h"

#include "base/now.h"
#include "domain/again.h"
#include "domain/keys.h"

enum { PAGE = 512, LOOK_US = 100000 };

/* One thread at work. */
struct worker {
    struct backtest *backtest;
    struct again again;
    struct snap *snap;
    struct arena arena; /* of one request */
    uint64_t ids[PAGE];
    size_t count;
};

enum err backtest_open(struct backtest *b)
{
    b->at = b->since;
    atomic_store(&b->reached, b->since);
    return pthread_mutex_init(&b->lock, NULL) ? ERR_SYSTEM : ERR_OK;
}

void backtest_close(struct backtest *b)
{
    pthread_mutex_destroy(&b->lock);
}

/* --- Pages: open and closed requests, merged by the instant of their filing ------------------- */

struct side {
    struct walk walk;
    struct key low, high;
    bool over;
    int64_t at;
    uint64_t id;
};

static enum err side_next(struct side *s)
{
    struct str key, value;
    enum err e = walk_next(&s->walk, &key, &value);
    s->over = e != ERR_OK;
    if (!e && !keys_read_at(key, &s->at, &s->id))
        e = ERR_CORRUPT;
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err side_open(struct side *s, const struct backtest *b, struct snap *snap, bool closed)
{
    s->low = s->high = keys_by_status(b->jurisdiction->number, closed);
    keys_at(&s->low, b->at, b->id);
    keys_at(&s->high, b->until, 0);
    enum err e = walk_open(snap, key_str(&s->low), key_str(&s->high), false, &s->walk);
    if (e)
        return e;
    e = side_next(s);
    if (e)
        walk_close(&s->walk);
    return e;
}

static struct side *earlier(struct side *a, struct side *b)
{
    if (a->over || b->over)
        return a->over ? b : a;
    return a->at < b->at || (a->at == b->at && a->id < b->id) ? a : b;
}

/* The lock is held. The cursor stands behind what was taken: a request that is closed meanwhile
 * changes sides, but not its place. */
static enum err take_page(struct worker *w)
{
    struct backtest *b = w->backtest;
    struct side open, closed;
    enum err e = side_open(&open, b, w->snap, false);
    if (e)
        return e;
    e = side_open(&closed, b, w->snap, true);
    if (!e) {
        for (struct side *s; !e && w->count < PAGE && !(s = earlier(&open, &closed))->over;) {
            w->ids[w->count++] = s->id;
            b->at = s->at;
            b->id = s->id + 1;
            e = side_next(s);
        }
        walk_close(&closed.walk);
    }
    walk_close(&open.walk);
    b->over = w->count < PAGE;
    return e;
}

static enum err next_page(struct worker *w)
{
    struct backtest *b = w->backtest;
    w->count = 0;
    pthread_mutex_lock(&b->lock);
    enum err e = b->over || atomic_load(&b->stop) ? ERR_OK : take_page(w);
    if (!e && w->count)
        atomic_store(&b->reached, b->at);
    pthread_mutex_unlock(&b->lock);
    return e;
}

/* --- One request ------------------------------------------------------------------------------ */

static enum err rehearse(struct worker *w, uint64_t id)
{
    const struct backtest *b = w->backtest;
    struct key key = keys_event(b->jurisdiction->number, id, 1);
    struct str value;
    struct event e;
    enum err err = snap_get(w->snap, key_str(&key), &value);
    if (err) /* gone since the page was taken, or its index is wrong */
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    err = event_decode(&w->arena, value, &e);
    if (err || (b->only.n && !str_eq(b->only, e.service)))
        return err;
    atomic_fetch_add_explicit(&w->backtest->decided, 1, memory_order_relaxed);
    return again_decide(&w->again, id, &e, NULL);
}

/* Counts what the request in hand has added. */
static enum err count_rows(struct worker *w, size_t before)
{
    struct backtest *b = w->backtest;
    uint64_t n = w->again.rows->count - before;
    if (!n)
        return ERR_OK;
    atomic_fetch_add_explicit(&b->moved, 1, memory_order_relaxed);
    return b->row_max && atomic_fetch_add(&b->row_count, n) + n > b->row_max ? ERR_TOO_LARGE
                                                                             : ERR_OK;
}

/* Functions that run to the end of their budget make a page long: what is seen is let go between
 * two requests, so that no snapshot grows old. */
static enum err look_afresh(struct worker *w, uint64_t *since_us)
{
    uint64_t now = now_ticks_us();
    if (now - *since_us < LOOK_US)
        return ERR_OK;
    *since_us = now;
    snap_release(w->snap);
    return snap_renew(w->snap);
}

static enum err work_page(struct worker *w)
{
    uint64_t since_us = now_ticks_us();
    enum err e = ERR_OK;
    for (size_t i = 0; !e && i < w->count && !atomic_load(&w->backtest->stop); i++) {
        size_t before = w->again.rows->count;
        e = look_afresh(w, &since_us);
        if (!e)
            e = rehearse(w, w->ids[i]);
        if (!e)
            e = count_rows(w, before);
        arena_reset(&w->arena);
    }
    return e;
}

enum err backtest_work(struct backtest *b, const struct rules *rules, struct backtest_rows *rows)
{
    struct worker w = {.backtest = b};
    w.again = (struct again){
        .jurisdiction = b->jurisdiction, .rules = rules, .arena = &w.arena, .rows = rows};
    enum err e = snap_open(b->store, &w.snap);
    if (e)
        return e;
    do {
        e = snap_renew(w.snap);
        if (!e)
            e = next_page(&w);
        if (!e)
            e = work_page(&w);
        snap_release(w.snap);
    } while (!e && w.count);
    if (e)
        atomic_store(&b->stop, true);
    snap_close(w.snap);
    arena_free(&w.arena);
    return e;
}
