/* The few verbs of an exchange. */
#include "http/message.h"
#include "unit/test.h"

static void headers_are_found_in_any_case(void **state)
{
    (void)state;
    struct http_header headers[] = {
        {STR("Accept"), STR("a")}, {STR("ACCEPT"), STR("b")}, {STR("Empty"), STR("")}};
    struct http_request r = {.headers = headers, .header_count = 3};
    assert_str(http_header(&r, "accept"), "a");
    assert_non_null(http_header(&r, "empty").p);
    assert_null(http_header(&r, "Accep").p);
}

static void too_many_extra_headers_are_dropped(void **state)
{
    (void)state;
    struct http_response r = {0};
    for (size_t i = 0; i < HTTP_EXTRA_HEADERS + 2; i++)
        response_header(&r, STR("X"), STR("y"));
    assert_int_equal(r.extra_count, HTTP_EXTRA_HEADERS);
}

static void count_reply(struct exchange *x)
{
    ++*(int *)x->conn;
}

static void a_reply_reaches_the_connection(void **state)
{
    (void)state;
    int replies = 0;
    struct exchange x = {.response.status = 200, .on_reply = count_reply, .conn = &replies};
    exchange_reply(&x);
    assert_int_equal(replies, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(headers_are_found_in_any_case),
        cmocka_unit_test(too_many_extra_headers_are_dropped),
        cmocka_unit_test(a_reply_reaches_the_connection),
    };
    return RUN_ALL(tests);
}
