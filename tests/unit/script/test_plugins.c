/* Plugin files as data: tests/plugin/good loads without fault; each of tests/plugin/bad gives
 * exactly the faults that its last lines name. */
#include "script/read.h"

#include "script/load.h"
#include "unit/script/support.h"

#include <dirent.h>

#define PLUGINS SOURCE_DIR "/tests/plugin/"

static struct arena arena;

static enum err read_plugin(const char *dir, const char *file, struct faults *faults,
                            struct str *text, struct service *out)
{
    struct library library = {.dir = dir, .plugins = PLUGINS "good", .seen = bundle_in(&arena)};
    struct sources set = {.arena = &arena, .library = &library};
    struct vm_limits limits = vm_manifest_limits();
    struct node *tree;
    limits.microseconds *= 40;
    assert_int_equal(sources_take(&set, str_c(file), str_c(file)), ERR_OK);
    *text = set.items[0].text;
    enum err err = load_tree(&set, limits, faults, &tree);
    return err ? err : service_read(&arena, faults, &set, tree, NULL, out);
}

static void expect_faults(const char *dir, const char *file)
{
    struct faults faults = faults_in(&arena);
    struct service service;
    struct str text;
    assert_int_equal(read_plugin(dir, file, &faults, &text, &service), ERR_INVALID);
    assert_true(faults_any(&faults));
    assert_faults(&arena, &faults, text);
    arena_reset(&arena);
}

static void bad_plugins_give_their_faults(void **state)
{
    (void)state;
    size_t files = 0;
    DIR *dir = opendir(PLUGINS "bad");
    assert_non_null(dir);
    for (struct dirent *entry; (entry = readdir(dir));) {
        if (entry->d_name[0] == '.')
            continue;
        expect_faults(PLUGINS "bad", entry->d_name);
        files++;
    }
    closedir(dir);
    assert_true(files >= 20);
    arena_free(&arena);
}

/* --- The good one, read back whole ------------------------------------------------------------ */

static struct service everything(void)
{
    struct faults faults = faults_in(&arena);
    struct service s;
    struct str text;
    read_plugin(PLUGINS "good", "everything.lua", &faults, &text, &s);
    assert_faults(&arena, &faults, STR(""));
    return s;
}

static void the_service_itself(void **state)
{
    (void)state;
    struct service s = everything();
    assert_str(s.code, "everything");
    assert_str(s.version, "1.2.30");
    assert_str(s.name.in[LANG_FR], "Tout");
    assert_str(s.description.in[LANG_EN], "All that can be written.");
    assert_str(s.group, "streets");
    assert_str(s.group_label.in[LANG_FR], "Rues");
    assert_int_equal(s.keyword_count, 2);
    assert_str(s.keywords[1], "trou");
    assert_int_equal(s.setting_count, 2);
    assert_str(s.settings[0].name, "days");
    assert_true(s.settings[0].value == 7 && s.settings[0].has_min && s.settings[0].max == 60);
    assert_false(s.settings[1].has_max);
    assert_true(s.priority_function > 0);
    arena_free(&arena);
}

static void attributes(void **state)
{
    (void)state;
    struct service s = everything();
    static const enum attribute_type types[] = {ATTRIBUTE_CHOICE, ATTRIBUTE_CHOICES,
                                                ATTRIBUTE_NUMBER, ATTRIBUTE_STRING,
                                                ATTRIBUTE_TEXT,   ATTRIBUTE_DATETIME};
    assert_int_equal(s.attribute_count, 6);
    for (size_t i = 0; i < 6; i++)
        assert_int_equal(s.attributes[i].type, types[i]);
    const struct attribute *size = service_attribute(&s, STR("size"));
    assert_true(size->required);
    assert_str(size->help.in[LANG_EN], "About.");
    assert_int_equal(size->choice_count, 2);
    assert_str(size->choices[1].key, "big");
    assert_str(size->choices[1].label.in[LANG_FR], "Grand");
    const struct attribute *depth = service_attribute(&s, STR("depth"));
    assert_str(depth->unit, "cm");
    assert_true(depth->has_min && depth->min == 0 && depth->max == 100 && depth->integer);
    assert_int_equal(depth->show_if.count, 1);
    assert_str(depth->show_if.tests[0].attribute, "size");
    assert_str(depth->show_if.tests[0].values[0].string, "big");
    assert_int_equal(depth->required_if.tests[0].value_count, 2);
    assert_true(service_attribute(&s, STR("pole"))->max == 40);
    assert_null(service_attribute(&s, STR("none")));
    arena_free(&arena);
}

