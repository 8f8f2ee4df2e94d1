/* Which rule decides for a request, test by test. */
#include "app/console.h"

#include "app/doc_words.h"
#include "app/say.h"
#include "domain/clock.h"
#include "domain/decide.h"
#include "domain/explain.h"

#include <stdio.h>

/* What one answer of the console needs at hand. */
struct teller {
    struct console *console;
    struct console_seen *seen;
    struct buf out;
    struct paper paper;
};

static struct teller teller_of(struct console *c, struct console_seen *seen)
{
    return (struct teller){.console = c, .seen = seen, .out = buf_in(&c->arena)};
}

static void open_paper(struct teller *t)
{
    t->paper = (struct paper){.b = &t->out, .form = PAPER_PLAIN, .lang = t->console->lang};
}

static void put(struct teller *t, struct text words)
{
    buf_str_put(&t->out, text_in(words, t->console->lang));
}

static enum err finish(struct teller *t)
{
    if (t->out.failed)
        return ERR_NOMEM;
    printf(STR_FMT, STR_ARG(buf_str(&t->out)));
    return ERR_OK;
}

/* --- A rule ----------------------------------------------------------------------------------- */

static const struct text yes = TEXT_INIT("oui", "yes"), no = TEXT_INIT("non", "no");

/* One line a test, with its answer; none: always. */
static void put_tests(struct teller *t, const struct rule *rule, bool only_failing)
{
    for (size_t i = 0; i < rule->when.count; i++) {
        const struct when one = {&rule->when.tests[i], 1};
        bool holds = when_holds(&one, &t->seen->facts);
        if (holds && only_failing)
            continue;
        BUF_LIT(&t->out, "         ");
        put(t, holds ? yes : no);
        put(t, (struct text)TEXT_INIT(" : ", ": "));
        doc_when(&t->paper, t->seen->service, &one);
        buf_char(&t->out, '\n');
    }
}

static void put_goal(struct teller *t, const struct rule *rule)
{
    static const struct text goal = TEXT_INIT("       délai : ", "       time limit: ");
    put(t, goal);
    doc_goal(&t->paper, rule);
    buf_printf(&t->out, " (" STR_FMT ")\n", STR_ARG(rule->origin));
}

/* What became of a rule, in the order in which they were tried. */
enum fate { FATE_FAILS, FATE_OUT_OF_FORCE, FATE_DECIDES, FATE_NOT_TRIED };

static const struct text fates[] = {
    [FATE_FAILS] = TEXT_INIT("  non   ", "  no    "),
    [FATE_OUT_OF_FORCE] = TEXT_INIT("  non   ", "  no    "),
    [FATE_DECIDES] = TEXT_INIT("→ oui   ", "→ yes   "),
    [FATE_NOT_TRIED] = TEXT_INIT("  –     ", "  –     "),
};

static void put_dates(struct teller *t, const struct rule *rule, struct text words)
{
    put(t, words);
    doc_in_force(&t->paper, rule);
    buf_char(&t->out, '\n');
}

static void put_rule(struct teller *t, const struct rule *rule, enum fate fate)
{
    static const struct text dated =
        TEXT_INIT("         pas en vigueur à cette date", "         not in force on that date");
    put(t, fates[fate]);
    buf_str_put(&t->out, rule->id);
    buf_char(&t->out, '\n');
    if (fate == FATE_FAILS)
        put_tests(t, rule, true);
    else if (fate == FATE_OUT_OF_FORCE)
        put_dates(t, rule, dated);
    else if (fate == FATE_DECIDES)
        put_tests(t, rule, false);
    if (fate == FATE_DECIDES)
        put_goal(t, rule);
}

static void put_rules(struct teller *t, const struct clock_plan *plan)
{
    const struct rule *decides = decide_rule(plan, &t->seen->facts);
    bool decided = false;
    for (size_t i = 0; i < plan->rule_count; i++) {
        const struct rule *rule = &plan->rules[i];
        enum fate fate = decided                                    ? FATE_NOT_TRIED
                         : rule == decides                          ? FATE_DECIDES
                         : when_holds(&rule->when, &t->seen->facts) ? FATE_OUT_OF_FORCE
                                                                    : FATE_FAILS;
        put_rule(t, rule, fate);
        decided |= rule == decides;
    }
}

/* --- A decision ------------------------------------------------------------------------------- */

static void put_instant(struct teller *t, struct text label, int64_t at)
{
    put(t, label);
    zone_put_words(&t->out, t->console->jurisdiction->zone, at, t->console->lang);
    buf_char(&t->out, '\n');
}

static const struct clock_start *started(const struct decision *d, struct str name)
{
    for (size_t i = 0; i < d->clock_count; i++)
        if (str_eq(d->clocks[i].name, name))
            return &d->clocks[i];
    return NULL;
}

