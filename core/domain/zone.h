/* A time zone's rules, read from the system's tzdata (TZif version 2 or later, RFC 9636, with the
 * footer rule), so that a change of law needs a package update and no build. Immutable. */
#ifndef DOMAIN_ZONE_H
#define DOMAIN_ZONE_H

#include "base/arena.h"
#include "base/buf.h"
#include "base/err.h"
#include "base/text.h"

#include <stdint.h>

struct zone;

/* Reads NAME under the tzdata directory ($TZDIR or /usr/share/zoneinfo). "America/Montreal" is
 * read as America/Toronto. ERR_UNKNOWN_ZONE; ERR_CORRUPT; ERR_UNSUPPORTED: the file counts leap
 * seconds ("right/…"), which instants do not; ERR_NOMEM. */
enum err zone_load(struct arena *arena, struct str name, struct zone **out);
/* The same from bytes: for tests and for the fuzzer. */
enum err zone_parse(struct arena *arena, struct str name, struct str bytes, struct zone **out);

struct str zone_name(const struct zone *z);
/* Version of the tzdata it came from ("2025b"), "unknown" when the system does not say. */
struct str zone_version(const struct zone *z);
/* Seconds east of UTC at an instant. */
int zone_offset(const struct zone *z, int64_t at);
/* Wall time as seconds since 1970-01-01T00:00:00 local → instant. In a gap the offset before it
 * applies (02:15 becomes 03:15); in an overlap the first occurrence (domain/calendar.h, b7). */
int64_t zone_instant(const struct zone *z, int64_t local);
/* The local date (days since 1970) and second of the day of an instant. */
int64_t zone_day(const struct zone *z, int64_t at, int *second_of_day);

/* RFC 3339 with the zone's offset: 2026-06-25T11:30:00-04:00. */
void zone_put(struct buf *b, const struct zone *z, int64_t at);
/* « jeudi 25 juin 2026 à 11 h 30 », "Thursday, June 25, 2026 at 11:30 a.m."; seconds are left
 * out, so that a date is never shown later than it is (b9). */
void zone_put_words(struct buf *b, const struct zone *z, int64_t at, enum lang lang);
/* « jeudi 25 juin 2026 », "Thursday, June 25, 2026": a local date, in days since 1970. */
void day_put_words(struct buf *b, int64_t day, enum lang lang);
/* « juin 2026 », "June 2026" */
void month_put_words(struct buf *b, int year, int month, enum lang lang);
/* « jeu », "Thu"; weekday 0 = Monday */
const char *weekday_short(int weekday, enum lang lang);
/* « jeudi », "Thursday"; « juin », "June" (1 to 12) */
const char *weekday_name(int weekday, enum lang lang);
const char *month_name(int month, enum lang lang);

#endif
