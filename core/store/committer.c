/* Waiting batches into groups, groups into transactions, results back to their ports. */
#include "store/committer.h"

#include "base/check.h"
#include "base/now.h"
#include "store/format.h"
#include "store/impl.h"
#include "store/key.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>

enum { PROBE_NS = 250000000, PROBE_ROOM = 1 << 20 };

/* --- Ports ------------------------------------------------------------------------------------ */

struct port_impl {
    struct commit_port *port;
    pthread_mutex_t lock; /* guards finished; held over wake, so that port_close outlasts it */
    struct list finished;
    struct list batch;   /* the committer's own: those of the group it is answering */
    struct list touched; /* and its place among the ports of that group */
};

enum err port_open(struct store *s, struct commit_port *p, void (*wake)(void *), void *self)
{
    struct port_impl *impl = calloc(1, sizeof *impl);
    if (!impl)
        return ERR_NOMEM;
    *p = (struct commit_port){.store = s, .wake = wake, .self = self, .impl = impl};
    impl->port = p;
    pthread_mutex_init(&impl->lock, NULL);
    list_init(&impl->finished);
    list_init(&impl->batch);
    list_init(&impl->touched);
    return ERR_OK;
}

void port_drain(struct commit_port *p)
{
    struct port_impl *impl = p->impl;
    struct list done;
    list_init(&done);
    pthread_mutex_lock(&impl->lock);
    list_move(&done, &impl->finished);
    pthread_mutex_unlock(&impl->lock);
    for (struct list *node; (node = list_pop(&done));) {
        struct batch *b = LIST_ITEM(node, struct batch, node);
        b->done(b);
    }
}

void port_close(struct commit_port *p)
{
    struct port_impl *impl = p->impl;
    pthread_mutex_lock(&impl->lock);
    check(list_empty(&impl->finished));
    pthread_mutex_unlock(&impl->lock);
    pthread_mutex_destroy(&impl->lock);
    free(impl);
    *p = (struct commit_port){0};
}

static void hand_over(struct port_impl *impl, struct list *done)
{
    pthread_mutex_lock(&impl->lock);
    list_move(&impl->finished, done);
    impl->port->wake(impl->port->self);
    pthread_mutex_unlock(&impl->lock);
}

void port_finish(struct batch *b, enum err result)
{
    struct list one;
    list_init(&one);
    list_push(&one, &b->node);
    b->result = result;
    hand_over(b->port->impl, &one);
}

/* Each batch to its port, each port woken once. */
static void answer(struct list *group)
{
    struct list ports;
    list_init(&ports);
    for (struct list *node; (node = list_pop(group));) {
        struct port_impl *impl = LIST_ITEM(node, struct batch, node)->port->impl;
        if (list_empty(&impl->batch))
            list_push(&ports, &impl->touched);
        list_push(&impl->batch, node);
    }
    for (struct list *node; (node = list_pop(&ports));) {
        struct port_impl *impl = LIST_ITEM(node, struct port_impl, touched);
        hand_over(impl, &impl->batch);
    }
}

/* --- One group -------------------------------------------------------------------------------- */

struct group {
    struct list batches;
    size_t count;
    bool wrote;        /* the last try put something, so its commit says something of the disk */
    struct list alone; /* those that cannot be applied: out of the group, with their result */
};

/* What a failure means. Whatever is not listed stops the store: LMDB would accept the next commit
 * though the kernel may have dropped the pages of this one. */
enum verdict { IS_FATAL, IS_FINE, IS_MAP_FULL, IS_REFUSED };

static const enum verdict verdicts[] = {
    [ERR_OK] = IS_FINE,
    [ERR_BUSY] = IS_MAP_FULL,
    [ERR_NO_SPACE] = IS_REFUSED,
    [ERR_NOMEM] = IS_REFUSED,
    [ERR_TOO_LARGE] = IS_REFUSED,
    [ERR_INVALID] = IS_REFUSED, /* no implementation takes such a key or value */
};

static enum verdict verdict_of(enum err e)
{
    return (size_t)e < sizeof verdicts / sizeof *verdicts ? verdicts[e] : IS_FATAL;
}

static enum err expect(struct store *s, const struct batch_item *item)
{
    struct str found;
    enum err e = s->ops->get(s, item->key, &found);
    if (e && e != ERR_NOT_FOUND)
        return e;
    bool holds = item->op == BATCH_EXPECT ? !e && str_eq(found, item->value) : e != ERR_OK;
    return holds ? ERR_OK : ERR_CONFLICT;
}

/* The number after the last one under that prefix. */
static enum err next_number(struct store *s, struct str prefix, uint64_t *out)
{
    struct key begin = {0};
    struct str last;
    key_bytes(&begin, prefix);
    struct key end = key_after(&begin);
    enum err e = s->ops->last(s, key_str(&end), &last);
    *out = 1;
    if (e || !str_starts(last, prefix))
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    struct str number = str_from(last, prefix.n);
    if (!key_take_u64(&number, out) || number.n || *out == UINT64_MAX)
        return ERR_CORRUPT;
    ++*out;
    return ERR_OK;
}

