/* Bounded versions of Lua's table functions: raw access, each element charged. */
#include "script/budget.h"
#include "script/call.h"
#include "script/lib.h"

#include <lauxlib.h>

enum { UNPACK_MAX = 200 };

static lua_Integer check_list(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    return (lua_Integer)lua_rawlen(L, 1);
}

int lib_insert(lua_State *L)
{
    lua_Integer n = check_list(L), at = n + 1;
    if (lua_gettop(L) == 3) {
        at = luaL_checkinteger(L, 2);
        luaL_argcheck(L, at >= 1 && at <= n + 1, 2, "position out of bounds");
    } else if (lua_gettop(L) != 2) {
        return luaL_error(L, "wrong number of arguments to 'insert'");
    }
    budget_charge(L, (size_t)(n + 1 - at));
    for (lua_Integer i = n; i >= at; i--) {
        lua_rawgeti(L, 1, i);
        lua_rawseti(L, 1, i + 1);
    }
    lua_rawseti(L, 1, at);
    return 0;
}

int lib_remove(lua_State *L)
{
    lua_Integer n = check_list(L), at = luaL_optinteger(L, 2, n);
    if (n == 0)
        return 0;
    luaL_argcheck(L, at >= 1 && at <= n, 2, "position out of bounds");
    budget_charge(L, (size_t)(n - at));
    lua_rawgeti(L, 1, at);
    for (lua_Integer i = at; i < n; i++) {
        lua_rawgeti(L, 1, i + 1);
        lua_rawseti(L, 1, i);
    }
    lua_pushnil(L);
    lua_rawseti(L, 1, n);
    return 1;
}

int lib_concat(lua_State *L)
{
    lua_Integer n = check_list(L);
    struct str separator;
    separator.p = luaL_optlstring(L, 2, "", &separator.n);
    lua_Integer first = luaL_optinteger(L, 3, 1), last = luaL_optinteger(L, 4, n);
    luaL_argcheck(L, first >= 1, 3, "position out of bounds");
    luaL_argcheck(L, last <= n, 4, "position out of bounds");
    luaL_Buffer b;
    luaL_buffinit(L, &b);
    for (lua_Integer i = first; i <= last; i++) {
        size_t item_n = 0;
        lua_rawgeti(L, 1, i);
        if (!lua_isstring(L, -1))
            return luaL_error(L, "invalid value (at index %d) in table for 'concat'", (int)i);
        lua_tolstring(L, -1, &item_n);
        budget_charge(L, 1 + (item_n + separator.n) / 16);
        luaL_addvalue(&b);
        if (i < last)
            luaL_addlstring(&b, separator.p, separator.n);
    }
    luaL_pushresult(&b);
    return 1;
}

int lib_unpack(lua_State *L)
{
    lua_Integer n = check_list(L);
    lua_Integer first = luaL_optinteger(L, 2, 1), last = luaL_optinteger(L, 3, n);
    if (first > last)
        return 0;
    if (first < 1 || last > n || last - first >= UNPACK_MAX)
        return call_raise(L, "table.unpack : au plus %d valeurs de la liste",
                          "table.unpack: at most %d values of the list", UNPACK_MAX);
    luaL_checkstack(L, (int)(last - first + 1), NULL);
    for (lua_Integer i = first; i <= last; i++)
        lua_rawgeti(L, 1, i);
    return (int)(last - first + 1);
}
