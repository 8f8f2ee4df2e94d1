/* Counting connections: in all, from one address, and what one address is. */
#include "net/caps.h"

#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static uint64_t v4(const char *text)
{
    struct sockaddr_in a = {.sin_family = AF_INET};
    assert_int_equal(inet_pton(AF_INET, text, &a.sin_addr), 1);
    return caps_address((struct sockaddr *)(void *)&a);
}

static uint64_t v6(const char *text)
{
    struct sockaddr_in6 a = {.sin6_family = AF_INET6};
    assert_int_equal(inet_pton(AF_INET6, text, &a.sin6_addr), 1);
    return caps_address((struct sockaddr *)(void *)&a);
}

static void an_address_is_one_customer(void **state)
{
    (void)state;
    assert_true(v4("192.0.2.1") != v4("192.0.2.2"));
    assert_true(v4("192.0.2.1") == v6("::ffff:192.0.2.1"));
    assert_true(v6("2001:db8:1:2::1") == v6("2001:db8:1:2:ffff::9"));
    assert_true(v6("2001:db8:1:2::1") != v6("2001:db8:1:3::1"));
    assert_true(v6("::1") != v4("0.0.0.1"));
}

static void one_too_many_is_kept_out(void **state)
{
    (void)state;
    struct caps *c;
    assert_int_equal(caps_open(&c, 3, 2), ERR_OK);
    assert_true(caps_enter(c, 1));
    assert_true(caps_enter(c, 1));
    assert_false(caps_enter(c, 1)); /* of that address */
    assert_true(caps_enter(c, 2));
    assert_false(caps_enter(c, 3)); /* in all */
    assert_int_equal(caps_inside(c), 3);
    caps_leave(c, 1);
    assert_true(caps_enter(c, 3));
    caps_leave(c, 3);
    assert_true(caps_enter(c, 1));
    caps_leave(c, 1);
    caps_leave(c, 1);
    caps_leave(c, 2);
    assert_int_equal(caps_inside(c), 0);
    caps_close(c);
}

static void many_addresses_are_told_apart(void **state)
{
    (void)state;
    enum { N = 20000 };
    struct caps *c;
    assert_int_equal(caps_open(&c, N, 1), ERR_OK);
    for (uint64_t i = 0; i < N; i++)
        assert_true(caps_enter(c, i * 0x100000000ull));
    for (uint64_t i = 0; i < N; i++)
        caps_leave(c, i * 0x100000000ull);
    assert_int_equal(caps_inside(c), 0);
    caps_close(c);
}

static void a_limit_of_none_is_a_mistake(void **state)
{
    (void)state;
    struct caps *c;
    assert_int_equal(caps_open(&c, 0, 1), ERR_INVALID);
    assert_int_equal(caps_open(&c, 1, 0), ERR_INVALID);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_address_is_one_customer),
        cmocka_unit_test(one_too_many_is_kept_out),
        cmocka_unit_test(many_addresses_are_told_apart),
        cmocka_unit_test(a_limit_of_none_is_a_mistake),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
