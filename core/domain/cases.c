/* Rows of calculations: read, computed, written. */
#include "domain/cases.h"

#include "base/date.h"
#include "domain/calendar_json.h"
#include "domain/explain.h"
#include "domain/timeline.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>

enum result_kind { RESULT_INSTANT, RESULT_SECONDS, RESULT_PAUSED, RESULT_MET, RESULT_LATE };

struct result {
    enum result_kind kind;
    const struct zone *zone;
    int64_t value;
};

struct row {
    const struct jv *json;
    struct arena *arena;   /* of this row */
    struct faults *faults; /* of the file */
    const char *id;
    struct calendar_spec spec;
    struct calendar *calendar;
    int64_t start, end;
    struct goal goal;
    bool breach; /* landing open */
    struct pauses pauses;
};

/* --- Reading ---------------------------------------------------------------------------------- */

/* What each member of a row must be. */
#define INSTANT_FORM "2026-06-18T09:12:00-04:00"
static const struct {
    const char *member;
    struct text form;
} forms[] = {
    {"start", TEXT_INIT("une date avec heure et fuseau, comme " INSTANT_FORM,
                        "a date with time and zone, such as " INSTANT_FORM)},
    {"end", TEXT_INIT("une date avec heure et fuseau, comme " INSTANT_FORM,
                      "a date with time and zone, such as " INSTANT_FORM)},
    {"add",
     TEXT_INIT("une durée, comme {\"days\": 5, \"kind\": \"business\", \"at\": \"close\"}",
               "a length, such as {\"days\": 5, \"kind\": \"business\", \"at\": \"close\"}")},
    {"landing", TEXT_INIT("close ou open", "close or open")},
    {"pauses", TEXT_INIT("des paires [début, fin] de dates avec fuseau ; la fin peut être null",
                         "pairs [from, to] of dates with zone; the end may be null")},
    {"handover", TEXT_INIT("{\"at\": date avec fuseau, \"calendar\": …}",
                           "{\"at\": a date with zone, \"calendar\": …}")},
    {"op", TEXT_INIT("add, sub, between ou handover", "add, sub, between or handover")},
};

static enum err bad(struct row *r, const char *member)
{
    struct text form = TEXT("", "");
    struct str where = arena_printf(r->arena, "%s.%s", r->id, member);
    if (!where.p)
        return ERR_NOMEM;
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++)
        if (str_eq(str_c(forms[i].member), str_c(member)))
            form = forms[i].form;
    fault_add(r->faults, where.p, "absent, ou d’une autre forme ; il faut : %s%.0s",
              "missing, or of another form; it must be: %.0s%s", form.in[LANG_FR].p,
              form.in[LANG_EN].p);
    return ERR_INVALID;
}

static const char *const at_names[] = {"close", "same_time", "open", NULL};
static const char *const receipt_names[] = {"next_open", "actual", NULL};
static const char *const roll_names[] = {"none", "next", "prev", NULL};
static const char *const landing_names[] = {"close", "open", NULL};

/* The place of a word in its list; `absent` when it is not there; -1 when it is no such word. */
static int word(const struct jv *v, const char *key, const char *const *names, int absent)
{
    const struct jv *s = jv_get(v, key);
    if (!s)
        return absent;
    for (int i = 0; names[i]; i++)
        if (str_eq(s->string, str_c(names[i])))
            return i;
    return -1;
}

/* How each member of "add" counts: in seconds, or in a unit of days. */
static const struct {
    const char *name;
    int64_t factor;
    enum goal_unit business, calendar;
    bool no_business;
} amounts[] = {
    {"seconds", 1, UNIT_BUSINESS_SECONDS, UNIT_ELAPSED_SECONDS, false},
    {"minutes", 60, UNIT_BUSINESS_SECONDS, UNIT_ELAPSED_SECONDS, false},
    {"hours", 3600, UNIT_BUSINESS_SECONDS, UNIT_ELAPSED_SECONDS, false},
    {"days", 1, UNIT_BUSINESS_DAYS, UNIT_CALENDAR_DAYS, false},
    {"weeks", 1, UNIT_BUSINESS_DAYS, UNIT_CALENDAR_WEEKS, true},
    {"months", 1, UNIT_BUSINESS_DAYS, UNIT_CALENDAR_MONTHS, true},
};

