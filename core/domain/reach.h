/* Rules of a clock that can never decide: the first rule that holds does, and one before them holds
 * whenever they do. A rule after one without any condition is a fault already
 * (script/read_clock.c).
 */
#ifndef DOMAIN_REACH_H
#define DOMAIN_REACH_H

#include "domain/service.h"

/* The rule before items[i] that holds on every day and every answer for which that one does; NULL:
 * none is known. What it says is so; it does not find everything. */
const struct rule *reach_shadow(const struct clock_plan *clock, size_t i);
/* Its last day is past: it decides nothing any more. */
bool reach_over(const struct rule *rule, int64_t today);

#endif
