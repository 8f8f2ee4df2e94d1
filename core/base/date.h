/* Dates of the proleptic Gregorian calendar, and instants written as in RFC 3339.
 *
 * An instant is int64_t seconds UTC since 1970. A day is a count of days since 1970-01-01
 * (a Thursday). Years from 0001 to 9999. */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include "base/buf.h"

struct date {
    int year, month, day; /* month 1..12, day 1..31 */
};

enum { DAY_SECONDS = 86400 };

int64_t date_to_days(struct date d);
struct date date_from_days(int64_t days);
int date_weekday(int64_t days); /* 0 = Monday … 6 = Sunday */
int date_month_length(int year, int month);
bool date_valid(struct date d);

/* YYYY-MM-DD; false unless all of s is a valid date. */
bool date_parse(struct str s, struct date *out);
/* YYYY-MM-DD HH:MM, a wall time without its zone: seconds since 1970-01-01T00:00:00 local. */
bool date_time_parse(struct str s, int64_t *out);
void date_put(struct buf *b, int64_t day);        /* YYYY-MM-DD */
void date_time_put(struct buf *b, int64_t local); /* YYYY-MM-DD HH:MM */
/* RFC 3339, section 5.6: the zone is required; a fraction of a second is dropped; a leap second
 * is read as the first instant of the next minute. false unless all of s is one. */
bool instant_parse(struct str s, int64_t *out);
/* 2026-05-07T09:00:00-04:00 with the given offset in seconds, a whole number of minutes; Z when
 * `utc`. */
void instant_put(struct buf *b, int64_t at, int offset_seconds);
void instant_put_utc(struct buf *b, int64_t at);
/* IMF-fixdate of RFC 9110, section 5.6.7: Sun, 06 Nov 1994 08:49:37 GMT; writes 29 bytes. */
void instant_http(char out[static 29], int64_t at);

#endif
