/* floor: script — the converter both ways: a value of Lua's to C and back is the same again, and so
 * is a request. */
#include "base/utf8.h"
#include "lib/fixture.h"
#include "lib/lua_values.h"
#include "script/load.h"
#include "script/rules.h"

static const struct vm_limits limits = {.memory = 1024 * 1024,
                                        .allocation = VM_ALLOCATION_MAX,
                                        .instructions = 200000,
                                        .microseconds = 20000000};

/* --- Lua → C → Lua → C ------------------------------------------------------------------------ */

static void push_node(lua_State *L, const struct node *n)
{
    luaL_checkstack(L, 4, NULL);
    switch (n->type) {
    case NODE_BOOL:
        lua_pushboolean(L, n->boolean);
        return;
    case NODE_NUMBER:
        lua_pushnumber(L, n->number);
        return;
    case NODE_STRING:
        lua_pushlstring(L, n->string.p, n->string.n);
        return;
    case NODE_FUNCTION:
        lua_pushboolean(L, false);
        return;
    case NODE_TABLE:
        lua_newtable(L);
        for (size_t i = 0; i < n->item_count; i++) {
            push_node(L, &n->items[i]);
            lua_rawseti(L, -2, (lua_Integer)i + 1);
        }
        for (size_t i = 0; i < n->member_count; i++) {
            lua_pushlstring(L, n->members[i].key.p, n->members[i].key.n);
            push_node(L, &n->members[i].value);
            lua_rawset(L, -3);
        }
    }
}

static void check_same(const struct node *a, const struct node *b);

static void check_same_table(const struct node *a, const struct node *b)
{
    check(a->item_count == b->item_count && a->member_count == b->member_count && !b->odd);
    for (size_t i = 0; i < a->item_count; i++)
        check_same(&a->items[i], &b->items[i]);
    for (size_t i = 0; i < a->member_count; i++) {
        check(str_eq(a->members[i].key, b->members[i].key));
        check(i == 0 || str_cmp(a->members[i - 1].key, a->members[i].key) < 0);
        check(node_get(a, a->members[i].key) == &a->members[i].value);
        check_same(&a->members[i].value, &b->members[i].value);
    }
}

static void check_same(const struct node *a, const struct node *b)
{
    check(a->type == b->type || a->type == NODE_FUNCTION);
    if (a->type == NODE_BOOL)
        check(a->boolean == b->boolean);
    else if (a->type == NODE_NUMBER)
        check(memcmp(&a->number, &b->number, sizeof a->number) == 0 || isnan(a->number));
    else if (a->type == NODE_STRING)
        check(str_eq(a->string, b->string) && utf8_valid(a->string) && !a->string.p[a->string.n]);
    else if (a->type == NODE_TABLE)
        check_same_table(a, b);
}

struct conversion {
    struct fuel fuel;
    struct arena *arena;
    struct node *first, *again;
    const struct rule_question *question;
};

/* A hole in a list ends it there and makes the table odd; so the copy is of what was read. */
static int convert(lua_State *L)
{
    struct conversion *c = lua_touserdata(L, 1);
    int functions = 0;
    push_value_from(L, &c->fuel, 0);
    c->first = tree_copy(L, c->arena, STR("fuzz.lua"), NULL, &functions);
    push_node(L, c->first);
    c->again = tree_copy(L, c->arena, STR("fuzz.lua"), NULL, &functions);
    check(lua_gettop(L) == 1);
    return 0;
}

/* --- C → Lua ---------------------------------------------------------------------------------- */

enum { ANSWERS_MAX = 8, LIST_MAX = 4 };

static struct value value_from(struct arena *arena, struct fuel *f)
{
    struct value v = {.type = (enum value_type)(fuel_byte(f) % 5)};
    v.number = fuel_number(f);
    v.instant = fuel_integer(f);
    v.string = fuel_bytes(f, 60);
    v.list = ARENA_ARRAY(arena, struct str, LIST_MAX);
    v.list_count = fuel_byte(f) % LIST_MAX;
    for (size_t i = 0; i < v.list_count; i++)
        v.list[i] = fuel_bytes(f, 20);
    return v;
}

