/* JSON and UTF-8: what is read, what is refused, and that writing reads back. */
#include "base/json.h"
#include "base/utf8.h"
#include "unit/test.h"

static void reads_values(void **state)
{
    (void)state;
    struct arena a = {0};
    struct jv *v;
    assert_int_equal(jv_read(&a,
                             STR("{\"s\":\"\\u00e9\",\"n\":-3,\"r\":1.5,\"b\":true,\"z\":null,"
                                 "\"l\":[1,[2]],\"o\":{\"k\":\"v\"}}"),
                             &v, NULL, NULL),
                     ERR_OK);
    assert_int_equal(v->type, JV_OBJECT);
    assert_str(jv_get_str(v, "s"), "\xc3\xa9");
    assert_int_equal(jv_get(v, "n")->integer, -3);
    assert_true(jv_get(v, "r")->real > 1.4 && jv_get(v, "r")->type == JV_REAL);
    assert_int_equal(jv_get(v, "b")->integer, 1);
    assert_int_equal(jv_get(v, "z")->type, JV_NULL);
    assert_int_equal(jv_get(v, "l")->items[1].items[0].integer, 2);
    assert_str(jv_get_str(jv_get(v, "o"), "k"), "v");
    assert_null(jv_get(v, "absent"));
    assert_null(jv_get(NULL, "x"));
    arena_free(&a);
}

static void refuses(void **state)
{
    (void)state;
    static const char *const bad[] = {"",        "{",       "{\"a\":1,\"a\":2}", "[1,]",
                                      "nul",     "1 2",     "\"\\u0000\"",       "\"\xff\"",
                                      "[1e999]", "{'a':1}", "\"\\ud800\""};
    struct arena a = {0};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct jv *v;
        int line = 0;
        struct text why = {0};
        assert_int_equal(jv_read(&a, str_c(bad[i]), &v, &line, &why), ERR_INVALID);
        assert_int_equal(line, 1);
        assert_true(why.in[LANG_FR].n > 0 && why.in[LANG_EN].n > 0);
    }
    arena_free(&a);
}

static void says_why_in_both_languages(void **state)
{
    (void)state;
    static const struct {
        const char *text, *fr, *en;
    } rows[] = {
        {"{\"a\":1", "le texte s’arrête trop tôt", "the text ends too soon"},
        {"{bad", "ce n’est pas du JSON, près de 'bad'", "it is not JSON, near 'bad'"},
        {"{\"a\":1,\"a\":2}", "un membre paraît deux fois, près de '\"a\"'",
         "a member stands twice, near '\"a\"'"},
        {"1 2", "quelque chose suit la fin, près de '2'", "something follows the end, near '2'"},
        {"\"\xff\"", "ce n’est pas de l’UTF-8", "it is not UTF-8"},
    };
    struct arena a = {0};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        struct jv *v;
        struct text why;
        assert_int_equal(jv_read(&a, str_c(rows[i].text), &v, NULL, &why), ERR_INVALID);
        assert_true(str_eq(why.in[LANG_FR], str_c(rows[i].fr)));
        assert_true(str_eq(why.in[LANG_EN], str_c(rows[i].en)));
    }
    arena_free(&a);
}

static void depth_is_bounded(void **state)
{
    (void)state;
    struct arena a = {0};
    struct jv *v;
    char deep[200];
    memset(deep, '[', 100);
    memset(deep + 100, ']', 100);
    assert_int_equal(jv_read(&a, str_of(deep, 200), &v, NULL, NULL), ERR_INVALID);
    assert_int_equal(jv_read(&a, str_of(deep + 70, 60), &v, NULL, NULL), ERR_OK);
    assert_int_equal(
        jv_read(&a, STR("\"[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\\\"[\""), &v, NULL, NULL),
        ERR_OK);
    arena_free(&a);
}

static void writing_reads_back(void **state)
{
    (void)state;
    static const char text[] =
        "{\"a\":[1,-2.5,\"x\\\"\\\\\\u0001\\n\xc3\xa9\",true,false,null,[],{}],"
        "\"b\":{\"c\":0.1}}";
    struct arena a = {0};
    struct jv *v;
    struct buf b = buf_in(&a);
    struct jw w = {.out = &b};
    assert_int_equal(jv_read(&a, str_c(text), &v, NULL, NULL), ERR_OK);
    jw_value(&w, v);
    assert_int_equal(b.n, sizeof text - 1);
    assert_memory_equal(b.p, text, b.n);
    arena_free(&a);
}

static void utf8(void **state)
{
    (void)state;
    static const char *const good[] = {"",
                                       "abc",
                                       "\xc3\xa9",
                                       "\xe2\x82\xac",
                                       "\xf0\x9f\x95\xb3",
                                       "\xef\xbf\xbd",
                                       "\xf4\x8f\xbf\xbf"};
    static const char *const bad[] = {"\x80",
                                      "\xc0\x80",
                                      "\xc3",
                                      "\xe0\x80\x80",
                                      "\xed\xa0\x80",
                                      "\xf0\x80\x80\x80",
                                      "\xf4\x90\x80\x80",
                                      "\xff",
                                      "a\xe2\x82"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        assert_true(utf8_valid(str_c(good[i])));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(utf8_valid(str_c(bad[i])));
    assert_false(utf8_valid(str_of("a\0b", 3)));
    assert_int_equal(utf8_length(STR("\xc3\xa9t\xc3\xa9 \xf0\x9f\x95\xb3")), 5);
    struct arena a = {0};
    assert_str(utf8_fold(&a, STR("\xc3\x89LISE \xc5\x93uvre")), "elise \xc5\x93uvre");
    assert_null(utf8_fold(&a, STR("\xff")).p);
    arena_free(&a);
}

/* Text is looked at by eights: what must be seen is seen wherever in them it stands. */
static void every_byte_is_looked_at(void **state)
{
    (void)state;
    enum { LENGTH = 27 };
    for (unsigned c = 0; c < 256; c++)
        for (size_t at = 0; at < LENGTH; at++) {
            char text[LENGTH], expected[64];
            memset(text, 'a', sizeof text);
            text[at] = (char)c;
            assert_int_equal(utf8_valid(str_of(text, sizeof text)), c > 0 && c < 0x80);
            struct buf b = {0};
            struct jw w = {.out = &b};
            jw_str(&w, str_of(text, sizeof text));
            bool escaped = c < 0x20 || c == '"' || c == '\\';
            size_t more = !escaped ? 0 : strchr("\b\t\n\f\r\"\\", (int)c) && c ? 1 : 5;
            assert_int_equal(b.n, LENGTH + 2 + more);
            memset(expected, 'a', sizeof expected);
            expected[0] = '"';
            expected[at + 1] = escaped ? '\\' : (char)c;
            assert_memory_equal(b.p, expected, at + 2);
            buf_free(&b);
        }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_values),
        cmocka_unit_test(refuses),
        cmocka_unit_test(says_why_in_both_languages),
        cmocka_unit_test(depth_is_bounded),
        cmocka_unit_test(writing_reads_back),
        cmocka_unit_test(utf8),
        cmocka_unit_test(every_byte_is_looked_at),
    };
    return RUN_ALL(tests);
}
