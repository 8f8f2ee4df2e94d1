/* What stops and moves clocks: pauses, answers, other teams, and dates that have to be computed
 * anew. */
#include "domain/change.h"
#include "domain/clean.h"
#include "domain/clock.h"

static struct draft draft_of(struct desk *d, struct arena *arena, const struct jurisdiction *j,
                             const struct actor *actor, struct change *out)
{
    return (struct draft){.desk = d, .arena = arena, .jurisdiction = j, .actor = actor, .out = out};
}

/* Appends the event unless faults have come to the list since there were `before`. */
static enum err append(struct draft *d, struct event *e, const struct faults *faults, size_t before)
{
    if (faults->lost)
        return ERR_NOMEM;
    if (faults->count > before)
        return ERR_INVALID;
    enum err err = draft_add(d, e);
    return err ? err : draft_close(d);
}

void draft_check_open(const struct draft *d, struct faults *faults)
{
    if (d->before.closed)
        fault_add(faults, "", "Cette demande est fermée : ses horloges sont arrêtées.",
                  "This request is closed: its clocks have stopped.");
}

static struct str reason_list(struct arena *arena)
{
    struct buf b = buf_in(arena);
    for (int i = 0; i < PAUSE_REASON_COUNT; i++) {
        if (i)
            BUF_LIT(&b, ", ");
        buf_str_put(&b, pause_reason_name((enum pause_reason)i));
    }
    return b.failed ? STR("") : buf_str(&b);
}

static bool check_reason(struct str name, struct faults *faults, enum pause_reason *out)
{
    if (pause_reason_parse(name, out))
        return true;
    struct str all = reason_list(faults->arena);
    fault_add(faults, "reason", "Il faut une de ces raisons : " STR_FMT ".",
              "One of these reasons is needed: " STR_FMT ".", STR_ARG(all));
    return false;
}

/* --- Pausing ---------------------------------------------------------------------------------- */

static bool stops_a_clock(const struct request *r, enum pause_reason reason)
{
    for (size_t i = 0; i < r->clock_count; i++)
        if (!r->clocks[i].met_at && policy_pauses(&r->clocks[i].start.policy, reason))
            return true;
    return false;
}

static void check_pause(const struct draft *d, enum pause_reason reason, int64_t until,
                        struct faults *faults)
{
    const struct request *r = &d->before;
    if (request_hold(r, reason))
        fault_add(faults, "reason", "La demande est déjà en pause pour cette raison.",
                  "The request is paused for this reason already.");
    else if (!stops_a_clock(r, reason))
        fault_add(faults, "reason", "Cette raison n’arrête aucune horloge de cette demande.",
                  "This reason stops no clock of this request.");
    if (until && until <= draft_now(d))
        fault_add(faults, "until", "Une pause finit après maintenant.", "A pause ends after now.");
}

enum err desk_pause(struct desk *d, struct arena *arena, const struct jurisdiction *j,
                    const struct actor *actor, uint64_t id, uint32_t version,
                    const struct pausing *in, struct faults *faults, struct change *out)
{
    struct draft draft = draft_of(d, arena, j, actor, out);
    struct event e = {.kind = EVENT_PAUSED,
                      .pauses = true,
                      .until = in->until,
                      .note = in->note,
                      .internal_note = in->internal_note};
    size_t before = faults->count;
    enum err err = draft_open(&draft, id, version);
    if (err)
        return err;
    draft_check_open(&draft, faults);
    if (check_reason(in->reason, faults, &e.pause))
        check_pause(&draft, e.pause, in->until, faults);
    clean_lines(faults, "note", &e.note, NOTE_MAX);
    clean_lines(faults, "internal_note", &e.internal_note, NOTE_MAX);
    return append(&draft, &e, faults, before);
}

/* The reasons for which it is paused now. */
static uint32_t held(const struct request *r)
{
    uint32_t reasons = 0;
    for (size_t i = 0; i < r->hold_count; i++)
        reasons |= r->holds[i].to ? 0 : 1u << r->holds[i].reason;
    return reasons;
}

