/* /api/v1/services: the whole definition of a service (schemas/service.json). */
#include "api/members.h"
#include "api/param.h"
#include "api/policy_json.h"
#include "api/reply.h"
#include "api/routes.h"
#include "api/words.h"
#include "base/date.h"

static void put_limit(struct jw *w, const char *key, bool has, double v)
{
    jw_key(w, key);
    if (has)
        jw_double(w, v);
    else
        jw_null(w);
}

/* --- Conditions ------------------------------------------------------------------------------- */

static const char *const comparisons[] = {
    [COMPARE_EQ] = "eq", [COMPARE_NE] = "ne", [COMPARE_LT] = "lt",
    [COMPARE_LE] = "le", [COMPARE_GT] = "gt", [COMPARE_GE] = "ge",
};

static void put_compared(struct jw *w, struct call *c, const struct value *v)
{
    if (v->type == VALUE_NUMBER)
        jw_double(w, v->number);
    else if (v->type == VALUE_INSTANT)
        jw_str(w, words_instant(c, v->instant));
    else
        jw_str(w, v->string);
}

static void put_attribute_test(struct jw *w, struct call *c, const struct test *t)
{
    json_text(w, "attribute", t->attribute);
    json_text(w, "compare", str_c(comparisons[t->compare]));
    jw_key(w, "values");
    jw_array(w);
    for (size_t i = 0; i < t->value_count; i++)
        put_compared(w, c, &t->values[i]);
    jw_end_array(w);
}

static void put_months(struct jw *w, unsigned months)
{
    jw_key(w, "months");
    jw_array(w);
    for (int month = 1; month <= 12; month++)
        if (months & (1u << (month - 1)))
            jw_i64(w, month);
    jw_end_array(w);
}

static void put_test(struct jw *w, struct call *c, const struct test *t)
{
    jw_object(w);
    switch (t->kind) {
    case TEST_ATTRIBUTE:
        put_attribute_test(w, c, t);
        break;
    case TEST_MONTH:
        put_months(w, t->months);
        break;
    case TEST_NEAR:
        json_text(w, "near", t->near);
        jw_key(w, "metres");
        jw_double(w, t->metres);
        break;
    }
    jw_end_object(w);
}

/* All of them must hold. */
static void put_when(struct jw *w, const char *key, struct call *c, const struct when *when)
{
    jw_key(w, key);
    jw_array(w);
    for (size_t i = 0; i < when->count; i++)
        put_test(w, c, &when->tests[i]);
    jw_end_array(w);
}

/* --- Attributes ------------------------------------------------------------------------------- */

static const char *const types[] = {
    [ATTRIBUTE_STRING] = "string", [ATTRIBUTE_TEXT] = "text",
    [ATTRIBUTE_NUMBER] = "number", [ATTRIBUTE_DATETIME] = "datetime",
    [ATTRIBUTE_CHOICE] = "choice", [ATTRIBUTE_CHOICES] = "choices",
};

static void put_choices(struct jw *w, const struct attribute *a)
{
    jw_key(w, "values");
    jw_array(w);
    for (size_t i = 0; i < a->choice_count; i++) {
        jw_object(w);
        json_text(w, "key", a->choices[i].key);
        json_both(w, "label", a->choices[i].label);
        jw_end_object(w);
    }
    jw_end_array(w);
}

static void put_attribute(struct jw *w, struct call *c, const struct attribute *a)
{
    jw_object(w);
    json_text(w, "code", a->code);
    json_text(w, "type", str_c(types[a->type]));
    json_both(w, "label", a->label);
    json_both(w, "help", a->help);
    json_text(w, "unit", a->unit);
    jw_key(w, "required");
    jw_bool(w, a->required);
    put_when(w, "required_if", c, &a->required_if);
    put_when(w, "show_if", c, &a->show_if);
    put_limit(w, "min", a->has_min, a->min);
    put_limit(w, "max", a->has_max, a->max);
    jw_key(w, "integer");
    jw_bool(w, a->integer);
    put_choices(w, a);
    jw_end_object(w);
}

/* --- Clocks ----------------------------------------------------------------------------------- */

