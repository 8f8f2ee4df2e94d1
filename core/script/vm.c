/* A capped allocator under a Lua state. */
#include "script/vm.h"

#include "base/check.h"

#include <lua.h>
#include <stdio.h>
#include <stdlib.h>

enum { STRING_LONG = 128, STRING_CHARGE = 16 };

/* Lua collects all it can and asks once more, each time: a run that lives at its cap would do
 * little else, uncounted. */
static bool has_room(struct vm *vm, size_t more, size_t whole)
{
    if (whole > vm->limits.allocation || vm->squeezes > VM_SQUEEZES_MAX)
        return false;
    if (vm->used + more <= vm->cap)
        return true;
    vm->squeezes++;
    return false;
}

/* Joining strings is one instruction, however long they are. Short ones are shared, so whether one
 * is made hangs on what ran before: they cost nothing. */
static void charge_string(struct vm *vm, size_t n)
{
    if (n > STRING_LONG)
        vm->left -= (int64_t)(n / STRING_CHARGE);
}

/* Lua gives the object's kind in `old_n` when `old` is NULL. Shrinking never fails: Lua relies on
 * it. */
static void *allocate(void *user, void *old, size_t old_n, size_t new_n)
{
    struct vm *vm = user;
    if (!old && old_n == LUA_TSTRING)
        charge_string(vm, new_n);
    if (!old)
        old_n = 0;
    if (new_n == 0) {
        free(old);
        vm->used -= old_n;
        return NULL;
    }
    if (new_n > old_n) {
        vm->allocations++;
        if (vm->limits.fail_from && vm->allocations >= vm->limits.fail_from)
            return vm->death = VM_NO_HOST_MEMORY, NULL;
        if (!has_room(vm, new_n - old_n, new_n))
            return NULL;
    }
    void *p = realloc(old, new_n);
    if (!p && new_n > old_n)
        return vm->death = VM_NO_HOST_MEMORY, NULL;
    vm->used = vm->used - old_n + new_n;
    return p ? p : old; /* a piece that could not shrink is still large enough */
}

/* Reached only by an error outside a protected call, which is a mistake of ours. */
static int panic(lua_State *L)
{
    (void)L;
    check_never("a Lua error outside a protected call");
    return 0;
}

enum err vm_open(struct vm *vm, struct vm_limits limits)
{
    *vm = (struct vm){.limits = limits, .cap = limits.memory};
    vm->lua = lua_newstate(allocate, vm);
    if (!vm->lua)
        return ERR_NOMEM;
    *(struct vm **)lua_getextraspace(vm->lua) = vm;
    lua_atpanic(vm->lua, panic);
    return ERR_OK;
}

void vm_close(struct vm *vm)
{
    if (!vm->lua)
        return;
    lua_close(vm->lua);
    check(vm->used == 0);
    vm->lua = NULL;
}

void vm_settle(struct vm *vm)
{
    size_t before;
    do { /* Lua halves its table of strings at each collection */
        before = vm->used;
        lua_gc(vm->lua, LUA_GCCOLLECT);
    } while (vm->used < before);
    vm->base = vm->used;
}

void vm_sweep(struct vm *vm)
{
    lua_gc(vm->lua, LUA_GCCOLLECT);
}

struct vm *vm_of(lua_State *lua)
{
    return *(struct vm **)lua_getextraspace(lua);
}

void vm_place(lua_State *L, char *out, size_t size)
{
    lua_Debug ar;
    out[0] = '\0';
    for (int level = 0; lua_getstack(L, level, &ar); level++) {
        lua_getinfo(L, "Sl", &ar);
        if (ar.currentline > 0 && ar.source[0] == '@') {
            snprintf(out, size, "%s:%d", ar.source + 1, ar.currentline);
            return;
        }
    }
}
