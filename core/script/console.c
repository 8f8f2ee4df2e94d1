/* Evaluating a line, and writing values. */
#include "script/console.h"

#include "script/budget.h"
#include "script/context.h"
#include "script/lib.h"
#include "script/load.h"
#include "script/rules.h"
#include "script/sandbox.h"

#include <lauxlib.h>

enum { DEPTH_MAX = 6, OUT_MAX = 64 * 1024 };

struct evaluation {
    const struct rule_question *question;
    struct str text;
    struct arena *arena;
    struct buf *out;
};

/* --- Values: functions that may jump ---------------------------------------------------------- */

static void put_value(lua_State *L, struct buf *b, int depth);

static bool is_name(struct str s)
{
    bool good = s.n > 0 && !(s.p[0] >= '0' && s.p[0] <= '9');
    for (size_t i = 0; good && i < s.n; i++) {
        char c = s.p[i];
        good =
            (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
    }
    return good;
}

static void put_string(struct buf *b, struct str s)
{
    buf_char(b, '"');
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '"' || c == '\\')
            buf_char(b, '\\');
        if (c == '\n')
            BUF_LIT(b, "\\n");
        else if (c < ' ' || c == 127)
            buf_printf(b, "\\%03u", c);
        else
            buf_char(b, (char)c);
    }
    buf_char(b, '"');
}

static struct str string_at(lua_State *L, int i)
{
    struct str s;
    s.p = lua_tolstring(L, i, &s.n);
    return s;
}

/* The key at index -2 of the pair on top; the numbers of a list are not said. */
static void put_key(lua_State *L, struct buf *b, lua_Integer *next)
{
    if (lua_isinteger(L, -2) && lua_tointeger(L, -2) == *next) {
        ++*next;
        return;
    }
    bool name = lua_type(L, -2) == LUA_TSTRING && is_name(string_at(L, -2));
    if (name) {
        buf_str_put(b, string_at(L, -2));
    } else {
        buf_char(b, '[');
        lua_pushvalue(L, -2);
        put_value(L, b, DEPTH_MAX);
        lua_pop(L, 1);
        buf_char(b, ']');
    }
    BUF_LIT(b, " = ");
}

/* The table on top, in the order of the sandbox's own `pairs`. */
static void put_table(lua_State *L, struct buf *b, int depth)
{
    lua_Integer next = 1;
    size_t n = 0;
    if (depth == DEPTH_MAX) {
        BUF_LIT(b, "{…}");
        return;
    }
    luaL_checkstack(L, 10, NULL);
    lua_pushcfunction(L, lib_pairs);
    lua_pushvalue(L, -2);
    lua_call(L, 1, 2); /* iterator, table */
    BUF_LIT(b, "{");
    for (lua_pushnil(L);;) { /* iterator, table, key */
        lua_pushvalue(L, -3);
        lua_pushvalue(L, -3);
        lua_pushvalue(L, -3);
        lua_call(L, 2, 2);
        lua_remove(L, -3);
        if (lua_isnil(L, -2) || b->n > OUT_MAX)
            break;
        buf_str_put(b, n++ ? STR(", ") : STR(" "));
        put_key(L, b, &next);
        put_value(L, b, depth + 1);
        lua_pop(L, 1);
    }
    lua_pop(L, 4);
    buf_str_put(b, b->n > OUT_MAX ? STR(" … }") : n ? STR(" }") : STR("}"));
}

/* The value on top, which stays. */
static void put_value(lua_State *L, struct buf *b, int depth)
{
    budget_charge(L, 10);
    switch (lua_type(L, -1)) {
    case LUA_TSTRING:
        budget_charge(L, string_at(L, -1).n);
        put_string(b, string_at(L, -1));
        break;
    case LUA_TTABLE:
        put_table(L, b, depth);
        break;
    default: /* a number, a boolean, nil; a function, without its address */
        lua_pushcfunction(L, lib_tostring);
        lua_pushvalue(L, -2);
        lua_call(L, 1, 1);
        buf_str_put(b, string_at(L, -1));
        lua_pop(L, 1);
    }
}

/* --- A line ----------------------------------------------------------------------------------- */

/* Compiles `text` behind `before`, on one line, so that places say 1; the error stays on top. */
static bool compile(lua_State *L, const struct evaluation *e, const char *before)
{
    struct str code = arena_printf(e->arena, "local request, cx, now = ... ; %s" STR_FMT "\n",
                                   before, STR_ARG(e->text));
    if (!code.p)
        budget_kill(L, VM_NO_HOST_MEMORY);
    budget_charge(L, code.n / 8);
    return luaL_loadbufferx(L, code.p, code.n, "@console.lua", "t") == LUA_OK;
}

/* As an expression, else as statements. */
static void compile_line(lua_State *L, const struct evaluation *e)
{
    if (compile(L, e, "return "))
        return;
    lua_pop(L, 1);
    if (!compile(L, e, ""))
        lua_error(L);
}

static int evaluate_step(lua_State *L)
{
    struct evaluation *e = lua_touserdata(L, 1);
    compile_line(L, e);
    sandbox_push_environment(L);
    lua_setupvalue(L, -2, 1);
    script_rules_push_request(L, e->question);
    context_push(L);
    lua_pushinteger(L, e->question->now);
    lua_call(L, 3, LUA_MULTRET);
    int last = lua_gettop(L);
    luaL_checkstack(L, 2, NULL);
    for (int i = 2; i <= last; i++) {
        lua_pushvalue(L, i);
        put_value(L, e->out, 0);
        buf_char(e->out, '\n');
        lua_pop(L, 1);
    }
    return 0;
}

static enum err evaluate_in(struct vm *vm, struct evaluation *e, struct vm_limits limits,
                            struct vm_error *error)
{
    struct asked asked = {.question = e->question, .arena = e->arena};
    enum err err = load_open(vm, e->arena, error);
    vm_settle(vm);
    if (err)
        return err;
    vm->limits = limits;
    vm->asked = &asked;
    err = vm_call(vm, evaluate_step, e, e->arena, error);
    vm->asked = NULL;
    return err;
}

enum err console_evaluate(const struct rule_question *q, struct str text, int slowness,
                          struct arena *arena, struct buf *out, struct vm_error *error)
{
    struct evaluation e = {.question = q, .text = text, .arena = arena, .out = out};
    struct vm_limits opening = vm_manifest_limits(), limits = vm_rule_limits();
    struct vm vm;
    size_t before = out->n;
    opening.microseconds *= slowness;
    limits.microseconds *= slowness;
    *error = (struct vm_error){STR(""), budget_reason(VM_NO_HOST_MEMORY)};
    if (text.n > VM_SOURCE_MAX) {
        error->say = TEXT("cette ligne est trop longue", "this line is too long");
        return ERR_RULE;
    }
    if (vm_open(&vm, opening))
        return ERR_NOMEM;
    enum err err = evaluate_in(&vm, &e, limits, error);
    vm_close(&vm);
    if (err && out->n > before)
        out->n = before;
    return err ? err : out->failed ? ERR_NOMEM : ERR_OK;
}
