/* A clock of a request explained: its walk with what stopped it, the other answers that would have
 * moved it, and the sentences about its rule. */
#include "domain/explain_clock.h"
#include "lib/scene.h"

static struct window winter = {.id = {"winter", 6},
                               .label = TEXT_INIT("pause d’hiver", "winter pause"),
                               .from_month = 5,
                               .from_day = 12,
                               .to_month = 5,
                               .to_day = 14}; /* a short one */

static int open_with_policy(void **state)
{
    pothole_clocks[1].policy = (struct policy){
        .pauses = 1u << PAUSE_CITIZEN | 1u << PAUSE_WEATHER, .windows = &winter, .window_count = 1};
    return scene_open(state);
}

static int close_with_policy(void **state)
{
    pothole_clocks[1].policy = (struct policy){0};
    return scene_close(state);
}

#define WITH_POLICY(test) cmocka_unit_test_setup_teardown(test, open_with_policy, close_with_policy)

static const struct clock *resolution(const struct request *r)
{
    const struct clock *c = request_clock(r, STR("resolution"));
    assert_non_null(c);
    return c;
}

static struct explanation explained(struct scene *s, const struct request *r, int64_t now)
{
    struct explanation e;
    assert_int_equal(explain_clock(&s->arena, &s->town.jurisdiction, r, resolution(r), now, &e),
                     ERR_OK);
    return e;
}

static size_t rows_why(const struct explanation *e, enum why why)
{
    size_t n = 0;
    for (size_t i = 0; i < e->count; i++)
        n += e->rows[i].why == why;
    return n;
}

/* --- The walk --------------------------------------------------------------------------------- */

/* Seven working days from Thursday, two of them in the season: Wednesday the 20th at closing. */
static void a_walk_ends_where_the_clock_does(void **state)
{
    struct scene *s = *state;
    struct request r = scene_request(s, scene_file(s, "small"));
    struct explanation e = explained(s, &r, TOWN_NOW);
    assert_true(e.agrees);
    assert_int_equal(e.due, resolution(&r)->start.due);
    assert_int_equal(e.due, at("2026-05-20T17:00:00-04:00"));
    assert_int_equal(e.rows[0].from, TOWN_NOW);
    assert_int_equal(e.rows[e.count - 1].total, 7);
    assert_true(rows_why(&e, WHY_WINDOW) > 0);
    for (size_t i = 0; i < e.count; i++)
        if (e.rows[i].why == WHY_WINDOW)
            assert_str(text_in(e.rows[i].name, LANG_EN), "winter pause");
}

static void a_pause_is_a_row_by_its_reason(void **state)
{
    struct scene *s = *state;
    uint64_t id = scene_file(s, "small");
    scene_set_clock(s, at("2026-05-08T09:00:00-04:00"));
    scene_pause(s, id, "weather");
    struct request r = scene_request(s, id);
    struct explanation held = explained(s, &r, at("2026-05-08T10:00:00-04:00"));
    assert_true(held.asked.on_hold);
    assert_int_equal(held.asked.due, 0);
    scene_set_clock(s, at("2026-05-11T09:00:00-04:00"));
    scene_resume(s, id);
    r = scene_request(s, id);
    struct explanation e = explained(s, &r, at("2026-05-11T10:00:00-04:00"));
    assert_false(e.asked.on_hold);
    assert_true(e.agrees);
    assert_int_equal(e.due, at("2026-05-21T17:00:00-04:00")); /* Friday's closing did not count */
    assert_true(rows_why(&e, WHY_PAUSE) > 0);
    assert_true(str_eq(text_in(e.asked.stops[0].name, LANG_FR),
                       text_in(pause_reason_say(PAUSE_WEATHER), LANG_FR)));
}

/* Told as it was then, whatever has come since. */
static void a_clock_that_is_met_is_told_as_it_was(void **state)
{
    struct scene *s = *state;
    uint64_t id = scene_file(s, "small");
    scene_set_clock(s, at("2026-05-08T09:00:00-04:00"));
    scene_move(s, id, "refused", "private");
    struct request r = scene_request(s, id);
    struct explanation then = explained(s, &r, at("2026-05-08T09:00:00-04:00"));
    struct explanation later = explained(s, &r, at("2026-09-08T09:00:00-04:00"));
    assert_int_equal(then.count, later.count);
    assert_int_equal(then.due, later.due);
}

static void a_calendar_that_is_gone_is_said(void **state)
{
    struct scene *s = *state;
    struct request r = scene_request(s, scene_file(s, "small"));
    struct explanation e;
    s->town.jurisdiction.calendar_count = 0;
    assert_int_equal(
        explain_clock(&s->arena, &s->town.jurisdiction, &r, resolution(&r), TOWN_NOW, &e),
        ERR_NOT_FOUND);
}

/* --- What would move it ----------------------------------------------------------------------- */

