/* GET /open311/v2/requests: filters, the 90 days, the order, pages. */
#include "api/open311.h"

#include "api/param.h"
#include "base/date.h"

#include <inttypes.h>

/* --- Filters ---------------------------------------------------------------------------------- */

static enum err filter_services(struct call *c, struct query *q)
{
    bool known = true;
    param_list(c, "service_code", &q->services, &q->service_count);
    for (size_t i = 0; i < q->service_count; i++)
        known = open311_service(c, q->services[i]) && known;
    return known ? ERR_OK : ERR_NOT_FOUND;
}

static void filter_status(struct call *c, struct query *q)
{
    struct str *words;
    size_t count;
    param_list(c, "status", &words, &count);
    for (size_t i = 0; i < count; i++) {
        if (str_eq_nocase(words[i], STR("open")))
            q->open = true;
        else if (str_eq_nocase(words[i], STR("closed")))
            q->closed = true;
        else
            fault_add(&c->faults, "status", "« %.*s » n'est ni open ni closed",
                      "\"%.*s\" is neither open nor closed", STR_ARG(words[i]));
    }
}

/* Local dates 90 days apart may be an hour more when the clocks change between them. */
static const int64_t span = OPEN311_SPAN_DAYS * (int64_t)DAY_SECONDS;
static const int64_t span_max = OPEN311_SPAN_DAYS * (int64_t)DAY_SECONDS + 3600;

static void check_span(struct call *c, const struct open311_period *p)
{
    if (p->to < p->from)
        fault_add(&c->faults, "end_date", "end_date précède start_date",
                  "end_date is before start_date");
    else if (p->to - p->from > span_max)
        fault_add(&c->faults, "end_date",
                  "start_date et end_date ne peuvent être séparées de plus de %d jours",
                  "start_date and end_date may not be more than %d days apart", OPEN311_SPAN_DAYS);
}

struct open311_period open311_period(struct call *c)
{
    struct open311_period p = {now_seconds(c->now) - span, INT64_MAX, false};
    bool from = param_instant(c, "start_date", &p.from);
    bool to = param_instant(c, "end_date", &p.to);
    p.given = from || to;
    if (from && to)
        check_span(c, &p);
    else if (from)
        p.to = p.from + span;
    else if (to)
        p.from = p.to - span;
    return p;
}

/* Without start_date and end_date the last 90 days, unless changes are asked for. */
static void filter_dates(struct call *c, struct query *q)
{
    struct open311_period p = open311_period(c);
    q->has_updated_from = param_instant(c, "updated_after", &q->updated_from);
    q->has_updated_to = param_instant(c, "updated_before", &q->updated_to);
    bool updates = q->has_updated_from || q->has_updated_to;
    q->order = updates && !p.given ? ORDER_UPDATED : ORDER_REQUESTED;
    q->has_requested_from = p.given || !updates;
    q->has_requested_to = p.given;
    q->requested_from = p.from;
    q->requested_to = p.to;
}

static const struct {
    const char *name;
    enum query_order order;
    bool ascending;
} sorts[] = {
    {"-created", ORDER_REQUESTED, false},
    {"created", ORDER_REQUESTED, true},
    {"-updated", ORDER_UPDATED, false},
    {"updated", ORDER_UPDATED, true},
};

/* Over the order that the dates chose. Which requests are found is for the filters alone. */
static void filter_sort(struct call *c, struct query *q)
{
    struct str word = param(c, "sort");
    for (size_t i = 0; i < sizeof sorts / sizeof *sorts; i++)
        if (str_eq(word, str_c(sorts[i].name))) {
            q->order = sorts[i].order;
            q->ascending = sorts[i].ascending;
            return;
        }
    if (word.n)
        fault_add(&c->faults, "sort", "il faut -created, created, -updated ou updated",
                  "must be -created, created, -updated or updated");
}

struct open311_page open311_page(struct call *c)
{
    uint64_t page = 1, size = OPEN311_PAGE_MAX;
    param_count(c, "page", 1, 1000000, &page);
    if (param_count(c, "page_size", 1, 1000000, &size) && size > OPEN311_PAGE_MAX)
        size = OPEN311_PAGE_MAX;
    return (struct open311_page){page, (page - 1) * size, size};
}

void open311_next(struct call *c, const struct open311_page *page)
{
    link_next(c, "page", arena_printf(call_arena(c), "%" PRIu64, page->number + 1));
}

/* --- Answers ---------------------------------------------------------------------------------- */

enum { REQUEST_BYTES = 768 }; /* of one request in a list, more or less */

static enum err put_all(struct call *c, const struct request *items, size_t count)
{
    struct buf b = buf_in(call_arena(c));
    struct open311_extension extension;
    struct sink s;
    buf_reserve(&b, count * REQUEST_BYTES); /* or it would be copied each time it doubles */
    sink_open(&s, c->format, &b);
    sink_list(&s, "service_requests");
    for (size_t i = 0; i < count; i++) {
        enum err e = open311_extension(c, &items[i], &extension);
        if (e)
            return e;
        open311_put_request(&s, c, &items[i], &extension);
    }
    sink_end(&s);
    return open311_reply(c, &b);
}

/* service_request_id overrides all other arguments. What does not exist is passed over. */
static enum err list_ids(struct call *c, const struct str *ids, size_t count)
{
    struct request *found = ARENA_ARRAY(call_arena(c), struct request, count);
    size_t n = 0;
    if (!found)
        return ERR_NOMEM;
    if (count > OPEN311_PAGE_MAX) {
        fault_add(&c->faults, "service_request_id", "pas plus de %d numéros à la fois",
                  "no more than %d ids at once", OPEN311_PAGE_MAX);
        return ERR_INVALID;
    }
    for (size_t i = 0; i < count; i++) {
        uint64_t id;
        if (!str_u64(ids[i], &id))
            continue;
        enum err e = desk_request(c->desk, call_arena(c), c->jurisdiction, id, &found[n]);
        if (e && e != ERR_NOT_FOUND)
            return e;
        n += e == ERR_OK;
    }
    return put_all(c, found, n);
}

static enum err list_query(struct call *c)
{
    struct query q = {.words = param(c, "q")};
    struct query_page page;
    enum err e = filter_services(c, &q);
    filter_status(c, &q);
    filter_dates(c, &q);
    filter_sort(c, &q);
    param_area(c, &q);
    struct open311_page part = open311_page(c);
    q.skip = part.skip;
    q.limit = part.limit;
    if (!e && faults_any(&c->faults))
        e = ERR_INVALID;
    if (!e)
        e = query_run(c->desk, call_arena(c), c->jurisdiction, &q, &page);
    if (e)
        return e;
    if (page.more)
        open311_next(c, &part);
    return put_all(c, page.items, page.count);
}

enum err open311_list(struct call *c)
{
    struct str *ids;
    size_t count;
    open311_log_unknown(c);
    if (param_list(c, "service_request_id", &ids, &count))
        return list_ids(c, ids, count);
    return list_query(c);
}
