/* Explaining a clock of a request: its standstills get their names, and what would move its date is
 * worked out by asking its rules again. */
#include "domain/explain_clock.h"

#include "domain/clock.h"
#include "domain/decide.h"

#include <stdlib.h>

/* --- Standstills as stops --------------------------------------------------------------------- */

static struct explain_stop stop_of(const struct still *s, int64_t now)
{
    static const struct text closed = TEXT_INIT("demande fermée", "request closed");
    struct explain_stop stop = {.from = s->from,
                                .to = s->lasting && s->to > now ? now : s->to,
                                .why = s->why == STILL_WINDOW ? WHY_WINDOW : WHY_PAUSE,
                                .name = closed};
    if (s->why == STILL_HOLD)
        stop.name = pause_reason_say(s->reason);
    else if (s->why == STILL_WINDOW)
        stop.name = text_empty(s->window->label) ? (struct text){{s->window->id, s->window->id}}
                                                 : s->window->label;
    return stop;
}

static int by_start(const void *a, const void *b)
{
    int64_t x = ((const struct explain_stop *)a)->from, y = ((const struct explain_stop *)b)->from;
    return (x > y) - (x < y);
}

/* Of two that overlap the first keeps the time: each instant has one reason. */
static size_t untangle(struct explain_stop *stops, size_t count)
{
    size_t kept = 0;
    int64_t until = INT64_MIN;
    if (count)
        qsort(stops, count, sizeof *stops, by_start);
    for (size_t i = 0; i < count; i++) {
        struct explain_stop s = stops[i];
        s.from = s.from > until ? s.from : until;
        if (s.from >= s.to)
            continue;
        until = s.to;
        stops[kept++] = s;
    }
    return kept;
}

static enum err name_stops(struct arena *arena, const struct jurisdiction *j,
                           const struct request *r, const struct clock *c, int64_t at,
                           struct explain_question *q)
{
    struct still *stills;
    size_t count;
    enum err e = clock_stills(arena, j, r, c, &stills, &count);
    struct explain_stop *stops = e ? NULL : ARENA_ARRAY(arena, struct explain_stop, count);
    if (!stops)
        return e ? e : ERR_NOMEM;
    for (size_t i = 0; i < count; i++)
        stops[i] = stop_of(&stills[i], at);
    q->stops = stops;
    q->stop_count = untangle(stops, count);
    return ERR_OK;
}

enum err explain_clock(struct arena *arena, const struct jurisdiction *j, const struct request *r,
                       const struct clock *c, int64_t now, struct explanation *out)
{
    int64_t at = c->met_at ? c->met_at : now;
    struct explain_question q = {.due = c->start.due,
                                 .on_hold = c->paused && !c->start.due && !c->met_at};
    enum err e = clock_timeline(arena, j, r, c, at, &q.timeline);
    if (!e)
        e = name_stops(arena, j, r, c, at, &q);
    return e ? e : explain(arena, &q, out);
}

/* --- Another answer --------------------------------------------------------------------------- */

/* One question put to the rules of a clock: what if this one answer were another? */
struct what_if {
    struct arena *arena;
    const struct jurisdiction *jurisdiction;
    const struct request *request;
    const struct clock *clock;
    const struct clock_plan *plan;
    struct facts facts;
    struct answer *answers; /* a copy, and room for one more */
    struct explain_move *moves;
    size_t count;
};

static bool known(const struct what_if *w, const struct rule *rule)
{
    if (str_eq(rule->id, w->clock->start.rule))
        return true;
    for (size_t i = 0; i < w->count; i++)
        if (w->moves[i].rule == rule)
            return true;
    return false;
}

/* The rule that would count with the answers as they are in w; its goal is a number. */
static void try_rule(struct what_if *w, const struct attribute *a, const struct value *v)
{
    const struct rule *rule = decide_rule(w->plan, &w->facts);
    struct goal goal;
    struct due due;
    if (!rule || w->count == EXPLAIN_MOVES || known(w, rule) || !decide_goal(rule, &goal) ||
        calendar_due(w->plan->calendar, w->facts.at, goal, &due))
        return;
    w->moves[w->count++] = (struct explain_move){
        .attribute = a, .value = *v, .rule = rule, .goal = goal, .due = due.due};
}

static void try_value(struct what_if *w, const struct attribute *a, struct value v)
{
    const struct request *r = w->request;
    size_t i = 0;
    if (r->answer_count)
        memcpy(w->answers, r->answers, r->answer_count * sizeof *w->answers);
    while (i < r->answer_count && !str_eq(r->answers[i].code, a->code))
        i++;
    w->answers[i] = (struct answer){a->code, v};
    w->facts.answers = w->answers;
    w->facts.answer_count = i < r->answer_count ? r->answer_count : r->answer_count + 1;
    try_rule(w, a, &w->answers[i].value);
}

