/* `cx`: exactly what can be reached from it, what it answers, and what it refuses. */
#include "script/context.h"

#include "script/sandbox.h"
#include "unit/script/run.h"

static struct runner runner;
static struct host_question asked_last;
static struct buf logged;

/* A host that answers from a table. */
static enum err fake_ask(void *self, const struct host_question *q, struct arena *arena,
                         struct host_answer *out)
{
    static struct tally one[] = {{{NULL, 0}, 4}};
    static struct tally groups[] = {{{"done", 4}, 9}, {{"received", 8}, 3}};
    (void)self, (void)arena;
    asked_last = *q;
    if (q->days == 13)
        return ERR_IO;
    *out = q->what == HOST_COUNT ? (struct host_answer){one, 1, 3}
                                 : (struct host_answer){groups, 2, 3};
    if (q->days == 366)
        out->reads = HOST_READS_MAX;
    return ERR_OK;
}

static void fake_log(void *self, struct str where, struct str text)
{
    (void)self;
    buf_printf(&logged, "[" STR_FMT "|" STR_FMT "]", STR_ARG(where), STR_ARG(text));
}

static const struct host fake = {NULL, fake_ask, fake_log};

static int open_runner(void **state)
{
    (void)state;
    runner_open(&runner, 40);
    runner.question.host = &fake;
    return 0;
}

static int close_runner(void **state)
{
    (void)state;
    buf_free(&logged);
    runner_close(&runner);
    return 0;
}

struct row {
    const char *body, *answer; /* the answer's beginning */
};

static void run_rows(const struct row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct str got = runner_ask(&runner, rows[i].body);
        if (!str_starts(got, str_c(rows[i].answer)))
            fail_msg("%s\n expected: %s\n got: " STR_FMT, rows[i].body, rows[i].answer,
                     STR_ARG(got));
    }
}

#define RUN(rows) run_rows(rows, sizeof(rows) / sizeof *(rows))

/* --- The exact list --------------------------------------------------------------------------- */

static void list_table(lua_State *L, int index, const char *prefix, struct buf *b)
{
    static const char *const names[] = {"amount",   "calendar", "contains", "count",  "date",
                                        "datetime", "fold",     "group",    "length", "log",
                                        "lower",    "match",    "number",   "text",   "upper"};
    size_t known = 0, all = 0;
    assert_int_equal(lua_getmetatable(L, index), 1);
    lua_getfield(L, -1, "__metatable");
    assert_int_equal(lua_type(L, -1), LUA_TBOOLEAN);
    lua_getfield(L, -2, "__newindex");
    assert_true(lua_iscfunction(L, -1));
    lua_getfield(L, -3, "__index");
    if (lua_iscfunction(L, -1)) /* cx itself */
        assert_non_null(lua_getupvalue(L, -1, 1));
    assert_true(lua_istable(L, -1));
    if (lua_getmetatable(L, -1)) { /* seen through the seal */
        lua_getfield(L, -1, "__index");
        if (lua_istable(L, -1))
            lua_replace(L, -3);
        else
            lua_pop(L, 1);
        lua_pop(L, 1);
    }
    int table = lua_gettop(L);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        lua_pushstring(L, names[i]);
        if (lua_rawget(L, table) == LUA_TNIL) {
            lua_pop(L, 1);
            continue;
        }
        known++;
        if (lua_istable(L, -1))
            list_table(L, lua_gettop(L), names[i], b);
        else
            buf_printf(b, "%s.%s ", prefix, names[i]);
        lua_pop(L, 1);
    }
    for (lua_pushnil(L); lua_next(L, table); lua_pop(L, 1))
        all++;
    assert_int_equal(known, all); /* and no other */
    lua_settop(L, index);
}

static int list_step(lua_State *L)
{
    context_push(L);
    list_table(L, lua_gettop(L), "cx", lua_touserdata(L, 1));
    return 0;
}

