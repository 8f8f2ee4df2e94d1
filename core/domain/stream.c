/* Candidates from an index: several of its ranges, merged as they are walked. */
#include "domain/index.h"
#include "domain/source.h"

enum {
    SERVICES_MAX = 32, /* with more, all requests are walked and tried */
    CELLS_MAX = 64,    /* eight by eight: about 5 by 4 kilometres */
};

/* One range of an index. */
struct lane {
    struct key low, high;
    struct walk walk;
    struct spot head;
    bool placed; /* entries say where: those outside the place are passed over */
    bool empty;
};

/* Sort keys and ids from `from` up to but not including `to`. */
struct span {
    struct spot from, to;
};

/* --- Which part of the order ------------------------------------------------------------------ */

static struct span narrow_from(struct span span, bool has, int64_t from)
{
    if (has)
        span.from.key = from;
    return span;
}

static struct span narrow_to(struct span span, bool has, int64_t to)
{
    if (has)
        span.to.key = to;
    return span;
}

/* The dates of the query that bound that sort key; when it is the one the query orders by, the
 * cursor as well. Nothing is changed before it is filed: a day of filing bounds the changes too.
 * No id is UINT64_MAX. */
static struct span span_of(const struct query *q, enum query_order order, bool down)
{
    struct span span = {{INT64_MIN, 0}, {INT64_MAX, UINT64_MAX}};
    if (order == ORDER_REQUESTED) {
        span = narrow_from(span, q->has_requested_from, q->requested_from);
        span = narrow_to(span, q->has_requested_to, q->requested_to);
    } else if (order == ORDER_UPDATED) {
        span = narrow_from(span, q->has_requested_from, q->requested_from);
        span = narrow_from(span, q->has_updated_from && q->updated_from > span.from.key,
                           q->updated_from);
        span = narrow_to(span, q->has_updated_to, q->updated_to);
    } else if (q->has_due_before) {
        span.to = (struct spot){q->due_before, 0};
    }
    struct spot after = {q->after_key, q->after_id + !down};
    if (!q->has_after || order != q->order)
        return span;
    if (down && spot_less(after, span.to))
        span.to = after;
    if (!down && spot_less(span.from, after))
        span.from = after;
    return span;
}

/* --- Lanes ------------------------------------------------------------------------------------ */

static bool outside(const struct source *s, const struct lane *lane, struct str value)
{
    struct position p;
    return lane->placed && index_read_position(value, &p) && !filter_place(s->filter, p);
}

/* Takes the lane's next entry to its head. */
static enum err advance(struct source *s, struct lane *lane)
{
    struct str key, value;
    enum err e;
    do {
        if (!budget_spend(s->budget, 1))
            return ERR_TIMEOUT;
        e = walk_next(&lane->walk, &key, &value);
    } while (!e && outside(s, lane, value));
    lane->empty = e == ERR_NOT_FOUND;
    if (e)
        return lane->empty ? ERR_OK : e;
    return keys_read_at(key, &lane->head.key, &lane->head.id) ? ERR_OK : ERR_CORRUPT;
}

static enum err add_lane(struct source *s, struct key prefix, struct span span, bool placed)
{
    struct lane *lane = &s->lanes[s->lane_count];
    lane->placed = placed;
    lane->low = lane->high = prefix;
    keys_at(&lane->low, span.from.key, span.from.id);
    keys_at(&lane->high, span.to.key, span.to.id);
    if (str_cmp(key_str(&lane->low), key_str(&lane->high)) >= 0)
        return ERR_OK; /* nothing in between */
    enum err e =
        walk_open(s->desk->snap, key_str(&lane->low), key_str(&lane->high), s->down, &lane->walk);
    if (e)
        return e;
    s->lane_count++;
    return advance(s, lane);
}

static enum err make_lanes(struct source *s, size_t count)
{
    s->lanes = ARENA_ARRAY(s->arena, struct lane, count);
    s->lane_count = 0;
    return s->lanes ? ERR_OK : ERR_NOMEM;
}

/* --- By place, by update ---------------------------------------------------------------------- */

enum err stream_open_cells(struct source *s)
{
    const struct filter *f = s->filter;
    if (!f->placed)
        return ERR_NOT_FOUND;
    struct cell low = cell_of(f->low), high = cell_of(f->high);
    int rows = high.row - low.row + 1, columns = high.column - low.column + 1;
    if (f->low.lat > f->high.lat || f->low.lon > f->high.lon)
        rows = columns = 0; /* nothing is inside */
    if (rows * columns > CELLS_MAX)
        return ERR_NOT_FOUND;
    struct span span = span_of(f->query, ORDER_REQUESTED, s->down);
    enum err e = make_lanes(s, (size_t)(rows * columns));
    for (int i = 0; !e && i < rows * columns; i++) {
        struct cell cell = {(uint16_t)(low.row + i / columns),
                            (uint16_t)(low.column + i % columns)};
        e = add_lane(s, keys_by_cell(s->jurisdiction->number, cell), span, true);
    }
    return e;
}

