/* The fold, event by event. */
#include "domain/request.h"
#include "unit/test.h"

static struct clock_start starts[] = {
    {.name = {"first_response", 14}, .due = 50},
    {.name = {"resolution", 10}, .due = 100},
    {.name = {"inspection", 10}, .due = 70},
};

static struct event filed(void)
{
    return (struct event){
        .number = 1,
        .kind = EVENT_SUBMITTED,
        .at = 10,
        .service = STR("pothole"),
        .state = STR("received"),
        .address = STR("ici"),
        .decision = {.priority = STR("normal"), .clocks = starts, .clock_count = 3},
    };
}

struct scene {
    struct arena arena;
    struct request r;
};

static void apply(struct scene *s, struct event e)
{
    e.number = s->r.version + 1;
    assert_int_equal(request_apply(&s->arena, &s->r, &e), ERR_OK);
}

static struct event moved(int64_t at, bool closed, bool answers)
{
    return (struct event){.kind = EVENT_TRANSITIONED,
                          .at = at,
                          .state = closed ? STR("done") : STR("in_progress"),
                          .closed = closed,
                          .reason = closed ? STR("repaired") : STR(""),
                          .stops_first_response = answers};
}

static int64_t met(const struct scene *s, const char *name)
{
    return request_clock(&s->r, str_c(name))->met_at;
}

static void clocks_are_met_closed_and_reopened(void **state)
{
    (void)state;
    struct scene s = {0};
    apply(&s, filed());
    apply(&s, moved(20, false, false)); /* by a machine: no answer to anybody */
    assert_int_equal(met(&s, "first_response"), 0);
    apply(&s, (struct event){.kind = EVENT_NOTED, .at = 30, .stops_first_response = true});
    assert_int_equal(met(&s, "first_response"), 30);
    apply(&s, moved(40, true, true));
    assert_int_equal(met(&s, "first_response"), 30);
    assert_int_equal(met(&s, "resolution"), 40);
    assert_int_equal(met(&s, "inspection"), 40);
    assert_int_equal(s.r.closed_at, 40);
    assert_str(s.r.reason, "repaired");
    apply(&s, moved(50, true, true)); /* from one closed state to another */
    assert_int_equal(s.r.closed_at, 40);
    assert_int_equal(met(&s, "resolution"), 40);
    apply(&s, moved(60, false, true));
    assert_int_equal(s.r.closed_at, 0);
    assert_int_equal(met(&s, "resolution"), 0);
    assert_int_equal(met(&s, "first_response"), 30);
    assert_int_equal(s.r.reason.n, 0);
    assert_int_equal(s.r.updated_at, 60);
    arena_free(&s.arena);
}

static void closing_alone_is_an_answer(void **state)
{
    (void)state;
    struct scene s = {0};
    apply(&s, filed());
    apply(&s, moved(40, true, false));
    assert_int_equal(met(&s, "first_response"), 40);
    arena_free(&s.arena);
}

static void a_copy_made_before_stays_as_it_was(void **state)
{
    (void)state;
    struct scene s = {0};
    apply(&s, filed());
    struct request before = s.r;
    apply(&s, moved(40, true, true));
    assert_int_equal(before.clocks[1].met_at, 0);
    assert_int_equal(s.r.clocks[1].met_at, 40);
    arena_free(&s.arena);
}

static void notes_and_places_replace_what_was(void **state)
{
    (void)state;
    struct scene s = {0};
    apply(&s, filed());
    apply(&s, (struct event){.kind = EVENT_NOTED, .at = 20, .note = STR("un")});
    apply(&s, (struct event){.kind = EVENT_NOTED, .at = 30, .internal_note = STR("deux")});
    assert_str(s.r.note, "un");
    apply(&s, (struct event){
                  .kind = EVENT_RELOCATED, .at = 40, .has_position = true, .position = {1, 2}});
    assert_int_equal(s.r.address.n, 0);
    assert_int_equal(s.r.position.lon, 2);
    apply(&s, (struct event){.kind = EVENT_ASSIGNED, .at = 50, .assignee = STR("x")});
    assert_str(s.r.assignee, "x");
    apply(&s, (struct event){.kind = EVENT_ASSIGNED, .at = 60});
    assert_int_equal(s.r.assignee.n, 0);
    arena_free(&s.arena);
}

static void another_service_starts_its_clocks_and_keeps_what_was_met(void **state)
{
    (void)state;
    struct scene s = {0};
    apply(&s, filed());
    apply(&s, moved(20, false, true));
    struct clock_start other[] = {{.name = STR("first_response"), .due = 500},
                                  {.name = STR("cleaning"), .due = 900}};
    apply(&s, (struct event){.kind = EVENT_RECLASSIFIED,
                             .at = 30,
                             .service = STR("light"),
                             .decision = {.priority = STR("high"),
                                          .clocks = other,
                                          .clock_count = 2,
                                          .fault = STR("?")}});
    assert_str(s.r.service, "light");
    assert_str(s.r.state, "in_progress");
    assert_true(s.r.flagged);
    assert_int_equal(met(&s, "first_response"), 20);
    assert_int_equal(request_due(&s.r), 900); /* its last clock, for want of a resolution */
    assert_null(request_clock(&s.r, STR("resolution")));
    apply(&s, (struct event){.kind = EVENT_RECLASSIFIED, .at = 40, .state = STR("start")});
    assert_str(s.r.state, "start");
    assert_int_equal(request_due(&s.r), 0);
    arena_free(&s.arena);
}

static void only_the_next_event_is_taken(void **state)
{
    (void)state;
    struct scene s = {0};
    struct event first = filed(), second = {.number = 2, .kind = EVENT_NOTED};
    assert_int_equal(request_apply(&s.arena, &s.r, &second), ERR_CORRUPT);
    struct event early_note = {.number = 1, .kind = EVENT_NOTED};
    assert_int_equal(request_apply(&s.arena, &s.r, &early_note), ERR_CORRUPT);
    assert_int_equal(request_apply(&s.arena, &s.r, &first), ERR_OK);
    assert_int_equal(request_apply(&s.arena, &s.r, &first), ERR_CORRUPT);
    struct event filed_again = filed();
    filed_again.number = 2;
    assert_int_equal(request_apply(&s.arena, &s.r, &filed_again), ERR_CORRUPT);
    struct event gap = {.number = 3, .kind = EVENT_NOTED};
    assert_int_equal(request_apply(&s.arena, &s.r, &gap), ERR_CORRUPT);
    struct event odd = {.number = 2, .kind = (enum event_kind)99};
    assert_int_equal(request_apply(&s.arena, &s.r, &odd), ERR_CORRUPT);
    assert_int_equal(request_apply(&s.arena, &s.r, &second), ERR_OK);
    arena_free(&s.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(clocks_are_met_closed_and_reopened),
        cmocka_unit_test(closing_alone_is_an_answer),
        cmocka_unit_test(a_copy_made_before_stays_as_it_was),
        cmocka_unit_test(notes_and_places_replace_what_was),
        cmocka_unit_test(another_service_starts_its_clocks_and_keeps_what_was_met),
        cmocka_unit_test(only_the_next_event_is_taken),
    };
    return RUN_ALL(tests);
}
