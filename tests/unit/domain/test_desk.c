/* The verbs: filing, moving on, notes, assignment, correction, and how two desks meet. */
#include "domain/keys.h"
#include "lib/fixture.h"
#include "unit/test.h"

#include <stdio.h>

static struct raw_answer small_hole[] = {{{"size", 4}, {"small", 5}}};
static struct raw_answer big_hole[] = {{{"size", 4}, {"big", 3}}, {{"depth", 5}, {"30", 2}}};

static struct submission a_pothole(void)
{
    return (struct submission){
        .service = STR("pothole"),
        .answers = small_hole,
        .answer_count = 1,
        .has_position = true,
        .position = TOWN_AT(45.49, -73.86),
        .address = STR("13665, boulevard de Pierrefonds"),
        .description = STR("Un trou\r\ndevant l'école"),
        .channel = STR("web"),
        .contact = {.first_name = STR("Élise"), .email = STR("elise@exemple.org")},
    };
}

struct scene {
    struct town town;
    struct counter_desk counter;
    struct arena arena;
    struct faults faults;
    struct change change;
};

static int open_scene(void **state)
{
    struct scene *s = calloc(1, sizeof *s);
    assert_non_null(s);
    town_open(&s->town);
    counter_open(&s->counter, &s->town);
    s->faults = faults_in(&s->arena);
    *state = s;
    return 0;
}

static int close_scene(void **state)
{
    struct scene *s = *state;
    counter_close(&s->counter);
    town_close(&s->town);
    arena_free(&s->arena);
    free(s);
    return 0;
}

static enum err submit(struct scene *s, const struct submission *in)
{
    s->faults = faults_in(&s->arena);
    assert_int_equal(desk_look(&s->counter.desk), ERR_OK);
    enum err e = desk_submit(&s->counter.desk, &s->arena, &s->town.jurisdiction, &town_client, in,
                             &s->faults, &s->change);
    if (e)
        desk_leave(&s->counter.desk);
    return e ? e : counter_commit(&s->counter, &s->change);
}

static uint64_t file_one(struct scene *s)
{
    struct submission in = a_pothole();
    assert_int_equal(submit(s, &in), ERR_OK);
    return s->change.after.id;
}

static enum err move(struct scene *s, uint64_t id, struct transition t)
{
    s->faults = faults_in(&s->arena);
    assert_int_equal(desk_look(&s->counter.desk), ERR_OK);
    enum err e = desk_transition(&s->counter.desk, &s->arena, &s->town.jurisdiction, &town_agent,
                                 id, 0, &t, &s->faults, &s->change);
    if (e)
        desk_leave(&s->counter.desk);
    return e ? e : counter_commit(&s->counter, &s->change);
}

static struct request look_up(struct scene *s, uint64_t id)
{
    struct request r;
    assert_int_equal(desk_look(&s->counter.desk), ERR_OK);
    assert_int_equal(desk_request(&s->counter.desk, &s->arena, &s->town.jurisdiction, id, &r),
                     ERR_OK);
    desk_leave(&s->counter.desk);
    return r;
}

static bool has_fault(const struct faults *f, const char *where)
{
    for (const struct fault *x = f->first; x; x = x->next)
        if (str_eq(x->where, str_c(where)))
            return true;
    return false;
}

/* --- Filing ----------------------------------------------------------------------------------- */

static void files_a_request(void **state)
{
    struct scene *s = *state;
    uint64_t id = file_one(s);
    assert_int_equal(id, IDS_FIRST);
    assert_int_equal(s->change.unknown, 0);
    struct request r = look_up(s, id);
    assert_int_equal(r.version, 1);
    assert_str(r.service, "pothole");
    assert_str(r.state, "received");
    assert_str(r.detailed_status, "RECEIVED");
    assert_str(r.description, "Un trou\ndevant l'école");
    assert_str(r.priority, "normal");
    assert_int_equal(r.requested_at, TOWN_NOW);
    assert_int_equal(r.updated_at, TOWN_NOW);
    assert_int_equal(r.clock_count, 2);
    /* Eight working hours from Thursday 10:00, seven working days. */
    assert_int_equal(request_clock(&r, STR("first_response"))->start.due, TOWN_NOW + 86400 - 1800);
    struct buf due = buf_in(&s->arena);
    instant_put(&due, request_due(&r), -4 * 3600);
    assert_str(buf_str(&due), "2026-05-18T17:00:00-04:00");
    assert_str(r.clocks[1].start.rule, "default");
    assert_false(r.flagged);
}