enum err desk_resume(struct desk *d, struct arena *arena, const struct jurisdiction *j,
                     const struct actor *actor, uint64_t id, uint32_t version, struct str reason,
                     struct faults *faults, struct change *out)
{
    struct draft draft = draft_of(d, arena, j, actor, out);
    enum pause_reason one;
    size_t before = faults->count;
    enum err err = draft_open(&draft, id, version);
    if (err)
        return err;
    struct event e = {.kind = EVENT_RESUMED, .resumes = held(&draft.before)};
    if (reason.n && check_reason(reason, faults, &one))
        e.resumes &= 1u << one;
    if (faults->count == before && !e.resumes)
        fault_add(faults, "reason", "La demande n’est pas en pause pour cette raison.",
                  "The request is not paused for this reason.");
    return append(&draft, &e, faults, before);
}

enum err draft_lapse(struct draft *d)
{
    struct event e = {.kind = EVENT_RESUMED};
    const struct request *r = &d->out->after;
    int64_t now = draft_now(d);
    bool due = false;
    for (size_t i = 0; i < r->hold_count; i++)
        if (!r->holds[i].to && r->holds[i].until && r->holds[i].until <= now)
            e.resumes |= 1u << r->holds[i].reason;
    for (size_t i = 0; i < r->clock_count; i++)
        due |= r->clocks[i].paused && r->clocks[i].resumes_at && r->clocks[i].resumes_at <= now;
    return due || e.resumes ? draft_add(d, &e) : ERR_NOT_FOUND;
}

enum err desk_lapse(struct desk *d, struct arena *arena, const struct jurisdiction *j,
                    const struct actor *actor, uint64_t id, struct change *out)
{
    struct draft draft = draft_of(d, arena, j, actor, out);
    enum err err = draft_open(&draft, id, 0);
    if (!err)
        err = draft_lapse(&draft);
    return err ? err : draft_close(&draft);
}

struct event event_answered(struct str text)
{
    return (struct event){.kind = EVENT_ANSWERED, .answer = text, .resumes = 1u << PAUSE_CITIZEN};
}

enum err desk_answer(struct desk *d, struct arena *arena, const struct jurisdiction *j,
                     const struct actor *actor, uint64_t id, uint32_t version, struct str text,
                     struct faults *faults, struct change *out)
{
    struct draft draft = draft_of(d, arena, j, actor, out);
    struct event e = event_answered(text);
    size_t before = faults->count;
    enum err err = draft_open(&draft, id, version);
    if (err)
        return err;
    draft_check_open(&draft, faults);
    clean_lines(faults, "text", &e.answer, NOTE_MAX);
    if (faults->count == before && !e.answer.n)
        fault_add(faults, "text", "Écrivez votre réponse.", "Write your answer.");
    return append(&draft, &e, faults, before);
}

/* --- Another team ----------------------------------------------------------------------------- */

enum err desk_hand_over(struct desk *d, struct arena *arena, const struct jurisdiction *j,
                        const struct actor *actor, uint64_t id, uint32_t version,
                        struct str calendar, struct str assignee, struct faults *faults,
                        struct change *out)
{
    struct draft draft = draft_of(d, arena, j, actor, out);
    struct event e = {.kind = EVENT_HANDED_OVER, .calendar = calendar, .assignee = assignee};
    const struct calendar *now = jurisdiction_calendar(j, calendar);
    size_t before = faults->count;
    enum err err = draft_open(&draft, id, version);
    if (err)
        return err;
    draft_check_open(&draft, faults);
    if (now)
        e.calendar_version = calendar_version(now);
    else
        fault_add(faults, "calendar", "L’arrondissement n’a pas de calendrier de ce nom.",
                  "The jurisdiction has no calendar of that name.");
    clean_line(faults, "assignee", &e.assignee, NAME_MAX_LENGTH);
    return append(&draft, &e, faults, before);
}

