/* Messages through the parser and the gate: whole, cut in two at every byte, and byte by byte. */
#include "lib/http_conn.h"
#include "unit/test.h"

#include <stdio.h>

static const struct str hosts[] = {STR("h"), STR("borough.example"), STR("[::1]")};

static struct http_rules rules(void)
{
    struct http_rules r = http_rules_default;
    r.hosts = hosts;
    r.host_count = sizeof hosts / sizeof *hosts;
    return r;
}

/* Feeds `first` bytes at once, then `step` at a time. */
static void expect_cut(const struct http_rules *r, struct str bytes, size_t first, size_t step,
                       struct str log)
{
    struct conn c;
    conn_open(&c, r);
    conn_feed(&c, bytes.p, first);
    for (size_t at = first; at < bytes.n; at += step)
        conn_feed(&c, bytes.p + at, step < bytes.n - at ? step : bytes.n - at);
    conn_end(&c);
    if (!str_eq(buf_str(&c.log), log))
        fail_msg("cut at %zu by %zu:\n" STR_FMT "\ngives\n" STR_FMT "\nnot\n" STR_FMT, first, step,
                 STR_ARG(bytes), STR_ARG(buf_str(&c.log)), STR_ARG(log));
    conn_close(&c);
}

struct example {
    const char *bytes, *log;
};

static void expect_all(const struct http_rules *r, const struct example *examples, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        struct str bytes = str_c(examples[i].bytes), log = str_c(examples[i].log);
        for (size_t first = 0; first <= bytes.n; first++)
            expect_cut(r, bytes, first, bytes.n, log);
        expect_cut(r, bytes, 0, 1, log);
    }
}
#define EXPECT_ALL(r, examples) expect_all(&(r), examples, sizeof(examples) / sizeof *(examples))

static void requests(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {"", "open"},
        {"GET / HTTP/1.1\r\nHost: h\r\n", "open"},
        {"GET / HTTP/1.1\r\nHost: h\r\n\r\n", "GET / 1.1 [Host=h] \"\"\nopen"},
        {"GET /a/b?x=1&y HTTP/1.1\r\nHost:\th:80 \r\nA:\r\nB: c d\t\r\n\r\n",
         "GET /a/b?x=1&y 1.1 [Host=h:80; A=; B=c d] \"\"\nopen"},
        {"GET /? HTTP/1.1\r\nHost: [::1]:8311\r\n\r\n", "GET /? 1.1 [Host=[::1]:8311] \"\"\nopen"},
        {"OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", "OPTIONS * 1.1 [Host=h] \"\"\nopen"},
        {"PROPFIND / HTTP/1.1\r\nHost: h\r\n\r\n", "PROPFIND / 1.1 [Host=h] \"\"\nopen"},
        {"GET http://H/p?q HTTP/1.1\r\nHost: h\r\n\r\n", "GET /p?q 1.1 [Host=h] \"\"\nopen"},
        {"GET http://h?q HTTP/1.1\r\nHost: h\r\n\r\n", "GET /?q 1.1 [Host=h] \"\"\nopen"},
        {"GET /%C3%A9l%c3%A8ve%20+ HTTP/1.1\r\nHost: h\r\n\r\n",
         "GET /élève + 1.1 [Host=h] \"\"\nopen"},
        {"GET /%2541 HTTP/1.1\r\nHost: h\r\n\r\n", "GET /%41 1.1 [Host=h] \"\"\nopen"},
    };
    struct http_rules r = rules();
    EXPECT_ALL(r, examples);
}

static void bodies(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello",
         "POST / 1.1 [Host=h; Content-Length=5] \"hello\"\nopen"},
        {"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 010\r\n\r\n0123456789",
         "POST / 1.1 [Host=h; Content-Length=010] \"0123456789\"\nopen"},
        {"POST / HTTP/1.1\r\nHost: h\r\n\r\n", "POST / 1.1 [Host=h] \"\"\nopen"},
        {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: Chunked\r\n\r\n"
         "5;a=b\r\nhello\r\n1\r\n!\r\n0\r\nX: y\r\nContent-Length: 3\r\n\r\n",
         "POST / 1.1 [Host=h; Transfer-Encoding=Chunked] \"hello!\"\nopen"},
        {"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
         "POST / 1.1 [Host=h; Transfer-Encoding=chunked] \"\"\nopen"},
        {"PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 1048577\r\n\r\n",
         "413 body too large\nclose"},
        {"PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n.\r\n100000\r\n",
         "413 body too large\nclose"},
    };
    struct http_rules r = rules();
    EXPECT_ALL(r, examples);
}

