/* The walk of a clock: pieces of days, then equal weeks folded, then rows.
 *
 * Goals in seconds walk from opening to closing; goals in days walk from day to day. Each piece is
 * told apart by the layer of the calendar that decided it, and cut where the clock stood still. */
#include "domain/explain.h"

#include "domain/worktime.h"

struct str why_name(enum why why)
{
    static const char *const names[WHY_COUNT] = {
        [WHY_OPEN] = "open",           [WHY_CLOSED] = "closed",   [WHY_HOLIDAY] = "holiday",
        [WHY_EXCEPTION] = "exception", [WHY_SEASON] = "season",   [WHY_PAUSE] = "pause",
        [WHY_WINDOW] = "window",       [WHY_RECEIPT] = "receipt", [WHY_ELAPSED] = "elapsed",
    };
    return str_c(names[why]);
}

bool explain_in_days(enum goal_unit unit)
{
    return unit != UNIT_BUSINESS_SECONDS && unit != UNIT_ELAPSED_SECONDS && unit != UNIT_FIXED;
}

/* --- Rows ------------------------------------------------------------------------------------- */

struct tour {
    struct arena *arena;
    const struct explain_question *q;
    const struct zone *zone;
    struct explain_row *rows;
    size_t count, cap;
    size_t stop; /* the first stop that ends after what was walked */
    size_t leg;  /* of the timeline, in force for what is walked */
    bool failed; /* out of memory */
};

static void add_row(struct tour *w, struct explain_row row)
{
    if (w->count == w->cap) {
        size_t cap = w->cap ? w->cap * 2 : 64;
        struct explain_row *rows =
            arena_grow(w->arena, w->rows, w->cap * sizeof *rows, cap * sizeof *rows);
        if (!rows) {
            w->failed = true;
            return;
        }
        w->rows = rows;
        w->cap = cap;
    }
    w->rows[w->count++] = row;
}

/* What a span of a row counts when seconds are counted. */
static int64_t seconds_in(const struct explain_row *row, int64_t from, int64_t to)
{
    return row->counted ? to - from : 0;
}

const struct calendar *explain_calendar(const struct explain_question *q, int64_t at)
{
    const struct calendar *c = q->timeline.legs[0].calendar;
    for (size_t i = 1; i < q->timeline.leg_count && q->timeline.legs[i].from <= at; i++)
        c = q->timeline.legs[i].calendar;
    return c;
}

/* Adds a piece of seconds, cut by the stops within it. */
static void add_seconds(struct tour *w, struct explain_row row)
{
    const struct explain_question *q = w->q;
    int64_t at = row.from, end = row.to;
    while (w->stop < q->stop_count && q->stops[w->stop].to <= at)
        w->stop++;
    for (size_t i = w->stop; at < end; i++) {
        bool more = i < q->stop_count && q->stops[i].from < end;
        int64_t until = !more ? end : q->stops[i].from > at ? q->stops[i].from : at;
        struct explain_row piece = row;
        piece.from = at;
        piece.to = until;
        piece.counted = seconds_in(&row, at, until);
        if (at < until)
            add_row(w, piece);
        at = until;
        if (!more)
            continue;
        piece.to = q->stops[i].to < end ? q->stops[i].to : end;
        piece.from = at;
        piece.counted = 0;
        piece.why = q->stops[i].why;
        piece.name = q->stops[i].name;
        add_row(w, piece);
        at = piece.to;
    }
}

/* --- One day ---------------------------------------------------------------------------------- */

static int64_t midnight(const struct tour *w, int64_t day)
{
    return zone_instant(w->zone, day * DAY_SECONDS);
}

static int64_t local_day(const struct tour *w, int64_t at)
{
    int second;
    return zone_day(w->zone, at, &second);
}

/* Whether the hours of a date would open somewhere in [from, to). */
static bool would_open(const struct tour *w, const struct day_hours *hours, int64_t day,
                       int64_t from, int64_t to)
{
    for (size_t i = 0; i < hours->count; i++)
        if (zone_instant(w->zone, day * DAY_SECONDS + hours->items[i].open) < to &&
            zone_instant(w->zone, day * DAY_SECONDS + hours->items[i].close) > from)
            return true;
    return false;
}

