/* Asking a candidate's rules about an event that others decided, and laying both beside each other.
 */
#include "domain/again.h"

#include "base/date.h"
#include "domain/clock.h"
#include "domain/decide.h"
#include "domain/form.h"
#include "domain/place.h"

/* --- Rows ------------------------------------------------------------------------------------- */

static enum err add(struct again *a, struct backtest_row row)
{
    struct backtest_rows *r = a->rows;
    if (r->count == r->cap) {
        size_t cap = r->cap ? r->cap * 2 : 256;
        void *grown = arena_grow(&r->arena, r->items, r->cap * sizeof row, cap * sizeof row);
        if (!grown)
            return ERR_NOMEM;
        r->items = grown;
        r->cap = cap;
    }
    r->items[r->count++] = row;
    return ERR_OK;
}

/* Words that lived with the request only. */
static enum err add_words(struct again *a, struct backtest_row row)
{
    struct arena *arena = &a->rows->arena;
    row.service = arena_str(arena, row.service);
    row.was = arena_str(arena, row.was);
    row.is = arena_str(arena, row.is);
    return row.service.p && row.was.p && row.is.p ? add(a, row) : ERR_NOMEM;
}

/* --- The form of that day --------------------------------------------------------------------- */

static struct str text_of(struct arena *arena, const struct value *v)
{
    struct buf b = buf_in(arena);
    switch (v->type) {
    case VALUE_NUMBER:
        return arena_printf(arena, "%.17g", v->number);
    case VALUE_INSTANT:
        instant_put_utc(&b, v->instant);
        return b.failed ? (struct str){0} : buf_str(&b);
    case VALUE_STRING:
        return v->string;
    case VALUE_LIST:
    case VALUE_NONE:
        break;
    }
    return STR("");
}

static enum err raw_answers(struct arena *arena, const struct event *e, struct raw_answer **out,
                            size_t *count)
{
    size_t n = 0;
    for (size_t i = 0; i < e->answer_count; i++)
        n += e->answers[i].value.type == VALUE_LIST ? e->answers[i].value.list_count : 1;
    *out = ARENA_ARRAY(arena, struct raw_answer, n + 1);
    *count = 0;
    for (size_t i = 0; *out && i < e->answer_count; i++) {
        const struct answer *a = &e->answers[i];
        if (a->value.type == VALUE_LIST)
            for (size_t k = 0; k < a->value.list_count; k++)
                (*out)[(*count)++] = (struct raw_answer){a->code, a->value.list[k]};
        else
            (*out)[(*count)++] = (struct raw_answer){a->code, text_of(arena, &a->value)};
    }
    return *out ? ERR_OK : ERR_NOMEM;
}

static void check_stops(const struct service *s, const struct facts *facts, struct faults *faults)
{
    for (size_t i = 0; i < s->stop_count; i++)
        if (when_holds(&s->stops[i].when, facts)) {
            fault_say(faults, "service", s->stops[i].say);
            fault_code(faults, STR("stop"));
        }
}

/* "attribute[size] not_a_choice", or its words when it has no code. */
static enum err add_refusal(struct again *a, uint64_t id, struct str service,
                            const struct faults *faults)
{
    struct buf b = buf_in(a->arena);
    for (const struct fault *f = faults->first; f; f = f->next)
        buf_printf(&b, "%s" STR_FMT " " STR_FMT, b.n ? ", " : "", STR_ARG(f->where),
                   STR_ARG(f->code.n ? f->code : f->say.in[LANG_FR]));
    return b.failed ? ERR_NOMEM
                    : add_words(a, (struct backtest_row){.id = id,
                                                         .kind = BACKTEST_REFUSED,
                                                         .service = service,
                                                         .is = buf_str(&b)});
}

/* ERR_INVALID: it would be refused, and the row is there. */
static enum err check_form(struct again *a, const struct service *s, uint64_t id,
                           const struct event *e, const struct request *before, struct facts *facts)
{
    struct faults faults = faults_in(a->arena);
    struct place place = {.has_position = e->has_position,
                          .position = e->position,
                          .address = e->address,
                          .address_id = e->address_id,
                          .zipcode = e->zipcode};
    struct raw_answer *raw;
    size_t count;
    struct form form;
    if (!before) /* what is reclassified stays where it is */
        place_check(&place, facts->jurisdiction, &faults);
    enum err err = raw_answers(a->arena, e, &raw, &count);
    if (!err)
        err = form_check(a->arena, s, raw, count, facts, &faults, &form);
    if (err && err != ERR_INVALID)
        return err;
    facts->answers = form.answers;
    facts->answer_count = form.count;
    if (!before)
        check_stops(s, facts, &faults);
    if (faults.lost)
        return ERR_NOMEM;
    if (!faults.count)
        return ERR_OK;
    err = add_refusal(a, id, e->service, &faults);
    return err ? err : ERR_INVALID;
}

