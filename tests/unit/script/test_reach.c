/* What can be reached, by any way there is, from where a plugin's code runs: from the function of a
 * goal and of a priority, from a file, a test file and the console. */
#include "script/console.h"
#include "script/library.h"
#include "script/rules.h"
#include "script/sandbox.h"
#include "script/trials.h"
#include "unit/script/run.h"

#include <lualib.h>

/* --- Functions, by all ways, also those that only C has -----------------------------------------
 */

/* Names of Lua's own functions, in a state where nothing was taken away. */
struct stock {
    lua_State *lua;
    struct buf found;
    size_t functions, tables, others;
    const void *seen[2000];
    size_t seen_count;
};

static void walk(lua_State *L, struct stock *s);

static bool is_new(lua_State *L, struct stock *s)
{
    const void *p = lua_topointer(L, -1);
    for (size_t i = 0; i < s->seen_count; i++)
        if (s->seen[i] == p)
            return false;
    assert_in_range(s->seen_count, 0, sizeof s->seen / sizeof *s->seen - 1);
    s->seen[s->seen_count++] = p;
    return true;
}

/* The name of that function among the globals of the other state, "string.rep"; NULL: it is none of
 * Lua's. */
static const char *stock_name(struct stock *s, lua_CFunction f)
{
    lua_State *T = s->lua;
    lua_settop(T, 0);
    lua_pushglobaltable(T);
    for (lua_pushnil(T); lua_next(T, 1); lua_settop(T, 2)) {
        if (lua_tocfunction(T, 3) == f)
            return lua_tostring(T, 2);
        if (!lua_istable(T, 3) || lua_rawequal(T, 1, 3))
            continue;
        for (lua_pushnil(T); lua_next(T, 3); lua_settop(T, 4))
            if (lua_tocfunction(T, 5) == f)
                return lua_pushfstring(T, "%s.%s", lua_tostring(T, 2), lua_tostring(T, 4));
    }
    return NULL;
}

static void walk_function(lua_State *L, struct stock *s)
{
    s->functions++;
    const char *name = lua_iscfunction(L, -1) ? stock_name(s, lua_tocfunction(L, -1)) : NULL;
    if (name)
        buf_printf(&s->found, "%s ", name);
    for (int i = 1; lua_getupvalue(L, -1, i); i++) {
        walk(L, s);
        lua_pop(L, 1);
    }
}

static void walk_table(lua_State *L, struct stock *s)
{
    s->tables++;
    for (lua_pushnil(L); lua_next(L, -2); lua_pop(L, 1)) {
        walk(L, s);
        lua_pushvalue(L, -2);
        walk(L, s);
        lua_pop(L, 1);
    }
}

/* The value on top, which stays, and all that hangs on it. */
static void walk(lua_State *L, struct stock *s)
{
    luaL_checkstack(L, 10, NULL);
    if (lua_getmetatable(L, -1)) { /* strings have one too */
        walk(L, s);
        lua_pop(L, 1);
    }
    int type = lua_type(L, -1);
    if (type != LUA_TTABLE && type != LUA_TFUNCTION) {
        s->others += type == LUA_TUSERDATA || type == LUA_TTHREAD;
        return;
    }
    if (!is_new(L, s))
        return;
    if (type == LUA_TFUNCTION)
        walk_function(L, s);
    else
        walk_table(L, s);
}

