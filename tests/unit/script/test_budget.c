/* What a decision may use, of what a function that uses it up is told, and for how long it is then
 * left alone. Whatever ran before in a state, the end is the same, to the byte. */
#include "script/rules.h"

#include "base/buf.h"
#include "base/id.h"
#include "script/ledger.h"
#include "script/suspend.h"
#include "unit/test.h"

static struct arena arena;
static struct generation *generation;
static const struct service *service;

/* The body of `priority` is chosen by the answer "case". */
static const char head[] =
    "local kept, n, m = { list = {} }, 0, 0\n"
    "local change = { x = function() n = n + 1 end, y = function() m = m + 1 end }\n"
    "local cases = {\n";
static const char tail[] =
    "}\n"
    "return service { code = 'rules', version = '1.0.0', api = 1, group = 'tests',\n"
    "  name = { fr = 'E', en = 'T' }, description = { fr = 'E.', en = 'T.' },\n"
    "  settings = { setting.number 'days' { default = 4, label = { fr = 'J', en = 'D' } } },\n"
    "  attributes = { attribute.string 'case' { label = { fr = 'C', en = 'C' } } },\n"
    "  clocks = { clock 'resolution' { calendar = 'roads',\n"
    "    rule 'asked' { unit = 'bd', goal = function(r, cx)\n"
    "      cases[r.attributes.case](r, cx) return 3 end } } },\n"
    "  workflow = workflow { start = 'received',\n"
    "    state 'received' { label = { fr = 'R', en = 'R' }, status = 'open',\n"
    "      detailed = 'RECEIVED', next = { 'done' } },\n"
    "    state 'done' { label = { fr = 'T', en = 'D' }, status = 'closed',\n"
    "      detailed = 'PROCESSED', reasons = { reason 'ok' { label = { fr = 'F', en = 'D' },\n"
    "        say = { fr = 'Fait.', en = 'Done.' } } } } },\n"
    "  priority = function(r, cx) return cases[r.attributes.case](r, cx) end }\n";

/* Each ends near a limit, or tells how near one is. */
static const struct {
    const char *name, *body, *end; /* the answer, or the English half of the fault; NULL: any */
} cases[] = {
    {"long_error", "error(('x'):rep(10000))", "error message is unreadable"},
    {"longer_error", "error(('x'):rep(100000))", "error message is unreadable"},
    {"loop", "while true do end", "too many instructions"},
    {"garbage", "for i = 1, 5000 do local t = { i, {} } end return 'low'", "low"},
    {"strings", "for i = 1, 6000 do local s = 'k' .. i end return 'high'", "high"},
    {"held_400k",
     "local t = {} local x = ('x'):rep(100):rep(100) for i = 1, 40 do t[i] = x .. i end return "
     "'low'",
     "low"},
    {"held_700k",
     "local t = {} local x = ('x'):rep(100):rep(100) for i = 1, 70 do t[i] = x .. i end return "
     "'low'",
     "low"},
    {"held_2m",
     "local t = {} local x = ('x'):rep(100):rep(100) for i = 1, 200 do t[i] = x .. i end return "
     "'low'",
     "too much memory"},
    {"rep_200k", "return #(('x'):rep(1000):rep(200)) == 200000 and 'low'", "low"},
    {"rep_rep", "local ok = pcall(string.rep, ('x'):rep(1000), 100) return ok and 'low' or 'high'",
     "low"},
    {"concat",
     "local t = {} for i = 1, 900 do t[i] = ('y'):rep(100) end "
     "local ok = pcall(table.concat, t) return ok and 'low' or 'high'",
     "low"},
    {"format",
     "local s = ('z'):rep(600):rep(100) local ok, x = pcall(string.format, '%s%s', s, s) "
     "return ok and #x == 120000 and 'low' or 'high'",
     "low"},
    {"upper",
     "local ok = pcall(string.upper, ('x'):rep(400):rep(300)) return ok and 'low' or 'high'",
     "low"},
    {"deep",
     "local function f(k) if k == 0 then return 0 end return 1 + f(k - 1) end "
     "return f(1500) == 1500 and 'low'",
     "low"},
    {"deeper", "local function f(k) if k == 0 then return 0 end return 1 + f(k - 1) end f(1e9)",
     "too much memory"},
    {"unknown",
     "cx.count { days = 1, zeta = 1, alpha = 1, beta = 2, gamma = 3, delta = 4, omega = 5 }",
     "unknown argument \"alpha\""},
    {"two_changed", "change.y() change.x() return 'low'", "it changed \"m\""},
    {"joins", "local a = ('x'):rep(300):rep(100) for i = 1, 1e9 do local b = a .. i end",
     "too many instructions"},
    {"numbers", "for i = 1, 3000 do local s = (i / 7) .. '' end return 'urgent'", "urgent"},
};

