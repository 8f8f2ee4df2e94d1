/* Words about a request from another system, under its own id of them. */
#include "domain/change.h"
#include "domain/clean.h"

/* Each system numbers its words as it likes: an id is known from the key that brought it. */
static bool same_report(const struct event *e, const struct actor *actor, struct str external_id)
{
    bool report = e->kind == EVENT_NOTED || e->kind == EVENT_ANSWERED;
    return report && str_eq(e->external_id, external_id) && str_eq(e->actor, actor->name);
}

/* The request's events are few, and are asked themselves: no index need be kept in step. */
static enum err check_new(struct draft *d, struct str external_id)
{
    struct event *events;
    size_t count;
    enum err e = desk_events(d->desk, d->arena, d->jurisdiction, d->before.id, &events, &count);
    for (size_t i = 0; !e && i < count; i++)
        if (same_report(&events[i], d->actor, external_id))
            e = ERR_EXISTS;
    return e;
}

static void require(struct faults *faults, const char *where, struct str text)
{
    if (!text.n)
        fault_add(faults, where, "requis", "required");
}

/* By the names that mySociety gave them. */
static void clean_report(struct faults *faults, struct report *r)
{
    if (clean_line(faults, "update_id", &r->external_id, EXTERNAL_ID_MAX))
        require(faults, "update_id", r->external_id);
    if (clean_lines(faults, "description", &r->words, NOTE_MAX))
        require(faults, "description", r->words);
}

enum err desk_report(struct desk *d, struct arena *arena, const struct jurisdiction *j,
                     const struct actor *actor, uint64_t id, const struct report *in,
                     struct faults *faults, struct change *out)
{
    struct draft draft = {.desk = d, .arena = arena, .jurisdiction = j, .actor = actor, .out = out};
    struct report r = *in;
    bool citizen = actor->role < ROLE_AGENT;
    clean_report(faults, &r);
    enum err e = draft_open(&draft, id, 0);
    if (!e && citizen)
        draft_check_open(&draft, faults);
    if (!e && r.external_id.n)
        e = check_new(&draft, r.external_id);
    if (e)
        return e;
    if (faults->lost)
        return ERR_NOMEM;
    if (faults_any(faults))
        return ERR_INVALID;
    struct event event = citizen ? event_answered(r.words) : event_noted(actor, r.words, STR(""));
    event.external_id = r.external_id;
    e = draft_add(&draft, &event);
    return e ? e : draft_close(&draft);
}