/* A number of its unit, or of "by" the local date and time; a function's shows as null. */
static void put_goal(struct jw *w, const struct rule *r)
{
    const struct goal goal = {.unit = r->unit, .amount = (int64_t)r->goal.number};
    char room[24];
    struct buf b = {.p = room, .cap = sizeof room};
    jw_key(w, "goal");
    if (r->goal.function) {
        jw_null(w);
    } else if (r->unit == UNIT_FIXED) {
        date_time_put(&b, goal.amount);
        jw_str(w, buf_str(&b));
    } else {
        jw_double(w, goal_amount(&goal));
    }
    json_text(w, "unit", goal_unit_name(r->unit));
    json_text(w, "at", day_at_name(r->at));
    json_text(w, "receipt", receipt_name(r->receipt));
    json_text(w, "roll", roll_name(r->roll));
}

static void put_day(struct jw *w, const char *key, bool has, int64_t day)
{
    char room[16];
    struct buf b = {.p = room, .cap = sizeof room};
    if (has)
        date_put(&b, day);
    json_text(w, key, buf_str(&b));
}

static void put_rule(struct jw *w, struct call *c, const struct rule *r)
{
    jw_object(w);
    json_text(w, "id", r->id);
    put_when(w, "when", c, &r->when);
    put_day(w, "from", r->has_from, r->from_day);
    put_day(w, "to", r->has_to, r->to_day);
    put_goal(w, r);
    json_both(w, "because", r->because);
    json_text(w, "origin", r->origin);
    jw_end_object(w);
}

static void put_clocks(struct jw *w, struct call *c, const struct service *s)
{
    jw_key(w, "clocks");
    jw_array(w);
    for (size_t i = 0; i < s->clock_count; i++) {
        const struct clock_plan *clock = &s->clocks[i];
        jw_object(w);
        json_text(w, "name", clock->name);
        json_text(w, "calendar", clock->calendar_name);
        jw_key(w, "rules");
        jw_array(w);
        for (size_t k = 0; k < clock->rule_count; k++)
            put_rule(w, c, &clock->rules[k]);
        jw_end_array(w);
        policy_put(w, &clock->policy);
        jw_end_object(w);
    }
    jw_end_array(w);
}

/* --- Workflow --------------------------------------------------------------------------------- */

static void put_reasons(struct jw *w, const struct state *s)
{
    jw_key(w, "reasons");
    jw_array(w);
    for (size_t i = 0; i < s->reason_count; i++) {
        jw_object(w);
        json_text(w, "code", s->reasons[i].code);
        json_both(w, "label", s->reasons[i].label);
        json_both(w, "say", s->reasons[i].say);
        jw_end_object(w);
    }
    jw_end_array(w);
}

/* null: it may stand in the state for ever. */
static void put_timeout(struct jw *w, const struct timeout *t)
{
    jw_key(w, "timeout");
    if (!t->after.amount) {
        jw_null(w);
        return;
    }
    jw_object(w);
    json_length(w, "after", &t->after);
    json_text(w, "to", t->to);
    json_text(w, "reason", t->reason);
    jw_end_object(w);
}

static void put_strings(struct jw *w, const char *key, const struct str *items, size_t count)
{
    jw_key(w, key);
    jw_array(w);
    for (size_t i = 0; i < count; i++)
        jw_str(w, items[i]);
    jw_end_array(w);
}

static void put_workflow(struct jw *w, const struct workflow *f)
{
    jw_key(w, "workflow");
    jw_object(w);
    json_text(w, "start", f->start);
    jw_key(w, "states");
    jw_array(w);
    for (size_t i = 0; i < f->count; i++) {
        const struct state *s = &f->states[i];
        jw_object(w);
        json_text(w, "id", s->id);
        json_both(w, "label", s->label);
        jw_key(w, "closed");
        jw_bool(w, s->closed);
        json_text(w, "pauses", s->pauses ? pause_reason_name(s->pause) : STR(""));
        put_timeout(w, &s->timeout);
        json_text(w, "detailed_status", s->detailed_status);
        put_strings(w, "next", s->next, s->next_count);
        put_reasons(w, s);
        jw_end_object(w);
    }
    jw_end_array(w);
    jw_end_object(w);
}

