/* A counter in the small town, for tests of what comes of the verbs: requests are filed, moved,
 * paused, and what they have become is looked at. Each verb is committed, and must succeed. */
#ifndef TESTS_LIB_SCENE_H
#define TESTS_LIB_SCENE_H

#include "lib/fixture.h"
#include "unit/test.h"

struct scene {
    struct town town;
    struct counter_desk counter;
    struct arena arena;
    struct faults faults;
    struct change change; /* of the last verb */
    struct named_calendar calendars[1];
};

static inline int scene_open(void **state)
{
    struct scene *s = calloc(1, sizeof *s);
    assert_non_null(s);
    town_open(&s->town);
    s->calendars[0] = (struct named_calendar){STR("office"), s->town.office};
    s->town.jurisdiction.calendars = s->calendars;
    s->town.jurisdiction.calendar_count = 1;
    counter_open(&s->counter, &s->town);
    s->faults = faults_in(&s->arena);
    *state = s;
    return 0;
}

static inline int scene_close(void **state)
{
    struct scene *s = *state;
    counter_close(&s->counter);
    town_close(&s->town);
    arena_free(&s->arena);
    free(s);
    return 0;
}

#define IN_SCENE(test) cmocka_unit_test_setup_teardown(test, scene_open, scene_close)

static inline int64_t at(const char *text)
{
    int64_t out;
    assert_true(instant_parse(str_c(text), &out));
    return out;
}

/* Forward or back: a test is not a server. */
static inline void scene_set_clock(struct scene *s, int64_t to)
{
    atomic_store(&s->town.now.at, to);
}

/* A verb between looking and committing: SCENE_VERB(s, desk_assign, id, 0, STR("team")). */
#define SCENE_VERB(s, verb, ...)                                                        \
    do {                                                                                \
        assert_int_equal(desk_look(&(s)->counter.desk), ERR_OK);                        \
        assert_int_equal(verb(&(s)->counter.desk, &(s)->arena, &(s)->town.jurisdiction, \
                              &town_agent, __VA_ARGS__, &(s)->faults, &(s)->change),    \
                         ERR_OK);                                                       \
        assert_int_equal(counter_commit(&(s)->counter, &(s)->change), ERR_OK);          \
    } while (0)

/* A pothole with that size, or a light when it is NULL; returns its id. */
static inline uint64_t scene_file(struct scene *s, const char *size)
{
    struct raw_answer answers[] = {{STR("size"), str_c(size ? size : "")},
                                   {STR("depth"), STR("30")}};
    const struct submission in = {
        .service = size ? STR("pothole") : STR("light"),
        .answers = answers,
        .answer_count = !size            ? 0
                        : size[0] == 'b' ? 2
                                         : 1,
        .has_position = true,
        .position = TOWN_AT(45.49, -73.86),
        .channel = STR("web"),
    };
    SCENE_VERB(s, desk_submit, &in);
    return s->change.after.id;
}

static inline void scene_move(struct scene *s, uint64_t id, const char *to, const char *reason)
{
    const struct transition t = {.to = str_c(to), .reason = str_c(reason)};
    SCENE_VERB(s, desk_transition, id, 0, &t);
}

static inline void scene_pause(struct scene *s, uint64_t id, const char *reason)
{
    const struct pausing p = {.reason = str_c(reason)};
    SCENE_VERB(s, desk_pause, id, 0, &p);
}

static inline void scene_resume(struct scene *s, uint64_t id)
{
    SCENE_VERB(s, desk_resume, id, 0, STR(""));
}

/* As it is stored, in the scene's arena. */
static inline struct request scene_request(struct scene *s, uint64_t id)
{
    struct request r;
    assert_int_equal(desk_look(&s->counter.desk), ERR_OK);
    assert_int_equal(desk_request(&s->counter.desk, &s->arena, &s->town.jurisdiction, id, &r),
                     ERR_OK);
    desk_leave(&s->counter.desk);
    return r;
}

#endif