enum { CASES = sizeof cases / sizeof *cases };

static int open_all(void **state)
{
    (void)state;
    struct buf b = buf_in(&arena);
    struct bundle texts = bundle_in(&arena);
    struct faults faults = faults_in(&arena);
    buf_str_put(&b, str_c(head));
    for (size_t i = 0; i < CASES; i++)
        buf_printf(&b, "%s = function(r, cx) %s end,\n", cases[i].name, cases[i].body);
    buf_str_put(&b, str_c(tail));
    const struct generation_options options = {.dir = SOURCE_DIR "/tests/plugin/borough",
                                               .plugins = SOURCE_DIR "/plugins",
                                               .texts = &texts,
                                               .around_year = 2026,
                                               .slowness = 200};
    if (id_init() || bundle_put(&texts, STR("services/rules/service.lua"), buf_str(&b)) ||
        generation_load(&options, &faults, &generation)) {
        print_error("%s\n", faults.first ? faults.first->say.in[LANG_EN].p : "?");
        return -1;
    }
    service = jurisdiction_service(generation_jurisdiction(generation), STR("rules"));
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    generation_release(generation);
    arena_free(&arena);
    return 0;
}

static struct script_rules *rules_open(void)
{
    struct script_rules *rules;
    assert_int_equal(script_rules_open(&generation, 1, &rules), ERR_OK);
    return rules;
}

/* The answer, or the fault, at that time. */
static struct str ask(struct script_rules *rules, const char *which, int64_t now,
                      struct rule_spent *spent)
{
    const struct answer answers[] = {{STR("case"), {.type = VALUE_STRING, .string = str_c(which)}}};
    const struct facts facts = {.answers = answers, .answer_count = 1, .at = 1767243600};
    const struct rule_question q = {.jurisdiction = generation_jurisdiction(generation),
                                    .service = service,
                                    .function = service->priority_function,
                                    .facts = &facts,
                                    .now = now,
                                    .spent = spent};
    struct rules table = script_rules_table(rules);
    struct str word, fault;
    return table.priority(table.self, &q, &arena, &word, &fault) ? fault : word;
}

static struct str ask_now(struct script_rules *rules, const char *which)
{
    return ask(rules, which, 1767243600, NULL);
}

static void expect(struct str got, const char *end, const char *which)
{
    if (!memmem(got.p, got.n, end, strlen(end)))
        fail_msg("%s\n wanted: %s\n got: " STR_FMT, which, end, STR_ARG(got));
}

/* Every case after every other, in a state that lives on, and in a new one. */
static void the_same_after_anything(void **state)
{
    (void)state;
    struct script_rules *old = rules_open();
    for (size_t before = 0; before < CASES; before++) {
        for (size_t i = 0; i < CASES; i++) {
            struct script_rules *new = rules_open();
            struct str first = ask_now(new, cases[i].name);
            expect(first, cases[i].end, cases[i].name);
            ask_now(old, cases[before].name);
            struct str again = ask_now(old, cases[i].name);
            if (!str_eq(first, again))
                fail_msg("%s after %s\n first: " STR_FMT "\n again: " STR_FMT, cases[i].name,
                         cases[before].name, STR_ARG(first), STR_ARG(again));
            script_rules_close(new);
        }
        arena_reset(&arena);
    }
    script_rules_close(old);
}

/* --- One account for a decision --------------------------------------------------------------- */

static void one_account(void **state)
{
    (void)state;
    struct script_rules *rules = rules_open();
    struct rule_spent spent = {0};
    expect(ask(rules, "garbage", 0, &spent), "low", "the first");
    assert_in_range(spent.instructions, 20000, 100000);
    int64_t once = spent.instructions;
    for (int i = 0; i < 3 && spent.instructions + once < 200000; i++)
        expect(ask(rules, "garbage", 0, &spent), "low", "the next");
    expect(ask(rules, "loop", 0, &spent), "too many instructions", "the loop");
    assert_in_range(spent.instructions, 200000, 200200); /* counted by the hundred */
    expect(ask(rules, "garbage", 0, &spent), "the functions of this decision have used up", "last");
    expect(ask(rules, "garbage", 0, NULL), "low", "one by itself");
    struct rule_spent late = {.microseconds = INT32_MAX};
    expect(ask(rules, "garbage", 0, &late), "the functions of this decision have used up", "late");
    script_rules_close(rules);
}

