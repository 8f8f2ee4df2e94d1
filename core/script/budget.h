/* The account of what a run may still do, and the hook that ends it.
 *
 * Once the account is empty the state is dead: the hook then fires at every instruction, so that
 * no pcall can swallow the end (script/call.h re-raises it as well). Functions marked "may jump"
 * raise a Lua error: call them only inside a protected call and hold no C resource meanwhile. */
#ifndef SCRIPT_BUDGET_H
#define SCRIPT_BUDGET_H

#include "domain/rules.h"
#include "script/vm.h"

void budget_begin(struct vm *vm); /* a full account, counted from now; the dead live again */
void budget_end(struct vm *vm);   /* no hook any more */

/* For C functions whose work grows with their input: takes n from the account. May jump. */
void budget_charge(struct lua_State *lua, size_t n);
/* Time that was not the rule's own. */
void budget_forgive(struct lua_State *lua, uint64_t microseconds);
/* What the run has used so far; after it, what it used. */
struct rule_spent budget_spent(const struct vm *vm);
/* Ends the run for that reason. Jumps. */
_Noreturn void budget_kill(struct lua_State *lua, enum vm_death death);

/* What to tell the author. */
struct text budget_reason(enum vm_death death);

#endif
