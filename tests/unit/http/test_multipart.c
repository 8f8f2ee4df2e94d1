/* Multipart forms: whole, cut in two at every byte, and byte by byte. */
#include "lib/http_multipart.h"
#include "unit/test.h"

#define TYPE "multipart/form-data; boundary=xx"
#define FIELD(name, value) \
    "--xx\r\nContent-Disposition: form-data; name=\"" name "\"\r\n\r\n" value "\r\n"
#define FILE_PART(name, filename, type, value)                                        \
    "--xx\r\nContent-Disposition: form-data; name=\"" name "\"; filename=\"" filename \
    "\"\r\nContent-Type: " type "\r\n\r\n" value "\r\n"
#define END "--xx--\r\n"

static void expect_cut(struct str body, bool files, size_t first, size_t step, struct str want)
{
    struct upload u;
    assert_true(upload_open(&u, TYPE, files));
    upload_feed(&u, body.p, first);
    for (size_t at = first; at < body.n; at += step)
        upload_feed(&u, body.p + at, step < body.n - at ? step : body.n - at);
    struct str got = upload_end(&u);
    if (!str_eq(got, want))
        fail_msg("cut at %zu by %zu:\n" STR_FMT "\ngives " STR_FMT "\nnot " STR_FMT, first, step,
                 STR_ARG(body), STR_ARG(got), STR_ARG(want));
    upload_close_all(&u);
}

static void expect(struct str body, bool files, struct str want)
{
    for (size_t first = 0; first <= body.n; first++)
        expect_cut(body, files, first, body.n ? body.n : 1, want);
    expect_cut(body, files, 0, 1, want);
}

