/* Finding requests: filters over the indexes, by date, by change or by time left, page by page.
 *
 * The cost of a page depends on the page, not on how much is stored: the walk starts at the cursor
 * in the index that fits the filter best, and stops when the page is full. Two plans:
 *   stream   the ranges of an index that is in the order asked for (by status, by service and
 *            status, by state, by the cells of a place, by update, by due date), merged; what is
 *            left of the filter is tried on each;
 *   gather   all that stand in a small place, were changed in a short time, or were filed in one
 *            that is narrow in another way too, then sorted: when the order is another than these
 *            indexes have. When there are more than a few thousand, a stream will meet them soon
 *            enough. */
#ifndef DOMAIN_QUERY_H
#define DOMAIN_QUERY_H

#include "domain/desk.h"

enum query_order {
    ORDER_REQUESTED, /* newest first */
    ORDER_UPDATED,   /* latest change first */
    ORDER_DUE,       /* least time left first; open requests with a due date only */
};

struct query {
    enum query_order order;
    bool ascending;       /* the oldest, or the earliest change, first; ORDER_DUE does not mind */
    struct str *services; /* any of these; none: all */
    size_t service_count;
    bool open, closed; /* neither: both */
    struct str state;  /* workflow state */
    struct str assignee;
    bool has_requested_from, has_requested_to, has_updated_from, has_updated_to;
    int64_t requested_from, requested_to; /* [from, to], as Open311 start_date and end_date */
    int64_t updated_from, updated_to;     /* [after, before] */
    bool has_due_before;
    int64_t due_before; /* due earlier than this; open requests only, as in ORDER_DUE */
    bool has_circle;
    struct position center;
    double radius; /* metres */
    bool has_box;  /* south-west and north-east, both inside; it does not cross the date line */
    struct position low, high;
    struct str words; /* all must stand in description or address, folded */

    size_t skip;       /* matches to pass over (page numbers of Open311) */
    size_t limit;      /* matches to give */
    size_t reads_max;  /* index entries and requests it may read; 0: a great many */
    bool has_after;    /* cursor: continue beyond this place in the order */
    int64_t after_key; /* the sort key (requested, updated, due) of the last one given */
    uint64_t after_id;
};

struct query_page {
    struct request *items;
    size_t count;
    bool more;
    size_t reads; /* what it has cost */
};

/* Inside desk_look/desk_leave. ERR_TIMEOUT when the filter would read too much (a bounded number
 * of index entries): narrow it; *out then holds what it had found by then. */
enum err query_run(struct desk *d, struct arena *arena, const struct jurisdiction *j,
                   const struct query *q, struct query_page *out);

#endif
