/* Working time: a calendar as a table of UTC intervals with prefix sums, so that adding,
 * subtracting and measuring are binary searches. Immutable once built.
 *
 * The rules, cited by number wherever they are applied:
 * b1  Intervals are half-open [open, close) of local wall time; those that touch are one; "24:00"
 *     closes a day; none crosses midnight, a night is written as two.
 * b2  For a local date: dated exception before holiday before season before week.
 * b3  A goal counts business seconds, business days, calendar days, weeks or months in wall time,
 *     elapsed seconds, or nothing: it names one local instant. A day is never a number of hours.
 * b4  A request that arrives closed is received at the next opening. The day of receipt is not
 *     counted, the last day is, a closed last day is extended (Interpretation Act, I-16, s. 52).
 * b5  A goal that ends exactly at closing has two dates: it is due then, and late only after the
 *     next opening. Late is judged by what was consumed.
 * b6  The zone belongs to the calendar: never to the server, the browser, or the citizen.
 * b7  A wall time in a gap keeps the offset before it; in an overlap it is the first occurrence.
 * b8  between(t, add(t, d)) = d; add(add(t, a), b) = add(t, a + b) for b > 0; add is monotone.
 * b9  Nothing is rounded inside; a due date is never shown later than it is.
 * b10 Pauses are a union of spans, never a sum of seconds (domain/pause.h). */
#ifndef DOMAIN_CALENDAR_H
#define DOMAIN_CALENDAR_H

#include "base/fault.h"
#include "domain/zone.h"

/* --- What a calendar is made of --------------------------------------------------------------- */

struct hours { /* [open, close) in seconds of the local day; close ≤ 86400 */
    int32_t open, close;
};

struct day_hours {
    struct hours *items;
    size_t count;
};

/* Other weekly hours between two local dates of each year, [from, to), may cross the new year. Of
 * seasons that overlap the first counts. */
struct season {
    struct str id;
    int from_month, from_day, to_month, to_day;
    struct day_hours week[7]; /* Monday first */
};

enum holiday_rule {
    HOLIDAY_FIXED,          /* month, day */
    HOLIDAY_NTH_WEEKDAY,    /* nth (1..5, or -1 for the last) weekday of month */
    HOLIDAY_WEEKDAY_BEFORE, /* the weekday strictly before month, day */
    HOLIDAY_EASTER,         /* Western Easter + offset days */
    HOLIDAY_DATED,          /* one date: year, month, day */
};

struct holiday {
    struct str id;
    struct text name;
    enum holiday_rule rule;
    int year, month, day, nth, weekday, offset; /* weekday 0 = Monday */
    bool sunday_moves; /* when it falls on a Sunday, the next day instead */
};

struct exception { /* one local date with its own hours; none: closed all day */
    int64_t day;   /* days since 1970 */
    struct day_hours hours;
    struct text name;
};

struct calendar_spec {
    struct str name;
    struct str zone;
    struct day_hours week[7];
    struct season *seasons;
    size_t season_count;
    struct holiday *holidays;
    size_t holiday_count;
    struct exception *exceptions;
    size_t exception_count;
    bool holiday_wins; /* a holiday closes also a day that has an exception */
};

/* --- Building --------------------------------------------------------------------------------- */

struct calendar;

/* Checks the spec (all faults at once), then builds the table for the years
 * [around - 2, around + 10]; `around` is a year. The spec must live as long as the calendar.
 * ERR_BAD_INTERVAL, ERR_INVALID, ERR_UNKNOWN_ZONE, ERR_NO_WORKING_TIME, each with faults whose
 * place is "name.mon[0]", "name.exceptions[2026-12-24]"…; ERR_HORIZON: a year outside 5..9980;
 * ERR_NOMEM. */
enum err calendar_build(struct arena *arena, const struct calendar_spec *spec, int around,
                        struct faults *faults, struct calendar **out);
const struct calendar_spec *calendar_spec(const struct calendar *c);
const struct zone *calendar_zone(const struct calendar *c);
/* Sixteen letters and digits that are others when the spec says anything else (b14). */
struct str calendar_version(const struct calendar *c);

/* --- One local date -------------------------------------------------------------------------- */

enum day_layer { LAYER_WEEK, LAYER_SEASON, LAYER_HOLIDAY, LAYER_EXCEPTION };

