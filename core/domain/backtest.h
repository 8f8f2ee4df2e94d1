/* Rehearsal: what another version of the rules would have said of the requests that are stored.
 *
 * Each request is decided again from the event of its filing: its answers, its place, the instant,
 * and what its functions were told of other requests that day. What comes out is laid beside what
 * was decided then. Nothing is written. Any number of threads work on one rehearsal, each with
 * rules of its own; pages of requests are given out one by one, and a reader's snapshot is released
 * after each, so that a server beside it never waits and its file does not grow. */
#ifndef DOMAIN_BACKTEST_H
#define DOMAIN_BACKTEST_H

#include "base/json.h"
#include "domain/jurisdiction.h"
#include "domain/rules.h"
#include "store/store.h"

#include <pthread.h>
#include <stdatomic.h>

enum backtest_kind {
    BACKTEST_EARLIER,  /* a clock is due earlier … */
    BACKTEST_LATER,    /* … or later */
    BACKTEST_STARTED,  /* a clock that did not run */
    BACKTEST_DROPPED,  /* a clock that would not run any more */
    BACKTEST_PRIORITY, /* another priority */
    BACKTEST_REFUSED,  /* the form, or a stop, would turn it away */
    BACKTEST_FAILED,   /* a function fails that did not */
    BACKTEST_UNASKED,  /* a function asks what none asked that day: the answer is not known */
    BACKTEST_KINDS,
};

struct str backtest_kind_name(enum backtest_kind kind); /* "earlier" */
struct text backtest_kind_say(enum backtest_kind kind);

/* One thing that moves. */
struct backtest_row {
    uint64_t id;
    enum backtest_kind kind;
    struct str service, clock; /* clock: of dates */
    int64_t was_due, is_due;   /* of dates; 0: none */
    struct str was, is;        /* else, in words */
};

struct backtest_rows { /* of one thread, in its arena */
    struct arena arena;
    struct backtest_row *items;
    size_t count, cap;
};

/* What is rehearsed. Zero but for the first members; then backtest_open. */
struct backtest {
    struct store *store;
    const struct jurisdiction *jurisdiction; /* the candidate; its number is that of the store */
    int64_t since, until;                    /* filed in [since, until) */
    struct str only;                         /* a service; empty: all */
    uint64_t row_max;                        /* ERR_TOO_LARGE beyond; 0: any number */

    pthread_mutex_t lock; /* guards the cursor */
    int64_t at;
    uint64_t id;
    bool over;
    _Atomic uint64_t decided, moved; /* requests; may be read from another thread */
    _Atomic uint64_t row_count;      /* of all threads */
    _Atomic int64_t reached;         /* filed when: how far it has come */
    _Atomic bool stop;               /* may be set from another thread */
};

enum err backtest_open(struct backtest *b); /* ERR_SYSTEM */
void backtest_close(struct backtest *b);
/* Works until no page is left, or until `stop`; on several threads at once. `rules` are of this
 * thread and know the candidate. Adds to *rows, whose arena the caller frees. ERR_TOO_LARGE;
 * ERR_CORRUPT: an event that cannot be read; what the store says; ERR_NOMEM. */
enum err backtest_work(struct backtest *b, const struct rules *rules, struct backtest_rows *rows);

/* --- Telling ---------------------------------------------------------------------------------- */

enum { BACKTEST_SAMPLES = 5, BACKTEST_SPANS = 6 };

/* All rows of one kind, service and clock. */
struct backtest_group {
    enum backtest_kind kind;
    struct str service, clock;
    uint64_t count;
    uint64_t samples[BACKTEST_SAMPLES]; /* the first ids */
    size_t sample_count;
    uint64_t spans[BACKTEST_SPANS]; /* dates: by how much they move (backtest_span_say) */
};

struct backtest_report {
    const struct backtest *backtest;
    const struct backtest_row *rows; /* by id */
    size_t row_count;
    struct backtest_group *groups; /* by service, clock, kind */
    size_t group_count;
    uint64_t dates; /* requests of which a due date moves */
};

/* Of what all threads found. The report is in the arena; its strings are where they were. */
enum err backtest_sum(struct arena *arena, const struct backtest *b,
                      const struct backtest_rows *all, size_t n, struct backtest_report *out);
struct text backtest_span_say(size_t span); /* « moins d'un jour » */

void backtest_put_text(struct buf *out, const struct backtest_report *r, enum lang lang);
void backtest_put_csv(struct buf *out, const struct backtest_report *r); /* a line for each row */
void backtest_put_json(struct jw *w, const struct backtest_report *r);

#endif