static enum err find_state(struct scene *s, uint64_t id)
{
    struct key key = keys_request(s->town.jurisdiction.number, id);
    struct str value;
    assert_int_equal(desk_look(&s->counter.desk), ERR_OK);
    enum err e = snap_get(s->counter.desk.snap, key_str(&key), &value);
    desk_leave(&s->counter.desk);
    return e;
}

/* Until then its state is what the only event says; a store that has one all the same is read. */
static void has_a_state_of_its_own_from_its_second_event_on(void **state)
{
    struct scene *s = *state;
    uint64_t id = file_one(s);
    struct buf filed = buf_in(&s->arena), found = buf_in(&s->arena);
    assert_int_equal(request_encode(&s->change.after, &filed), ERR_OK);
    assert_int_equal(find_state(s, id), ERR_NOT_FOUND);
    struct request r = look_up(s, id);
    assert_int_equal(request_encode(&r, &found), ERR_OK);
    assert_true(str_eq(buf_str(&filed), buf_str(&found)));
    assert_int_equal(move(s, id, (struct transition){.to = STR("in_progress")}), ERR_OK);
    assert_int_equal(find_state(s, id), ERR_OK);
    assert_str(look_up(s, id).state, "in_progress");

    uint64_t older = file_one(s);
    struct batch batch = batch_in(&s->arena);
    struct key key = keys_request(s->town.jurisdiction.number, older);
    struct buf bytes = buf_in(&s->arena);
    s->change.after.priority = STR("low");
    assert_int_equal(request_encode(&s->change.after, &bytes), ERR_OK);
    batch_put(&batch, key_str(&key), buf_str(&bytes));
    assert_int_equal(store_commit_wait(s->town.store, &batch), ERR_OK);
    assert_str(look_up(s, older).priority, "low");
    assert_int_equal(desk_look(&s->counter.desk), ERR_OK);
    assert_int_equal(desk_request(&s->counter.desk, &s->arena, &s->town.jurisdiction, 999, &r),
                     ERR_NOT_FOUND);
    desk_leave(&s->counter.desk);
}

static void keeps_the_person_apart(void **state)
{
    struct scene *s = *state;
    uint64_t id = file_one(s);
    struct contact c;
    struct event *events;
    size_t count;
    assert_int_equal(desk_look(&s->counter.desk), ERR_OK);
    assert_int_equal(desk_contact(&s->counter.desk, &s->arena, &s->town.jurisdiction, id, &c),
                     ERR_OK);
    assert_str(c.email, "elise@exemple.org");
    assert_int_equal(
        desk_events(&s->counter.desk, &s->arena, &s->town.jurisdiction, id, &events, &count),
        ERR_OK);
    assert_int_equal(count, 1);
    struct buf bytes = buf_in(&s->arena);
    assert_int_equal(event_encode(&events[0], &bytes), ERR_OK);
    assert_null(memmem(bytes.p, bytes.n, "elise", 5));
    desk_leave(&s->counter.desk);
}

static void finds_by_token_as_people_type_it(void **state)
{
    struct scene *s = *state;
    uint64_t id = file_one(s);
    char typed[64];
    snprintf(typed, sizeof typed, " %.13s-%s ", s->change.token, s->change.token + 13);
    for (char *p = typed; *p; p++)
        *p = (char)(*p >= 'a' && *p <= 'z' ? *p - 32 : *p == '0' ? 'O' : *p == '1' ? 'L' : *p);
    struct request r;
    assert_int_equal(desk_look(&s->counter.desk), ERR_OK);
    assert_int_equal(desk_request_by_token(&s->counter.desk, &s->arena, str_c(typed), &r), ERR_OK);
    assert_int_equal(r.id, id);
    desk_leave(&s->counter.desk);
}

