/* A calendar written as JSON:
 *
 *   {"weekly": {"mon": [["08:30", "12:00"], ["13:00", "24:00"]], …},
 *    "seasons": [{"id": "winter", "from": "11-15", "to": "04-01", "weekly": {…}}],
 *    "holidays": ["2026-12-28", {"fixed": "06-24", "sunday_moves": true}, {"easter": -2},
 *                 {"nth": 1, "weekday": "mon", "month": 9}, {"weekday": "mon", "before": "05-25"}],
 *    "exceptions": {"2026-12-24": [["08:30", "12:00"]], "2026-12-31": []},
 *    "holiday_wins": false}
 *
 * Every part may be absent. */
#ifndef DOMAIN_CALENDAR_JSON_H
#define DOMAIN_CALENDAR_JSON_H

#include "base/json.h"
#include "domain/calendar.h"

/* Reads the form only; calendar_build checks the sense. Faults are placed under `where`.
 * ERR_INVALID, ERR_NOMEM. The spec's name is left empty. */
enum err calendar_from_json(struct arena *arena, const struct jv *v, struct str zone,
                            const char *where, struct faults *faults, struct calendar_spec *out);

#endif