static void keeping_the_connection(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {"GET /1 HTTP/1.1\r\nHost: h\r\n\r\n\r\nGET /2 HTTP/1.1\r\nHost: h\r\n\r\n",
         "GET /1 1.1 [Host=h] \"\"\nGET /2 1.1 [Host=h] \"\"\nopen"},
        {"POST /1 HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\n\r\naGET /2 HTTP/1.1\r\nHost: "
         "h\r\n\r\n",
         "POST /1 1.1 [Host=h; Content-Length=1] \"a\"\nGET /2 1.1 [Host=h] \"\"\nopen"},
        {"GET /1 HTTP/1.1\r\nHost: h\r\nConnection: x, Close\r\n\r\nGET /2 HTTP/1.1\r\n",
         "GET /1 1.1 [Host=h; Connection=x, Close] \"\"\nclose"},
        {"GET / HTTP/1.0\r\nHost: h\r\n\r\n", "GET / 1.0 [Host=h] \"\"\nclose"},
        {"GET / HTTP/1.0\r\nHost: h\r\nConnection: keep-alive\r\n\r\n",
         "GET / 1.0 [Host=h; Connection=keep-alive] \"\"\nopen"},
        {"GET / HTTP/1.1\r\nHost: h\r\nUpgrade: h2c\r\nConnection: upgrade\r\n\r\nrest",
         "GET / 1.1 [Host=h; Upgrade=h2c; Connection=upgrade] \"\"\nclose"},
        {"POST / HTTP/1.1\r\nHost: h\r\nUpgrade: x\r\nConnection: upgrade\r\n"
         "Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\n\r\n",
         "POST / 1.1 [Host=h; Upgrade=x; Connection=upgrade; Transfer-Encoding=chunked] "
         "\"a\"\nclose"},
    };
    struct http_rules r = rules();
    EXPECT_ALL(r, examples);
}

static void only_our_hosts(void **state)
{
    (void)state;
    static const struct example examples[] = {
        {"GET / HTTP/1.1\r\nHost: BOROUGH.example:1\r\n\r\n",
         "GET / 1.1 [Host=BOROUGH.example:1] \"\"\nopen"},
        {"GET / HTTP/1.1\r\nHost: other\r\n\r\n", "421 a Host that is not served here\nclose"},
        {"GET / HTTP/1.1\r\nHost: h.other\r\n\r\n", "421 a Host that is not served here\nclose"},
        {"GET / HTTP/1.1\r\nHost: [::2]\r\n\r\n", "421 a Host that is not served here\nclose"},
        {"GET http://other/ HTTP/1.1\r\nHost: h\r\n\r\n", "421 target and Host differ\nclose"},
        {"GET / HTTP/1.1\r\nHost: h:123456\r\n\r\n", "400 malformed Host\nclose"},
    };
    struct http_rules r = rules();
    EXPECT_ALL(r, examples);
    r.host_count = 0;
    static const struct example any[] = {
        {"GET / HTTP/1.1\r\nHost: other\r\n\r\n", "GET / 1.1 [Host=other] \"\"\nopen"},
    };
    EXPECT_ALL(r, any);
}

static void limits(void **state)
{
    (void)state;
    struct http_rules small = rules();
    small.request_line = 25;
    small.target = 8;
    small.headers = 30;
    small.header_count = 3;
    small.chunk_extensions = 6;
    static const struct example examples[] = {
        {"GET /2345678 HTTP/1.1\r\nHost: h\r\n\r\n", "GET /2345678 1.1 [Host=h] \"\"\nopen"},
        {"GET /23456789 HTTP/1.1\r\nHost: h\r\n\r\n", "414 target too long\nclose"},
        {"GET /23456789012345 HTTP/1.1", "414 request line too long\nclose"},
        {"GET / HTTP/1.1\r\nHost: h\r\nA: 01234567890123\r\n\r\n",
         "GET / 1.1 [Host=h; A=01234567890123] \"\"\nopen"},
        {"GET / HTTP/1.1\r\nHost: h\r\nA: 012345678901234\r\n\r\n", "431 headers too long\nclose"},
        {"GET / HTTP/1.1\r\nHost: h\r\na:\r\nb:\r\n\r\n", "GET / 1.1 [Host=h; a=; b=] \"\"\nopen"},
        {"GET / HTTP/1.1\r\nHost: h\r\na:\r\nb:\r\nc:\r\n", "431 too many headers\nclose"},
    };
    EXPECT_ALL(small, examples);
    small.headers = 64;
#define CHUNKED "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
#define UNDERSTOOD "POST / 1.1 [Host=h; Transfer-Encoding=chunked] \"a\"\nopen"
    static const struct example chunked[] = {
        {CHUNKED "1;ab\r\na\r\n0;cd\r\n\r\n", UNDERSTOOD},
        {CHUNKED "1;ab\r\na\r\n0;cde\r\n\r\n", "400 chunk extensions too long\nclose"},
        {CHUNKED "1;abcde\r\na\r\n0\r\n\r\n", UNDERSTOOD},
        {CHUNKED "1;abcdef\r\na\r\n0\r\n\r\n", "400 chunk extensions too long\nclose"},
        {CHUNKED "0000000000000001\r\na\r\n0\r\n\r\n", UNDERSTOOD},
        {CHUNKED "00000000000000001\r\na\r\n0\r\n\r\n", "400 chunk size too long\nclose"},
        {CHUNKED "1\r\na\r\n0\r\na:\r\nb:\r\nc:\r\n\r\n", UNDERSTOOD},
        {CHUNKED "1\r\na\r\n0\r\na:\r\nb:\r\nc:\r\nd:\r\n", "431 too many trailers\nclose"},
        {CHUNKED "1\r\na\r\n0\r\na: 01234567890123456789012345678901234567890123456789012345678901",
         "431 trailers too long\nclose"},
    };
    EXPECT_ALL(small, chunked);
}

