/* Bounded versions of Lua's table functions: raw access, each element charged. */
#include "script/budget.h"
#include "script/call.h"
#include "script/freeze.h"
#include "script/lib.h"
#include "script/string_buffer.h"

#include <lauxlib.h>

enum { UNPACK_MAX = 200 };

/* To be read. */
static lua_Integer check_list(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    freeze_see_through(L, 1);
    return (lua_Integer)lua_rawlen(L, 1);
}

/* To be changed. */
static lua_Integer check_own_list(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    if (lua_getmetatable(L, 1))
        call_raise(L, "cette table ne peut pas être modifiée", "this table cannot be changed");
    return (lua_Integer)lua_rawlen(L, 1);
}

int lib_insert(lua_State *L)
{
    lua_Integer n = check_own_list(L), at = n + 1;
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
    lua_Integer n = check_own_list(L), at = luaL_optinteger(L, 2, n);
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
    struct string_buffer b;
    string_buffer_open(&b, L);
    for (lua_Integer i = first; i <= last; i++) {
        struct str item;
        lua_rawgeti(L, 1, i);
        if (!lua_isstring(L, -1))
            return luaL_error(L, "invalid value (at index %d) in table for 'concat'", (int)i);
        if (lib_is_nan(L, -1)) {
            lua_pop(L, 1);
            lua_pushliteral(L, "nan");
        }
        item.p = lua_tolstring(L, -1, &item.n);
        budget_charge(L, 1 + (item.n + separator.n) / 16);
        string_buffer_add(&b, item);
        lua_pop(L, 1);
        if (i < last)
            string_buffer_add(&b, separator);
    }
    return string_buffer_push(&b);
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

/* --- sort and move ---------------------------------------------------------------------------- */

enum { LIST_MAX = 1 << 16 };

/* Whether the second of the two on top comes before the first; pops both. At index 2 of the stack
 * is the function that says so, or nil. */
static bool comes_before(lua_State *L)
{
    bool answer;
    budget_charge(L, 2);
    if (!lua_isnil(L, 2)) {
        lua_pushvalue(L, 2);
        lua_rotate(L, -3, 1); /* a b f → f a b */
        lua_rotate(L, -2, 1); /* is b before a? */
        lua_call(L, 2, 1);
        answer = lua_toboolean(L, -1);
        lua_pop(L, 1);
        return answer;
    }
    if (lua_type(L, -1) == LUA_TSTRING)
        budget_charge(L, lua_rawlen(L, -1) / 64);
    answer = lua_compare(L, -1, -2, LUA_OPLT);
    lua_pop(L, 2);
    return answer;
}

/* Merges the items [low, middle) and [middle, high) of the table at `from` into that at `to`. */
static void merge(lua_State *L, int from, int to, lua_Integer low, lua_Integer middle,
                  lua_Integer high)
{
    lua_Integer a = low, b = middle;
    for (lua_Integer i = low; i < high; i++) {
        bool second = a == middle;
        if (!second && b < high) {
            lua_rawgeti(L, from, a);
            lua_rawgeti(L, from, b);
            second = comes_before(L);
        }
        lua_rawgeti(L, from, second ? b++ : a++);
        lua_rawseti(L, to, i);
    }
}

static lua_Integer least(lua_Integer a, lua_Integer b)
{
    return a < b ? a : b;
}

/* A merge sort: stable, the same everywhere, and at ease with a function that contradicts itself.
 */
int lib_sort(lua_State *L)
{
    lua_Integer n = check_own_list(L);
    if (!lua_isnoneornil(L, 2))
        luaL_checktype(L, 2, LUA_TFUNCTION);
    if (n > LIST_MAX)
        return call_raise(L, "table.sort : au plus %d éléments", "table.sort: at most %d items",
                          LIST_MAX);
    lua_settop(L, 2);
    budget_charge(L, (size_t)n);
    lua_createtable(L, (int)n, 0);
    lua_pushvalue(L, 1);
    int from = 4, to = 3; /* the list itself, and room beside it */
    for (lua_Integer width = 1; width < n; width *= 2) {
        for (lua_Integer low = 1; low <= n; low += 2 * width)
            merge(L, from, to, low, least(low + width, n + 1), least(low + 2 * width, n + 1));
        from = 7 - from;
        to = 7 - to;
    }
    for (lua_Integer i = 1; from == 3 && i <= n; i++) {
        lua_rawgeti(L, 3, i);
        lua_rawseti(L, 1, i);
    }
    return 0;
}

/* move(from, first, last, at [, to]) */
int lib_move(lua_State *L)
{
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_Integer first = luaL_checkinteger(L, 2), last = luaL_checkinteger(L, 3);
    lua_Integer at = luaL_checkinteger(L, 4);
    int to = lua_isnoneornil(L, 5) ? 1 : 5;
    luaL_checktype(L, to, LUA_TTABLE);
    if (lua_getmetatable(L, to))
        return call_raise(L, "cette table ne peut pas être modifiée",
                          "this table cannot be changed");
    if (last >= first) {
        if (first < 1 || at < 1 || last > LIST_MAX || at > LIST_MAX)
            return call_raise(L, "table.move : des places de 1 à %d",
                              "table.move: places from 1 to %d", LIST_MAX);
        lua_Integer n = last - first + 1;
        budget_charge(L, (size_t)n);
        lua_pushvalue(L, to);
        freeze_see_through(L, 1);
        bool back = at > first && at <= last;
        for (lua_Integer i = 0; i < n; i++) {
            lua_Integer k = back ? n - 1 - i : i;
            lua_rawgeti(L, 1, first + k);
            lua_rawseti(L, -2, at + k);
        }
        lua_pop(L, 1);
    }
    lua_pushvalue(L, to);
    return 1;
}