/* A layer is the reason of what it opens, and of what it closes that would be open without it. */
static struct explain_row reason_of(const struct tour *w, const struct calendar *c, int64_t day,
                                    int64_t from, int64_t to, bool open)
{
    static const enum why whys[] = {[LAYER_WEEK] = WHY_OPEN,
                                    [LAYER_SEASON] = WHY_SEASON,
                                    [LAYER_HOLIDAY] = WHY_HOLIDAY,
                                    [LAYER_EXCEPTION] = WHY_EXCEPTION};
    struct calendar_day d = calendar_day(c, day);
    struct explain_row row = {.from = from, .to = to, .why = whys[d.layer], .name = d.name};
    bool by_layer = d.layer != LAYER_WEEK && would_open(w, d.under, day, from, to);
    if (!open && !by_layer) {
        row.why = WHY_CLOSED;
        row.name = (struct text){{{NULL, 0}}};
    }
    return row;
}

/* --- Goals in seconds ------------------------------------------------------------------------- */

static int64_t leg_end(const struct tour *w)
{
    const struct timeline *t = &w->q->timeline;
    return w->leg + 1 < t->leg_count ? t->legs[w->leg + 1].from : INT64_MAX;
}

/* The leg in force at an instant; instants come in their order. */
static const struct calendar *calendar_now(struct tour *w, int64_t at)
{
    while (leg_end(w) <= at)
        w->leg++;
    return w->q->timeline.legs[w->leg].calendar;
}

