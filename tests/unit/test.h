/* What every unit test includes: cmocka and its prelude, and comparing views. */
#ifndef TESTS_UNIT_TEST_H
#define TESTS_UNIT_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
/* cmocka comes after what it needs */
#include <cmocka.h>

#include "base/str.h"

#define assert_str(s, literal)                                                      \
    do {                                                                            \
        struct str got_ = (s);                                                      \
        assert_int_equal(got_.n, sizeof(literal) - 1);                              \
        assert_memory_equal(got_.n ? got_.p : "", "" literal, sizeof(literal) - 1); \
    } while (0)

#define RUN_ALL(tests) cmocka_run_group_tests(tests, NULL, NULL)

#endif
