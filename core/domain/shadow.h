/* A shadow: a candidate that decides beside the rules in force, for real requests, and is not
 * heard.
 *
 * It follows the feed: each filing and each reclassification that has been committed since it began
 * is decided again by the candidate (domain/again.h), whatever generation decided it live. Only
 * what differs is kept: counted by service, clock and kind, with the first ids of each, and row by
 * row, of which the newest are kept. How far it has come is written in the same batch as what it
 * found, so that it goes on after a restart where it was, and tells nothing twice.
 *
 * It is kept beside the log, and is no fold of it: `rebuild` leaves it alone, an export leaves it
 * out. Its texts are among those of the history (domain/history.h), and stay there. */
#ifndef DOMAIN_SHADOW_H
#define DOMAIN_SHADOW_H

#include "domain/backtest.h"
#include "domain/desk.h"
#include "domain/history.h"

enum {
    SHADOW_ROWS_MAX = 10000, /* kept; older ones go */
    SHADOW_COUNTS_MAX = 200, /* kinds of one clock of one service; others are `uncounted` */
    SHADOW_SAMPLES = 5,
    SHADOW_WORDS_MAX = 500, /* bytes of what was and what would be */
};

struct shadow_sample {
    uint64_t id;
};

struct shadow_count {
    enum backtest_kind kind;
    struct str service, clock; /* clock: of dates */
    uint64_t count;
    struct shadow_sample *samples; /* the first ids */
    size_t sample_count;
};

struct shadow {
    struct rules_change candidate; /* at, author, note, generation, texts */
    uint64_t cursor;               /* of the feed: it has come as far as that */
    uint64_t decided, moved;       /* decisions; those of which something differs */
    uint64_t row_count;            /* in all; the last row has that number */
    uint64_t uncounted;
    struct shadow_count *counts;
    size_t count_count;
};

struct shadow_row {
    uint64_t number; /* from 1 */
    uint64_t id;     /* of the request */
    uint32_t event;
    int64_t at;            /* of the event */
    struct str generation; /* that decided it live */
    enum backtest_kind kind;
    struct str service, clock;
    int64_t was_due, is_due; /* of dates; 0: none */
    struct str was, is;      /* else, in words */
};

/* Puts into the batch a shadow of these texts that begins behind `cursor`; s->candidate is filled
 * but for its texts. The batch expects that there is none. ERR_NOMEM. */
enum err shadow_begin(struct batch *batch, struct snap *snap, uint16_t jurisdiction,
                      struct shadow *s, const struct bundle *texts);
/* ERR_NOT_FOUND: there is none. */
enum err shadow_read(struct snap *snap, struct arena *arena, uint16_t jurisdiction,
                     struct shadow *out);
/* Newest first, those below `before` (0: all). */
enum err shadow_rows(struct snap *snap, struct arena *arena, uint16_t jurisdiction, uint64_t before,
                     size_t limit, struct shadow_row **out, size_t *count);
/* Rows first, then the shadow itself, page by page: blocks. */
enum err shadow_end(struct store *store, uint16_t jurisdiction);

/* One who follows: a thread of its own, with rules of its own. */
struct shadow_walk {
    struct desk *desk;                       /* its own: snapshot, store, clock */
    const struct jurisdiction *jurisdiction; /* the candidate's */
    const struct rules *rules;
    const _Atomic bool *stop; /* looked at between two decisions */
};

/* Decides what came since, for about a tenth of a second, and commits what it found. *more: it has
 * not come to the end. ERR_NOT_FOUND: the shadow is gone. ERR_CONFLICT: somebody else wrote it.
 * What the store says. Blocks; the desk's snapshot is released. */
enum err shadow_follow(struct shadow_walk *w, bool *more);

#endif
