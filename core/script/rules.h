/* The rules that are functions, for one thread.
 *
 * One Lua state a jurisdiction, filled when it is first asked: the functions of every service are
 * compiled again from the sources of the generation, each service under an environment of its
 * own. Nothing lives from one call to the next. A struct script_rules belongs to one thread,
 * except for script_rules_memory. */
#ifndef SCRIPT_RULES_H
#define SCRIPT_RULES_H

#include "domain/rules.h"
#include "script/generation.h"
#include "script/ledger.h"

struct script_rules;
struct lua_State;

/* Holds the generations until closed. ERR_NOMEM. */
enum err script_rules_open(struct generation **generations, size_t n, struct script_rules **out);
/* The same where people wait: what its functions do is counted on the ledger's line of that thread,
 * which no other thread's rules have, and one that keeps using up its budget is suspended
 * (script/suspend.h). The ledger outlives them. */
enum err script_rules_open_counted(struct generation **generations, size_t n, struct ledger *ledger,
                                   size_t thread, struct script_rules **out);
void script_rules_close(struct script_rules *rules); /* may be NULL */

/* The table to hand to the domain. A goal is in the units of struct amount: a function that
 * answers hours ("bh", "eh") gives seconds there. An answer must be a number above 0 and at most
 * 100,000, whole unless in hours; a priority is low, normal, high or urgent. The fault is
 * "pothole/service.lua:31: français / English". */
struct rules script_rules_table(struct script_rules *rules);

/* Pushes `request`, the first argument of every function: a table of its own. May jump. */
void script_rules_push_request(struct lua_State *lua, const struct rule_question *q);

/* Bytes that the Lua state of a jurisdiction holds, after its last call; 0: it was never asked.
 * Safe from another thread. */
size_t script_rules_memory(const struct script_rules *rules, const struct jurisdiction *j);

#endif