static enum err append(struct store *s, struct str prefix, struct str value)
{
    uint64_t number;
    struct key key = {0};
    enum err e = next_number(s, prefix, &number);
    if (e)
        return e;
    key_bytes(&key, prefix);
    key_u64(&key, number);
    return s->ops->put(s, key_str(&key), value);
}

static enum err carry_out(struct store *s, const struct batch_item *item)
{
    switch (item->op) {
    case BATCH_PUT:
        return s->ops->put(s, item->key, item->value);
    case BATCH_APPEND:
        return append(s, item->key, item->value);
    case BATCH_DELETE:
        return s->ops->remove(s, item->key);
    case BATCH_EXPECT:
    case BATCH_EXPECT_ABSENT:
        return ERR_OK;
    }
    check_never("an operation that is not listed");
}

static enum err apply(struct store *s, const struct batch *b)
{
    enum err e = ERR_OK;
    for (size_t i = 0; i < b->count && !e; i++)
        if (b->items[i].op == BATCH_EXPECT || b->items[i].op == BATCH_EXPECT_ABSENT)
            e = expect(s, &b->items[i]);
    for (size_t i = 0; i < b->count && !e; i++)
        e = carry_out(s, &b->items[i]);
    return e;
}

static bool puts_any(const struct batch *b)
{
    for (size_t i = 0; i < b->count; i++)
        if (b->items[i].op == BATCH_PUT || b->items[i].op == BATCH_APPEND)
            return true;
    return false;
}

/* One transaction over the whole group. A batch that fails by itself, other than by its
 * expectations, has left half of its puts behind: *culprit is set, and nothing is committed. */
static enum err try_group(struct store *s, struct group *g, struct batch **culprit)
{
    enum err e = s->ops->begin(s);
    if (e)
        return e;
    bool any = g->wrote = false;
    LIST_EACH(node, &g->batches)
    {
        struct batch *b = LIST_ITEM(node, struct batch, node);
        b->result = e = apply(s, b);
        any |= e == ERR_OK;
        g->wrote |= e == ERR_OK && puts_any(b);
        if (!e || e == ERR_CONFLICT)
            continue;
        if (verdict_of(e) == IS_REFUSED && e != ERR_NO_SPACE)
            *culprit = b;
        s->ops->abort(s);
        return e;
    }
    if (any)
        return s->ops->commit(s);
    s->ops->abort(s);
    return ERR_OK;
}

/* Tries until the group is committed, or cannot be. */
static enum err settle_group(struct committer *c, struct group *g)
{
    struct store *s = c->store;
    if (c->options.reserve && s->ops->free_bytes(s) < c->options.reserve)
        return ERR_NO_SPACE;
    for (;;) {
        struct batch *culprit = NULL;
        enum err e = try_group(s, g, &culprit);
        if (culprit) {
            list_remove(&culprit->node);
            list_push(&g->alone, &culprit->node);
        } else if (verdict_of(e) != IS_MAP_FULL) {
            return e;
        } else if ((e = s->ops->grow(s))) {
            return e;
        } else {
            atomic_fetch_add(&c->grown, 1);
        }
    }
}

/* LMDB may fit a commit into pages freed before: one that succeeds proves room only if the disk
 * says so too. */
static bool has_room(struct committer *c)
{
    uint64_t room = c->options.reserve > PROBE_ROOM ? c->options.reserve : PROBE_ROOM;
    return c->store->ops->free_bytes(c->store) >= room;
}

static void set_state(struct committer *c, const struct group *g, enum err e)
{
    if (verdict_of(e) == IS_FATAL) {
        atomic_store(&c->state, COMMITTER_DEAD);
        if (c->options.fatal)
            c->options.fatal(c->options.fatal_self, e, "a commit failed");
    } else if (e == ERR_NO_SPACE) {
        atomic_store(&c->state, COMMITTER_FULL);
    } else if (e == ERR_OK && g->wrote && atomic_load(&c->state) == COMMITTER_FULL && has_room(c)) {
        atomic_store(&c->state, COMMITTER_OPEN);
    }
}

static void count_commit(struct committer *c, const struct group *g, uint64_t us)
{
    size_t bucket = 0;
    while (bucket + 1 < STORE_SIZES && g->count >> (bucket + 1))
        bucket++;
    atomic_fetch_add(&c->commits, 1);
    atomic_fetch_add(&c->commit_us, us);
    atomic_fetch_add(&c->sizes[bucket], 1);
}

static void count_results(struct committer *c, const struct group *g)
{
    LIST_EACH(node, &g->batches)
    {
        const struct batch *b = LIST_ITEM(node, struct batch, node);
        if (b->result == ERR_OK)
            atomic_fetch_add(&c->batches, 1);
        else if (b->result == ERR_CONFLICT)
            atomic_fetch_add(&c->conflicts, 1);
        else
            atomic_fetch_add(&c->failures, 1);
    }
    atomic_fetch_sub(&c->queued, g->count);
}

