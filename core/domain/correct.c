/* Correcting a request: another service, other answers, another place, another priority. */
#include "domain/change.h"
#include "domain/decide.h"
#include "domain/form.h"
#include "domain/place.h"

/* --- The place -------------------------------------------------------------------------------- */

static bool corrects_place(const struct correction *in)
{
    return in->has_position || in->address.n || in->address_id.n || in->zipcode.n;
}

/* What is said replaces, what is empty stays. */
static struct place corrected_place(const struct request *r, const struct correction *in)
{
    return (struct place){
        .has_position = in->has_position || r->has_position,
        .position = in->has_position ? in->position : r->position,
        .address = in->address.n ? in->address : r->address,
        .address_id = in->address_id.n ? in->address_id : r->address_id,
        .zipcode = in->zipcode.n ? in->zipcode : r->zipcode,
    };
}

static enum err relocate(struct draft *d, const struct place *p)
{
    struct event e = {
        .kind = EVENT_RELOCATED,
        .has_position = p->has_position,
        .position = p->position,
        .address = p->address,
        .address_id = p->address_id,
        .zipcode = p->zipcode,
    };
    return draft_add(d, &e);
}

/* --- The priority ----------------------------------------------------------------------------- */

static void check_priority(struct str priority, struct faults *faults)
{
    if (priority.n && !priority_known(priority))
        fault_add(faults, "priority", "Il faut low, normal, high ou urgent.",
                  "It must be low, normal, high or urgent.");
}

static enum err prioritize(struct draft *d, struct str priority)
{
    struct event e = {.kind = EVENT_PRIORITIZED, .priority = priority};
    return str_eq(priority, d->out->after.priority) ? ERR_OK : draft_add(d, &e);
}

/* --- The service and its answers -------------------------------------------------------------- */

static const struct service *check_service(const struct draft *d, const struct correction *in,
                                           struct faults *faults)
{
    const struct request *r = &d->before;
    if (r->closed)
        fault_add(
            faults, "service",
            "Cette demande est fermée : rouvrez-la avant de changer le service ou les réponses.",
            "This request is closed: reopen it before changing its service or answers.");
    const struct service *s =
        jurisdiction_service(d->jurisdiction, in->service.n ? in->service : r->service);
    if (!s)
        fault_add(faults, "service", "Ce service n’existe pas ici.",
                  "There is no such service here.");
    return s;
}

static enum err reclassify(struct draft *d, const struct service *service, struct facts *facts)
{
    const struct request *r = &d->out->after;
    struct event e = {
        .kind = EVENT_RECLASSIFIED,
        .service = service->code,
        .answers = (struct answer *)facts->answers,
        .answer_count = facts->answer_count,
    };
    const struct workflow *w = &service->workflow;
    if (!workflow_state(w, r->state)) {
        const struct state *start = workflow_state(w, w->start);
        e.state = w->start;
        e.detailed_status = start ? start->detailed_status : (struct str){0};
    }
    struct host_live live = {d->desk, d->jurisdiction, facts, r->id};
    const struct host host = host_live(&live);
    struct rule_question q = {.jurisdiction = d->jurisdiction,
                              .service = service,
                              .facts = facts,
                              .description = r->description,
                              .now = draft_now(d),
                              .host = &host};
    enum err err = decide(d->arena, &d->desk->rules, &q, &e.decision);
    return err ? err : draft_add(d, &e);
}

/* The clocks run from the day the request came, whatever it is called now. */
static struct facts facts_of(const struct draft *d, const struct place *place)
{
    return (struct facts){.has_position = place->has_position,
                          .position = place->position,
                          .at = d->before.requested_at,
                          .jurisdiction = d->jurisdiction};
}

static enum err correct(struct draft *d, const struct correction *in, struct faults *faults)
{
    bool reclassifies =
        in->has_answers || (in->service.n && !str_eq(in->service, d->before.service));
    struct place place = corrected_place(&d->before, in);
    struct facts facts = facts_of(d, &place);
    struct form form = {0};
    const struct service *service = NULL;
    enum err e = ERR_OK;
    check_priority(in->priority, faults);
    if (corrects_place(in))
        place_check(&place, d->jurisdiction, faults);
    if (reclassifies)
        service = check_service(d, in, faults);
    if (service)
        e = form_check(d->arena, service, in->answers, in->answer_count, &facts, faults, &form);
    if (!corrects_place(in) && !reclassifies && !faults_any(faults) &&
        (!in->priority.n || str_eq(in->priority, d->before.priority)))
        fault_add(faults, "", "Rien à corriger.", "There is nothing to correct.");
    if (e || faults_any(faults))
        return faults->lost ? ERR_NOMEM : e ? e : ERR_INVALID;
    d->out->unknown = form.unknown;
    facts.answers = form.answers;
    facts.answer_count = form.count;
    if (corrects_place(in))
        e = relocate(d, &place);
    if (!e && service)
        e = reclassify(d, service, &facts);
    if (!e && in->priority.n)
        e = prioritize(d, in->priority);
    return e ? e : draft_close(d);
}

enum err desk_correct(struct desk *d, struct arena *arena, const struct jurisdiction *j,
                      const struct actor *actor, uint64_t id, uint32_t version,
                      const struct correction *in, struct faults *faults, struct change *out)
{
    struct draft draft = {.desk = d, .arena = arena, .jurisdiction = j, .actor = actor, .out = out};
    enum err e = draft_open(&draft, id, version);
    return e ? e : correct(&draft, in, faults);
}