static void exactly_these_names(void **state)
{
    (void)state;
    struct buf b = buf_in(&runner.arena);
    struct vm_error error;
    assert_int_equal(vm_call(&runner.vm, list_step, &b, &runner.arena, &error), ERR_OK);
    assert_str(buf_str(&b), "cx.calendar cx.count cx.group cx.log text.amount text.contains "
                            "text.date text.datetime text.fold text.length text.lower text.match "
                            "text.number text.upper ");
}

static void it_cannot_be_changed(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"cx.now = 1", "error: this table cannot be changed"},
        {"cx.x = 1", "error: this table cannot be changed"},
        {"cx.text.fold = nil", "error: this table cannot be changed"},
        {"return cx.os", "error: unknown name \"os\""},
        {"return cx[{}]", "error: unknown name"},
        {"return cx[0/0]", "error: unknown name"},
        {"return cx.text.gsub", "error: unknown name \"gsub\""},
        {"for k in pairs(cx) do return k end return 'empty'", "empty"},
        {"return tostring(cx) .. tostring(cx.count)", "<table><function>"},
        {"return tostring(cx.now)", "1778162400"},
    };
    RUN(rows);
}

/* --- Other requests --------------------------------------------------------------------------- */

static void counts_and_groups(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"return tostring(cx.count { days = 30 })", "4"},
        {"return tostring(cx.count { days = 30, near = 50.5, service = '*' })", "4"},
        {"local g = cx.group { by = 'state', days = 7 } local s = '' for k, n in pairs(g) do "
         "s = s .. k .. n end return s",
         "done9received3"},
        {"return cx.count()", "error: error: bad argument"},
        {"return cx.count {}", "error: \"days\" is a whole number"},
        {"return cx.count { days = 0 }", "error: \"days\" is a number from 1 to 366"},
        {"return cx.count { days = 367 }", "error: \"days\" is a number from 1 to 366"},
        {"return cx.count { days = 1.5 }", "error: \"days\" is a whole number"},
        {"return cx.count { days = 0/0 }", "error: \"days\" is a number"},
        {"return cx.count { days = math.huge }", "error: \"days\" is a number"},
        {"return cx.count { days = 1 << 63 }", "error: \"days\" is a number"},
        {"return cx.count { days = '30' }", "error: \"days\" is a number"},
        {"return cx.count { days = {} }", "error: \"days\" is a number"},
        {"return cx.count { days = 3, near = 0 }", "error: \"near\" is a number from 1 to 2000"},
        {"return cx.count { days = 3, near = 1e308 }", "error: \"near\" is a number"},
        {"return cx.count { days = 3, near = -1 }", "error: \"near\" is a number"},
        {"return cx.count { days = 3, servcie = 'x' }", "error: cx.count: unknown argument"},
        {"return cx.count { days = 3, [{}] = 1 }", "error: cx.count: unknown argument"},
        {"return cx.count { 3 }", "error: cx.count: unknown argument"},
        {"return cx.count { days = 3, service = ('x'):rep(65) }", "error: \"service\" is a code"},
        {"return cx.count { days = 3, service = 'a\\0b' }", "error: \"service\" is a code"},
        {"return cx.count { days = 3, service = 5 }", "error: \"service\" is a code"},
        {"return cx.group { days = 3 }", "error: cx.group: \"by\" is missing"},
        {"return cx.group { days = 3, by = '*' }", "error: \"by\" is a code"},
        {"return cx.count { days = 13 }", "error: other requests cannot be consulted here"},
        {"while true do cx.count { days = 3 } end", "error: too many instructions"},
        {"while true do pcall(cx.count, { days = 366 }) end", "error: too many instructions"},
        {"local t = { days = 3 } t.t = t return cx.count(t)", "error: cx.count: unknown argument"},
    };
    RUN(rows);
    runner_ask(&runner, "return tostring(cx.count { days = 30 })");
    assert_str(asked_last.service, "pothole"); /* its own, unless told otherwise */
    runner_ask(&runner, "return tostring(cx.count { days = 30, service = '*' })");
    assert_str(asked_last.service, "");
    runner.question.host = NULL;
    assert_str(runner_ask(&runner, "return cx.count { days = 3 }"),
               "error: other requests cannot be consulted here");
}