static void a_token_opens_its_own_request_only(void **state)
{
    struct scene *s = *state;
    char first[TOKEN_TEXT], wrong[3][TOKEN_TEXT + 20];
    file_one(s);
    memcpy(first, s->change.token, sizeof first);
    file_one(s);
    snprintf(wrong[0], sizeof wrong[0], "%s%s", "1002", first + 4);
    snprintf(wrong[1], sizeof wrong[1], "0%s", first); /* the same number, written otherwise */
    snprintf(wrong[2], sizeof wrong[2], "1001%s", s->change.token + 4);
    struct str tokens[] = {str_c(wrong[0]),
                           str_c(wrong[1]),
                           str_c(wrong[2]),
                           STR("1001"),
                           str_from(str_c(first), 4),
                           STR("00000000000000000000000000"),
                           STR("184467440737095516151111111111111111111111111111111")};
    assert_int_equal(desk_look(&s->counter.desk), ERR_OK);
    for (size_t i = 0; i < COUNT(tokens); i++) {
        struct request r;
        assert_int_equal(desk_request_by_token(&s->counter.desk, &s->arena, tokens[i], &r),
                         ERR_NOT_FOUND);
    }
    desk_leave(&s->counter.desk);
}

static void says_all_faults_at_once(void **state)
{
    struct scene *s = *state;
    struct submission in = a_pothole();
    in.answer_count = 0;
    in.position = TOWN_AT(45.7, -73.86);
    in.media_url = STR("javascript:alert(1)");
    in.contact.email = STR("elise");
    in.channel = STR("Web Site");
    in.description = STR("a\x01");
    assert_int_equal(submit(s, &in), ERR_INVALID);
    assert_int_equal(s->faults.count, 6);
    assert_true(has_fault(&s->faults, "attribute[size]"));
    assert_true(has_fault(&s->faults, "position"));
    assert_true(has_fault(&s->faults, "media_url"));
    assert_true(has_fault(&s->faults, "email"));
    assert_true(has_fault(&s->faults, "channel"));
    assert_true(has_fault(&s->faults, "description"));
}

static void needs_a_place(void **state)
{
    struct scene *s = *state;
    struct submission in = a_pothole();
    in.has_position = false;
    in.address = (struct str){0};
    assert_int_equal(submit(s, &in), ERR_INVALID);
    assert_true(has_fault(&s->faults, "position"));
    in.address_id = STR("A-7");
    assert_int_equal(submit(s, &in), ERR_OK);
}

static void counts_code_points_of_a_description(void **state)
{
    struct scene *s = *state;
    char *text = arena_alloc(&s->arena, 2 * (DESCRIPTION_MAX + 1));
    for (size_t i = 0; i <= DESCRIPTION_MAX; i++)
        memcpy(text + 2 * i, "é", 2);
    struct submission in = a_pothole();
    in.description = str_of(text, 2 * DESCRIPTION_MAX);
    assert_int_equal(submit(s, &in), ERR_OK);
    in.description.n += 2;
    assert_int_equal(submit(s, &in), ERR_INVALID);
}

static void stops_what_belongs_elsewhere(void **state)
{
    struct scene *s = *state;
    struct raw_answer answers[] = {
        {STR("size"), STR("small")}, {STR("danger"), STR("yes")}, {STR("phone"), STR("555")}};
    struct submission in = a_pothole();
    in.answers = answers;
    in.answer_count = 3;
    assert_int_equal(submit(s, &in), ERR_INVALID);
    assert_int_equal(s->faults.count, 1);
    assert_str(s->faults.first->say.in[LANG_FR], "Appelez le 911.");
}

static void knows_its_services(void **state)
{
    struct scene *s = *state;
    struct submission in = a_pothole();
    in.service = STR("unicorn");
    assert_int_equal(submit(s, &in), ERR_NOT_FOUND);
}

static void answers_an_external_id_again(void **state)
{
    struct scene *s = *state;
    struct submission in = a_pothole();
    in.external_id = STR("app-42");
    assert_int_equal(submit(s, &in), ERR_OK);
    uint64_t id = s->change.after.id;
    assert_int_equal(submit(s, &in), ERR_EXISTS);
    assert_int_equal(s->change.after.id, id);
}

static void a_failing_rule_loses_nothing(void **state)
{
    struct scene *s = *state;
    struct submission in = a_pothole();
    in.service = STR("light");
    in.answer_count = 0;
    s->town.oracle.goal_error = ERR_RULE;
    s->town.oracle.fault = STR("light.lua:9: attempt to index nil");
    assert_int_equal(submit(s, &in), ERR_OK);
    struct request r = look_up(s, s->change.after.id);
    assert_true(r.flagged);
    assert_str(r.priority, "high");
    assert_str(r.clocks[0].start.rule, "default");
    assert_int_equal(r.clocks[0].start.goal.amount, 5);
}

