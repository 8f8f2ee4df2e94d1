/* Tests as data: what a test file may not say, what playing one finds, and that each expectation
 * can fail. */
#include "script/trials.h"

#include "base/file.h"
#include "base/id.h"
#include "script/load.h"
#include "unit/script/support.h"

#define FIXTURES SOURCE_DIR "/tests/plugin/"

static struct arena arena;
static struct generation *generation;

static int open_all(void **state)
{
    (void)state;
    struct faults faults = faults_in(&arena);
    const struct generation_options o = {.dir = FIXTURES "borough",
                                         .plugins = SOURCE_DIR "/plugins",
                                         .around_year = 2026,
                                         .slowness = 40};
    return (int)id_init() || (int)generation_load(&o, &faults, &generation);
}

static int close_all(void **state)
{
    (void)state;
    generation_release(generation);
    arena_free(&arena);
    return 0;
}

static const struct service *service(const char *code)
{
    return jurisdiction_service(generation_jurisdiction(generation), str_c(code));
}

static enum err read(struct str text, struct faults *faults, struct trials *out)
{
    return trials_read(&arena, generation, service("rules"), NULL, STR("rules/service_test.lua"),
                       text, faults, out);
}

static void a_bad_file_gives_all_its_faults(void **state)
{
    (void)state;
    struct faults faults = faults_in(&arena);
    struct trials trials;
    struct str text;
    assert_int_equal(file_read(&arena, FIXTURES "trial/bad.lua", VM_SOURCE_MAX, &text), ERR_OK);
    assert_int_equal(read(text, &faults, &trials), ERR_INVALID);
    assert_faults(&arena, &faults, text);
}

/* --- Playing ---------------------------------------------------------------------------------- */

/* The one test of a text, played: its misses, as "what: expected/got;". */
static struct str misses(const char *text)
{
    struct faults faults = faults_in(&arena);
    struct trials trials;
    struct trials_report report;
    struct buf b = buf_in(&arena);
    assert_int_equal(read(str_c(text), &faults, &trials), ERR_OK);
    assert_int_equal(trials.count, 1);
    assert_int_equal(trials_run(&arena, generation, &trials, 1794000000, &report), ERR_OK);
    for (size_t i = 0; i < report.results[0].miss_count; i++) {
        const struct trial_miss *m = &report.results[0].misses[i];
        buf_printf(&b, STR_FMT ": " STR_FMT "/" STR_FMT ";", STR_ARG(m->what.in[LANG_EN]),
                   STR_ARG(m->expected.in[LANG_EN]), STR_ARG(m->got.in[LANG_EN]));
    }
    assert_int_equal(report.failed, report.results[0].miss_count > 0);
    return buf_str(&b);
}

#define FILED "return { test \"t\" { now = \"2026-11-06 16:50\", given = { case = \"days\" }, "

static void what_holds_passes(void **state)
{
    (void)state;
    assert_str(misses(FILED "steps = { { \"2026-11-09 09:00\", \"done\", \"ok\" } }, "
                            "expect = { state = \"done\", rule = \"days\", priority = \"low\", "
                            "due = { resolution = \"2026-11-29 00:00\" }, "
                            "closing = { fr = \"C'est fait.\", en = \"It is done.\" } } } }"),
               "");
}

/* Each expectation, wrong. */
static void what_does_not_hold_is_told(void **state)
{
    (void)state;
    assert_str(misses(FILED "expect = { state = \"done\" } } }"), "state: done/received;");
    assert_str(misses(FILED "expect = { priority = \"high\" } } }"), "priority: high/low;");
    assert_str(misses(FILED "expect = { rule = \"hours\" } } }"),
               "rule of resolution: hours/days;");
    assert_str(misses(FILED "expect = { due = \"2026-11-27\" } } }"),
               "due date of resolution: 2026-11-27/2026-11-29 00:00;");
    assert_str(misses(FILED "expect = { due = false } } }"),
               "due date of resolution: no date/2026-11-29 00:00;");
    assert_str(misses(FILED "expect = { closing = { fr = \"Fini.\", en = \"Over.\" } } } }"),
               "closing words: Over./nothing;");
    assert_str(misses(FILED "expect = { promise = { fr = \"Bientôt\", en = \"Soon\" } } } }"),
               "promise: Soon/nothing;");
    assert_str(misses(FILED "expect = { errors = { n = \"not_a_number\" } } } }"),
               "error on n: not_a_number/nothing;");
    assert_str(misses(FILED "expect = { stop = true } } }"), "stop (stop_if): a stop/nothing;");
    assert_str(misses(FILED "expect = { fault = true } } }"),
               "failure of a function: a failure/nothing;");
    assert_str(misses(FILED "expect = { fires = { { \"2026-11-30 00:00\", \"due\" } } } } }"),
               "what fires: 2026-11-30 00:00 due/nothing;");
}

static void a_refusal_that_nobody_expected_is_told(void **state)
{
    (void)state;
    struct str told = misses("return { test \"t\" { given = { n = \"ten\" }, "
                             "expect = { state = \"received\" } } }");
    assert_true(str_starts(told, STR("error on n: nothing/not_a_number (")));
    assert_str(misses("return { test \"t\" { given = { n = \"ten\" }, "
                      "expect = { errors = { n = \"not_a_number\" } } } }"),
               "");
}

static void a_step_is_refused_or_not(void **state)
{
    (void)state;
    struct str told = misses(FILED "steps = { { \"2026-11-09 09:00\", \"done\" } }, "
                                   "expect = { state = \"received\" } } }");
    assert_true(str_starts(told, STR("step 1: accepted/One of these reasons is needed: ok.")));
    assert_str(misses(FILED "steps = { { \"2026-11-09 09:00\", \"done\", refused = true } }, "
                            "expect = { state = \"received\" } } }"),
               "");
    assert_str(misses(FILED
                      "steps = { { \"2026-11-09 09:00\", \"done\", \"ok\", refused = true } }, "
                      "expect = { state = \"done\" } } }"),
               "step 1: refused/accepted;");
}

/* A failing function passes no test that does not say so. */
static void a_function_that_fails_is_told(void **state)
{
    (void)state;
    struct str told = misses("return { test \"t\" { now = \"2026-11-06 16:50\", "
                             "given = { case = \"loop\" }, expect = { priority = \"low\" } } }");
    assert_str(told, "");
    told = misses("return { test \"t\" { now = \"2026-11-06 16:50\", "
                  "given = { case = \"word\" }, expect = { state = \"received\" } } }");
    assert_true(str_starts(told, STR("failure of a function: nothing/priority: ")));
}

static void what_comes_due_is_fired_on_the_way(void **state)
{
    (void)state;
    assert_str(misses(FILED "up_to = \"2026-12-01 00:00\", "
                            "expect = { fires = { { \"2026-11-29 00:00\", \"due\", "
                            "clock = \"resolution\" } } } } }"),
               "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_bad_file_gives_all_its_faults),
        cmocka_unit_test(what_holds_passes),
        cmocka_unit_test(what_does_not_hold_is_told),
        cmocka_unit_test(a_refusal_that_nobody_expected_is_told),
        cmocka_unit_test(a_step_is_refused_or_not),
        cmocka_unit_test(a_function_that_fails_is_told),
        cmocka_unit_test(what_comes_due_is_fired_on_the_way),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
