/* What lies ahead of a request: planned in order, asleep while it is paused, remembered when fired,
 * undone when its instant is ahead again; late ones collapse. */
#include "domain/agenda.h"
#include "lib/scene.h"

enum { HOUR = 3600 };

static struct step ladder[] = {
    {.when = STEP_PERCENT, .percent = 50, .to = {"team", 4}},
    {.when = STEP_BEFORE,
     .length = {.unit = UNIT_BUSINESS_SECONDS, .amount = 4 * HOUR},
     .to = {"lead", 4}},
    {.when = STEP_AT_DUE, .to = {"lead", 4}, .quiet = QUIET_NEXT_OPEN},
    {.when = STEP_AFTER, .length = {.unit = UNIT_BUSINESS_DAYS, .amount = 1}, .to = {"manager", 7}},
};
static struct pause_limit limits[] = {
    {.reason = PAUSE_CITIZEN,
     .most = {.unit = UNIT_BUSINESS_DAYS, .amount = 4, .at = AT_SAME_TIME},
     .reminder = {.unit = UNIT_BUSINESS_DAYS, .amount = 1, .at = AT_SAME_TIME}},
};

static int open_with_ladder(void **state)
{
    light_clocks[0].policy = (struct policy){.pauses = 1u << PAUSE_CITIZEN | 1u << PAUSE_PERMIT,
                                             .limits = limits,
                                             .limit_count = COUNT(limits),
                                             .steps = ladder,
                                             .step_count = COUNT(ladder)};
    return scene_open(state);
}

static int close_with_ladder(void **state)
{
    light_clocks[0].policy = (struct policy){0};
    town_states[1].timeout = (struct timeout){0};
    return scene_close(state);
}

#define WITH_LADDER(test) cmocka_unit_test_setup_teardown(test, open_with_ladder, close_with_ladder)

struct expected {
    enum instant_kind kind;
    uint32_t step;
    const char *at;
};

static void assert_agenda(const struct request *r, const struct expected *expected, size_t count)
{
    assert_int_equal(r->agenda_count, count);
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(r->agenda[i].kind, expected[i].kind);
        assert_int_equal(r->agenda[i].step, expected[i].step);
        assert_int_equal(r->agenda[i].at, at(expected[i].at));
    }
    assert_ptr_equal(agenda_next(r), count ? &r->agenda[0] : NULL);
}

/* Filed on Thursday at ten for three working days: 32.5 hours until Tuesday's closing. */
static const struct expected whole[] = {
    {INSTANT_STEP, 1, "2026-05-11T09:15:00-04:00"},
    {INSTANT_STEP, 2, "2026-05-12T13:00:00-04:00"},
    {INSTANT_DUE, 0, "2026-05-12T17:00:00-04:00"},
    {INSTANT_STEP, 3, "2026-05-13T08:30:00-04:00"},
    {INSTANT_BREACH, 0, "2026-05-13T08:30:01-04:00"},
    {INSTANT_STEP, 4, "2026-05-13T17:00:00-04:00"},
};

static void a_ladder_is_planned_in_order(void **state)
{
    struct scene *s = *state;
    uint64_t id = scene_file(s, NULL);
    assert_agenda(&s->change.after, whole, COUNT(whole));
    struct request r = scene_request(s, id);
    assert_agenda(&r, whole, COUNT(whole));
    for (size_t i = 0; i < r.agenda_count; i++)
        assert_int_equal(r.agenda[i].to.n, 0); /* said when it is fired */
}

/* --- Firing ----------------------------------------------------------------------------------- */

static struct firing *due_at(struct scene *s, const struct request *r, const char *now,
                             size_t *count)
{
    struct firing *firings;
    assert_int_equal(agenda_due(&s->arena, r, at(now), &firings, count), ERR_OK);
    return firings;
}

static void each_comes_due_at_its_second(void **state)
{
    struct scene *s = *state;
    size_t count;
    struct request r = scene_request(s, scene_file(s, NULL));
    due_at(s, &r, "2026-05-11T09:14:59-04:00", &count);
    assert_int_equal(count, 0);
    struct firing *f = due_at(s, &r, "2026-05-11T09:15:00-04:00", &count);
    assert_int_equal(count, 1);
    assert_int_equal(f->instant.step, 1);
    assert_str(f->instant.to, "team");
    assert_int_equal(f->collapsed_count, 0);
}

