/* What a rule may ask about other requests: the live answer, the one kept, and the one given again.
 */
#include "domain/host.h"

#include "lib/fixture.h"
#include "unit/test.h"

static struct town town;
static struct counter_desk counter;
static struct arena arena;

/* A rule in C: what it asks, and what it was told. */
static struct host_question asks;
static struct host_answer told;
static enum err failed;
static int times;

static enum err asking_priority(void *self, const struct rule_question *q, struct arena *in,
                                struct str *out, struct str *fault)
{
    (void)self;
    for (int i = 0; i < times; i++) {
        failed = q->host->ask(q->host->self, &asks, in, &told);
        if (failed)
            return *fault = STR("asked"), ERR_RULE;
    }
    *out = told.count && told.rows[0].n >= 3 ? STR("urgent") : STR("low");
    return ERR_OK;
}

static enum err three(void *self, const struct rule_question *q, struct arena *in, double *out,
                      struct str *fault)
{
    (void)self, (void)q, (void)in, (void)fault;
    *out = 3;
    return ERR_OK;
}

static int open_town(void **state)
{
    (void)state;
    town_open(&town);
    counter_open(&counter, &town);
    counter.desk.rules = (struct rules){.goal = three, .priority = asking_priority};
    asks = (struct host_question){.what = HOST_COUNT, .days = 30, .near = 100};
    times = 1;
    return 0;
}

static int close_town(void **state)
{
    (void)state;
    arena_free(&arena);
    counter_close(&counter);
    town_close(&town);
    return 0;
}

static struct request file_at(double lat, double lon, bool placed)
{
    const struct submission s = {.service = STR("light"),
                                 .has_position = placed,
                                 .position = TOWN_AT(lat, lon),
                                 .address = STR("13665, boul. de Pierrefonds"),
                                 .description = STR("éteint")};
    struct faults faults = faults_in(&arena);
    struct change change;
    assert_int_equal(desk_look(&counter.desk), ERR_OK);
    assert_int_equal(
        desk_submit(&counter.desk, &arena, &town.jurisdiction, &town_client, &s, &faults, &change),
        ERR_OK);
    assert_int_equal(counter_commit(&counter, &change), ERR_OK);
    return change.after;
}

static struct decision kept_of(uint64_t id)
{
    struct event *events;
    size_t count;
    assert_int_equal(desk_look(&counter.desk), ERR_OK);
    assert_int_equal(desk_events(&counter.desk, &arena, &town.jurisdiction, id, &events, &count),
                     ERR_OK);
    desk_leave(&counter.desk);
    return events[0].decision;
}

static void the_fourth_nearby_is_urgent_and_says_why(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++)
        assert_str(file_at(45.5, -73.85, true).priority, "low");
    assert_str(file_at(45.55, -73.85, true).priority, "low"); /* five kilometres away */
    assert_str(file_at(0, 0, false).priority, "low");         /* nowhere: near none */
    struct request r = file_at(45.5004, -73.85, true);
    assert_str(r.priority, "urgent");
    struct decision d = kept_of(r.id);
    assert_int_equal(d.call_count, 1);
    assert_int_equal(d.calls[0].question.what, HOST_COUNT);
    assert_int_equal(d.calls[0].question.days, 30);
    assert_true(d.calls[0].question.near == 100);
    assert_int_equal(d.calls[0].answer.count, 1);
    assert_int_equal(d.calls[0].answer.rows[0].n, 3);
    assert_int_equal(d.calls[0].answer.reads, told.reads); /* it costs the same when replayed */
    assert_true(told.reads > 3);
}

static void old_ones_are_not_counted(void **state)
{
    (void)state;
    for (int i = 0; i < 3; i++)
        file_at(45.5, -73.85, true);
    atomic_store(&town.now.at, TOWN_NOW + 31 * DAY_SECONDS);
    assert_str(file_at(45.5, -73.85, true).priority, "low");
    assert_int_equal(told.rows[0].n, 0);
}

static void a_count_of_nothing_is_kept_too(void **state)
{
    (void)state;
    struct decision d = kept_of(file_at(45.5, -73.85, true).id);
    assert_int_equal(d.call_count, 1);
    assert_int_equal(d.calls[0].answer.count, 1);
    assert_int_equal(d.calls[0].answer.rows[0].n, 0);
}

