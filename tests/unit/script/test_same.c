/* The same rules give the same bytes: in any state, on any thread, whatever ran there before. The
 * bytes stand here, so that they are the same on any machine too. */
#include "unit/script/run.h"

#include <pthread.h>

enum { THREADS = 8 };

static const struct {
    const char *body, *answer;
} rules[] = {
    {"local t = {} for i = 40, 1, -1 do t['k' .. i * 7919 % 101] = i end for i = 1, 20 do "
     "t['k' .. i * 7919 % 101] = nil end local s = '' for k, v in pairs(t) do s = s .. k .. '=' .. "
     "v "
     ".. ' ' end return s",
     NULL},
    {"local t = { true, 'x', 2.5, [3.5] = 1, [-1] = 2, [1 << 62] = 3, z = 1, [true] = 4, ['é'] = 5 "
     "} "
     "local s = '' for k, v in pairs(t) do s = s .. tostring(k) .. tostring(v) .. ' ' end return s",
     "-12 1true 2x 32.5 3.51 46116860184273879043 z1 é5 true4 "},
    {"return tostring({}) .. tostring(pairs) .. tostring(function() end) .. "
     "string.format('%s', cx)",
     "<table><function><function><table>"},
    {"return tostring(0.1) .. ' ' .. 1e100 .. ' ' .. 2^53 .. ' ' .. 1/3 .. ' ' .. -0.0 .. ' ' .. "
     "(1 << 63) .. ' ' .. 3.0 .. ' ' .. 1e15 .. ' ' .. tostring(1/0) .. tostring(-1/0)",
     "0.1 1e+100 9.007199254741e+15 0.33333333333333 -0.0 -9223372036854775808 3.0 1e+15 inf-inf"},
    {"local nan = 0/0 return tostring(nan) .. tostring(-nan) .. ('%f %g'):format(nan, -nan) .. "
     "table.concat({ nan, -nan }, ',')",
     "nannannan nannan,nan"},
    {"return ('%.3f %g %e %x %5.1f|%-6s|%+d'):format(2.0005, 1e-5, 12345.678, 255, -0.04, 'é', 7)",
     "2.001 1e-05 1.234568e+04 ff  -0.0|é    |+7"},
    {"local t = {} for i = 1, 300 do t[i] = { key = i * 7 % 10, at = i } end table.sort(t, "
     "function(a, b) return a.key < b.key end) local s = 0 for i, v in ipairs(t) do s = (s * 31 + "
     "v.at) % 1000000007 end return tostring(s)",
     NULL},
    {"local t = { 1, 2, nil, 4, nil, nil, 7 } t[9] = 9 t.x = 1 t[5] = 5 t.x = nil return #t .. ''",
     NULL},
    {"local a = cx.calendar('office'):add(cx.now, 7, 'bd') return cx.text.datetime(a) .. '|' .. "
     "cx.text.amount(1234567.005, 'fr') .. '|' .. cx.text.number(2.5) .. cx.text.number(3.5) .. "
     "cx.text.upper('œuvre été')",
     NULL},
    {"return select(2, pcall(function() local x = nil return x.y end)) .. select(2, pcall(error, "
     "'boom'))",
     NULL},
    {"return tostring(select(2, pcall(string.rep, 'x', 1e9)))", NULL},
};

enum { RULES = sizeof rules / sizeof *rules };

struct worker {
    struct runner runner;
    pthread_t thread;
    unsigned seed;
    struct str answers[RULES];
};

/* Another history each: other strings interned, other tables, runs that were ended. */
static void stir(struct worker *w)
{
    static const char *const histories[] = {
        "local t = {} for i = 1, 500 do t[i] = 'h' .. i * 13 end return 'x'",
        "while true do end",
        "local t = {} while true do t[#t + 1] = {} end",
        "error('x')",
        "return cx.text.fold(('é'):rep(500))",
    };
    for (int i = 0; i < 7; i++)
        runner_ask(&w->runner, histories[(w->seed = w->seed * 1103515245 + 12345) >> 16 & 3]);
}

static void *work(void *self)
{
    struct worker *w = self;
    for (size_t i = 0; i < RULES; i++) {
        stir(w);
        w->answers[i] = runner_ask(&w->runner, rules[i].body);
    }
    return NULL;
}

static void every_thread_answers_the_same(void **state)
{
    (void)state;
    static struct worker workers[THREADS];
    for (unsigned i = 0; i < THREADS; i++) {
        runner_open(&workers[i].runner, 200);
        workers[i].seed = i;
    }
    for (int i = 0; i < THREADS; i++)
        assert_int_equal(pthread_create(&workers[i].thread, NULL, work, &workers[i]), 0);
    for (int i = 0; i < THREADS; i++)
        pthread_join(workers[i].thread, NULL);
    for (size_t r = 0; r < RULES; r++) {
        struct str first = workers[0].answers[r];
        struct str expected = rules[r].answer ? str_c(rules[r].answer) : first;
        if (!str_eq(first, expected) || str_starts(first, STR("error: too")))
            fail_msg("%s\n got: " STR_FMT, rules[r].body, STR_ARG(first));
        for (int i = 1; i < THREADS; i++)
            assert_true(str_eq(workers[i].answers[r], first));
    }
    for (int i = 0; i < THREADS; i++)
        runner_close(&workers[i].runner);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_thread_answers_the_same)};
    return RUN_ALL(tests);
}