static void a_rule_that_answers_is_followed(void **state)
{
    struct scene *s = *state;
    struct submission in = a_pothole();
    in.service = STR("light");
    in.answer_count = 0;
    assert_int_equal(submit(s, &in), ERR_OK);
    assert_false(s->change.after.flagged);
    assert_int_equal(s->change.after.clocks[0].start.goal.amount, 3);
    s->town.oracle.goal = -1;
    s->town.oracle.priority = STR("whatever");
    assert_int_equal(submit(s, &in), ERR_OK);
    assert_true(s->change.after.flagged);
    assert_str(s->change.after.priority, "normal");
    assert_int_equal(s->change.after.clocks[0].start.goal.amount, 5);
}

/* --- Moving on -------------------------------------------------------------------------------- */

static void closes_with_a_reason(void **state)
{
    struct scene *s = *state;
    uint64_t id = file_one(s);
    now_move(&s->town.now, TOWN_NOW + 60);
    assert_int_equal(move(s, id, (struct transition){.to = STR("in_progress")}), ERR_OK);
    now_move(&s->town.now, TOWN_NOW + 120);
    assert_int_equal(move(s, id, (struct transition){.to = STR("done")}), ERR_INVALID);
    assert_true(has_fault(&s->faults, "reason"));
    assert_int_equal(move(s, id, (struct transition){.to = STR("done"), .reason = STR("private")}),
                     ERR_INVALID);
    assert_int_equal(move(s, id,
                          (struct transition){.to = STR("done"),
                                              .reason = STR("repaired"),
                                              .note = STR("Merci !")}),
                     ERR_OK);
    struct request r = look_up(s, id);
    assert_true(r.closed);
    assert_int_equal(r.closed_at, TOWN_NOW + 120);
    assert_str(r.reason_say.in[LANG_EN], "It is repaired.");
    assert_str(r.note, "Merci !");
    assert_str(r.detailed_status, "PROCESSED");
    assert_int_equal(request_clock(&r, STR("first_response"))->met_at, TOWN_NOW + 60);
    assert_int_equal(request_clock(&r, STR("resolution"))->met_at, TOWN_NOW + 120);
}

static void reopening_sets_the_clock_running_again(void **state)
{
    struct scene *s = *state;
    uint64_t id = file_one(s);
    assert_int_equal(
        move(s, id, (struct transition){.to = STR("refused"), .reason = STR("private")}), ERR_OK);
    assert_int_equal(move(s, id, (struct transition){.to = STR("in_progress")}), ERR_OK);
    struct request r = look_up(s, id);
    assert_false(r.closed);
    assert_int_equal(r.closed_at, 0);
    assert_int_equal(r.reason.n, 0);
    assert_int_equal(request_clock(&r, STR("first_response"))->met_at, TOWN_NOW);
    assert_int_equal(request_clock(&r, STR("resolution"))->met_at, 0);
}

static void follows_the_workflow_only(void **state)
{
    struct scene *s = *state;
    uint64_t id = file_one(s);
    assert_int_equal(move(s, id, (struct transition){.to = STR("done"), .reason = STR("repaired")}),
                     ERR_INVALID);
    assert_true(has_fault(&s->faults, "to"));
    struct request r = look_up(s, id);
    const struct state **next;
    size_t count;
    assert_int_equal(
        desk_next_states(&s->counter.desk, &s->arena, &s->town.jurisdiction, &r, &next, &count),
        ERR_OK);
    assert_int_equal(count, 2);
    assert_str(next[0]->id, "in_progress");
    r.state = STR("forgotten");
    assert_int_equal(
        desk_next_states(&s->counter.desk, &s->arena, &s->town.jurisdiction, &r, &next, &count),
        ERR_OK);
    assert_int_equal(count, 0);
}