/* --- Calendars -------------------------------------------------------------------------------- */

/* Thursday, May 7, 2026, 10:00; open 8:30 to 17:00, Monday to Friday. */
static void calendars(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"return tostring(cx.calendar('office'):add(cx.now, 1, 'bd') - cx.now)", "111600"},
        {"return tostring(cx.calendar('office'):add(cx.now, 1.5, 'bh') - cx.now)", "5400"},
        {"return tostring(cx.calendar('office'):add(cx.now, 2, 'cd') - cx.now)", "172800"},
        {"return tostring(cx.calendar('office'):add(cx.now, 48, 'eh') - cx.now)", "172800"},
        {"local c = cx.calendar 'office' local t = c:add(cx.now, 3, 'bd') "
         "return c:between(cx.now, t, 'bd') .. ' ' .. c:between(cx.now, t, 'cd') .. ' ' .. "
         "c:between(cx.now, t, 'bh') .. ' ' .. c:between(t, cx.now, 'bd') .. ' ' .. "
         "c:between(cx.now, cx.now + 3600, 'eh')",
         "3 5 32.5 0 1.0"},
        {"return cx.calendar 'roads'", "error: cx.calendar: there is no calendar \"roads\""},
        {"return cx.calendar()", "error: error: bad argument"},
        {"return cx.calendar 'office':add(cx.now, -1, 'bd')", "error: a length is from 0"},
        {"return cx.calendar 'office':add(cx.now, 0/0, 'bd')", "error: a length is from 0"},
        {"return cx.calendar 'office':add(cx.now, 0/0, 'bh')", "error: a length is from 0"},
        {"return cx.calendar 'office':add(cx.now, math.huge, 'bd')", "error: a length is from 0"},
        {"return cx.calendar 'office':add(cx.now, 1.5, 'bd')", "error: a length is from 0"},
        {"return cx.calendar 'office':add(cx.now, 1, 'by')", "error: unknown unit \"by\""},
        {"return cx.calendar 'office':add(1 << 63, 1, 'bd')", "error: the calendar does not"},
        {"return cx.calendar 'office':add((1 << 63) - 1, 100000, 'eh')", "error: the calendar"},
        {"return cx.calendar 'office':add(cx.now, 100000, 'cm')", "error: the calendar does not"},
        {"return cx.calendar 'office':between(1 << 63, (1 << 63) - 1, 'bd')", "error: the cal"},
        {"return cx.calendar 'office':between(cx.now, cx.now, 'cm')", "error: between counts in"},
        {"return cx.calendar('office').add(nil, 'x')", "error: error: bad argument"},
    };
    RUN(rows);
}

/* --- Text ------------------------------------------------------------------------------------- */

#define NB "\xc2\xa0"

