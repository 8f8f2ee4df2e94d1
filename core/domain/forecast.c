/* Samples from the list of requests, curves from samples, and the burn of a budget. */
#include "domain/forecast.h"

#include "base/date.h"
#include "domain/clock.h"
#include "domain/query.h"

enum {
    SAMPLE_DAYS = 365,
    BURN_READ = 400,   /* requests that count */
    BURN_LOOKS = 2000, /* index entries and requests looked at to find them: a few milliseconds */
    BREACH_DAYS = 14,  /* it becomes late that long after it was due, at the most */
};

static const double budget = 0.1, alarming = 2;
static const unsigned windows[BURN_COUNT] = {[BURN_SHORT] = 7, [BURN_LONG] = 28};

/* --- The clock of the promise ----------------------------------------------------------------- */

static const struct clock *promised(const struct service *s, const struct request *r)
{
    const struct clock *c = s->promise.clock.n ? request_clock(r, s->promise.clock) : NULL;
    return c ? c : request_clock(r, STR("resolution"));
}

static enum measure measure_of(const struct clock *c)
{
    enum goal_unit unit = c->start.goal.unit;
    return unit == UNIT_BUSINESS_SECONDS || unit == UNIT_BUSINESS_DAYS ? MEASURE_BUSINESS
                                                                       : MEASURE_ELAPSED;
}

static bool is_late(const struct clock *c, int64_t at)
{
    return c->start.breach_at && at > c->start.breach_at;
}

/* --- Samples ---------------------------------------------------------------------------------- */

struct sample {
    struct lifetime *lives;
    size_t count;
};

static void take(struct arena *arena, const struct jurisdiction *j, const struct service *s,
                 const struct request *r, int64_t now, struct sample samples[MEASURE_COUNT])
{
    const struct clock *c = promised(s, r);
    struct clock_reading read;
    if (!c || clock_read(arena, j, r, c, now, &read))
        return;
    struct sample *to = &samples[measure_of(c)];
    to->lives[to->count++] = (struct lifetime){read.consumed, c->met_at != 0};
}

static enum err build_curves(struct arena *arena, struct arena *scratch, struct desk *d,
                             const struct jurisdiction *j, const struct service *s, int64_t now,
                             struct forecast *f)
{
    struct str code = s->code;
    const struct query q = {.order = ORDER_REQUESTED,
                            .services = &code,
                            .service_count = 1,
                            .has_requested_from = true,
                            .requested_from = now - (int64_t)SAMPLE_DAYS * DAY_SECONDS,
                            .limit = FORECAST_SAMPLE};
    struct sample samples[MEASURE_COUNT];
    struct query_page page;
    enum err e = query_run(d, scratch, j, &q, &page);
    for (int m = 0; !e && m < MEASURE_COUNT; m++) {
        samples[m] = (struct sample){ARENA_ARRAY(scratch, struct lifetime, page.count), 0};
        e = samples[m].lives ? ERR_OK : ERR_NOMEM;
    }
    for (size_t i = 0; !e && i < page.count; i++)
        take(scratch, j, s, &page.items[i], now, samples);
    for (int m = 0; !e && m < MEASURE_COUNT; m++)
        e = survival_build(arena, samples[m].lives, samples[m].count, &f->curves[m]);
    return e;
}

/* --- Budget ----------------------------------------------------------------------------------- */

static void decide_one(struct burn *b, const struct clock *c, int64_t decided_at, bool closed,
                       int64_t now)
{
    if (decided_at <= now - (int64_t)b->days * DAY_SECONDS)
        return;
    b->decided++;
    b->closures += closed;
    b->late += !closed || is_late(c, decided_at);
}

/* Closed in the window: whatever was closed then was changed since. */
static enum err read_closures(struct arena *scratch, struct desk *d, const struct jurisdiction *j,
                              const struct service *s, int64_t now, struct forecast *f)
{
    struct str code = s->code;
    const struct query q = {.order = ORDER_UPDATED,
                            .services = &code,
                            .service_count = 1,
                            .closed = true,
                            .has_updated_from = true,
                            .updated_from = now - (int64_t)windows[BURN_LONG] * DAY_SECONDS,
                            .limit = BURN_READ,
                            .reads_max = BURN_LOOKS};
    struct query_page page = {0};
    enum err e = query_run(d, scratch, j, &q, &page);
    bool complete = !e && !page.more;
    for (size_t i = 0; i < page.count; i++) {
        const struct clock *c = promised(s, &page.items[i]);
        for (int w = 0; c && w < BURN_COUNT; w++)
            decide_one(&f->burns[w], c, page.items[i].closed_at, true, now);
    }
    for (int w = 0; w < BURN_COUNT; w++)
        f->burns[w].complete = complete;
    return e == ERR_TIMEOUT ? ERR_OK : e; /* too much to read: then it is not complete */
}

