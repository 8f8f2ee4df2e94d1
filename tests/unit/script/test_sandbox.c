/* What a plugin can reach, and what becomes of one that attacks. */
#include "script/sandbox.h"

#include "base/buf.h"
#include "base/now.h"
#include "script/load.h"
#include "unit/test.h"

#include <lauxlib.h>
#include <stdio.h>

static struct arena arena;

/* Time is not what these tests are about, and sanitizers are slow. */
static struct vm_limits limits(void)
{
    struct vm_limits l = vm_manifest_limits();
    l.microseconds *= 80;
    return l;
}

/* --- The exact list of names ------------------------------------------------------------------ */

static int list_names(lua_State *L)
{
    struct buf *b = lua_touserdata(L, 1);
    const char *prefix = lua_tostring(L, 2);
    /* an environment or a module is an empty table; what it reads from is its __index */
    lua_pushnil(L);
    assert_int_equal(lua_next(L, 3), 0);
    assert_int_equal(lua_getmetatable(L, 3), 1);
    lua_getfield(L, -1, "__newindex");
    assert_true(lua_iscfunction(L, -1));
    lua_pop(L, 1);
    lua_getfield(L, -1, "__metatable");
    assert_int_equal(lua_type(L, -1), LUA_TBOOLEAN);
    lua_pop(L, 1);
    lua_getfield(L, -1, "__index");
    lua_pushcfunction(L, list_names);
    /* keys in order, by the sandbox's own pairs */
    sandbox_push_environment(L);
    lua_getfield(L, -1, "pairs");
    lua_remove(L, -2);
    lua_pushvalue(L, 5);
    lua_call(L, 1, 2);
    lua_pop(L, 1);
    for (;;) {
        lua_pushvalue(L, -1);
        lua_pushvalue(L, 5);
        lua_call(L, 1, 2);
        if (lua_isnil(L, -2))
            return 0;
        if (lua_istable(L, -1)) {
            lua_pushcfunction(L, list_names);
            lua_pushlightuserdata(L, b);
            lua_pushfstring(L, "%s%s.", prefix, lua_tostring(L, -4));
            lua_pushvalue(L, -4);
            lua_call(L, 3, 0);
        } else {
            buf_printf(b, "%s%s ", prefix, lua_tostring(L, -2));
        }
        lua_pop(L, 2);
    }
}

static int list_all(lua_State *L)
{
    lua_pushcfunction(L, list_names);
    lua_pushvalue(L, 1);
    lua_pushliteral(L, "");
    sandbox_push_environment(L);
    lua_call(L, 3, 0);
    return 0;
}

static void exactly_these_names(void **state)
{
    (void)state;
    struct vm vm;
    struct vm_error error;
    struct buf b = buf_in(&arena);
    assert_int_equal(vm_open(&vm, limits()), ERR_OK);
    assert_int_equal(load_open(&vm, &arena, &error), ERR_OK);
    assert_int_equal(vm_call(&vm, list_all, &b, &arena, &error), ERR_OK);
    assert_str(buf_str(&b), "assert attribute.choice attribute.choices attribute.datetime "
                            "attribute.number attribute.string attribute.text calendar clock error "
                            "exception holiday ipairs jurisdiction math.abs math.ceil math.floor "
                            "math.fmod math.huge math.max math.min math.pi math.sqrt "
                            "math.tointeger math.type pairs pcall reason ref rule season select "
                            "service setting.number state step string.byte string.char string.find "
                            "string.format string.len string.lower string.rep string.sub "
                            "string.upper table.concat table.insert table.move table.remove "
                            "table.sort table.unpack "
                            "test tonumber tostring type use window workflow ");
    vm_close(&vm);
    arena_free(&arena);
}

/* --- Behaviour of what is there --------------------------------------------------------------- */

