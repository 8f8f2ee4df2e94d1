/* /api/v1/admin/test and /api/v1/admin/backtest: what a candidate would do, tried in the rehearsal
 * room, on texts that need not be saved anywhere. Nothing is written. */
#include "api/errand.h"
#include "api/param.h"
#include "api/reply.h"
#include "api/request_json.h"
#include "app/admin.h"
#include "app/admin_body.h"
#include "app/rehearsal.h"
#include "app/room.h"
#include "base/date.h"
#include "script/trials.h"

#include <stdlib.h>

enum { ROWS_MAX = 100000, DEFAULT_DAYS = 90, COMPRESS_MAX = 1 << 20 };

/* One thing asked for; in the call's arena. */
struct asked {
    struct errand errand;
    struct life *life;
    struct room *room;
    struct rehearsal *rehearsal; /* under way */
    struct life_ask ask;
    struct bundle texts;
    struct str service; /* only this one; empty: all */
    int64_t now, since, until;
    enum http_format format;
    struct buf body; /* of the answer: made in the room, so that no loop waits for it */
};

/* --- Reading ---------------------------------------------------------------------------------- */

struct body {
    const struct jv *texts;
    struct str base, service, since, until;
};

static void read_when(struct call *c, const struct asked *a, const char *member, struct str word,
                      int64_t *out)
{
    if (word.n && !rehearsal_when(word, a->now, out))
        fault_add(&c->faults, member, "il faut 90d, une date, ou un instant",
                  "must be 90d, a date, or an instant");
}

static void read_body(struct call *c, struct asked *a)
{
    static const struct member members[] = {
        {"texts", MEMBER_OBJECT, offsetof(struct body, texts), false},
        {"base", MEMBER_TEXT, offsetof(struct body, base), false},
        {"service", MEMBER_TEXT, offsetof(struct body, service), false},
        {"since", MEMBER_TEXT, offsetof(struct body, since), false},
        {"until", MEMBER_TEXT, offsetof(struct body, until), false},
    };
    struct body body = {0};
    body_members(c, c->json, "", members, sizeof members / sizeof *members, &body);
    admin_read_texts(c, body.texts, &a->texts);
    admin_read_base(c, body.base, &a->ask.base);
    read_when(c, a, "since", body.since, &a->since);
    read_when(c, a, "until", body.until, &a->until);
    a->service = body.service;
}

/* --- In the room ------------------------------------------------------------------------------ */

static enum err no_such_service(struct errand *e)
{
    fault_add(&e->call->faults, "service", "ce service n’existe pas ici",
              "there is no such service");
    return ERR_INVALID;
}

static void put_tests(struct jw *w, const struct trials_report *reports, size_t count,
                      enum lang lang)
{
    size_t tests = 0, failed = 0;
    jw_object(w);
    jw_key(w, "services");
    jw_array(w);
    for (size_t i = 0; i < count; i++) {
        trials_put_json(w, &reports[i], lang);
        tests += reports[i].trials.count;
        failed += reports[i].failed;
    }
    jw_end_array(w);
    jw_key(w, "tests");
    jw_i64(w, (int64_t)tests);
    jw_key(w, "failed");
    jw_i64(w, (int64_t)failed);
    jw_end_object(w);
}

/* Service by service, so that it can be left off between two; all faults of all files at once. */
static enum err run_each(struct asked *a, struct generation *g, struct arena *arena,
                         struct trials_report *out, size_t *count)
{
    const struct jurisdiction *j = generation_jurisdiction(g);
    struct faults *faults = &a->errand.call->faults;
    enum err err = ERR_OK, worst = ERR_OK;
    for (size_t i = 0; !err && i < j->service_count; i++) {
        struct str code = j->services[i]->code;
        struct trials_report *one;
        size_t n;
        if (a->service.n && !str_eq(a->service, code))
            continue;
        if (errand_unwanted(&a->errand))
            return ERR_CLOSED;
        err = trials_of_generation(arena, g, NULL, code, a->now, faults, &one, &n);
        if (!err && n)
            out[(*count)++] = one[0];
        if (err == ERR_INVALID)
            worst = err, err = ERR_OK;
    }
    return err ? err : worst;
}

static enum err run_tests(struct asked *a, struct generation *g, struct arena *arena)
{
    size_t count = 0, n = generation_jurisdiction(g)->service_count;
    struct trials_report *all = ARENA_ARRAY(arena, struct trials_report, n + 1);
    struct jw w = {.out = &a->body};
    enum err e = all ? run_each(a, g, arena, all, &count) : ERR_NOMEM;
    if (!e)
        put_tests(&w, all, count, a->errand.call->lang);
    return e;
}

static void watch(void *self, const struct backtest *b)
{
    struct asked *a = self;
    (void)b;
    if (errand_unwanted(&a->errand))
        atomic_store(&a->rehearsal->backtest.stop, true);
}

static enum err tell(struct asked *a, const struct backtest_report *report)
{
    struct jw w = {.out = &a->body};
    if (a->format == FORMAT_CSV)
        backtest_put_csv(&a->body, report);
    else
        backtest_put_json(&w, report);
    return a->body.failed ? ERR_NOMEM : ERR_OK;
}