struct calendar_day {
    enum day_layer layer; /* which part of the calendar decides (b2) */
    struct text name;     /* of the holiday, exception or season; may be empty */
    const struct day_hours *hours;
    const struct day_hours *under; /* what would apply without that layer's own word */
};

/* For explaining; slower than the table, and any date will do. */
struct calendar_day calendar_day(const struct calendar *c, int64_t day);

/* --- Goals ------------------------------------------------------------------------------------ */

enum goal_unit {
    UNIT_BUSINESS_SECONDS, /* "bh" in plugins: hours, kept as seconds here */
    UNIT_BUSINESS_DAYS,    /* "bd" */
    UNIT_CALENDAR_DAYS,    /* "cd" */
    UNIT_CALENDAR_WEEKS,   /* "cw" */
    UNIT_CALENDAR_MONTHS,  /* "cm" */
    UNIT_ELAPSED_SECONDS,  /* "eh": hours, kept as seconds here */
    UNIT_FIXED,            /* "by": one local date and time, whatever the start */
};

enum day_at { AT_CLOSE, AT_SAME_TIME, AT_OPEN };
enum receipt { RECEIPT_NEXT_OPEN, RECEIPT_ACTUAL };
enum roll { ROLL_NONE, ROLL_NEXT, ROLL_PREVIOUS };

struct goal {
    enum goal_unit unit;
    int64_t amount; /* seconds, days, weeks or months; UNIT_FIXED: local seconds since 1970 */
    enum day_at at;
    enum receipt receipt;
    enum roll roll;
};

/* "5bd", "1.5bh", "3cd", "2cw", "1cm", "48eh": as it is typed by hand. The rest of the goal is the
 * usual: days of work end at closing, calendar days at the same time. false: it is none. */
bool goal_parse(struct str s, struct goal *out);

struct due {
    int64_t due;       /* the earliest instant at which the goal is consumed */
    int64_t breach_at; /* the last instant at which it is no more than consumed (b5) */
};

/* When a goal that starts at `start` is due; ERR_HORIZON beyond the table, ERR_INVALID if the
 * amount is negative.
 *
 * Business days count days that open at all. Received on a closed day or out of hours, a request
 * counts from the next opening (RECEIPT_NEXT_OPEN) or from its own date (RECEIPT_ACTUAL); that
 * first day is not counted, the last one is. AT_SAME_TIME keeps the wall time of the receipt,
 * also on a shorter day.
 *
 * Calendar days, weeks and months (clamped to the end of the month) keep the wall time of the
 * start; a closed last day is moved as `roll` says: to the next workday, or to the last one before
 * it, and to the next after all when that one ends before the start. A closed day has no opening
 * and no closing: AT_CLOSE and AT_OPEN then take those of the next day that has, also with
 * ROLL_NONE (b4).
 *
 * breach_at is the next opening when the goal counts working time or ends at a closing. */
enum err calendar_due(const struct calendar *c, int64_t start, struct goal goal, struct due *out);

/* --- Arithmetic in business seconds (b8) ------------------------------------------------------ */

/* The earliest instant with that much working time since `at`; for 0 the next opening. */
enum err calendar_add(const struct calendar *c, int64_t at, int64_t seconds, int64_t *out);
/* The latest instant with that much working time until `at`; for 0 `at` itself. */
enum err calendar_subtract(const struct calendar *c, int64_t at, int64_t seconds, int64_t *out);
/* Business seconds in [a, b); 0 if b <= a. Here as above instants outside the table are
 * ERR_HORIZON, negative seconds ERR_INVALID. */
enum err calendar_between(const struct calendar *c, int64_t a, int64_t b, int64_t *out);
/* What lies in [a, b); all 0 if b <= a. A day counts when midnight before it is passed: that of a
 * does not, that of b does; a business day is one that opens at all. ERR_HORIZON. */
struct calendar_span {
    int64_t business_seconds, elapsed_seconds, business_days, calendar_days;
};
enum err calendar_measure(const struct calendar *c, int64_t a, int64_t b,
                          struct calendar_span *out);
/* The first instant >= at that is open. */
enum err calendar_next_open(const struct calendar *c, int64_t at, int64_t *out);
bool calendar_is_open(const struct calendar *c, int64_t at);

#endif