static struct facts facts_from(struct arena *arena, struct fuel *f, const struct jurisdiction *j)
{
    struct answer *answers = ARENA_ARRAY(arena, struct answer, ANSWERS_MAX);
    size_t n = fuel_byte(f) % ANSWERS_MAX;
    for (size_t i = 0; i < n; i++)
        answers[i] = (struct answer){arena_printf(arena, "a%zu", i), value_from(arena, f)};
    return (struct facts){.answers = answers,
                          .answer_count = n,
                          .has_position = fuel_byte(f) & 1,
                          .position = {(int32_t)fuel_integer(f), (int32_t)fuel_integer(f)},
                          .at = TOWN_NOW + (int8_t)fuel_byte(f) * 86400,
                          .jurisdiction = j};
}

static void check_string(lua_State *L, int index, struct str wanted)
{
    struct str s;
    check(lua_type(L, index) == LUA_TSTRING);
    s.p = lua_tolstring(L, index, &s.n);
    check(s.n == wanted.n && (!s.n || memcmp(s.p, wanted.p, s.n) == 0));
}

/* The value on top is that answer. */
static void check_answer(lua_State *L, const struct value *v)
{
    if (v->type == VALUE_NONE)
        check(lua_isnil(L, -1));
    if (v->type == VALUE_STRING)
        check_string(L, -1, v->string);
    if (v->type == VALUE_NUMBER)
        check(lua_type(L, -1) == LUA_TNUMBER &&
              (lua_tonumber(L, -1) == v->number || isnan(v->number)));
    if (v->type == VALUE_INSTANT)
        check(lua_isinteger(L, -1) && lua_tointeger(L, -1) == v->instant);
    if (v->type != VALUE_LIST)
        return;
    check(lua_rawlen(L, -1) == v->list_count);
    for (size_t i = 0; i < v->list_count; i++) {
        lua_rawgeti(L, -1, (lua_Integer)i + 1);
        check_string(L, -1, v->list[i]);
        lua_pop(L, 1);
    }
}

static int give(lua_State *L)
{
    const struct conversion *c = lua_touserdata(L, 1);
    const struct facts *facts = c->question->facts;
    script_rules_push_request(L, c->question);
    check(lua_gettop(L) == 2);
    lua_getfield(L, 2, "description");
    check_string(L, -1, c->question->description);
    lua_getfield(L, 2, "lat");
    check(lua_isnil(L, -1) == !facts->has_position);
    lua_getfield(L, 2, "attributes");
    for (size_t i = 0; i < facts->answer_count; i++) {
        lua_getfield(L, -1, facts->answers[i].code.p);
        check_answer(L, &facts->answers[i].value);
        lua_pop(L, 1);
    }
    return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct town town;
    struct arena arena = {0};
    struct vm vm;
    struct vm_error error;
    if (!town.jurisdiction.zone)
        town_found(&town);
    struct conversion c = {.fuel = {data, size}, .arena = &arena};
    struct fuel request = {data, size};
    const struct facts facts = facts_from(&arena, &request, &town.jurisdiction);
    const struct rule_question q = {.jurisdiction = &town.jurisdiction,
                                    .service = &pothole,
                                    .facts = &facts,
                                    .description = fuel_bytes(&request, 255),
                                    .now = TOWN_NOW};
    c.question = &q;
    check(vm_open(&vm, limits) == ERR_OK && load_open(&vm, &arena, &error) == ERR_OK);
    vm_settle(&vm);
    if (!vm_call(&vm, convert, &c, &arena, &error))
        check_same(c.first, c.again);
    else
        check(error.say.in[LANG_FR].n && error.say.in[LANG_EN].n);
    check(vm_call(&vm, give, &c, &arena, &error) == ERR_OK);
    vm_close(&vm);
    arena_free(&arena);
    return 0;
}
