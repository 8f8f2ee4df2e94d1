/* The arena: alignment, growth in place, limits, and that nothing is lost or kept too long. */
#include "base/arena.h"
#include "base/buf.h"
#include "unit/test.h"

static void pieces_are_aligned_and_apart(void **state)
{
    (void)state;
    struct arena a = {0};
    char *last = NULL;
    for (size_t n = 0; n < 5000; n = n * 2 + 1) {
        char *p = arena_alloc(&a, n);
        assert_non_null(p);
        assert_int_equal((uintptr_t)p % 16, 0);
        assert_ptr_not_equal(p, last);
        memset(p, 0x5a, n);
        last = p;
    }
    arena_free(&a);
    assert_null(a.first);
}

static void in_steady_state_nothing_is_allocated(void **state)
{
    (void)state;
    struct arena a = {0};
    struct arena_chunk *kept = NULL;
    for (int round = 0; round < 100; round++) {
        arena_reset(&a);
        if (round == 1)
            kept = a.first;
        for (int i = 0; i < 100; i++)
            assert_non_null(arena_alloc(&a, 3000));
        if (round > 0) {
            assert_ptr_equal(a.first, kept);
            assert_ptr_equal(a.current, kept);
        }
    }
    arena_free(&a);
    assert_int_equal(a.total, 0);
}

static void grows_in_place_when_last(void **state)
{
    (void)state;
    struct arena a = {0};
    char *p = arena_alloc(&a, 10);
    memcpy(p, "0123456789", 10);
    assert_ptr_equal(arena_grow(&a, p, 10, 100), p);
    assert_non_null(arena_alloc(&a, 1));
    char *q = arena_grow(&a, p, 100, 200);
    assert_ptr_not_equal(q, p);
    assert_memory_equal(q, "0123456789", 10);
    arena_free(&a);
}

static void limit_holds(void **state)
{
    (void)state;
    struct arena a = {.limit = 10000};
    size_t got = 0;
    while (arena_alloc(&a, 100))
        got += 100;
    assert_true(got > 4000 && got <= 10000);
    assert_true(a.total <= 10000);
    assert_null(arena_alloc(&a, SIZE_MAX));
    assert_null(arena_zalloc(&a, SIZE_MAX / 2, 16));
    arena_free(&a);
}

static void printf_and_copies(void **state)
{
    (void)state;
    struct arena a = {0};
    assert_str(arena_printf(&a, "%d-%s", 7, "x"), "7-x");
    struct str s = arena_str(&a, STR("abc"));
    assert_str(s, "abc");
    assert_int_equal(s.p[3], 0);
    arena_free(&a);
}

static void buffer_remembers_failure(void **state)
{
    (void)state;
    struct arena a = {.limit = 4096};
    struct buf b = buf_in(&a);
    for (int i = 0; i < 1000; i++)
        BUF_LIT(&b, "0123456789");
    assert_true(b.failed);
    size_t n = b.n;
    buf_char(&b, 'x');
    assert_int_equal(b.n, n);
    arena_free(&a);
}

static void buffer_writes_numbers(void **state)
{
    (void)state;
    struct buf b = {0};
    buf_u64(&b, 0);
    buf_char(&b, ' ');
    buf_u64(&b, UINT64_MAX);
    buf_char(&b, ' ');
    buf_i64(&b, INT64_MIN);
    buf_printf(&b, " %05d", 42);
    assert_str(buf_str(&b), "0 18446744073709551615 -9223372036854775808 00042");
    buf_free(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pieces_are_aligned_and_apart),
        cmocka_unit_test(in_steady_state_nothing_is_allocated),
        cmocka_unit_test(grows_in_place_when_last),
        cmocka_unit_test(limit_holds),
        cmocka_unit_test(printf_and_copies),
        cmocka_unit_test(buffer_remembers_failure),
        cmocka_unit_test(buffer_writes_numbers),
    };
    return RUN_ALL(tests);
}
