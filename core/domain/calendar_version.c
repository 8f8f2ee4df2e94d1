/* The version of a calendar: a hash of what it says, so that the same words have the same version
 * on every machine, and no one has to count. */
#include "base/buf.h"
#include "base/id.h"
#include "domain/worktime.h"

static void put_hours(struct buf *b, const struct day_hours *day)
{
    for (size_t i = 0; i < day->count; i++)
        buf_printf(b, "%d-%d ", day->items[i].open, day->items[i].close);
    BUF_LIT(b, ";");
}

static void put_week(struct buf *b, const struct day_hours week[7])
{
    for (int i = 0; i < 7; i++)
        put_hours(b, &week[i]);
}

static void put_seasons(struct buf *b, const struct calendar_spec *spec)
{
    for (size_t i = 0; i < spec->season_count; i++) {
        const struct season *s = &spec->seasons[i];
        buf_printf(b, "season %d-%d %d-%d ", s->from_month, s->from_day, s->to_month, s->to_day);
        put_week(b, s->week);
    }
}

static void put_closures(struct buf *b, const struct calendar_spec *spec)
{
    for (size_t i = 0; i < spec->holiday_count; i++) {
        const struct holiday *h = &spec->holidays[i];
        buf_printf(b, "holiday %d %d-%d-%d %d %d %d %d;", (int)h->rule, h->year, h->month, h->day,
                   h->nth, h->weekday, h->offset, h->sunday_moves);
    }
    for (size_t i = 0; i < spec->exception_count; i++) {
        buf_printf(b, "exception %lld ", (long long)spec->exceptions[i].day);
        put_hours(b, &spec->exceptions[i].hours);
    }
}

enum err calendar_spec_version(const struct calendar_spec *spec,
                               char out[static CALENDAR_VERSION_SIZE])
{
    struct buf b = {0};
    unsigned char hash[ID_HASH_BYTES];
    buf_printf(&b, STR_FMT " %d;", STR_ARG(spec->zone), spec->holiday_wins);
    put_week(&b, spec->week);
    put_seasons(&b, spec);
    put_closures(&b, spec);
    bool failed = b.failed;
    if (!failed)
        id_hash(hash, buf_str(&b));
    buf_free(&b);
    if (!failed)
        id_text(out, CALENDAR_VERSION_SIZE, hash, 10);
    return failed ? ERR_NOMEM : ERR_OK;
}