/* The steps are one ladder, due and late another. */
static void late_ones_collapse_into_the_highest(void **state)
{
    struct scene *s = *state;
    size_t count;
    struct request r = scene_request(s, scene_file(s, NULL));
    struct firing *f = due_at(s, &r, "2026-05-13T12:00:00-04:00", &count);
    assert_int_equal(count, 2);
    assert_int_equal(f[0].instant.kind, INSTANT_STEP);
    assert_int_equal(f[0].instant.step, 3);
    assert_str(f[0].instant.to, "lead");
    assert_int_equal(f[0].collapsed_count, 2);
    assert_int_equal(f[0].collapsed[0].step, 1);
    assert_int_equal(f[0].collapsed[1].step, 2);
    assert_int_equal(f[1].instant.kind, INSTANT_BREACH);
    assert_int_equal(f[1].instant.to.n, 0);
    assert_int_equal(f[1].collapsed_count, 1);
    assert_int_equal(f[1].collapsed[0].kind, INSTANT_DUE);
}

/* Of the clock's own cycle, and of this clock only. */
static void other_clocks_and_cycles_do_not_collapse(void **state)
{
    struct scene *s = *state;
    size_t count;
    struct instant agenda[] = {
        {.kind = INSTANT_STEP, .at = 1, .clock = STR("a"), .step = 1},
        {.kind = INSTANT_STEP, .at = 2, .clock = STR("b"), .step = 1},
        {.kind = INSTANT_STEP, .at = 3, .clock = STR("a"), .step = 1, .cycle = 1},
        {.kind = INSTANT_REMINDER, .at = 4, .cycle = 1},
        {.kind = INSTANT_REMINDER, .at = 5, .cycle = 2},
        {.kind = INSTANT_TIMEOUT, .at = 6},
    };
    const struct request r = {.agenda = agenda, .agenda_count = COUNT(agenda)};
    struct firing *f;
    assert_int_equal(agenda_due(&s->arena, &r, 6, &f, &count), ERR_OK);
    assert_int_equal(count, COUNT(agenda));
    for (size_t i = 0; i < count; i++) {
        assert_int_equal(f[i].instant.at, (int64_t)i + 1);
        assert_int_equal(f[i].collapsed_count, 0);
    }
}

/* --- The fold --------------------------------------------------------------------------------- */

/* The event that the schedule makes of what is due at `now`, folded. */
static void fire(struct scene *s, struct request *r, const char *now)
{
    size_t count;
    struct firing *f = due_at(s, r, now, &count);
    for (size_t i = 0; i < count; i++) {
        const struct event e = {.kind = EVENT_FIRED,
                                .at = at(now),
                                .fired = f[i].instant,
                                .collapsed = f[i].collapsed,
                                .collapsed_count = f[i].collapsed_count};
        assert_int_equal(agenda_fold(&s->arena, r, &e), ERR_OK);
    }
}

/* Plans again as an event that touches clocks does. */
static struct event plan(struct scene *s, struct request *r, const char *now)
{
    struct change change = {.after = *r};
    struct draft d = {.desk = &s->counter.desk,
                      .arena = &s->arena,
                      .jurisdiction = &s->town.jurisdiction,
                      .actor = &town_agent,
                      .out = &change};
    struct event e = {.kind = EVENT_RECLASSIFIED, .at = at(now)};
    assert_int_equal(agenda_plan(&d, &e), ERR_OK);
    *r = change.after;
    return e;
}

static void what_was_fired_is_not_planned_again(void **state)
{
    struct scene *s = *state;
    struct request r = scene_request(s, scene_file(s, NULL)), before = r;
    fire(s, &r, "2026-05-12T13:00:00-04:00");
    assert_int_equal(r.fired_count, 2); /* the second step, and the first that collapsed into it */
    assert_agenda(&r, whole + 2, COUNT(whole) - 2);
    assert_agenda(&before, whole, COUNT(whole)); /* a state is never changed in place */
    assert_false(plan(s, &r, "2026-05-12T13:00:01-04:00").plans);
    assert_agenda(&r, whole + 2, COUNT(whole) - 2);
}

static void a_step_is_undone_when_its_instant_is_ahead_again(void **state)
{
    struct scene *s = *state;
    struct request r = scene_request(s, scene_file(s, NULL));
    fire(s, &r, "2026-05-12T13:00:00-04:00");
    struct clock later = r.clocks[0];
    later.start.due = at("2026-05-14T17:00:00-04:00"); /* two days more */
    later.start.breach_at = at("2026-05-15T08:30:00-04:00");
    r.clocks = &later;
    struct event e = plan(s, &r, "2026-05-12T13:00:01-04:00");
    assert_true(e.plans);
    assert_int_equal(e.undone_count, 2); /* half of it: Wednesday; four hours: Thursday */
    assert_int_equal(r.fired_count, 0);
    static const struct expected ahead[] = {
        {INSTANT_STEP, 1, "2026-05-13T09:15:00-04:00"},
        {INSTANT_STEP, 2, "2026-05-14T13:00:00-04:00"},
        {INSTANT_DUE, 0, "2026-05-14T17:00:00-04:00"},
        {INSTANT_STEP, 3, "2026-05-15T08:30:00-04:00"},
        {INSTANT_BREACH, 0, "2026-05-15T08:30:01-04:00"},
        {INSTANT_STEP, 4, "2026-05-15T17:00:00-04:00"},
    };
    assert_agenda(&r, ahead, COUNT(ahead));
    assert_false(plan(s, &r, "2026-05-12T13:00:02-04:00").plans);
}

