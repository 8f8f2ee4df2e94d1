/* Calendars from JSON, part by part. */
#include "domain/calendar_json.h"

#include "base/date.h"

static const char *const weekdays[7] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

struct reader {
    struct arena *arena;
    struct faults *faults;
    const char *where;
};

/* Each part reports at most one fault of form and reads on. */
static void bad(struct reader *r, const char *part, struct str value)
{
    struct str where = arena_printf(r->arena, "%s.%s", r->where, part);
    if (!where.p)
        r->faults->lost = true;
    else
        fault_add(r->faults, where.p, "forme inattendue : « " STR_FMT " »",
                  "unexpected form: \"" STR_FMT "\"", STR_ARG(value));
}

/* Zeroed room for `count` items; NULL and a lost fault when out of memory. */
static void *room(struct reader *r, size_t count, size_t size)
{
    void *p = arena_zalloc(r->arena, count ? count : 1, size);
    if (!p)
        r->faults->lost = true;
    return p;
}

static bool two_digits(struct str s, size_t at, int *out)
{
    uint64_t v;
    if (s.n < at + 2 || !str_u64(str_first(str_from(s, at), 2), &v))
        return false;
    *out = (int)v;
    return true;
}

/* "08:30" or "08:30:15"; whether there is such a time is not asked here. */
static bool read_time(struct str s, int32_t *out)
{
    int h, m, sec = 0;
    if ((s.n != 5 && s.n != 8) || !two_digits(s, 0, &h) || s.p[2] != ':' || !two_digits(s, 3, &m))
        return false;
    if (s.n == 8 && (s.p[5] != ':' || !two_digits(s, 6, &sec)))
        return false;
    *out = h * 3600 + m * 60 + sec;
    return m < 60 && sec < 60;
}

/* "11-15" */
static bool read_month_day(struct str s, int *month, int *day)
{
    return s.n == 5 && two_digits(s, 0, month) && s.p[2] == '-' && two_digits(s, 3, day);
}

static bool read_weekday(struct str s, int *out)
{
    for (int i = 0; i < 7; i++)
        if (str_eq(s, str_c(weekdays[i])))
            return (*out = i, true);
    return false;
}

static void read_hours(struct reader *r, const struct jv *v, struct day_hours *out)
{
    if (v->type != JV_ARRAY) {
        bad(r, "hours", v->key);
        return;
    }
    out->items = room(r, v->count, sizeof *out->items);
    for (size_t i = 0; out->items && i < v->count; i++) {
        const struct jv *pair = &v->items[i];
        struct hours *h = &out->items[i];
        if (pair->type != JV_ARRAY || pair->count != 2 ||
            !read_time(pair->items[0].string, &h->open) ||
            !read_time(pair->items[1].string, &h->close)) {
            bad(r, "hours", v->key);
            return;
        }
    }
    out->count = v->count;
}

static void read_week(struct reader *r, const struct jv *v, struct day_hours week[7])
{
    for (size_t i = 0; v && i < v->count; i++) {
        int weekday;
        if (v->type == JV_OBJECT && read_weekday(v->items[i].key, &weekday))
            read_hours(r, &v->items[i], &week[weekday]);
        else
            bad(r, "weekly", v->items[i].key);
    }
}

static void read_seasons(struct reader *r, const struct jv *v, struct calendar_spec *out)
{
    if (!v)
        return;
    out->seasons = room(r, v->count, sizeof *out->seasons);
    for (size_t i = 0; out->seasons && i < v->count; i++) {
        struct season *s = &out->seasons[i];
        s->id = jv_get_str(&v->items[i], "id");
        if (!read_month_day(jv_get_str(&v->items[i], "from"), &s->from_month, &s->from_day) ||
            !read_month_day(jv_get_str(&v->items[i], "to"), &s->to_month, &s->to_day))
            bad(r, "seasons", s->id);
        read_week(r, jv_get(&v->items[i], "weekly"), s->week);
        out->season_count = i + 1;
    }
}

static int whole(const struct jv *v, const char *key)
{
    const struct jv *n = jv_get(v, key);
    return n && n->type == JV_INT && n->integer > -1000 && n->integer < 10000 ? (int)n->integer : 0;
}

static bool read_dated(struct str s, struct holiday *h)
{
    struct date d;
    if (!date_parse(s, &d))
        return false;
    h->rule = HOLIDAY_DATED;
    h->year = d.year;
    h->month = d.month;
    h->day = d.day;
    return true;
}

static bool read_rule(const struct jv *v, struct holiday *h)
{
    const struct jv *moves = jv_get(v, "sunday_moves");
    h->sunday_moves = moves && moves->integer;
    if (jv_get(v, "easter")) {
        h->rule = HOLIDAY_EASTER;
        h->offset = whole(v, "easter");
        return true;
    }
    if (jv_get(v, "fixed")) {
        h->rule = HOLIDAY_FIXED;
        return read_month_day(jv_get_str(v, "fixed"), &h->month, &h->day);
    }
    if (!read_weekday(jv_get_str(v, "weekday"), &h->weekday))
        return false;
    h->rule = jv_get(v, "before") ? HOLIDAY_WEEKDAY_BEFORE : HOLIDAY_NTH_WEEKDAY;
    h->nth = whole(v, "nth");
    h->month = whole(v, "month");
    return h->rule == HOLIDAY_NTH_WEEKDAY ||
           read_month_day(jv_get_str(v, "before"), &h->month, &h->day);
}

static void read_holidays(struct reader *r, const struct jv *v, struct calendar_spec *out)
{
    if (!v)
        return;
    out->holidays = room(r, v->count, sizeof *out->holidays);
    for (size_t i = 0; out->holidays && i < v->count; i++) {
        const struct jv *item = &v->items[i];
        struct holiday *h = &out->holidays[i];
        h->id = item->string;
        if (item->type == JV_STRING ? !read_dated(item->string, h) : !read_rule(item, h))
            bad(r, "holidays", item->string);
        out->holiday_count = i + 1;
    }
}

static void read_exceptions(struct reader *r, const struct jv *v, struct calendar_spec *out)
{
    if (!v)
        return;
    out->exceptions = room(r, v->count, sizeof *out->exceptions);
    for (size_t i = 0; out->exceptions && i < v->count; i++) {
        struct date d = {1970, 1, 1};
        if (!date_parse(v->items[i].key, &d))
            bad(r, "exceptions", v->items[i].key);
        out->exceptions[i].day = date_to_days(d);
        read_hours(r, &v->items[i], &out->exceptions[i].hours);
        out->exception_count = i + 1;
    }
}

enum err calendar_from_json(struct arena *arena, const struct jv *v, struct str zone,
                            const char *where, struct faults *faults, struct calendar_spec *out)
{
    struct reader r = {arena, faults, where};
    size_t before = faults->count;
    const struct jv *wins = jv_get(v, "holiday_wins");
    *out = (struct calendar_spec){.zone = zone, .holiday_wins = wins && wins->integer};
    if (!v || v->type != JV_OBJECT)
        bad(&r, "calendar", zone);
    read_week(&r, jv_get(v, "weekly"), out->week);
    read_seasons(&r, jv_get(v, "seasons"), out);
    read_holidays(&r, jv_get(v, "holidays"), out);
    read_exceptions(&r, jv_get(v, "exceptions"), out);
    if (faults->lost)
        return ERR_NOMEM;
    return faults->count > before ? ERR_INVALID : ERR_OK;
}