static size_t moves_of(struct scene *s, const struct request *r, struct explain_move **out)
{
    size_t count;
    assert_int_equal(explain_moves(&s->arena, &s->town.jurisdiction, r, resolution(r), out, &count),
                     ERR_OK);
    return count;
}

static void another_answer_would_have_chosen_another_rule(void **state)
{
    struct scene *s = *state;
    struct explain_move *moves;
    struct request r = scene_request(s, scene_file(s, "small"));
    assert_int_equal(moves_of(s, &r, &moves), 1);
    assert_str(moves[0].attribute->code, "size");
    assert_str(moves[0].value.string, "big");
    assert_str(moves[0].rule->id, "big");
    assert_int_equal(moves[0].goal.amount, 2);
    assert_int_equal(moves[0].due, at("2026-05-11T17:00:00-04:00"));
    r = scene_request(s, scene_file(s, "big"));
    assert_int_equal(moves_of(s, &r, &moves), 1); /* and the other way round, once for all others */
    assert_str(moves[0].rule->id, "default");
    assert_str(r.answers[0].value.string, "big"); /* the request is as it was */
}

static void nothing_moves_what_is_over_or_unknown(void **state)
{
    struct scene *s = *state;
    struct explain_move *moves;
    uint64_t id = scene_file(s, "small");
    scene_move(s, id, "refused", "private");
    struct request r = scene_request(s, id);
    assert_int_equal(moves_of(s, &r, &moves), 0);
    r = scene_request(s, scene_file(s, "small"));
    r.service = STR("gone");
    assert_int_equal(moves_of(s, &r, &moves), 0);
}

/* --- Words ------------------------------------------------------------------------------------ */

static void assert_words(struct buf *b, const char *expected)
{
    buf_char(b, 0);
    assert_string_equal(b->p, expected);
    buf_free(b);
}

static void a_rule_says_where_it_stands(void **state)
{
    (void)state;
    struct clock c = {.start = {.rule = STR("big"),
                                .origin = STR("pothole.lua:20"),
                                .because = TEXT("Un gros trou.", "A big hole."),
                                .calendar = STR("office"),
                                .calendar_version = STR("abc")}};
    struct buf b = {0};
    explain_put_rule(&b, &c, STR("1.2.0"), LANG_FR);
    assert_words(&b, "Règle : big (pothole.lua:20), version 1.2.0. Un gros trou. Calendrier : "
                     "office, version abc.");
    b = (struct buf){0};
    c.start.instead_of = STR("pothole.lua:9");
    c.start.because = (struct text){0};
    c.start.origin = (struct str){0};
    explain_put_rule(&b, &c, STR("1.2.0"), LANG_EN);
    assert_words(&b, "Rule: big, version 1.2.0. Instead of the one that failed: pothole.lua:9. "
                     "Calendar: office, version abc.");
}

static void a_move_is_a_sentence(void **state)
{
    struct scene *s = *state;
    struct explain_move *moves;
    struct request r = scene_request(s, scene_file(s, "small"));
    struct buf b = {0};
    assert_int_equal(moves_of(s, &r, &moves), 1);
    explain_put_move(&b, &moves[0], s->town.jurisdiction.zone, LANG_FR);
    assert_words(&b, "« Taille » : Grand — règle big (2 jours ouvrables), "
                     "lundi 11 mai 2026 à 17 h");
    b = (struct buf){0};
    explain_put_move(&b, &moves[0], s->town.jurisdiction.zone, LANG_EN);
    assert_words(&b, "\"Size\": Big — rule big (2 business days), Monday, May 11, "
                     "2026 at 5:00 p.m.");
}

static void pauses_are_named_or_none(void **state)
{
    (void)state;
    struct buf b = {0};
    explain_put_pauses(&b, &(struct policy){0}, LANG_FR);
    assert_words(&b, "Aucune pause n’arrête cette horloge.");
    b = (struct buf){0};
    explain_put_pauses(&b, &(struct policy){.pauses = 1u << PAUSE_CITIZEN | 1u << PAUSE_PERMIT},
                       LANG_EN);
    assert_words(&b, "A pause would put it off by as long: waiting for the citizen, waiting for a "
                     "permit.");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        WITH_POLICY(a_walk_ends_where_the_clock_does),
        WITH_POLICY(a_pause_is_a_row_by_its_reason),
        WITH_POLICY(a_clock_that_is_met_is_told_as_it_was),
        WITH_POLICY(a_calendar_that_is_gone_is_said),
        WITH_POLICY(another_answer_would_have_chosen_another_rule),
        WITH_POLICY(nothing_moves_what_is_over_or_unknown),
        cmocka_unit_test(a_rule_says_where_it_stands),
        WITH_POLICY(a_move_is_a_sentence),
        cmocka_unit_test(pauses_are_named_or_none),
    };
    return RUN_ALL(tests);
}
