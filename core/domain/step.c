/* The instants of steps: on the calendar of their clock, from its due date. */
#include "domain/step.h"
#include "base/date.h"
#include "domain/worktime.h"

/* The same wall time, that many business days away, within the hours of that day. */
static enum err business_days(const struct calendar *c, int64_t due, int64_t days, int64_t *out)
{
    int second;
    int64_t day = zone_day(c->zone, due, &second);
    int64_t i = (int64_t)worktime_from(c, day), count = (int64_t)c->workday_count;
    bool works = i < count && c->workdays[i].day == day;
    i += days > 0 && !works ? days - 1 : days; /* from a closed day, the next one is one away */
    if (i < 0 || i >= count)
        return ERR_HORIZON;
    const struct workday *w = &c->workdays[i];
    int64_t at = zone_instant(c->zone, w->day * DAY_SECONDS + second);
    *out = at < w->open ? w->open : at > w->close ? w->close : at;
    return ERR_OK;
}

static int64_t calendar_days(const struct calendar *c, int64_t due, int64_t days)
{
    int second;
    int64_t day = zone_day(c->zone, due, &second);
    return zone_instant(c->zone, (day + days) * DAY_SECONDS + second);
}

/* `sign` -1: before the due date, 1: after. */
static enum err moved(const struct calendar *c, int64_t due, const struct goal *length, int sign,
                      int64_t *out)
{
    switch (length->unit) {
    case UNIT_BUSINESS_SECONDS:
        return sign < 0 ? calendar_subtract(c, due, length->amount, out)
                        : calendar_add(c, due, length->amount, out);
    case UNIT_BUSINESS_DAYS:
        return business_days(c, due, sign * length->amount, out);
    case UNIT_CALENDAR_DAYS:
        *out = calendar_days(c, due, sign * length->amount);
        return ERR_OK;
    default:
        *out = due + sign * length->amount;
        return ERR_OK;
    }
}

/* What is left at that percentage, rounded down: never said before it is so. */
static enum err at_percent(const struct step_basis *b, uint32_t percent, int64_t *out)
{
    const struct goal left = {
        .unit = b->business ? UNIT_BUSINESS_SECONDS : UNIT_ELAPSED_SECONDS,
        .amount = b->whole / 100 * (100 - percent) + b->whole % 100 * (100 - percent) / 100,
    };
    return moved(b->calendar, b->due, &left, -1, out);
}

static enum err on_ladder(const struct step_basis *b, const struct step *step, int64_t *out)
{
    switch (step->when) {
    case STEP_PERCENT:
        return at_percent(b, step->percent, out);
    case STEP_BEFORE:
        return moved(b->calendar, b->due, &step->length, -1, out);
    case STEP_AFTER:
        return moved(b->calendar, b->due, &step->length, 1, out);
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
    return calendar_next_open(basis->calendar, *out, out);
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