/* --- What sleeps ------------------------------------------------------------------------------ */

static void a_paused_clock_has_a_reminder_and_an_end_ahead(void **state)
{
    struct scene *s = *state;
    uint64_t id = scene_file(s, NULL);
    scene_set_clock(s, at("2026-05-08T10:00:00-04:00"));
    scene_pause(s, id, "citizen");
    static const struct expected asleep[] = {
        {INSTANT_REMINDER, 0, "2026-05-11T10:00:00-04:00"},
        {INSTANT_PAUSE_END, 0, "2026-05-14T10:00:00-04:00"},
    };
    struct request r = scene_request(s, id);
    assert_agenda(&r, asleep, COUNT(asleep));
    assert_int_equal(r.agenda[0].pause, PAUSE_CITIZEN);
    scene_set_clock(s, at("2026-05-11T10:00:00-04:00"));
    scene_resume(s, id);
    r = scene_request(s, id);
    assert_int_equal(r.agenda_count, COUNT(whole)); /* Friday's closing was passed: a day later */
    assert_int_equal(r.agenda[2].at, at("2026-05-13T17:00:00-04:00"));
}

static void a_pause_without_limits_has_nothing_ahead(void **state)
{
    struct scene *s = *state;
    uint64_t id = scene_file(s, NULL);
    scene_pause(s, id, "permit");
    struct request r = scene_request(s, id);
    assert_agenda(&r, NULL, 0);
}

static void who_is_done_has_nothing_ahead(void **state)
{
    struct scene *s = *state;
    uint64_t id = scene_file(s, NULL);
    scene_move(s, id, "refused", "private");
    struct request r = scene_request(s, id);
    assert_agenda(&r, NULL, 0);
}

static void a_state_times_out_from_when_it_was_entered(void **state)
{
    struct scene *s = *state;
    town_states[1].timeout =
        (struct timeout){.after = {.unit = UNIT_BUSINESS_DAYS, .amount = 2, .at = AT_SAME_TIME},
                         .to = STR("done"),
                         .reason = STR("repaired")};
    uint64_t id = scene_file(s, NULL);
    scene_move(s, id, "in_progress", "");
    scene_set_clock(s, at("2026-05-08T09:00:00-04:00"));
    scene_pause(s, id, "permit"); /* it does not wait for pauses, and is not begun anew */
    struct request r = scene_request(s, id);
    static const struct expected timeout[] = {{INSTANT_TIMEOUT, 0, "2026-05-11T10:00:00-04:00"}};
    assert_agenda(&r, timeout, 1);
    scene_move(s, id, "done", "repaired");
    r = scene_request(s, id);
    assert_agenda(&r, NULL, 0);
    scene_set_clock(s, at("2026-05-12T09:00:00-04:00"));
    scene_move(s, id, "in_progress", "");
    r = scene_request(s, id);
    size_t timeouts = 0;
    for (size_t i = 0; i < r.agenda_count; i++)
        if (r.agenda[i].kind == INSTANT_TIMEOUT) {
            timeouts++;
            assert_int_equal(r.agenda[i].at, at("2026-05-14T09:00:00-04:00"));
        }
    assert_int_equal(timeouts, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_LADDER(a_ladder_is_planned_in_order),
        WITH_LADDER(each_comes_due_at_its_second),
        WITH_LADDER(late_ones_collapse_into_the_highest),
        WITH_LADDER(other_clocks_and_cycles_do_not_collapse),
        WITH_LADDER(what_was_fired_is_not_planned_again),
        WITH_LADDER(a_step_is_undone_when_its_instant_is_ahead_again),
        WITH_LADDER(a_paused_clock_has_a_reminder_and_an_end_ahead),
        WITH_LADDER(a_pause_without_limits_has_nothing_ahead),
        WITH_LADDER(who_is_done_has_nothing_ahead),
        WITH_LADDER(a_state_times_out_from_when_it_was_entered),
    };
    return RUN_ALL(tests);
}