static void a_public_note_by_an_agent_is_a_first_response(void **state)
{
    struct scene *s = *state;
    uint64_t id = file_one(s);
    struct desk *d = &s->counter.desk;
    struct jurisdiction *j = &s->town.jurisdiction;
    const struct {
        const struct actor *actor;
        struct str note, internal;
        bool answers;
    } rows[] = {
        {&town_agent, STR(""), STR("à voir"), false},
        {&town_client, STR("toujours là"), STR(""), false},
        {&town_agent, STR("Nous y allons."), STR(""), true},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        assert_int_equal(desk_look(d), ERR_OK);
        assert_int_equal(desk_note(d, &s->arena, j, rows[i].actor, id, 0, rows[i].note,
                                   rows[i].internal, &s->faults, &s->change),
                         ERR_OK);
        assert_int_equal(counter_commit(&s->counter, &s->change), ERR_OK);
        struct request r = look_up(s, id);
        assert_int_equal(request_clock(&r, STR("first_response"))->met_at != 0, rows[i].answers);
    }
    assert_int_equal(desk_look(d), ERR_OK);
    assert_int_equal(
        desk_note(d, &s->arena, j, &town_agent, id, 0, STR(""), STR(""), &s->faults, &s->change),
        ERR_INVALID);
    desk_leave(d);
}

static enum err report(struct scene *s, uint64_t id, const struct actor *actor, struct report in)
{
    s->faults = faults_in(&s->arena);
    assert_int_equal(desk_look(&s->counter.desk), ERR_OK);
    enum err e = desk_report(&s->counter.desk, &s->arena, &s->town.jurisdiction, actor, id, &in,
                             &s->faults, &s->change);
    if (e)
        desk_leave(&s->counter.desk);
    return e ? e : counter_commit(&s->counter, &s->change);
}

static void a_report_is_kept_once_for_each_sender(void **state)
{
    struct scene *s = *state;
    uint64_t id = file_one(s), other = file_one(s);
    struct report in = {STR("fms-1"), STR("C'est pire.")};
    assert_int_equal(report(s, id, &town_client, in), ERR_OK);
    assert_int_equal(report(s, id, &town_client, in), ERR_EXISTS);
    in.external_id = STR(" fms-1 "); /* as it is kept */
    assert_int_equal(report(s, id, &town_client, in), ERR_EXISTS);
    assert_int_equal(report(s, other, &town_client, in), ERR_OK);
    assert_int_equal(report(s, id, &town_agent, in), ERR_OK);
    struct event *events;
    size_t count;
    assert_int_equal(desk_look(&s->counter.desk), ERR_OK);
    assert_int_equal(
        desk_events(&s->counter.desk, &s->arena, &s->town.jurisdiction, id, &events, &count),
        ERR_OK);
    desk_leave(&s->counter.desk);
    assert_int_equal(count, 3);
    assert_int_equal(events[1].kind, EVENT_ANSWERED);
    assert_str(events[1].answer, "C'est pire.");
    assert_int_equal(events[2].kind, EVENT_NOTED);
    assert_str(events[2].note, "C'est pire.");
    assert_true(events[2].stops_first_response);
    assert_str(events[2].external_id, "fms-1");
    assert_int_equal(look_up(s, id).external_id.n, 0); /* the request's own is another */
}

static void a_request_filed_under_an_id_is_no_report(void **state)
{
    struct scene *s = *state;
    struct submission in = a_pothole();
    in.external_id = STR("app-1");
    assert_int_equal(submit(s, &in), ERR_OK);
    uint64_t id = s->change.after.id;
    struct report first = {STR("app-1"), STR("Encore là.")};
    assert_int_equal(report(s, id, &town_client, first), ERR_OK);
    assert_str(look_up(s, id).external_id, "app-1");
    assert_int_equal(submit(s, &in), ERR_EXISTS);
}

static void refuses_a_bad_report(void **state)
{
    struct scene *s = *state;
    uint64_t id = file_one(s);
    struct report good = {STR("1"), STR("x")};
    assert_int_equal(report(s, id + 1, &town_client, good), ERR_NOT_FOUND);
    assert_int_equal(report(s, id, &town_client, (struct report){STR(""), STR("x")}), ERR_INVALID);
    assert_int_equal(report(s, id, &town_client, (struct report){STR("1"), STR("")}), ERR_INVALID);
    assert_int_equal(report(s, id, &town_client, (struct report){STR("\xff"), STR("\xff")}),
                     ERR_INVALID);
    assert_true(has_fault(&s->faults, "update_id") && has_fault(&s->faults, "description"));
    assert_int_equal(
        move(s, id, (struct transition){.to = STR("refused"), .reason = STR("private")}), ERR_OK);
    assert_int_equal(report(s, id, &town_client, good), ERR_INVALID);
    assert_int_equal(report(s, id, &town_agent, good), ERR_OK);
}

