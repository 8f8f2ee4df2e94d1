/* What a plugin can reach: an environment built from nothing, out of one list.
 *
 * There is no way to make a metatable, a coroutine, or a chunk, none to the outside, and none to
 * the time. Modules and the environment cannot be changed; a name that is not there is an error,
 * and so is an assignment to a global. */
#ifndef SCRIPT_SANDBOX_H
#define SCRIPT_SANDBOX_H

struct lua_State;

/* Fills a fresh state: the shared tables, kept in its registry, and the sealed string metatable.
 * May jump. */
void sandbox_open(struct lua_State *lua);
/* Pushes a new environment for one chunk. May jump. */
void sandbox_push_environment(struct lua_State *lua);
/* Sets a name, "format" in module "string", or in no module when it is NULL, to the value on top
 * and pops it. Only between sandbox_open and sandbox_seal. May jump. */
void sandbox_set(struct lua_State *lua, const char *module, const char *name);
/* Replaces the table on top by one that reads the same, cannot be changed, and where a name that is
 * not there is an error. May jump. */
void sandbox_seal_table(struct lua_State *lua);
/* Gives the table on top a metatable by which it reads from the table at `source`, and cannot be
 * changed. May jump. */
void sandbox_seal_writes(struct lua_State *lua, int source);
/* Nothing changes afterwards. May jump. */
void sandbox_seal(struct lua_State *lua);

#endif
