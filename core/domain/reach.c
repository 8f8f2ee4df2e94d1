/* Conditions that imply one another. */
#include "domain/reach.h"

static bool value_same(const struct value *a, const struct value *b)
{
    return a->type == b->type && str_eq(a->string, b->string) && a->number == b->number &&
           a->instant == b->instant && !a->list_count && !b->list_count;
}

static bool has_value(const struct test *t, const struct value *v)
{
    for (size_t i = 0; i < t->value_count; i++)
        if (value_same(&t->values[i], v))
            return true;
    return false;
}

/* Every value of a is one of b's. */
static bool values_within(const struct test *a, const struct test *b)
{
    for (size_t i = 0; i < a->value_count; i++)
        if (!has_value(b, &a->values[i]))
            return false;
    return true;
}

static bool attribute_implies(const struct test *t, const struct test *other)
{
    if (!str_eq(t->attribute, other->attribute) || t->compare != other->compare)
        return false;
    if (t->compare == COMPARE_NE)
        return values_within(other, t);
    return values_within(t, other) && (t->compare == COMPARE_EQ || t->value_count == 1);
}

/* When `t` holds, so does `other`. */
static bool test_implies(const struct test *t, const struct test *other)
{
    if (t->kind != other->kind)
        return false;
    switch (t->kind) {
    case TEST_ATTRIBUTE:
        return attribute_implies(t, other);
    case TEST_MONTH:
        return (t->months & ~other->months) == 0;
    case TEST_NEAR:
        return str_eq(t->near, other->near) && t->metres <= other->metres;
    }
    return false;
}

static bool when_implies(const struct when *w, const struct when *other)
{
    for (size_t i = 0; i < other->count; i++) {
        bool implied = false;
        for (size_t k = 0; k < w->count; k++)
            implied |= test_implies(&w->tests[k], &other->tests[i]);
        if (!implied)
            return false;
    }
    return true;
}

/* Every day of the one is a day of the other. */
static bool days_within(const struct rule *r, const struct rule *other)
{
    bool from = !other->has_from || (r->has_from && r->from_day >= other->from_day);
    bool to = !other->has_to || (r->has_to && r->to_day <= other->to_day);
    return from && to;
}

const struct rule *reach_shadow(const struct clock_plan *clock, size_t i)
{
    const struct rule *r = &clock->rules[i];
    for (const struct rule *before = clock->rules; before < r; before++)
        if (when_implies(&r->when, &before->when) && days_within(r, before))
            return before;
    return NULL;
}

bool reach_over(const struct rule *rule, int64_t today)
{
    return rule->has_to && rule->to_day <= today;
}
