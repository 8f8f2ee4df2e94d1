/* Copying a Lua value to plain C. */
#include "script/tree.h"

#include "base/utf8.h"
#include "script/budget.h"
#include "script/call.h"
#include "script/construct.h"

#include <lauxlib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

struct copy {
    lua_State *lua;
    struct arena *arena;
    int *refs;
    int functions, nodes, depth;
};

const struct node *node_get(const struct node *table, struct str key)
{
    for (size_t i = 0; i < table->member_count; i++)
        if (str_eq(table->members[i].key, key))
            return &table->members[i].value;
    return NULL;
}

const struct node *node_item(const struct node *table, size_t i)
{
    return i < table->item_count ? &table->items[i] : NULL;
}

/* Into *to; false: out of memory. */
static bool clone_into(struct arena *arena, const struct node *from, struct node *to)
{
    *to = *from;
    to->items = ARENA_ARRAY(arena, struct node, from->item_count + 1);
    to->members = ARENA_ARRAY(arena, struct member, from->member_count + 1);
    bool made = to->items && to->members;
    for (size_t i = 0; made && i < from->item_count; i++)
        made = clone_into(arena, &from->items[i], &to->items[i]);
    for (size_t i = 0; made && i < from->member_count; i++) {
        to->members[i].key = from->members[i].key;
        made = clone_into(arena, &from->members[i].value, &to->members[i].value);
    }
    return made;
}

struct node *tree_clone(struct arena *arena, const struct node *node)
{
    struct node *copy = ARENA_NEW(arena, struct node);
    return copy && clone_into(arena, node, copy) ? copy : NULL;
}

struct text node_type_name(enum node_type type)
{
    static const struct {
        const char *fr, *en;
    } names[] = {
        [NODE_BOOL] = {"vrai ou faux", "true or false"},
        [NODE_NUMBER] = {"un nombre", "a number"},
        [NODE_STRING] = {"une chaîne", "a string"},
        [NODE_FUNCTION] = {"une fonction", "a function"},
        [NODE_TABLE] = {"une table", "a table"},
    };
    return (struct text){{str_c(names[type].fr), str_c(names[type].en)}};
}

/* --- Copying: every function here may jump ---------------------------------------------------- */

static void copy_value(struct copy *c, struct node *out, struct str where);

static void *need(struct copy *c, void *p)
{
    if (!p)
        budget_kill(c->lua, VM_NO_HOST_MEMORY);
    return p;
}

static struct str keep(struct copy *c, struct str s, struct str where)
{
    if (!utf8_valid(s))
        call_raise_at(c->lua, where.p, "une chaîne n'est pas de l'UTF-8 valide",
                      "a string is not valid UTF-8");
    s = arena_str(c->arena, s);
    if (!s.p)
        budget_kill(c->lua, VM_NO_HOST_MEMORY);
    return s;
}

static struct str copy_string(struct copy *c, int index, struct str where)
{
    struct str s;
    s.p = lua_tolstring(c->lua, index, &s.n);
    return keep(c, s, where);
}

static int by_key(const void *a, const void *b)
{
    return str_cmp(((const struct member *)a)->key, ((const struct member *)b)->key);
}

/* Counts the string keys of the table on top; notes whether there are others beside 1..n. */
static size_t count_members(struct copy *c, struct node *out)
{
    size_t strings = 0, others = 0;
    for (lua_pushnil(c->lua); lua_next(c->lua, -2); lua_pop(c->lua, 1)) {
        if (lua_type(c->lua, -2) == LUA_TSTRING)
            strings++;
        else
            others++;
    }
    out->odd = others != out->item_count;
    return strings;
}

static void copy_members(struct copy *c, struct node *out)
{
    size_t n = count_members(c, out);
    out->members = need(c, ARENA_ARRAY(c->arena, struct member, n + 1));
    for (lua_pushnil(c->lua); lua_next(c->lua, -2); lua_pop(c->lua, 1))
        if (lua_type(c->lua, -2) == LUA_TSTRING)
            out->members[out->member_count++].key = copy_string(c, -2, out->where);
    qsort(out->members, n, sizeof *out->members, by_key);
    for (size_t i = 0; i < n; i++) {
        struct member *m = &out->members[i];
        lua_pushlstring(c->lua, m->key.p, m->key.n);
        lua_rawget(c->lua, -2);
        copy_value(c, &m->value, out->where);
    }
}

