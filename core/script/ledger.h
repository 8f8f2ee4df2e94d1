/* The ledger: what the functions of each service have done in this process: calls, failures, time,
 * memory, and the last failure.
 *
 * A page is of one text of one service: its hash, in one borough. It outlives an activation that
 * leaves the service as it is; another text begins a page of its own, and the old one is thrown
 * away with the last rules that can call it. On a page each thread has a line of its own, counted
 * with relaxed atomics and no lock. Only a failure locks its page, to say what it was. */
#ifndef SCRIPT_LEDGER_H
#define SCRIPT_LEDGER_H

#include "domain/service.h"

enum {
    LEDGER_SINGLES = 8,     /* buckets below 8 µs: one each; from there four a doubling */
    LEDGER_BUCKETS = 72,    /* the last one from half a second on */
    LEDGER_WHERE_MAX = 128, /* "pothole/service.lua:9" and a NUL */
    LEDGER_WORDS_MAX = 400, /* of a failure, in one language; longer ones are cut */
};

struct ledger;
struct ledger_page;

struct ledger *ledger_open(size_t threads); /* NULL: out of memory */
void ledger_close(struct ledger *l);        /* no page is held; may be NULL */

/* The page of that text, made if need be; NULL: out of memory. Any thread. */
struct ledger_page *ledger_hold(struct ledger *l, struct str jurisdiction, const struct service *s);
void ledger_release(struct ledger *l, struct ledger_page *p);

/* By the thread of that number, which has the line to itself. */
void ledger_call(struct ledger_page *p, size_t thread, uint64_t microseconds);
void ledger_fail(struct ledger_page *p, size_t thread, int64_t at, struct str where,
                 struct text say);
/* A failure of one that was not asked, for it failed too often: the last one said why. */
void ledger_suspend(struct ledger_page *p, size_t thread);
/* Bytes that the functions hold in a Lua state: more, or fewer. */
void ledger_memory(struct ledger_page *p, size_t thread, int64_t more);

struct ledger_failure {
    int64_t at; /* of the decision, UTC seconds; 0: there was none */
    char where[LEDGER_WHERE_MAX];
    char words[LANG_COUNT][LEDGER_WORDS_MAX];
};

/* A page added up. */
struct ledger_sum {
    uint64_t calls, errors, microseconds, memory;
    uint64_t suspended;               /* errors too, but no calls */
    uint64_t buckets[LEDGER_BUCKETS]; /* of calls, by how long they took */
    struct ledger_failure last;
};

/* false: no thread has rules of that text, or it has no functions. Any thread. */
bool ledger_read(struct ledger *l, struct str jurisdiction, const struct service *s,
                 struct ledger_sum *out);

/* Calls of a bucket took at least ledger_bucket_start and less than that of the next. */
uint64_t ledger_bucket_start(size_t bucket);
/* So many of a thousand calls took at most so many microseconds, a quarter more at the most; 0:
 * there were none. */
uint64_t ledger_quantile(const struct ledger_sum *sum, unsigned per_thousand);

#endif
