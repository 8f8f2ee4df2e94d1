/* Comparing: filing, clocks, state, words, firings. */
#include "domain/trial_check.h"

#include "base/date.h"
#include "domain/jurisdiction.h"
#include "domain/promise.h"

/* --- Misses ----------------------------------------------------------------------------------- */

static struct str kept(struct check *c, struct str s)
{
    struct str copy = arena_str(c->arena, s);
    c->failed |= !copy.p;
    return copy;
}

/* What is said of a miss may be the service's words, and the service may go before the report. */
static void keep_words(struct check *c, struct trial_miss *m)
{
    for (int l = 0; l < LANG_COUNT; l++) {
        m->what.in[l] = kept(c, m->what.in[l]);
        m->expected.in[l] = kept(c, m->expected.in[l]);
        m->got.in[l] = kept(c, m->got.in[l]);
    }
    m->rule = kept(c, m->rule);
    m->where = kept(c, m->where);
}

void check_miss(struct check *c, struct trial_miss miss)
{
    if (c->count == c->cap) {
        size_t cap = c->cap ? c->cap * 2 : 8;
        void *grown =
            arena_grow(c->arena, c->misses, c->cap * sizeof *c->misses, cap * sizeof *c->misses);
        if (!grown) {
            c->failed = true;
            return;
        }
        c->misses = grown;
        c->cap = cap;
    }
    if (!miss.where.n)
        miss.where = c->trial->where;
    keep_words(c, &miss);
    c->misses[c->count++] = miss;
}

static struct text same(struct str s)
{
    return (struct text){{s, s}};
}

static struct text words(struct check *c, const char *fr, const char *en, struct str of)
{
    struct text t = {{arena_printf(c->arena, "%s" STR_FMT, fr, STR_ARG(of)),
                      arena_printf(c->arena, "%s" STR_FMT, en, STR_ARG(of))}};
    c->failed |= !t.in[LANG_FR].p || !t.in[LANG_EN].p;
    return t;
}

static const struct text nothing = TEXT_INIT("rien", "nothing");
static const struct text no_date = TEXT_INIT("aucune date", "no date");

/* "2026-11-10 17:00", as tests write it. */
static struct str local(struct check *c, int64_t at)
{
    int second;
    int64_t day = zone_day(c->jurisdiction->zone, at, &second);
    struct date d = date_from_days(day);
    struct str s = arena_printf(c->arena, "%04d-%02d-%02d %02d:%02d", d.year, d.month, d.day,
                                second / 3600, second / 60 % 60);
    c->failed |= !s.p;
    return s;
}

static void miss_of(struct check *c, struct text what, struct text expected, struct text got,
                    const struct clock *clock)
{
    struct trial_miss miss = {.what = what, .expected = expected, .got = got};
    if (clock) {
        miss.rule = clock->start.rule;
        miss.where = clock->start.origin;
    }
    check_miss(c, miss);
}

static void check_word(struct check *c, struct text what, struct str expected, struct str got)
{
    if (expected.n && !str_eq(expected, got))
        miss_of(c, what, same(expected), got.n ? same(got) : nothing, NULL);
}

static void check_text(struct check *c, struct text what, struct text expected, struct text got)
{
    bool differs = false;
    for (int l = 0; l < LANG_COUNT; l++)
        differs |= expected.in[l].n && !str_eq(expected.in[l], got.in[l]);
    if (differs)
        miss_of(c, what, expected, text_empty(got) ? nothing : got, NULL);
}

/* --- Filing ----------------------------------------------------------------------------------- */

/* "attribute[size]" is spoken of as "size". */
static struct str spoken(struct str where)
{
    if (!str_starts(where, STR("attribute[")) || !str_ends(where, STR("]")))
        return where;
    return str_of(where.p + 10, where.n - 11);
}

static bool is_stop(const struct fault *f)
{
    return str_eq(f->code, STR("stop"));
}

static const struct fault *fault_on(const struct faults *faults, struct str where)
{
    for (const struct fault *f = faults->first; f; f = f->next)
        if (!is_stop(f) && str_eq(spoken(f->where), where))
            return f;
    return NULL;
}

static const struct trial_error *expected_on(const struct trial_expect *x, struct str where)
{
    for (size_t i = 0; i < x->error_count; i++)
        if (str_eq(x->errors[i].where, where))
            return &x->errors[i];
    return NULL;
}

