/* Asks the rules of a service, and carries on when one of them fails. */
#include "domain/decide.h"

#include "domain/jurisdiction.h"

#include <math.h>

enum { FALLBACK_DAYS = 10 };

/* One decision in the making. */
struct decider {
    struct arena *arena;
    const struct rules *rules;
    struct rule_question q;
    struct host_record record;
    struct host host;                     /* the question's, kept on the way */
    struct rule_spent spent, spent_above; /* by its own functions; by those of services above */
    struct buf fault;
    bool failed; /* out of memory */
};

/* Strings outlive the generation they came from. */
static struct str keep(struct decider *d, struct str s)
{
    struct str copy = arena_str(d->arena, s);
    d->failed |= !copy.p;
    return copy;
}

static void note_fault(struct decider *d, struct str what, struct str why)
{
    if (d->fault.n)
        BUF_LIT(&d->fault, "; ");
    buf_str_put(&d->fault, what);
    BUF_LIT(&d->fault, ": ");
    buf_str_put(&d->fault, why);
}

/* --- Goals ------------------------------------------------------------------------------------ */

/* A rule's number as a goal; false when it is none: negative, broken, or beyond ten years. */
static bool goal_from(const struct rule *r, double number, struct goal *out)
{
    bool seconds = r->unit == UNIT_BUSINESS_SECONDS || r->unit == UNIT_ELAPSED_SECONDS;
    double amount = seconds ? round(number) : number;
    double most = r->unit == UNIT_FIXED ? 1e12 : seconds ? 3660.0 * 24 * 3600 : 3660;
    if (!(amount >= 0 && amount <= most) || amount != trunc(amount))
        return false;
    *out = (struct goal){.unit = r->unit,
                         .amount = (int64_t)amount,
                         .at = r->at,
                         .receipt = r->receipt,
                         .roll = r->roll};
    return true;
}

/* The next function is that service's. What stands in for one that has used up the budget needs
 * some of its own. */
static void ask_as(struct decider *d, const struct service *s)
{
    d->q.as = s;
    d->q.spent = s == d->q.service ? &d->spent : &d->spent_above;
}

static bool ask_goal(struct decider *d, const struct service *as, const struct clock_plan *plan,
                     const struct rule *r, struct goal *out)
{
    struct str why = STR("no rules can be asked");
    double number = NAN;
    ask_as(d, as);
    d->q.function = r->goal.function;
    enum err e =
        d->rules->goal ? d->rules->goal(d->rules->self, &d->q, d->arena, &number, &why) : ERR_RULE;
    if (!e && goal_from(r, number, out))
        return true;
    note_fault(d, plan->name, e ? why : STR("the function answered what is no goal"));
    return false;
}

static bool rule_goal(struct decider *d, const struct service *as, const struct clock_plan *plan,
                      const struct rule *r, struct goal *out)
{
    if (r->goal.function > 0)
        return ask_goal(d, as, plan, r, out);
    if (goal_from(r, r->goal.number, out))
        return true;
    note_fault(d, plan->name, STR("the rule's number is no goal"));
    return false;
}

/* --- Choosing a rule -------------------------------------------------------------------------- */

/* A fixed date that has passed promises nothing any more. */
static bool has_passed(const struct clock_plan *plan, const struct rule *r, int64_t at)
{
    return r->unit == UNIT_FIXED &&
           zone_instant(calendar_zone(plan->calendar), (int64_t)r->goal.number) <= at;
}

static bool in_force(const struct rule *r, int64_t day)
{
    return (!r->has_from || day >= r->from_day) && (!r->has_to || day < r->to_day);
}

/* The first rule from `first` on that holds, with a number if `plain`; rule_count if none. */
static size_t choose(const struct facts *facts, const struct clock_plan *plan, size_t first,
                     bool plain)
{
    int second;
    int64_t day = zone_day(calendar_zone(plan->calendar), facts->at, &second);
    for (size_t i = first; i < plan->rule_count; i++) {
        const struct rule *r = &plan->rules[i];
        if (in_force(r, day) && !has_passed(plan, r, facts->at) &&
            !(plain && r->goal.function > 0) && when_holds(&r->when, facts))
            return i;
    }
    return plan->rule_count;
}

const struct rule *decide_rule(const struct clock_plan *plan, const struct facts *facts)
{
    size_t i = choose(facts, plan, 0, false);
    return i < plan->rule_count ? &plan->rules[i] : NULL;
}

bool decide_goal(const struct rule *rule, struct goal *out)
{
    return rule->goal.function <= 0 && goal_from(rule, rule->goal.number, out);
}

static const struct rule *last_plain(const struct clock_plan *plan)
{
    for (size_t i = plan->rule_count; i > 0; i--)
        if (plan->rules[i - 1].goal.function <= 0)
            return &plan->rules[i - 1];
    return NULL;
}

static const struct rule ten_days = {
    .id = {"fallback", 8}, .goal = {.number = FALLBACK_DAYS}, .unit = UNIT_BUSINESS_DAYS};

/* The next rule below the one at `failed` that holds and has a number; NULL: none. */
static const struct rule *next_plain(struct decider *d, const struct clock_plan *plan,
                                     size_t failed, struct goal *goal)
{
    size_t next = choose(d->q.facts, plan, failed + 1, true);
    const struct rule *r = next < plan->rule_count ? &plan->rules[next] : NULL;
    return r && goal_from(r, r->goal.number, goal) ? r : NULL;
}

/* The rule of this service's clock that counts, and its goal: the first that holds; if that fails,
 * what the service above says; then the next below. NULL: none. A function that the one below has
 * inherited and that failed there is not asked again. */
