/* Filing a request: check everything, ask the rules, build the batch. */
#include "base/utf8.h"
#include "domain/change.h"
#include "domain/clean.h"
#include "domain/decide.h"
#include "domain/form.h"
#include "domain/ids.h"
#include "domain/keys.h"
#include "domain/place.h"

/* --- Checking --------------------------------------------------------------------------------- */

/* What a submission says in words, and how much of it. */
static const struct {
    const char *where;
    size_t at, max;
    bool lines;
} texts[] = {
    {"description", offsetof(struct submission, description), DESCRIPTION_MAX, true},
    {"account_id", offsetof(struct submission, account_id), NAME_MAX_LENGTH, false},
    {"external_id", offsetof(struct submission, external_id), EXTERNAL_ID_MAX, false},
    {"first_name", offsetof(struct submission, contact.first_name), NAME_MAX_LENGTH, false},
    {"last_name", offsetof(struct submission, contact.last_name), NAME_MAX_LENGTH, false},
    {"phone", offsetof(struct submission, contact.phone), NAME_MAX_LENGTH, false},
    {"device_id", offsetof(struct submission, contact.device_id), NAME_MAX_LENGTH, false},
};

static void clean_texts(struct submission *s, struct faults *faults)
{
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        struct str *text = (struct str *)(void *)((char *)s + texts[i].at);
        (texts[i].lines ? clean_lines : clean_line)(faults, texts[i].where, text, texts[i].max);
    }
    clean_url(faults, "media_url", &s->media_url);
    clean_email(faults, "email", &s->contact.email);
    clean_code(faults, "channel", &s->channel, CODE_MAX);
}

static struct place place_in(const struct submission *s)
{
    return (struct place){.has_position = s->has_position,
                          .position = s->position,
                          .address = s->address,
                          .address_id = s->address_id,
                          .zipcode = s->zipcode,
                          .misread = s->misread};
}

/* What must not be filed here gets the service's words for it: call 911, write to another body. */
static void check_stops(const struct service *service, const struct facts *facts,
                        struct faults *faults)
{
    for (size_t i = 0; i < service->stop_count; i++)
        if (when_holds(&service->stops[i].when, facts)) {
            fault_say(faults, "service",
                      (struct text){{text_in(service->stops[i].say, LANG_FR),
                                     text_in(service->stops[i].say, LANG_EN)}});
            fault_code(faults, STR("stop"));
        }
}

/* --- Building --------------------------------------------------------------------------------- */

static const struct service *find_service(const struct jurisdiction *j, struct str code,
                                          struct faults *faults)
{
    const struct service *s = jurisdiction_service(j, code);
    bool said = !code.n && faults_any(faults);
    if (!s && !said)
        fault_add(faults, "service", "Ce service n’existe pas ici.",
                  "There is no such service here.");
    return s;
}

/* A known external id answers with the request that has it. */
static enum err check_external_id(struct draft *d, struct str external_id)
{
    if (!external_id.n)
        return ERR_OK;
    enum err e = desk_request_by_external_id(d->desk, d->arena, d->jurisdiction, external_id,
                                             &d->out->after);
    return e == ERR_NOT_FOUND ? ERR_OK : e ? e : ERR_EXISTS;
}

static enum err put_contact(struct draft *d, const struct contact *contact)
{
    if (contact_empty(contact))
        return ERR_OK;
    struct buf bytes = buf_in(d->arena);
    enum err e = contact_encode(contact, &bytes);
    struct key key = keys_contact(d->jurisdiction->number, d->out->after.id);
    if (!e)
        batch_put(&d->out->batch, key_str(&key), buf_str(&bytes));
    return e;
}

/* Two desks may file the same external id at once: the second to commit finds it taken. */
static void expect_external_id_free(struct draft *d, struct str external_id)
{
    if (!external_id.n)
        return;
    struct key key = keys_external(d->jurisdiction->number, external_id);
    batch_expect_absent(&d->out->batch, key_str(&key));
}

