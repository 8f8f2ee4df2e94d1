/* /api/v1/test/clock: a clock that stands still until it is told; only with --test-clock. */
#include "api/body.h"
#include "api/reply.h"
#include "api/routes.h"
#include "base/date.h"
#include "domain/schedule.h"

static enum err show(struct call *c)
{
    struct buf b = buf_in(call_arena(c));
    BUF_LIT(&b, "{\"now\":\"");
    instant_put_utc(&b, now_seconds(c->now));
    BUF_LIT(&b, "\"}");
    return reply_json(c, 200, &b);
}

/* Whatever thread drives the schedule: here everything is worked off before the answer. */
struct work_off {
    struct call *call;
    struct schedule schedule;
};

static void worked_off(void *self, enum err e)
{
    struct work_off *w = self;
    struct call *c = w->call;
    schedule_close(&w->schedule);
    if (!e)
        e = show(c);
    if (e)
        reply_error(c, e);
    exchange_reply(c->x);
}

static enum err work_off(struct call *c)
{
    struct work_off *w = ARENA_NEW(call_arena(c), struct work_off);
    if (!w)
        return ERR_NOMEM;
    w->call = c;
    schedule_open(&w->schedule, c->desk, &c->shared->schedule);
    w->schedule.idle = worked_off;
    w->schedule.self = w;
    c->pending = true;
    schedule_run(&w->schedule);
    return ERR_OK;
}

static enum err move(struct call *c)
{
    static const struct member members[] = {{"now", MEMBER_TEXT, 0, true}};
    struct str text = {0};
    int64_t to;
    body_members(c, c->json, "", members, 1, &text);
    if (faults_any(&c->faults))
        return ERR_INVALID;
    if (!instant_parse(text, &to)) {
        fault_add(&c->faults, "now", "il faut une date avec heure et fuseau",
                  "must be a date with time and zone");
        return ERR_INVALID;
    }
    enum err e = now_move(c->now, to);
    if (e == ERR_INVALID)
        fault_add(&c->faults, "now", "l'horloge ne recule pas", "the clock does not go back");
    return e ? e : work_off(c);
}

static const struct resource show_resource = {FAMILY_JSON, PUBLIC, BODY_NONE, .anywhere = true,
                                              .handle = show};
static const struct resource move_resource = {FAMILY_JSON, PUBLIC, BODY_JSON, .anywhere = true,
                                              .handle = move};

static const struct http_route routes[] = {
    {HTTP_GET, "/api/v1/test/clock", "test_clock", &show_resource, 0, false},
    {HTTP_POST, "/api/v1/test/clock", "test_clock_move", &move_resource, 0, false},
};

const struct route_table test_clock_routes = ROUTE_TABLE(routes);
