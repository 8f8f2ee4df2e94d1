/* Each clock of a request explained, as text and as JSON. */
#include "domain/explain_request.h"

#include "base/utf8.h"
#include "domain/clock.h"

/* One clock, worked out once for either form. */
struct told {
    const struct explain_subject *subject;
    const struct clock *clock;
    const struct decision *decision; /* the last one: rules and versions that were asked */
    const struct zone *zone;
    bool walked; /* false: its calendar is gone */
    struct explanation walk;
    struct explain_move *moves;
    size_t move_count;
};

static const struct decision *last_decision(const struct explain_subject *s)
{
    static const struct decision none;
    for (size_t i = s->event_count; i > 0; i--) {
        const struct event *e = &s->events[i - 1];
        if (e->kind == EVENT_SUBMITTED || e->kind == EVENT_RECLASSIFIED)
            return &e->decision;
    }
    return &none;
}

/* The tzdata that the dates come from. */
static struct str last_zone(const struct explain_subject *s)
{
    for (size_t i = s->event_count; i > 0; i--) {
        const struct event *e = &s->events[i - 1];
        if (e->kind == EVENT_RECOMPUTED && e->zone_version.n)
            return e->zone_version;
        if (e->decision.zone_version.n)
            return e->decision.zone_version;
    }
    return (struct str){0};
}

static enum err tell(struct arena *arena, const struct explain_subject *s, const struct clock *c,
                     struct told *out)
{
    const struct calendar *calendar = clock_calendar(s->jurisdiction, c, c->start.started_at);
    *out = (struct told){.subject = s,
                         .clock = c,
                         .decision = last_decision(s),
                         .zone = calendar ? calendar_zone(calendar) : s->jurisdiction->zone};
    enum err e = explain_clock(arena, s->jurisdiction, s->request, c, s->now, &out->walk);
    if (e == ERR_NOMEM)
        return e;
    out->walked = e == ERR_OK;
    return explain_moves(arena, s->jurisdiction, s->request, c, &out->moves, &out->move_count);
}

/* Counted around its own day a clock that has grown old can be walked again. */
static bool can_be_asked_otherwise(const struct told *t)
{
    return t->walked && t->walk.outside && t->subject->now != t->clock->start.started_at;
}

static void put_otherwise(struct buf *b, const struct told *t, enum lang lang)
{
    static const struct text words = TEXT_INIT("Pour le voir compté autour de son dépôt : ",
                                               "To see it counted around its filing: ");
    buf_str_put(b, text_in(words, lang));
    buf_printf(b, "guichet explain %llu --data DIR --at ",
               (unsigned long long)t->subject->request->id);
    zone_put(b, t->zone, t->clock->start.started_at);
}

/* --- JSON ------------------------------------------------------------------------------------- */

static void put_text(struct jw *w, const char *key, struct str value)
{
    jw_key(w, key);
    jw_str_or_null(w, value);
}

static void put_instant(struct jw *w, const char *key, const struct zone *z, int64_t at)
{
    char room[64];
    struct buf b = {.p = room, .cap = sizeof room};
    if (at)
        zone_put(&b, z, at);
    put_text(w, key, buf_str(&b));
}

static void put_goal_text(struct jw *w, const char *key, struct goal goal, enum lang lang)
{
    char room[96];
    struct buf b = {.p = room, .cap = sizeof room};
    if (goal.unit != UNIT_FIXED)
        explain_put_goal(&b, goal, lang);
    put_text(w, key, buf_str(&b));
}

static void put_moves(struct jw *w, const struct told *t, enum lang lang)
{
    jw_key(w, "moves");
    jw_array(w);
    for (size_t i = 0; i < t->move_count; i++) {
        const struct explain_move *m = &t->moves[i];
        jw_object(w);
        put_text(w, "attribute", m->attribute->code);
        put_text(w, "value", m->value.type == VALUE_LIST ? m->value.list[0] : m->value.string);
        put_text(w, "rule", m->rule->id);
        put_goal_text(w, "goal", m->goal, lang);
        put_instant(w, "due_at", t->zone, m->due);
        jw_end_object(w);
    }
    jw_end_array(w);
}

static void put_pauses(struct jw *w, const struct policy *p)
{
    jw_key(w, "stopped_by");
    jw_array(w);
    for (int reason = 0; reason < PAUSE_REASON_COUNT; reason++)
        if (policy_pauses(p, (enum pause_reason)reason))
            jw_str(w, pause_reason_name((enum pause_reason)reason));
    jw_end_array(w);
}

static void put_help(struct jw *w, const struct told *t, enum lang lang)
{
    struct buf b = {0};
    if (can_be_asked_otherwise(t))
        put_otherwise(&b, t, lang);
    put_text(w, "help", buf_str(&b));
    w->out->failed |= b.failed;
    buf_free(&b);
}

