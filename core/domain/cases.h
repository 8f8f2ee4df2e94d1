/* Calculations of working time written as data: an administrator's what-if, and the way the
 * calendar is tested from outside.
 *
 * A file is an array of rows:
 *   {"id": "D001", "timezone": "America/Toronto", "calendar": {…},   domain/calendar_json.h
 *    "op": "add", "start": "2026-06-01T09:00:00-04:00",
 *    "add": {"hours": 2, "kind": "business"},
 *    "pauses": [["2026-06-01T10:00:00-04:00", "2026-06-01T11:00:00-04:00"]],
 *    "landing": "close"}
 * add       holds one of seconds, minutes, hours, days, weeks, months; kind business or calendar;
 *           and for days at (close, same_time, open), receipt (next_open, actual), roll (none,
 * next, prev). Business days end at close unless told otherwise, the others at the same time.
 * landing   close: the due date (the default); open: the breach date.
 * pauses    a pause without an end, null, goes on.
 * op        add       when a goal that starts at start is due
 *           sub       the instant from which that much is left until start
 *           between   what counts from start to end, in seconds
 *           judge     whether work done at end is on time
 *           handover  add, on {"handover": {"at": …, "calendar": …, "timezone": …}} from then on
 * A result is an instant in the calendar's zone, a number of seconds, "paused:SECONDS" left
 * (of a goal in days: days),
 * "met", "late:SECONDS" that counted since, or "error:NAME" of base/err.h in lower case. */
#ifndef DOMAIN_CASES_H
#define DOMAIN_CASES_H

#include "base/buf.h"
#include "base/fault.h"

/* Writes [{"id":…, "result":…}]. ERR_INVALID when the file or a row is not of this form: then
 * there are faults, and nothing to use in out. ERR_NOMEM. */
enum err cases_run(struct arena *arena, struct str json, struct buf *out, struct faults *faults);
/* The same, with "explain" (schemas/explanation.json) beside the result of each add and judge. */
enum err cases_explain(struct arena *arena, struct str json, enum lang lang, struct buf *out,
                       struct faults *faults);

#endif