static void assigns_and_takes_back(void **state)
{
    struct scene *s = *state;
    uint64_t id = file_one(s);
    struct str names[] = {STR("équipe voirie"), STR("")};
    for (size_t i = 0; i < COUNT(names); i++) {
        assert_int_equal(desk_look(&s->counter.desk), ERR_OK);
        assert_int_equal(desk_assign(&s->counter.desk, &s->arena, &s->town.jurisdiction,
                                     &town_agent, id, 0, names[i], &s->faults, &s->change),
                         ERR_OK);
        assert_int_equal(counter_commit(&s->counter, &s->change), ERR_OK);
        assert_true(str_eq(look_up(s, id).assignee, names[i]));
    }
}

/* --- Correcting ------------------------------------------------------------------------------- */

static enum err correct(struct scene *s, uint64_t id, const struct correction *c)
{
    s->faults = faults_in(&s->arena);
    assert_int_equal(desk_look(&s->counter.desk), ERR_OK);
    enum err e = desk_correct(&s->counter.desk, &s->arena, &s->town.jurisdiction, &town_agent, id,
                              0, c, &s->faults, &s->change);
    if (e)
        desk_leave(&s->counter.desk);
    return e ? e : counter_commit(&s->counter, &s->change);
}

static void new_answers_decide_again_from_the_first_day(void **state)
{
    struct scene *s = *state;
    uint64_t id = file_one(s);
    assert_int_equal(move(s, id, (struct transition){.to = STR("in_progress")}), ERR_OK);
    now_move(&s->town.now, TOWN_NOW + 3 * DAY_SECONDS);
    struct correction c = {.answers = big_hole, .answer_count = 2, .has_answers = true};
    assert_int_equal(correct(s, id, &c), ERR_OK);
    struct request r = look_up(s, id);
    assert_str(r.clocks[1].start.rule, "big");
    assert_int_equal(r.clocks[1].start.started_at, TOWN_NOW);
    assert_int_equal(r.clocks[0].met_at, TOWN_NOW);
    assert_str(r.state, "in_progress");
    assert_int_equal(r.answer_count, 2);
}

static void corrects_service_and_place_at_once(void **state)
{
    struct scene *s = *state;
    uint64_t id = file_one(s);
    struct correction c = {
        .service = STR("light"), .has_position = true, .position = TOWN_AT(45.5, -73.9)};
    assert_int_equal(correct(s, id, &c), ERR_OK);
    struct request r = look_up(s, id);
    assert_int_equal(r.version, 3);
    assert_str(r.service, "light");
    assert_int_equal(r.position.lat, 455000000);
    assert_str(r.address, "13665, boulevard de Pierrefonds");
    assert_int_equal(r.answer_count, 0);
}

static void refuses_a_bad_correction(void **state)
{
    struct scene *s = *state;
    uint64_t id = file_one(s);
    struct correction nothing = {0};
    assert_int_equal(correct(s, id, &nothing), ERR_INVALID);
    struct correction outside = {.has_position = true, .position = TOWN_AT(40, -73.9)};
    assert_int_equal(correct(s, id, &outside), ERR_INVALID);
    struct correction unknown = {.service = STR("unicorn")};
    assert_int_equal(correct(s, id, &unknown), ERR_INVALID);
    assert_int_equal(
        move(s, id, (struct transition){.to = STR("refused"), .reason = STR("private")}), ERR_OK);
    struct correction late = {.service = STR("light")};
    assert_int_equal(correct(s, id, &late), ERR_INVALID);
    assert_true(has_fault(&s->faults, "service"));
}

/* --- Meeting ---------------------------------------------------------------------------------- */