static void text(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"return cx.text.fold 'Élise ŒUVRE'", "elise"},
        {"return cx.text.upper 'élève ß'", "ÉLÈVE"},
        {"return cx.text.lower 'ÉLÈVE'", "élève"},
        {"return tostring(cx.text.length 'élève')", "5"},
        {"return tostring(cx.text.contains('Il y a une FUITE de gaz', 'fuité'))", "true"},
        {"return tostring(cx.text.contains('abc', 'd'))", "false"},
        {"return tostring(cx.text.match('Fuite de gaz', 'fuite*g?z'))", "true"},
        {"return tostring(cx.text.match('élève', ('?'):rep(5)))", "true"},
        {"return tostring(cx.text.match('élève', ('?'):rep(4)))", "false"},
        {"return tostring(cx.text.match('', '*'))", "true"},
        {"return tostring(cx.text.match('', ''))", "true"},
        {"return tostring(cx.text.match('a', ''))", "false"},
        {"return tostring(cx.text.match('abab', '*ab'))", "true"},
        {"return tostring(cx.text.match('a.b', '%w%p%w'))", "false"},
        {"return tostring(cx.text.match(('a'):rep(30000), ('*a'):rep(90) .. 'b'))",
         "error: too many instructions"},
        {"return cx.text.match('x', ('*'):rep(201))", "error: cx.text.match: a pattern has"},
        {"return cx.text.fold '\\255'", "error: that is not text"},
        {"return cx.text.upper 'a\\0b'", "error: that is not text"},
        {"return cx.text.fold(5)", "error: error: bad argument"},
        {"return cx.text.fold(nil)", "error: error: bad argument"},
        {"while true do cx.text.upper(('é'):rep(10000)) end", "error: too many instructions"},
        {"return cx.text.number(1234567.891, 'fr', 2)", "1" NB "234" NB "567,89"},
        {"return cx.text.number(1234567.891, 'en', 2)", "1,234,567.89"},
        {"return cx.text.number(-0.4)", "0"},
        {"return cx.text.number(-1.5, 'fr', 1)", "-1,5"},
        {"return cx.text.number(999)", "999"},
        {"return cx.text.number(0/0)", "error: that number cannot be written"},
        {"return cx.text.number(-math.huge)", "error: that number cannot be written"},
        {"return cx.text.number(1e15)", "error: that number cannot be written"},
        {"return cx.text.number(1, 'de')", "error: a language is"},
        {"return cx.text.number(1, 'fr', 7)", "error: error: bad argument"},
        {"return cx.text.number(1, 'fr', 1 << 63)", "error: error: bad argument"},
        {"return cx.text.amount(1234.5, 'fr')", "1" NB "234,50" NB "$"},
        {"return cx.text.amount(-1234.5, 'en')", "-$1,234.50"},
        {"return cx.text.amount(-0.001, 'en')", "$0.00"},
        {"return cx.text.date(cx.now)", "jeudi 7 mai 2026"},
        {"return cx.text.date(cx.now, 'en')", "Thursday, May 7, 2026"},
        {"return cx.text.datetime(cx.now, 'en')", "Thursday, May 7, 2026 at 10:00"},
        {"return cx.text.date(1 << 63)", "error: that is no instant"},
        {"return cx.text.date((1 << 63) - 1)", "error: that is no instant"},
        {"return cx.text.date(1.5)", "error: error: bad argument"},
        {"return cx.text.date(253402214399)", "jeudi 30 décembre 9999"},
    };
    RUN(rows);
}

/* --- The log ---------------------------------------------------------------------------------- */

static void the_log_holds_no_person(void **state)
{
    (void)state;
    static const struct row rows[] = {
        {"cx.log 'score 12, size big' return 'ok'", "ok"},
        {"cx.log 'Élise, e@x.ca, 5145550199, 45.5' return 'ok'", "ok"},
        {"cx.log(('x'):rep(201)) return 'ok'", "error: cx.log: at most 10 lines of 200 bytes"},
        {"for i = 1, 11 do cx.log 'x' end return 'ok'", "error: cx.log: at most 10 lines"},
        {"cx.log {} return 'ok'", "error: error: bad argument"},
    };
    run_rows(rows, 2);
    assert_str(buf_str(&logged), "[test.lua:1|score 12, size big][test.lua:1|…, …, …, 45.5]");
    run_rows(rows + 2, 3);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_runner, close_runner)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(exactly_these_names),
        TEST(it_cannot_be_changed),
        TEST(counts_and_groups),
        TEST(calendars),
        TEST(text),
        TEST(the_log_holds_no_person),
    };
    return RUN_ALL(tests);
}
