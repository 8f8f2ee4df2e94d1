/* GET /api/v1/requests: the agents' list, by time left, page by page. */
#include "api/requests.h"

#include "api/param.h"
#include "api/reply.h"

#include <inttypes.h>

enum { LIMIT_DEFAULT = 50, LIMIT_MAX = 200 };

/* --- Cursor ----------------------------------------------------------------------------------- */

/* "d1778500800.1042": the order, the sort key and the id of the last one given. */
static const struct {
    const char *name;
    char letter;
    enum query_order order;
} orders[] = {
    {"due", 'd', ORDER_DUE},
    {"requested", 'r', ORDER_REQUESTED},
    {"updated", 'u', ORDER_UPDATED},
};

enum { ORDERS = sizeof orders / sizeof *orders };

static size_t order_of(const struct query *q)
{
    size_t i = 0;
    while (i < ORDERS - 1 && orders[i].order != q->order)
        i++;
    return i;
}

static int64_t sort_key(const struct query *q, const struct request *r)
{
    switch (q->order) {
    case ORDER_REQUESTED:
        return r->requested_at;
    case ORDER_UPDATED:
        return r->updated_at;
    case ORDER_DUE:
        return request_due(r);
    }
    return 0;
}

static struct str cursor_text(struct call *c, const struct query *q, const struct request *last)
{
    return arena_printf(call_arena(c), "%c%" PRId64 ".%" PRIu64, orders[order_of(q)].letter,
                        sort_key(q, last), last->id);
}

static void read_cursor(struct call *c, struct query *q)
{
    struct str s = param(c, "cursor"), key;
    if (!s.n)
        return;
    bool good = s.p[0] == orders[order_of(q)].letter;
    s = str_from(s, 1);
    q->has_after = good && str_cut(&s, '.', &key) && str_i64(key, &q->after_key) && s.p &&
                   str_u64(s, &q->after_id);
    if (!q->has_after)
        fault_add(&c->faults, "cursor", "ce curseur n'est pas de cette liste",
                  "this cursor is not of this list");
}

/* --- List ------------------------------------------------------------------------------------- */

/* By time left, unless what is asked for has none: closed requests come latest change first. */
static void read_order(struct call *c, struct query *q)
{
    struct str s = param(c, "order");
    q->order = q->closed ? ORDER_UPDATED : ORDER_DUE;
    for (size_t i = 0; i < ORDERS; i++) {
        if (str_eq(s, str_c(orders[i].name))) {
            q->order = orders[i].order;
            return;
        }
    }
    if (s.n)
        fault_add(&c->faults, "order", "due, requested ou updated", "due, requested or updated");
}

static void read_status(struct call *c, struct query *q)
{
    struct str s = param(c, "status");
    q->open = str_eq(s, STR("open"));
    q->closed = str_eq(s, STR("closed"));
    if (s.n && !q->open && !q->closed)
        fault_add(&c->faults, "status", "open ou closed", "open or closed");
}

static void read_instants(struct call *c, struct query *q)
{
    q->has_requested_from = param_instant(c, "requested_after", &q->requested_from);
    q->has_requested_to = param_instant(c, "requested_before", &q->requested_to);
    q->has_updated_from = param_instant(c, "updated_after", &q->updated_from);
    q->has_updated_to = param_instant(c, "updated_before", &q->updated_to);
    q->has_due_before = param_instant(c, "due_before", &q->due_before);
}

static enum err read_query(struct call *c, struct query *q)
{
    uint64_t limit = LIMIT_DEFAULT;
    read_status(c, q);
    read_order(c, q);
    read_instants(c, q);
    read_cursor(c, q);
    param_area(c, q);
    param_list(c, "service", &q->services, &q->service_count);
    param_count(c, "limit", 1, LIMIT_MAX, &limit);
    q->limit = limit;
    q->state = param(c, "state");
    q->assignee = param(c, "assignee");
    q->words = param(c, "q");
    return faults_any(&c->faults) ? ERR_INVALID : ERR_OK;
}

static const char *const list_params[] = {
    "service",
    "status",
    "state",
    "assignee",
    "updated_after",
    "updated_before",
    "due_before",
    "requested_after",
    "requested_before",
    "bbox",
    "lat",
    "long",
    "radius",
    "q",
    "external_id",
    "order",
    "limit",
    "cursor",
    "jurisdiction_id",
    "locale",
    "lang",
};

/* Our own API does not guess: a misspelt filter would answer with too much. */
static void refuse_unknown(struct call *c)
{
    for (size_t i = 0; i < c->form.count; i++) {
        bool known = false;
        for (size_t k = 0; k < sizeof list_params / sizeof *list_params; k++)
            known = known || str_eq(c->form.fields[i].name, str_c(list_params[k]));
        if (!known)
            fault_add(&c->faults, c->form.fields[i].name.p, "paramètre inconnu",
                      "unknown parameter");
    }
}

/* At most one request has an external id: no index is walked. */
static enum err find_external(struct call *c, struct str external_id, struct query_page *page)
{
    page->items = ARENA_NEW(call_arena(c), struct request);
    if (!page->items)
        return ERR_NOMEM;
    enum err e = desk_request_by_external_id(c->desk, call_arena(c), c->jurisdiction, external_id,
                                             page->items);
    page->count = e == ERR_OK;
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

enum { REQUEST_BYTES = 2048 }; /* of one request in a list, more or less */

static enum err reply_page(struct call *c, const struct query *q, const struct query_page *page)
{
    struct buf b = buf_in(call_arena(c));
    struct jw w = {.out = &b};
    struct str cursor = {0};
    if (page->more && page->count)
        cursor = cursor_text(c, q, &page->items[page->count - 1]);
    buf_reserve(&b, page->count * REQUEST_BYTES); /* or it would be copied each time it doubles */
    jw_object(&w);
    jw_key(&w, "items");
    jw_array(&w);
    for (size_t i = 0; i < page->count; i++)
        request_put(&w, c, &page->items[i], NULL);
    jw_end_array(&w);
    json_text(&w, "next_cursor", cursor);
    jw_end_object(&w);
    if (cursor.n)
        link_next(c, "cursor", cursor);
    return reply_json(c, 200, &b);
}

enum err requests_list(struct call *c)
{
    struct query q = {0};
    struct query_page page = {0};
    struct str external_id = param(c, "external_id");
    refuse_unknown(c);
    enum err e = read_query(c, &q);
    if (!e && external_id.n)
        e = find_external(c, external_id, &page);
    else if (!e)
        e = query_run(c->desk, call_arena(c), c->jurisdiction, &q, &page);
    return e ? e : reply_page(c, &q, &page);
}
