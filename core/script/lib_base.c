/* Bounded versions of Lua's basic functions. */
#include "base/check.h"
#include "script/budget.h"
#include "script/call.h"
#include "script/freeze.h"
#include "script/lib.h"

#include <lauxlib.h>
#include <stdlib.h>

/* --- pairs in order --------------------------------------------------------------------------- */

/* A key as C can compare it; its string stays alive in the table. */
struct key {
    int type;
    bool boolean, whole;
    lua_Integer integer;
    lua_Number number;
    struct str string;
};

static int type_order(int type)
{
    return type == LUA_TNUMBER ? 0 : type == LUA_TSTRING ? 1 : 2;
}

static int by_key(const void *x, const void *y)
{
    const struct key *a = x, *b = y;
    if (a->type != b->type)
        return type_order(a->type) - type_order(b->type);
    if (a->type == LUA_TSTRING)
        return str_cmp(a->string, b->string);
    if (a->type == LUA_TBOOLEAN)
        return (int)a->boolean - (int)b->boolean;
    if (a->whole && b->whole)
        return (a->integer > b->integer) - (a->integer < b->integer);
    return (a->number > b->number) - (a->number < b->number);
}

static struct key key_at(lua_State *L, int index)
{
    struct key key = {.type = lua_type(L, index)};
    switch (key.type) {
    case LUA_TNUMBER:
        key.whole = lua_isinteger(L, index);
        key.integer = lua_tointeger(L, index);
        key.number = lua_tonumber(L, index);
        break;
    case LUA_TSTRING:
        key.string.p = lua_tolstring(L, index, &key.string.n);
        break;
    case LUA_TBOOLEAN:
        key.boolean = lua_toboolean(L, index);
        break;
    default:
        call_raise(L, "pairs : une clé est une table ou une fonction : leur ordre n'est pas sûr",
                   "pairs: a key is a table or a function: their order is not certain");
    }
    return key;
}

static void push_key(lua_State *L, const struct key *key)
{
    if (key->type == LUA_TSTRING)
        lua_pushlstring(L, key->string.p, key->string.n);
    else if (key->type == LUA_TBOOLEAN)
        lua_pushboolean(L, key->boolean);
    else if (key->whole)
        lua_pushinteger(L, key->integer);
    else
        lua_pushnumber(L, key->number);
}

static size_t count_keys(lua_State *L, int table)
{
    size_t n = 0;
    for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1))
        n++;
    return n;
}

/* Pushes a list of the keys of the table, sorted. */
static void push_sorted_keys(lua_State *L, int table)
{
    size_t n = count_keys(L, table), i = 0;
    budget_charge(L, 8 * n);
    struct key *keys = lua_newuserdatauv(L, (n + 1) * sizeof *keys, 0);
    for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1))
        keys[i++] = key_at(L, -2);
    qsort(keys, n, sizeof *keys, by_key);
    lua_createtable(L, (int)n, 0);
    for (i = 0; i < n; i++) {
        push_key(L, &keys[i]);
        lua_rawseti(L, -2, (lua_Integer)i + 1);
    }
    lua_remove(L, -2);
}

/* Upvalues: the list of keys, how many were given. */
static int next_pair(lua_State *L)
{
    lua_settop(L, 1);
    lua_Integer i = lua_tointeger(L, lua_upvalueindex(2));
    do {
        lua_settop(L, 1);
        if (lua_rawgeti(L, lua_upvalueindex(1), ++i) == LUA_TNIL)
            return 1;
        lua_pushvalue(L, 2);
    } while (lua_gettable(L, 1) == LUA_TNIL); /* removed since */
    lua_pushinteger(L, i);
    lua_replace(L, lua_upvalueindex(2));
    return 2;
}

int lib_pairs(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    lua_pushvalue(L, 1);
    freeze_see_through(L, 2);
    push_sorted_keys(L, 2);
    lua_remove(L, 2);
    lua_pushinteger(L, 0);
    lua_pushcclosure(L, next_pair, 2);
    lua_pushvalue(L, 1);
    return 2;
}

static int next_item(lua_State *L)
{
    lua_Integer i = (lua_Integer)((lua_Unsigned)luaL_checkinteger(L, 2) + 1);
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_pushinteger(L, i);
    return lua_geti(L, 1, i) == LUA_TNIL ? 1 : 2; /* one nil ends the loop */
}

int lib_ipairs(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    lua_pushcfunction(L, next_item);
    lua_insert(L, 1);
    lua_pushinteger(L, 0);
    return 3;
}

/* --- Conversions ------------------------------------------------------------------------------ */

enum { NUMERAL_MAX = 200 };

int lib_tonumber(lua_State *L)
{
    luaL_checkany(L, 1);
    lua_settop(L, 1);
    if (lua_type(L, 1) == LUA_TNUMBER)
        return 1;
    size_t n;
    const char *p = lua_tolstring(L, 1, &n);
    if (!p || n > NUMERAL_MAX || lua_stringtonumber(L, p) != n + 1)
        lua_pushnil(L);
    return 1;
}

bool lib_is_nan(lua_State *L, int index)
{
    return lua_type(L, index) == LUA_TNUMBER && lua_tonumber(L, index) != lua_tonumber(L, index);
}

/* The sign of what is not a number is another on other processors. */
static int push_number_text(lua_State *L)
{
    if (lib_is_nan(L, 1))
        return lua_pushliteral(L, "nan"), 1;
    lua_settop(L, 1);
    lua_tolstring(L, 1, NULL);
    return 1;
}

int lib_tostring(lua_State *L)
{
    luaL_checkany(L, 1);
    switch (lua_type(L, 1)) {
    case LUA_TNIL:
        lua_pushliteral(L, "nil");
        return 1;
    case LUA_TBOOLEAN:
        lua_pushstring(L, lua_toboolean(L, 1) ? "true" : "false");
        return 1;
    case LUA_TNUMBER:
        return push_number_text(L);
    case LUA_TSTRING:
        lua_settop(L, 1);
        return 1;
    default:
        lua_pushfstring(L, "<%s>", luaL_typename(L, 1));
        return 1;
    }
}
