/* Months as lines, and lists of closures as runs of dates. */
#include "domain/almanac.h"

#include "base/date.h"
#include "base/utf8.h"

#include <stdlib.h>

/* --- A month ---------------------------------------------------------------------------------- */

enum { HOURS = 24, HOUR_SECONDS = 3600, NOTE_COLUMNS = 43 };

static int32_t open_between(const struct day_hours *h, int32_t from, int32_t to)
{
    int32_t open = 0;
    for (size_t i = 0; i < h->count; i++) {
        int32_t a = h->items[i].open > from ? h->items[i].open : from;
        int32_t b = h->items[i].close < to ? h->items[i].close : to;
        open += b > a ? b - a : 0;
    }
    return open;
}

static void put_bar(struct buf *b, const struct day_hours *h)
{
    for (int32_t hour = 0; hour < HOURS; hour++) {
        int32_t open = open_between(h, hour * HOUR_SECONDS, (hour + 1) * HOUR_SECONDS);
        buf_str_put(b, open == 0 ? STR("·") : open == HOUR_SECONDS ? STR("█") : STR("▒"));
    }
}

static void put_time(struct buf *b, int32_t second)
{
    buf_printf(b, "%02d:%02d", second / HOUR_SECONDS, second / 60 % 60);
}

static void put_hours(struct buf *b, const struct day_hours *h, enum lang lang)
{
    if (!h->count)
        buf_str_put(b, lang == LANG_EN ? STR("closed") : STR("fermé"));
    for (size_t i = 0; i < h->count; i++) {
        if (i)
            buf_char(b, ' ');
        put_time(b, h->items[i].open);
        BUF_LIT(b, "–");
        put_time(b, h->items[i].close);
    }
}

static void put_special(struct buf *b, const struct calendar_day *d, enum lang lang)
{
    static const struct text kinds[] = {
        [LAYER_WEEK] = TEXT_INIT("", ""),
        [LAYER_SEASON] = TEXT_INIT("saison", "season"),
        [LAYER_HOLIDAY] = TEXT_INIT("férié", "holiday"),
        [LAYER_EXCEPTION] = TEXT_INIT("exception", "exception"),
    };
    if (d->layer == LAYER_WEEK)
        return;
    struct str name = text_in(d->name, lang);
    buf_printf(b, "  " STR_FMT, STR_ARG(text_in(kinds[d->layer], lang)));
    if (name.n)
        buf_printf(b, "%s" STR_FMT, lang == LANG_EN ? ": " : " : ", STR_ARG(name));
}

/* What fits into the columns left. */
static void put_note(struct buf *b, struct str note)
{
    size_t n = 0, i = 0;
    bool fits = utf8_length(note) <= NOTE_COLUMNS;
    while (i < note.n &&
           (fits || n < NOTE_COLUMNS - 1 || ((unsigned char)note.p[i] & 0xC0) == 0x80))
        n += ((unsigned char)note.p[i++] & 0xC0) != 0x80;
    buf_str_put(b, str_first(note, i));
    if (!fits)
        BUF_LIT(b, "…");
}

struct sums {
    int days;
    int64_t seconds;
};

static void put_day(struct buf *b, const struct calendar *c, int64_t day, enum lang lang,
                    struct sums *sums)
{
    struct calendar_day d = calendar_day(c, day);
    struct buf note = {0};
    put_hours(&note, d.hours, lang);
    put_special(&note, &d, lang);
    buf_printf(b, "%s %2d  ", weekday_short(date_weekday(day), lang), date_from_days(day).day);
    put_bar(b, d.hours);
    BUF_LIT(b, "  ");
    put_note(b, buf_str(&note));
    buf_char(b, '\n');
    b->failed |= note.failed;
    buf_free(&note);
    int32_t open = open_between(d.hours, 0, DAY_SECONDS);
    sums->days += open > 0;
    sums->seconds += open;
}

static void put_title(struct buf *b, const struct calendar *c, int year, int month, enum lang lang)
{
    const struct calendar_spec *spec = calendar_spec(c);
    if (spec->name.n)
        buf_printf(b, STR_FMT ", ", STR_ARG(spec->name));
    month_put_words(b, year, month, lang);
    buf_printf(b, " (" STR_FMT ")\n\n", STR_ARG(spec->zone));
    BUF_LIT(b, "        0     6     12    18   24\n");
}

