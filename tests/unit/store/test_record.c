/* Stored values: what is written is read again, and nothing else is. */
#include "store/record.h"
#include "unit/test.h"

#include <math.h>

enum { FORMAT = 3 };

static void bytes_are_as_documented(void **state)
{
    (void)state;
    struct buf b = {0};
    struct record_writer w;
    record_start(&w, &b, FORMAT);
    record_put_u64(&w, 1, 0);
    record_put_u64(&w, 2, 300);
    record_put_i64(&w, 3, -1);
    record_put_str(&w, 4, STR("hé"));
    record_put_f64(&w, 5, 1.0);
    size_t begun = record_begin(&w, 6);
    record_put_u64(&w, 1, 7);
    record_end(&w, begun);
    assert_false(b.failed);
    assert_str(buf_str(&b), "\x03"
                            "\x01\x01\x00"
                            "\x02\x02\xac\x02"
                            "\x03\x01\x01"
                            "\x04\x03h\xc3\xa9"
                            "\x05\x08\0\0\0\0\0\0\xf0\x3f"
                            "\x06\x03\x01\x01\x07");
    buf_free(&b);
}

static struct str next_field(struct record_reader *r, uint8_t expected)
{
    uint8_t tag;
    struct str value;
    assert_int_equal(record_next(r, &tag, &value), ERR_OK);
    assert_int_equal(tag, expected);
    return value;
}

static void numbers_return(void **state)
{
    (void)state;
    static const uint64_t u64s[] = {0,     1,          127,       128,       16383,
                                    16384, UINT32_MAX, INT64_MAX, UINT64_MAX};
    static const int64_t i64s[] = {0, -1, 1, -64, 64, INT32_MIN, INT64_MAX, INT64_MIN};
    static const double f64s[] = {0.0, -0.0, 45.4946, -73.8486, INFINITY, 5e-324};
    struct buf b = {0};
    struct record_writer w;
    struct record_reader r;
    uint8_t format;
    record_start(&w, &b, FORMAT);
    for (size_t i = 0; i < sizeof u64s / sizeof *u64s; i++)
        record_put_u64(&w, 1, u64s[i]);
    for (size_t i = 0; i < sizeof i64s / sizeof *i64s; i++)
        record_put_i64(&w, 2, i64s[i]);
    for (size_t i = 0; i < sizeof f64s / sizeof *f64s; i++)
        record_put_f64(&w, 3, f64s[i]);
    assert_int_equal(record_open(&r, buf_str(&b), FORMAT, &format), ERR_OK);
    for (size_t i = 0; i < sizeof u64s / sizeof *u64s; i++) {
        uint64_t v = 1;
        assert_int_equal(record_u64(next_field(&r, 1), &v), ERR_OK);
        assert_true(v == u64s[i]);
    }
    for (size_t i = 0; i < sizeof i64s / sizeof *i64s; i++) {
        int64_t v = 1;
        assert_int_equal(record_i64(next_field(&r, 2), &v), ERR_OK);
        assert_true(v == i64s[i]);
    }
    for (size_t i = 0; i < sizeof f64s / sizeof *f64s; i++) {
        double v = 1;
        assert_int_equal(record_f64(next_field(&r, 3), &v), ERR_OK);
        assert_memory_equal(&v, &f64s[i], sizeof v);
    }
    struct str value;
    uint8_t tag;
    assert_int_equal(record_next(&r, &tag, &value), ERR_NOT_FOUND);
    buf_free(&b);
}

/* Lengths of one, two and three bytes, three levels deep, in an arena that must grow. */
static void nested_fields_return(void **state)
{
    (void)state;
    static const char filler[20000];
    static const size_t sizes[] = {0, 120, 121, 128, 16375, 20000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        struct arena arena = {0};
        struct buf b = buf_in(&arena);
        struct record_writer w;
        struct record_reader r, outer, inner;
        uint8_t format;
        uint64_t v;
        record_start(&w, &b, 1);
        size_t outer_begun = record_begin(&w, 10);
        size_t inner_begun = record_begin(&w, 11);
        record_put_str(&w, 12, str_of(filler, sizes[i]));
        record_end(&w, inner_begun);
        record_put_u64(&w, 13, 42);
        record_end(&w, outer_begun);
        record_put_u64(&w, 14, 43);
        assert_false(b.failed);
        assert_int_equal(record_open(&r, buf_str(&b), 1, &format), ERR_OK);
        record_open_nested(&outer, next_field(&r, 10));
        record_open_nested(&inner, next_field(&outer, 11));
        assert_int_equal(next_field(&inner, 12).n, sizes[i]);
        assert_int_equal(inner.rest.n, 0);
        assert_int_equal(record_u64(next_field(&outer, 13), &v), ERR_OK);
        assert_int_equal(v, 42);
        assert_int_equal(record_u64(next_field(&r, 14), &v), ERR_OK);
        assert_int_equal(v, 43);
        arena_free(&arena);
    }
}