static int64_t earlier(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* One date of working time, within [from, to): its openings, and what lies between them. */
static void walk_hours(struct tour *w, int64_t day, int64_t from, int64_t to)
{
    while (from < to && !w->failed) {
        const struct calendar *c = calendar_now(w, from);
        size_t i = opening_at(c, from);
        bool open = i < c->opening_count && c->openings[i].open <= from;
        int64_t next = i == c->opening_count ? to
                       : open                ? c->openings[i].close
                                             : c->openings[i].open;
        next = earlier(earlier(next, to), leg_end(w));
        struct explain_row row = reason_of(w, c, day, from, next, open);
        row.counted = open;
        add_seconds(w, row);
        from = next;
    }
}

static void walk_business_seconds(struct tour *w, struct explanation *out)
{
    int64_t start = w->q->timeline.start, last = local_day(w, out->due);
    for (int64_t day = local_day(w, start); day <= last && !w->failed; day++) {
        int64_t from = midnight(w, day), to = midnight(w, day + 1);
        walk_hours(w, day, from > start ? from : start, earlier(to, out->due));
    }
}

static void walk_elapsed_seconds(struct tour *w, struct explanation *out)
{
    add_seconds(
        w, (struct explain_row){
               .from = w->q->timeline.start, .to = out->due, .why = WHY_ELAPSED, .counted = 1});
}

/* --- Goals in days: as domain/timeline.h counts them ------------------------------------------ */

/* The instant at which a day has been counted. A closed day ends at midnight. */
static int64_t mark_of(const struct tour *w, const struct calendar *c, int64_t day, int second)
{
    enum day_at at = w->q->timeline.goal.at;
    const struct workday *open = workday_on(c, day);
    if (at == AT_SAME_TIME)
        return zone_instant(w->zone, day * DAY_SECONDS + second);
    if (open)
        return at == AT_OPEN ? open->open : open->close;
    return midnight(w, at == AT_OPEN ? day : day + 1);
}

/* The stop in which a day's mark falls: (from, to], as the time before it is what counts. */
static const struct explain_stop *stop_at(const struct tour *w, int64_t mark)
{
    for (size_t i = 0; i < w->q->stop_count; i++)
        if (w->q->stops[i].from < mark && mark <= w->q->stops[i].to)
            return &w->q->stops[i];
    return NULL;
}

/* What is being counted, day by day. */
struct count {
    bool business;
    int64_t received; /* that day is not counted */
    int second;       /* of the receipt */
    int64_t left;
};

static struct count begin_count(struct tour *w, const struct explanation *out)
{
    const struct goal *g = &w->q->timeline.goal;
    struct count n = {.business = g->unit == UNIT_BUSINESS_DAYS, .left = g->amount};
    n.received = zone_day(w->zone, out->received, &n.second);
    if (g->unit == UNIT_CALENDAR_WEEKS)
        n.left *= 7;
    if (g->unit == UNIT_CALENDAR_MONTHS)
        n.left = worktime_plus_months(n.received, g->amount) - n.received;
    return n;
}

/* The calendar of a day is that in force at its mark. */
static const struct calendar *calendar_of_day(struct tour *w, int64_t day, int second,
                                              int64_t *mark)
{
    const struct calendar *c = w->q->timeline.legs[w->leg].calendar;
    *mark = mark_of(w, c, day, second);
    while (*mark > leg_end(w)) {
        c = w->q->timeline.legs[++w->leg].calendar;
        *mark = mark_of(w, c, day, second);
    }
    return c;
}

/* One date as one row; sets whether it opens. */
static struct explain_row count_day(struct tour *w, struct count *n, int64_t day, bool *opens)
{
    int64_t from = midnight(w, day), to = midnight(w, day + 1), mark;
    const struct calendar *c = calendar_of_day(w, day, n->second, &mark);
    *opens = workday_on(c, day) != NULL;
    struct explain_row row = reason_of(w, c, day, from, to, *opens);
    bool due_to_count = day > n->received && n->left > 0 && (*opens || !n->business);
    const struct explain_stop *stop = due_to_count ? stop_at(w, mark) : NULL;
    if (stop) {
        row.why = stop->why;
        row.name = stop->name;
    } else if (due_to_count) {
        row.counted = 1;
        n->left--;
    }
    return row;
}

/* Cut to the walk; what is left of it counts as the whole. */
static void add_day_row(struct tour *w, struct explain_row row, int64_t end)
{
    int64_t start = w->q->timeline.start;
    row.from = row.from > start ? row.from : start;
    row.to = earlier(row.to, end);
    if (row.from < row.to)
        add_row(w, row);
}

/* The day of receipt is not counted; what comes before it is closed. */
static void walk_business_days(struct tour *w, struct explanation *out)
{
    struct count n = begin_count(w, out);
    int64_t last = local_day(w, out->due - 1);
    bool opens;
    for (int64_t day = local_day(w, w->q->timeline.start); day <= last && !w->failed; day++) {
        struct explain_row row = count_day(w, &n, day, &opens);
        if (opens && day == n.received)
            row.why = WHY_RECEIPT;
        else if (opens && day < n.received)
            row.why = WHY_CLOSED;
        add_day_row(w, row, out->due);
    }
}

/* The date of a due date: midnight ends a day that is due at its closing, and begins any other. */
static int64_t due_day(const struct tour *w, int64_t due)
{
    return local_day(w, w->q->timeline.goal.at == AT_CLOSE ? due - 1 : due);
}

static enum roll moved(int64_t last_day, int64_t due_day)
{
    return due_day == last_day ? ROLL_NONE : due_day < last_day ? ROLL_PREVIOUS : ROLL_NEXT;
}

/* Every day counts until the last; a closed last day, and what follows it, tells why it is not the
 * end. A due date that went back leaves days over, which are those up to the last. */
static void walk_calendar_days(struct tour *w, struct explanation *out)
{
    struct count n = begin_count(w, out);
    int64_t last = due_day(w, out->due);
    bool opens;
    out->last_day = n.received;
    for (int64_t day = n.received; day <= last && !w->failed; day++) {
        int64_t before = n.left;
        struct explain_row row = count_day(w, &n, day, &opens);
        bool ends = before > 0 && n.left == 0;
        if (ends)
            out->last_day = day;
        if (day == n.received || (row.counted && !(ends && day < last && !opens))) {
            row.why = WHY_ELAPSED;
            row.name = (struct text){{{NULL, 0}}};
        }
        add_day_row(w, row, out->due);
    }
    if (n.left > 0)
        out->last_day = last + n.left;
    out->moved = moved(out->last_day, last);
}

static void (*const walks[])(struct tour *w, struct explanation *out) = {
    [UNIT_BUSINESS_SECONDS] = walk_business_seconds,
    [UNIT_BUSINESS_DAYS] = walk_business_days,
    [UNIT_CALENDAR_DAYS] = walk_calendar_days,
    [UNIT_CALENDAR_WEEKS] = walk_calendar_days,
    [UNIT_CALENDAR_MONTHS] = walk_calendar_days,
    [UNIT_ELAPSED_SECONDS] = walk_elapsed_seconds,
    [UNIT_FIXED] = walk_elapsed_seconds,
};

/* --- Folding ---------------------------------------------------------------------------------- */

static bool same_text(struct text a, struct text b)
{
    return str_eq(a.in[LANG_FR], b.in[LANG_FR]);
}

static bool ordinary(const struct explain_row *r)
{
    return r->why == WHY_OPEN || r->why == WHY_CLOSED || r->why == WHY_SEASON;
}

/* The rows from `i` on that make exactly the week of that Monday; 0 when they do not, or when one
 * of them deserves a line of its own. */
static size_t week_length(const struct tour *w, size_t i, int64_t monday)
{
    int64_t end = midnight(w, monday + 7);
    size_t n = 0;
    if (i >= w->count || w->rows[i].from != midnight(w, monday))
        return 0;
    while (i + n < w->count && w->rows[i + n].to <= end && ordinary(&w->rows[i + n]))
        n++;
    return n && w->rows[i + n - 1].to == end ? n : 0;
}

static bool same_week(const struct tour *w, size_t a, size_t b, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        const struct explain_row *x = &w->rows[a + k], *y = &w->rows[b + k];
        if (x->why != y->why || x->counted != y->counted || !same_text(x->name, y->name))
            return false;
    }
    return true;
}