void almanac_put_month(struct buf *b, const struct calendar *c, int year, int month, enum lang lang)
{
    int64_t first = date_to_days((struct date){year, month, 1});
    int length = date_month_length(year, month);
    struct sums sums = {0};
    put_title(b, c, year, month, lang);
    for (int i = 0; i < length; i++) {
        if (i && date_weekday(first + i) == 0)
            buf_char(b, '\n');
        put_day(b, c, first + i, lang, &sums);
    }
    buf_printf(b, lang == LANG_EN ? "\n%d open days, %lld h" : "\n%d jours ouverts, %lld h",
               sums.days, (long long)(sums.seconds / HOUR_SECONDS));
    if (sums.seconds % HOUR_SECONDS)
        buf_printf(b, " %02d", (int)(sums.seconds / 60 % 60));
    buf_char(b, '\n');
}

/* --- Lists that are missing ------------------------------------------------------------------- */

enum { LIST_GAP = 21, SAME_SEASON = 31, NOVEMBER = 11 };

struct closures { /* dated, ascending */
    int64_t *days;
    size_t count;
};

static int by_day(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static enum err dated_closures(struct arena *arena, const struct calendar_spec *spec,
                               struct closures *out)
{
    out->days = ARENA_ARRAY(arena, int64_t, spec->exception_count + spec->holiday_count);
    out->count = 0;
    if (!out->days)
        return ERR_NOMEM;
    for (size_t i = 0; i < spec->exception_count; i++)
        if (!spec->exceptions[i].hours.count)
            out->days[out->count++] = spec->exceptions[i].day;
    for (size_t i = 0; i < spec->holiday_count; i++) {
        const struct holiday *h = &spec->holidays[i];
        if (h->rule == HOLIDAY_DATED)
            out->days[out->count++] = date_to_days((struct date){h->year, h->month, h->day});
    }
    if (out->count)
        qsort(out->days, out->count, sizeof *out->days, by_day);
    return ERR_OK;
}

/* How many dates, from the one at i on, lie close together. */
static size_t list_length(const struct closures *c, size_t i)
{
    size_t n = 1;
    while (i + n < c->count && c->days[i + n] - c->days[i + n - 1] <= LIST_GAP)
        n++;
    return n;
}

static int64_t in_year(int64_t day, int year)
{
    struct date d = date_from_days(day);
    d.year = year;
    d.day = d.day < date_month_length(year, d.month) ? d.day : date_month_length(year, d.month);
    return date_to_days(d);
}

/* Whether a list begins about that day. */
static bool begins_near(const struct closures *c, int64_t day)
{
    for (size_t i = 0; i < c->count; i += list_length(c, i))
        if (c->days[i] >= day - SAME_SEASON && c->days[i] <= day + SAME_SEASON)
            return true;
    return false;
}

/* Only the last of the lists of one season asks for the next. */
static bool is_last(const struct closures *c, int64_t first, int until)
{
    for (int year = date_from_days(first).year + 1; year <= until; year++)
        if (begins_near(c, in_year(first, year)))
            return false;
    return true;
}

bool almanac_undated(const struct calendar_spec *spec)
{
    for (size_t i = 0; i < spec->holiday_count; i++)
        if (spec->holidays[i].rule == HOLIDAY_DATED)
            return false;
    return spec->exception_count == 0;
}

enum err almanac_missing(struct arena *arena, const struct calendar_spec *spec, int64_t today,
                         struct missing_list **out, size_t *count)
{
    struct date now = date_from_days(today);
    struct closures c;
    *count = 0;
    enum err e = dated_closures(arena, spec, &c);
    if (e)
        return e;
    *out = ARENA_ARRAY(arena, struct missing_list, c.count);
    if (!*out)
        return ERR_NOMEM;
    for (size_t i = 0, n; i < c.count; i += n) {
        int year = date_from_days(c.days[i]).year + 1;
        n = list_length(&c, i);
        year = year > now.year ? year : now.year;
        if (year == now.year && in_year(c.days[i], year) + SAME_SEASON < today)
            year++;
        if (n < 2 || year > now.year + 1 || !is_last(&c, c.days[i], year))
            continue;
        (*out)[(*count)++] =
            (struct missing_list){c.days[i], n, year, year == now.year || now.month >= NOVEMBER};
    }
    return ERR_OK;
}
