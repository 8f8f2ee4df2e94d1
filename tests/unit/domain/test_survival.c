/* The product-limit estimator, against published figures and a slow one. */
#include "domain/survival.h"
#include "unit/test.h"

#include <math.h>

static struct arena arena;

static int reset(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static struct survival build(struct lifetime *lives, size_t count)
{
    struct survival s;
    assert_int_equal(survival_build(&arena, lives, count, &s), ERR_OK);
    return s;
}

/* The 6-mercaptopurine arm of E. J. Freireich et al., Blood 21 (1963): weeks in remission, of which
 * twelve had not ended. The usual textbook figures. */
static void textbook_figures(void **state)
{
    (void)state;
    struct lifetime lives[] = {
        {6, true},   {6, true},   {6, true},   {7, true},   {10, true},  {13, true},  {16, true},
        {22, true},  {23, true},  {6, false},  {9, false},  {10, false}, {11, false}, {17, false},
        {19, false}, {20, false}, {25, false}, {32, false}, {32, false}, {34, false}, {35, false},
    };
    static const struct {
        int64_t at;
        double left;
    } expected[] = {{0, 1},      {5, 1},      {6, 0.857},  {7, 0.807},  {10, 0.753}, {13, 0.690},
                    {16, 0.627}, {22, 0.538}, {23, 0.448}, {35, 0.448}, {99, 0.448}};
    struct survival s = build(lives, sizeof lives / sizeof *lives);
    assert_int_equal(s.count, 21);
    assert_int_equal(s.ended, 9);
    for (size_t i = 0; i < sizeof expected / sizeof *expected; i++)
        assert_true(fabs(survival_beyond(&s, expected[i].at) - expected[i].left) < 0.0006);
    int64_t t;
    assert_true(survival_quantile(&s, 0.5, &t));
    assert_int_equal(t, 23);
    assert_true(survival_quantile(&s, 0.25, &t));
    assert_int_equal(t, 13);
    assert_false(survival_quantile(&s, 0.9, &t));
}

/* Without open ones it is the share that lasted longer, and quantiles are nearest rank. */
static void all_ended_is_a_share(void **state)
{
    (void)state;
    struct lifetime lives[100];
    for (int i = 0; i < 100; i++)
        lives[i] = (struct lifetime){(i * 37) % 100 + 1, true};
    struct survival s = build(lives, 100);
    int64_t t;
    for (int i = 0; i <= 100; i++)
        assert_true(fabs(survival_beyond(&s, i) - (100 - i) / 100.0) < 1e-9);
    assert_true(survival_quantile(&s, 0.5, &t));
    assert_int_equal(t, 50);
    assert_true(survival_quantile(&s, 0.9, &t));
    assert_int_equal(t, 90);
}

static void given_an_age(void **state)
{
    (void)state;
    struct lifetime lives[] = {{1, true}, {2, true}, {3, true}, {4, true}};
    struct survival s = build(lives, 4);
    double p;
    assert_true(survival_given(&s, 0, 2, &p));
    assert_true(fabs(p - 0.5) < 1e-9);
    assert_true(survival_given(&s, 2, 3, &p));
    assert_true(fabs(p - 0.5) < 1e-9);
    assert_true(survival_given(&s, 3, 4, &p));
    assert_true(fabs(p) < 1e-9);
    assert_true(survival_given(&s, 5, 5, &p)); /* over already */
    assert_true(p == 1);
    assert_false(survival_given(&s, 4, 9, &p)); /* none was ever seen that old */
}

static void nothing_ended(void **state)
{
    (void)state;
    struct lifetime lives[] = {{5, false}, {7, false}};
    struct survival s = build(lives, 2);
    struct survival none = build(lives, 0);
    int64_t t;
    assert_true(survival_beyond(&s, 100) == 1 && survival_beyond(&none, 1) == 1);
    assert_false(survival_quantile(&s, 0.01, &t));
}

/* --- Against the definition ------------------------------------------------------------------- */

static uint64_t seed = 0x2545F4914F6CDD1D;

static int64_t below(int64_t n)
{
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return (int64_t)(seed % (uint64_t)n);
}

static double slowly(const struct lifetime *lives, size_t count, int64_t t)
{
    double left = 1;
    for (int64_t at = 0; at <= t; at++) {
        double ended = 0, there = 0;
        for (size_t i = 0; i < count; i++) {
            there += lives[i].seconds >= at;
            ended += lives[i].seconds == at && lives[i].ended;
        }
        if (there > 0)
            left *= 1 - ended / there;
    }
    return left;
}

static void agrees_with_the_definition(void **state)
{
    (void)state;
    for (int round = 0; round < 200; round++) {
        struct lifetime lives[60], copy[60];
        size_t count = (size_t)below(60);
        for (size_t i = 0; i < count; i++)
            copy[i] = lives[i] = (struct lifetime){below(40), below(3) > 0};
        struct survival s = build(lives, count);
        double before = 1;
        for (int64_t t = 0; t < 45; t++) {
            double left = survival_beyond(&s, t);
            assert_true(fabs(left - slowly(copy, count, t)) < 1e-9);
            assert_true(left <= before);
            before = left;
        }
        arena_reset(&arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(textbook_figures, reset),
        cmocka_unit_test_teardown(all_ended_is_a_share, reset),
        cmocka_unit_test_teardown(given_an_age, reset),
        cmocka_unit_test_teardown(nothing_ended, reset),
        cmocka_unit_test_teardown(agrees_with_the_definition, reset),
    };
    return RUN_ALL(tests);
}