/* Open, and late since a date in the window. What was due long before it is not looked at. */
static enum err read_overdue(struct arena *scratch, struct desk *d, const struct jurisdiction *j,
                             const struct service *s, int64_t now, struct forecast *f)
{
    struct str code = s->code;
    const struct query q = {.order = ORDER_DUE,
                            .services = &code,
                            .service_count = 1,
                            .open = true,
                            .has_due_before = true,
                            .due_before = now,
                            .has_after = true,
                            .after_key =
                                now - (windows[BURN_LONG] + BREACH_DAYS) * (int64_t)DAY_SECONDS,
                            .limit = BURN_READ,
                            .reads_max = BURN_LOOKS};
    struct query_page page = {0};
    enum err e = query_run(d, scratch, j, &q, &page);
    for (size_t i = 0; i < page.count; i++) {
        const struct clock *c = promised(s, &page.items[i]);
        for (int w = 0; c && is_late(c, now) && w < BURN_COUNT; w++)
            decide_one(&f->burns[w], c, c->start.breach_at, false, now);
    }
    for (int w = 0; w < BURN_COUNT; w++)
        f->burns[w].complete &= !e && !page.more;
    return e == ERR_TIMEOUT ? ERR_OK : e;
}

static void sum_up(struct forecast *f)
{
    f->alert = f->burns[BURN_LONG].closures >= BURN_LEAST;
    for (int w = 0; w < BURN_COUNT; w++) {
        struct burn *b = &f->burns[w];
        b->rate = b->decided ? (double)b->late / (double)b->decided / budget : 0;
        f->alert &= b->rate > alarming;
    }
}

/* --- Kept for a minute ------------------------------------------------------------------------ */

static enum err make(struct forecast_slot *slot, struct desk *d, const struct jurisdiction *j,
                     const struct service *s, int64_t now)
{
    struct arena scratch = {0};
    struct forecast f = {.made_at = now};
    arena_reset(&slot->arena);
    slot->service = arena_str(&slot->arena, s->code);
    slot->jurisdiction = j->number;
    for (int w = 0; w < BURN_COUNT; w++)
        f.burns[w].days = windows[w];
    enum err e =
        slot->service.p ? build_curves(&slot->arena, &scratch, d, j, s, now, &f) : ERR_NOMEM;
    if (!e)
        e = read_closures(&scratch, d, j, s, now, &f);
    if (!e)
        e = read_overdue(&scratch, d, j, s, now, &f);
    sum_up(&f);
    arena_free(&scratch);
    slot->forecast = f;
    if (e)
        slot->service = (struct str){NULL, 0};
    return e;
}

static struct forecast_slot *find(struct forecasts *all, const struct jurisdiction *j,
                                  const struct service *s)
{
    for (size_t i = 0; i < FORECAST_SLOTS; i++)
        if (all->slots[i].service.n && all->slots[i].jurisdiction == j->number &&
            str_eq(all->slots[i].service, s->code))
            return &all->slots[i];
    return NULL;
}

enum err forecast_of(struct forecasts *all, struct desk *d, const struct jurisdiction *j,
                     const struct service *s, int64_t now, const struct forecast **out)
{
    struct forecast_slot *slot = find(all, j, s);
    enum err e = ERR_OK;
    if (!slot) {
        slot = &all->slots[all->next];
        all->next = (all->next + 1) % FORECAST_SLOTS;
        e = make(slot, d, j, s, now);
    } else if (now < slot->forecast.made_at || now - slot->forecast.made_at >= FORECAST_SECONDS) {
        e = make(slot, d, j, s, now);
    }
    *out = &slot->forecast;
    return e;
}

void forecasts_free(struct forecasts *all)
{
    for (size_t i = 0; i < FORECAST_SLOTS; i++)
        arena_free(&all->slots[i].arena);
    *all = (struct forecasts){0};
}

/* --- One request ------------------------------------------------------------------------------ */

/* When a clock that never stands still has counted so much; 0 beyond its calendar. */
static int64_t after(const struct jurisdiction *j, const struct clock *c, int64_t seconds)
{
    const struct calendar *calendar = clock_calendar(j, c, c->start.started_at);
    int64_t at;
    if (measure_of(c) == MEASURE_ELAPSED)
        return c->start.started_at + seconds;
    return calendar && !calendar_add(calendar, c->start.started_at, seconds, &at) ? at : 0;
}

bool forecast_request(struct arena *arena, const struct forecast *f, const struct jurisdiction *j,
                      const struct request *r, int64_t now, struct outlook *out)
{
    const struct service *s = jurisdiction_service(j, r->service);
    const struct clock *c = s && !r->closed ? promised(s, r) : NULL;
    struct clock_reading read;
    int64_t seconds;
    if (!c || c->met_at || clock_read(arena, j, r, c, now, &read))
        return false;
    const struct survival *curve = &f->curves[measure_of(c)];
    if (curve->ended < FORECAST_LEAST)
        return false;
    *out = (struct outlook){.count = curve->count, .ended = curve->ended};
    out->has_breach =
        survival_given(curve, read.consumed, read.consumed + read.remaining, &out->breach);
    if (survival_quantile(curve, 0.5, &seconds))
        out->usual = after(j, c, seconds);
    if (survival_quantile(curve, 0.9, &seconds))
        out->usual_90 = after(j, c, seconds);
    return true;
}
