/* Appends events to a request and gathers the batch that stores them. */
#include "domain/change.h"

#include "domain/agenda.h"
#include "domain/archive.h"
#include "domain/clock.h"
#include "domain/feed.h"
#include "domain/index.h"
#include "domain/stored.h"

enum err draft_open(struct draft *d, uint64_t id, uint32_t version)
{
    *d->out = (struct change){.batch = batch_in(d->arena)};
    enum err e = desk_request(d->desk, d->arena, d->jurisdiction, id, &d->before);
    if (e)
        return e;
    d->out->after = d->before;
    return version && version != d->before.version ? ERR_CONFLICT : ERR_OK;
}

int64_t draft_now(const struct draft *d)
{
    const struct request *r = &d->out->after;
    int64_t now = now_seconds(d->desk->now);
    int64_t last = r->updated_at > r->fired_at ? r->updated_at : r->fired_at;
    return now > last || !r->version ? now : last;
}

/* What rules decided without a look at seasons and pauses gets its dates from what the clocks read.
 */
static void pin_dates(struct event *e)
{
    for (size_t i = 0; i < e->decision.clock_count; i++)
        for (size_t k = 0; k < e->clock_count; k++)
            if (str_eq(e->decision.clocks[i].name, e->clocks[k].name)) {
                e->decision.clocks[i].due = e->clocks[k].due;
                e->decision.clocks[i].breach_at = e->clocks[k].breach_at;
            }
}

static enum err keep(struct draft *d, struct str version)
{
    const struct jurisdiction *j = d->jurisdiction;
    for (size_t i = 0; i < j->calendar_count; i++)
        if (str_eq(calendar_version(j->calendars[i].calendar), version))
            return archive_keep(d->arena, d->desk->snap, j->calendars[i].calendar, &d->out->batch);
    return ERR_OK; /* of another day: it is kept already */
}

/* What the event counts on is kept with it, whatever the files say tomorrow. */
static enum err keep_calendars(struct draft *d, const struct event *e)
{
    enum err err = ERR_OK;
    for (size_t i = 0; !err && i < e->decision.clock_count; i++)
        err = keep(d, e->decision.clocks[i].calendar_version);
    for (size_t i = 0; !err && i < e->pin_count; i++)
        err = keep(d, e->pins[i].version);
    return err || !e->calendar_version.n ? err : keep(d, e->calendar_version);
}

enum err draft_add(struct draft *d, struct event *e)
{
    struct request *r = &d->out->after;
    e->number = r->version + 1;
    e->at = draft_now(d);
    e->actor = d->actor->name;
    e->role = d->actor->role;
    e->generation = str_c(d->jurisdiction->generation_name);
    struct buf bytes = buf_in(d->arena);
    enum err err = clock_values(d->arena, d->jurisdiction, r, e);
    pin_dates(e);
    if (!err)
        err = request_apply(d->arena, r, e);
    if (!err)
        err = agenda_plan(d, e);
    if (!err)
        err = keep_calendars(d, e);
    if (!err)
        err = event_encode(e, &bytes);
    if (err)
        return err;
    struct key key = keys_event(r->jurisdiction, r->id, e->number);
    batch_expect_absent(&d->out->batch, key_str(&key));
    batch_put(&d->out->batch, key_str(&key), buf_str(&bytes));
    feed_append(&d->out->batch, r->jurisdiction, r->id, e->number);
    return ERR_OK;
}

enum err draft_close(struct draft *d)
{
    struct request *r = &d->out->after;
    enum err e = stored_put(d->arena, r, &d->out->batch);
    if (e)
        return e;
    index_change(&d->out->batch, d->before.version ? &d->before : NULL, r);
    return d->out->batch.failed ? ERR_NOMEM : ERR_OK;
}
