/* Texts by path, and the hash that names them. */
#include "domain/bundle.h"

#include "base/id.h"
#include "unit/test.h"

static struct arena arena;

static int open_all(void **state)
{
    (void)state;
    return (int)id_init();
}

static int close_all(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static void paths(void **state)
{
    (void)state;
    static const char *const good[] = {"jurisdiction.lua", "core/clocks/first_response.lua",
                                       "services/tree-branch/service.lua", "a..b"};
    static const char *const bad[] = {"",      "/etc/passwd", "../a", "a/../b",
                                      "a/./b", "a//b",        "a/",   ".git",
                                      "a b",   "a\\b",        "é",    "services/.x"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(bundle_path_valid(str_c(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(bundle_path_valid(str_c(bad[i])));
    assert_false(bundle_path_valid(STR("a\0b")));
}

static struct bundle two(const char *a, const char *x, const char *b, const char *y)
{
    struct bundle out = bundle_in(&arena);
    assert_int_equal(bundle_put(&out, str_c(a), str_c(x)), ERR_OK);
    assert_int_equal(bundle_put(&out, str_c(b), str_c(y)), ERR_OK);
    return out;
}

static const char *name_of(const struct bundle *b)
{
    unsigned char hash[BUNDLE_HASH_BYTES];
    char name[BUNDLE_NAME_TEXT];
    assert_int_equal(bundle_hash(b, hash), ERR_OK);
    bundle_name(name, hash);
    return arena_str(&arena, str_c(name)).p;
}

/* printf '1:a1:x2:bc0:' | sha256sum */
static void named_by_sha256(void **state)
{
    (void)state;
    struct bundle there = two("a", "x", "bc", ""), back = two("bc", "", "a", "x");
    assert_string_equal(name_of(&there), "310c86c7db66");
    assert_string_equal(name_of(&back), "310c86c7db66");
    struct bundle none = bundle_in(&arena);
    assert_string_equal(name_of(&none), "e3b0c44298fc");
    struct bundle other = two("a", "x2:bc", "d", "");
    assert_string_not_equal(name_of(&other), "310c86c7db66");
}

static void one_text_a_path(void **state)
{
    (void)state;
    struct bundle under = two("a", "old", "b", "kept"), over = two("a", "new", "c", "more");
    struct bundle both = bundle_in(&arena);
    assert_int_equal(bundle_join(&both, &under, &over), ERR_OK);
    assert_int_equal(both.count, 3);
    assert_true(str_eq(bundle_find(&both, STR("a"))->text, STR("new")));
    assert_true(str_eq(bundle_find(&both, STR("b"))->text, STR("kept")));
    assert_null(bundle_find(&both, STR("d")));
    assert_int_equal(bundle_put(&both, STR("../d"), STR("")), ERR_INVALID);
    assert_int_equal(bundle_put(&both, STR("d"), str_of("", BUNDLE_TEXT_MAX + 1)), ERR_TOO_LARGE);
}

static void not_without_end(void **state)
{
    (void)state;
    struct bundle b = bundle_in(&arena);
    for (int i = 0; i < BUNDLE_TEXTS_MAX; i++)
        assert_int_equal(bundle_put(&b, arena_printf(&arena, "t%d", i), STR("")), ERR_OK);
    assert_int_equal(bundle_put(&b, STR("one-more"), STR("")), ERR_TOO_LARGE);
    assert_int_equal(bundle_put(&b, STR("t7"), STR("again")), ERR_OK);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths),
        cmocka_unit_test(named_by_sha256),
        cmocka_unit_test(one_text_a_path),
        cmocka_unit_test(not_without_end),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
