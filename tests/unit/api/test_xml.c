/* XML text: what is escaped, what cannot be, byte for byte. */
#include "api/xml.h"
#include "unit/test.h"

static void expect(struct str in, const char *out)
{
    struct buf b = {0};
    xml_text(&b, in);
    buf_char(&b, '\0');
    assert_string_equal(b.p, out);
    buf_free(&b);
}

static void test_plain_text_stands_for_itself(void **state)
{
    (void)state;
    expect(STR(""), "");
    expect(STR("Nid-de-poule"), "Nid-de-poule");
    expect(STR("élan, ça, œuvre, 🕳️"), "élan, ça, œuvre, 🕳️");
    expect(STR("a\tb\nc"), "a\tb\nc");
    expect(STR("\"quoted\" 'too'"), "\"quoted\" 'too'");
}

static void test_markup_is_escaped(void **state)
{
    (void)state;
    expect(STR("a<b>&c"), "a&lt;b&gt;&amp;c");
    expect(STR("<![CDATA[x]]>"), "&lt;![CDATA[x]]&gt;");
    expect(STR("&amp;"), "&amp;amp;");
}

static void test_a_carriage_return_survives_the_reader(void **state)
{
    (void)state;
    expect(STR("a\r\nb\r"), "a&#13;\nb&#13;");
}

static void test_what_xml_cannot_hold_is_replaced(void **state)
{
    (void)state;
    expect(STR("a\x01"
               "b\x1f"),
           "a\xEF\xBF\xBD"
           "b\xEF\xBF\xBD");
    expect(STR("\xEF\xBF\xBE\xEF\xBF\xBF"), "\xEF\xBF\xBD\xEF\xBF\xBD"); /* U+FFFE, U+FFFF */
    expect(STR("\xEF\xBF\xBD\xEF\xBC\x81"), "\xEF\xBF\xBD\xEF\xBC\x81"); /* U+FFFD, U+FF01 stay */
    expect(STR("\x7f"), "\x7f");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_plain_text_stands_for_itself),
        cmocka_unit_test(test_markup_is_escaped),
        cmocka_unit_test(test_a_carriage_return_survives_the_reader),
        cmocka_unit_test(test_what_xml_cannot_hold_is_replaced),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