static void conditions(void **state)
{
    (void)state;
    struct service s = everything();
    assert_int_equal(s.stop_count, 1);
    const struct when *w = &s.stops[0].when;
    assert_int_equal(w->count, 3);
    assert_int_equal(w->tests[0].compare, COMPARE_GE);
    assert_true(w->tests[0].values[0].number == 50);
    assert_int_equal(w->tests[1].compare, COMPARE_LT);
    assert_int_equal(w->tests[2].compare, COMPARE_NE);
    assert_str(s.stops[0].say.in[LANG_FR], "Appelez le 911.");
    const struct when *school = &s.clocks[1].rules[0].when;
    assert_int_equal(school->count, 2);
    assert_int_equal(school->tests[0].kind, TEST_MONTH);
    assert_int_equal(school->tests[0].months, 1 << 8 | 1 << 11);
    assert_int_equal(school->tests[1].kind, TEST_NEAR);
    assert_str(school->tests[1].near, "school");
    assert_true(school->tests[1].metres == 150);
    const struct test *since = &s.clocks[1].rules[2].when.tests[0];
    assert_int_equal(since->values[0].type, VALUE_INSTANT);
    assert_int_equal(since->values[0].instant, 1767225600);
    arena_free(&arena);
}

static void clocks(void **state)
{
    (void)state;
    struct service s = everything();
    assert_int_equal(s.clock_count, 3);
    const struct clock_plan *first = service_clock(&s, STR("first_response"));
    assert_int_equal(first->rule_count, 1);
    assert_str(first->rules[0].id, "default");
    assert_str(first->rules[0].origin, "everything.lua:57");
    assert_int_equal(first->rules[0].unit, UNIT_BUSINESS_SECONDS);
    assert_true(first->rules[0].goal.number == 5400);
    const struct clock_plan *resolution = service_clock(&s, STR("resolution"));
    assert_str(resolution->calendar_name, "roads");
    assert_int_equal(resolution->rule_count, 4);
    const struct rule *school = &resolution->rules[0], *thaw = &resolution->rules[1];
    assert_true(school->goal.function > 0);
    assert_int_equal(school->unit, UNIT_BUSINESS_DAYS);
    assert_int_equal(school->at, AT_SAME_TIME);
    assert_int_equal(school->receipt, RECEIPT_ACTUAL);
    assert_str(school->because.in[LANG_EN], "Near a school");
    assert_int_equal(thaw->unit, UNIT_CALENDAR_WEEKS);
    assert_int_equal(thaw->at, AT_OPEN);
    assert_true(thaw->has_from && thaw->has_to && thaw->to_day - thaw->from_day == 61);
    assert_int_equal(thaw->roll, ROLL_NONE);
    assert_int_equal(resolution->rules[2].roll, ROLL_PREVIOUS);
    assert_true(resolution->rules[3].goal.number == 7);
    assert_str(s.promise.clock, "resolution");
    assert_str(s.promise.say.in[LANG_EN], "Repaired by %s");
    assert_int_not_equal(school->goal.function, s.priority_function);
    arena_free(&arena);
}

