/* What a plugin's functions keep of their own file: the same at every call, on every thread.
 *
 * A function may read the locals of its file. If it could change one, what it answers would hang
 * on what was asked before it, and of whom. So the tables it can reach are frozen: they read as
 * before, and writing is an error. And the variables are compared after each call, and put back:
 * assigning one is an error too. */
#ifndef SCRIPT_FREEZE_H
#define SCRIPT_FREEZE_H

#include <stdbool.h>
#include <stddef.h>

struct lua_State;

enum { FREEZE_VARIABLES_MAX = 200, FREEZE_DEPTH_MAX = 40 };

struct frozen_variable;

struct frozen { /* its memory is the state's */
    const struct frozen_variable *items;
    size_t count;
};

/* Freezes all that the functions, kept in the registry, can reach. May jump. */
void freeze_functions(struct lua_State *lua, const int *refs, int count, struct frozen *out);
/* After a call, whatever became of it: puts back what was assigned. The name of such a variable,
 * or NULL. Never jumps. */
const char *freeze_restore(struct lua_State *lua, const struct frozen *frozen);

/* For functions of ours that look into a table without its metatable: if the one at that place of
 * the stack is frozen, puts there what it reads from, which the plugin must not get hold of. */
bool freeze_see_through(struct lua_State *lua, int index);

#endif