/* --- Then and now ----------------------------------------------------------------------------- */

static const struct clock_start *start_of(const struct decision *d, struct str name)
{
    for (size_t i = 0; i < d->clock_count; i++)
        if (str_eq(d->clocks[i].name, name))
            return &d->clocks[i];
    return NULL;
}

static struct str kept_clock(const struct service *s, struct str name)
{
    const struct clock_plan *plan = service_clock(s, name);
    return plan ? plan->name : name;
}

static enum err add_date(struct again *a, const struct service *s, uint64_t id,
                         enum backtest_kind kind, struct str clock, int64_t was, int64_t is)
{
    struct str name = kept_clock(s, clock);
    if (name.p == clock.p)
        name = arena_str(&a->rows->arena, clock);
    return add(a, (struct backtest_row){.id = id,
                                        .kind = kind,
                                        .service = s->code,
                                        .clock = name,
                                        .was_due = was,
                                        .is_due = is});
}

static enum err compare_dates(struct again *a, const struct service *s, uint64_t id,
                              const struct decision *was, const struct decision *is)
{
    enum err e = ERR_OK;
    for (size_t i = 0; !e && i < is->clock_count; i++) {
        const struct clock_start *new = &is->clocks[i], *old = start_of(was, new->name);
        if (!old)
            e = add_date(a, s, id, BACKTEST_STARTED, new->name, 0, new->due);
        else if (old->due != new->due)
            e = add_date(a, s, id, new->due < old->due ? BACKTEST_EARLIER : BACKTEST_LATER,
                         new->name, old->due, new->due);
    }
    for (size_t i = 0; !e && i < was->clock_count; i++)
        if (!start_of(is, was->clocks[i].name))
            e = add_date(a, s, id, BACKTEST_DROPPED, was->clocks[i].name, was->clocks[i].due, 0);
    return e;
}

static enum err compare(struct again *a, const struct service *s, uint64_t id,
                        const struct decision *was, const struct decision *is, unsigned missed)
{
    struct backtest_row row = {.id = id, .service = s->code};
    enum err e = compare_dates(a, s, id, was, is);
    if (!e && !str_eq(was->priority, is->priority)) {
        row.kind = BACKTEST_PRIORITY;
        row.was = was->priority;
        row.is = is->priority;
        e = add_words(a, row);
    }
    if (!e && is->fault.n && !was->fault.n) {
        row.kind = BACKTEST_FAILED;
        row.was = STR("");
        row.is = is->fault;
        e = add_words(a, row);
    }
    if (!e && missed) {
        row.kind = BACKTEST_UNASKED;
        row.was = row.is = STR("");
        e = add_words(a, row);
    }
    return e;
}

/* --- One event -------------------------------------------------------------------------------- */

static struct facts facts_of(const struct again *a, const struct event *e,
                             const struct request *before)
{
    return (struct facts){.has_position = before ? before->has_position : e->has_position,
                          .position = before ? before->position : e->position,
                          .at = before ? before->requested_at : e->at,
                          .jurisdiction = a->jurisdiction};
}

static enum err decide_again(struct again *a, const struct service *s, uint64_t id,
                             const struct event *e, const struct request *before)
{
    struct facts facts = facts_of(a, e, before);
    struct host_live live = {a->desk, a->jurisdiction, &facts, id};
    const struct host otherwise = host_live(&live);
    struct host_replay replay = {.calls = e->decision.calls,
                                 .count = e->decision.call_count,
                                 .otherwise = a->desk ? &otherwise : NULL};
    const struct host host = host_replay(&replay);
    struct decision d;
    enum err err = check_form(a, s, id, e, before, &facts);
    if (err)
        return err == ERR_INVALID ? ERR_OK : err;
    const struct rule_question q = {.jurisdiction = a->jurisdiction,
                                    .service = s,
                                    .facts = &facts,
                                    .description = before ? before->description : e->description,
                                    .now = e->at,
                                    .host = &host};
    err = decide(a->arena, a->rules, &q, &d);
    if (!err)
        err = clock_dates(a->arena, a->jurisdiction, e, before, &d);
    return err ? err : compare(a, s, id, &e->decision, &d, a->desk ? 0 : replay.missed);
}

enum err again_decide(struct again *a, uint64_t id, const struct event *e,
                      const struct request *before)
{
    const struct service *s = jurisdiction_service(a->jurisdiction, e->service);
    if (s)
        return decide_again(a, s, id, e, before);
    return add_words(a, (struct backtest_row){.id = id,
                                              .kind = BACKTEST_REFUSED,
                                              .service = e->service,
                                              .was = STR(""),
                                              .is = STR("service")});
}
