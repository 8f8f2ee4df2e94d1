/* Timeouts: in order, replaced, cleared, asked about their rate; the tick stops with the last. */
#include "net/timer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

struct waiter {
    struct timer timer;
    int expired;
    enum timer_kind kind;
    uint64_t at;
    bool slow;
};

static uv_loop_t loop;
static struct timers timers;
static struct waiter a, b, c;

static void expired(struct timer *t, enum timer_kind kind)
{
    struct waiter *w = LIST_ITEM(t, struct waiter, timer);
    w->expired++;
    w->kind = kind;
    w->at = uv_now(&loop);
}

static bool too_slow(const struct timer *t, uint64_t now)
{
    (void)now;
    return LIST_ITEM(t, struct waiter, timer)->slow;
}

static int setup(void **state)
{
    (void)state;
    static const uint64_t ms[TIMER_KINDS] = {
        [TIMER_HEAD] = 40,   [TIMER_BODY] = 100000, [TIMER_IDLE] = 80,
        [TIMER_WRITE] = 120, [TIMER_DRAIN] = 60,
    };
    uv_loop_init(&loop);
    timers_open(&timers, &loop, ms);
    timers.expired = expired;
    timers.too_slow = too_slow;
    uv_ref((uv_handle_t *)&timers.tick); /* nothing else keeps this loop alive */
    struct waiter *all[] = {&a, &b, &c};
    for (int i = 0; i < 3; i++) {
        *all[i] = (struct waiter){0};
        timer_init(&all[i]->timer);
    }
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    timers_close(&timers);
    uv_run(&loop, UV_RUN_DEFAULT);
    return uv_loop_close(&loop);
}

static void each_kind_has_its_length(void **state)
{
    (void)state;
    uint64_t start = uv_now(&loop);
    timer_set(&timers, &a.timer, TIMER_WRITE);
    timer_set(&timers, &b.timer, TIMER_HEAD);
    timer_set(&timers, &c.timer, TIMER_IDLE);
    uv_run(&loop, UV_RUN_DEFAULT);
    assert_int_equal(a.expired + b.expired + c.expired, 3);
    assert_int_equal(a.kind, TIMER_WRITE);
    assert_int_equal(b.kind, TIMER_HEAD);
    assert_int_equal(c.kind, TIMER_IDLE);
    assert_true(a.at - start >= 120 && b.at - start >= 40 && c.at - start >= 80);
    assert_true(b.at <= c.at && c.at <= a.at);
}

static void waiting_for_another_thing_replaces(void **state)
{
    (void)state;
    timer_set(&timers, &a.timer, TIMER_HEAD);
    timer_set(&timers, &a.timer, TIMER_IDLE);
    uv_run(&loop, UV_RUN_DEFAULT);
    assert_int_equal(a.expired, 1);
    assert_int_equal(a.kind, TIMER_IDLE);
}

static void cleared_never_expires(void **state)
{
    (void)state;
    timer_set(&timers, &a.timer, TIMER_HEAD);
    timer_set(&timers, &b.timer, TIMER_DRAIN);
    timer_clear(&a.timer);
    timer_clear(&a.timer);
    uv_run(&loop, UV_RUN_DEFAULT);
    assert_int_equal(a.expired, 0);
    assert_int_equal(b.expired, 1);
}

static void a_slow_body_does_not_wait_for_its_deadline(void **state)
{
    (void)state;
    timer_set(&timers, &a.timer, TIMER_BODY);
    timer_set(&timers, &b.timer, TIMER_BODY);
    b.slow = true;
    uv_run(&loop, UV_RUN_ONCE);
    assert_int_equal(a.expired, 0);
    assert_int_equal(b.expired, 1);
    timer_clear(&a.timer);
}

static void the_tick_stops_with_the_last_and_starts_again(void **state)
{
    (void)state;
    assert_false(uv_is_active((uv_handle_t *)&timers.tick));
    timer_set(&timers, &a.timer, TIMER_HEAD);
    assert_true(uv_is_active((uv_handle_t *)&timers.tick));
    uv_run(&loop, UV_RUN_DEFAULT);
    assert_false(uv_is_active((uv_handle_t *)&timers.tick));
    timer_set(&timers, &a.timer, TIMER_HEAD);
    uv_run(&loop, UV_RUN_DEFAULT);
    assert_int_equal(a.expired, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(each_kind_has_its_length, setup, teardown),
        cmocka_unit_test_setup_teardown(waiting_for_another_thing_replaces, setup, teardown),
        cmocka_unit_test_setup_teardown(cleared_never_expires, setup, teardown),
        cmocka_unit_test_setup_teardown(a_slow_body_does_not_wait_for_its_deadline, setup,
                                        teardown),
        cmocka_unit_test_setup_teardown(the_tick_stops_with_the_last_and_starts_again, setup,
                                        teardown),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
