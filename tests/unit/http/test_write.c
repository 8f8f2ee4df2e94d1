/* Responses, byte for byte. */
#include "http/write.h"
#include "unit/test.h"

#include <stdio.h>
#include <zlib.h>

#define DATE "Sun, 06 Nov 1994 08:49:37 GMT"
#define FIXED \
    "Date: " DATE "\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n"

static struct http_header headers[4];

/* An exchange whose request is GET / with the headers given, "name", "value", …, NULL. */
static struct exchange asked(enum http_method method, int minor, const char *const *h)
{
    struct exchange x = {.request = {.method = method, .minor = minor, .headers = headers}};
    for (; h && *h; h += 2)
        headers[x.request.header_count++] = (struct http_header){str_c(h[0]), str_c(h[1])};
    return x;
}

static void fill(struct exchange *x, int status, const char *type, struct str body)
{
    x->response.status = status;
    x->response.content_type = str_c(type);
    x->response.body = buf_in(&x->arena);
    buf_str_put(&x->response.body, body);
}

static void expect(struct exchange *x, struct str head, struct str body)
{
    struct str out[2];
    assert_true(http_write(x, DATE, out));
    if (!str_eq(out[0], head) || !str_eq(out[1], body))
        fail_msg("wrote\n" STR_FMT "%zu bytes, not\n" STR_FMT "%zu bytes", STR_ARG(out[0]),
                 out[1].n, STR_ARG(head), body.n);
    arena_free(&x->arena);
}

static void plain(void **state)
{
    (void)state;
    struct exchange x = asked(HTTP_GET, 1, NULL);
    fill(&x, 200, "application/json", STR("{}"));
    x.response.etag = STR("\"7\"");
    response_header(&x.response, STR("Location"), STR("/a"));
    expect(&x,
           STR("HTTP/1.1 200 OK\r\n" FIXED "Content-Type: application/json\r\n"
               "Content-Length: 2\r\nETag: \"7\"\r\nCache-Control: no-store\r\n"
               "Location: /a\r\n\r\n"),
           STR("{}"));
    x = asked(HTTP_POST, 1, NULL);
    fill(&x, 404, "", STR(""));
    x.response.close = true;
    x.response.cache_control = STR("max-age=60");
    expect(&x,
           STR("HTTP/1.1 404 Not Found\r\n" FIXED "Connection: close\r\nContent-Length: 0\r\n"
               "Cache-Control: max-age=60\r\n\r\n"),
           STR(""));
    x = asked(HTTP_GET, 0, NULL);
    fill(&x, 599, "", STR(""));
    expect(&x,
           STR("HTTP/1.1 599 \r\n" FIXED "Connection: keep-alive\r\nContent-Length: 0\r\n"
               "Cache-Control: no-store\r\n\r\n"),
           STR(""));
    x = asked(HTTP_DELETE, 1, NULL);
    fill(&x, 204, "", STR(""));
    expect(&x, STR("HTTP/1.1 204 No Content\r\n" FIXED "Cache-Control: no-store\r\n\r\n"), STR(""));
}

static void head_tells_the_length_only(void **state)
{
    (void)state;
    struct exchange x = asked(HTTP_HEAD, 1, NULL);
    fill(&x, 200, "text/plain", STR("hello"));
    expect(&x,
           STR("HTTP/1.1 200 OK\r\n" FIXED "Content-Type: text/plain\r\nContent-Length: 5\r\n"
               "Cache-Control: no-store\r\n\r\n"),
           STR(""));
}

static void not_modified(void **state)
{
    (void)state;
    static const char *const same[] = {"If-None-Match", "\"6\", W/\"7\"", NULL};
    struct exchange x = asked(HTTP_GET, 1, same);
    fill(&x, 200, "text/plain", STR("hello"));
    x.response.etag = STR("\"7\"");
    expect(&x,
           STR("HTTP/1.1 304 Not Modified\r\n" FIXED "ETag: \"7\"\r\n"
               "Cache-Control: no-store\r\n\r\n"),
           STR(""));
    struct exchange post = asked(HTTP_POST, 1, same);
    fill(&post, 200, "text/plain", STR("hello"));
    post.response.etag = STR("\"7\"");
    struct str out[2];
    assert_true(http_write(&post, DATE, out));
    assert_int_equal(post.response.status, 200);
    arena_free(&post.arena);
}

/* The body of a compressed answer, unpacked, is `want`. */
static void expect_unpacked(struct str packed, struct str want)
{
    char out[8192];
    z_stream z = {.next_in = (Bytef *)(uintptr_t)packed.p, .avail_in = (uInt)packed.n};
    z.next_out = (Bytef *)out;
    z.avail_out = sizeof out;
    assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
    assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
    assert_true(str_eq(str_of(out, z.total_out), want));
    inflateEnd(&z);
}

