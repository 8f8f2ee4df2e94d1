/* All clocks of a request explained, for programs and for a terminal. */
#include "base/utf8.h"
#include "domain/explain_request.h"
#include "lib/scene.h"

static struct explain_subject subject_of(struct scene *s, struct request *r, uint64_t id)
{
    struct explain_subject out = {
        .jurisdiction = &s->town.jurisdiction, .request = r, .now = TOWN_NOW};
    struct event *events;
    *r = scene_request(s, id);
    assert_int_equal(desk_look(&s->counter.desk), ERR_OK);
    assert_int_equal(desk_events(&s->counter.desk, &s->arena, &s->town.jurisdiction, id, &events,
                                 &out.event_count),
                     ERR_OK);
    desk_leave(&s->counter.desk);
    out.events = events;
    return out;
}

static const struct jv *json_of(struct scene *s, const struct explain_subject *subject)
{
    struct buf b = buf_in(&s->arena);
    struct jv *v = NULL;
    assert_int_equal(explain_request_json(&s->arena, subject, LANG_EN, &b), ERR_OK);
    assert_int_equal(jv_read(&s->arena, buf_str(&b), &v, NULL, NULL), ERR_OK);
    return v;
}

static const struct jv *clock_of(const struct jv *v, size_t i, const char *name)
{
    const struct jv *clocks = jv_get(v, "clocks");
    assert_true(clocks && i < clocks->count);
    assert_true(str_eq(jv_get_str(&clocks->items[i], "clock"), str_c(name)));
    return &clocks->items[i];
}

static void every_clock_is_there_with_what_was_pinned(void **state)
{
    struct scene *s = *state;
    struct request r;
    const struct explain_subject subject = subject_of(s, &r, scene_file(s, "small"));
    const struct jv *v = json_of(s, &subject);
    assert_str(jv_get_str(v, "request"), "1001");
    assert_str(jv_get_str(v, "jurisdiction"), "town");
    assert_int_equal(jv_get(v, "clocks")->count, 2);
    clock_of(v, 0, "first_response");
    const struct jv *c = clock_of(v, 1, "resolution");
    assert_str(jv_get_str(c, "due_at"), "2026-05-18T17:00:00-04:00");
    assert_str(jv_get_str(c, "rule"), "default");
    assert_str(jv_get_str(c, "origin"), "pothole.lua:21");
    assert_str(jv_get_str(c, "service_version"), "1.0.0");
    assert_str(jv_get_str(c, "calendar"), "office");
    assert_true(str_eq(jv_get_str(c, "calendar_version"), calendar_version(s->town.office)));
    assert_true(str_eq(jv_get_str(c, "zone_version"), zone_version(s->town.jurisdiction.zone)));
    assert_int_equal(jv_get(c, "met_at")->type, JV_NULL);
    assert_int_equal(jv_get(c, "moves")->count, 1);
    assert_true(jv_get(jv_get(c, "walk"), "agrees")->integer);
}

static void a_walk_without_its_calendar_is_null_and_said(void **state)
{
    struct scene *s = *state;
    struct request r;
    const struct explain_subject subject = subject_of(s, &r, scene_file(s, "small"));
    s->town.jurisdiction.calendar_count = 0;
    const struct jv *c = clock_of(json_of(s, &subject), 1, "resolution");
    assert_int_equal(jv_get(c, "walk")->type, JV_NULL);
    assert_str(jv_get_str(c, "due_at"), "2026-05-18T17:00:00-04:00"); /* the promise stays */
    struct buf b = buf_in(&s->arena);
    assert_int_equal(explain_request_text(&s->arena, &subject, LANG_FR, &b), ERR_OK);
    buf_char(&b, 0);
    assert_non_null(strstr(b.p, "Son calendrier n’existe plus."));
}

/* The rules that were asked last are those of the decision that counts. */
static void a_correction_is_the_decision_that_counts(void **state)
{
    struct scene *s = *state;
    struct request r;
    uint64_t id = scene_file(s, "small");
    struct raw_answer answers[] = {{STR("size"), STR("big")}, {STR("depth"), STR("30")}};
    const struct correction c = {.answers = answers, .answer_count = 2, .has_answers = true};
    SCENE_VERB(s, desk_correct, id, 0, &c);
    struct explain_subject subject = subject_of(s, &r, id);
    const struct jv *clock = clock_of(json_of(s, &subject), 1, "resolution");
    assert_str(jv_get_str(clock, "rule"), "big");
    assert_str(jv_get_str(clock, "service_version"), "1.0.0");
    subject.event_count = 0; /* nothing is known of the decision: nothing is made up */
    clock = clock_of(json_of(s, &subject), 1, "resolution");
    assert_int_equal(jv_get(clock, "service_version")->type, JV_NULL);
    assert_int_equal(jv_get(clock, "zone_version")->type, JV_NULL);
}

/* Both languages, and never a line that a terminal would break. */
static void the_text_fits_a_terminal(void **state)
{
    struct scene *s = *state;
    struct request r;
    static const char *const said[LANG_COUNT][4] = {
        [LANG_FR] = {"== first_response", "Échéance : lundi 18 mai 2026 à 17 h, car",
                     "Règle : default (pothole.lua:21)", "Une autre réponse aurait donné :"},
        [LANG_EN] = {"== resolution", "Due: Monday, May 18, 2026 at 5:00 p.m., because",
                     "Rule: default (pothole.lua:21)", "Another answer would have given:"},
    };
    const struct explain_subject subject = subject_of(s, &r, scene_file(s, "small"));
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        struct buf b = buf_in(&s->arena);
        assert_int_equal(explain_request_text(&s->arena, &subject, (enum lang)lang, &b), ERR_OK);
        struct str rest = buf_str(&b), line;
        while (str_cut(&rest, '\n', &line))
            assert_true(utf8_length(line) <= 80);
        buf_char(&b, 0);
        for (size_t i = 0; i < 4; i++)
            if (!strstr(b.p, said[lang][i]))
                fail_msg("no \"%s\" in:\n%s", said[lang][i], b.p);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCENE(every_clock_is_there_with_what_was_pinned),
        IN_SCENE(a_walk_without_its_calendar_is_null_and_said),
        IN_SCENE(a_correction_is_the_decision_that_counts),
        IN_SCENE(the_text_fits_a_terminal),
    };
    return RUN_ALL(tests);
}