/* The rule that counts when the one that holds has failed. */
static void put_instead(struct teller *t, const struct clock_start *c)
{
    static const struct text failed =
        TEXT_INIT("       elle a échoué ; à sa place : ", "       it failed; in its stead: ");
    if (!c->instead_of.n)
        return;
    put(t, failed);
    buf_printf(&t->out, STR_FMT " (" STR_FMT ")\n", STR_ARG(c->rule), STR_ARG(c->origin));
}

/* What the rules of today give, and what was promised. */
static void put_clock(struct teller *t, const struct clock_plan *plan, const struct decision *d)
{
    static const struct text none = TEXT_INIT("  aucune règle ne tient : pas d’horloge\n",
                                              "  no rule holds: there is no clock\n");
    static const struct text due = TEXT_INIT("       échéance : ", "       due: ");
    static const struct text promised =
        TEXT_INIT("       gardée avec la demande : ", "       kept with the request: ");
    const struct clock_start *now = started(d, plan->name);
    const struct clock *kept = request_clock(&t->seen->request, plan->name);
    buf_printf(&t->out, STR_FMT " (" STR_FMT ")\n", STR_ARG(plan->name),
               STR_ARG(plan->calendar_name));
    put_rules(t, plan);
    if (now)
        put_instead(t, now);
    if (now)
        put_instant(t, due, now->due);
    else
        put(t, none);
    if (kept && kept->start.due)
        put_instant(t, promised, kept->start.due);
}

static void put_end(struct teller *t, const struct decision *d)
{
    static const struct text priority = TEXT_INIT("priorité : ", "priority: ");
    static const struct text fault = TEXT_INIT("faute : ", "fault: ");
    put(t, priority);
    buf_printf(&t->out, STR_FMT "\n", STR_ARG(d->priority));
    if (!d->fault.n)
        return;
    put(t, fault);
    buf_printf(&t->out, STR_FMT "\n", STR_ARG(d->fault));
}

/* As if it were filed today. */
static enum err decide_filing(struct console *c, const struct console_seen *seen,
                              struct decision *out)
{
    const struct event filing = {
        .number = 1, .kind = EVENT_SUBMITTED, .at = seen->facts.at, .service = seen->service->code};
    enum err e = decide(&c->arena, &c->desk.rules, &seen->question, out);
    return e ? e : clock_dates(&c->arena, c->jurisdiction, &filing, NULL, out);
}

enum err console_why(struct console *c, struct str rest)
{
    struct console_seen seen;
    struct decision decision;
    (void)rest;
    enum err e = console_see(c, &seen);
    if (!e)
        e = decide_filing(c, &seen, &decision);
    if (e)
        return e;
    struct teller t = teller_of(c, &seen);
    open_paper(&t);
    for (size_t i = 0; i < seen.service->clock_count; i++)
        put_clock(&t, &seen.service->clocks[i], &decision);
    put_end(&t, &decision);
    return finish(&t);
}

/* --- One rule --------------------------------------------------------------------------------- */

static const struct rule *find_rule(const struct console_seen *seen, struct str clock,
                                    struct str id)
{
    const struct clock_plan *plan = service_clock(seen->service, clock);
    for (size_t i = 0; plan && i < plan->rule_count; i++)
        if (str_eq(plan->rules[i].id, id))
            return &plan->rules[i];
    say("il n’y a pas de règle « " STR_FMT " " STR_FMT " » ; voyez :pourquoi",
        "there is no rule \"" STR_FMT " " STR_FMT "\"; see :why", STR_ARG(clock), STR_ARG(id));
    return NULL;
}

/* The answer of a goal's function, in the units of the rule; a fault says itself. */
static enum err put_answer(struct teller *t, const struct rule *rule)
{
    static const struct text answer =
        TEXT_INIT("       la fonction répond : ", "       the function answers: ");
    struct rule_question q = t->seen->question;
    struct str fault = STR("");
    double number;
    q.function = rule->goal.function;
    enum err e = t->console->desk.rules.goal(t->console->desk.rules.self, &q, &t->console->arena,
                                             &number, &fault);
    if (e == ERR_NOMEM)
        return e;
    put(t, answer);
    if (e)
        buf_str_put(&t->out, fault);
    else
        doc_length(&t->paper, (struct goal){.unit = rule->unit, .amount = (int64_t)number});
    buf_char(&t->out, '\n');
    return ERR_OK;
}

enum err console_rule(struct console *c, struct str rest)
{
    struct console_seen seen;
    struct str clock = rest;
    str_cut(&rest, ' ', &clock);
    enum err e = console_see(c, &seen);
    if (e)
        return e;
    const struct rule *rule = find_rule(&seen, clock, rest.p ? str_trim(rest) : STR(""));
    if (!rule)
        return ERR_RULE;
    struct teller t = teller_of(c, &seen);
    open_paper(&t);
    put(&t, when_holds(&rule->when, &seen.facts) ? yes : no);
    buf_char(&t.out, '\n');
    put_tests(&t, rule, false);
    put_goal(&t, rule);
    if (rule->goal.function > 0)
        e = put_answer(&t, rule);
    return e ? e : finish(&t);
}
