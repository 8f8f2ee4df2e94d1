/* Pages found by the text that they are of, lines added up. */
#include "script/ledger.h"

#include "base/check.h"
#include "base/id.h"
#include "base/list.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

struct line { /* of one thread: nobody else writes it, and it shares no cache line */
    _Alignas(64) _Atomic uint64_t calls;
    _Atomic uint64_t errors, suspended, microseconds, memory;
    _Atomic uint64_t buckets[LEDGER_BUCKETS];
};

struct ledger_page {
    struct list node;
    size_t holders; /* guarded by the ledger's lock */
    struct str jurisdiction, code;
    unsigned char hash[ID_HASH_BYTES];
    pthread_mutex_t lock; /* guards last */
    struct ledger_failure last;
    struct line *lines;
};

struct ledger {
    pthread_mutex_t lock;
    struct list pages;
    size_t threads;
};

/* --- Opening and closing ---------------------------------------------------------------------- */

struct ledger *ledger_open(size_t threads)
{
    struct ledger *l = calloc(1, sizeof *l);
    if (!l)
        return NULL;
    check(pthread_mutex_init(&l->lock, NULL) == 0);
    list_init(&l->pages);
    l->threads = threads;
    return l;
}

void ledger_close(struct ledger *l)
{
    if (!l)
        return;
    check(list_empty(&l->pages));
    pthread_mutex_destroy(&l->lock);
    free(l);
}

/* --- Pages ------------------------------------------------------------------------------------ */

static void page_free(struct ledger_page *p)
{
    if (!p)
        return;
    free((char *)(uintptr_t)p->jurisdiction.p);
    free((char *)(uintptr_t)p->code.p);
    free(p->lines);
    pthread_mutex_destroy(&p->lock);
    free(p);
}

static struct str copy(struct str s)
{
    return (struct str){strndup(s.n ? s.p : "", s.n), s.n};
}

static struct ledger_page *page_new(const struct ledger *l, struct str jurisdiction,
                                    const struct service *s)
{
    struct ledger_page *p = calloc(1, sizeof *p);
    if (!p)
        return NULL;
    check(pthread_mutex_init(&p->lock, NULL) == 0);
    p->jurisdiction = copy(jurisdiction);
    p->code = copy(s->code);
    memcpy(p->hash, s->hash, sizeof p->hash);
    p->lines = aligned_alloc(_Alignof(struct line), l->threads * sizeof *p->lines);
    if (!p->lines || !p->jurisdiction.p || !p->code.p) {
        page_free(p);
        return NULL;
    }
    memset(p->lines, 0, l->threads * sizeof *p->lines);
    return p;
}

static bool is_of(const struct ledger_page *p, struct str jurisdiction, const struct service *s)
{
    return memcmp(p->hash, s->hash, sizeof p->hash) == 0 && str_eq(p->code, s->code) &&
           str_eq(p->jurisdiction, jurisdiction);
}

/* With the lock held. */
static struct ledger_page *find(struct ledger *l, struct str jurisdiction, const struct service *s)
{
    LIST_EACH(node, &l->pages)
    {
        struct ledger_page *p = LIST_ITEM(node, struct ledger_page, node);
        if (is_of(p, jurisdiction, s))
            return p;
    }
    return NULL;
}

struct ledger_page *ledger_hold(struct ledger *l, struct str jurisdiction, const struct service *s)
{
    check(pthread_mutex_lock(&l->lock) == 0);
    struct ledger_page *p = find(l, jurisdiction, s);
    if (!p && (p = page_new(l, jurisdiction, s)))
        list_push(&l->pages, &p->node);
    if (p)
        p->holders++;
    check(pthread_mutex_unlock(&l->lock) == 0);
    return p;
}

void ledger_release(struct ledger *l, struct ledger_page *p)
{
    check(pthread_mutex_lock(&l->lock) == 0);
    bool last = --p->holders == 0;
    if (last)
        list_remove(&p->node);
    check(pthread_mutex_unlock(&l->lock) == 0);
    if (last)
        page_free(p);
}

/* --- Counting --------------------------------------------------------------------------------- */

