/* /api/v1/admin/shadow: a candidate set beside the rules in force, what differs, and its end. */
#include "api/errand.h"
#include "api/param.h"
#include "api/reply.h"
#include "api/request_json.h"
#include "app/admin.h"
#include "app/admin_body.h"
#include "app/shadows.h"
#include "domain/feed.h"

enum { ROWS = 50, ROWS_MOST = 500 };

/* One thing asked for; in the call's arena. */
struct asked {
    struct errand errand;
    struct shadows *shadows;
    struct life_ask ask;
    struct bundle texts;
    char generation[BUNDLE_NAME_TEXT];
};

/* --- Beginning -------------------------------------------------------------------------------- */

struct body {
    const struct jv *texts;
    struct str base, note;
};

static void read_body(struct call *c, struct asked *a)
{
    static const struct member members[] = {
        {"texts", MEMBER_OBJECT, offsetof(struct body, texts), false},
        {"base", MEMBER_TEXT, offsetof(struct body, base), false},
        {"note", MEMBER_TEXT, offsetof(struct body, note), false},
    };
    struct body body = {0};
    body_members(c, c->json, "", members, sizeof members / sizeof *members, &body);
    admin_read_texts(c, body.texts, &a->texts);
    admin_read_base(c, body.base, &a->ask.base);
    if (body.note.n > NOTE_MAX)
        fault_add(&c->faults, "note", "trop long", "too long");
    a->ask.note = body.note;
}

static struct asked *new_asked(struct call *c)
{
    struct asked *a = ARENA_NEW(call_arena(c), struct asked);
    if (!a)
        return NULL;
    a->shadows = house_shadows(c->shared->self);
    a->texts = bundle_in(call_arena(c));
    a->ask = (struct life_ask){
        .borough = admin_borough(c), .author = c->holder.name, .texts = &a->texts};
    return a;
}

static void run_begin(struct errand *e)
{
    struct asked *a = e->self;
    e->result = shadows_begin(a->shadows, &a->ask, &e->call->faults, a->generation);
}

static enum err answer_begin(struct errand *e)
{
    struct asked *a = e->self;
    struct call *c = e->call;
    if (e->result == ERR_EXISTS)
        fault_add(&c->faults, "", "un projet décide déjà à côté : arrêtez-le d’abord",
                  "a candidate decides beside already: stop it first");
    if (e->result)
        return e->result;
    struct buf b = buf_in(call_arena(c));
    struct jw w = {.out = &b};
    jw_object(&w);
    json_text(&w, "generation", str_c(a->generation));
    jw_end_object(&w);
    return reply_json(c, 201, &b);
}

static enum err begin(struct call *c)
{
    struct asked *a = new_asked(c);
    if (!a)
        return ERR_NOMEM;
    read_body(c, a);
    if (faults_any(&c->faults))
        return ERR_INVALID;
    a->errand = (struct errand){.run = run_begin, .answer = answer_begin, .self = a};
    return errand_send(c, &a->errand);
}

/* --- Ending ----------------------------------------------------------------------------------- */

static void run_end(struct errand *e)
{
    struct asked *a = e->self;
    e->result = shadows_end(a->shadows, a->ask.borough, e->call->jurisdiction->number);
}

static enum err answer_end(struct errand *e)
{
    struct call *c = e->call;
    if (e->result == ERR_NOT_FOUND)
        fault_add(&c->faults, "", "aucun projet ne décide à côté", "no candidate decides beside");
    if (!e->result)
        c->x->response.status = 204;
    return e->result;
}

static enum err end(struct call *c)
{
    struct asked *a = new_asked(c);
    if (!a)
        return ERR_NOMEM;
    a->errand = (struct errand){.run = run_end, .answer = answer_end, .self = a};
    return errand_send(c, &a->errand);
}

/* --- Reading ---------------------------------------------------------------------------------- */

static void put_number(struct jw *w, const char *key, uint64_t n)
{
    jw_key(w, key);
    jw_i64(w, (int64_t)n);
}

static void put_counts(struct jw *w, const struct shadow *s)
{
    jw_key(w, "changes");
    jw_array(w);
    for (size_t i = 0; i < s->count_count; i++) {
        const struct shadow_count *c = &s->counts[i];
        jw_object(w);
        json_text(w, "service", c->service);
        jw_key(w, "clock");
        jw_str_or_null(w, c->clock);
        json_text(w, "kind", backtest_kind_name(c->kind));
        put_number(w, "count", c->count);
        jw_key(w, "samples");
        jw_array(w);
        for (size_t k = 0; k < c->sample_count; k++)
            jw_i64(w, (int64_t)c->samples[k].id);
        jw_end_array(w);
        jw_end_object(w);
    }
    jw_end_array(w);
}