static enum err rehearse(struct asked *a, struct generation *g, struct arena *arena)
{
    struct rehearsal *r = calloc(1, sizeof *r);
    struct backtest_report report;
    if (!r)
        return ERR_NOMEM;
    r->backtest.store = a->life->options.store;
    r->backtest.jurisdiction = generation_jurisdiction(g);
    r->backtest.since = a->since;
    r->backtest.until = a->until;
    r->backtest.only = a->service;
    r->backtest.row_max = ROWS_MAX;
    r->candidate = g;
    a->rehearsal = r;
    r->self = a;
    r->progress = watch;
    room_show(a->room, &r->backtest);
    enum err e = rehearsal_run(r, arena, &report);
    room_show(a->room, NULL);
    if (e == ERR_TOO_LARGE)
        fault_add(&a->errand.call->faults, "since",
                  "plus de %d changements : resserrez les dates, ou choisissez un service",
                  "more than %d changes: narrow the dates, or choose a service", ROWS_MAX);
    if (!e)
        e = errand_unwanted(&a->errand) ? ERR_CLOSED : tell(a, &report);
    rehearsal_free(r);
    free(r);
    return e;
}

/* Loads the candidate, then does with it what is asked. */
static void run(struct errand *e,
                enum err (*with)(struct asked *a, struct generation *g, struct arena *arena))
{
    struct asked *a = e->self;
    struct arena arena = {0};
    struct generation *g;
    e->result = life_candidate(a->life, &a->ask, &e->call->faults, &g);
    if (!e->result && a->service.n && !jurisdiction_service(generation_jurisdiction(g), a->service))
        e->result = no_such_service(e);
    if (!e->result)
        e->result = with(a, g, &arena);
    generation_release(g);
    arena_free(&arena);
}

static void run_test(struct errand *e)
{
    run(e, run_tests);
}

static void run_backtest(struct errand *e)
{
    run(e, rehearse);
}

/* --- Answering -------------------------------------------------------------------------------- */

static enum err answer(struct errand *e)
{
    struct asked *a = e->self;
    if (e->result)
        return e->result;
    e->call->x->response.no_compress = a->body.n > COMPRESS_MAX;
    return a->format == FORMAT_CSV
               ? reply_text(e->call, 200, STR("text/csv; charset=utf-8"), &a->body)
               : reply_json(e->call, 200, &a->body);
}

static enum err begin(struct call *c, unsigned formats, void (*in_room)(struct errand *e))
{
    struct asked *a = ARENA_NEW(call_arena(c), struct asked);
    if (!a)
        return ERR_NOMEM;
    int64_t now = now_seconds(c->now);
    *a = (struct asked){.life = house_life(c->shared->self),
                        .room = house_room(c->shared->self),
                        .texts = bundle_in(call_arena(c)),
                        .now = now,
                        .since = now - (int64_t)DEFAULT_DAYS * DAY_SECONDS,
                        .until = now + DAY_SECONDS,
                        .body = buf_in(call_arena(c))};
    a->ask = (struct life_ask){.borough = admin_borough(c), .texts = &a->texts};
    a->format = http_accept(http_header(&c->x->request, "Accept"), formats, FORMAT_JSON);
    read_body(c, a);
    if (faults_any(&c->faults))
        return ERR_INVALID;
    if (a->format == FORMAT_NONE)
        return reply_problem(c, PROBLEM_NOT_ACCEPTABLE), ERR_OK;
    a->errand = (struct errand){.run = in_room, .answer = answer, .self = a};
    enum err e = errand_give(c, &a->errand, room_take, a->room);
    if (e == ERR_BUSY)
        fault_add(&c->faults, "",
                  "une autre répétition est en cours ; réessayez quand elle est finie",
                  "another rehearsal is under way; try again when it is over");
    return e;
}

static enum err test(struct call *c)
{
    return begin(c, FORMAT_JSON, run_test);
}

static enum err backtest(struct call *c)
{
    return begin(c, FORMAT_JSON | FORMAT_CSV, run_backtest);
}

static enum err progress(struct call *c)
{
    struct room_progress p;
    struct buf b = buf_in(call_arena(c));
    struct jw w = {.out = &b};
    room_look(house_room(c->shared->self), &p);
    jw_object(&w);
    jw_key(&w, "running");
    jw_bool(&w, p.running);
    jw_key(&w, "decided");
    jw_i64(&w, (int64_t)p.decided);
    jw_key(&w, "moved");
    jw_i64(&w, (int64_t)p.moved);
    if (p.running) {
        json_instant(&w, "since", c, p.since);
        json_instant(&w, "until", c, p.until);
        json_instant(&w, "reached", c, p.reached);
    }
    jw_end_object(&w);
    return reply_json(c, 200, &b);
}

static const struct resource test_resource = ADMIN_RESOURCE(BODY_JSON, test);
static const struct resource backtest_resource = ADMIN_RESOURCE(BODY_JSON, backtest);
static const struct resource progress_resource = ADMIN_RESOURCE(BODY_NONE, progress);

static const struct http_route routes[] = {
    {HTTP_POST, "/api/v1/admin/test", "admin_test", &test_resource, ADMIN_BODY_MAX, false},
    {HTTP_POST, "/api/v1/admin/backtest", "admin_backtest", &backtest_resource, ADMIN_BODY_MAX,
     false},
    {HTTP_GET, "/api/v1/admin/backtest", "admin_backtest", &progress_resource, 0, false},
};

const struct route_table rehearse_routes = ROUTE_TABLE(routes);