static void two_desks_meet_on_one_request(void **state)
{
    struct scene *s = *state;
    uint64_t id = file_one(s);
    struct counter_desk other;
    struct change mine, theirs;
    counter_open(&other, &s->town);
    assert_int_equal(desk_look(&s->counter.desk), ERR_OK);
    assert_int_equal(desk_look(&other.desk), ERR_OK);
    assert_int_equal(desk_assign(&s->counter.desk, &s->arena, &s->town.jurisdiction, &town_agent,
                                 id, 1, STR("moi"), &s->faults, &mine),
                     ERR_OK);
    assert_int_equal(desk_assign(&other.desk, &s->arena, &s->town.jurisdiction, &town_agent, id, 0,
                                 STR("eux"), &s->faults, &theirs),
                     ERR_OK);
    assert_int_equal(counter_commit(&s->counter, &mine), ERR_OK);
    assert_int_equal(counter_commit(&other, &theirs), ERR_CONFLICT);
    assert_int_equal(desk_look(&other.desk), ERR_OK); /* look again, try again */
    assert_int_equal(desk_assign(&other.desk, &s->arena, &s->town.jurisdiction, &town_agent, id, 1,
                                 STR("eux"), &s->faults, &theirs),
                     ERR_CONFLICT);
    assert_int_equal(desk_assign(&other.desk, &s->arena, &s->town.jurisdiction, &town_agent, id, 0,
                                 STR("eux"), &s->faults, &theirs),
                     ERR_OK);
    assert_int_equal(counter_commit(&other, &theirs), ERR_OK);
    struct request r = look_up(s, id);
    assert_int_equal(r.version, 3);
    assert_str(r.assignee, "eux");
    counter_close(&other);
}

static void two_desks_file_one_external_id(void **state)
{
    struct scene *s = *state;
    struct counter_desk other;
    struct change mine, theirs;
    struct submission in = a_pothole();
    in.external_id = STR("app-7");
    counter_open(&other, &s->town);
    assert_int_equal(desk_look(&s->counter.desk), ERR_OK);
    assert_int_equal(desk_look(&other.desk), ERR_OK);
    assert_int_equal(desk_submit(&s->counter.desk, &s->arena, &s->town.jurisdiction, &town_client,
                                 &in, &s->faults, &mine),
                     ERR_OK);
    assert_int_equal(desk_submit(&other.desk, &s->arena, &s->town.jurisdiction, &town_client, &in,
                                 &s->faults, &theirs),
                     ERR_OK);
    assert_int_equal(counter_commit(&s->counter, &mine), ERR_OK);
    assert_int_equal(counter_commit(&other, &theirs), ERR_CONFLICT);
    assert_int_equal(submit(s, &in), ERR_EXISTS);
    assert_int_equal(s->change.after.id, mine.after.id);
    counter_close(&other);
}

static void time_never_goes_back_in_a_request(void **state)
{
    struct scene *s = *state;
    uint64_t id = file_one(s);
    s->town.now.at = TOWN_NOW - 3600;
    assert_int_equal(move(s, id, (struct transition){.to = STR("in_progress")}), ERR_OK);
    assert_int_equal(look_up(s, id).updated_at, TOWN_NOW);
}

#define IN_SCENE(test) cmocka_unit_test_setup_teardown(test, open_scene, close_scene)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCENE(files_a_request),
        IN_SCENE(has_a_state_of_its_own_from_its_second_event_on),
        IN_SCENE(keeps_the_person_apart),
        IN_SCENE(finds_by_token_as_people_type_it),
        IN_SCENE(a_token_opens_its_own_request_only),
        IN_SCENE(says_all_faults_at_once),
        IN_SCENE(needs_a_place),
        IN_SCENE(counts_code_points_of_a_description),
        IN_SCENE(stops_what_belongs_elsewhere),
        IN_SCENE(knows_its_services),
        IN_SCENE(answers_an_external_id_again),
        IN_SCENE(a_failing_rule_loses_nothing),
        IN_SCENE(a_rule_that_answers_is_followed),
        IN_SCENE(closes_with_a_reason),
        IN_SCENE(reopening_sets_the_clock_running_again),
        IN_SCENE(follows_the_workflow_only),
        IN_SCENE(a_public_note_by_an_agent_is_a_first_response),
        IN_SCENE(a_report_is_kept_once_for_each_sender),
        IN_SCENE(a_request_filed_under_an_id_is_no_report),
        IN_SCENE(refuses_a_bad_report),
        IN_SCENE(assigns_and_takes_back),
        IN_SCENE(new_answers_decide_again_from_the_first_day),
        IN_SCENE(corrects_service_and_place_at_once),
        IN_SCENE(refuses_a_bad_correction),
        IN_SCENE(two_desks_meet_on_one_request),
        IN_SCENE(two_desks_file_one_external_id),
        IN_SCENE(time_never_goes_back_in_a_request),
    };
    return RUN_ALL(tests);
}