/* Runs a text; what it returns, if it is a string. */
static enum err run(struct str code, struct str *answer, struct fault *fault)
{
    struct sources set = {.arena = &arena};
    struct faults faults = faults_in(&arena);
    struct node *tree = NULL;
    assert_int_equal(sources_add(&set, STR("test.lua"), code), ERR_OK);
    enum err err = load_tree(&set, limits(), &faults, &tree);
    if (err)
        *fault = *faults.first;
    else
        *answer = tree->type == NODE_STRING ? tree->string : STR("(no string)");
    return err;
}

static void what_is_there_works(void **state)
{
    (void)state;
    static const struct {
        const char *code, *answer;
    } cases[] = {
        {"local s = '' for k, v in pairs { z = 1, a = 2, 'x', 'y', [2.5] = 3, [true] = 4 } do "
         "s = s .. tostring(k) .. '=' .. tostring(v) .. ' ' end return s",
         "1=x 2=y 2.5=3 a=2 z=1 true=4 "},
        {"local s = '' local t = { a = 1, b = 2, c = 3 } for k in pairs(t) do t.b = nil s = s .. k "
         "end return s",
         "ac"},
        {"local s = '' for i, v in ipairs { 'a', 'b', nil, 'c' } do s = s .. i .. v end return s",
         "1a2b"},
        {"return tostring({}) .. tostring(print_me or nil)", NULL},
        {"return tostring({}) .. tostring(tostring) .. tostring(nil) .. tostring(1.5)",
         "<table><function>nil1.5"},
        {"return tostring(pcall(error, 'x'))", "false"},
        {"return select(2, pcall(error, 'x'))", "x"},
        {"return tostring(tonumber('0x10')) .. tostring(tonumber(('1'):rep(300)))", "16nil"},
        {"return ('abc'):upper() .. ('ÉA'):lower() .. #'abc' .. ('x'):rep(3, ',')", "ABCÉa3x,x,x"},
        {"return ('hello'):sub(2, -2) .. ('hello'):sub(-100, 1) .. ('hello'):sub(4, 2) .. "
         "('h'):byte()",
         "ellh104"},
        {"return tostring(('a.b'):find('.b', 1, true)) .. tostring(('abc'):find('z'))", "2nil"},
        {"return ('%05.1f|%-4s|%d|%x|%%|%s|%g'):format(3.14159, 'ab', 42, 255, true, 1e3)",
         "003.1|ab  |42|ff|%|true|1000"},
        {"return string.format('%s %s', {}, nil)", "<table> nil"},
        {"local t = { 'a', 'c' } table.insert(t, 2, 'b') table.insert(t, 'd') "
         "return table.concat(t, ',') .. table.remove(t, 1) .. table.remove(t) .. #t",
         "a,b,c,dad2"},
        {"return table.concat({ 1, 2, 3 }, '-', 2, 3) .. table.concat {}", "2-3"},
        {"return select('#', table.unpack({ 1, 2, 3 }, 2)) .. string.char(65, 66)", "2AB"},
        {"local t = { 5, 3, 9, 1 } table.sort(t) local s = table.concat(t, ',') "
         "table.sort(t, function(a, b) return a > b end) return s .. ' ' .. table.concat(t, ',')",
         "1,3,5,9 9,5,3,1"},
        {"local t = { 'b1', 'a1', 'b2', 'a2', 'a3' } table.sort(t, function(a, b) return "
         "a:sub(1, 1) < b:sub(1, 1) end) return table.concat(t, ',')",
         "a1,a2,a3,b1,b2"},
        {"return table.concat(table.move({ 1, 2, 3 }, 1, 3, 2), ',') .. ' ' .. "
         "table.concat(table.move({ 1, 2, 3 }, 2, 3, 1), ',') .. ' ' .. "
         "table.concat(table.move({ 1, 2 }, 1, 2, 2, { 9 }), ',')",
         "1,1,2,3 2,3,3 9,1,2"},
        {"return math.floor(2.7) .. math.max(1, 5) .. math.type(1) .. math.abs(-3)", "25integer3"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str answer = STR("");
        struct fault fault = {0};
        enum err err = run(str_c(cases[i].code), &answer, &fault);
        if (!cases[i].answer) {
            assert_int_equal(err, ERR_INVALID);
            continue;
        }
        if (err || !str_eq(answer, str_c(cases[i].answer)))
            fail_msg("%s\n got: " STR_FMT " " STR_FMT, cases[i].code, STR_ARG(answer),
                     STR_ARG(fault.say.in[LANG_EN]));
        arena_reset(&arena);
    }
    arena_free(&arena);
}

/* --- Attacks ---------------------------------------------------------------------------------- */

#define BOX "local t = {} "
#define UNKNOWN(name)                  \
    {                                  \
        "return " name, "unknown name" \
    }

/* Each with a piece of what its author reads; NULL: it does no harm and ends. */
static const struct attack {
    const char *code, *says;
} attacks[] = {
    {"while true do end", "too many instructions"},
    {"::a:: goto a", "too many instructions"},
    {"for i = 1, math.huge do end", "too many instructions"},
    {"local function f() return f() end f()", "too many instructions"},
    {"while true do pcall(function() while true do end end) end", "too many instructions"},
    {"local function f() while true do pcall(f) end end f()", "too m"},
    {"pcall(pcall, pcall, pcall, function() while true do end end) return {}", "too many"},
    {"while true do pcall(error) end", "too many instructions"},
    {BOX
     "while true do pcall(function() for i = 1, 1e7 do t[i] = ('x'):rep(9999) .. i end end) end",
     "too much memory"},
    {BOX "for i = 1, 1e9 do t[i] = i end", "too much memory"},
    {BOX "for i = 1, 1e9 do t = { t } end", "too much memory"},
    {"local s = 'x' while true do s = s .. s end", "too much memory"},
    {"local function f() return 1 + f() end f()", "too much memory"},
    {"return ('x'):rep(1e9)", "would be too large"},
    {"return ('x'):rep(1 << 62)", "would be too large"},
    {"return ('x'):rep(200000, ('y'):rep(200000))", "would be too large"},
    {"return (''):rep(1e15)", NULL},
    {"return (''):rep(-1 << 63)", NULL},
    {"for i = 1, 1e9 do local s = ('x'):rep(250000) end", "too many instructions"},
    {"local s = ('x'):rep(250000) for i = 1, 1e9 do s:upper() end", "too many instructions"},
    {"local s = ('x'):rep(250000) for i = 1, 1e9 do s:find('y' .. i, 1, true) end",
     "too many instructions"},
    {"local a = ('x'):rep(250000) local b = ('x'):rep(249999) .. 'y' for i = 1, 1e9 do "
     "local c = a < b end",
     "too m"},
    {"return ('a'):rep(25000):find('.-.-.-b')", "no patterns"},
    {"return ('a'):rep(9):gsub('a', 'b')", "unknown name \"gsub\""},
    {"return ('a'):match('a')", "unknown name \"match\""},
    {"return string.dump(function() end)", "unknown name \"dump\""},
    {"return table.move({}, 1, 1e10, 2)", "places from 1"},
    {"return table.move({}, -1 << 63, (1 << 63) - 1, 2)", "places from 1"},
    {"return table.move({}, 1, 2, (1 << 63) - 1)", "places from 1"},
    {BOX "while true do table.move(t, 1, 60000, 2) end", "too m"},
    {"table.sort({ 3, 'x', 1 })", "attempt to compare"},
    {"table.sort({ {}, {} })", "attempt to compare"},
    {"table.sort({ 3, 1 }, 5)", "function expected"},
    {"table.sort({ 3, 1, 2 }, error)", "not a string"},
    {"table.sort({ 1, 0/0, 2, 0/0 }) return 'ok'", NULL},
    {"table.sort({ 3, 1, 2, 5, 4 }, function() return true end) return 'ok'", NULL},
    {BOX "for i = 1, 9000 do t[i] = -i end table.sort(t, function(a, b) while true do end end)",
     "too many instructions"},
    {BOX "for i = 1, 20000 do t[i] = -i end while true do table.sort(t) end", "too m"},
    {BOX "local function f() table.sort({ 2, 1 }, f) end f()", "overflow"},
    {BOX "for i = 1, 9 do t[i] = i end table.sort(t, function() t[#t] = nil return false end) "
         "return 'ok'",
     NULL},
    {"return table.unpack({}, 1, 9e5)", "at most 200 values"},
    {"return table.unpack({}, -1 << 63, (1 << 63) - 1)", "at most 200 values"},
    {"return table.concat({}, 'x', 1, 1 << 53)", "position out of bounds"},
    {"return table.insert({}, 1 << 62, 1)", "position out of bounds"},
    {BOX "while true do table.insert(t, 1, 1) end", "too m"},
    {"return ('%99999d'):format(1)", "unknown conversion"},
    {"return ('%p'):format({})", "unknown conversion"},
    {"return ('%a'):format(1)", "unknown conversion"},
    {"return ('%'):format(1)", "unknown conversion"},
    {"return ('%s'):format()", "value expected"},
    {"return ('%99.99f'):format(-1.7e308)", NULL},
    {"return ('%d'):format(0/0)", "no integer representation"},
    {"return math.fmod(1, 0)", "zero"},
    {"return 1 // 0", "divide by zero"},
    {"return ((-1 << 63) // -1) .. ''", NULL},
    {"return ('abc'):sub(-1 << 63, (1 << 63) - 1)", NULL},
    {"return string.char(256)", "out of range"},
    {"return select(-1 << 63, 1)", "out of range"},
    {"error {}", "not a string"},
    {"error(nil)", "not a string"},
    {"error(function() end)", "not a string"},
    {"error('\\255\\0')", "unreadable"},
    {"error(('x'):rep(100000))", "unreadable"},
    {"error('\\31')", "unreadable"},
    {"error('a\\31')", "unreadable"},
    {"return _ENV[('é'):rep(400)]", "unknown name \"éé"},
    {"return _ENV['a\\31b']", "unknown name \"a?b\""},
    {"return _ENV['\\255\\n']", "unknown name \"??\""},
    {"local t <close> = {}", "non-closable"},
    {"\x1bLua", "binary chunk"},
    {"string.upper = nil", "cannot be changed"},
    {"math.pi = 3", "cannot be changed"},
    {"attribute.choice = nil", "cannot be changed"},
    {"local s = '' s.x = 1", "attempt to index"},
    {"_ENV.pairs = nil", "assignment to global"},
    {"x = 1", "assignment to global"},
    {"return _G.x", "unknown name \"_G\""},
    {"for k in pairs { [{}] = 1 } do end", "a key is a table"},
    {"local t = { a = 1 } for k in pairs(t) do t[k .. 'x'] = 1 end return 'ends'", NULL},
    {BOX "for i = 1, 9000 do t['k' .. i] = i end while true do pairs(t) end", "too m"},
    {"use 'test' return {}", "use each other"},
    {"use '/etc/passwd'", "use takes a name"},
    {"use 'a\\0b'", "use takes a name"},
    {"use(('a'):rep(100000))", "use takes a name"},
    {"setting.number()", "takes a name"},
    {"service(nil)", "takes a table"},
    {"attribute.choice 'x' (5)", "takes a table"},
    {"ref {}", "takes a name"},
    {BOX "t.t = t return t", "nested too deeply"},
    {BOX "for i = 1, 20 do t = { t, t } end return t", "too much memory"},
    {BOX "for i = 1, 30000 do t[i] = true end return t", "too much"},
    {BOX "for i = 1, 200 do t[i] = function() end end return t", "more than 100 functions"},
    {"return setmetatable({}, { __gc = function() while true do end end })", "unknown name"},
    UNKNOWN("getmetatable"),
    UNKNOWN("rawget"),
    UNKNOWN("rawset"),
    UNKNOWN("rawequal"),
    UNKNOWN("next"),
    UNKNOWN("load"),
    UNKNOWN("loadstring"),
    UNKNOWN("dofile"),
    UNKNOWN("require"),
    UNKNOWN("package"),
    UNKNOWN("coroutine"),
    UNKNOWN("debug"),
    UNKNOWN("io"),
    UNKNOWN("os"),
    UNKNOWN("collectgarbage"),
    UNKNOWN("print"),
    UNKNOWN("warn"),
    UNKNOWN("xpcall"),
    UNKNOWN("utf8"),
    UNKNOWN("math.random"),
};

enum { ATTACK_US_MAX = 3000000 }; /* 80 × 5 ms, and room for a busy machine */

static void check_attack(const struct attack *a)
{
    struct str answer = STR("");
    struct fault fault = {.say = TEXT("", "")};
    uint64_t start = now_ticks_us();
    enum err err = run(str_c(a->code), &answer, &fault);
    assert_true(now_ticks_us() - start < ATTACK_US_MAX);
    if (!a->says && err)
        fail_msg("%s\n failed: " STR_FMT, a->code, STR_ARG(fault.say.in[LANG_EN]));
    if (!a->says)
        return;
    const char *said = fault.say.in[LANG_EN].p;
    if (!err || !strstr(said, a->says))
        fail_msg("%s\n expected: %s\n got: %s", a->code, a->says, said);
}

static void attacks_fail(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++) {
        check_attack(&attacks[i]);
        arena_reset(&arena);
    }
    arena_free(&arena);
}

