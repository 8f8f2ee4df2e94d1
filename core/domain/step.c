/* The instants of steps: on the calendar of their clock, from its due date. */
#include "domain/step.h"
#include "base/date.h"
#include "domain/worktime.h"

static bool stands_still(const struct step_basis *b, int64_t at)
{
    for (size_t i = 0; i < b->pauses.count; i++)
        if (b->pauses.items[i].from <= at && at < b->pauses.items[i].to)
            return true;
    return false;
}

/* --- Days, one by one ------------------------------------------------------------------------- */

static int64_t on_workday(const struct calendar *c, const struct workday *w, int second)
{
    int64_t at = zone_instant(c->zone, w->day * DAY_SECONDS + second);
    return at < w->open ? w->open : at > w->close ? w->close : at;
}

/* The same wall time, that many business days away, within the hours of that day. From a closed
 * day, the next one is one away. */
static enum err business_days(const struct step_basis *b, int64_t days, int64_t *out)
{
    const struct calendar *c = b->calendar;
    int second, sign = days < 0 ? -1 : 1;
    int64_t day = zone_day(c->zone, b->due, &second);
    int64_t i = (int64_t)worktime_from(c, day), count = (int64_t)c->workday_count;
    bool works = i < count && c->workdays[i].day == day;
    i -= days > 0 && !works;
    while (days) {
        i += sign;
        if (i < 0 || i >= count)
            return ERR_HORIZON;
        days -= stands_still(b, on_workday(c, &c->workdays[i], second)) ? 0 : sign;
    }
    if (i < 0 || i >= count)
        return ERR_HORIZON;
    *out = on_workday(c, &c->workdays[i], second);
    return ERR_OK;
}

static enum err calendar_days(const struct step_basis *b, int64_t days, int64_t *out)
{
    const struct calendar *c = b->calendar;
    int second, sign = days < 0 ? -1 : 1;
    int64_t day = zone_day(c->zone, b->due, &second);
    for (*out = b->due; days;) {
        day += sign;
        *out = zone_instant(c->zone, day * DAY_SECONDS + second);
        if (*out < c->from || *out > c->to)
            return ERR_HORIZON;
        days -= stands_still(b, *out) ? 0 : sign;
    }
    return ERR_OK;
}

/* --- Seconds ---------------------------------------------------------------------------------- */

/* `c` NULL: all time. */
static enum err seconds(const struct calendar *c, const struct step_basis *b, int64_t amount,
                        int sign, int64_t *out)
{
    struct paused_due due;
    if (sign < 0)
        return pauses_subtract(c, b->due, amount, &b->pauses, out);
    enum err e = pauses_due(c, b->due, amount, &b->pauses, &due);
    *out = due.due.due;
    return e ? e : due.paused ? ERR_HORIZON : ERR_OK;
}

/* `sign` -1: before the due date, 1: after. */
static enum err moved(const struct step_basis *b, const struct goal *length, int sign, int64_t *out)
{
    switch (length->unit) {
    case UNIT_BUSINESS_SECONDS:
        return seconds(b->calendar, b, length->amount, sign, out);
    case UNIT_BUSINESS_DAYS:
        return business_days(b, sign * length->amount, out);
    case UNIT_CALENDAR_DAYS:
        return calendar_days(b, sign * length->amount, out);
    default:
        return seconds(NULL, b, length->amount, sign, out);
    }
}

/* --- Steps ------------------------------------------------------------------------------------ */

/* What is left at that percentage, rounded down: never said before it is so. */
static enum err at_percent(const struct step_basis *b, uint32_t percent, int64_t *out)
{
    const struct goal left = {
        .unit = b->business ? UNIT_BUSINESS_SECONDS : UNIT_ELAPSED_SECONDS,
        .amount = b->whole / 100 * (100 - percent) + b->whole % 100 * (100 - percent) / 100,
    };
    return moved(b, &left, -1, out);
}

static enum err on_ladder(const struct step_basis *b, const struct step *step, int64_t *out)
{
    switch (step->when) {
    case STEP_PERCENT:
        return at_percent(b, step->percent, out);
    case STEP_BEFORE:
        return moved(b, &step->length, -1, out);
    case STEP_AFTER:
        return moved(b, &step->length, 1, out);
    case STEP_AT_DUE:
        break;
    }
    *out = b->due;
    return ERR_OK;
}

enum err step_instant(const struct step_basis *basis, const struct step *step, int64_t *out)
{
    enum err e = on_ladder(basis, step, out);
    if (e || step->quiet == QUIET_SEND_NOW)
        return e;
    return pauses_next(basis->calendar, *out, &basis->pauses, out);
}

static void put_length(struct buf *b, const struct goal *length)
{
    bool business = length->unit == UNIT_BUSINESS_SECONDS || length->unit == UNIT_BUSINESS_DAYS;
    bool days = length->unit == UNIT_BUSINESS_DAYS || length->unit == UNIT_CALENDAR_DAYS;
    buf_printf(b, "%.10g%s", (double)length->amount / (days ? 1 : 3600),
               days       ? business ? "bd" : "cd"
               : business ? "bh"
                          : "eh");
}

void step_put(struct buf *b, const struct step *step)
{
    switch (step->when) {
    case STEP_PERCENT:
        buf_printf(b, "%u%%", step->percent);
        return;
    case STEP_AT_DUE:
        BUF_LIT(b, "due");
        return;
    case STEP_BEFORE:
        BUF_LIT(b, "before ");
        break;
    case STEP_AFTER:
        BUF_LIT(b, "after ");
        break;
    }
    put_length(b, &step->length);
}