/* Replaces the equal weeks that begin at row i by one row at *kept; gives how many rows it took. */
static size_t fold_at(struct tour *w, size_t i, size_t *kept)
{
    int64_t monday = local_day(w, w->rows[i].from);
    size_t n = date_weekday(monday) == 0 ? week_length(w, i, monday) : 0, weeks = 1;
    while (n && week_length(w, i + weeks * n, monday + (int64_t)weeks * 7) == n &&
           same_week(w, i, i + weeks * n, n))
        weeks++;
    if (weeks < 2)
        return 0;
    struct explain_row all = {.from = w->rows[i].from,
                              .to = w->rows[i + weeks * n - 1].to,
                              .weeks = (unsigned)weeks,
                              .why = WHY_CLOSED};
    for (size_t k = i; k < i + weeks * n; k++) {
        all.counted += w->rows[k].counted;
        if (w->rows[k].counted) {
            all.why = w->rows[k].why;
            all.name = w->rows[k].name;
        }
    }
    w->rows[(*kept)++] = all;
    return weeks * n;
}

static void fold_weeks(struct tour *w)
{
    size_t kept = 0;
    for (size_t i = 0; i < w->count;) {
        size_t taken = w->rows[i].weeks ? 0 : fold_at(w, i, &kept);
        if (taken) {
            i += taken;
            continue;
        }
        w->rows[kept++] = w->rows[i++];
    }
    w->count = kept;
}

/* Neighbours of one kind are one row; days that count keep a row each. */
static void join(struct tour *w)
{
    bool days = explain_in_days(w->q->timeline.goal.unit);
    size_t kept = 0;
    for (size_t i = 0; i < w->count; i++) {
        struct explain_row *last = kept ? &w->rows[kept - 1] : NULL, *next = &w->rows[i];
        bool alike = last && last->why == next->why && same_text(last->name, next->name) &&
                     !last->weeks && !next->weeks;
        alike = alike && (next->why == WHY_ELAPSED ||
                          (!last->counted == !next->counted && !(days && next->counted)));
        if (alike) {
            last->to = next->to;
            last->counted += next->counted;
        } else {
            w->rows[kept++] = *next;
        }
    }
    w->count = kept;
}

/* A day's openings and breaks become one row, so that its weeks can be told in few. */
static void join_days(struct tour *w)
{
    size_t kept = 0;
    for (size_t i = 0; i < w->count; i++) {
        struct explain_row *last = kept ? &w->rows[kept - 1] : NULL, *next = &w->rows[i];
        bool alike = last && !last->weeks && !next->weeks && ordinary(last) && ordinary(next) &&
                     local_day(w, last->from) == local_day(w, next->from);
        if (!alike) {
            w->rows[kept++] = *next;
            continue;
        }
        last->to = next->to;
        last->counted += next->counted;
        if (next->counted) {
            last->why = next->why;
            last->name = next->name;
        }
    }
    w->count = kept;
}

