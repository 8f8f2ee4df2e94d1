/* A rule keeps nothing: what it reads of its file is the same at every call. */
#include "script/freeze.h"

#include "unit/script/run.h"

static const struct {
    const char *before, *body, *answer;
} rows[] = {
    /* reading is as before */
    {"local t = { 3, 4, a = 'x', b = { c = 'y' } }",
     "return t[1] .. #t .. t.a .. t.b.c .. table.concat(t, ',') .. tostring(t.none)", "32xy3,4nil"},
    {"local t = { 3, 4, a = 'x' }",
     "local s = '' for i, v in ipairs(t) do s = s .. i .. v end for k, v in pairs(t) do s = s .. "
     "tostring(k) .. tostring(v) end return s .. select('#', table.unpack(t))",
     "13241324ax2"},
    {"local t = {} t.t = t", "return tostring(t.t == t and t.t.t.t == t)", "true"},
    {"local opts = { days = 30 }", "return tostring(pcall(cx.count, opts))", "false"},
    {"local function twice(x) return 2 * x end local n = 4", "return tostring(twice(n))", "8"},
    {"local n = 0 / 0", "return tostring(n ~= n)", "true"},
    {"local a, b = nil, false", "return tostring(a) .. tostring(b)", "nilfalse"},
    /* its own variables it may change as it likes, in functions of its own too */
    {"", "local n = 0 local function add() n = n + 1 end add() add() return tostring(n)", "2"},
    /* what it cannot */
    {"local n = 0", "n = n + 1 return tostring(n)", "changed: n"},
    {"local n = 0 local function add() n = n + 1 return n end", "return tostring(add())",
     "changed: n"},
    {"local n = 0", "n = n + 1 error('x')", "changed: n"},
    {"local n = 0", "n = n + 1 while true do end", "changed: n"},
    {"", "_ENV = {} return 'x'", "changed: _ENV"},
    {"", "local pairs = pairs _ENV = { pairs = pairs } return 'x'", "changed: _ENV"},
    {"local f = function() return 'a' end", "f = function() return 'b' end return f()",
     "changed: f"},
    {"local t = { 1 }", "t[1] = 2 return 'x'", "error: this table cannot be changed"},
    {"local t = { 1 }", "t.x = 2 return 'x'", "error: this table cannot be changed"},
    {"local t = { a = { b = {} } }", "t.a.b.c = 2 return 'x'", "error: this table cannot"},
    {"local t = { 1 }", "table.insert(t, 2) return 'x'", "error: this table cannot be changed"},
    {"local t = { 1 }", "table.remove(t) return 'x'", "error: this table cannot be changed"},
    {"local t = { 2, 1 }", "table.sort(t) return 'x'", "error: this table cannot be changed"},
    {"local t = { 1 }", "table.move({ 9 }, 1, 1, 1, t) return 'x'", "error: this table cannot"},
    {"local t = { 1 }", "local _, own = pairs(t) own[1] = 2 return 'x'", "error: this table"},
    {"local t = { 1 }", "local _, own = ipairs(t) own[1] = 2 return 'x'", "error: this table"},
    {"local t = { f = function() return 1 end } local n = 1 t.g = function() n = 2 end",
     "t.g() return 'x'", "changed: n"},
    {"local s = {} local function deep(f) return function() s.x = 1 return f end end "
     "local g = deep(deep(1))",
     "return tostring(g()())", "error: this table cannot be changed"},
    {"local t = {} for i = 1, 100 do t = { t } end", "return tostring(t)",
     "error: a rule reaches tables nested too deeply"},
    {"local saved", "saved = cx return 'x'", "changed: saved"},
};

static void a_rule_keeps_nothing(void **state)
{
    struct runner r;
    (void)state;
    runner_open(&r, 40);
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct str got = runner_ask_after(&r, rows[i].before, rows[i].body);
        if (!str_starts(got, str_c(rows[i].answer)))
            fail_msg("%s ... %s\n expected: %s\n got: " STR_FMT, rows[i].before, rows[i].body,
                     rows[i].answer, STR_ARG(got));
    }
    runner_close(&r);
}

/* More variables than are remembered: an error, never a silent gap. */
static void too_many_variables(void **state)
{
    struct runner r;
    (void)state;
    runner_open(&r, 40);
    struct buf before = buf_in(&r.arena), body = buf_in(&r.arena);
    for (int i = 0; i < 5; i++) {
        BUF_LIT(&before, "local f");
        buf_printf(&before, "%d do ", i);
        for (int k = 0; k < 50; k++)
            buf_printf(&before, "local v%d = %d ", k, k);
        buf_printf(&before, "f%d = function() return v0", i);
        for (int k = 1; k < 50; k++)
            buf_printf(&before, " + v%d", k);
        BUF_LIT(&before, " end end ");
    }
    BUF_LIT(&before, "\0");
    BUF_LIT(&body, "return f0() .. f1() .. f2() .. f3() .. f4()\0");
    struct str got = runner_ask_after(&r, before.p, body.p);
    assert_str(got, "error: the rules of a service have more than 200 variables");
    runner_close(&r);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(a_rule_keeps_nothing),
                                       cmocka_unit_test(too_many_variables)};
    return RUN_ALL(tests);
}