/* --- The service ------------------------------------------------------------------------------ */

static void put_group(struct jw *w, const struct service *s)
{
    jw_key(w, "group");
    jw_object(w);
    json_text(w, "id", s->group);
    json_both(w, "label", s->group_label);
    jw_end_object(w);
}

static void put_settings(struct jw *w, const struct service *s)
{
    jw_key(w, "settings");
    jw_array(w);
    for (size_t i = 0; i < s->setting_count; i++) {
        const struct setting *t = &s->settings[i];
        jw_object(w);
        json_text(w, "name", t->name);
        json_both(w, "label", t->label);
        put_limit(w, "value", true, t->value);
        put_limit(w, "default", true, t->fallback);
        put_limit(w, "min", t->has_min, t->min);
        put_limit(w, "max", t->has_max, t->max);
        jw_end_object(w);
    }
    jw_end_array(w);
}

static void put_stops(struct jw *w, struct call *c, const struct service *s)
{
    jw_key(w, "stop_if");
    jw_array(w);
    for (size_t i = 0; i < s->stop_count; i++) {
        jw_object(w);
        put_when(w, "when", c, &s->stops[i].when);
        json_both(w, "say", s->stops[i].say);
        jw_end_object(w);
    }
    jw_end_array(w);
}

static void put_promise(struct jw *w, const struct service *s)
{
    jw_key(w, "promise");
    if (text_empty(s->promise.say)) {
        jw_null(w);
        return;
    }
    jw_object(w);
    json_text(w, "clock", s->promise.clock);
    json_both(w, "say", s->promise.say);
    jw_end_object(w);
}

static void put_service(struct jw *w, struct call *c, const struct service *s)
{
    jw_object(w);
    json_text(w, "code", s->code);
    json_text(w, "version", s->version);
    json_both(w, "name", s->name);
    json_both(w, "description", s->description);
    put_group(w, s);
    put_strings(w, "keywords", s->keywords, s->keyword_count);
    put_settings(w, s);
    jw_key(w, "attributes");
    jw_array(w);
    for (size_t i = 0; i < s->attribute_count; i++)
        put_attribute(w, c, &s->attributes[i]);
    jw_end_array(w);
    put_stops(w, c, s);
    put_clocks(w, c, s);
    put_promise(w, s);
    put_workflow(w, &s->workflow);
    jw_end_object(w);
}

/* --- Resources -------------------------------------------------------------------------------- */

static enum err list(struct call *c)
{
    struct buf b = buf_in(call_arena(c));
    struct jw w = {.out = &b};
    jw_object(&w);
    jw_key(&w, "items");
    jw_array(&w);
    for (size_t i = 0; i < c->jurisdiction->service_count; i++)
        put_service(&w, c, c->jurisdiction->services[i]);
    jw_end_array(&w);
    jw_end_object(&w);
    reply_tag_rules(c);
    return reply_json(c, 200, &b);
}

static enum err one(struct call *c)
{
    struct str code = http_capture(&c->match, "code");
    const struct service *s = jurisdiction_service(c->jurisdiction, code);
    if (!s) {
        fault_add(&c->faults, "code", "le service « %.*s » n'existe pas",
                  "there is no service \"%.*s\"", STR_ARG(code));
        return ERR_NOT_FOUND;
    }
    struct buf b = buf_in(call_arena(c));
    struct jw w = {.out = &b};
    put_service(&w, c, s);
    reply_tag_rules(c);
    return reply_json(c, 200, &b);
}

static const struct resource list_resource = {FAMILY_JSON, PUBLIC, BODY_NONE, .handle = list};
static const struct resource one_resource = {FAMILY_JSON, PUBLIC, BODY_NONE, .handle = one};

static const struct http_route routes[] = {
    {HTTP_GET, "/api/v1/services", "services", &list_resource, 0, false},
    {HTTP_GET, "/api/v1/services/{code}", "service", &one_resource, 0, false},
};

const struct route_table service_routes = ROUTE_TABLE(routes);
