/* What a calendar is inside: its openings as UTC intervals with prefix sums, and its working
 * days, by number and by date. Private to the files that compute with calendars. */
#ifndef DOMAIN_WORKTIME_H
#define DOMAIN_WORKTIME_H

#include "base/date.h"
#include "domain/calendar.h"

enum { CALENDAR_VERSION_SIZE = 17 };

struct opening { /* [open, close), UTC; ascending, neither touching nor overlapping */
    int64_t open, close;
    int64_t before; /* business seconds from the start of the table to `open` */
};

struct workday { /* a local date that opens at all */
    int64_t day;
    int64_t open, close; /* its first opening and its last closing, UTC */
};

struct calendar {
    const struct calendar_spec *spec;
    struct zone *zone;
    char version[CALENDAR_VERSION_SIZE];
    int64_t from, to; /* instants the table covers, both included */
    struct opening *openings;
    size_t opening_count; /* at least one */
    struct workday *workdays;
    size_t workday_count;   /* at least one; ascending */
    uint16_t *workday_from; /* for each date of the table: the first workday on or after it */
    int64_t first_day;      /* its first date, days since 1970 */
    size_t day_count;
};

/* Sixteen characters of a hash of what the spec says, and a NUL. ERR_NOMEM. */
enum err calendar_spec_version(const struct calendar_spec *spec,
                               char out[static CALENDAR_VERSION_SIZE]);
/* A day that many months later, clamped to the end of the month. */
int64_t worktime_plus_months(int64_t day, int64_t months);
/* The first workday on or after a date; workday_count when there is none. */
size_t worktime_from(const struct calendar *c, int64_t day);
/* The first opening that ends after `at`; opening_count when there is none. */
size_t opening_at(const struct calendar *c, int64_t at);
/* That date as a working day; NULL: it does not open. */
const struct workday *workday_on(const struct calendar *c, int64_t day);
bool season_covers(const struct season *s, struct date d);

/* Adds a fault for everything wrong with a spec. ERR_BAD_INTERVAL, ERR_INVALID. */
enum err calendar_check(const struct calendar_spec *spec, struct faults *faults);

#endif