enum err stream_open_updates(struct source *s)
{
    const struct query *q = s->filter->query;
    if (!q->has_updated_from && !q->has_updated_to)
        return ERR_NOT_FOUND;
    struct span span = span_of(q, ORDER_UPDATED, s->down);
    enum err e = make_lanes(s, 1);
    return e ? e : add_lane(s, keys_of(KEY_BY_UPDATE, s->jurisdiction->number), span, false);
}

/* --- In the order asked for ------------------------------------------------------------------- */

static bool named_before(const struct query *q, size_t i)
{
    for (size_t k = 0; k < i; k++)
        if (str_eq(q->services[k], q->services[i]))
            return true;
    return false;
}

static enum err add_services(struct source *s, struct span span, bool closed)
{
    const struct query *q = s->filter->query;
    enum err e = ERR_OK;
    for (size_t i = 0; !e && i < q->service_count; i++)
        if (q->services[i].n <= CODE_MAX && !named_before(q, i))
            e = add_lane(s, keys_by_service(s->jurisdiction->number, q->services[i], closed), span,
                         false);
    return e;
}

/* Nothing is asked but what the lanes decide: services as told, status, dates of their order. */
static bool lanes_decide(const struct source *s, bool services, bool status)
{
    const struct filter *f = s->filter;
    const struct query *q = f->query;
    bool by_request = q->order == ORDER_REQUESTED, by_update = q->order == ORDER_UPDATED;
    return (services || !q->service_count) && (status || (f->open && f->closed)) && !q->state.n &&
           !q->assignee.n && !f->placed && !f->word_count &&
           (by_request || (!q->has_requested_from && !q->has_requested_to)) &&
           (by_update || (!q->has_updated_from && !q->has_updated_to)) &&
           (q->order == ORDER_DUE || !q->has_due_before);
}

/* Newest first: by service and status, by state, or by status. */
static enum err open_requested(struct source *s)
{
    const struct query *q = s->filter->query;
    uint16_t number = s->jurisdiction->number;
    struct span span = span_of(q, ORDER_REQUESTED, s->down);
    bool by_service = q->service_count && q->service_count <= SERVICES_MAX;
    enum err e = make_lanes(s, 2 * (by_service ? q->service_count : 1));
    if (!e && !by_service && q->state.n && q->state.n <= CODE_MAX)
        return add_lane(s, keys_by_state(number, q->state), span, false);
    for (int closed = 0; !e && closed <= 1; closed++)
        if (closed ? s->filter->closed : s->filter->open)
            e = by_service ? add_services(s, span, closed)
                           : add_lane(s, keys_by_status(number, closed), span, false);
    s->exact = lanes_decide(s, by_service, true);
    return e;
}

enum err stream_open_filed(struct source *s)
{
    const struct query *q = s->filter->query;
    bool narrow = q->service_count || q->state.n || q->has_requested_to;
    return q->has_requested_from && narrow ? open_requested(s) : ERR_NOT_FOUND;
}

/* By update or by due date: one range. Those with a due date are open ones. */
static enum err open_single(struct source *s)
{
    const struct query *q = s->filter->query;
    bool due = q->order == ORDER_DUE;
    struct key prefix = keys_of(due ? KEY_BY_DUE : KEY_BY_UPDATE, s->jurisdiction->number);
    enum err e = make_lanes(s, 1);
    if (!e)
        e = add_lane(s, prefix, span_of(q, q->order, s->down), false);
    s->exact = lanes_decide(s, false, due && s->filter->open);
    return e;
}

enum err stream_open(struct source *s)
{
    if (s->filter->query->order != ORDER_REQUESTED)
        return open_single(s);
    enum err e = stream_open_cells(s);
    return e == ERR_NOT_FOUND ? open_requested(s) : e;
}

static struct lane *first_lane(struct source *s)
{
    struct lane *best = NULL;
    for (size_t i = 0; i < s->lane_count; i++) {
        struct lane *lane = &s->lanes[i];
        if (!lane->empty && (!best || spot_beyond(s, best->head, lane->head)))
            best = lane;
    }
    return best;
}

enum err stream_next(struct source *s, struct spot *out)
{
    struct lane *lane = first_lane(s);
    if (!lane)
        return ERR_NOT_FOUND;
    *out = lane->head;
    return advance(s, lane);
}

void stream_close(struct source *s)
{
    for (size_t i = 0; i < s->lane_count; i++)
        walk_close(&s->lanes[i].walk);
    s->lane_count = 0;
}