static struct text said(struct check *c, const struct fault *f)
{
    if (!f->code.n)
        return f->say;
    struct text t = {{arena_printf(c->arena, STR_FMT " (" STR_FMT ")", STR_ARG(f->code),
                                   STR_ARG(f->say.in[LANG_FR])),
                      arena_printf(c->arena, STR_FMT " (" STR_FMT ")", STR_ARG(f->code),
                                   STR_ARG(f->say.in[LANG_EN]))}};
    c->failed |= !t.in[LANG_FR].p || !t.in[LANG_EN].p;
    return t;
}

static void check_expected_errors(struct check *c)
{
    const struct trial_expect *x = &c->trial->expect;
    for (size_t i = 0; i < x->error_count; i++) {
        const struct trial_error *e = &x->errors[i];
        const struct fault *f = fault_on(c->outcome->faults, e->where);
        if (f && (!e->code.n || str_eq(e->code, f->code)))
            continue;
        miss_of(c, words(c, "erreur sur ", "error on ", e->where),
                e->code.n ? same(e->code) : (struct text)TEXT_INIT("une erreur", "an error"),
                f ? said(c, f) : nothing, NULL);
    }
}

static void check_given_errors(struct check *c)
{
    for (const struct fault *f = c->outcome->faults->first; f; f = f->next)
        if (!is_stop(f) && !expected_on(&c->trial->expect, spoken(f->where)))
            miss_of(c, words(c, "erreur sur ", "error on ", spoken(f->where)), nothing, said(c, f),
                    NULL);
}

static void check_stop(struct check *c)
{
    const struct trial_expect *x = &c->trial->expect;
    const struct fault *stop = NULL, *like = NULL;
    for (const struct fault *f = c->outcome->faults->first; f; f = f->next)
        if (is_stop(f)) {
            stop = f;
            if (str_eq(f->say.in[LANG_FR], x->stop_say.in[LANG_FR]) &&
                str_eq(f->say.in[LANG_EN], x->stop_say.in[LANG_EN]))
                like = f;
        }
    struct text what = TEXT("arrêt (stop_if)", "stop (stop_if)");
    struct text one = TEXT("un arrêt", "a stop");
    if (stop && !x->stop)
        miss_of(c, what, nothing, stop->say, NULL);
    else if (!stop && x->stop)
        miss_of(c, what, text_empty(x->stop_say) ? one : x->stop_say, nothing, NULL);
    else if (stop && !text_empty(x->stop_say) && !like)
        miss_of(c, what, x->stop_say, stop->say, NULL);
}

void check_filing(struct check *c)
{
    check_expected_errors(c);
    check_given_errors(c);
    check_stop(c);
}

/* --- Clocks ----------------------------------------------------------------------------------- */

static const struct clock *clock_named(const struct check *c, struct str name)
{
    const struct request *r = &c->outcome->request;
    if (name.n)
        return request_clock(r, name);
    const struct clock *promised = promise_clock(c->trial->service, r);
    return promised ? promised : request_promise(r);
}

static struct str name_of(const struct clock *clock, struct str name)
{
    return name.n ? name : clock ? clock->start.name : STR("promise");
}

static bool due_holds(struct check *c, const struct trial_due *x, int64_t due)
{
    int second;
    if (x->never || !due)
        return x->never == !due;
    if (x->whole_day)
        return zone_day(c->jurisdiction->zone, due, &second) ==
               zone_day(c->jurisdiction->zone, x->at, &second);
    return due / 60 == x->at / 60;
}

static void check_due(struct check *c, const struct trial_due *x)
{
    const struct clock *clock = clock_named(c, x->clock);
    int64_t due = clock ? clock->start.due : 0;
    if (due_holds(c, x, due))
        return;
    struct str expected = x->never ? STR("") : local(c, x->at);
    if (x->whole_day)
        expected = str_first(expected, 10);
    miss_of(c, words(c, "échéance de ", "due date of ", name_of(clock, x->clock)),
            x->never ? no_date : same(expected), due ? same(local(c, due)) : no_date, clock);
}

static void check_rule(struct check *c, const struct trial_rule *x)
{
    const struct clock *clock = clock_named(c, x->clock);
    struct str got = clock ? clock->start.rule : STR("");
    if (str_eq(got, x->rule))
        return;
    miss_of(c, words(c, "règle de ", "rule of ", name_of(clock, x->clock)),
            x->rule.n ? same(x->rule) : nothing, got.n ? same(got) : nothing, clock);
}