/* 11.5 hours are seconds too; half a day is nothing. */
static bool read_amount(const struct jv *v, bool business, struct goal *g)
{
    for (size_t i = 0; i < sizeof amounts / sizeof *amounts; i++) {
        const struct jv *n = jv_get(v, amounts[i].name);
        if (!n)
            continue;
        double amount = n->real * (double)amounts[i].factor;
        g->unit = business ? amounts[i].business : amounts[i].calendar;
        g->amount = (fabs(amount) < 1e12) ? llround(amount) : 0;
        return (n->type == JV_INT || n->type == JV_REAL) && fabs(amount) < 1e12 &&
               fabs(amount - round(amount)) < 1e-6 && !(business && amounts[i].no_business);
    }
    return false;
}

static bool read_goal(const struct jv *v, struct goal *g)
{
    static const char *const kinds[] = {"business", "calendar", NULL};
    int kind = word(v, "kind", kinds, 0);
    if (kind < 0 || !read_amount(v, kind == 0, g))
        return false;
    int at = word(v, "at", at_names, kind == 0 ? AT_CLOSE : AT_SAME_TIME);
    int receipt = word(v, "receipt", receipt_names, RECEIPT_NEXT_OPEN);
    int roll = word(v, "roll", roll_names, ROLL_NONE);
    g->at = (enum day_at)at;
    g->receipt = (enum receipt)receipt;
    g->roll = (enum roll)roll;
    return at >= 0 && receipt >= 0 && roll >= 0;
}

static enum err read_pauses(struct row *r, const struct jv *v)
{
    if (!v || !v->count)
        return ERR_OK;
    r->pauses.items = ARENA_ARRAY(r->arena, struct pause, v->count);
    if (!r->pauses.items)
        return ERR_NOMEM;
    for (size_t i = 0; i < v->count; i++) {
        const struct jv *pair = &v->items[i];
        struct pause *p = &r->pauses.items[i];
        if (pair->type != JV_ARRAY || pair->count != 2 ||
            !instant_parse(pair->items[0].string, &p->from))
            return bad(r, "pauses");
        if (pair->items[1].type == JV_NULL)
            p->to = PAUSE_OPEN;
        else if (!instant_parse(pair->items[1].string, &p->to))
            return bad(r, "pauses");
    }
    r->pauses.count = v->count;
    return ERR_OK;
}

static enum err read_row(struct row *r, bool needs_goal, bool needs_end)
{
    int landing = word(r->json, "landing", landing_names, 0);
    if (!instant_parse(jv_get_str(r->json, "start"), &r->start))
        return bad(r, "start");
    if (needs_end && !instant_parse(jv_get_str(r->json, "end"), &r->end))
        return bad(r, "end");
    if (needs_goal && !read_goal(jv_get(r->json, "add"), &r->goal))
        return bad(r, "add");
    if (landing < 0)
        return bad(r, "landing");
    r->breach = landing == 1;
    enum err e = read_pauses(r, jv_get(r->json, "pauses"));
    return e ? e
             : calendar_from_json(r->arena, jv_get(r->json, "calendar"),
                                  jv_get_str(r->json, "timezone"), r->id, r->faults, &r->spec);
}

/* --- The operations --------------------------------------------------------------------------- */

/* The table is built around the year of the start. */
static enum err build(struct row *r, const struct calendar_spec *spec, struct calendar **out)
{
    struct faults quiet = faults_in(r->arena);
    int year = date_from_days(r->start / DAY_SECONDS).year;
    return calendar_build(r->arena, spec, year, &quiet, out);
}

static bool in_seconds(struct goal g)
{
    return g.unit == UNIT_BUSINESS_SECONDS || g.unit == UNIT_ELAPSED_SECONDS;
}

/* What pauses.h counts with: the calendar, or all time. */
static const struct calendar *counting(const struct row *r)
{
    return r->goal.unit == UNIT_ELAPSED_SECONDS ? NULL : r->calendar;
}

