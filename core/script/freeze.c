/* Freezing tables, and remembering variables. */
#include "script/freeze.h"

#include "script/call.h"
#include "script/sandbox.h"

#include <lauxlib.h>
#include <string.h>

/* A key in the metatable of a frozen table: what it reads from. */
static const char SOURCE;

struct frozen_variable {
    int function, index; /* an upvalue */
    int value;           /* in the registry */
};

struct freezer {
    lua_State *L;
    int known; /* on the stack: table → its frozen one; function or variable → true */
    int depth;
    struct frozen_variable items[FREEZE_VARIABLES_MAX];
    size_t count;
};

bool freeze_see_through(lua_State *L, int index)
{
    index = lua_absindex(L, index);
    if (!lua_istable(L, index) || !lua_getmetatable(L, index))
        return false;
    bool frozen = lua_rawgetp(L, -1, &SOURCE) == LUA_TTABLE;
    if (frozen)
        lua_replace(L, index);
    lua_pop(L, frozen ? 1 : 2);
    return frozen;
}

/* --- Tables ----------------------------------------------------------------------------------- */

static int frozen_length(lua_State *L)
{
    freeze_see_through(L, 1);
    lua_pushinteger(L, (lua_Integer)lua_rawlen(L, 1));
    return 1;
}

static void freeze_value(struct freezer *f);

static void enter(struct freezer *f)
{
    luaL_checkstack(f->L, 10, NULL);
    if (++f->depth > FREEZE_DEPTH_MAX)
        call_raise(f->L, "une règle atteint des tables trop imbriquées",
                   "a rule reaches tables nested too deeply");
}

/* Pushes the frozen one of the table on top, not yet filled in. */
static void push_frozen(lua_State *L)
{
    lua_newtable(L);
    sandbox_seal_writes(L, -2);
    lua_getmetatable(L, -1);
    lua_pushvalue(L, -3);
    lua_rawsetp(L, -2, &SOURCE);
    lua_pushcfunction(L, frozen_length);
    lua_setfield(L, -2, "__len");
    lua_pop(L, 1);
}

/* Replaces the table on top by a frozen one. Keys stay as they are: a table that is a key can only
 * be found by who has it already. */
static void freeze_table(struct freezer *f)
{
    lua_State *L = f->L;
    enter(f);
    push_frozen(L);
    lua_pushvalue(L, -2);
    lua_pushvalue(L, -2);
    lua_rawset(L, f->known);
    lua_insert(L, -2);
    for (lua_pushnil(L); lua_next(L, -2);) {
        lua_pushvalue(L, -2);
        lua_insert(L, -2);
        freeze_value(f);
        lua_rawset(L, -4);
    }
    lua_pop(L, 1);
    f->depth--;
}

/* --- Functions and their variables ------------------------------------------------------------ */

/* The variable on top, of the function below it. */
static void remember(struct freezer *f, int index)
{
    lua_State *L = f->L;
    if (f->count == FREEZE_VARIABLES_MAX)
        call_raise(L, "les règles d'un service ont plus de %d variables",
                   "the rules of a service have more than %d variables", FREEZE_VARIABLES_MAX);
    struct frozen_variable *v = &f->items[f->count++];
    v->index = index;
    lua_pushvalue(L, -1);
    v->value = luaL_ref(L, LUA_REGISTRYINDEX);
    lua_pushvalue(L, -2);
    v->function = luaL_ref(L, LUA_REGISTRYINDEX);
}

/* Whether the key on top is new; pops it. */
static bool is_new(struct freezer *f)
{
    lua_State *L = f->L;
    lua_pushvalue(L, -1);
    bool known = lua_rawget(L, f->known) != LUA_TNIL;
    lua_pop(L, 1);
    if (known) {
        lua_pop(L, 1);
        return false;
    }
    lua_pushboolean(L, true);
    lua_rawset(L, f->known);
    return true;
}

/* Two functions may share a variable. */
static void freeze_variable(struct freezer *f, int index)
{
    lua_State *L = f->L;
    lua_pushlightuserdata(L, lua_upvalueid(L, -1, index));
    if (!is_new(f) || !lua_getupvalue(L, -1, index))
        return;
    freeze_value(f);
    remember(f, index);
    lua_setupvalue(L, -2, index);
}

static void freeze_function(struct freezer *f)
{
    lua_Debug ar;
    lua_State *L = f->L;
    lua_pushvalue(L, -1);
    if (!is_new(f))
        return;
    enter(f);
    lua_pushvalue(L, -1);
    lua_getinfo(L, ">u", &ar);
    for (int i = 1; i <= ar.nups; i++)
        freeze_variable(f, i);
    f->depth--;
}

/* Replaces the value on top. What has a metatable is ours, and sealed. */
static void freeze_value(struct freezer *f)
{
    lua_State *L = f->L;
    int type = lua_type(L, -1);
    if (type == LUA_TFUNCTION && !lua_iscfunction(L, -1)) {
        freeze_function(f);
    } else if (type == LUA_TTABLE && !luaL_getmetafield(L, -1, "__metatable")) {
        lua_pushvalue(L, -1);
        if (lua_rawget(L, f->known) == LUA_TTABLE) {
            lua_replace(L, -2);
        } else {
            lua_pop(L, 1);
            freeze_table(f);
        }
    } else if (type == LUA_TTABLE) {
        lua_pop(L, 1);
    }
}

void freeze_functions(lua_State *L, const int *refs, int count, struct frozen *out)
{
    struct freezer f = {.L = L};
    lua_newtable(L);
    f.known = lua_gettop(L);
    for (int i = 0; i < count; i++) {
        lua_rawgeti(L, LUA_REGISTRYINDEX, refs[i]);
        freeze_value(&f);
        lua_pop(L, 1);
    }
    struct frozen_variable *items = lua_newuserdatauv(L, sizeof f.items[0] * (f.count + 1), 0);
    memcpy(items, f.items, sizeof f.items[0] * f.count);
    luaL_ref(L, LUA_REGISTRYINDEX); /* as long as the state */
    lua_pop(L, 1);
    *out = (struct frozen){items, f.count};
}

/* --- After a call ----------------------------------------------------------------------------- */

static bool is_nan(lua_State *L, int index)
{
    return lua_type(L, index) == LUA_TNUMBER && lua_tonumber(L, index) != lua_tonumber(L, index);
}

const char *freeze_restore(lua_State *L, const struct frozen *frozen)
{
    const char *changed = NULL;
    for (size_t i = 0; i < frozen->count; i++) {
        const struct frozen_variable *v = &frozen->items[i];
        lua_rawgeti(L, LUA_REGISTRYINDEX, v->function);
        lua_rawgeti(L, LUA_REGISTRYINDEX, v->value);
        const char *name = lua_getupvalue(L, -2, v->index);
        bool same = lua_rawequal(L, -1, -2) || (is_nan(L, -1) && is_nan(L, -2));
        lua_pop(L, 1);
        if (!same) { /* in what order they were found hangs on addresses: the first by name */
            changed = !changed || strcmp(name, changed) < 0 ? name : changed;
            lua_setupvalue(L, -2, v->index);
            lua_pop(L, 1);
        } else {
            lua_pop(L, 2);
        }
    }
    return changed;
}
