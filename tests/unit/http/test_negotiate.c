/* What clients ask for, by table. */
#include "http/negotiate.h"
#include "unit/test.h"

static void languages(void **state)
{
    (void)state;
    static const struct {
        const char *accept;
        enum lang want;
    } cases[] = {
        {"", LANG_FR},
        {"fr", LANG_FR},
        {"en", LANG_EN},
        {"EN-us", LANG_EN},
        {"fr-CA,fr;q=0.9,en;q=0.8", LANG_FR},
        {"en-CA,en;q=0.9,fr;q=0.8", LANG_EN},
        {"fr;q=0.5, en", LANG_EN},
        {"fr ; q=0.5 , en ; q=0.51", LANG_EN},
        {"en;q=0.5, fr;q=0.5", LANG_FR},
        {"de", LANG_FR},
        {"*", LANG_FR},
        {"de, *;q=0.5", LANG_FR},
        {"fr;q=0, *", LANG_EN},
        {"fr;q=0.1, *;q=0.2", LANG_EN},
        {"en;q=0", LANG_FR},
        {"en;q=2", LANG_FR},
        {"en;q=1.001", LANG_FR},
        {"en;q=0.0001", LANG_FR},
        {"en;q=x, , ;, en", LANG_EN},
        {"english", LANG_FR},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (http_language(str_c(cases[i].accept)) != cases[i].want)
            fail_msg("Accept-Language: %s", cases[i].accept);
    assert_int_equal(http_language((struct str){NULL, 0}), LANG_FR);
}

static void formats(void **state)
{
    (void)state;
    enum { JX = FORMAT_JSON | FORMAT_XML, ALL = JX | FORMAT_HTML | FORMAT_TEXT };
    static const struct {
        const char *accept;
        unsigned offered;
        enum http_format preferred, want;
    } cases[] = {
        {"", JX, FORMAT_XML, FORMAT_XML},
        {" ", JX, FORMAT_JSON, FORMAT_JSON},
        {"*/*", JX, FORMAT_XML, FORMAT_XML},
        {"application/json", JX, FORMAT_XML, FORMAT_JSON},
        {"Application/JSON; charset=utf-8", JX, FORMAT_XML, FORMAT_JSON},
        {"application/vnd.api+json", JX, FORMAT_XML, FORMAT_JSON},
        {"text/xml;q=0.5, application/json;q=0.4", JX, FORMAT_JSON, FORMAT_XML},
        {"text/*", ALL, FORMAT_HTML, FORMAT_HTML},
        {"text/*", FORMAT_JSON, FORMAT_JSON, FORMAT_NONE},
        {"application/*", JX, FORMAT_JSON, FORMAT_JSON},
        {"image/png", ALL, FORMAT_HTML, FORMAT_NONE},
        {"image/png, */*;q=0.1", ALL, FORMAT_TEXT, FORMAT_TEXT},
        {"*/*, application/json;q=0", JX, FORMAT_JSON, FORMAT_XML},
        {"application/json;q=0", FORMAT_JSON, FORMAT_JSON, FORMAT_NONE},
        {"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", ALL, FORMAT_JSON,
         FORMAT_HTML},
        {"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8", JX, FORMAT_JSON,
         FORMAT_XML},
        {"json", JX, FORMAT_XML, FORMAT_NONE},
        {"text", ALL, FORMAT_XML, FORMAT_NONE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (http_accept(str_c(cases[i].accept), cases[i].offered, cases[i].preferred) !=
            cases[i].want)
            fail_msg("Accept: %s", cases[i].accept);
}

static void codings_and_tags(void **state)
{
    (void)state;
    static const struct {
        const char *accept;
        bool want;
    } codings[] = {
        {"", false},         {"gzip", true},          {"deflate, GZIP;q=0.1", true},
        {"gzip;q=0", false}, {"gzip;q=0.000", false}, {"*", true},
        {"*;q=0", false},    {"*, gzip;q=0", false},  {"identity", false},
        {"xgzip", false},    {"gzip;q=bad", false},
    };
    for (size_t i = 0; i < sizeof codings / sizeof *codings; i++)
        if (http_accepts_gzip(str_c(codings[i].accept)) != codings[i].want)
            fail_msg("Accept-Encoding: %s", codings[i].accept);
    static const struct {
        const char *list, *etag;
        bool want;
    } tags[] = {
        {"", "\"a\"", false},        {"*", "\"a\"", true},
        {"\"a\"", "\"a\"", true},    {"W/\"a\"", "\"a\"", true},
        {"\"a\"", "W/\"a\"", true},  {"\"b\" , \"a\"", "\"a\"", true},
        {"\"b,\"a", "\"a\"", false}, {"\",\", \"a\"", "\"a\"", true},
        {"\"ab\"", "\"a\"", false},  {"a", "\"a\"", false},
        {"\"a", "\"a\"", false},     {"\"", "\"", false},
        {"w/\"a\"", "\"a\"", false},
    };
    for (size_t i = 0; i < sizeof tags / sizeof *tags; i++)
        if (http_etag_listed(str_c(tags[i].list), str_c(tags[i].etag)) != tags[i].want)
            fail_msg("If-None-Match: %s against %s", tags[i].list, tags[i].etag);
}

static void media(void **state)
{
    (void)state;
    static const struct {
        const char *value;
        bool good;
        const char *type, *charset, *boundary;
    } cases[] = {
        {"application/json", true, "application/json", "", ""},
        {" Text/XML ; Charset=\"UTF-8\" ", true, "Text/XML", "UTF-8", ""},
        {"text/plain;charset=utf8;", true, "text/plain", "utf8", ""},
        {"multipart/form-data; boundary=\"a b;c\"; charset=latin1", true, "multipart/form-data",
         "latin1", "a b;c"},
        {"multipart/form-data; boundary=a=b", false, "multipart/form-data", "", ""},
        {"", false, "", "", ""},
        {"json", false, "json", "", ""},
        {"a/b/c", false, "a/b/c", "", ""},
        {"a/b; charset", false, "a/b", "", ""},
        {"a/b; charset=", false, "a/b", "", ""},
        {"a/b; charset=\"x", false, "a/b", "", ""},
        {"a/b; charset=\"x\\\"\"", false, "a/b", "", ""},
        {"a/b; charset=\"x\"y", false, "a/b", "", ""},
        {"a/b; =x", false, "a/b", "", ""},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct http_media m;
        bool good = http_media_read(str_c(cases[i].value), &m);
        if (good != cases[i].good || !str_eq(m.type, str_c(cases[i].type)) ||
            (good && (!str_eq(m.charset, str_c(cases[i].charset)) ||
                      !str_eq(m.boundary, str_c(cases[i].boundary)))))
            fail_msg("Content-Type: %s", cases[i].value);
    }
    assert_true(http_media_utf8(&(struct http_media){.charset = STR("UTF-8")}));
    assert_true(http_media_utf8(&(struct http_media){.charset = {NULL, 0}}));
    assert_false(http_media_utf8(&(struct http_media){.charset = STR("latin1")}));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(languages),
        cmocka_unit_test(formats),
        cmocka_unit_test(codings_and_tags),
        cmocka_unit_test(media),
    };
    return RUN_ALL(tests);
}