static enum err due(const struct row *r, struct paused_due *out)
{
    const struct leg leg = {r->calendar, r->start};
    const struct timeline t = {r->goal, r->start, &leg, 1, r->pauses};
    return timeline_due(&t, out);
}

static void land(const struct row *r, const struct paused_due *d, struct result *out)
{
    out->kind = d->paused ? RESULT_PAUSED : RESULT_INSTANT;
    out->value = d->paused ? d->remaining : r->breach ? d->due.breach_at : d->due.due;
}

static enum err op_add(struct row *r, struct result *out)
{
    struct paused_due d;
    enum err e = due(r, &d);
    if (!e)
        land(r, &d, out);
    return e;
}

static enum err op_sub(struct row *r, struct result *out)
{
    if (!in_seconds(r->goal))
        return ERR_UNSUPPORTED;
    return pauses_subtract(counting(r), r->start, r->goal.amount, &r->pauses, &out->value);
}

static enum err op_between(struct row *r, struct result *out)
{
    out->kind = RESULT_SECONDS;
    return pauses_between(r->calendar, r->start, r->end, &r->pauses, &out->value);
}

/* Judged by what was consumed: work at night after the due date's closing is on time (b5). */
static enum err op_judge(struct row *r, struct result *out)
{
    struct paused_due d;
    enum err e = due(r, &d);
    out->kind = RESULT_MET;
    if (e || d.paused || r->end <= d.due.breach_at)
        return e;
    out->kind = RESULT_LATE;
    return pauses_between(counting(r), d.due.breach_at, r->end, &r->pauses, &out->value);
}

/* What the first calendar consumed stays consumed; the rest runs on the second. */
static enum err op_handover(struct row *r, struct result *out)
{
    const struct jv *v = jv_get(r->json, "handover");
    struct calendar_spec spec;
    struct paused_due d;
    struct leg legs[2] = {{r->calendar, r->start}};
    const struct timeline t = {r->goal, r->start, legs, 2, r->pauses};
    struct str zone = jv_get_str(v, "timezone");
    if (!instant_parse(jv_get_str(v, "at"), &legs[1].from))
        return bad(r, "handover");
    enum err e = calendar_from_json(r->arena, jv_get(v, "calendar"), zone.n ? zone : r->spec.zone,
                                    r->id, r->faults, &spec);
    if (!e)
        e = build(r, &spec, &r->calendar);
    legs[1].calendar = r->calendar;
    if (!e)
        e = timeline_due(&t, &d);
    if (e)
        return e;
    if (d.paused || d.due.due > legs[1].from)
        out->zone = calendar_zone(r->calendar);
    land(r, &d, out);
    return ERR_OK;
}

static const struct {
    const char *name;
    enum err (*run)(struct row *r, struct result *out);
    bool needs_goal, needs_end;
} ops[] = {
    {"add", op_add, true, false},           {"sub", op_sub, true, false},
    {"between", op_between, false, true},   {"judge", op_judge, true, true},
    {"handover", op_handover, true, false},
};

static enum err compute(struct row *r, struct result *out)
{
    struct str name = jv_get_str(r->json, "op");
    for (size_t i = 0; i < sizeof ops / sizeof *ops; i++) {
        if (!str_eq(name, str_c(ops[i].name)))
            continue;
        enum err e = read_row(r, ops[i].needs_goal, ops[i].needs_end);
        if (!e)
            e = pauses_union(&r->pauses);
        if (!e)
            e = build(r, &r->spec, &r->calendar);
        if (e)
            return e;
        out->zone = calendar_zone(r->calendar);
        return ops[i].run(r, out);
    }
    return bad(r, "op");
}

/* --- Writing ---------------------------------------------------------------------------------- */

static void put_error(struct buf *b, enum err e)
{
    BUF_LIT(b, "error:");
    for (const char *p = err_name(e); *p; p++)
        buf_char(b, (char)tolower((unsigned char)*p));
}

