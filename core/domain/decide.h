/* Asking a service's rules about a request: its clocks and its priority, and what they came from.
 */
#ifndef DOMAIN_DECIDE_H
#define DOMAIN_DECIDE_H

#include "domain/event.h"
#include "domain/rules.h"

/* Decides for q->service and q->facts; q->function is not read. Clocks start at facts->at. A clock
 * takes the first of its rules that is in force on the local date and whose `when` holds; without
 * one it does not start.
 *
 * A failure of a rule never fails the decision. When a function fails, or answers what is no
 * goal, its clock takes
 *   1. what the service that this one extends says for that clock, a function of its own asked with
 *      its own settings; when that fails too, what is above it, then its next rule below that holds
 *      and has a number;
 *   2. else the service's own next rule below that holds and has a number,
 *   3. else the clock's last rule that has a number, whether it holds or not,
 *   4. else ten business days;
 * when a due date cannot be computed it takes ten business days, and without these does not start.
 * A priority that fails is that of the service that this one extends, and so on upwards, else its
 * own word, else "normal". The clock then says which rule counts instead of which, and out->fault
 * what happened, for the administrator.
 *
 * All that *out holds is in the arena. ERR_NOMEM only. */
enum err decide(struct arena *arena, const struct rules *rules, const struct rule_question *q,
                struct decision *out);

bool priority_known(struct str s); /* "low", "normal", "high", "urgent" */

/* The rule that a clock would take, and its goal without asking any function: for saying what
 * another answer would change. NULL: none holds. false: a function has the goal, or it is none. */
const struct rule *decide_rule(const struct clock_plan *plan, const struct facts *facts);
bool decide_goal(const struct rule *rule, struct goal *out);

#endif
