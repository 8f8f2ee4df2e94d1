/* The one place where a Lua error is caught.
 *
 * Everything that may jump runs inside vm_call, or inside the plugin's own pcall, which is here
 * too so that nothing survives an empty budget. Between the two a jump releases nothing: code
 * that runs there keeps its memory in an arena or in Lua. */
#ifndef SCRIPT_CALL_H
#define SCRIPT_CALL_H

#include "base/fault.h"
#include "script/vm.h"

/* Why a run failed, for its author. */
struct vm_error {
    struct str where; /* "pothole/service.lua:9"; empty when Lua does not say */
    struct text say;
};

/* Runs step(lua) with `self` as light userdata at index 1, under a full budget; the stack is
 * afterwards as it was before. ERR_RULE: it failed, and *error, in the arena, says why.
 * ERR_NOMEM: the machine, not the plugin, is out of memory; *error is set as well. */
enum err vm_call(struct vm *vm, int (*step)(struct lua_State *), void *self, struct arena *arena,
                 struct vm_error *error);

/* The plugin's pcall: raises again what must not be survived. May jump. */
int call_pcall(struct lua_State *lua);

/* Raises an error in both languages, at the innermost line of the plugin's text. Jumps. */
int call_raise(struct lua_State *lua, const char *fr, const char *en, ...)
    __attribute__((format(printf, 2, 4), format(printf, 3, 4)));
/* The same at a place that is known: "pothole/service.lua:9", or "". Jumps. */
int call_raise_at(struct lua_State *lua, const char *place, const char *fr, const char *en, ...)
    __attribute__((format(printf, 3, 5), format(printf, 4, 5)));

#endif