static void put_result(struct jw *w, struct arena *arena, enum err e, const struct result *result)
{
    struct buf text = buf_in(arena);
    if (!e && result->kind == RESULT_SECONDS) {
        jw_i64(w, result->value);
        return;
    }
    if (e)
        put_error(&text, e);
    else if (result->kind == RESULT_INSTANT)
        zone_put(&text, result->zone, result->value);
    else if (result->kind == RESULT_MET)
        BUF_LIT(&text, "met");
    else
        buf_printf(&text, "%s:%lld", result->kind == RESULT_PAUSED ? "paused" : "late",
                   (long long)result->value);
    w->out->failed |= text.failed;
    jw_str(w, buf_str(&text));
}

/* Pauses as the walk is cut by them; a pause has no reason here. */
static enum err put_explain(struct jw *w, const struct row *r, int64_t due, enum lang lang)
{
    struct explain_stop *stops = ARENA_ARRAY(r->arena, struct explain_stop, r->pauses.count);
    struct explanation e;
    if (!stops)
        return ERR_NOMEM;
    for (size_t i = 0; i < r->pauses.count; i++)
        stops[i] = (struct explain_stop){
            .from = r->pauses.items[i].from, .to = r->pauses.items[i].to, .why = WHY_PAUSE};
    const struct leg leg = {.calendar = r->calendar};
    const struct explain_question q = {
        .timeline = {r->goal, r->start, &leg, 1, r->pauses},
        .stops = stops,
        .stop_count = r->pauses.count,
        .due = due,
    };
    enum err err = explain(r->arena, &q, &e);
    if (err)
        return err;
    jw_key(w, "explain");
    jw_object(w);
    explain_put_json(w, &e, lang);
    jw_end_object(w);
    return ERR_OK;
}

/* What has a due date to explain: add and judge. */
static enum err explain_row(struct jw *w, const struct row *r, enum lang lang)
{
    struct str op = jv_get_str(r->json, "op");
    struct paused_due d;
    if (!str_eq(op, STR("add")) && !str_eq(op, STR("judge")))
        return ERR_OK;
    return due(r, &d) || d.paused ? ERR_OK : put_explain(w, r, d.due.due, lang);
}

/* A row that is not of the form has added its faults; memory is given back row by row. */
static enum err run_row(const struct jv *json, size_t i, const enum lang *lang,
                        struct faults *faults, struct jw *w)
{
    struct arena arena = {0};
    struct str id = jv_get_str(json, "id");
    struct str where = id.n ? arena_str(&arena, id) : arena_printf(&arena, "[%zu]", i);
    struct row r = {.json = json, .arena = &arena, .faults = faults, .id = where.p};
    struct result result = {0};
    enum err e = where.p ? compute(&r, &result) : ERR_NOMEM;
    jw_object(w);
    jw_key(w, "id");
    jw_str(w, id);
    jw_key(w, "result");
    put_result(w, &arena, e, &result);
    if (!e && lang)
        e = explain_row(w, &r, *lang);
    jw_end_object(w);
    arena_free(&arena);
    return e == ERR_NOMEM ? e : ERR_OK;
}

/* `lang`: explained in it; NULL: not explained. */
static enum err run(struct arena *arena, struct str json, const enum lang *lang, struct buf *out,
                    struct faults *faults)
{
    struct jv *rows;
    struct text why;
    struct jw w = {.out = out};
    int line;
    enum err e = jv_read(arena, json, &rows, &line, &why);
    if (e == ERR_INVALID)
        fault_json(faults, "", line, why);
    if (e)
        return e;
    if (rows->type != JV_ARRAY) {
        fault_add(faults, "", "ce n’est pas un tableau JSON de calculs",
                  "this is no JSON array of calculations");
        return ERR_INVALID;
    }
    jw_array(&w);
    for (size_t i = 0; i < rows->count; i++)
        if ((e = run_row(&rows->items[i], i, lang, faults, &w)))
            return e;
    jw_end_array(&w);
    if (faults_any(faults))
        return faults->lost ? ERR_NOMEM : ERR_INVALID;
    return out->failed ? ERR_NOMEM : ERR_OK;
}

enum err cases_run(struct arena *arena, struct str json, struct buf *out, struct faults *faults)
{
    return run(arena, json, NULL, out, faults);
}

enum err cases_explain(struct arena *arena, struct str json, enum lang lang, struct buf *out,
                       struct faults *faults)
{
    return run(arena, json, &lang, out, faults);
}