static const struct rule *settle(struct decider *d, const struct service *s,
                                 const struct clock_plan *plan, int failed, struct goal *goal)
{
    size_t at = choose(d->q.facts, plan, 0, false);
    const struct rule *r = at < plan->rule_count ? &plan->rules[at] : NULL;
    if (!r)
        return NULL;
    int asked = r->goal.function;
    if (!(asked > 0 && asked == failed) && rule_goal(d, s, plan, r, goal))
        return r;
    const struct clock_plan *above = s->parent ? service_clock(s->parent, plan->name) : NULL;
    const struct rule *other = above ? settle(d, s->parent, above, asked, goal) : NULL;
    return other ? other : next_plain(d, plan, at, goal);
}

/* When no rule that holds has a goal. */
static const struct rule *last_resort(const struct clock_plan *plan, struct goal *goal)
{
    const struct rule *r = last_plain(plan);
    if (r && goal_from(r, r->goal.number, goal))
        return r;
    goal_from(&ten_days, FALLBACK_DAYS, goal);
    return &ten_days;
}

/* --- Clocks ----------------------------------------------------------------------------------- */

static bool compute_due(const struct clock_plan *plan, int64_t at, const struct goal *goal,
                        struct clock_start *out)
{
    struct due due;
    if (calendar_due(plan->calendar, at, *goal, &due))
        return false;
    out->due = due.due;
    out->breach_at = due.breach_at;
    return true;
}

static bool start_clock(struct decider *d, const struct clock_plan *plan, struct clock_start *out)
{
    const struct rule *first = decide_rule(plan, d->q.facts);
    if (!first)
        return false;
    struct goal goal;
    const struct rule *r = settle(d, d->q.service, plan, 0, &goal);
    if (!r)
        r = last_resort(plan, &goal);
    if (!compute_due(plan, d->q.facts->at, &goal, out)) {
        note_fault(d, plan->name, STR("the calendar has no due date for the goal"));
        r = &ten_days;
        if (!goal_from(r, FALLBACK_DAYS, &goal) || !compute_due(plan, d->q.facts->at, &goal, out))
            return false;
    }
    out->goal = goal;
    out->started_at = d->q.facts->at;
    out->name = keep(d, plan->name);
    out->calendar = keep(d, plan->calendar_name);
    out->rule = keep(d, r->id);
    out->origin = keep(d, r->origin);
    out->instead_of = r == first ? STR("") : keep(d, first->origin);
    out->because.in[LANG_FR] = keep(d, r->because.in[LANG_FR]);
    out->because.in[LANG_EN] = keep(d, r->because.in[LANG_EN]);
    out->calendar_version = keep(d, calendar_version(plan->calendar));
    d->failed |= policy_copy(d->arena, &plan->policy, &out->policy) != ERR_OK;
    return true;
}

/* --- Priority --------------------------------------------------------------------------------- */

bool priority_known(struct str s)
{
    return str_eq(s, STR("low")) || str_eq(s, STR("normal")) || str_eq(s, STR("high")) ||
           str_eq(s, STR("urgent"));
}

/* false: its function failed. */
static bool ask_priority(struct decider *d, const struct service *s, struct str *out)
{
    struct str why = STR("no rules can be asked"), answer = {0};
    ask_as(d, s);
    d->q.function = s->priority_function;
    enum err e = d->rules->priority
                     ? d->rules->priority(d->rules->self, &d->q, d->arena, &answer, &why)
                     : ERR_RULE;
    *out = answer;
    if (!e && priority_known(answer))
        return true;
    note_fault(d, STR("priority"), e ? why : STR("the function answered what is no priority"));
    return false;
}

/* Of the nearest service whose function answers, or that has a word; *from is that one, NULL: none
 * is. */
static struct str priority_of(struct decider *d, const struct service **from)
{
    struct str answer;
    int failed = 0;
    for (const struct service *s = d->q.service; s; s = s->parent) {
        *from = s;
        if (s->priority_function <= 0)
            return priority_known(s->priority) ? s->priority : STR("normal");
        if (s->priority_function != failed && ask_priority(d, s, &answer))
            return answer;
        failed = s->priority_function;
    }
    *from = NULL;
    return priority_known(d->q.service->priority) ? d->q.service->priority : STR("normal");
}

static void decide_priority(struct decider *d, struct decision *out)
{
    const struct service *from;
    out->priority = keep(d, priority_of(d, &from));
    if (from != d->q.service)
        out->priority_origin = from ? keep(d, from->file) : STR("");
}

enum err decide(struct arena *arena, const struct rules *rules, const struct rule_question *q,
                struct decision *out)
{
    const struct service *s = q->service;
    struct decider d = {.arena = arena,
                        .rules = rules,
                        .q = *q,
                        .record = {.arena = arena, .from = q->host},
                        .fault = buf_in(arena)};
    d.host = host_record(&d.record);
    d.q.host = &d.host;
    *out = (struct decision){.clocks = ARENA_ARRAY(arena, struct clock_start, s->clock_count)};
    if (!out->clocks)
        return ERR_NOMEM;
    memcpy(out->service_hash, s->hash, sizeof out->service_hash);
    out->service_version = keep(&d, s->version);
    if (q->facts->jurisdiction && q->facts->jurisdiction->zone)
        out->zone_version = keep(&d, zone_version(q->facts->jurisdiction->zone));
    for (size_t i = 0; i < s->clock_count; i++)
        if (start_clock(&d, &s->clocks[i], &out->clocks[out->clock_count]))
            out->clock_count++;
    decide_priority(&d, out);
    out->fault = buf_str(&d.fault);
    out->calls = d.record.calls;
    out->call_count = d.record.count;
    return d.failed || d.fault.failed ? ERR_NOMEM : ERR_OK;
}
