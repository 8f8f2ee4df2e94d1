/* Of a service's parts, those that some trial has used. */
#include "domain/trial_cover.h"

struct text cover_kind_name(enum cover_kind kind)
{
    static const struct text names[COVER_KINDS] = {
        [COVER_ATTRIBUTE] = TEXT_INIT("champ", "attribute"),
        [COVER_CLOCK] = TEXT_INIT("horloge", "clock"),
        [COVER_RULE] = TEXT_INIT("règle", "rule"),
        [COVER_STATE] = TEXT_INIT("état", "state"),
        [COVER_REASON] = TEXT_INIT("raison", "reason"),
        [COVER_STOP] = TEXT_INIT("stop_if", "stop_if"),
    };
    return names[kind];
}

size_t cover_unseen(const struct cover *c)
{
    size_t n = 0;
    for (size_t i = 0; i < c->count; i++)
        n += !c->items[i].seen;
    return n;
}

/* --- What there is ---------------------------------------------------------------------------- */

static size_t parts_of(const struct service *s)
{
    size_t n = s->attribute_count + s->clock_count + s->stop_count + s->workflow.count;
    for (size_t i = 0; i < s->clock_count; i++)
        n += s->clocks[i].rule_count;
    for (size_t i = 0; i < s->workflow.count; i++)
        n += s->workflow.states[i].reason_count;
    return n;
}

static void add(struct cover *c, enum cover_kind kind, struct str of, struct str id,
                struct str where)
{
    c->items[c->count++] = (struct cover_item){kind, of, id, where, false};
}

static void add_clocks(struct cover *c, const struct service *s)
{
    for (size_t i = 0; i < s->clock_count; i++) {
        const struct clock_plan *plan = &s->clocks[i];
        add(c, COVER_CLOCK, STR(""), plan->name, STR(""));
        for (size_t k = 0; k < plan->rule_count; k++)
            add(c, COVER_RULE, plan->name, plan->rules[k].id, plan->rules[k].origin);
    }
}

static void add_states(struct cover *c, const struct workflow *w)
{
    for (size_t i = 0; i < w->count; i++) {
        const struct state *state = &w->states[i];
        add(c, COVER_STATE, STR(""), state->id, STR(""));
        for (size_t k = 0; k < state->reason_count; k++)
            add(c, COVER_REASON, state->id, state->reasons[k].code, STR(""));
    }
}

enum err cover_open(struct arena *arena, const struct service *s, struct cover *out)
{
    *out = (struct cover){.service = s,
                          .items = ARENA_ARRAY(arena, struct cover_item, parts_of(s) + 1)};
    if (!out->items)
        return ERR_NOMEM;
    for (size_t i = 0; i < s->attribute_count; i++)
        add(out, COVER_ATTRIBUTE, STR(""), s->attributes[i].code, STR(""));
    add_clocks(out, s);
    add_states(out, &s->workflow);
    for (size_t i = 0; i < s->stop_count; i++) {
        struct str number = arena_printf(arena, "%zu", i + 1);
        if (!number.p)
            return ERR_NOMEM;
        add(out, COVER_STOP, STR(""), number, STR(""));
    }
    return ERR_OK;
}

/* --- What was used ---------------------------------------------------------------------------- */

static void see(struct cover *c, enum cover_kind kind, struct str of, struct str id)
{
    for (size_t i = 0; i < c->count; i++) {
        struct cover_item *item = &c->items[i];
        if (item->kind == kind && str_eq(item->of, of) && str_eq(item->id, id))
            item->seen = true;
    }
}

static void see_stops(struct cover *c, const struct faults *faults)
{
    size_t n = 0;
    for (size_t i = 0; i < c->count; i++) {
        if (c->items[i].kind != COVER_STOP)
            continue;
        const struct stop *stop = &c->service->stops[n++];
        for (const struct fault *f = faults->first; f; f = f->next)
            if (str_eq(f->code, STR("stop")) &&
                str_eq(f->say.in[LANG_FR], text_in(stop->say, LANG_FR)))
                c->items[i].seen = true;
    }
}

static void see_clocks(struct cover *c, const struct clock_start *clocks, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        see(c, COVER_CLOCK, STR(""), clocks[i].name);
        see(c, COVER_RULE, clocks[i].name, clocks[i].rule);
    }
}

static void see_event(struct cover *c, const struct event *e)
{
    if (e->state.n)
        see(c, COVER_STATE, STR(""), e->state);
    if (e->state.n && e->reason.n)
        see(c, COVER_REASON, e->state, e->reason);
    if (e->kind == EVENT_SUBMITTED)
        see_clocks(c, e->decision.clocks, e->decision.clock_count);
    see_clocks(c, e->started, e->started_count);
}

void cover_outcome(struct cover *c, const struct trial *t, const struct outcome *o)
{
    if (!c)
        return;
    for (size_t i = 0; i < t->answer_count; i++)
        see(c, COVER_ATTRIBUTE, STR(""), t->answers[i].code);
    see_stops(c, o->faults);
    for (size_t i = 0; i < o->event_count; i++)
        see_event(c, &o->events[i]);
}