static enum err decide_submission(struct draft *d, const struct service *service,
                                  const struct facts *facts, struct str description,
                                  struct decision *out)
{
    struct host_live live = {d->desk, d->jurisdiction, facts, 0};
    const struct host host = host_live(&live);
    struct rule_question q = {.jurisdiction = d->jurisdiction,
                              .service = service,
                              .facts = facts,
                              .description = description,
                              .now = facts->at,
                              .host = &host};
    return decide(d->arena, &d->desk->rules, &q, out);
}

static struct event submitted(const struct service *service, const struct submission *s,
                              const struct place *place, const struct form *form)
{
    const struct state *start = workflow_state(&service->workflow, service->workflow.start);
    return (struct event){
        .kind = EVENT_SUBMITTED,
        .service = service->code,
        .state = service->workflow.start,
        .detailed_status = start ? start->detailed_status : (struct str){0},
        .answers = form->answers,
        .answer_count = form->count,
        .has_position = place->has_position,
        .position = place->position,
        .address = place->address,
        .address_id = place->address_id,
        .zipcode = place->zipcode,
        .description = s->description,
        .media_url = s->media_url,
        .account_id = s->account_id,
        .external_id = s->external_id,
        .channel = s->channel,
    };
}

static enum err file(struct draft *d, const struct submission *s, struct event *e)
{
    struct request *r = &d->out->after;
    *r = (struct request){.jurisdiction = d->jurisdiction->number};
    enum err err = ids_take(d->desk, d->jurisdiction, &r->id);
    if (err)
        return err;
    token_make(d->out->token, e->token_hash, r->id);
    expect_external_id_free(d, s->external_id);
    err = draft_add(d, e);
    if (!err)
        err = put_contact(d, &s->contact);
    return err ? err : draft_close(d);
}

/* What a submission was found to be. */
struct checked {
    struct place place;
    struct facts facts;
    struct form form;
};

/* All that may be wrong, said at once; without a service, all but its form. */
static enum err check_all(const struct draft *d, const struct service *service,
                          const struct submission *s, struct faults *faults, struct checked *out)
{
    enum err e = ERR_OK;
    *out = (struct checked){.place = place_in(s)};
    struct facts *facts = &out->facts;
    place_check(&out->place, d->jurisdiction, faults);
    *facts = (struct facts){.has_position = s->has_position,
                            .position = s->position,
                            .at = now_seconds(d->desk->now),
                            .jurisdiction = d->jurisdiction};
    if (service)
        e = form_check(d->arena, service, s->answers, s->answer_count, facts, faults, &out->form);
    if (e && e != ERR_INVALID)
        return e;
    facts->answers = out->form.answers;
    facts->answer_count = out->form.count;
    if (service)
        check_stops(service, facts, faults);
    return faults->lost ? ERR_NOMEM : faults_any(faults) ? ERR_INVALID : ERR_OK;
}

enum err desk_submit(struct desk *d, struct arena *arena, const struct jurisdiction *j,
                     const struct actor *actor, const struct submission *in, struct faults *faults,
                     struct change *out)
{
    struct draft draft = {.desk = d, .arena = arena, .jurisdiction = j, .actor = actor, .out = out};
    *out = (struct change){.batch = batch_in(arena)};
    const struct service *service = find_service(j, in->service, faults);
    struct submission s = *in;
    struct checked checked;
    clean_texts(&s, faults);
    enum err e = faults_any(faults) ? ERR_OK : check_external_id(&draft, s.external_id);
    if (!e)
        e = check_all(&draft, service, &s, faults, &checked);
    if (e)
        return e == ERR_INVALID && !service && in->service.n ? ERR_NOT_FOUND : e;
    out->unknown = checked.form.unknown;
    struct event event = submitted(service, &s, &checked.place, &checked.form);
    e = decide_submission(&draft, service, &checked.facts, s.description, &event.decision);
    return e ? e : file(&draft, &s, &event);
}
