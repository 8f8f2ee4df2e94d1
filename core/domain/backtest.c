/* Pages of stored requests, each decided again. */
#include "domain/backtest.h"

#include "base/date.h"
#include "base/now.h"
#include "domain/clock.h"
#include "domain/decide.h"
#include "domain/form.h"
#include "domain/keys.h"
#include "domain/place.h"

enum { PAGE = 512, LOOK_US = 100000 };

/* One thread at work. */
struct worker {
    struct backtest *backtest;
    const struct rules *rules;
    struct snap *snap;
    struct backtest_rows *rows;
    struct arena arena; /* of one request */
    uint64_t ids[PAGE];
    size_t count;
    bool moved; /* the request in hand */
};

enum err backtest_open(struct backtest *b)
{
    b->at = b->since;
    atomic_store(&b->reached, b->since);
    return pthread_mutex_init(&b->lock, NULL) ? ERR_SYSTEM : ERR_OK;
}

void backtest_close(struct backtest *b)
{
    pthread_mutex_destroy(&b->lock);
}

/* --- Pages: open and closed requests, merged by the instant of their filing ------------------- */

struct side {
    struct walk walk;
    struct key low, high;
    bool over;
    int64_t at;
    uint64_t id;
};

static enum err side_next(struct side *s)
{
    struct str key, value;
    enum err e = walk_next(&s->walk, &key, &value);
    s->over = e != ERR_OK;
    if (!e && !keys_read_at(key, &s->at, &s->id))
        e = ERR_CORRUPT;
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

static enum err side_open(struct side *s, const struct backtest *b, struct snap *snap, bool closed)
{
    s->low = s->high = keys_by_status(b->jurisdiction->number, closed);
    keys_at(&s->low, b->at, b->id);
    keys_at(&s->high, b->until, 0);
    enum err e = walk_open(snap, key_str(&s->low), key_str(&s->high), false, &s->walk);
    if (e)
        return e;
    e = side_next(s);
    if (e)
        walk_close(&s->walk);
    return e;
}

static struct side *earlier(struct side *a, struct side *b)
{
    if (a->over || b->over)
        return a->over ? b : a;
    return a->at < b->at || (a->at == b->at && a->id < b->id) ? a : b;
}

/* The lock is held. The cursor stands behind what was taken: a request that is closed meanwhile
 * changes sides, but not its place. */
static enum err take_page(struct worker *w)
{
    struct backtest *b = w->backtest;
    struct side open, closed;
    enum err e = side_open(&open, b, w->snap, false);
    if (e)
        return e;
    e = side_open(&closed, b, w->snap, true);
    if (!e) {
        for (struct side *s; !e && w->count < PAGE && !(s = earlier(&open, &closed))->over;) {
            w->ids[w->count++] = s->id;
            b->at = s->at;
            b->id = s->id + 1;
            e = side_next(s);
        }
        walk_close(&closed.walk);
    }
    walk_close(&open.walk);
    b->over = w->count < PAGE;
    return e;
}

static enum err next_page(struct worker *w)
{
    struct backtest *b = w->backtest;
    w->count = 0;
    pthread_mutex_lock(&b->lock);
    enum err e = b->over || atomic_load(&b->stop) ? ERR_OK : take_page(w);
    if (!e && w->count)
        atomic_store(&b->reached, b->at);
    pthread_mutex_unlock(&b->lock);
    return e;
}

/* --- Rows ------------------------------------------------------------------------------------- */

static enum err add(struct worker *w, struct backtest_row row)
{
    struct backtest_rows *r = w->rows;
    struct backtest *b = w->backtest;
    if (b->row_max && atomic_fetch_add(&b->row_count, 1) >= b->row_max)
        return ERR_TOO_LARGE;
    if (r->count == r->cap) {
        size_t cap = r->cap ? r->cap * 2 : 256;
        void *grown = arena_grow(&r->arena, r->items, r->cap * sizeof row, cap * sizeof row);
        if (!grown)
            return ERR_NOMEM;
        r->items = grown;
        r->cap = cap;
    }
    w->moved = true;
    r->items[r->count++] = row;
    return ERR_OK;
}

/* Words that lived with the request only. */
static enum err add_words(struct worker *w, struct backtest_row row)
{
    struct arena *a = &w->rows->arena;
    row.service = arena_str(a, row.service);
    row.was = arena_str(a, row.was);
    row.is = arena_str(a, row.is);
    return row.service.p && row.was.p && row.is.p ? add(w, row) : ERR_NOMEM;
}

/* --- The form of that day --------------------------------------------------------------------- */

static struct str text_of(struct arena *arena, const struct value *v)
{
    struct buf b = buf_in(arena);
    switch (v->type) {
    case VALUE_NUMBER:
        return arena_printf(arena, "%.17g", v->number);
    case VALUE_INSTANT:
        instant_put_utc(&b, v->instant);
        return b.failed ? (struct str){0} : buf_str(&b);
    case VALUE_STRING:
        return v->string;
    case VALUE_LIST:
    case VALUE_NONE:
        break;
    }
    return STR("");
}

static enum err raw_answers(struct arena *arena, const struct event *e, struct raw_answer **out,
                            size_t *count)
{
    size_t n = 0;
    for (size_t i = 0; i < e->answer_count; i++)
        n += e->answers[i].value.type == VALUE_LIST ? e->answers[i].value.list_count : 1;
    *out = ARENA_ARRAY(arena, struct raw_answer, n + 1);
    *count = 0;
    for (size_t i = 0; *out && i < e->answer_count; i++) {
        const struct answer *a = &e->answers[i];
        if (a->value.type == VALUE_LIST)
            for (size_t k = 0; k < a->value.list_count; k++)
                (*out)[(*count)++] = (struct raw_answer){a->code, a->value.list[k]};
        else
            (*out)[(*count)++] = (struct raw_answer){a->code, text_of(arena, &a->value)};
    }
    return *out ? ERR_OK : ERR_NOMEM;
}

static void check_stops(const struct service *s, const struct facts *facts, struct faults *faults)
{
    for (size_t i = 0; i < s->stop_count; i++)
        if (when_holds(&s->stops[i].when, facts)) {
            fault_say(faults, "service", s->stops[i].say);
            fault_code(faults, STR("stop"));
        }
}

/* "attribute[size] not_a_choice", or its words when it has no code. */
static enum err add_refusal(struct worker *w, uint64_t id, struct str service,
                            const struct faults *faults)
{
    struct buf b = buf_in(&w->arena);
    for (const struct fault *f = faults->first; f; f = f->next)
        buf_printf(&b, "%s" STR_FMT " " STR_FMT, b.n ? ", " : "", STR_ARG(f->where),
                   STR_ARG(f->code.n ? f->code : f->say.in[LANG_FR]));
    return b.failed ? ERR_NOMEM
                    : add_words(w, (struct backtest_row){.id = id,
                                                         .kind = BACKTEST_REFUSED,
                                                         .service = service,
                                                         .is = buf_str(&b)});
}

/* ERR_INVALID: it would be refused, and the row is there. */
static enum err check_form(struct worker *w, const struct service *s, uint64_t id,
                           const struct event *e, struct facts *facts)
{
    struct faults faults = faults_in(&w->arena);
    struct place place = {.has_position = e->has_position,
                          .position = e->position,
                          .address = e->address,
                          .address_id = e->address_id,
                          .zipcode = e->zipcode};
    struct raw_answer *raw;
    size_t count;
    struct form form;
    place_check(&place, facts->jurisdiction, &faults);
    enum err err = raw_answers(&w->arena, e, &raw, &count);
    if (!err)
        err = form_check(&w->arena, s, raw, count, facts, &faults, &form);
    if (err && err != ERR_INVALID)
        return err;
    facts->answers = form.answers;
    facts->answer_count = form.count;
    check_stops(s, facts, &faults);
    if (faults.lost)
        return ERR_NOMEM;
    if (!faults.count)
        return ERR_OK;
    err = add_refusal(w, id, e->service, &faults);
    return err ? err : ERR_INVALID;
}

/* --- Then and now ----------------------------------------------------------------------------- */

static const struct clock_start *start_of(const struct decision *d, struct str name)
{
    for (size_t i = 0; i < d->clock_count; i++)
        if (str_eq(d->clocks[i].name, name))
            return &d->clocks[i];
    return NULL;
}

static struct str kept_clock(const struct service *s, struct str name)
{
    const struct clock_plan *plan = service_clock(s, name);
    return plan ? plan->name : name;
}

static enum err add_date(struct worker *w, const struct service *s, uint64_t id,
                         enum backtest_kind kind, struct str clock, int64_t was, int64_t is)
{
    struct str name = kept_clock(s, clock);
    if (name.p == clock.p)
        name = arena_str(&w->rows->arena, clock);
    return add(w, (struct backtest_row){.id = id,
                                        .kind = kind,
                                        .service = s->code,
                                        .clock = name,
                                        .was_due = was,
                                        .is_due = is});
}

static enum err compare_dates(struct worker *w, const struct service *s, uint64_t id,
                              const struct decision *was, const struct decision *is)
{
    enum err e = ERR_OK;
    for (size_t i = 0; !e && i < is->clock_count; i++) {
        const struct clock_start *new = &is->clocks[i], *old = start_of(was, new->name);
        if (!old)
            e = add_date(w, s, id, BACKTEST_STARTED, new->name, 0, new->due);
        else if (old->due != new->due)
            e = add_date(w, s, id, new->due < old->due ? BACKTEST_EARLIER : BACKTEST_LATER,
                         new->name, old->due, new->due);
    }
    for (size_t i = 0; !e && i < was->clock_count; i++)
        if (!start_of(is, was->clocks[i].name))
            e = add_date(w, s, id, BACKTEST_DROPPED, was->clocks[i].name, was->clocks[i].due, 0);
    return e;
}

static enum err compare(struct worker *w, const struct service *s, uint64_t id,
                        const struct decision *was, const struct decision *is, unsigned missed)
{
    struct backtest_row row = {.id = id, .service = s->code};
    enum err e = compare_dates(w, s, id, was, is);
    if (!e && !str_eq(was->priority, is->priority)) {
        row.kind = BACKTEST_PRIORITY;
        row.was = was->priority;
        row.is = is->priority;
        e = add_words(w, row);
    }
    if (!e && is->fault.n && !was->fault.n) {
        row.kind = BACKTEST_FAILED;
        row.was = STR("");
        row.is = is->fault;
        e = add_words(w, row);
    }
    if (!e && missed) {
        row.kind = BACKTEST_UNASKED;
        row.was = row.is = STR("");
        e = add_words(w, row);
    }
    return e;
}

static bool has_windows(const struct decision *d)
{
    for (size_t i = 0; i < d->clock_count; i++)
        if (d->clocks[i].policy.window_count)
            return true;
    return false;
}

/* Seasons move dates that a rule alone does not (domain/clock.h). */
static enum err pin(struct worker *w, const struct jurisdiction *j, const struct event *e,
                    struct decision *d)
{
    struct event again = *e;
    const struct request before = {.jurisdiction = j->number};
    if (!has_windows(d))
        return ERR_OK;
    again.decision = *d;
    again.clocks = NULL;
    again.clock_count = 0;
    enum err err = clock_values(&w->arena, j, &before, &again);
    for (size_t i = 0; !err && i < d->clock_count; i++)
        for (size_t k = 0; k < again.clock_count; k++)
            if (str_eq(d->clocks[i].name, again.clocks[k].name))
                d->clocks[i].due = again.clocks[k].due;
    return err;
}

/* --- One request ------------------------------------------------------------------------------ */

static enum err decide_again(struct worker *w, const struct service *s, uint64_t id,
                             const struct event *e)
{
    const struct jurisdiction *j = w->backtest->jurisdiction;
    struct facts facts = {
        .has_position = e->has_position, .position = e->position, .at = e->at, .jurisdiction = j};
    struct host_replay replay = {.calls = e->decision.calls, .count = e->decision.call_count};
    const struct host host = host_replay(&replay);
    struct decision d;
    enum err err = check_form(w, s, id, e, &facts);
    if (err)
        return err == ERR_INVALID ? ERR_OK : err;
    const struct rule_question q = {.jurisdiction = j,
                                    .service = s,
                                    .facts = &facts,
                                    .description = e->description,
                                    .now = e->at,
                                    .host = &host};
    err = decide(&w->arena, w->rules, &q, &d);
    if (!err)
        err = pin(w, j, e, &d);
    return err ? err : compare(w, s, id, &e->decision, &d, replay.missed);
}

static enum err rehearse(struct worker *w, uint64_t id)
{
    const struct backtest *b = w->backtest;
    struct key key = keys_event(b->jurisdiction->number, id, 1);
    struct str value;
    struct event e;
    enum err err = snap_get(w->snap, key_str(&key), &value);
    if (err) /* gone since the page was taken, or its index is wrong */
        return err == ERR_NOT_FOUND ? ERR_OK : err;
    err = event_decode(&w->arena, value, &e);
    if (err || (b->only.n && !str_eq(b->only, e.service)))
        return err;
    atomic_fetch_add_explicit(&w->backtest->decided, 1, memory_order_relaxed);
    const struct service *s = jurisdiction_service(b->jurisdiction, e.service);
    if (s)
        return decide_again(w, s, id, &e);
    return add_words(w, (struct backtest_row){.id = id,
                                              .kind = BACKTEST_REFUSED,
                                              .service = e.service,
                                              .was = STR(""),
                                              .is = STR("service")});
}

/* Functions that run to the end of their budget make a page long: what is seen is let go between
 * two requests, so that no snapshot grows old. */
static enum err look_afresh(struct worker *w, uint64_t *since_us)
{
    uint64_t now = now_ticks_us();
    if (now - *since_us < LOOK_US)
        return ERR_OK;
    *since_us = now;
    snap_release(w->snap);
    return snap_renew(w->snap);
}

static enum err work_page(struct worker *w)
{
    uint64_t since_us = now_ticks_us();
    enum err e = ERR_OK;
    for (size_t i = 0; !e && i < w->count && !atomic_load(&w->backtest->stop); i++) {
        w->moved = false;
        e = look_afresh(w, &since_us);
        if (!e)
            e = rehearse(w, w->ids[i]);
        if (w->moved)
            atomic_fetch_add_explicit(&w->backtest->moved, 1, memory_order_relaxed);
        arena_reset(&w->arena);
    }
    return e;
}

enum err backtest_work(struct backtest *b, const struct rules *rules, struct backtest_rows *rows)
{
    struct worker w = {.backtest = b, .rules = rules, .rows = rows};
    enum err e = snap_open(b->store, &w.snap);
    if (e)
        return e;
    do {
        e = snap_renew(w.snap);
        if (!e)
            e = next_page(&w);
        if (!e)
            e = work_page(&w);
        snap_release(w.snap);
    } while (!e && w.count);
    if (e)
        atomic_store(&b->stop, true);
    snap_close(w.snap);
    arena_free(&w.arena);
    return e;
}