/* --- Computing anew --------------------------------------------------------------------------- */

static void add_pin(const struct jurisdiction *j, struct event *e, struct str name,
                    struct str version)
{
    const struct calendar *now = jurisdiction_calendar(j, name);
    bool known = !now || str_eq(calendar_version(now), version);
    for (size_t i = 0; i < e->pin_count; i++)
        known |= str_eq(e->pins[i].name, name);
    if (!known)
        e->pins[e->pin_count++] = (struct calendar_pin){name, calendar_version(now)};
}

/* The calendars of running clocks that say something else by now. */
static enum err pin_anew(const struct draft *d, struct event *e)
{
    const struct request *r = &d->before;
    size_t most = 0;
    for (size_t i = 0; i < r->clock_count; i++)
        most += 1 + r->clocks[i].handover_count;
    e->pins = ARENA_ARRAY(d->arena, struct calendar_pin, most);
    if (!e->pins)
        return ERR_NOMEM;
    for (size_t i = 0; i < r->clock_count; i++) {
        const struct clock *c = &r->clocks[i];
        if (c->met_at)
            continue;
        add_pin(d->jurisdiction, e, c->start.calendar, c->start.calendar_version);
        for (size_t k = 0; k < c->handover_count; k++)
            add_pin(d->jurisdiction, e, c->handovers[k].calendar, c->handovers[k].calendar_version);
    }
    return ERR_OK;
}

static bool moved(const struct request *before, const struct request *after)
{
    for (size_t i = 0; i < after->clock_count; i++) {
        const struct clock *new = &after->clocks[i];
        const struct clock *old = request_clock(before, new->start.name);
        if (!old || old->start.due != new->start.due ||
            old->start.breach_at != new->start.breach_at)
            return true;
    }
    return false;
}

enum err desk_recompute(struct desk *d, struct arena *arena, const struct jurisdiction *j,
                        const struct actor *actor, uint64_t id, struct change *out)
{
    struct draft draft = draft_of(d, arena, j, actor, out);
    struct event e = {.kind = EVENT_RECOMPUTED, .zone_version = zone_version(j->zone)};
    enum err err = draft_open(&draft, id, 0);
    if (!err)
        err = pin_anew(&draft, &e);
    if (!err && !draft.before.closed)
        err = draft_add(&draft, &e);
    if (!err)
        err = draft_close(&draft);
    bool told = e.pin_count || moved(&draft.before, &out->after);
    return err ? err : told ? ERR_OK : ERR_NOT_FOUND;
}

/* --- Reopening -------------------------------------------------------------------------------- */

/* A clock that starts afresh, on the calendar it was handed over to last. */
static struct clock_start afresh(const struct clock *c, int64_t now)
{
    struct clock_start start = c->start;
    start.started_at = now;
    if (c->handover_count) {
        const struct handover *last = &c->handovers[c->handover_count - 1];
        start.calendar = last->calendar;
        start.calendar_version = last->calendar_version;
    }
    if (start.policy.reopen == REOPEN_FIRST_ONLY) {
        start.name = STR("rework");
        start.cycle = 0;
        start.policy.reopen = REOPEN_RESTART;
    } else {
        start.cycle++;
    }
    return start;
}

enum err reopen_clocks(struct draft *d, struct event *e)
{
    const struct request *r = &d->before;
    e->started = ARENA_ARRAY(d->arena, struct clock_start, r->clock_count);
    if (!e->started)
        return ERR_NOMEM;
    for (size_t i = 0; i < r->clock_count; i++) {
        const struct clock *c = &r->clocks[i];
        enum reopen reopen = c->start.policy.reopen;
        bool again = reopen == REOPEN_RESTART && !str_eq(c->start.name, STR("first_response"));
        bool anew = reopen == REOPEN_FIRST_ONLY && !request_clock(r, STR("rework"));
        if (again || anew)
            e->started[e->started_count++] = afresh(c, draft_now(d));
    }
    return ERR_OK;
}
