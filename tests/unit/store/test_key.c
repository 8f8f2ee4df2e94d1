/* Composite keys: bytes that sort as their parts, come apart again, and never overflow. */
#include "store/key.h"
#include "unit/test.h"

#include <stdlib.h>

static void integers_are_big_endian(void **state)
{
    (void)state;
    struct key k = {0};
    key_u8(&k, 0x01);
    key_u16(&k, 0x0203);
    key_u32(&k, 0x04050607);
    key_u64(&k, 0x08090a0b0c0d0e0f);
    key_i64(&k, 1);
    assert_str(key_str(&k), "\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0a\x0b\x0c\x0d\x0e\x0f"
                            "\x80\0\0\0\0\0\0\x01");
}

static void numbers_sort_as_numbers(void **state)
{
    (void)state;
    static const int64_t ascending[] = {INT64_MIN, INT64_MIN + 1, -65536, -256,  -255,     -1, 0,
                                        1,         255,           256,    65536, INT64_MAX};
    for (size_t i = 1; i < sizeof ascending / sizeof *ascending; i++) {
        struct key low = {0}, high = {0};
        key_i64(&low, ascending[i - 1]);
        key_i64(&high, ascending[i]);
        assert_true(str_cmp(key_str(&low), key_str(&high)) < 0);
    }
}

/* Whatever follows the text: a shorter text sorts before one that it begins. */
static void texts_sort_as_texts(void **state)
{
    (void)state;
    static const char *const ascending[] = {"", "\x01", "a", "a\x01", "ab", "b", "\xc3\xa9"};
    for (size_t i = 1; i < sizeof ascending / sizeof *ascending; i++) {
        struct key low = {0}, high = {0};
        key_text(&low, str_c(ascending[i - 1]));
        key_u64(&low, UINT64_MAX);
        key_text(&high, str_c(ascending[i]));
        key_u64(&high, 0);
        assert_true(str_cmp(key_str(&low), key_str(&high)) < 0);
    }
}

static void parts_come_apart_again(void **state)
{
    (void)state;
    struct key k = {0};
    key_u8(&k, 'R');
    key_text(&k, STR("Pierrefonds"));
    key_u16(&k, 65535);
    key_text(&k, STR(""));
    key_i64(&k, -5);
    key_bytes(&k, STR("\0\xff"));
    key_u32(&k, 7);
    key_u64(&k, 1ull << 40);

    struct str rest = key_str(&k), text, none, bytes;
    uint8_t tag;
    uint16_t n16;
    uint32_t n32;
    uint64_t n64;
    int64_t i64;
    assert_true(key_take_u8(&rest, &tag) && tag == 'R');
    assert_true(key_take_text(&rest, &text));
    assert_str(text, "Pierrefonds");
    assert_true(key_take_u16(&rest, &n16) && n16 == 65535);
    assert_true(key_take_text(&rest, &none) && none.n == 0);
    assert_true(key_take_i64(&rest, &i64) && i64 == -5);
    assert_true(key_take_bytes(&rest, 2, &bytes));
    assert_str(bytes, "\0\xff");
    assert_true(key_take_u32(&rest, &n32) && n32 == 7);
    assert_true(key_take_u64(&rest, &n64) && n64 == 1ull << 40);
    assert_int_equal(rest.n, 0);
}

static void a_short_key_is_refused(void **state)
{
    (void)state;
    struct str out;
    uint8_t n8;
    uint16_t n16;
    uint32_t n32;
    uint64_t n64;
    int64_t i64;
    struct str rest = STR("");
    assert_false(key_take_u8(&rest, &n8) || key_take_text(&rest, &out));
    assert_true(key_take_bytes(&rest, 0, &out));
    rest = STR("1");
    assert_false(key_take_u16(&rest, &n16) || key_take_bytes(&rest, 2, &out));
    rest = STR("123");
    assert_false(key_take_u32(&rest, &n32) || key_take_text(&rest, &out));
    rest = STR("1234567");
    assert_false(key_take_u64(&rest, &n64) || key_take_i64(&rest, &i64));
    assert_int_equal(rest.n, 7);
}

static void failure_is_remembered(void **state)
{
    (void)state;
    struct key k = {0};
    char filler[STORE_KEY_MAX];
    memset(filler, 'x', sizeof filler);
    key_bytes(&k, str_of(filler, STORE_KEY_MAX - 1));
    key_u8(&k, 'y');
    assert_false(k.failed);
    assert_int_equal(key_str(&k).n, STORE_KEY_MAX);
    key_u8(&k, 'z');
    assert_true(k.failed);
    assert_int_equal(key_str(&k).n, 0);

    k = (struct key){0};
    key_bytes(&k, str_of(filler, STORE_KEY_MAX));
    key_bytes(&k, STR(""));
    assert_false(k.failed);
    key_text(&k, STR("")); /* its zero byte */
    assert_true(k.failed);

    k = (struct key){0};
    key_text(&k, STR("a\0b"));
    key_u8(&k, 1);
    assert_true(k.failed);
}

static struct key after(struct str prefix)
{
    struct key k = {0};
    key_bytes(&k, prefix);
    return key_after(&k);
}

static void a_prefix_has_an_end(void **state)
{
    (void)state;
    struct key end = after(STR("ab"));
    assert_str(key_str(&end), "ac");
    end = after(STR("a\xff\xff"));
    assert_str(key_str(&end), "b");
    end = after(STR("a\xff\x01"));
    assert_str(key_str(&end), "a\xff\x02");
    end = after(STR("\xff\xff"));
    assert_int_equal(key_str(&end).n, 0);
    end = after(STR(""));
    assert_int_equal(key_str(&end).n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(integers_are_big_endian), cmocka_unit_test(numbers_sort_as_numbers),
        cmocka_unit_test(texts_sort_as_texts),     cmocka_unit_test(parts_come_apart_again),
        cmocka_unit_test(a_short_key_is_refused),  cmocka_unit_test(failure_is_remembered),
        cmocka_unit_test(a_prefix_has_an_end),
    };
    return RUN_ALL(tests);
}