/* One state through all attacks: each leaves it as good as new. */
static void a_state_survives_attacks(void **state)
{
    (void)state;
    static const struct attack honest = {
        "local t = { ('x'):rep(1000), n = math.floor(2.5) } return t", NULL};
    struct vm vm;
    struct vm_error error;
    int refs[TREE_FUNCTIONS_MAX], count;
    assert_int_equal(vm_open(&vm, limits()), ERR_OK);
    assert_int_equal(load_open(&vm, &arena, &error), ERR_OK);
    vm_settle(&vm);
    size_t base = vm.base;
    for (size_t i = 0; i < sizeof attacks / sizeof *attacks; i++) {
        const struct attack *both[] = {&attacks[i], &honest};
        for (int k = 0; k < 2; k++) {
            struct arena scratch = {0};
            struct sources set = {.arena = &scratch};
            assert_int_equal(sources_add(&set, STR("test.lua"), str_c(both[k]->code)), ERR_OK);
            enum err err = load_functions(&vm, &set, &scratch, refs, &count, &error);
            assert_int_equal(err, both[k]->says ? ERR_RULE : ERR_OK);
            arena_free(&scratch);
        }
    }
    for (int i = 0; i < 6; i++) /* Lua halves its table of strings at each collection */
        vm_settle(&vm);
    assert_true(vm.base < base + 32 * 1024); /* a hundred refs and interned strings at most */
    vm_close(&vm);
    arena_free(&arena);
}

/* Source bombs: the parser runs without a hook. */
static void deep_sources_fail(void **state)
{
    (void)state;
    static const char *const pieces[] = {"(", "{", "a.", "not ", "function() ", "do ", "[[", "a="};
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct buf b = buf_in(&arena);
        struct str answer;
        struct fault fault;
        BUF_LIT(&b, "return ");
        while (b.n + 16 < VM_SOURCE_MAX)
            buf_str_put(&b, str_c(pieces[i]));
        assert_int_equal(run(buf_str(&b), &answer, &fault), ERR_INVALID);
        arena_reset(&arena);
    }
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exactly_these_names), cmocka_unit_test(what_is_there_works),
        cmocka_unit_test(attacks_fail),        cmocka_unit_test(a_state_survives_attacks),
        cmocka_unit_test(deep_sources_fail),
    };
    return RUN_ALL(tests);
}