static void copy_items(struct copy *c, struct node *out)
{
    size_t n = (size_t)lua_rawlen(c->lua, -1);
    if (n > TREE_NODES_MAX)
        budget_kill(c->lua, VM_NO_MEMORY);
    out->items = need(c, ARENA_ARRAY(c->arena, struct node, n + 1));
    for (size_t i = 0; i < n; i++) {
        if (lua_rawgeti(c->lua, -1, (lua_Integer)i + 1) == LUA_TNIL) { /* a hole: odd */
            lua_pop(c->lua, 1);
            break;
        }
        copy_value(c, &out->items[i], out->where);
        out->item_count++;
    }
}

static void copy_table(struct copy *c, struct node *out)
{
    if (++c->depth > TREE_DEPTH_MAX)
        call_raise_at(c->lua, out->where.p,
                      "des tables sont imbriquées trop profondément, ou sans fin",
                      "tables are nested too deeply, or without end");
    struct mark mark;
    if (construct_mark(c->lua, &mark)) {
        out->kind = mark.kind;
        out->id = keep(c, mark.id, mark.where);
        out->where = keep(c, mark.where, mark.where);
    }
    copy_items(c, out);
    copy_members(c, out);
    c->depth--;
}

static void copy_function(struct copy *c, struct node *out)
{
    if (lua_iscfunction(c->lua, -1))
        return;
    if (c->functions == TREE_FUNCTIONS_MAX)
        call_raise_at(c->lua, out->where.p, "plus de %d fonctions", "more than %d functions",
                      TREE_FUNCTIONS_MAX);
    out->function = ++c->functions;
    lua_Debug ar;
    lua_pushvalue(c->lua, -1);
    lua_getinfo(c->lua, ">S", &ar);
    char place[128];
    snprintf(place, sizeof place, "%s:%d", ar.source + 1, ar.linedefined);
    out->where = keep(c, str_c(place), out->where);
    out->line = ar.linedefined;
    out->last_line = ar.lastlinedefined;
    if (!c->refs)
        return;
    lua_pushvalue(c->lua, -1);
    c->refs[out->function - 1] = luaL_ref(c->lua, LUA_REGISTRYINDEX);
}

/* Only what a whole file returns can be nil; what stands in a table cannot. */
static void refuse_value(struct copy *c, struct str where)
{
    char place[128];
    snprintf(place, sizeof place, "%.*s:1", (int)sizeof place - 3, where.p);
    call_raise_at(c->lua, place, "le fichier ne renvoie pas de table", "the file returns no table");
}

static void copy_value(struct copy *c, struct node *out, struct str where)
{
    luaL_checkstack(c->lua, 8, NULL);
    budget_charge(c->lua, 8);
    if (++c->nodes > TREE_NODES_MAX)
        budget_kill(c->lua, VM_NO_MEMORY);
    out->where = where;
    out->kind = out->id = STR("");
    switch (lua_type(c->lua, -1)) {
    case LUA_TBOOLEAN:
        out->type = NODE_BOOL;
        out->boolean = lua_toboolean(c->lua, -1);
        break;
    case LUA_TNUMBER:
        out->type = NODE_NUMBER;
        out->number = lua_tonumber(c->lua, -1);
        break;
    case LUA_TSTRING:
        out->type = NODE_STRING;
        out->string = copy_string(c, -1, where);
        break;
    case LUA_TFUNCTION:
        out->type = NODE_FUNCTION;
        copy_function(c, out);
        break;
    case LUA_TTABLE:
        out->type = NODE_TABLE;
        copy_table(c, out);
        break;
    default:
        refuse_value(c, where);
    }
    lua_pop(c->lua, 1);
}

struct node *tree_copy(lua_State *L, struct arena *arena, struct str where, int *refs,
                       int *function_count)
{
    struct copy c = {.lua = L, .arena = arena, .refs = refs, .functions = *function_count};
    struct node *root = need(&c, ARENA_NEW(arena, struct node));
    copy_value(&c, root, where);
    *function_count = c.functions;
    return root;
}