/* --- Firings ---------------------------------------------------------------------------------- */

/* A step as it is written; anything else by its name. */
static struct str fired_what(const struct event *e)
{
    return e->fired.kind == INSTANT_STEP && e->reason.n ? e->reason
                                                        : instant_kind_name(e->fired.kind);
}

static bool firing_is(const struct trial_firing *x, const struct event *e)
{
    return x->at / 60 == e->at / 60 && str_eq(x->what, fired_what(e)) &&
           (!x->clock.n || str_eq(x->clock, e->fired.clock)) &&
           (!x->to.n || str_eq(x->to, e->fired.to));
}

static struct text firing_said(struct check *c, int64_t at, struct str what, struct str clock,
                               struct str to)
{
    struct str when = local(c, at);
    struct str s = arena_printf(c->arena, STR_FMT " " STR_FMT "%s" STR_FMT "%s" STR_FMT,
                                STR_ARG(when), STR_ARG(what), clock.n ? ", " : "", STR_ARG(clock),
                                to.n ? " → " : "", STR_ARG(to));
    c->failed |= !s.p;
    return same(s);
}

static const struct text fires = TEXT_INIT("ce qui se déclenche", "what fires");

static void check_listed(struct check *c, const struct trial_firing *x)
{
    for (size_t i = 0; i < c->outcome->event_count; i++) {
        const struct event *e = &c->outcome->events[i];
        if (e->kind == EVENT_FIRED && firing_is(x, e))
            return;
    }
    miss_of(c, fires, firing_said(c, x->at, x->what, x->clock, x->to), nothing, NULL);
}

static void check_unlisted(struct check *c, const struct event *e)
{
    const struct trial_expect *x = &c->trial->expect;
    for (size_t i = 0; i < x->firing_count; i++)
        if (firing_is(&x->firings[i], e))
            return;
    miss_of(c, fires, nothing, firing_said(c, e->at, fired_what(e), e->fired.clock, e->fired.to),
            NULL);
}

static void check_firings(struct check *c)
{
    const struct trial_expect *x = &c->trial->expect;
    if (!x->has_firings)
        return;
    for (size_t i = 0; i < x->firing_count; i++)
        check_listed(c, &x->firings[i]);
    for (size_t i = 0; i < c->outcome->event_count; i++) {
        const struct event *e = &c->outcome->events[i];
        if (e->kind == EVENT_FIRED && e->fired.kind == INSTANT_STEP)
            check_unlisted(c, e);
    }
}

/* --- All of it -------------------------------------------------------------------------------- */

static void check_promise(struct check *c)
{
    struct text got = {0};
    const struct clock *clock = promise_clock(c->trial->service, &c->outcome->request);
    for (int l = 0; clock && clock->start.due && l < LANG_COUNT; l++) {
        struct buf b = buf_in(c->arena);
        promise_put(&b, c->trial->service, c->jurisdiction->zone, clock->start.due, (enum lang)l);
        c->failed |= b.failed;
        got.in[l] = buf_str(&b);
    }
    check_text(c, TEXT("promesse", "promise"), c->trial->expect.promise, got);
}

/* Rules that failed are never what a test means by passing, unless it says so. */
static void check_fault(struct check *c)
{
    const struct decision *d = &c->outcome->events[0].decision;
    bool expected = c->trial->expect.fault;
    if (expected != (d->fault.n > 0))
        miss_of(c, TEXT("échec d’une fonction", "failure of a function"),
                expected ? (struct text)TEXT_INIT("un échec", "a failure") : nothing,
                d->fault.n ? same(d->fault) : nothing, NULL);
}

void check_request(struct check *c)
{
    const struct trial_expect *x = &c->trial->expect;
    const struct request *r = &c->outcome->request;
    check_filing(c);
    for (size_t i = 0; i < x->due_count; i++)
        check_due(c, &x->dues[i]);
    for (size_t i = 0; i < x->rule_count; i++)
        check_rule(c, &x->rules[i]);
    check_word(c, TEXT("état", "state"), x->state, r->state);
    check_word(c, TEXT("priorité", "priority"), x->priority, r->priority);
    check_promise(c);
    check_text(c, TEXT("mot de la fin", "closing words"), x->closing, r->reason_say);
    check_fault(c);
    check_firings(c);
}
