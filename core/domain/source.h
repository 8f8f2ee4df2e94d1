/* Where a query's candidates come from, one after the other in the order asked for. */
#ifndef DOMAIN_SOURCE_H
#define DOMAIN_SOURCE_H

#include "domain/filter.h"

struct stored; /* domain/stored.h */

/* A place in an order: the sort key (requested, updated, due) and the id. */
struct spot {
    int64_t key;
    uint64_t id;
};

/* What one query may read: index entries, and requests looked at. */
struct budget {
    size_t left;
};

static inline bool budget_spend(struct budget *b, size_t n)
{
    b->left -= n <= b->left ? n : b->left;
    return b->left > 0;
}

struct source {
    struct desk *desk;
    struct arena *arena;
    const struct jurisdiction *jurisdiction;
    const struct filter *filter;
    struct budget *budget;
    bool down; /* greatest spot first */

    struct lane *lanes; /* ranges of an index, merged */
    size_t lane_count;
    bool exact; /* all that comes passes the filter: nothing is left to be tried */

    bool gathered; /* candidates taken from the lanes and sorted, instead of the lanes */
    struct spot *spots;
    size_t spot_count, spot_cap, spot_next;
};

/* Opens lanes in the order asked for. ERR_NOMEM, ERR_TIMEOUT, errors of the store; the source is
 * to be closed whatever comes. */
enum err stream_open(struct source *s);
/* Opens lanes over the cells of the query's place, by date of request; over its range of updates;
 * or over what was filed since a day, of some services, in one state, or until another day.
 * ERR_NOT_FOUND: no such thing in the query, or a place of too many cells. */
enum err stream_open_cells(struct source *s);
enum err stream_open_updates(struct source *s);
enum err stream_open_filed(struct source *s);
/* The next candidate of the lanes. ERR_NOT_FOUND at the end. */
enum err stream_next(struct source *s, struct spot *out);
void stream_close(struct source *s);

/* Gathers. ERR_NOT_FOUND: nothing in the query to gather by; ERR_TOO_LARGE: too many. */
enum err gather_open(struct source *s);
enum err gather_next(struct source *s, struct spot *out);

/* The next candidate beyond the query's cursor. ERR_NOT_FOUND at the end, ERR_TIMEOUT when the
 * budget is spent. */
enum err source_next(struct source *s, struct spot *out);

static inline bool spot_less(struct spot a, struct spot b)
{
    return a.key != b.key ? a.key < b.key : a.id < b.id;
}

/* Whether a comes after b when walking. */
static inline bool spot_beyond(const struct source *s, struct spot a, struct spot b)
{
    return s->down ? spot_less(a, b) : spot_less(b, a);
}

/* The sort key of a request in the query's order. */
int64_t source_key(const struct source *s, const struct request *r);
/* A request by id, its strings views into the snapshot, its arrays in `scratch`. */
enum err source_look(struct source *s, struct arena *scratch, uint64_t id, struct request *out,
                     struct stored *stored);

#endif
