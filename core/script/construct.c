/* One table of constructors, one way to make them. */
#include "script/construct.h"

#include "script/call.h"
#include "script/sandbox.h"

#include <lauxlib.h>

/* Key in the registry, by address: table → {constructor, id, where}. Its keys are weak: a mark
 * keeps no table alive. */
static const char MARKS;

const struct constructor constructors[] = {
    {"service", NULL, "service", CONSTRUCT_TABLE},
    {"setting.number", "setting", "number", CONSTRUCT_NAMED},
    {"attribute.string", "attribute", "string", CONSTRUCT_NAMED},
    {"attribute.text", "attribute", "text", CONSTRUCT_NAMED},
    {"attribute.number", "attribute", "number", CONSTRUCT_NAMED},
    {"attribute.datetime", "attribute", "datetime", CONSTRUCT_NAMED},
    {"attribute.choice", "attribute", "choice", CONSTRUCT_NAMED},
    {"attribute.choices", "attribute", "choices", CONSTRUCT_NAMED},
    {"clock", NULL, "clock", CONSTRUCT_NAMED},
    {"rule", NULL, "rule", CONSTRUCT_NAMED},
    {"step", NULL, "step", CONSTRUCT_TABLE},
    {"window", NULL, "window", CONSTRUCT_NAMED},
    {"ref", NULL, "ref", CONSTRUCT_NAME},
    {"workflow", NULL, "workflow", CONSTRUCT_TABLE},
    {"state", NULL, "state", CONSTRUCT_NAMED},
    {"reason", NULL, "reason", CONSTRUCT_NAMED},
    {"jurisdiction", NULL, "jurisdiction", CONSTRUCT_TABLE},
    {"calendar", NULL, "calendar", CONSTRUCT_NAMED},
    {"season", NULL, "season", CONSTRUCT_NAMED},
    {"exception", NULL, "exception", CONSTRUCT_NAMED},
    {"holiday", NULL, "holiday", CONSTRUCT_NAMED},
    {"test", NULL, "test", CONSTRUCT_NAMED},
    {NULL, NULL, NULL, CONSTRUCT_TABLE},
};

static const struct constructor *constructor_at(lua_State *L, int upvalue)
{
    return &constructors[lua_tointeger(L, lua_upvalueindex(upvalue))];
}

/* Pushes "pothole/service.lua:9", the line that called the running function. */
static void push_where(lua_State *L)
{
    lua_Debug ar;
    if (lua_getstack(L, 1, &ar) && lua_getinfo(L, "Sl", &ar) && ar.source[0] == '@')
        lua_pushfstring(L, "%s:%d", ar.source + 1, ar.currentline);
    else
        lua_pushliteral(L, "");
}

/* Marks the table at index 1 with the constructor, id and place at indexes 2, 3 and 4, and leaves
 * the table. */
static int mark(lua_State *L, const struct constructor *c)
{
    lua_rawgetp(L, LUA_REGISTRYINDEX, &MARKS);
    lua_pushvalue(L, 1);
    if (lua_rawget(L, -2) != LUA_TNIL)
        return call_raise(L, "%s : cette table a déjà un constructeur : il en faut une autre",
                          "%s: this table has a constructor already: it needs one of its own",
                          c->kind);
    lua_pop(L, 1);
    lua_pushvalue(L, 1);
    lua_createtable(L, 3, 0);
    for (int i = 2; i <= 4; i++) {
        lua_pushvalue(L, i);
        lua_rawseti(L, -2, i - 1);
    }
    lua_rawset(L, -3);
    lua_settop(L, 1);
    return 1;
}

static int check_table(lua_State *L, const struct constructor *c)
{
    if (lua_type(L, 1) == LUA_TTABLE)
        return 0;
    return call_raise(L, "%s attend une table { … }", "%s takes a table { … }", c->kind);
}

static int make_table(lua_State *L)
{
    const struct constructor *c = constructor_at(L, 1);
    check_table(L, c);
    lua_settop(L, 1);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_pushliteral(L, "");
    push_where(L);
    return mark(L, c);
}

/* The second half of CONSTRUCT_NAMED. Upvalues: constructor, id, where. */
static int make_named(lua_State *L)
{
    const struct constructor *c = constructor_at(L, 1);
    check_table(L, c);
    lua_settop(L, 1);
    for (int i = 1; i <= 3; i++)
        lua_pushvalue(L, lua_upvalueindex(i));
    return mark(L, c);
}

static int take_name(lua_State *L)
{
    const struct constructor *c = constructor_at(L, 1);
    if (lua_type(L, 1) != LUA_TSTRING)
        return call_raise(L, "%s attend un nom : %s \"…\"", "%s takes a name: %s \"…\"", c->kind,
                          c->kind);
    lua_settop(L, 1);
    lua_pushvalue(L, lua_upvalueindex(1));
    lua_insert(L, 1);
    push_where(L);
    lua_pushcclosure(L, make_named, 3);
    return 1;
}

static int make_name(lua_State *L)
{
    take_name(L);
    lua_newtable(L);
    lua_call(L, 1, 1);
    return 1;
}

void construct_open(lua_State *L)
{
    static const lua_CFunction makers[] = {[CONSTRUCT_TABLE] = make_table,
                                           [CONSTRUCT_NAMED] = take_name,
                                           [CONSTRUCT_NAME] = make_name};
    lua_newtable(L);
    lua_createtable(L, 0, 1);
    lua_pushliteral(L, "k");
    lua_setfield(L, -2, "__mode");
    lua_setmetatable(L, -2);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &MARKS);
    for (size_t i = 0; constructors[i].kind; i++) {
        lua_pushinteger(L, (lua_Integer)i);
        lua_pushcclosure(L, makers[constructors[i].form], 1);
        sandbox_set(L, constructors[i].module, constructors[i].name);
    }
}

static struct str field(lua_State *L, int i)
{
    struct str s;
    lua_rawgeti(L, -1, i);
    s.p = lua_tolstring(L, -1, &s.n);
    lua_pop(L, 1); /* the mark still holds it */
    return s;
}

bool construct_mark(lua_State *L, struct mark *out)
{
    lua_rawgetp(L, LUA_REGISTRYINDEX, &MARKS);
    lua_pushvalue(L, -2);
    bool found = lua_rawget(L, -2) == LUA_TTABLE;
    if (found) {
        lua_rawgeti(L, -1, 1);
        out->kind = str_c(constructors[lua_tointeger(L, -1)].kind);
        lua_pop(L, 1);
        out->id = field(L, 2);
        out->where = field(L, 3);
    }
    lua_pop(L, 2);
    return found;
}
