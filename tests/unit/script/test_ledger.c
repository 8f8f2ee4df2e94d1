/* Pages, lines, buckets. */
#include "script/ledger.h"

#include "unit/test.h"

#include <stdio.h>

static struct service service_of(const char *code, unsigned char hash)
{
    return (struct service){.code = str_c(code), .hash = {hash}};
}

/* A text's page lives as long as somebody holds it, and another text has another. */
static void pages(void **state)
{
    (void)state;
    struct ledger *l = ledger_open(1);
    struct service was = service_of("s", 1), is = service_of("s", 2);
    struct ledger_sum sum;
    struct ledger_page *a = ledger_hold(l, STR("town"), &was);
    ledger_call(a, 0, 5);
    struct ledger_page *again = ledger_hold(l, STR("town"), &was);
    assert_ptr_equal(a, again);
    struct ledger_page *b = ledger_hold(l, STR("town"), &is);
    assert_ptr_not_equal(a, b);
    assert_ptr_not_equal(b, ledger_hold(l, STR("city"), &is));
    ledger_release(l, a);
    assert_true(ledger_read(l, STR("town"), &was, &sum));
    assert_int_equal(sum.calls, 1);
    ledger_release(l, again);
    assert_false(ledger_read(l, STR("town"), &was, &sum));
    assert_true(ledger_read(l, STR("town"), &is, &sum));
    assert_int_equal(sum.calls, 0);
    ledger_release(l, b);
    assert_true(ledger_read(l, STR("city"), &is, &sum));
    ledger_release(l, ledger_hold(l, STR("city"), &is));
    struct ledger_page *city = ledger_hold(l, STR("city"), &is);
    ledger_release(l, city);
    ledger_release(l, city);
    ledger_close(l);
    ledger_close(NULL);
}

/* Each call is counted where its time says, and a quantile is at most a quarter too much. */
static void quantiles(void **state)
{
    (void)state;
    static const uint64_t times[] = {0, 1, 7, 8, 9, 10, 63, 64, 1000, 4999, 100000, 262143};
    struct service s = service_of("s", 1);
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        struct ledger *l = ledger_open(1);
        struct ledger_page *p = ledger_hold(l, STR("t"), &s);
        struct ledger_sum sum;
        for (int k = 0; k < 10; k++)
            ledger_call(p, 0, times[i]);
        ledger_call(p, 0, 300000);
        assert_true(ledger_read(l, STR("t"), &s, &sum));
        uint64_t median = ledger_quantile(&sum, 500);
        assert_true(median > times[i] && median <= times[i] + times[i] / 4 + 1);
        assert_true(ledger_quantile(&sum, 999) > 300000);
        ledger_release(l, p);
        ledger_close(l);
    }
    struct ledger_sum none = {0};
    assert_int_equal(ledger_quantile(&none, 500), 0);
}

/* The last bucket takes all that is longer. */
static void the_longest(void **state)
{
    (void)state;
    struct service s = service_of("s", 1);
    struct ledger *l = ledger_open(1);
    struct ledger_page *p = ledger_hold(l, STR("t"), &s);
    struct ledger_sum sum;
    ledger_call(p, 0, UINT64_MAX);
    assert_true(ledger_read(l, STR("t"), &s, &sum));
    assert_int_equal(sum.buckets[LEDGER_BUCKETS - 1], 1);
    for (size_t i = 0; i + 1 < LEDGER_BUCKETS; i++)
        assert_true(ledger_bucket_start(i) < ledger_bucket_start(i + 1));
    ledger_release(l, p);
    ledger_close(l);
}

/* Words of any length, cut between two characters. */
static void failures(void **state)
{
    (void)state;
    char words[LEDGER_WORDS_MAX + 10];
    struct service s = service_of("s", 1);
    struct ledger *l = ledger_open(1);
    struct ledger_page *p = ledger_hold(l, STR("t"), &s);
    struct ledger_sum sum;
    for (size_t n = LEDGER_WORDS_MAX - 4; n < LEDGER_WORDS_MAX + 8; n++) {
        memset(words, 'x', sizeof words);
        for (size_t i = n % 2; i + 1 < n; i += 2)
            memcpy(words + i, "\u00e9", 2);
        ledger_fail(p, 0, 7, STR("a.lua:1"), (struct text){{str_of(words, n), STR("")}});
        assert_true(ledger_read(l, STR("t"), &s, &sum));
        size_t kept = strlen(sum.last.words[LANG_FR]);
        assert_true(kept < LEDGER_WORDS_MAX && kept + 2 >= (n < LEDGER_WORDS_MAX ? n : kept));
        assert_int_equal(memcmp(sum.last.words[LANG_FR], words, kept), 0);
        assert_true(kept == n || ((unsigned char)words[kept] & 0xC0) != 0x80);
    }
    assert_int_equal(sum.last.at, 7);
    assert_string_equal(sum.last.where, "a.lua:1");
    assert_string_equal(sum.last.words[LANG_EN], "");
    ledger_release(l, p);
    ledger_close(l);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages),
        cmocka_unit_test(quantiles),
        cmocka_unit_test(the_longest),
        cmocka_unit_test(failures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