static void groups_come_by_key(void **state)
{
    (void)state;
    asks = (struct host_question){.what = HOST_GROUP, .by = STR("service"), .days = 30};
    file_at(45.5, -73.85, true);
    file_at(45.5, -73.85, true);
    assert_int_equal(told.count, 1);
    assert_str(told.rows[0].key, "light");
    asks.by = STR("priority");
    file_at(45.5, -73.85, true);
    assert_int_equal(told.count, 1);
    assert_int_equal(told.rows[0].n, 2);
    asks.by = STR("no_such_attribute");
    file_at(45.5, -73.85, true);
    assert_int_equal(told.count, 0);
    asks.service = STR("pothole");
    asks.by = STR("state");
    file_at(45.5, -73.85, true);
    assert_int_equal(told.count, 0);
}

/* Itself is not its own neighbour. */
static void a_correction_leaves_itself_out(void **state)
{
    (void)state;
    file_at(45.5, -73.85, true);
    struct request r = file_at(45.5, -73.85, true);
    const struct correction c = {.service = STR("light"), .has_answers = true};
    struct faults faults = faults_in(&arena);
    struct change change;
    assert_int_equal(desk_look(&counter.desk), ERR_OK);
    told = (struct host_answer){0};
    assert_int_equal(desk_correct(&counter.desk, &arena, &town.jurisdiction, &town_agent, r.id, 0,
                                  &c, &faults, &change),
                     ERR_OK);
    desk_leave(&counter.desk);
    assert_int_equal(told.rows[0].n, 1);
}

static void the_same_question_is_asked_once(void **state)
{
    (void)state;
    times = 100;
    struct decision d = kept_of(file_at(45.5, -73.85, true).id);
    assert_int_equal(d.call_count, 1);
    assert_int_equal(d.fault.n, 0);
}

/* --- Keeping and giving again ----------------------------------------------------------------- */

static enum err seven(void *self, const struct host_question *q, struct arena *in,
                      struct host_answer *out)
{
    (void)self, (void)q;
    struct tally *row = ARENA_NEW(in, struct tally);
    row->n = 7;
    *out = (struct host_answer){.rows = row, .count = 1};
    return ERR_OK;
}

static void only_so_many_are_kept(void **state)
{
    (void)state;
    const struct host live = {NULL, seven, NULL};
    struct host_record record = {.arena = &arena, .from = &live};
    struct host host = host_record(&record);
    struct host_answer out;
    struct host_question q = {.what = HOST_COUNT};
    for (q.days = 1; q.days <= HOST_CALLS_MAX; q.days++)
        assert_int_equal(host.ask(host.self, &q, &arena, &out), ERR_OK);
    assert_int_equal(host.ask(host.self, &q, &arena, &out), ERR_TOO_LARGE);
    q.days = 1;
    assert_int_equal(host.ask(host.self, &q, &arena, &out), ERR_OK);
    assert_int_equal(record.count, HOST_CALLS_MAX);
    record = (struct host_record){.arena = &arena};
    assert_int_equal(host.ask(host.self, &q, &arena, &out), ERR_UNSUPPORTED);
}

static void a_replay_answers_what_was_kept_and_flags_the_rest(void **state)
{
    (void)state;
    struct tally row = {.n = 3};
    const struct host_call call = {{.what = HOST_COUNT, .days = 30, .near = 50}, {&row, 1, 0}};
    const struct host live = {NULL, seven, NULL};
    struct host_replay replay = {.calls = &call, .count = 1};
    struct host host = host_replay(&replay);
    struct host_question q = call.question;
    struct host_answer out;
    assert_int_equal(host.ask(host.self, &q, &arena, &out), ERR_OK);
    assert_int_equal(out.rows[0].n, 3);
    assert_int_equal(replay.missed, 0);
    q.near = 60; /* a candidate asks something else */
    assert_int_equal(host.ask(host.self, &q, &arena, &out), ERR_OK);
    assert_int_equal(out.rows[0].n, 0);
    assert_int_equal(replay.missed, 1);
    replay.otherwise = &live;
    assert_int_equal(host.ask(host.self, &q, &arena, &out), ERR_OK);
    assert_int_equal(out.rows[0].n, 7);
    assert_int_equal(replay.missed, 2);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, open_town, close_town)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_fourth_nearby_is_urgent_and_says_why),
        TEST(old_ones_are_not_counted),
        TEST(a_count_of_nothing_is_kept_too),
        TEST(groups_come_by_key),
        TEST(a_correction_leaves_itself_out),
        TEST(the_same_question_is_asked_once),
        TEST(only_so_many_are_kept),
        TEST(a_replay_answers_what_was_kept_and_flags_the_rest),
    };
    return RUN_ALL(tests);
}
