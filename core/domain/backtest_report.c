/* What a rehearsal found, summed up and told. */
#include "domain/backtest.h"

#include "base/date.h"
#include "domain/zone.h"

#include <stdlib.h>

struct str backtest_kind_name(enum backtest_kind kind)
{
    static const char *const names[BACKTEST_KINDS] = {"earlier",  "later",   "started", "dropped",
                                                      "priority", "refused", "failed",  "unasked"};
    return str_c(names[kind]);
}

struct text backtest_kind_say(enum backtest_kind kind)
{
    static const struct text words[BACKTEST_KINDS] = {
        TEXT_INIT("échoient plus tôt", "due earlier"),
        TEXT_INIT("échoient plus tard", "due later"),
        TEXT_INIT("une horloge de plus", "one more clock"),
        TEXT_INIT("une horloge de moins", "one clock less"),
        TEXT_INIT("changent de priorité", "change priority"),
        TEXT_INIT("seraient refusées", "would be refused"),
        TEXT_INIT("font échouer une fonction", "make a function fail"),
        TEXT_INIT("posent une question sans réponse connue", "ask what has no known answer"),
    };
    return words[kind];
}

struct text backtest_span_say(size_t span)
{
    static const struct text words[BACKTEST_SPANS] = {
        TEXT_INIT("moins d'une heure", "under an hour"),
        TEXT_INIT("moins d'un jour", "under a day"),
        TEXT_INIT("de 1 à 3 jours", "1 to 3 days"),
        TEXT_INIT("de 3 à 7 jours", "3 to 7 days"),
        TEXT_INIT("de 7 à 30 jours", "7 to 30 days"),
        TEXT_INIT("plus de 30 jours", "over 30 days"),
    };
    return words[span];
}

static size_t span_of(int64_t seconds)
{
    static const int64_t ends[BACKTEST_SPANS - 1] = {3600, DAY_SECONDS, 3 * DAY_SECONDS,
                                                     7 * DAY_SECONDS, 30 * DAY_SECONDS};
    size_t i = 0;
    while (i < BACKTEST_SPANS - 1 && (seconds < 0 ? -seconds : seconds) >= ends[i])
        i++;
    return i;
}

/* --- Summing up ------------------------------------------------------------------------------- */

static int by_id(const void *a, const void *b)
{
    const struct backtest_row *x = a, *y = b;
    if (x->id != y->id)
        return x->id < y->id ? -1 : 1;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return str_cmp(x->clock, y->clock);
}

static int by_group(const void *a, const void *b)
{
    const struct backtest_group *x = a, *y = b;
    int c = str_cmp(x->service, y->service);
    if (c == 0)
        c = str_cmp(x->clock, y->clock);
    return c ? c : (int)x->kind - (int)y->kind;
}

static struct backtest_group *group_of(struct arena *arena, struct backtest_report *r,
                                       const struct backtest_row *row)
{
    for (size_t i = 0; i < r->group_count; i++) {
        struct backtest_group *g = &r->groups[i];
        if (g->kind == row->kind && str_eq(g->service, row->service) &&
            str_eq(g->clock, row->clock))
            return g;
    }
    struct backtest_group *grown = arena_grow(arena, r->groups, r->group_count * sizeof *r->groups,
                                              (r->group_count + 1) * sizeof *r->groups);
    if (!grown)
        return NULL;
    r->groups = grown;
    grown[r->group_count] =
        (struct backtest_group){.kind = row->kind, .service = row->service, .clock = row->clock};
    return &grown[r->group_count++];
}

static bool is_date(enum backtest_kind kind)
{
    return kind <= BACKTEST_DROPPED;
}

static enum err count_rows(struct arena *arena, struct backtest_report *r)
{
    uint64_t last = 0;
    for (size_t i = 0; i < r->row_count; i++) {
        const struct backtest_row *row = &r->rows[i];
        struct backtest_group *g = group_of(arena, r, row);
        if (!g)
            return ERR_NOMEM;
        g->count++;
        if (g->sample_count < BACKTEST_SAMPLES)
            g->samples[g->sample_count++] = row->id;
        if (row->kind <= BACKTEST_LATER && row->was_due && row->is_due)
            g->spans[span_of(row->is_due - row->was_due)]++;
        r->dates += is_date(row->kind) && row->id != last;
        if (is_date(row->kind))
            last = row->id;
    }
    return ERR_OK;
}

enum err backtest_sum(struct arena *arena, const struct backtest *b,
                      const struct backtest_rows *all, size_t n, struct backtest_report *out)
{
    size_t count = 0, at = 0;
    *out = (struct backtest_report){.backtest = b};
    for (size_t i = 0; i < n; i++)
        count += all[i].count;
    struct backtest_row *rows = ARENA_ARRAY(arena, struct backtest_row, count + 1);
    if (!rows)
        return ERR_NOMEM;
    for (size_t i = 0; i < n; at += all[i++].count)
        if (all[i].count)
            memcpy(rows + at, all[i].items, all[i].count * sizeof *rows);
    qsort(rows, count, sizeof *rows, by_id);
    out->rows = rows;
    out->row_count = count;
    enum err e = count_rows(arena, out);
    if (!e && out->group_count)
        qsort(out->groups, out->group_count, sizeof *out->groups, by_group);
    return e;
}

/* --- Text ------------------------------------------------------------------------------------- */

/* 9 310 in French, 9,310 in English. */
static void put_number(struct buf *b, uint64_t n, enum lang lang)
{
    if (n >= 1000) {
        put_number(b, n / 1000, lang);
        buf_printf(b, "%s%03u", lang == LANG_EN ? "," : "\u202f", (unsigned)(n % 1000));
    } else {
        buf_u64(b, n);
    }
}

