/* Stored forms: an event, a request, a contact come back as they were, the same bytes each time;
 * damaged bytes are an error and never more. */
#include "domain/contact.h"
#include "domain/request.h"
#include "store/record.h"
#include "unit/test.h"

static struct str list[] = {{"south", 5}, {"north", 5}};
static struct answer answers[] = {
    {{"size", 4}, {.type = VALUE_STRING, .string = {"big", 3}}},
    {{"depth", 5}, {.type = VALUE_NUMBER, .number = -12.25}},
    {{"seen", 4}, {.type = VALUE_INSTANT, .instant = -3600}},
    {{"sides", 5}, {.type = VALUE_LIST, .list = list, .list_count = 2}},
    {{"none", 4}, {.type = VALUE_LIST}},
};
static struct clock_start clocks[] = {
    {.name = {"first_response", 14},
     .calendar = {"office", 6},
     .goal = {.unit = UNIT_BUSINESS_SECONDS, .amount = 28800},
     .started_at = 1778162400,
     .due = 1778247000,
     .breach_at = 1778247000,
     .rule = {"default", 7},
     .origin = {"pothole/service.lua:31", 22}},
    {.name = {"resolution", 10},
     .goal = {.unit = UNIT_CALENDAR_WEEKS,
              .amount = 2,
              .at = AT_OPEN,
              .receipt = RECEIPT_ACTUAL,
              .roll = ROLL_PREVIOUS}},
};

static struct event full_event(void)
{
    return (struct event){
        .number = 1,
        .kind = EVENT_SUBMITTED,
        .at = 1778162400,
        .actor = STR("web"),
        .role = ROLE_AGENT,
        .service = STR("pothole"),
        .answers = answers,
        .answer_count = 5,
        .decision = {.service_hash = {9, 8, 7},
                     .service_version = STR("1.2.0"),
                     .zone_version = STR("2025b"),
                     .priority = STR("high"),
                     .clocks = clocks,
                     .clock_count = 2,
                     .fault = STR("light.lua:9: no")},
        .has_position = true,
        .position = {454900000, -738600000},
        .address = STR("13665, boul. de Pierrefonds"),
        .address_id = STR("A1"),
        .zipcode = STR("H9A 2Z4"),
        .state = STR("received"),
        .detailed_status = STR("RECEIVED"),
        .closed = true,
        .description = STR("Un trou\n« profond »"),
        .media_url = STR("https://example.org/a.jpg"),
        .account_id = STR("acc"),
        .external_id = STR("ext"),
        .channel = STR("phone"),
        .token_hash = {1, 2, 3},
        .reason = STR("repaired"),
        .reason_say = TEXT("Réparé.", "Repaired."),
        .stops_first_response = true,
        .note = STR("Merci"),
        .internal_note = STR("voir plan"),
        .assignee = STR("voirie"),
    };
}

static struct str encoded(struct arena *arena, const struct event *e)
{
    struct buf b = buf_in(arena);
    assert_int_equal(event_encode(e, &b), ERR_OK);
    return buf_str(&b);
}

static void an_event_comes_back_whole(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct event in = full_event(), out;
    struct str bytes = encoded(&arena, &in);
    assert_int_equal(event_decode(&arena, bytes, &out), ERR_OK);
    assert_true(str_eq(encoded(&arena, &out), bytes));
    assert_int_equal(out.kind, EVENT_SUBMITTED);
    assert_int_equal(out.role, ROLE_AGENT);
    assert_int_equal(out.answer_count, 5);
    assert_true(out.answers[1].value.number == -12.25);
    assert_int_equal(out.answers[2].value.instant, -3600);
    assert_str(out.answers[3].value.list[1], "north");
    assert_int_equal(out.answers[4].value.type, VALUE_LIST);
    assert_int_equal(out.decision.clock_count, 2);
    assert_int_equal(out.decision.clocks[1].goal.roll, ROLL_PREVIOUS);
    assert_str(out.decision.clocks[0].origin, "pothole/service.lua:31");
    assert_int_equal(out.position.lon, -738600000);
    assert_str(out.reason_say.in[LANG_EN], "Repaired.");
    assert_true(out.stops_first_response);
    assert_int_equal(out.token_hash[2], 3);
    arena_free(&arena);
}

static void json_says_the_same(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct event in = full_event(), out = {0};
    struct buf text = buf_in(&arena);
    struct jw w = {.out = &text};
    jw_object(&w);
    fields_write_json(&event_fields, &in, &w);
    jw_end_object(&w);
    struct jv *v;
    assert_int_equal(jv_read(&arena, buf_str(&text), &v, NULL, NULL), ERR_OK);
    assert_str(jv_get_str(v, "at"), "2026-05-07T14:00:00Z");
    assert_int_equal(fields_read_json(&event_fields, &arena, v, &out, NULL), ERR_OK);
    assert_true(str_eq(encoded(&arena, &out), encoded(&arena, &in)));
    arena_free(&arena);
}

/* A position on the equator at Greenwich is one; none is none. */
static void zero_is_not_nothing(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct event in = {.number = 1, .kind = EVENT_NOTED, .has_position = true}, out;
    assert_int_equal(event_decode(&arena, encoded(&arena, &in), &out), ERR_OK);
    assert_true(out.has_position);
    in.has_position = false;
    assert_int_equal(event_decode(&arena, encoded(&arena, &in), &out), ERR_OK);
    assert_false(out.has_position);
    arena_free(&arena);
}