static void parts(void **state)
{
    (void)state;
    static const struct {
        struct str body;
        const char *want;
    } cases[] = {
        {STR(END), "ok"},
        {STR("preamble\r\n" FIELD("a", "1") END "epilogue\r\n--xx\r\n"), "a=1|ok"},
        {STR("\r\n" FIELD("a", "1") FIELD("a", "") FIELD("b", "é\r\nx") END), "a=1|a=|b=é\r\nx|ok"},
        {STR(FIELD("a", "\r\r\n\r\n-\r\n--\r\n--x\r\n--xy\r\r\n--") END),
         "a=\r\r\n\r\n-\r\n--\r\n--x\r\n--xy\r\r\n--|ok"},
        {STR("--xx  \t\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--xx-- \r\n"),
         "a=1|ok"},
        {STR("--xx\r\ncontent-disposition:FORM-DATA ; name = \"a;\\\"b\" ; x=y\r\nX: y\r\n"
             "Content-Transfer-Encoding: 8bit\r\n\r\n1\r\n--xx--"),
         "a;\"b=1|ok"},
        {STR(FILE_PART("f", "C:\\a.png", "image/png", "\r\n\0--") FIELD("a", "1") END), NULL},
        {STR(FILE_PART("f", "", "application/octet-stream", "") FIELD("a", "1") END), "a=1|ok"},
        {STR(FILE_PART("f", "e", "x/y", "") END), "f<e,x/y:>|ok"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect(cases[i].body, true,
               cases[i].want ? str_c(cases[i].want)
                             : STR("f<C:\\a.png,image/png:\r\n\0-->|a=1|ok"));
}

static void what_is_refused(void **state)
{
    (void)state;
    static const struct {
        struct str body;
        const char *want;
    } cases[] = {
        {STR(""), "fault"},
        {STR("no delimiter at all"), "fault"},
        {STR(FIELD("a", "1")), "fault"},
        {STR(FIELD("a", "1") "--xx-"), "a=1|fault"},
        {STR("--xxContent"), "400"},
        {STR("--xx -"), "400"},
        {STR("--xx\rX"), "400"},
        {STR("--xx\r\n\r\nno head\r\n" END), "400"},
        {STR("--xx\r\nContent-Disposition: form-data\r\n\r\n"), "400"},
        {STR("--xx\r\nContent-Disposition: form-data; name=\"\"\r\n\r\n"), "400"},
        {STR("--xx\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\n"), "400"},
        {STR("--xx\r\nContent-Disposition: form-data; name=\"a\r\n\r\n"), "400"},
        {STR("--xx\r\nContent-Disposition: form-data; name=\"a\" b\r\n\r\n"), "400"},
        {STR("--xx\r\nContent-Disposition: form-data; name=a; name=b\r\n\r\n"), "400"},
        {STR("--xx\r\nContent-Disposition: form-data;\r\n name=\"a\"\r\n\r\n"), "400"},
        {STR("--xx\r\nContent-Disposition: form-data; name=\"a\"\n\n"), "400"},
        {STR("--xx\r\nContent-Disposition: form-data; name=\"\xff\"\r\n\r\n"), "400"},
        {STR("--xx\r\nContent-Disposition: form-data; name=a\r\n"
             "Content-Transfer-Encoding: base64\r\n\r\n"),
         "400"},
        {STR("--xx\r\nContent-Disposition: form-data; name=a\r\n"
             "Content-Disposition: form-data; name=b\r\n\r\n"),
         "400"},
        {STR(FIELD("a", "\xff") FIELD("b", "1") END), "b=1|fault"},
        {STR(FIELD("a", "\0") END), "fault"},
        {STR(FILE_PART("f", "e", "text/forbidden", "x") END), "415"},
        {STR(FILE_PART("f", "e", "x/y", "01234567890123456789012345678901234567890") END), "413"},
        {STR(FILE_PART("f", "1", "x/y", "") FILE_PART("f", "2", "x/y", "")
                 FILE_PART("f", "3", "x/y", "") FILE_PART("f", "4", "x/y", "") END),
         "413"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect(cases[i].body, true, str_c(cases[i].want));
    expect(STR(FILE_PART("f", "e", "x/y", "z") END), false, STR("415"));
    expect(STR(FILE_PART("f", "", "x/y", "z") END), false, STR("415"));
    expect(STR(FILE_PART("f", "", "x/y", "") END), false, STR("ok"));
}

/* n times the text, fed one after the other. */
static void expect_many(const char *head, const char *text, size_t n, const char *tail,
                        struct str want)
{
    struct upload u;
    assert_true(upload_open(&u, TYPE, true));
    upload_feed(&u, head, strlen(head));
    for (size_t i = 0; i < n; i++)
        upload_feed(&u, text, strlen(text));
    upload_feed(&u, tail, strlen(tail));
    struct str got = upload_end(&u);
    assert_true(got.n >= want.n);
    assert_true(str_ends(got, want));
    upload_close_all(&u);
}

static void limits(void **state)
{
    (void)state;
    const char *head = "--xx\r\nContent-Disposition: form-data; name=a\r\n";
    expect_many("", FIELD("a", "1"), FORM_FIELDS_MAX, END, STR("ok"));
    expect_many("", FIELD("a", "1"), FORM_FIELDS_MAX + 1, END, STR("413"));
    expect_many("", FILE_PART("f", "", "x/y", ""), MULTIPART_PARTS_MAX + 1, END, STR("413"));
    expect_many(head, "X: y\r\n", MULTIPART_LINES_MAX - 1, "\r\n1\r\n" END, STR("ok"));
    expect_many(head, "X: y\r\n", MULTIPART_LINES_MAX, "\r\n1\r\n" END, STR("400"));
    expect_many(head, "XXXXXXXX", MULTIPART_HEAD_MAX / 8, ": y\r\n\r\n1\r\n" END, STR("400"));
    expect_many(FIELD("b", "2") "--xx\r\nContent-Disposition: form-data; name=a\r\n\r\n",
                "XXXXXXXX", MULTIPART_FIELD_MAX / 8, "\r\n" END, STR("X|ok"));
    expect_many("--xx\r\nContent-Disposition: form-data; name=a\r\n\r\n", "XXXXXXXX",
                MULTIPART_FIELD_MAX / 8, "X\r\n" END, STR("413"));
}

static void content_types(void **state)
{
    (void)state;
    static const struct {
        const char *type;
        enum err want;
    } cases[] = {
        {"Multipart/Form-Data; charset=utf-8; boundary=\"a b\"", ERR_OK},
        {"multipart/form-data;boundary=----WebKitFormBoundary7MA4YWxkTrZu0gW", ERR_OK},
        {"multipart/form-data; boundary="
         "0123456789012345678901234567890123456789012345678901234567890123456789",
         ERR_OK},
        {"multipart/form-data; boundary="
         "01234567890123456789012345678901234567890123456789012345678901234567890",
         ERR_INVALID},
        {"multipart/form-data", ERR_INVALID},
        {"multipart/form-data; boundary=\"\"", ERR_INVALID},
        {"multipart/form-data; boundary=\"a \"", ERR_INVALID},
        {"multipart/form-data; boundary=\"a\x01\"", ERR_INVALID},
        {"multipart/form-data; boundary", ERR_INVALID},
        {"multipart/mixed; boundary=a", ERR_UNSUPPORTED},
        {"text/plain", ERR_UNSUPPORTED},
        {"", ERR_UNSUPPORTED},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct http_header header = {STR("content-type"), str_c(cases[i].type)};
        struct exchange x = {.request = {.headers = &header, .header_count = 1}};
        struct multipart m;
        assert_int_equal(multipart_open(&m, &x, NULL), cases[i].want);
        arena_free(&x.arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(parts),
        cmocka_unit_test(what_is_refused),
        cmocka_unit_test(limits),
        cmocka_unit_test(content_types),
    };
    return RUN_ALL(tests);
}