static int by_word(const void *a, const void *b)
{
    return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static struct str sorted(struct arena *arena, struct str text)
{
    struct str words[200], word;
    struct buf b = buf_in(arena);
    size_t n = 0;
    while (str_cut(&text, ' ', &word))
        if (word.n)
            words[n++] = word;
    qsort(words, n, sizeof *words, by_word);
    for (size_t i = 0; i < n; i++)
        buf_printf(&b, STR_FMT " ", STR_ARG(words[i]));
    return buf_str(&b);
}

struct reach {
    const struct rule_question *question;
    int *refs;
    struct stock stock;
};

static int walk_all(lua_State *L)
{
    struct reach *r = lua_touserdata(L, 1);
    for (int i = 0; i < 2; i++) {
        lua_rawgeti(L, LUA_REGISTRYINDEX, r->refs[i]);
        walk(L, &r->stock);
    }
    context_push(L);
    walk(L, &r->stock);
    script_rules_push_request(L, r->question);
    walk(L, &r->stock);
    lua_pushliteral(L, "");
    walk(L, &r->stock);
    context_push(L); /* what calls give: a calendar, a walk */
    lua_getfield(L, -1, "calendar");
    lua_pushliteral(L, "office");
    lua_call(L, 1, 1);
    walk(L, &r->stock);
    return 0;
}

#define FILE_TEXT                                                                          \
    "local points, seen = { big = 3, { 1 } }, nil\n"                                       \
    "local function score(r) return points[r.attributes.size] or #points end\n"            \
    "return { function(r, cx) seen = score return score(r) + cx.count { days = 1 } end,\n" \
    "  function(r, cx) return math.max(score(r), 1) > 2 and 'high' or ('low'):lower() end }\n"

/* Of Lua's own functions, exactly these; and nothing that is neither table nor function. */
static void exactly_these_functions(void **state)
{
    (void)state;
    struct runner r;
    struct vm_error error;
    int refs[TREE_FUNCTIONS_MAX], count = 0;
    runner_open(&r, 200);
    struct sources set = {.arena = &r.arena};
    struct frozen frozen;
    struct asked asked = {.question = &r.question, .arena = &r.arena};
    struct reach reach = {.question = &r.question, .refs = refs};
    reach.stock.lua = luaL_newstate();
    reach.stock.found = buf_in(&r.arena);
    luaL_openlibs(reach.stock.lua);
    assert_int_equal(sources_add(&set, STR("test.lua"), STR(FILE_TEXT)), ERR_OK);
    assert_int_equal(load_functions(&r.vm, &set, &r.arena, refs, &count, &error), ERR_OK);
    assert_int_equal(load_freeze(&r.vm, refs, count, &r.arena, &frozen, &error), ERR_OK);
    assert_int_equal(count, 2);
    r.vm.limits.memory = 64 * 1024 * 1024;
    r.vm.asked = &asked;
    if (vm_call(&r.vm, walk_all, &reach, &r.arena, &error))
        fail_msg(STR_FMT, STR_ARG(error.say.in[LANG_EN]));
    r.vm.asked = NULL;
    assert_str(sorted(&r.arena, buf_str(&reach.stock.found)),
               "assert error math.abs math.ceil math.floor math.fmod math.max math.min math.sqrt "
               "math.tointeger math.type select type ");
    assert_in_range(reach.stock.functions, 60, 120); /* it has looked */
    assert_int_equal(reach.stock.others, 0);
    lua_close(reach.stock.lua);
    runner_close(&r);
}

/* --- Names, from inside -------------------------------------------------------------------------
 */

/* Raises where a name resolves that should not, or the other way round. Lua's own names, and those
 * of other hosts; then ours. */
#define PROBE                                                                                     \
    "for _, n in ipairs { '_G', '_VERSION', 'collectgarbage', 'coroutine', 'debug', 'dofile', "   \
    "'getmetatable', 'io', 'load', 'loadfile', 'loadstring', 'module', 'next', 'os', 'package', " \
    "'print', 'rawequal', 'rawget', 'rawlen', 'rawset', 'require', 'setfenv', 'setmetatable', "   \
    "'unpack', 'utf8', 'warn', 'xpcall', 'bit32', 'jit', 'ffi', 'arg' } do "                      \
    "if pcall(function() return _ENV[n] end) then error('there is ' .. n) end end "               \
    "for m, absent in pairs { math = { 'random', 'randomseed', 'exp' }, "                         \
    "string = { 'dump', 'gsub', 'gmatch', 'match', 'pack', 'unpack', 'packsize', 'reverse' }, "   \
    "table = { 'pack' } } do for _, n in ipairs(absent) do "                                      \
    "if pcall(function() return _ENV[m][n] end) then error('there is ' .. m .. '.' .. n) end "    \
    "end end "                                                                                    \
    "for _, n in ipairs { 'assert', 'attribute', 'clock', 'ipairs', 'math', 'pcall', 'string', "  \
    "'table', 'tostring', 'use' } do "                                                            \
    "if not pcall(function() return _ENV[n] end) then error('there is no ' .. n) end end "        \
    "if pcall(function() made_here = 1 end) then error('a global') end "                          \
    "for k in pairs(_ENV) do error('to be walked: ' .. k) end "

static void the_same_names_in_a_function(void **state)
{
    (void)state;
    struct runner r;
    runner_open(&r, 200);
    assert_str(runner_ask(&r, PROBE "return 'good'"), "good");
    assert_str(runner_ask_after(&r, PROBE, "return 'good'"), "good");
    assert_true(str_starts(runner_ask(&r, "cx = nil " PROBE "error('at the end')"),
                           STR("error: error: at the end"))); /* it can fail */
    runner_close(&r);
}

static void the_same_names_in_the_console(void **state)
{
    (void)state;
    struct runner r;
    struct vm_error error;
    runner_open(&r, 200);
    struct buf out = buf_in(&r.arena);
    if (console_evaluate(&r.question, STR(PROBE "return 'good'"), 200, &r.arena, &out, &error))
        fail_msg(STR_FMT, STR_ARG(error.say.in[LANG_EN]));
    assert_str(buf_str(&out), "\"good\"\n");
    runner_close(&r);
}

static void the_same_names_in_a_test_file(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct faults faults = faults_in(&arena);
    struct generation *g;
    struct trials trials;
    const struct generation_options o = {.dir = SOURCE_DIR "/tests/plugin/borough",
                                         .plugins = SOURCE_DIR "/plugins",
                                         .around_year = 2026,
                                         .slowness = 200};
    assert_int_equal(generation_load(&o, &faults, &g), ERR_OK);
    const struct service *s = jurisdiction_service(generation_jurisdiction(g), STR("plain"));
    enum err e = trials_read(&arena, g, s, NULL, STR("plain/service_test.lua"),
                             STR(PROBE "return {}"), &faults, &trials);
    assert_int_equal(e, ERR_INVALID); /* it came to its end, where there are no tests */
    if (!str_starts(faults.first->say.in[LANG_EN], STR("\"[…]\" has 0 item(s)")))
        fail_msg(STR_FMT, STR_ARG(faults.first->say.in[LANG_EN]));
    assert_null(faults.first->next);
    generation_release(g);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exactly_these_functions),
        cmocka_unit_test(the_same_names_in_a_function),
        cmocka_unit_test(the_same_names_in_the_console),
        cmocka_unit_test(the_same_names_in_a_test_file),
    };
    return RUN_ALL(tests);
}
