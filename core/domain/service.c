/* Looking things up in a service, and deciding whether a condition holds. */
#include "domain/service.h"

#include "base/date.h"
#include "domain/jurisdiction.h"

const struct attribute *service_attribute(const struct service *s, struct str code)
{
    for (size_t i = 0; i < s->attribute_count; i++)
        if (str_eq(s->attributes[i].code, code))
            return &s->attributes[i];
    return NULL;
}

const struct clock_plan *service_clock(const struct service *s, struct str name)
{
    for (size_t i = 0; i < s->clock_count; i++)
        if (str_eq(s->clocks[i].name, name))
            return &s->clocks[i];
    return NULL;
}

const struct state *workflow_state(const struct workflow *w, struct str id)
{
    for (size_t i = 0; i < w->count; i++)
        if (str_eq(w->states[i].id, id))
            return &w->states[i];
    return NULL;
}

const struct reason *state_reason(const struct state *s, struct str code)
{
    for (size_t i = 0; i < s->reason_count; i++)
        if (str_eq(s->reasons[i].code, code))
            return &s->reasons[i];
    return NULL;
}

bool state_leads_to(const struct state *s, struct str next)
{
    for (size_t i = 0; i < s->next_count; i++)
        if (str_eq(s->next[i], next))
            return true;
    return false;
}

enum err rule_reaches(const struct clock_plan *plan, const struct rule *rule, int64_t at)
{
    const struct goal goal = {.unit = rule->unit,
                              .amount = (int64_t)rule->goal.number,
                              .at = rule->at,
                              .receipt = rule->receipt,
                              .roll = rule->roll};
    struct due due;
    if (rule->goal.function > 0 || (rule->unit == UNIT_FIXED &&
                                    zone_instant(calendar_zone(plan->calendar), goal.amount) <= at))
        return ERR_OK;
    return calendar_due(plan->calendar, at, goal, &due);
}

const struct value *answer_find(const struct answer *answers, size_t count, struct str code)
{
    for (size_t i = 0; i < count; i++)
        if (str_eq(answers[i].code, code))
            return &answers[i].value;
    return NULL;
}

/* --- Conditions ------------------------------------------------------------------------------- */

static bool list_contains(const struct value *list, struct str key)
{
    for (size_t i = 0; i < list->list_count; i++)
        if (str_eq(list->list[i], key))
            return true;
    return false;
}

static bool value_equal(const struct value *given, const struct value *wanted)
{
    switch (given->type) {
    case VALUE_STRING:
        return wanted->type == VALUE_STRING && str_eq(given->string, wanted->string);
    case VALUE_LIST:
        return wanted->type == VALUE_STRING && list_contains(given, wanted->string);
    case VALUE_NUMBER:
        return wanted->type == VALUE_NUMBER && given->number == wanted->number;
    case VALUE_INSTANT:
        return wanted->type == VALUE_INSTANT && given->instant == wanted->instant;
    case VALUE_NONE:
        break;
    }
    return false;
}

static bool is_one_of(const struct value *given, const struct test *t)
{
    for (size_t i = 0; i < t->value_count; i++)
        if (value_equal(given, &t->values[i]))
            return true;
    return false;
}

/* -1, 0 or 1 in *order; false when the two have no order between them. */
static bool value_order(const struct value *a, const struct value *b, int *order)
{
    if (a->type != b->type)
        return false;
    if (a->type == VALUE_NUMBER)
        *order = (a->number > b->number) - (a->number < b->number);
    else if (a->type == VALUE_INSTANT)
        *order = (a->instant > b->instant) - (a->instant < b->instant);
    else
        return false;
    return true;
}

static bool attribute_holds(const struct test *t, const struct facts *facts)
{
    const struct value *given = answer_find(facts->answers, facts->answer_count, t->attribute);
    if (!given || given->type == VALUE_NONE)
        return t->compare == COMPARE_NE;
    if (t->compare == COMPARE_EQ)
        return is_one_of(given, t);
    if (t->compare == COMPARE_NE)
        return !is_one_of(given, t);
    int order;
    if (t->value_count == 0 || !value_order(given, &t->values[0], &order))
        return false;
    switch (t->compare) {
    case COMPARE_LT:
        return order < 0;
    case COMPARE_LE:
        return order <= 0;
    case COMPARE_GT:
        return order > 0;
    default:
        return order >= 0;
    }
}

static bool month_holds(const struct test *t, const struct facts *facts)
{
    int second;
    int64_t day = zone_day(facts->jurisdiction->zone, facts->at, &second);
    return t->months >> (date_from_days(day).month - 1) & 1;
}

static bool near_holds(const struct test *t, const struct facts *facts)
{
    const struct jurisdiction *j = facts->jurisdiction;
    if (!facts->has_position)
        return false;
    for (size_t i = 0; i < j->place_count; i++)
        if (str_eq(j->places[i].kind, t->near) &&
            position_distance(facts->position, j->places[i].position) <= t->metres)
            return true;
    return false;
}

bool when_holds(const struct when *w, const struct facts *facts)
{
    static bool (*const holds[])(const struct test *, const struct facts *) = {
        [TEST_ATTRIBUTE] = attribute_holds,
        [TEST_MONTH] = month_holds,
        [TEST_NEAR] = near_holds,
    };
    for (size_t i = 0; i < w->count; i++)
        if (!holds[w->tests[i].kind](&w->tests[i], facts))
            return false;
    return true;
}