/* A list with that one choice, as the form would give it. */
static void try_choice(struct what_if *w, const struct attribute *a, const struct choice *choice)
{
    struct value v = {.type = VALUE_STRING, .string = choice->key};
    if (a->type == ATTRIBUTE_CHOICES) {
        struct str *list = ARENA_ARRAY(w->arena, struct str, 1);
        if (!list)
            return;
        *list = choice->key;
        v = (struct value){.type = VALUE_LIST, .list = list, .list_count = 1};
    }
    try_value(w, a, v);
}

enum err explain_moves(struct arena *arena, const struct jurisdiction *j, const struct request *r,
                       const struct clock *c, struct explain_move **out, size_t *count)
{
    const struct service *s = jurisdiction_service(j, r->service);
    struct what_if w = {.arena = arena, .jurisdiction = j, .request = r, .clock = c};
    w.plan = s ? service_clock(s, c->start.name) : NULL;
    w.answers = ARENA_ARRAY(arena, struct answer, r->answer_count + 1);
    w.moves = ARENA_ARRAY(arena, struct explain_move, EXPLAIN_MOVES);
    *out = w.moves;
    *count = 0;
    if (!w.answers || !w.moves)
        return ERR_NOMEM;
    if (!w.plan || c->met_at || c->handover_count || !w.plan->calendar)
        return ERR_OK;
    w.facts = (struct facts){.has_position = r->has_position,
                             .position = r->position,
                             .at = c->start.started_at,
                             .jurisdiction = j};
    for (size_t i = 0; i < s->attribute_count; i++)
        for (size_t k = 0; k < s->attributes[i].choice_count; k++)
            try_choice(&w, &s->attributes[i], &s->attributes[i].choices[k]);
    *count = w.count;
    return ERR_OK;
}

/* --- In words --------------------------------------------------------------------------------- */

static void say(struct buf *b, struct text words, enum lang lang)
{
    buf_str_put(b, text_in(words, lang));
}

void explain_put_rule(struct buf *b, const struct clock *c, struct str service_version,
                      enum lang lang)
{
    static const struct text rule = TEXT_INIT("Règle : ", "Rule: ");
    static const struct text version = TEXT_INIT(", version ", ", version ");
    static const struct text calendar = TEXT_INIT(" Calendrier : ", " Calendar: ");
    static const struct text instead =
        TEXT_INIT(" À la place de celle qui a échoué : ", " Instead of the one that failed: ");
    struct str because = text_in(c->start.because, lang);
    say(b, rule, lang);
    buf_str_put(b, c->start.rule);
    if (c->start.origin.n)
        buf_printf(b, " (" STR_FMT ")", STR_ARG(c->start.origin));
    say(b, version, lang);
    buf_str_put(b, service_version);
    buf_char(b, '.');
    if (c->start.instead_of.n) {
        say(b, instead, lang);
        buf_printf(b, STR_FMT ".", STR_ARG(c->start.instead_of));
    }
    if (because.n)
        buf_printf(b, " " STR_FMT, STR_ARG(because));
    say(b, calendar, lang);
    buf_printf(b, STR_FMT ", version " STR_FMT ".", STR_ARG(c->start.calendar),
               STR_ARG(c->start.calendar_version));
}

static struct str choice_label(const struct attribute *a, const struct value *v, enum lang lang)
{
    struct str key = v->type == VALUE_LIST ? v->list[0] : v->string;
    for (size_t i = 0; i < a->choice_count; i++)
        if (str_eq(a->choices[i].key, key))
            return text_in(a->choices[i].label, lang);
    return key;
}

void explain_put_move(struct buf *b, const struct explain_move *m, const struct zone *z,
                      enum lang lang)
{
    buf_printf(b,
               lang == LANG_EN ? "\"" STR_FMT "\": " STR_FMT " — rule "
                               : "« " STR_FMT " » : " STR_FMT " — règle ",
               STR_ARG(text_in(m->attribute->label, lang)),
               STR_ARG(choice_label(m->attribute, &m->value, lang)));
    buf_printf(b, STR_FMT " (", STR_ARG(m->rule->id));
    explain_put_goal(b, m->goal, lang);
    BUF_LIT(b, "), ");
    zone_put_words(b, z, m->due, lang);
}

void explain_put_pauses(struct buf *b, const struct policy *p, enum lang lang)
{
    static const struct text none =
        TEXT_INIT("Aucune pause n’arrête cette horloge.", "No pause stops this clock.");
    static const struct text some =
        TEXT_INIT("Une pause la repousserait d’autant : ", "A pause would put it off by as long: ");
    bool first = true;
    if (!p->pauses) {
        say(b, none, lang);
        return;
    }
    say(b, some, lang);
    for (int reason = 0; reason < PAUSE_REASON_COUNT; reason++) {
        if (!policy_pauses(p, (enum pause_reason)reason))
            continue;
        buf_str_put(b, first ? STR("") : STR(", "));
        say(b, pause_reason_say((enum pause_reason)reason), lang);
        first = false;
    }
    buf_char(b, '.');
}