static void text_is_compressed_for_those_who_ask(void **state)
{
    (void)state;
    static const char *const gzip[] = {"Accept-Encoding", "br, gzip", NULL};
    static const char *const none[] = {"Accept-Encoding", "gzip;q=0", NULL};
    char text[4096];
    memset(text, 'e', sizeof text);
    static const struct {
        const char *const *ask;
        const char *type;
        size_t n;
        bool no_compress, coded, varies;
    } cases[] = {
        {gzip, "application/json; charset=utf-8", 4096, false, true, true},
        {gzip, "text/html", 1025, false, true, true},
        {gzip, "text/html", 1024, false, false, false},
        {gzip, "image/png", 4096, false, false, false},
        {gzip, "text/xml", 4096, true, false, false},
        {none, "text/xml", 4096, false, false, true},
        {NULL, "text/xml", 4096, false, false, true},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct exchange x = asked(HTTP_GET, 1, cases[i].ask);
        fill(&x, 200, cases[i].type, str_of(text, cases[i].n));
        x.response.no_compress = cases[i].no_compress;
        x.response.etag = STR("\"7\"");
        x.response.cache_control = STR("no-cache");
        struct str out[2];
        assert_true(http_write(&x, DATE, out));
        char head[1024];
        assert_true(out[0].n < sizeof head);
        memcpy(head, out[0].p, out[0].n);
        head[out[0].n] = 0;
        assert_int_equal(!!strstr(head, "\r\nVary: Accept-Encoding\r\n"), cases[i].varies);
        assert_int_equal(!!strstr(head, "\r\nContent-Encoding: gzip\r\n"), cases[i].coded);
        assert_int_equal(!!strstr(head, "\r\nETag: W/\"7\"\r\n"), cases[i].coded);
        char length[64];
        snprintf(length, sizeof length, "\r\nContent-Length: %zu\r\n", out[1].n);
        assert_non_null(strstr(head, length));
        if (cases[i].coded)
            expect_unpacked(out[1], str_of(text, cases[i].n));
        else
            assert_int_equal(out[1].n, cases[i].n);
        arena_free(&x.arena);
    }
}

static void a_tag_that_no_cache_keeps_stays_strong(void **state)
{
    (void)state;
    static const char *const gzip[] = {"Accept-Encoding", "gzip", NULL};
    char text[4096], head[1024] = {0};
    memset(text, 'e', sizeof text);
    struct exchange x = asked(HTTP_GET, 1, gzip);
    fill(&x, 200, "application/json", str_of(text, sizeof text));
    x.response.etag = STR("\"7\"");
    struct str out[2];
    assert_true(http_write(&x, DATE, out));
    assert_true(out[0].n < sizeof head);
    memcpy(head, out[0].p, out[0].n);
    assert_non_null(strstr(head, "\r\nContent-Encoding: gzip\r\n"));
    assert_non_null(strstr(head, "\r\nETag: \"7\"\r\n"));
    arena_free(&x.arena);
}

static void a_value_never_ends_a_line(void **state)
{
    (void)state;
    static const struct str values[] = {STR("a\r\nSet-Cookie: b"), STR("a\nb"), STR("a\rb"),
                                        STR("a\0b"), STR("a\x7f")};
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        struct exchange x = asked(HTTP_GET, 1, NULL);
        fill(&x, 200, "", STR(""));
        x.response.etag = x.response.cache_control = values[i];
        response_header(&x.response, STR("Location"), values[i]);
        response_header(&x.response, values[i], STR("x"));
        response_header(&x.response, STR("Good"), STR("caf\xc3\xa9"));
        expect(&x,
               STR("HTTP/1.1 200 OK\r\n" FIXED "Content-Length: 0\r\nGood: caf\xc3\xa9\r\n\r\n"),
               STR(""));
    }
}

static void bare_answers(void **state)
{
    (void)state;
    char out[HTTP_BARE_MAX];
    size_t n = http_write_bare(out, 503, DATE, 5);
    assert_str(str_of(out, n), "HTTP/1.1 503 Service Unavailable\r\n" FIXED
                               "Cache-Control: no-store\r\nContent-Length: 0\r\n"
                               "Connection: close\r\nRetry-After: 5\r\n\r\n");
    n = http_write_bare(out, 431, DATE, UINT32_MAX);
    assert_true(n < HTTP_BARE_MAX);
    assert_str(http_continue, "HTTP/1.1 100 Continue\r\n\r\n");
    assert_str(http_reason(507), "Insufficient Storage");
    assert_str(http_reason(99), "");
}

static void memory_may_end(void **state)
{
    (void)state;
    for (size_t limit = 16; limit < 2000; limit += 16) {
        struct exchange x = asked(HTTP_GET, 1, NULL);
        x.arena.limit = limit;
        fill(&x, 200, "text/plain", STR("hello"));
        struct str out[2];
        if (http_write(&x, DATE, out))
            assert_str(out[1], "hello");
        arena_free(&x.arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(plain),
        cmocka_unit_test(head_tells_the_length_only),
        cmocka_unit_test(not_modified),
        cmocka_unit_test(text_is_compressed_for_those_who_ask),
        cmocka_unit_test(a_tag_that_no_cache_keeps_stays_strong),
        cmocka_unit_test(a_value_never_ends_a_line),
        cmocka_unit_test(bare_answers),
        cmocka_unit_test(memory_may_end),
    };
    return RUN_ALL(tests);
}