static void add(_Atomic uint64_t *to, uint64_t n)
{
    atomic_fetch_add_explicit(to, n, memory_order_relaxed);
}

static uint64_t get(const _Atomic uint64_t *from)
{
    return atomic_load_explicit(from, memory_order_relaxed);
}

/* Eight buckets of one microsecond, then four to each doubling: of 8 to 9, 10 to 11, 12 to 13… */
static size_t bucket_of(uint64_t us)
{
    if (us < LEDGER_SINGLES)
        return (size_t)us;
    unsigned top = 63 - (unsigned)__builtin_clzll(us);
    size_t bucket = LEDGER_SINGLES + (top - 3) * 4 + ((us >> (top - 2)) & 3);
    return bucket < LEDGER_BUCKETS ? bucket : LEDGER_BUCKETS - 1;
}

uint64_t ledger_bucket_start(size_t bucket)
{
    if (bucket < LEDGER_SINGLES)
        return bucket;
    size_t above = bucket - LEDGER_SINGLES;
    return (4 + above % 4) << (1 + above / 4);
}

void ledger_call(struct ledger_page *p, size_t thread, uint64_t microseconds)
{
    struct line *line = &p->lines[thread];
    add(&line->calls, 1);
    add(&line->microseconds, microseconds);
    add(&line->buckets[bucket_of(microseconds)], 1);
}

/* Cut between two characters, never inside one. */
static void keep_words(char *to, size_t room, struct str words)
{
    size_t n = words.n < room ? words.n : room - 1;
    while (n < words.n && n > 0 && ((unsigned char)words.p[n] & 0xC0) == 0x80)
        n--;
    if (n)
        memcpy(to, words.p, n);
    to[n] = '\0';
}

void ledger_fail(struct ledger_page *p, size_t thread, int64_t at, struct str where,
                 struct text say)
{
    add(&p->lines[thread].errors, 1);
    check(pthread_mutex_lock(&p->lock) == 0);
    p->last.at = at;
    keep_words(p->last.where, sizeof p->last.where, where);
    for (int lang = 0; lang < LANG_COUNT; lang++)
        keep_words(p->last.words[lang], sizeof p->last.words[lang], say.in[lang]);
    check(pthread_mutex_unlock(&p->lock) == 0);
}

void ledger_suspend(struct ledger_page *p, size_t thread)
{
    add(&p->lines[thread].errors, 1);
    add(&p->lines[thread].suspended, 1);
}

void ledger_memory(struct ledger_page *p, size_t thread, int64_t more)
{
    add(&p->lines[thread].memory, (uint64_t)more);
}

/* --- Reading ---------------------------------------------------------------------------------- */

static void add_line(struct ledger_sum *sum, const struct line *line)
{
    sum->calls += get(&line->calls);
    sum->errors += get(&line->errors);
    sum->suspended += get(&line->suspended);
    sum->microseconds += get(&line->microseconds);
    sum->memory += get(&line->memory);
    for (size_t i = 0; i < LEDGER_BUCKETS; i++)
        sum->buckets[i] += get(&line->buckets[i]);
}

bool ledger_read(struct ledger *l, struct str jurisdiction, const struct service *s,
                 struct ledger_sum *out)
{
    *out = (struct ledger_sum){0};
    check(pthread_mutex_lock(&l->lock) == 0);
    struct ledger_page *p = find(l, jurisdiction, s);
    for (size_t i = 0; p && i < l->threads; i++)
        add_line(out, &p->lines[i]);
    if (p) {
        check(pthread_mutex_lock(&p->lock) == 0);
        out->last = p->last;
        check(pthread_mutex_unlock(&p->lock) == 0);
    }
    check(pthread_mutex_unlock(&l->lock) == 0);
    return p != NULL;
}

uint64_t ledger_quantile(const struct ledger_sum *sum, unsigned per_thousand)
{
    uint64_t all = 0, below = 0;
    for (size_t i = 0; i < LEDGER_BUCKETS; i++)
        all += sum->buckets[i];
    for (size_t i = 0; all && i < LEDGER_BUCKETS; i++) {
        below += sum->buckets[i];
        if (below * 1000 >= all * per_thousand)
            return ledger_bucket_start(i + 1);
    }
    return 0;
}
