/* Lines of keys, through comments, strings and functions; and near misses of words. */
#include "script/locate.h"

#include "script/suggest.h"
#include "unit/test.h"

static const char text[] = "-- { a = 1 }\n"                                        /* 1 */
                           "local x = { a = 1 }\n"                                 /* 2 */
                           "return service { -- { b = 2 }\n"                       /* 3 */
                           "  a = \"} \\\" {\", b = [==[\n"                        /* 4 */
                           "    c = 1 ]] } ]==],\n"                                /* 5 */
                           "  c = function(p, q)\n"                                /* 6 */
                           "    local d, e = 1, 2\n"                               /* 7 */
                           "    if d then for i = 1, 2 do e = { f = 1 } end end\n" /* 8 */
                           "    repeat e = 1 until e == 1, true\n"                 /* 9 */
                           "  end,\n"                                              /* 10 */
                           "  --[[ d = {\n"                                        /* 11 */
                           "  ]] d = { 1, { e = 1,\n"                              /* 12 */
                           "      f = (function() return 1, 2 end)() } },\n"       /* 13 */
                           "  [\"e\"] = 1, 5, x == y, f = g { h = 1 },\n"          /* 14 */
                           "  x,\n"                                                /* 15 */
                           "  h = 1 }\n";                                          /* 16 */

static void lines_of_keys(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        int line;
    } cases[] = {
        {"a", 4},     {"b", 4},       {"c", 6},       {"d", 12},      {"d[1]", 12},
        {"d[2]", 12}, {"d[2].e", 12}, {"d[2].f", 13}, {"d[2].z", 12}, {"d[9]", 12},
        {"e", 3},     {"f", 14},      {"f.h", 14},    {"h", 16},      {"z", 3},
        {"", 3},      {"[x", 3},      {"d[", 12},     {"..", 3},      {"d.", 12},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (locate(str_c(text), 3, str_c(cases[i].path)).line != cases[i].line)
            fail_msg("%s: %d", cases[i].path, locate(str_c(text), 3, str_c(cases[i].path)).line);
}

/* Whatever is cut off, there is an answer. */
static void cut_texts(void **state)
{
    (void)state;
    for (size_t n = 0; n < sizeof text; n++) {
        int line = locate(str_of(text, n), 3, STR("d[2].f")).line;
        assert_true(line >= 3 && line <= 13);
    }
}

static struct str nearest(const char *word)
{
    static const char *const words[] = {"min", "max", "label", "required", "required_if"};
    struct suggest s = {.word = str_c(word)};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        suggest_try(&s, str_c(words[i]));
    return s.best;
}

static void near_misses(void **state)
{
    (void)state;
    assert_str(nearest("mni"), "min");
    assert_str(nearest("mx"), "max");
    assert_str(nearest("labels"), "label");
    assert_str(nearest("requierd"), "required");
    assert_str(nearest("required_iff"), "required_if");
    assert_str(nearest("zzz"), "");
    assert_str(nearest(""), "");
    assert_str(nearest("a word that is so long that nobody means anything by it"), "");
}

static void columns(void **state)
{
    (void)state;
    assert_int_equal(locate(str_c(text), 3, STR("a")).column, 3);
    assert_int_equal(locate(str_c(text), 3, STR("d[2].e")).column, 17);
    assert_int_equal(locate(str_c(text), 3, STR("f.h")).column, 25);
    assert_int_equal(locate(str_c(text), 3, STR("none")).column, 0);
    assert_str(locate_text(str_c(text), 15), "  x,");
    assert_str(locate_text(STR("a\r\nb"), 1), "a");
    assert_str(locate_text(STR("a\r\nb"), 2), "b");
    assert_int_equal(locate_text(STR("a\r\nb"), 3).n, 0);
    assert_int_equal(locate_text(STR("a"), 0).n, 0);
}

/* Every value written in the table knows its place; what comes from elsewhere does not. */
static void whole_tables(void **state)
{
    (void)state;
    struct node deep = {.type = NODE_NUMBER};
    struct member inner[] = {{STR("e"), deep}, {STR("z"), deep}};
    struct node items[] = {
        {.type = NODE_NUMBER},
        {.type = NODE_TABLE, .kind = STR(""), .members = inner, .member_count = 2}};
    struct member members[] = {
        {STR("c"), deep},
        {STR("d"), {.type = NODE_TABLE, .kind = STR(""), .items = items, .item_count = 2}},
        {STR("elsewhere"), deep}};
    struct node table = {.type = NODE_TABLE, .members = members, .member_count = 3};
    locate_all(str_c(text), 3, &table);
    assert_int_equal(members[0].value.line, 6);
    assert_int_equal(members[1].value.line, 12);
    assert_int_equal(members[1].value.column, 6);
    assert_int_equal(items[0].column, 12);
    assert_int_equal(inner[0].value.line, 12);
    assert_int_equal(inner[0].value.column, 17);
    assert_int_equal(inner[1].value.line + members[2].value.line, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(lines_of_keys), cmocka_unit_test(cut_texts),   cmocka_unit_test(columns),
        cmocka_unit_test(whole_tables),  cmocka_unit_test(near_misses),
    };
    return RUN_ALL(tests);
}
