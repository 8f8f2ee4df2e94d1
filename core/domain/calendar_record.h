/* What a calendar says, as a record of the store and as a line of JSON: so that a request can be
 * counted on the calendar it was filed under when that one has long been replaced (b14). */
#ifndef DOMAIN_CALENDAR_RECORD_H
#define DOMAIN_CALENDAR_RECORD_H

#include "domain/calendar.h"
#include "domain/fields.h"

/* ERR_NOMEM. */
enum err calendar_encode(const struct calendar_spec *spec, struct buf *out);
/* Strings and arrays go to the arena. The form only: calendar_build checks the sense. ERR_CORRUPT,
 * ERR_NOMEM. */
enum err calendar_decode(struct arena *arena, struct str bytes, struct calendar_spec *out);
/* Whether that is the version of what it says. ERR_CORRUPT, ERR_NOMEM. */
enum err calendar_check_version(const struct calendar_spec *spec, struct str version);

extern const struct fields calendar_fields;

#endif
