/* GET /open311/v2/servicerequestupdates: what citizens were told of all requests in a time, in the
 * order of that time (mySociety's extension of GeoReport v2).
 *
 * Events are kept by request. The index of changes leads to each request that may have one in the
 * time asked for: none was changed before it was filed, nor since its last change. */
#include "api/open311.h"

#include "api/param.h"
#include "api/update_status.h"
#include "api/words.h"

#include <stdlib.h>

enum {
    BATCH = 500,        /* requests looked at together */
    READS_MAX = 200000, /* as of any query, for one answer */
    EVENTS_READS = 10,  /* the events of a request cost as much as so many of these */
};

struct updates {
    struct open311_update *items;
    size_t count, cap;
};

static enum err add(struct call *c, struct updates *all, struct open311_update u)
{
    if (all->count == all->cap) {
        size_t cap = all->cap ? all->cap * 2 : 64;
        struct open311_update *p =
            arena_grow(call_arena(c), all->items, all->cap * sizeof *p, cap * sizeof *p);
        if (!p)
            return ERR_NOMEM;
        all->items = p;
        all->cap = cap;
    }
    all->items[all->count++] = u;
    return ERR_OK;
}

/* --- Of one request --------------------------------------------------------------------------- */

/* The state a request was in, as its events go by. */
struct standing {
    struct str state, detailed_status;
    bool closed;
};

static void follow(struct standing *now, const struct event *e)
{
    if (!e->state.n)
        return;
    now->state = e->state;
    now->detailed_status = e->detailed_status;
    now->closed = e->kind == EVENT_TRANSITIONED && e->closed;
}

/* A move is always one; anything else, when words came with it that the citizen reads. Notes of
 * the team and the citizen's own answers are in other members and stay there. */
static enum err tell(struct call *c, struct updates *all, uint64_t id, const struct standing *now,
                     const struct event *e)
{
    struct str words = words_told(c, &e->reason_say, e->note);
    if (e->kind != EVENT_TRANSITIONED && !words.n)
        return ERR_OK;
    struct open311_update u = {
        .request = id,
        .number = e->number,
        .at = e->at,
        .status = update_status(now->detailed_status, now->closed),
        .state = arena_str(call_arena(c), now->state),
        .description = arena_str(call_arena(c), words),
    };
    bool kept = u.state.p && (u.description.p || !words.n);
    return kept ? add(c, all, u) : ERR_NOMEM;
}

static enum err look_at(struct call *c, struct arena *scratch, uint64_t id,
                        const struct open311_period *period, struct updates *all)
{
    struct standing now = {0};
    struct event *events;
    size_t count;
    enum err e = desk_events(c->desk, scratch, c->jurisdiction, id, &events, &count);
    for (size_t i = 0; !e && i < count; i++) {
        follow(&now, &events[i]);
        if (events[i].at >= period->from && events[i].at <= period->to)
            e = tell(c, all, id, &now, &events[i]);
    }
    return e;
}

/* --- Of all ----------------------------------------------------------------------------------- */

struct looking {
    struct query query; /* its cursor stands behind what has been seen */
    struct open311_period period;
    size_t left; /* of READS_MAX */
    bool more;
};

static void spend(struct looking *l, const struct query_page *page)
{
    size_t cost = page->reads + EVENTS_READS * page->count;
    l->left -= cost < l->left ? cost : l->left;
    l->more = page->more;
}

/* The next requests by change. */
static enum err look_on(struct call *c, struct looking *l, struct updates *all)
{
    struct arena scratch = {0};
    struct query *q = &l->query;
    struct query_page page;
    q->reads_max = l->left;
    enum err e = query_run(c->desk, &scratch, c->jurisdiction, q, &page);
    for (size_t i = 0; !e && i < page.count; i++) {
        e = look_at(c, &scratch, page.items[i].id, &l->period, all);
        q->has_after = true;
        q->after_key = page.items[i].updated_at;
        q->after_id = page.items[i].id;
    }
    spend(l, &page);
    arena_free(&scratch);
    return e;
}

/* ERR_TIMEOUT: too many requests were changed since. */
static enum err gather(struct call *c, struct open311_period period, struct updates *all)
{
    struct looking l = {.query = {.order = ORDER_UPDATED,
                                  .ascending = true,
                                  .has_updated_from = true,
                                  .updated_from = period.from,
                                  .has_requested_to = true,
                                  .requested_to = period.to,
                                  .limit = BATCH},
                        .period = period,
                        .left = READS_MAX,
                        .more = true};
    enum err e = ERR_OK;
    while (!e && l.more)
        e = l.left ? look_on(c, &l, all) : ERR_TIMEOUT;
    return e;
}

static int by_time(const void *a, const void *b)
{
    const struct open311_update *x = a, *y = b;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    if (x->request != y->request)
        return x->request < y->request ? -1 : 1;
    return (x->number > y->number) - (x->number < y->number);
}

static enum err put_page(struct call *c, const struct updates *all, const struct open311_page *page)
{
    struct buf b = buf_in(call_arena(c));
    struct sink s;
    size_t end = all->count - page->skip > page->limit ? page->skip + page->limit : all->count;
    sink_open(&s, c->format, &b);
    sink_list(&s, "service_request_updates");
    for (size_t i = page->skip; i < end; i++)
        open311_put_update(&s, c, &all->items[i]);
    sink_end(&s);
    if (end < all->count)
        open311_next(c, page);
    return open311_reply(c, &b);
}

enum err open311_updates(struct call *c)
{
    struct updates all = {0};
    struct open311_period period = open311_period(c);
    struct open311_page page = open311_page(c);
    open311_log_unknown(c);
    enum err e = faults_any(&c->faults) ? ERR_INVALID : gather(c, period, &all);
    if (e)
        return e;
    if (all.count)
        qsort(all.items, all.count, sizeof *all.items, by_time);
    if (page.skip > all.count)
        page.skip = all.count;
    return put_page(c, &all, &page);
}