static void formats_are_checked(void **state)
{
    (void)state;
    struct record_reader r;
    uint8_t format;
    assert_int_equal(record_open(&r, STR(""), FORMAT, &format), ERR_CORRUPT);
    assert_int_equal(record_open(&r, STR("\0"), FORMAT, &format), ERR_CORRUPT);
    assert_int_equal(record_open(&r, STR("\x04"), FORMAT, &format), ERR_CORRUPT);
    assert_int_equal(record_open(&r, STR("\x02"), FORMAT, &format), ERR_OK);
    assert_int_equal(format, 2);
}

static enum err read_field(struct str bytes)
{
    struct record_reader r;
    uint8_t tag;
    struct str value;
    record_open_nested(&r, bytes);
    return record_next(&r, &tag, &value);
}

static void damaged_fields_are_refused(void **state)
{
    (void)state;
    assert_int_equal(read_field(STR("")), ERR_NOT_FOUND);
    assert_int_equal(read_field(STR("\x01")), ERR_CORRUPT);      /* no length */
    assert_int_equal(read_field(STR("\x01\x80")), ERR_CORRUPT);  /* half a length */
    assert_int_equal(read_field(STR("\x01\x02x")), ERR_CORRUPT); /* less than the length */
    assert_int_equal(read_field(STR("\x01\x81\x00x")),
                     ERR_CORRUPT); /* a length in too many bytes */
    assert_int_equal(read_field(STR("\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01x")), ERR_CORRUPT);
    assert_int_equal(read_field(STR("\x01\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02x")), ERR_CORRUPT);
    assert_int_equal(read_field(STR("\x01\x80\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01x")),
                     ERR_CORRUPT);
    assert_int_equal(read_field(STR("\x01\x01x")), ERR_OK);
    assert_int_equal(read_field(STR("\x01\x00")), ERR_OK);
}

static void damaged_values_are_refused(void **state)
{
    (void)state;
    uint64_t u;
    int64_t i;
    double f;
    assert_int_equal(record_u64(STR(""), &u), ERR_CORRUPT);
    assert_int_equal(record_u64(STR("\x01\x01"), &u), ERR_CORRUPT);
    assert_int_equal(record_u64(STR("\x80\x00"), &u), ERR_CORRUPT);
    assert_int_equal(record_u64(STR("\x80"), &u), ERR_CORRUPT);
    assert_int_equal(record_i64(STR("\x80"), &i), ERR_CORRUPT);
    assert_int_equal(record_f64(STR("1234567"), &f), ERR_CORRUPT);
    assert_int_equal(record_f64(STR("123456789"), &f), ERR_CORRUPT);
}

static void a_failed_buffer_stays_failed(void **state)
{
    (void)state;
    struct arena arena = {.limit = 4096};
    struct buf b = buf_in(&arena);
    struct record_writer w;
    static const char filler[8192];
    record_start(&w, &b, 1);
    size_t begun = record_begin(&w, 1);
    record_put_str(&w, 2, str_of(filler, sizeof filler));
    record_put_u64(&w, 3, 1);
    record_end(&w, begun);
    assert_true(b.failed);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bytes_are_as_documented),
        cmocka_unit_test(numbers_return),
        cmocka_unit_test(nested_fields_return),
        cmocka_unit_test(formats_are_checked),
        cmocka_unit_test(damaged_fields_are_refused),
        cmocka_unit_test(damaged_values_are_refused),
        cmocka_unit_test(a_failed_buffer_stays_failed),
    };
    return RUN_ALL(tests);
}
