/* One document, two writings. */
#include "api/sink.h"
#include "unit/test.h"

/* A list of two objects, one with a list of plain values, one with an empty one. */
static void tell(struct sink *s)
{
    sink_list(s, "service_requests");
    sink_object(s, "request");
    sink_put(s, "id", sink_text(STR("9")));
    sink_put(s, "lat", sink_bare(STR("45.49")));
    sink_put(s, "open", sink_bool(true));
    sink_put(s, "notice", sink_text(STR("")));
    sink_list(s, "urls");
    sink_put(s, "url", sink_text(STR("a&b")));
    sink_put(s, "url", sink_text(STR("\"c\"")));
    sink_end(s);
    sink_end(s);
    sink_object(s, "request");
    sink_list(s, "urls");
    sink_end(s);
    sink_object(s, "more");
    sink_put(s, "x", sink_bool(false));
    sink_end(s);
    sink_end(s);
    sink_end(s);
}

static void expect(enum http_format format, void (*document)(struct sink *), const char *out)
{
    struct buf b = {0};
    struct sink s;
    sink_open(&s, format, &b);
    document(&s);
    assert_int_equal(s.depth, 0);
    buf_char(&b, '\0');
    assert_string_equal(b.p, out);
    buf_free(&b);
}

static void test_json_drops_what_spark_drops(void **state)
{
    (void)state;
    expect(FORMAT_JSON, tell,
           "[{\"id\":\"9\",\"lat\":45.49,\"open\":true,\"notice\":null,"
           "\"urls\":[\"a&b\",\"\\\"c\\\"\"]},{\"urls\":[],\"more\":{\"x\":false}}]");
}

static void test_xml_names_everything(void **state)
{
    (void)state;
    expect(FORMAT_XML, tell,
           "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
           "<service_requests><request><id>9</id><lat>45.49</lat><open>true</open>"
           "<notice></notice><urls><url>a&amp;b</url><url>\"c\"</url></urls></request>"
           "<request><urls></urls><more><x>false</x></more></request></service_requests>");
}

static void nothing(struct sink *s)
{
    sink_list(s, "service_requests");
    sink_end(s);
}

static void test_an_empty_list_is_one(void **state)
{
    (void)state;
    expect(FORMAT_JSON, nothing, "[]");
    expect(FORMAT_XML, nothing,
           "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<service_requests></service_requests>");
}

static void root_object(struct sink *s)
{
    sink_object(s, "discovery");
    sink_put(s, "contact", sink_text(STR("é")));
    sink_list(s, "endpoints");
    sink_end(s);
    sink_end(s);
}

static void test_a_root_may_be_an_object(void **state)
{
    (void)state;
    expect(FORMAT_JSON, root_object, "{\"contact\":\"é\",\"endpoints\":[]}");
    expect(FORMAT_XML, root_object,
           "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
           "<discovery><contact>é</contact><endpoints></endpoints></discovery>");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_json_drops_what_spark_drops),
        cmocka_unit_test(test_xml_names_everything),
        cmocka_unit_test(test_an_empty_list_is_one),
        cmocka_unit_test(test_a_root_may_be_an_object),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