static void put_head(struct buf *b, const struct backtest_report *r, enum lang lang)
{
    uint64_t decided = atomic_load(&r->backtest->decided), moved = atomic_load(&r->backtest->moved);
    put_number(b, r->dates, lang);
    buf_str_put(b, lang == LANG_EN ? STR(" of ") : STR(" des "));
    put_number(b, decided, lang);
    buf_str_put(b, lang == LANG_EN ? STR(" requests would have another due date; ")
                                   : STR(" demandes changeraient d'échéance ; "));
    put_number(b, moved, lang);
    buf_str_put(b, lang == LANG_EN ? STR(" would change in some way.\n")
                                   : STR(" changeraient en quelque chose.\n"));
}

static void put_spans(struct buf *b, const struct backtest_group *g, enum lang lang)
{
    for (size_t i = 0; i < BACKTEST_SPANS; i++) {
        if (!g->spans[i])
            continue;
        BUF_LIT(b, "      ");
        put_number(b, g->spans[i], lang);
        buf_printf(b, lang == LANG_EN ? " by " STR_FMT "\n" : " : " STR_FMT "\n",
                   STR_ARG(text_in(backtest_span_say(i), lang)));
    }
}

static void put_group(struct buf *b, const struct backtest_group *g, enum lang lang)
{
    buf_printf(b, "    " STR_FMT "%s", STR_ARG(g->clock),
               g->clock.n ? lang == LANG_EN ? ": " : " : " : "");
    put_number(b, g->count, lang);
    buf_printf(b, " " STR_FMT " (", STR_ARG(text_in(backtest_kind_say(g->kind), lang)));
    for (size_t i = 0; i < g->sample_count; i++)
        buf_printf(b, "%s%llu", i ? ", " : "", (unsigned long long)g->samples[i]);
    buf_printf(b, "%s)\n", g->count > g->sample_count ? ", …" : "");
    put_spans(b, g, lang);
}

void backtest_put_text(struct buf *out, const struct backtest_report *r, enum lang lang)
{
    put_head(out, r, lang);
    for (size_t i = 0; i < r->group_count; i++) {
        const struct backtest_group *g = &r->groups[i];
        if (!i || !str_eq(g->service, r->groups[i - 1].service))
            buf_printf(out, "  " STR_FMT "\n", STR_ARG(g->service));
        put_group(out, g, lang);
    }
}

/* --- CSV -------------------------------------------------------------------------------------- */

static void put_instant(struct buf *b, const struct backtest_report *r, int64_t at)
{
    if (at)
        zone_put(b, r->backtest->jurisdiction->zone, at);
}

/* RFC 4180; a formula is no formula any more to a spreadsheet. */
static void put_cell(struct buf *b, struct str s)
{
    BUF_LIT(b, "\"");
    if (s.n && strchr("=+-@\t", s.p[0]))
        BUF_LIT(b, "'");
    for (size_t i = 0; i < s.n; i++) {
        if (s.p[i] == '"')
            BUF_LIT(b, "\"");
        buf_char(b, s.p[i]);
    }
    BUF_LIT(b, "\"");
}

void backtest_put_csv(struct buf *out, const struct backtest_report *r)
{
    BUF_LIT(out, "id,service,kind,clock,was,is\r\n");
    for (size_t i = 0; i < r->row_count; i++) {
        const struct backtest_row *row = &r->rows[i];
        buf_printf(out, "%llu," STR_FMT "," STR_FMT "," STR_FMT ",", (unsigned long long)row->id,
                   STR_ARG(row->service), STR_ARG(backtest_kind_name(row->kind)),
                   STR_ARG(row->clock));
        if (is_date(row->kind)) {
            put_instant(out, r, row->was_due);
            BUF_LIT(out, ",");
            put_instant(out, r, row->is_due);
        } else {
            put_cell(out, row->was);
            BUF_LIT(out, ",");
            put_cell(out, row->is);
        }
        BUF_LIT(out, "\r\n");
    }
}

/* --- JSON ------------------------------------------------------------------------------------- */

static void put_spans_json(struct jw *w, const struct backtest_group *g)
{
    jw_key(w, "spans");
    jw_array(w);
    for (size_t i = 0; i < BACKTEST_SPANS; i++)
        jw_i64(w, (int64_t)g->spans[i]);
    jw_end_array(w);
}

static void put_group_json(struct jw *w, const struct backtest_group *g)
{
    jw_object(w);
    jw_key(w, "service");
    jw_str(w, g->service);
    jw_key(w, "clock");
    jw_str_or_null(w, g->clock);
    jw_key(w, "kind");
    jw_str(w, backtest_kind_name(g->kind));
    jw_key(w, "count");
    jw_i64(w, (int64_t)g->count);
    jw_key(w, "samples");
    jw_array(w);
    for (size_t i = 0; i < g->sample_count; i++)
        jw_i64(w, (int64_t)g->samples[i]);
    jw_end_array(w);
    if (g->kind <= BACKTEST_LATER)
        put_spans_json(w, g);
    jw_end_object(w);
}

void backtest_put_json(struct jw *w, const struct backtest_report *r)
{
    jw_object(w);
    jw_key(w, "decided");
    jw_i64(w, (int64_t)atomic_load(&r->backtest->decided));
    jw_key(w, "moved");
    jw_i64(w, (int64_t)atomic_load(&r->backtest->moved));
    jw_key(w, "dates");
    jw_i64(w, (int64_t)r->dates);
    jw_key(w, "changes");
    jw_array(w);
    for (size_t i = 0; i < r->group_count; i++)
        put_group_json(w, &r->groups[i]);
    jw_end_array(w);
    jw_end_object(w);
}