static void skips_what_it_does_not_know(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct event in = full_event(), out;
    struct buf b = buf_in(&arena);
    assert_int_equal(event_encode(&in, &b), ERR_OK);
    struct str known = str_of(arena_str(&arena, buf_str(&b)).p, b.n);
    struct record_writer w = {.out = &b};
    record_put_str(&w, 200, STR("from a later version"));
    assert_int_equal(event_decode(&arena, buf_str(&b), &out), ERR_OK);
    assert_true(str_eq(encoded(&arena, &out), known));
    arena_free(&arena);
}

static void refuses_what_cannot_be(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct event out;
    static const struct {
        const char *bytes;
        size_t n;
    } rows[] = {
        {"", 0},                                          /* nothing */
        {"\x02\x01\x01\x01", 4},                          /* a later format */
        {"\x01\x01\x01\x01", 4},                          /* no kind */
        {"\x01\x02\x01\x01", 4},                          /* no number */
        {"\x01\x01\x01\x01\x02\x01\x63", 7},              /* an unknown kind */
        {"\x01\x01\x01\x01\x02\x05\x01", 7},              /* cut off */
        {"\x01\x01\x01\x01\x02\x01\x01\x15\x01\x00", 10}, /* a hash of one byte */
        {"\x01\x01\x01\x01\x02\x01\x01\x0f\x01\x02", 10}, /* a bool of 2 */
        {"\x01\x01\x01\x01\x02\x01\x01\x05\x01\x05", 10}, /* a role beyond the last */
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++)
        assert_int_equal(event_decode(&arena, str_of(rows[i].bytes, rows[i].n), &out), ERR_CORRUPT);
    arena_free(&arena);
}

/* Whatever still decodes must encode to something that decodes to the same. */
static void check_stable(struct str bytes)
{
    struct arena arena = {0};
    struct event e, again;
    if (event_decode(&arena, bytes, &e) == ERR_OK) {
        struct str once = encoded(&arena, &e);
        assert_int_equal(event_decode(&arena, once, &again), ERR_OK);
        assert_true(str_eq(encoded(&arena, &again), once));
    }
    arena_free(&arena);
}

static void bears_cuts_and_flips(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct event in = full_event();
    struct str whole = encoded(&arena, &in);
    for (size_t n = 0; n < whole.n; n++)
        check_stable(str_first(whole, n));
    char *copy = arena_alloc(&arena, whole.n);
    memcpy(copy, whole.p, whole.n);
    for (size_t bit = 0; bit < whole.n * 8; bit++) {
        copy[bit / 8] ^= (char)(1 << bit % 8);
        check_stable(str_of(copy, whole.n));
        copy[bit / 8] ^= (char)(1 << bit % 8);
    }
    arena_free(&arena);
}

static void a_request_comes_back_whole(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct event e = full_event();
    struct request r = {.jurisdiction = 3, .id = 1ull << 40}, out, view;
    assert_int_equal(request_apply(&arena, &r, &e), ERR_OK);
    r.reason_say = (struct text)TEXT("Réparé.", "Repaired.");
    r.assignee = STR("voirie");
    struct buf b = buf_in(&arena), again = buf_in(&arena);
    assert_int_equal(request_encode(&r, &b), ERR_OK);
    assert_int_equal(request_decode(&arena, buf_str(&b), &out), ERR_OK);
    assert_int_equal(request_encode(&out, &again), ERR_OK);
    assert_true(str_eq(buf_str(&b), buf_str(&again)));
    assert_int_equal(out.id, 1ull << 40);
    assert_int_equal(out.clocks[0].start.due, 1778247000);
    assert_true(out.flagged);
    assert_int_equal(request_view(&arena, buf_str(&b), &view), ERR_OK);
    assert_true(view.service.p >= b.p && view.service.p < b.p + b.n);
    for (size_t n = 0; n < b.n; n++)
        (void)request_decode(&arena, str_first(buf_str(&b), n), &out);
    arena_free(&arena);
}

static void a_contact_comes_back_whole(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct contact in = {.first_name = STR("Élise"),
                         .last_name = STR("Tremblay"),
                         .email = STR("e@example.org"),
                         .phone = STR("514"),
                         .device_id = STR("d"),
                         .lang = LANG_EN},
                   out;
    struct buf b = buf_in(&arena);
    assert_int_equal(contact_encode(&in, &b), ERR_OK);
    assert_int_equal(contact_decode(&arena, buf_str(&b), &out), ERR_OK);
    assert_str(out.last_name, "Tremblay");
    assert_int_equal(out.lang, LANG_EN);
    assert_false(contact_empty(&out));
    struct contact nobody = {.lang = LANG_EN};
    assert_true(contact_empty(&nobody));
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_event_comes_back_whole),  cmocka_unit_test(json_says_the_same),
        cmocka_unit_test(zero_is_not_nothing),        cmocka_unit_test(skips_what_it_does_not_know),
        cmocka_unit_test(refuses_what_cannot_be),     cmocka_unit_test(bears_cuts_and_flips),
        cmocka_unit_test(a_request_comes_back_whole), cmocka_unit_test(a_contact_comes_back_whole),
    };
    return RUN_ALL(tests);
}