/* Also those in conflict: what they met may have been a put of this group. */
static void fail_all(struct group *g, enum err e)
{
    LIST_EACH(node, &g->batches)
    {
        LIST_ITEM(node, struct batch, node)->result = e;
    }
}

static void run_group(struct committer *c, struct group *g)
{
    uint64_t began = now_ticks_us();
    enum err e = ERR_IO;
    if (atomic_load(&c->state) != COMMITTER_DEAD) {
        e = settle_group(c, g);
        set_state(c, g, e);
    }
    if (verdict_of(e) == IS_FATAL)
        e = ERR_IO;
    if (e)
        fail_all(g, e);
    else if (g->wrote)
        count_commit(c, g, now_ticks_us() - began);
    list_move(&g->batches, &g->alone);
    count_results(c, g);
    answer(&g->batches);
}

/* Is there room again? A batch of our own, committed like any other, answers that. */
static void probe(struct committer *c)
{
    if (!has_room(c))
        return;
    struct batch_item item = {.op = BATCH_PUT, .key = STORE_KEY_PROBE, .value = STR("\1")};
    struct batch b = {.items = &item, .count = 1};
    struct group g;
    list_init(&g.batches);
    list_init(&g.alone);
    list_push(&g.batches, &b.node);
    enum err e = settle_group(c, &g);
    set_state(c, &g, e);
}

/* --- The thread ------------------------------------------------------------------------------- */

/* Both with the lock held. */
static void take_group(struct committer *c, struct group *g)
{
    *g = (struct group){0};
    list_init(&g->batches);
    list_init(&g->alone);
    size_t bytes = 0;
    while (g->count < GROUP_BATCHES && bytes < GROUP_BYTES && !list_empty(&c->waiting)) {
        struct batch *b = LIST_ITEM(list_pop(&c->waiting), struct batch, node);
        list_push(&g->batches, &b->node);
        g->count++;
        bytes += b->bytes;
    }
}

/* Until there is work; false when it is time to probe instead. */
static bool wait_for_work(struct committer *c)
{
    int rc = 0;
    c->sleeping = true;
    if (atomic_load(&c->state) == COMMITTER_FULL) {
        struct timespec until = monotonic_in(PROBE_NS);
        rc = pthread_cond_timedwait(&c->work, &c->lock, &until);
    } else {
        pthread_cond_wait(&c->work, &c->lock);
    }
    c->sleeping = false;
    return rc != ETIMEDOUT;
}

static void *run(void *arg)
{
    struct committer *c = arg;
    struct group g;
    pthread_mutex_lock(&c->lock);
    while (!c->stopping || !list_empty(&c->waiting)) {
        bool work = !list_empty(&c->waiting) || wait_for_work(c);
        take_group(c, &g);
        pthread_mutex_unlock(&c->lock);
        if (g.count)
            run_group(c, &g);
        else if (!work)
            probe(c);
        pthread_mutex_lock(&c->lock);
    }
    pthread_mutex_unlock(&c->lock);
    return NULL;
}

/* Signals are for the threads that have a loop. */
static int start_thread(struct committer *c)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int rc = pthread_create(&c->thread, NULL, run, c);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return rc;
}

enum err committer_start(struct committer *c, struct store *s, const struct committer_options *o)
{
    c->store = s;
    c->options = *o;
    list_init(&c->waiting);
    pthread_mutex_init(&c->lock, NULL);
    cond_init_monotonic(&c->work);
    if (start_thread(c)) {
        pthread_cond_destroy(&c->work);
        pthread_mutex_destroy(&c->lock);
        return ERR_SYSTEM;
    }
    c->running = true;
    return ERR_OK;
}

void committer_submit(struct committer *c, struct batch *b)
{
    atomic_fetch_add(&c->queued, 1);
    pthread_mutex_lock(&c->lock);
    list_push(&c->waiting, &b->node);
    bool wake = c->sleeping;
    c->sleeping = false;
    pthread_mutex_unlock(&c->lock);
    if (wake)
        pthread_cond_signal(&c->work);
}

void committer_stop(struct committer *c)
{
    if (!c->running)
        return;
    pthread_mutex_lock(&c->lock);
    c->stopping = true;
    pthread_cond_signal(&c->work);
    pthread_mutex_unlock(&c->lock);
    pthread_join(c->thread, NULL);
    pthread_cond_destroy(&c->work);
    pthread_mutex_destroy(&c->lock);
    c->running = false;
}

void committer_status(struct committer *c, struct store_status *out)
{
    out->can_commit = c->running && atomic_load(&c->state) == COMMITTER_OPEN;
    out->commits = atomic_load(&c->commits);
    out->batches = atomic_load(&c->batches);
    out->conflicts = atomic_load(&c->conflicts);
    out->failures = atomic_load(&c->failures);
    out->grown = atomic_load(&c->grown);
    out->commit_us = atomic_load(&c->commit_us);
    out->queued = atomic_load(&c->queued);
    for (size_t i = 0; i < STORE_SIZES; i++)
        out->batch_sizes[i] = atomic_load(&c->sizes[i]);
}
