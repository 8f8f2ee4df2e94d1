/* GET /api/v1/outbox: messages that wait to be sent, in the order in which they were written. */
#include "domain/outbox.h"

#include "api/members.h"
#include "api/param.h"
#include "api/reply.h"
#include "api/routes.h"
#include "api/words.h"

enum { LIMIT_DEFAULT = 100, LIMIT_MAX = 500 };

static void put_message(struct jw *w, struct call *c, const struct message *m)
{
    jw_object(w);
    jw_key(w, "cursor");
    jw_i64(w, (int64_t)m->cursor);
    json_text(w, "request", m->request ? words_id(c, m->request) : STR(""));
    jw_key(w, "event");
    if (m->request)
        jw_i64(w, m->event);
    else
        jw_null(w);
    json_text(w, "kind", m->request ? instant_kind_name(m->kind) : STR("rules"));
    json_text(w, "to", m->to);
    json_instant(w, "at", c, m->at);
    json_instant(w, "planned_at", c, m->planned);
    jw_key(w, "text");
    jw_object(w);
    for (int lang = 0; lang < LANG_COUNT; lang++)
        json_text(w, lang_code((enum lang)lang).p, m->text.in[lang]);
    jw_end_object(w);
    jw_end_object(w);
}

static enum err outbox(struct call *c)
{
    uint64_t after = 0, limit = LIMIT_DEFAULT;
    struct message *items;
    size_t count;
    param_count(c, "after", 0, INT64_MAX, &after);
    param_count(c, "limit", 1, LIMIT_MAX, &limit);
    if (faults_any(&c->faults))
        return ERR_INVALID;
    enum err e = outbox_read(c->desk, call_arena(c), c->jurisdiction, after, limit, &items, &count);
    if (e)
        return e;
    struct buf b = buf_in(call_arena(c));
    struct jw w = {.out = &b};
    jw_object(&w);
    jw_key(&w, "items");
    jw_array(&w);
    for (size_t i = 0; i < count; i++)
        put_message(&w, c, &items[i]);
    jw_end_array(&w);
    jw_key(&w, "cursor");
    jw_i64(&w, (int64_t)(count ? items[count - 1].cursor : after));
    jw_end_object(&w);
    return reply_json(c, 200, &b);
}

static const struct resource outbox_resource = {FAMILY_JSON, ROLE_MANAGER, BODY_NONE,
                                                .handle = outbox};

static const struct http_route routes[] = {
    {HTTP_GET, "/api/v1/outbox", "outbox", &outbox_resource, 0, false},
};

const struct route_table outbox_routes = ROUTE_TABLE(routes);