static void put_side(struct jw *w, struct call *c, const char *key, int64_t due, struct str words)
{
    if (due) {
        json_instant(w, key, c, due);
        return;
    }
    jw_key(w, key);
    jw_str_or_null(w, words);
}

static void put_row(struct jw *w, struct call *c, const struct shadow_row *r)
{
    jw_object(w);
    put_number(w, "number", r->number);
    put_number(w, "id", r->id);
    put_number(w, "event", r->event);
    json_instant(w, "at", c, r->at);
    json_text(w, "generation", r->generation);
    json_text(w, "service", r->service);
    jw_key(w, "clock");
    jw_str_or_null(w, r->clock);
    json_text(w, "kind", backtest_kind_name(r->kind));
    put_side(w, c, "was", r->was_due, r->was);
    put_side(w, c, "is", r->is_due, r->is);
    jw_end_object(w);
}

static void put_shadow(struct jw *w, struct call *c, const struct shadow *s, uint64_t last)
{
    char name[BUNDLE_NAME_TEXT];
    bundle_name(name, s->candidate.generation);
    json_text(w, "generation", str_c(name));
    json_text(w, "author", s->candidate.author);
    json_text(w, "note", s->candidate.note);
    json_instant(w, "since", c, s->candidate.at);
    put_number(w, "behind", last > s->cursor ? last - s->cursor : 0);
    put_number(w, "decided", s->decided);
    put_number(w, "moved", s->moved);
    put_number(w, "differences", s->row_count);
    put_number(w, "uncounted", s->uncounted);
    put_counts(w, s);
}

static enum err answer_none(struct call *c)
{
    struct buf b = buf_in(call_arena(c));
    struct jw w = {.out = &b};
    jw_object(&w);
    jw_key(&w, "running");
    jw_bool(&w, false);
    json_text(&w, "generation", STR(""));
    jw_end_object(&w);
    return reply_json(c, 200, &b);
}

static enum err read(struct call *c)
{
    uint64_t before = 0, limit = ROWS, last;
    uint16_t number = c->jurisdiction->number;
    struct shadow shadow;
    struct shadow_row *rows;
    size_t count;
    param_count(c, "before", 1, INT64_MAX, &before);
    param_count(c, "limit", 1, ROWS_MOST, &limit);
    if (faults_any(&c->faults))
        return ERR_INVALID;
    enum err e = shadow_read(c->desk->snap, call_arena(c), number, &shadow);
    if (e == ERR_NOT_FOUND)
        return answer_none(c);
    if (!e)
        e = shadow_rows(c->desk->snap, call_arena(c), number, before, limit, &rows, &count);
    if (!e)
        e = feed_last(c->desk, c->jurisdiction, &last);
    if (e)
        return e;
    struct buf b = buf_in(call_arena(c));
    struct jw w = {.out = &b};
    jw_object(&w);
    jw_key(&w, "running");
    jw_bool(&w, shadows_run(house_shadows(c->shared->self), admin_borough(c)));
    put_shadow(&w, c, &shadow, last);
    jw_key(&w, "rows");
    jw_array(&w);
    for (size_t i = 0; i < count; i++)
        put_row(&w, c, &rows[i]);
    jw_end_array(&w);
    jw_end_object(&w);
    return reply_json(c, 200, &b);
}

static const struct resource begin_resource = ADMIN_RESOURCE(BODY_JSON, begin);
static const struct resource read_resource = ADMIN_RESOURCE(BODY_NONE, read);
static const struct resource end_resource = ADMIN_RESOURCE(BODY_NONE, end);

static const struct http_route routes[] = {
    {HTTP_POST, "/api/v1/admin/shadow", "admin_shadow", &begin_resource, ADMIN_BODY_MAX, false},
    {HTTP_GET, "/api/v1/admin/shadow", "admin_shadow", &read_resource, 0, false},
    {HTTP_DELETE, "/api/v1/admin/shadow", "admin_shadow", &end_resource, 0, false},
};

const struct route_table shadow_routes = ROUTE_TABLE(routes);
