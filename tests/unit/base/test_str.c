/* Views of bytes: cutting, comparing, and reading numbers strictly. */
#include "base/fault.h"
#include "base/id.h"
#include "base/list.h"
#include "base/log.h"
#include "base/now.h"
#include "unit/test.h"

#include <stdio.h>
#include <unistd.h>

static void cutting(void **state)
{
    (void)state;
    struct str rest = STR("a,,b"), piece;
    assert_true(str_cut(&rest, ',', &piece));
    assert_str(piece, "a");
    assert_true(str_cut(&rest, ',', &piece));
    assert_str(piece, "");
    assert_true(str_cut(&rest, ',', &piece));
    assert_str(piece, "b");
    assert_false(str_cut(&rest, ',', &piece));
    assert_str(str_trim(STR(" \t x y \t")), "x y");
    assert_str(str_from(STR("abc"), 9), "");
}

static void comparing(void **state)
{
    (void)state;
    assert_true(str_cmp(STR("a"), STR("ab")) < 0);
    assert_true(str_cmp(STR("b"), STR("ab")) > 0);
    assert_int_equal(str_cmp(STR(""), STR("")), 0);
    assert_true(str_eq_nocase(STR("Content-LENGTH"), STR("content-length")));
    assert_false(str_eq_nocase(STR("a\xc3"), STR("a\xe3")));
    assert_true(str_starts(STR("abc"), STR("ab")) && str_ends(STR("abc"), STR("bc")));
    assert_false(str_starts(STR("a"), STR("ab")) || str_ends(STR("c"), STR("bc")));
}

static void numbers_are_strict(void **state)
{
    (void)state;
    uint64_t u;
    int64_t i;
    double d;
    assert_true(str_u64(STR("18446744073709551615"), &u) && u == UINT64_MAX);
    assert_false(str_u64(STR("18446744073709551616"), &u));
    static const char *const bad[] = {"", " 1", "1 ", "+1", "0x1", "1.0", "1e", "--1", "-"};
    for (size_t n = 0; n < sizeof bad / sizeof *bad; n++) {
        assert_false(str_u64(str_c(bad[n]), &u));
        assert_false(str_i64(str_c(bad[n]), &i));
    }
    assert_true(str_i64(STR("-9223372036854775807"), &i) && i == -INT64_MAX);
    assert_true(str_double(STR("-1.5e3"), &d) && d > -1500.1 && d < -1499.9);
    static const char *const never[] = {"nan", "inf", "0x10", "1e999", "", "1 ", "1,5"};
    for (size_t n = 0; n < sizeof never / sizeof *never; n++)
        assert_false(str_double(str_c(never[n]), &d));
    assert_false(str_double(str_of("1\0", 2), &d));
}

struct item {
    int v;
    struct list node;
};

static void lists(void **state)
{
    (void)state;
    struct list a, b;
    struct item items[4] = {{.v = 0}, {.v = 1}, {.v = 2}, {.v = 3}};
    list_init(&a);
    list_init(&b);
    for (int i = 0; i < 4; i++)
        list_push(i < 2 ? &a : &b, &items[i].node);
    list_move(&a, &b);
    assert_true(list_empty(&b));
    int expected = 0;
    LIST_EACH(n, &a)
    {
        assert_int_equal(LIST_ITEM(n, struct item, node)->v, expected++);
    }
    list_remove(&items[1].node);
    list_remove(&items[1].node);
    assert_ptr_equal(list_pop(&a), &items[0].node);
    assert_ptr_equal(list_pop(&a), &items[2].node);
    assert_ptr_equal(list_pop(&a), &items[3].node);
    assert_null(list_pop(&a));
}

static void faults_are_gathered_in_both_languages(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct faults f = faults_in(&arena);
    assert_false(faults_any(&f));
    fault_add(&f, "a:1", "champ %s : %d", "field %s: %d", "x", 3);
    fault_add(&f, NULL, "deux", "two");
    assert_int_equal(f.count, 2);
    assert_str(f.first->where, "a:1");
    assert_str(text_in(f.first->say, LANG_FR), "champ x : 3");
    assert_str(text_in(f.first->say, LANG_EN), "field x: 3");
    assert_str(f.last->where, "");
    arena_free(&arena);
    struct arena tiny = {.limit = 1};
    f = faults_in(&tiny);
    fault_add(&f, "a", "b", "c");
    assert_true(faults_any(&f));
    arena_free(&tiny);
}

static void log_lines(void **state)
{
    (void)state;
    int ends[2];
    char got[512];
    struct log log;
    assert_int_equal(pipe(ends), 0);
    log_init(&log, ends[1], LOG_INFO);
    log_begin(&log, LOG_DEBUG, "hidden");
    log_str(&log, "k", STR("v"));
    log_end(&log);
    log_begin(&log, LOG_INFO, "seen");
    log_str(&log, "plain", STR("v1"));
    log_str(&log, "odd", STR("a \"b\"\n"));
    log_i64(&log, "n", -5);
    log_end(&log);
    log_close(&log);
    ssize_t n = read(ends[0], got, sizeof got);
    assert_true(n > 25);
    assert_memory_equal(got, "ts=2", 4);
    got[n] = 0;
    assert_non_null(
        strstr(got, "Z level=info event=seen plain=v1 odd=\"a \\\"b\\\"\\x0a\" n=-5\n"));
    assert_null(strstr(got, "hidden"));
    close(ends[0]);
    close(ends[1]);
}

static void held_clock_only_goes_forward(void **state)
{
    (void)state;
    struct now now = {.held = true, .at = 100};
    assert_int_equal(now_seconds(&now), 100);
    assert_int_equal(now_move(&now, 150), ERR_OK);
    assert_int_equal(now_move(&now, 149), ERR_INVALID);
    assert_int_equal(now_seconds(&now), 150);
    struct now real = {0};
    assert_true(now_seconds(&real) > 1700000000);
    assert_int_equal(now_move(&real, INT64_MAX), ERR_UNSUPPORTED);
}

static void secrets_and_hashes(void **state)
{
    (void)state;
    char text[27], other[27];
    unsigned char bytes[16], h1[ID_HASH_BYTES], h2[ID_HASH_BYTES];
    assert_int_equal(id_init(), ERR_OK);
    id_text(text, sizeof text, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16);
    assert_string_equal(text, "00000000000000000000000000");
    id_text(other, sizeof other, "\xff\x00\xff", 3);
    assert_string_equal(other, "zw0fy");
    id_random(bytes, sizeof bytes);
    id_text(text, sizeof text, bytes, sizeof bytes);
    assert_int_equal(strlen(text), 26);
    id_hash(h1, str_c(text));
    id_hash(h2, str_c(text));
    assert_true(id_equal(h1, h2, sizeof h1));
    id_hash(h2, STR("other"));
    assert_false(id_equal(h1, h2, sizeof h1));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(cutting),
        cmocka_unit_test(comparing),
        cmocka_unit_test(numbers_are_strict),
        cmocka_unit_test(lists),
        cmocka_unit_test(faults_are_gathered_in_both_languages),
        cmocka_unit_test(log_lines),
        cmocka_unit_test(held_clock_only_goes_forward),
        cmocka_unit_test(secrets_and_hashes),
    };
    return RUN_ALL(tests);
}