/* What a new state decides is charged once. */
static void a_second_try_is_charged_once(void **state)
{
    (void)state;
    struct script_rules *rules = rules_open();
    struct rule_spent first = {0}, again = {0};
    ask_now(rules, "held_400k");
    expect(ask(rules, "held_700k", 0, &first), "low", "held_700k");
    ask_now(rules, "strings");
    expect(ask(rules, "held_700k", 0, &again), "low", "held_700k");
    assert_int_equal(first.instructions, again.instructions);
    script_rules_close(rules);
}

/* --- Suspension ------------------------------------------------------------------------------- */

static void strikes_and_sleeps(void **state)
{
    (void)state;
    struct suspension s = {0};
    int64_t now = 1000;
    for (int i = 0; i < SUSPEND_STRIKES; i++) {
        assert_false(suspend_asleep(&s, now));
        suspend_exhausted(&s, now);
    }
    for (int64_t nap = 1; nap <= 256; nap *= 2) {
        int64_t expected = nap < SUSPEND_SECONDS_MAX ? nap : SUSPEND_SECONDS_MAX;
        assert_true(suspend_asleep(&s, now) && suspend_asleep(&s, now + expected - 1));
        assert_false(suspend_asleep(&s, now + expected));
        assert_false(suspend_asleep(&s, now - 3600)); /* the clock was set back */
        now += expected;
        suspend_exhausted(&s, now);
    }
    now += SUSPEND_SECONDS_MAX;
    suspend_answered(&s);
    suspend_exhausted(&s, now); /* one in two is too often */
    assert_true(suspend_asleep(&s, now));
    now += SUSPEND_SECONDS_MAX;
    for (int i = 0; i < SUSPEND_STRIKES; i++)
        suspend_answered(&s);
    suspend_exhausted(&s, now);
    assert_false(suspend_asleep(&s, now));
}

static void a_suspended_function_is_not_asked(void **state)
{
    (void)state;
    struct ledger *ledger = ledger_open(1);
    struct script_rules *rules;
    struct ledger_sum sum;
    assert_int_equal(script_rules_open_counted(&generation, 1, ledger, 0, &rules), ERR_OK);
    for (int i = 0; i < SUSPEND_STRIKES; i++)
        expect(ask(rules, "loop", 1000, NULL), "too many instructions", "a strike");
    for (int i = 0; i < 100; i++)
        expect(ask(rules, "garbage", 1000, NULL), "suspended for a while", "asleep");
    assert_true(ledger_read(ledger, generation_jurisdiction(generation)->id, service, &sum));
    assert_int_equal(sum.calls, SUSPEND_STRIKES);
    assert_int_equal(sum.errors, SUSPEND_STRIKES + 100);
    assert_int_equal(sum.suspended, 100);
    expect(str_c(sum.last.words[LANG_EN]), "too many instructions", "the last that was asked");
    expect(ask(rules, "loop", 1001, NULL), "too many instructions", "tried again");
    expect(ask(rules, "garbage", 1002, NULL), "suspended for a while", "twice as long");
    expect(ask(rules, "garbage", 1003, NULL), "low", "awake");
    for (int i = 0; i < 2 * SUSPEND_STRIKES; i++)
        expect(ask(rules, "long_error", 1003, NULL), "unreadable", "an error is no exhaustion");
    script_rules_close(rules);
    ledger_close(ledger);
}

/* A rehearsal decides each request by itself. */
static void nobody_sleeps_in_a_rehearsal(void **state)
{
    (void)state;
    struct script_rules *rules = rules_open();
    for (int i = 0; i < 3 * SUSPEND_STRIKES; i++)
        expect(ask(rules, "loop", 1000, NULL), "too many instructions", "a strike");
    script_rules_close(rules);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_same_after_anything),
        cmocka_unit_test(one_account),
        cmocka_unit_test(a_second_try_is_charged_once),
        cmocka_unit_test(strikes_and_sleeps),
        cmocka_unit_test(a_suspended_function_is_not_asked),
        cmocka_unit_test(nobody_sleeps_in_a_rehearsal),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
