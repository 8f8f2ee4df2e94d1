/* The functions of our own that a plugin may call: each bounded, or charged for its work.
 *
 * All of them may jump. What Lua's own library does in constant time is used as it is; what can
 * run long inside one call, shows an address, or differs from run to run is here instead. */
#ifndef SCRIPT_LIB_H
#define SCRIPT_LIB_H

#include <stdbool.h>

struct lua_State;

bool lib_is_nan(struct lua_State *lua, int index); /* as a number, not as a text */

int lib_ipairs(struct lua_State *lua);   /* of tables only */
int lib_pairs(struct lua_State *lua);    /* in order: numbers, then strings, then false, true */
int lib_tonumber(struct lua_State *lua); /* of short strings */
int lib_tostring(struct lua_State *lua); /* tables and functions without their address */

int lib_byte(struct lua_State *lua); /* one byte */
int lib_char(struct lua_State *lua);
int lib_find(struct lua_State *lua);   /* plain text only: patterns can run for minutes */
int lib_format(struct lua_State *lua); /* %d %i %u %x %X %c %f %e %g %s %% */
int lib_len(struct lua_State *lua);
int lib_lower(struct lua_State *lua); /* ASCII */
int lib_rep(struct lua_State *lua);
int lib_sub(struct lua_State *lua);
int lib_upper(struct lua_State *lua);

int lib_concat(struct lua_State *lua);
int lib_insert(struct lua_State *lua);
int lib_move(struct lua_State *lua); /* places from 1 to 65536 */
int lib_remove(struct lua_State *lua);
int lib_sort(struct lua_State *lua);   /* stable */
int lib_unpack(struct lua_State *lua); /* at most 200 values */

#endif