/* The last resort: the beginning, the end, and one row for all between. */
static void cut_middle(struct tour *w)
{
    enum { HEAD = EXPLAIN_ROWS / 2, TAIL = EXPLAIN_ROWS - HEAD - 1 };
    struct explain_row middle = {.from = w->rows[HEAD].from, .why = WHY_OPEN, .many = true};
    size_t end = w->count - TAIL;
    for (size_t i = HEAD; i < end; i++) {
        middle.counted += w->rows[i].counted;
        middle.to = w->rows[i].to;
    }
    w->rows[HEAD] = middle;
    for (size_t i = 0; i < TAIL; i++)
        w->rows[HEAD + 1 + i] = w->rows[end + i];
    w->count = EXPLAIN_ROWS;
}

/* Pieces are whole days until weeks are folded: only then may neighbours be joined. */
static void fold(struct tour *w)
{
    struct explain_row *pieces = ARENA_ARRAY(w->arena, struct explain_row, w->count);
    size_t count = w->count;
    if (!pieces) {
        w->failed = true;
        return;
    }
    if (count)
        memcpy(pieces, w->rows, count * sizeof *pieces);
    fold_weeks(w);
    join(w);
    if (w->count <= EXPLAIN_ROWS)
        return;
    w->rows = pieces;
    w->count = w->cap = count;
    join_days(w);
    fold_weeks(w);
    join(w);
    if (w->count > EXPLAIN_ROWS)
        cut_middle(w);
}

static void sum(struct tour *w)
{
    int64_t total = 0;
    for (size_t i = 0; i < w->count; i++)
        w->rows[i].total = total += w->rows[i].counted;
}

/* --- What the words tell ---------------------------------------------------------------------- */

static bool notable(const struct explain_row *r)
{
    return r->why == WHY_HOLIDAY || r->why == WHY_EXCEPTION || r->why == WHY_PAUSE ||
           r->why == WHY_WINDOW || (r->why == WHY_SEASON && !r->counted) || r->why == WHY_CLOSED;
}

static enum err keep_notable(const struct tour *w, struct explanation *out)
{
    struct tour kept = {.arena = w->arena, .q = w->q, .zone = w->zone};
    for (size_t i = 0; i < w->count; i++)
        if (notable(&w->rows[i]))
            add_row(&kept, w->rows[i]);
    out->notable = kept.rows;
    out->notable_count = kept.count;
    return kept.failed ? ERR_NOMEM : ERR_OK;
}

/* --- All of it -------------------------------------------------------------------------------- */

/* Where counting begins, and where the goal ends by the calendars in force. */
static enum err compute(const struct explain_question *q, struct explanation *out)
{
    const struct timeline *t = &q->timeline;
    bool at_open = t->goal.unit == UNIT_BUSINESS_SECONDS ||
                   (t->goal.unit == UNIT_BUSINESS_DAYS && t->goal.receipt == RECEIPT_NEXT_OPEN);
    struct paused_due d;
    enum err e = ERR_OK;
    out->received = t->start;
    if (at_open)
        e = calendar_next_open(t->legs[0].calendar, t->start, &out->received);
    if (!e)
        e = timeline_due(t, &d);
    if (!e && d.paused)
        e = ERR_BAD_PAUSE;
    out->due = e ? 0 : d.due.due;
    return e;
}

static void note_years(const struct calendar *c, struct explanation *out)
{
    out->first_year = date_from_days(c->first_day).year;
    out->last_year = date_from_days(c->first_day + (int64_t)c->day_count - 1).year;
}

enum err explain(struct arena *arena, const struct explain_question *q, struct explanation *out)
{
    struct tour w = {.arena = arena, .q = q, .zone = calendar_zone(q->timeline.legs[0].calendar)};
    *out = (struct explanation){.asked = *q};
    enum err e = compute(q, out);
    note_years(q->timeline.legs[0].calendar, out);
    out->outside = e == ERR_HORIZON;
    if (e)
        return ERR_OK;
    out->agrees = out->due == q->due || q->on_hold;
    walks[q->timeline.goal.unit](&w, out);
    e = w.failed ? ERR_NOMEM : keep_notable(&w, out);
    if (e)
        return e;
    fold(&w);
    sum(&w);
    out->rows = w.rows;
    out->count = w.count;
    return w.failed ? ERR_NOMEM : ERR_OK;
}
