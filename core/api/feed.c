/* GET /api/v1/feed: what happens to requests, in the order in which it was committed; page by page,
 * or as it happens. */
#include "domain/feed.h"

#include "api/param.h"
#include "api/reply.h"
#include "api/routes.h"
#include "api/streams.h"

#include <inttypes.h>

enum { LIMIT_DEFAULT = 100, LIMIT_MAX = 500 };

static bool wants_stream(const struct call *c)
{
    struct str accept = http_header(&c->x->request, "Accept");
    return c->x->request.method == HTTP_GET && str_starts(accept, STR("text/event-stream"));
}

/* Where to go on: Last-Event-ID, as a listener that lost its line sends it, else `after`. */
static bool read_after(struct call *c, uint64_t *out)
{
    struct str last = http_header(&c->x->request, "Last-Event-ID");
    if (!last.n)
        return param_count(c, "after", 0, INT64_MAX, out);
    if (str_u64(last, out) && *out <= INT64_MAX)
        return true;
    fault_add(&c->faults, "Last-Event-ID", "ce n'est pas un curseur", "this is no cursor");
    return false;
}

/* Who does not say where to go on hears what comes from now on. */
static enum err stream(struct call *c, bool said, uint64_t after)
{
    enum err e = said ? ERR_OK : feed_last(c->desk, c->jurisdiction, &after);
    return e ? e : streams_begin(api_streams(c->api), c, after);
}

static enum err page(struct call *c, uint64_t after, uint64_t limit)
{
    struct feed_page page;
    struct buf b = buf_in(call_arena(c));
    struct jw w = {.out = &b};
    enum err e = feed_read(c->desk, call_arena(c), c->jurisdiction, after, limit, &page);
    if (e)
        return e;
    jw_object(&w);
    jw_key(&w, "items");
    jw_array(&w);
    for (size_t i = 0; i < page.count; i++)
        feed_item_put(&w, c, &page.items[i]);
    jw_end_array(&w);
    jw_key(&w, "cursor");
    jw_i64(&w, (int64_t)(page.count ? page.items[page.count - 1].cursor : after));
    jw_key(&w, "more");
    jw_bool(&w, page.more);
    jw_end_object(&w);
    return reply_json(c, 200, &b);
}

static enum err feed(struct call *c)
{
    uint64_t after = 0, limit = LIMIT_DEFAULT;
    bool said = read_after(c, &after);
    param_count(c, "limit", 1, LIMIT_MAX, &limit);
    if (faults_any(&c->faults))
        return ERR_INVALID;
    return wants_stream(c) ? stream(c, said, after) : page(c, after, limit);
}

static const struct resource feed_resource = {FAMILY_JSON, ROLE_AGENT, BODY_NONE, .handle = feed};

static const struct http_route routes[] = {
    {HTTP_GET, "/api/v1/feed", "feed", &feed_resource, 0, false},
};

const struct route_table feed_routes = ROUTE_TABLE(routes);
