/* The allow-list, and how it is sealed. */
#include "script/sandbox.h"

#include "script/budget.h"
#include "script/call.h"
#include "script/lib.h"
#include "script/suggest.h"

#include <lauxlib.h>
#include <lualib.h>

/* Keys in the registry, by address: the table of names, and of modules before they are sealed. */
static const char NAMES, MODULES;

/* A function of our own, or Lua's where it takes constant time and tells nothing. */
static const struct name {
    const char *module, *name;
    lua_CFunction own;
} allowed[] = {
    {NULL, "assert", NULL},
    {NULL, "error", NULL},
    {NULL, "ipairs", lib_ipairs},
    {NULL, "pairs", lib_pairs},
    {NULL, "pcall", call_pcall},
    {NULL, "select", NULL},
    {NULL, "tonumber", lib_tonumber},
    {NULL, "tostring", lib_tostring},
    {NULL, "type", NULL},
    {"math", "abs", NULL},
    {"math", "ceil", NULL},
    {"math", "floor", NULL},
    {"math", "fmod", NULL},
    {"math", "huge", NULL},
    {"math", "max", NULL},
    {"math", "min", NULL},
    {"math", "pi", NULL},
    {"math", "sqrt", NULL},
    {"math", "tointeger", NULL},
    {"math", "type", NULL},
    {"string", "byte", lib_byte},
    {"string", "char", lib_char},
    {"string", "find", lib_find},
    {"string", "format", lib_format},
    {"string", "len", lib_len},
    {"string", "lower", lib_lower},
    {"string", "rep", lib_rep},
    {"string", "sub", lib_sub},
    {"string", "upper", lib_upper},
    {"table", "concat", lib_concat},
    {"table", "insert", lib_insert},
    {"table", "move", lib_move},
    {"table", "remove", lib_remove},
    {"table", "sort", lib_sort},
    {"table", "unpack", lib_unpack},
};

enum { NEAREST_COST = 4000 }; /* of looking at all names, in instructions */

static int refuse_global(lua_State *L)
{
    return call_raise(L, "affectation à la variable globale « %s » : déclarez-la avec local",
                      "assignment to global \"%s\": declare it with local",
                      lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "?");
}

static int refuse_change(lua_State *L)
{
    return call_raise(L, "cette table ne peut pas être modifiée", "this table cannot be changed");
}

/* The name of the table at index 1 that is nearest to `word`; of two as near, the first in the
 * order of letters, for a table has none of its own. It lives as long as the table. */
static struct str nearest_name(lua_State *L, struct str word)
{
    struct suggest best = {.word = word};
    for (lua_pushnil(L); lua_next(L, 1); lua_pop(L, 1)) {
        struct suggest s = {.word = word};
        if (lua_type(L, -2) == LUA_TSTRING)
            suggest_try(&s, str_c(lua_tostring(L, -2)));
        if (s.best.n && (!best.best.n || s.distance < best.distance ||
                         (s.distance == best.distance && str_cmp(s.best, best.best) < 0)))
            best = s;
    }
    return best.best;
}

static int refuse_unknown(lua_State *L)
{
    const char *name = lua_type(L, 2) == LUA_TSTRING ? lua_tostring(L, 2) : "?";
    budget_charge(L, NEAREST_COST);
    struct str near = nearest_name(L, str_c(name));
    if (near.n == 0)
        return call_raise(L, "nom inconnu « %s »", "unknown name \"%s\"", name);
    return call_raise(L, "nom inconnu « %s », vouliez-vous « %s » ?",
                      "unknown name \"%s\", did you mean \"%s\"?", name, near.p);
}

static void read_from(lua_State *L, int source, lua_CFunction refuse)
{
    source = lua_absindex(L, source);
    lua_createtable(L, 0, 3);
    lua_pushvalue(L, source);
    lua_setfield(L, -2, "__index");
    lua_pushcfunction(L, refuse);
    lua_setfield(L, -2, "__newindex");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, -2);
}

void sandbox_seal_writes(lua_State *L, int source)
{
    read_from(L, source, refuse_change);
}

/* Replaces the table on top by an empty one that reads from it and refuses writes. */
static void seal(lua_State *L, lua_CFunction refuse)
{
    lua_newtable(L);
    read_from(L, -2, refuse);
    lua_remove(L, -2);
}

/* Makes reading an absent name of the table on top an error. */
static void refuse_absent(lua_State *L)
{
    lua_createtable(L, 0, 2);
    lua_pushcfunction(L, refuse_unknown);
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, -2);
}

void sandbox_seal_table(lua_State *L)
{
    refuse_absent(L);
    seal(L, refuse_change);
}

void sandbox_set(lua_State *L, const char *module, const char *name)
{
    lua_rawgetp(L, LUA_REGISTRYINDEX, module ? &MODULES : &NAMES);
    if (module) {
        luaL_getsubtable(L, -1, module);
        lua_remove(L, -2);
    }
    lua_insert(L, -2);
    lua_setfield(L, -2, name);
    lua_pop(L, 1);
}

/* Pushes Lua's own version of a name, from libraries that only this function sees. */
static void push_stock(lua_State *L, const struct name *n)
{
    lua_pushglobaltable(L);
    if (n->module) {
        lua_getfield(L, -1, n->module);
        lua_remove(L, -2);
    }
    lua_getfield(L, -1, n->name);
    lua_remove(L, -2);
}

void sandbox_open(lua_State *L)
{
    lua_newtable(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &NAMES);
    lua_newtable(L);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &MODULES);
    luaL_requiref(L, LUA_GNAME, luaopen_base, 1);
    luaL_requiref(L, LUA_MATHLIBNAME, luaopen_math, 1);
    lua_pop(L, 2);
    for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++) {
        if (allowed[i].own)
            lua_pushcfunction(L, allowed[i].own);
        else
            push_stock(L, &allowed[i]);
        sandbox_set(L, allowed[i].module, allowed[i].name);
    }
    lua_newtable(L); /* Lua's own libraries are gone */
    lua_rawseti(L, LUA_REGISTRYINDEX, LUA_RIDX_GLOBALS);
    lua_pushnil(L);
    lua_setfield(L, LUA_REGISTRYINDEX, LUA_LOADED_TABLE);
}

/* Methods of strings: ("x"):upper(). */
static void seal_strings(lua_State *L)
{
    lua_pushliteral(L, "");
    lua_rawgetp(L, LUA_REGISTRYINDEX, &NAMES);
    lua_getfield(L, -1, LUA_STRLIBNAME);
    lua_remove(L, -2);
    lua_createtable(L, 0, 2);
    lua_insert(L, -2);
    lua_setfield(L, -2, "__index");
    lua_pushboolean(L, 0);
    lua_setfield(L, -2, "__metatable");
    lua_setmetatable(L, -2);
    lua_pop(L, 1);
}

void sandbox_seal(lua_State *L)
{
    lua_rawgetp(L, LUA_REGISTRYINDEX, &MODULES);
    for (lua_pushnil(L); lua_next(L, -2);) {
        sandbox_seal_table(L);
        sandbox_set(L, NULL, lua_tostring(L, -2));
    }
    lua_pop(L, 1);
    seal_strings(L);
    lua_rawgetp(L, LUA_REGISTRYINDEX, &NAMES);
    refuse_absent(L);
    lua_pop(L, 1);
}

void sandbox_push_environment(lua_State *L)
{
    lua_rawgetp(L, LUA_REGISTRYINDEX, &NAMES);
    seal(L, refuse_global);
}