static void expectation_is_known_after_the_head(void **state)
{
    (void)state;
    struct http_rules r = rules();
    struct http_parser p;
    http_parser_init(&p, &r);
    assert_true(http_parser_idle(&p));
    struct exchange x = {.body_limit = 10};
    size_t used;
    assert_int_equal(http_parse(&p, &x, "\r\n", 2, &used), HTTP_PARSE_MORE);
    assert_true(http_parser_idle(&p)); /* a blank line is nothing yet */
    struct str head = STR("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-Continue\r\n"
                          "Content-Length: 2\r\n\r\n");
    assert_int_equal(http_parse(&p, &x, head.p, head.n, &used), HTTP_PARSE_HEAD);
    assert_int_equal(used, head.n);
    assert_true(p.facts.expects_continue);
    assert_false(http_parser_idle(&p));
    assert_int_equal(http_parse(&p, &x, "", 0, &used), HTTP_PARSE_MORE);
    assert_int_equal(http_parse(&p, &x, "ok!", 3, &used), HTTP_PARSE_DONE);
    assert_int_equal(used, 2);
    assert_str(x.request.body, "ok");
    assert_true(http_parser_idle(&p));
    arena_free(&x.arena);
}

static bool refuse_second(void *self, struct str piece)
{
    size_t *left = self;
    if (*left < piece.n)
        return false;
    *left -= piece.n;
    return true;
}

static void a_sink_takes_the_body_or_stops_it(void **state)
{
    (void)state;
    struct http_rules r = rules();
    static const char *const heads[] = {
        "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n",
    };
    for (size_t i = 0; i < 2; i++) {
        struct http_parser p;
        http_parser_init(&p, &r);
        size_t room = 2, used;
        struct exchange x = {.body_limit = 10, .sink = {refuse_second, &room}};
        x.response.status = 415; /* the sink's word */
        size_t n = strlen(heads[i]);
        assert_int_equal(http_parse(&p, &x, heads[i], n, &used), HTTP_PARSE_HEAD);
        assert_int_equal(http_parse(&p, &x, heads[i] + used, n - used, &used), HTTP_PARSE_MORE);
        assert_int_equal(http_parse(&p, &x, "ab", 2, &used), HTTP_PARSE_MORE);
        assert_int_equal(http_parse(&p, &x, "cd", 2, &used), HTTP_PARSE_ERROR);
        assert_int_equal(x.response.status, 415);
        assert_true(x.response.close);
        assert_int_equal(http_parse(&p, &x, "cd", 2, &used), HTTP_PARSE_ERROR);
        arena_free(&x.arena);
    }
}

static void memory_may_end(void **state)
{
    (void)state;
    struct http_rules r = rules();
    struct str bytes = STR("POST /%41 HTTP/1.1\r\nHost: h\r\nContent-Length: 20000\r\n\r\n");
    for (size_t limit = 16; limit < 30000; limit += 64) {
        struct http_parser p;
        http_parser_init(&p, &r);
        struct exchange x = {.body_limit = 20000, .arena = {.limit = limit}};
        size_t used;
        enum http_parse state_now = http_parse(&p, &x, bytes.p, bytes.n, &used);
        static const char body[20000];
        if (state_now == HTTP_PARSE_HEAD)
            state_now = http_parse(&p, &x, body, sizeof body, &used);
        assert_true(state_now == HTTP_PARSE_DONE ||
                    (state_now == HTTP_PARSE_ERROR && x.response.status == 503));
        arena_free(&x.arena);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests),
        cmocka_unit_test(bodies),
        cmocka_unit_test(keeping_the_connection),
        cmocka_unit_test(only_our_hosts),
        cmocka_unit_test(limits),
        cmocka_unit_test(expectation_is_known_after_the_head),
        cmocka_unit_test(a_sink_takes_the_body_or_stops_it),
        cmocka_unit_test(memory_may_end),
    };
    return RUN_ALL(tests);
}