static void put_clock(struct jw *w, const struct told *t, enum lang lang)
{
    const struct clock_start *start = &t->clock->start;
    jw_object(w);
    put_text(w, "clock", start->name);
    put_instant(w, "started_at", t->zone, start->started_at);
    put_instant(w, "due_at", t->zone, start->due);
    put_instant(w, "met_at", t->zone, t->clock->met_at);
    put_goal_text(w, "goal", start->goal, lang);
    put_text(w, "rule", start->rule);
    put_text(w, "origin", start->origin);
    put_text(w, "instead_of", start->instead_of);
    put_text(w, "because", text_in(start->because, lang));
    put_text(w, "service_version", t->decision->service_version);
    put_text(w, "calendar", start->calendar);
    put_text(w, "calendar_version", start->calendar_version);
    put_text(w, "zone_version", last_zone(t->subject));
    put_pauses(w, &start->policy);
    put_moves(w, t, lang);
    put_help(w, t, lang);
    jw_key(w, "walk");
    if (t->walked) {
        jw_object(w);
        explain_put_json(w, &t->walk, lang);
        jw_end_object(w);
    } else {
        jw_null(w);
    }
    jw_end_object(w);
}

enum err explain_request_json(struct arena *arena, const struct explain_subject *s, enum lang lang,
                              struct buf *out)
{
    const struct request *r = s->request;
    struct jw w = {.out = out};
    char id[24];
    struct buf b = {.p = id, .cap = sizeof id};
    buf_u64(&b, r->id);
    jw_object(&w);
    put_text(&w, "request", buf_str(&b));
    put_text(&w, "jurisdiction", s->jurisdiction->id);
    jw_key(&w, "clocks");
    jw_array(&w);
    for (size_t i = 0; i < r->clock_count; i++) {
        struct told t;
        if (tell(arena, s, &r->clocks[i], &t))
            return ERR_NOMEM;
        put_clock(&w, &t, lang);
    }
    jw_end_array(&w);
    jw_end_object(&w);
    return out->failed ? ERR_NOMEM : ERR_OK;
}

/* --- Text ------------------------------------------------------------------------------------- */

enum { COLUMNS = 80 };

/* Words on lines of at most 80 columns, those after the first indented. */
static void put_wrapped(struct buf *b, struct str text, size_t indent)
{
    struct str word, rest = text;
    size_t column = 0;
    while (str_cut(&rest, ' ', &word)) {
        size_t length = utf8_length(word);
        if (column && column + 1 + length > COLUMNS) {
            buf_printf(b, "\n%*s", (int)indent, "");
            column = indent;
        } else if (column) {
            buf_char(b, ' ');
            column++;
        }
        buf_str_put(b, word);
        column += length;
    }
    buf_char(b, '\n');
}

static void put_what_moves(struct arena *arena, struct buf *b, const struct told *t, enum lang lang)
{
    struct buf line = buf_in(arena);
    if (t->clock->met_at)
        return;
    buf_char(b, '\n');
    explain_put_pauses(&line, &t->clock->start.policy, lang);
    put_wrapped(b, buf_str(&line), 0);
    if (t->move_count)
        put_wrapped(b,
                    lang == LANG_EN ? STR("Another answer would have given:")
                                    : STR("Une autre réponse aurait donné :"),
                    0);
    for (size_t i = 0; i < t->move_count; i++) {
        line = buf_in(arena);
        BUF_LIT(&line, "- ");
        explain_put_move(&line, &t->moves[i], t->zone, lang);
        b->failed |= line.failed;
        put_wrapped(b, buf_str(&line), 2);
    }
}

static void put_told(struct arena *arena, struct buf *b, const struct told *t, enum lang lang)
{
    struct buf line = buf_in(arena);
    buf_printf(b, "== " STR_FMT "\n\n", STR_ARG(t->clock->start.name));
    if (t->walked) {
        explain_put_words(&line, &t->walk, lang);
        if (can_be_asked_otherwise(t)) {
            buf_char(&line, ' ');
            put_otherwise(&line, t, lang);
        }
        put_wrapped(b, buf_str(&line), 0);
        buf_char(b, '\n');
        explain_put_rows(b, &t->walk, lang);
        buf_char(b, '\n');
    } else {
        put_wrapped(b,
                    lang == LANG_EN ? STR("Its calendar is not there any more.")
                                    : STR("Son calendrier n’existe plus."),
                    0);
    }
    struct buf rule = buf_in(arena);
    explain_put_rule(&rule, t->clock, t->decision->service_version, lang);
    put_wrapped(b, buf_str(&rule), 0);
    put_what_moves(arena, b, t, lang);
    b->failed |= line.failed || rule.failed;
}

enum err explain_request_text(struct arena *arena, const struct explain_subject *s, enum lang lang,
                              struct buf *out)
{
    for (size_t i = 0; i < s->request->clock_count; i++) {
        struct told t;
        if (tell(arena, s, &s->request->clocks[i], &t))
            return ERR_NOMEM;
        if (i)
            buf_char(out, '\n');
        put_told(arena, out, &t, lang);
    }
    return out->failed ? ERR_NOMEM : ERR_OK;
}
