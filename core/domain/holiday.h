/* Holidays by rule: which day of a year one falls on. */
#ifndef DOMAIN_HOLIDAY_H
#define DOMAIN_HOLIDAY_H

#include "domain/calendar.h"

/* Western Easter Sunday, in days since 1970. */
int64_t easter(int year);
/* The day of a holiday in a year (moved past a Sunday if it moves); false when that year has
 * none: another year's date, a fifth Monday, February 29. */
bool holiday_in(const struct holiday *h, int year, int64_t *day);
/* Whether the rule makes sense; false: a month 13, a weekday 7… */
bool holiday_valid(const struct holiday *h);

#endif
