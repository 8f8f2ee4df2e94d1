/* What an agent does with a request: move it on, write a note, give it to somebody. */
#include "domain/change.h"
#include "domain/clean.h"

static struct draft draft_of(struct desk *d, struct arena *arena, const struct jurisdiction *j,
                             const struct actor *actor, struct change *out)
{
    return (struct draft){.desk = d, .arena = arena, .jurisdiction = j, .actor = actor, .out = out};
}

static void clean_notes(struct faults *faults, struct str *note, struct str *internal_note)
{
    clean_lines(faults, "note", note, NOTE_MAX);
    clean_lines(faults, "internal_note", internal_note, NOTE_MAX);
}

/* ERR_INVALID when faults have come to the list since there were `before`. */
static enum err verdict(const struct faults *faults, size_t before)
{
    return faults->lost ? ERR_NOMEM : faults->count > before ? ERR_INVALID : ERR_OK;
}

static enum err append(struct draft *d, struct event *e)
{
    enum err err = draft_add(d, e);
    return err ? err : draft_close(d);
}

/* --- Transition ------------------------------------------------------------------------------- */

static struct str list_states(struct arena *arena, const struct state *from)
{
    struct buf b = buf_in(arena);
    for (size_t i = 0; from && i < from->next_count; i++) {
        if (i)
            BUF_LIT(&b, ", ");
        buf_str_put(&b, from->next[i]);
    }
    return !b.failed && b.n ? buf_str(&b) : STR("—");
}

static struct str list_reasons(struct arena *arena, const struct state *s)
{
    struct buf b = buf_in(arena);
    for (size_t i = 0; i < s->reason_count; i++) {
        if (i)
            BUF_LIT(&b, ", ");
        buf_str_put(&b, s->reasons[i].code);
    }
    return b.failed ? STR("") : buf_str(&b);
}

/* The state to go to, if the workflow leads there. */
static const struct state *check_target(const struct workflow *w, const struct request *r,
                                        struct str to, struct faults *faults)
{
    const struct state *from = w ? workflow_state(w, r->state) : NULL;
    const struct state *target = w ? workflow_state(w, to) : NULL;
    if (from && target && state_leads_to(from, to))
        return target;
    struct str next = list_states(faults->arena, from);
    fault_add(
        faults, "to", "La demande ne peut pas passer à cet état. États possibles : " STR_FMT ".",
        "The request cannot move to this state. Possible states: " STR_FMT ".", STR_ARG(next));
    return NULL;
}

/* The reason for entering the state: one of its own, always when it has some. A request is never
 * closed without one. */
static const struct reason *check_reason(const struct state *target, struct str code,
                                         struct faults *faults)
{
    const struct reason *reason = code.n ? state_reason(target, code) : NULL;
    if (reason || (!code.n && !target->reason_count && !target->closed))
        return reason;
    if (target->reason_count) {
        struct str codes = list_reasons(faults->arena, target);
        fault_add(faults, "reason", "Il faut un de ces motifs : " STR_FMT ".",
                  "One of these reasons is needed: " STR_FMT ".", STR_ARG(codes));
    } else if (code.n) {
        fault_add(faults, "reason", "Cet état ne prend pas de motif.",
                  "This state takes no reason.");
    } else {
        fault_add(faults, "to",
                  "Une demande ne peut pas être fermée sans motif, et cet état n’en a pas.",
                  "A request cannot be closed without a reason, and this state has none.");
    }
    return NULL;
}

/* A state may pause for a reason: entering it does, leaving it ends that. */
static void hold_by_state(const struct request *r, const struct state *from, const struct state *to,
                          struct event *e)
{
    bool stays = from && from->pauses && to->pauses && from->pause == to->pause;
    if (from && from->pauses && !stays)
        e->resumes = 1u << from->pause;
    if (to->pauses && !request_hold(r, to->pause)) {
        e->pauses = true;
        e->pause = to->pause;
    }
}

/* The server's own doing is no answer to the citizen. */
static bool answers_citizen(const struct actor *actor)
{
    return actor->role >= ROLE_AGENT && actor->role != ROLE_SYSTEM;
}

enum err draft_move(struct draft *d, const struct workflow *w, const struct state *to,
                    const struct reason *reason, const struct transition *t)
{
    const struct request *r = &d->out->after;
    struct event e = {
        .kind = EVENT_TRANSITIONED,
        .state = to->id,
        .detailed_status = to->detailed_status,
        .closed = to->closed,
        .stops_first_response = answers_citizen(d->actor),
        .note = t->note,
        .internal_note = t->internal_note,
    };
    if (reason) {
        e.reason = reason->code;
        e.reason_say = reason->say;
    }
    hold_by_state(r, workflow_state(w, r->state), to, &e);
    enum err err = r->closed && !to->closed ? reopen_clocks(d, &e) : ERR_OK;
    return err ? err : draft_add(d, &e);
}

enum err desk_transition(struct desk *d, struct arena *arena, const struct jurisdiction *j,
                         const struct actor *actor, uint64_t id, uint32_t version,
                         const struct transition *in, struct faults *faults, struct change *out)
{
    struct draft draft = draft_of(d, arena, j, actor, out);
    struct transition t = *in;
    size_t before = faults->count;
    enum err e = draft_open(&draft, id, version);
    if (e)
        return e;
    const struct service *s = jurisdiction_service(j, draft.before.service);
    const struct state *to = check_target(s ? &s->workflow : NULL, &draft.before, t.to, faults);
    const struct reason *reason = to ? check_reason(to, t.reason, faults) : NULL;
    clean_notes(faults, &t.note, &t.internal_note);
    e = verdict(faults, before);
    if (e || !to)
        return e;
    e = draft_move(&draft, &s->workflow, to, reason, &t);
    return e ? e : draft_close(&draft);
}

/* --- Note and assignment ---------------------------------------------------------------------- */

struct event event_noted(const struct actor *actor, struct str note, struct str internal_note)
{
    return (struct event){.kind = EVENT_NOTED,
                          .note = note,
                          .internal_note = internal_note,
                          .stops_first_response = note.n && answers_citizen(actor)};
}

enum err desk_note(struct desk *d, struct arena *arena, const struct jurisdiction *j,
                   const struct actor *actor, uint64_t id, uint32_t version, struct str note,
                   struct str internal_note, struct faults *faults, struct change *out)
{
    struct draft draft = draft_of(d, arena, j, actor, out);
    size_t before = faults->count;
    enum err e = draft_open(&draft, id, version);
    if (e)
        return e;
    if (!note.n && !internal_note.n)
        fault_add(faults, "note", "Écrivez une note pour le citoyen, ou une note interne.",
                  "Write a note for the citizen, or an internal note.");
    clean_notes(faults, &note, &internal_note);
    e = verdict(faults, before);
    if (e)
        return e;
    struct event event = event_noted(actor, note, internal_note);
    return append(&draft, &event);
}

enum err desk_assign(struct desk *d, struct arena *arena, const struct jurisdiction *j,
                     const struct actor *actor, uint64_t id, uint32_t version, struct str assignee,
                     struct faults *faults, struct change *out)
{
    struct draft draft = draft_of(d, arena, j, actor, out);
    size_t before = faults->count;
    enum err e = draft_open(&draft, id, version);
    if (e)
        return e;
    clean_line(faults, "assignee", &assignee, NAME_MAX_LENGTH);
    e = verdict(faults, before);
    if (e)
        return e;
    struct event event = {.kind = EVENT_ASSIGNED, .assignee = assignee};
    return append(&draft, &event);
}
