/* Dates that a change leaves alone. */
#include "domain/standing.h"

#include "unit/test.h"

static struct service services[] = {{.code = {"a", 1}, .hash = {1}},
                                    {.code = {"b", 1}, .hash = {2}}};
static const struct service *both[] = {&services[0], &services[1]};

/* What is in force after each of three changes, and what a reader of the last record makes of it.
 */
static void dates(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct jurisdiction j = {.services = both, .service_count = 1};
    struct rules_change none = {0}, first = {.at = 10}, second = {.at = 20}, third = {.at = 30};
    assert_int_equal(standing_record(&arena, &none, &j, &first), ERR_OK);
    j.service_count = 2; /* b joins */
    assert_int_equal(standing_record(&arena, &first, &j, &second), ERR_OK);
    services[0].hash[0] = 7; /* a changes */
    assert_int_equal(standing_record(&arena, &second, &j, &third), ERR_OK);
    assert_int_equal(first.service_count, 1);
    assert_true(second.services[0].since == 10 && second.services[1].since == 20);
    assert_true(third.services[0].since == 30 && third.services[1].since == 20);
    assert_int_equal(standing_apply(&arena, &third, &j), ERR_OK);
    assert_true(j.since == 30 && j.service_since[0] == 30 && j.service_since[1] == 20);
    services[0].hash[0] = 1;
    arena_free(&arena);
}

/* A record from before there were dates: its own day. */
static void an_older_record(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct jurisdiction j = {.services = both, .service_count = 2};
    struct rules_change old = {.at = 10}, next = {.at = 20};
    assert_int_equal(standing_apply(&arena, &old, &j), ERR_OK);
    assert_true(j.since == 10 && j.service_since[0] == 10 && j.service_since[1] == 10);
    assert_int_equal(standing_record(&arena, &old, &j, &next), ERR_OK);
    assert_int_equal(next.services[1].since, 20);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(dates), cmocka_unit_test(an_older_record)};
    return RUN_ALL(tests);
}