static void policies(void **state)
{
    (void)state;
    struct service s = everything();
    const struct policy *none = &service_clock(&s, STR("first_response"))->policy;
    const struct policy *p = &service_clock(&s, STR("resolution"))->policy;
    assert_int_equal(none->pauses + none->limit_count + none->window_count + none->step_count, 0);
    assert_int_equal(p->pauses, 1u << PAUSE_CITIZEN | 1u << PAUSE_WINTER);
    assert_int_equal(p->reopen, REOPEN_FIRST_ONLY);
    const struct pause_limit *citizen = policy_limit(p, PAUSE_CITIZEN);
    assert_int_equal(citizen->most.unit, UNIT_BUSINESS_DAYS);
    assert_int_equal(citizen->most.amount, 20);
    assert_int_equal(citizen->reminder.unit, UNIT_BUSINESS_SECONDS);
    assert_int_equal(citizen->reminder.amount, 8 * 3600);
    assert_int_equal(policy_limit(p, PAUSE_WINTER)->most.amount, 0);
    assert_null(policy_limit(p, PAUSE_PERMIT));
    assert_int_equal(p->window_count, 2);
    assert_str(p->windows[0].label.in[LANG_EN], "Fair");
    assert_str(p->windows[1].id, "winter");
    assert_int_equal(p->windows[1].from_month * 100 + p->windows[1].from_day, 1115);
    assert_int_equal(p->windows[1].to_month * 100 + p->windows[1].to_day, 401);
    static const struct step steps[] = {
        {.when = STEP_PERCENT, .percent = 80},
        {.when = STEP_BEFORE, .length = {.amount = 2}, .quiet = QUIET_NEXT_OPEN},
        {.when = STEP_AT_DUE},
        {.when = STEP_AFTER, .length = {.amount = 48 * 3600}},
    };
    assert_int_equal(p->step_count, 4);
    for (size_t i = 0; i < 4; i++) {
        assert_int_equal(p->steps[i].when, steps[i].when);
        assert_int_equal(p->steps[i].percent, steps[i].percent);
        assert_int_equal(p->steps[i].length.amount, steps[i].length.amount);
        assert_int_equal(p->steps[i].quiet, steps[i].quiet);
    }
    assert_str(p->steps[3].to, "manager");
    assert_int_equal(p->met_by_count, 1);
    assert_str(p->met_by[0], "done");
    arena_free(&arena);
}

static void a_fixed_date(void **state)
{
    (void)state;
    struct service s = everything();
    const struct rule *r = &service_clock(&s, STR("inventory"))->rules[0];
    assert_int_equal(r->unit, UNIT_FIXED);
    assert_true(r->goal.number == 20811.0 * 86400 + 16.5 * 3600); /* 2026-12-24 16:30 */
    arena_free(&arena);
}

static void workflow(void **state)
{
    (void)state;
    struct service s = everything();
    assert_str(s.workflow.start, "received");
    assert_int_equal(s.workflow.count, 3);
    const struct state *received = workflow_state(&s.workflow, STR("received"));
    const struct state *done = workflow_state(&s.workflow, STR("done"));
    assert_false(received->closed);
    assert_true(done->closed);
    assert_true(state_leads_to(received, STR("refused")));
    assert_false(state_leads_to(received, STR("received")));
    assert_str(done->detailed_status, "PROCESSED");
    assert_str(state_reason(done, STR("repaired"))->say.in[LANG_FR], "C'est réparé.");
    assert_null(state_reason(done, STR("private")));
    assert_false(done->pauses);
    assert_true(workflow_state(&s.workflow, STR("received"))->pauses);
    assert_int_equal(workflow_state(&s.workflow, STR("received"))->pause, PAUSE_THIRD_PARTY);
    assert_int_equal(workflow_state(&s.workflow, STR("received"))->timeout.after.amount, 10);
    assert_null(workflow_state(&s.workflow, STR("none")));
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_plugins_give_their_faults),
        cmocka_unit_test(the_service_itself),
        cmocka_unit_test(attributes),
        cmocka_unit_test(conditions),
        cmocka_unit_test(clocks),
        cmocka_unit_test(policies),
        cmocka_unit_test(a_fixed_date),
        cmocka_unit_test(workflow),
    };
    return RUN_ALL(tests);
}
