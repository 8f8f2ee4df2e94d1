/* A connection: what goes over the wire, request after request, whole and in pieces. */
#include "unit/net/client.h"
#include "unit/net/desk.h"

#include <netinet/tcp.h>

static struct office *office;
static struct client client;

/* Each test may change office->options before begin(). */
static int setup(void **state)
{
    (void)state;
    office = office_new();
    return 0;
}

static void begin(void)
{
    office_open(office);
    client = client_open(net_port(office->server));
}

/* So that little of an answer fits between the two. */
static void begin_with_small_window(void)
{
    office_open(office);
    client = client_socket();
    setsockopt(client.fd, SOL_SOCKET, SO_RCVBUF, &(int){4096}, sizeof(int));
    client_connect(&client, net_port(office->server));
}

static void end(void)
{
    client_close(&client);
    office_close(office);
}

#define HOST "Host: localhost\r\n"

static void one_request(void **state)
{
    (void)state;
    begin();
    client_say(&client, "GET /hello HTTP/1.1\r\n" HOST "\r\n");
    client_expect(&client, 200, "hello");
    assert_true(client_saw(&client, "\r\nDate: "));
    assert_false(client_saw(&client, "Connection: close"));
    end();
}

static void a_thousand_requests_on_one_connection(void **state)
{
    (void)state;
    begin();
    for (int i = 0; i < 1000; i++) {
        client_say(&client, "GET /hello HTTP/1.1\r\n" HOST "\r\n");
        client_expect(&client, 200, "hello");
    }
    office_await(office, FINISHED, 1000);
    struct net_status now;
    net_status(office->server, &now);
    assert_int_equal(now.accepted, 1);
    assert_int_equal(now.bytes_in, 1000 * strlen("GET /hello HTTP/1.1\r\n" HOST "\r\n"));
    assert_int_equal(now.bytes_out, 1000 * client.last.n);
    assert_int_equal(office->bytes_out, now.bytes_out);
    end();
}

static void the_last_request_of_a_connection(void **state)
{
    (void)state;
    office->options.limits.per_connection = 3;
    begin();
    for (int i = 1; i <= 3; i++) {
        client_say(&client, "GET /hello HTTP/1.1\r\n" HOST "\r\n");
        client_expect(&client, 200, "hello");
        assert_int_equal(client_saw(&client, "Connection: close"), i == 3);
    }
    client_expect_end(&client);
    end();
}

static void the_client_asks_to_close(void **state)
{
    (void)state;
    begin();
    client_say(&client, "GET /hello HTTP/1.1\r\n" HOST "Connection: close\r\n\r\n");
    client_expect(&client, 200, "hello");
    assert_true(client_saw(&client, "Connection: close"));
    client_expect_end(&client);
    end();
}

static void head_has_no_body(void **state)
{
    (void)state;
    begin();
    client_say(&client, "HEAD /hello HTTP/1.1\r\n" HOST "\r\n"
                        "GET /hello HTTP/1.1\r\n" HOST "\r\n");
    assert_int_equal(client_answer_to(&client, true), 200);
    assert_true(client_saw(&client, "Content-Length: 5\r\n"));
    client_expect(&client, 200, "hello");
    end();
}

static void bodies(void **state)
{
    (void)state;
    begin();
    client_say(&client, "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 7\r\n\r\nbonjour");
    client_expect(&client, 200, "bonjour");
    client_say(&client, "POST /echo HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n"
                        "4\r\nbonj\r\n3\r\nour\r\n0\r\n\r\n");
    client_expect(&client, 200, "bonjour");
    client_say(&client, "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 0\r\n\r\n");
    client_expect(&client, 200, "");
    end();
}

#define MIXTURE                                                                              \
    "GET /hello HTTP/1.1\r\n" HOST "\r\n"                                                    \
    "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nabc"                            \
    "GET /held HTTP/1.1\r\n" HOST "\r\n"                                                     \
    "POST /echo HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\n3\r\ndef\r\n0\r\n\r\n" \
    "GET /pool HTTP/1.1\r\n" HOST "\r\n"                                                     \
    "GET /nowhere HTTP/1.1\r\n" HOST "\r\n"

static void expect_mixture(void)
{
    client_expect(&client, 200, "hello");
    client_expect(&client, 200, "abc");
    client_expect(&client, 200, "at last");
    client_expect(&client, 200, "def");
    client_expect(&client, 200, "from the pool");
    client_expect(&client, 404, "nothing here");
}

/* While the third is held, the others wait; what is behind them is not lost. */
static void answers_come_in_order(void **state)
{
    (void)state;
    begin();
    client_say(&client, MIXTURE);
    office_await(office, HELD, 1);
    assert_int_equal(office_seen(office, HANDLED), 3);
    client_say(&client, MIXTURE);
    office_release(office);
    office_await(office, HELD, 2);
    office_release(office);
    expect_mixture();
    expect_mixture();
    end();
}

static void split_at_every_byte(void **state)
{
    (void)state;
    begin();
    setsockopt(client.fd, IPPROTO_TCP, TCP_NODELAY, &(int){1}, sizeof(int));
    for (const char *p = "\r\n" MIXTURE; *p; p++)
        client_send(&client, str_of(p, 1));
    office_await(office, HELD, 1);
    office_release(office);
    expect_mixture();
    end();
}

/* More answers than any socket buffer holds, asked for before the first is read. */
static void pipelining_does_not_recurse_or_overflow(void **state)
{
    (void)state;
    enum { N = 5000 };
    begin();
    struct buf asked = {0};
    for (int i = 0; i < N; i++)
        BUF_LIT(&asked, "GET /hello HTTP/1.1\r\n" HOST "\r\n");
    client_send(&client, buf_str(&asked));
    for (int i = 0; i < N; i++)
        client_expect(&client, 200, "hello");
    buf_free(&asked);
    end();
}

static void a_large_answer_goes_out_in_pieces(void **state)
{
    (void)state;
    begin();
    client_say(&client, "GET /big HTTP/1.1\r\n" HOST "\r\nGET /hello HTTP/1.1\r\n" HOST "\r\n");
    assert_int_equal(client_answer(&client), 200);
    assert_int_equal(client.body.n, OFFICE_BIG);
    assert_memory_equal(client.body.p, office->big, OFFICE_BIG);
    client_expect(&client, 200, "hello");
    office_await(office, FINISHED, 2);
    assert_true(office->bytes_out > OFFICE_BIG);
    end();
}

static void a_large_body_is_streamed(void **state)
{
    (void)state;
    begin();
    client_say(&client, "POST /sink HTTP/1.1\r\n" HOST "Content-Length: 8388608\r\n\r\n");
    client_send(&client, str_of(office->big, OFFICE_BIG));
    client_expect(&client, 200, "8388608");
    end();
}

static void a_body_too_large_is_refused_before_it_comes(void **state)
{
    (void)state;
    office->options.limits.body = 10;
    begin();
    client_say(&client, "POST /echo HTTP/1.1\r\n" HOST "Expect: 100-continue\r\n"
                        "Content-Length: 11\r\n\r\n");
    client_expect(&client, 413, "refused with 413");
    assert_true(client_saw(&client, "Connection: close"));
    client_expect_end(&client);
    end();
}

static void continue_is_said_when_the_body_is_wanted(void **state)
{
    (void)state;
    begin();
    client_say(&client, "POST /echo HTTP/1.1\r\n" HOST "Expect: 100-continue\r\n"
                        "Content-Length: 3\r\n\r\n");
    assert_int_equal(client_answer(&client), 100);
    client_say(&client, "abc");
    client_expect(&client, 200, "abc");
    client_say(&client, "POST /echo HTTP/1.1\r\n" HOST "Expect: 100-continue\r\n"
                        "Content-Length: 3\r\n\r\nabc");
    client_expect(&client, 200, "abc"); /* it did not wait: nor do we say it */
    end();
}

static void a_body_that_nobody_wants_is_not_awaited(void **state)
{
    (void)state;
    begin();
    client_say(&client, "POST /denied HTTP/1.1\r\n" HOST "Content-Length: 3\r\n\r\nabc"
                        "POST /denied HTTP/1.1\r\n" HOST "Expect: 100-continue\r\n"
                        "Content-Length: 3\r\n\r\n");
    client_expect(&client, 401, "who are you?");
    assert_false(client_saw(&client, "Connection: close")); /* it had come along */
    client_expect(&client, 401, "who are you?");
    assert_true(client_saw(&client, "Connection: close"));
    client_expect_end(&client);
    assert_int_equal(office_seen(office, HANDLED), 0);
    end();
}

/* Nor does it matter what is wrong with it. */
static void a_bad_body_that_nobody_wants_changes_no_answer(void **state)
{
    (void)state;
    begin();
    client_say(&client, "POST /denied HTTP/1.1\r\n" HOST "Transfer-Encoding: chunked\r\n\r\nxyz");
    client_expect(&client, 401, "who are you?");
    assert_true(client_saw(&client, "Connection: close"));
    client_expect_end(&client);
    end();
}

/* The garbage behind a refused request must not destroy the refusal on its way. */
static void a_refusal_reaches_who_is_still_sending(void **state)
{
    (void)state;
    begin();
    client_say(&client, "GARBAGE\r\n\r\n");
    client_send(&client, str_of(office->big, 1 << 20));
    client_expect(&client, 400, "refused with 400");
    assert_true(client_saw(&client, "Connection: close"));
    client_expect_end(&client);
    struct net_status now;
    net_status(office->server, &now);
    assert_int_equal(now.parse_errors, 1);
    assert_int_equal(office_seen(office, REFUSED), 1);
    end();
}

static void good_requests_before_a_bad_one_are_answered(void **state)
{
    (void)state;
    begin();
    client_say(&client, "GET /hello HTTP/1.1\r\n" HOST "\r\nGARBAGE\r\n\r\n");
    client_expect(&client, 200, "hello");
    client_expect(&client, 400, "refused with 400");
    client_expect_end(&client);
    end();
}

static void the_host_must_be_ours_when_ours_are_given(void **state)
{
    (void)state;
    static const char *const hosts[] = {"guichet.example"};
    office->options.hosts = hosts;
    office->options.host_count = 1;
    begin();
    client_say(&client, "GET /hello HTTP/1.1\r\nHost: guichet.example\r\n\r\n"
                        "GET /hello HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
                        "GET /hello HTTP/1.1\r\nHost: elsewhere.example\r\n\r\n");
    client_expect(&client, 200, "hello");
    client_expect(&client, 200, "hello");
    client_expect(&client, 421, "refused with 421");
    end();
}

/* --- Who leaves, and when --------------------------------------------------------------------- */

static void a_client_that_leaves_is_answered_in_vain(void **state)
{
    (void)state;
    begin();
    client_say(&client, "GET /held HTTP/1.1\r\n" HOST "\r\n");
    office_await(office, HELD, 1);
    client_reset(&client);
    office_await_open(office, 0);
    assert_int_equal(office_seen(office, FINISHED), 0);
    office_release(office);
    office_await(office, FINISHED, 1);
    assert_int_equal(office_seen(office, GONE), 1);
    client = client_open(net_port(office->server));
    client_say(&client, "GET /hello HTTP/1.1\r\n" HOST "\r\n");
    client_expect(&client, 200, "hello");
    end();
}

static void a_client_that_has_said_all_still_listens(void **state)
{
    (void)state;
    begin();
    client_say(&client, "GET /held HTTP/1.1\r\n" HOST "\r\nGET /hello HTTP/1.1\r\n" HOST "\r\n");
    shutdown(client.fd, SHUT_WR);
    office_await(office, HELD, 1);
    office_release(office);
    client_expect(&client, 200, "at last");
    client_expect(&client, 200, "hello");
    client_expect_end(&client);
    assert_int_equal(office_seen(office, GONE), 0);
    end();
}

static void half_a_request_is_a_bad_one(void **state)
{
    (void)state;
    begin();
    client_say(&client, "GET /hello HTTP/1.1\r\nHos");
    shutdown(client.fd, SHUT_WR);
    client_expect(&client, 400, "refused with 400");
    client_expect_end(&client);
    end();
}

static void leaving_without_a_word_is_nothing_to_tell(void **state)
{
    (void)state;
    begin();
    office_await_open(office, 1);
    client_close(&client);
    office_await_open(office, 0);
    assert_int_equal(office_seen(office, FINISHED), 0);
    assert_int_equal(office_seen(office, REFUSED), 0);
    client = client_open(net_port(office->server));
    end();
}

static void leaving_in_the_middle(void **state)
{
    static const char *const begun[] = {
        "GET /he",
        "GET /hello HTTP/1.1\r\nHost",
        "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 9\r\n\r\nabc",
    };
    (void)state;
    begin();
    for (size_t i = 0; i < sizeof begun / sizeof *begun; i++) {
        office_await_open(office, 1);
        client_say(&client, begun[i]);
        client_reset(&client);
        office_await_open(office, 0);
        client = client_open(net_port(office->server));
    }
    assert_int_equal(office_seen(office, HANDLED), 0);
    end();
}

static void leaving_while_the_answer_goes_out(void **state)
{
    (void)state;
    begin();
    client_say(&client, "GET /big HTTP/1.1\r\n" HOST "\r\n");
    office_await(office, HANDLED, 1);
    client_reset(&client);
    office_await(office, FINISHED, 1);
    assert_true(office->bytes_out < OFFICE_BIG);
    client = client_open(net_port(office->server));
    end();
}

/* --- Who is slow ------------------------------------------------------------------------------ */

static void expect_late(void)
{
    client_expect(&client, 408, "refused with 408");
    assert_true(client_saw(&client, "Connection: close"));
    client_expect_end(&client);
    struct net_status now;
    net_status(office->server, &now);
    assert_int_equal(now.timeouts, 1);
    end();
}

static void a_head_that_takes_too_long(void **state)
{
    (void)state;
    office->options.limits.header_ms = 200;
    begin();
    client_say(&client, "GET /hello HTTP/1.1\r\nHost: lo");
    expect_late();
}

static void a_body_that_takes_too_long(void **state)
{
    (void)state;
    office->options.limits.body_ms = 200;
    begin();
    client_say(&client, "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 10\r\n\r\nabc");
    expect_late();
}

static void a_body_that_comes_too_slowly(void **state)
{
    (void)state;
    office->options.limits.body_rate = 1000;
    office->options.limits.body_grace_ms = 200;
    begin();
    client_say(&client, "POST /echo HTTP/1.1\r\n" HOST "Content-Length: 5000\r\n\r\nabc");
    expect_late();
}

static void who_is_idle_is_closed_silently(void **state)
{
    (void)state;
    office->options.limits.idle_ms = 200;
    begin();
    struct client served = client_open(net_port(office->server));
    client_say(&served, "GET /hello HTTP/1.1\r\n" HOST "\r\n");
    client_expect(&served, 200, "hello");
    client_expect_end(&served);
    client_expect_end(&client);
    assert_int_equal(office_seen(office, FINISHED), 1);
    client_close(&served);
    end();
}

static void who_does_not_read_is_dropped(void **state)
{
    (void)state;
    office->options.limits.write_ms = 200;
    begin_with_small_window();
    client_say(&client, "GET /big HTTP/1.1\r\n" HOST "\r\n");
    office_await(office, FINISHED, 1);
    assert_int_equal(office_seen(office, GONE), 1);
    assert_true(office->bytes_out < OFFICE_BIG);
    office_await_open(office, 0);
    client_await_end(&client);
    end();
}

/* Slow, but not too slow: some bytes in each write_ms. */
static void who_reads_slowly_is_waited_for(void **state)
{
    enum { SIP = 1 << 20 };
    (void)state;
    office->options.limits.write_ms = 1000;
    begin_with_small_window();
    client_say(&client, "GET /big HTTP/1.1\r\n" HOST "\r\n");
    while (office_bytes_out(office) == 0)
        sched_yield();
    for (int i = 0; i < 2; i++) {
        uint64_t before = office_bytes_out(office);
        while (client.in.n < (size_t)(i + 1) * SIP)
            assert_int_equal(client_read(&client), 1);
        while (office_bytes_out(office) == before) /* until the server has looked again */
            sched_yield();
    }
    assert_int_equal(client_answer(&client), 200);
    assert_int_equal(client.body.n, OFFICE_BIG);
    struct net_status now;
    net_status(office->server, &now);
    assert_int_equal(now.timeouts, 0);
    end();
}

static void who_will_not_go_is_left_behind(void **state)
{
    (void)state;
    office->options.limits.drain_ms = 200;
    begin();
    client_say(&client, "NONSENSE\r\n\r\n");
    client_expect(&client, 400, "refused with 400");
    office_await_open(office, 0); /* though the client has not closed */
    end();
}

/* --- Streams ---------------------------------------------------------------------------------- */

static void read_to_the_end(void)
{
    while (client_read(&client) > 0)
        ;
}

static bool received(const char *text)
{
    return find(buf_str(&client.in), str_c(text)) != SIZE_MAX;
}

static void a_stream_goes_out_in_chunks(void **state)
{
    (void)state;
    begin();
    client_say(&client, "GET /stream HTTP/1.1\r\n" HOST "\r\nwhat comes now is thrown away");
    read_to_the_end();
    assert_true(received("Transfer-Encoding: chunked\r\n"));
    assert_true(received("Connection: close\r\n"));
    assert_false(received("Content-Length"));
    assert_true(received("\r\n\r\n6\r\npiece \r\n6\r\npiece \r\n6\r\npiece \r\n6\r\npiece \r\n"
                         "0\r\n\r\n"));
    end();
}

static void an_old_client_is_told_by_the_end(void **state)
{
    (void)state;
    begin();
    client_say(&client, "GET /stream HTTP/1.0\r\n" HOST "\r\n");
    read_to_the_end();
    assert_false(received("Transfer-Encoding"));
    assert_true(received("\r\n\r\npiece piece piece piece "));
    end();
}

static void who_leaves_a_stream_ends_it(void **state)
{
    (void)state;
    for (int reset = 0; reset <= 1; reset++) {
        setup(state);
        begin();
        client_say(&client, "GET /flow HTTP/1.1\r\n" HOST "\r\n");
        assert_int_equal(client_read(&client), 1);
        reset ? client_reset(&client) : client_close(&client);
        office_await(office, ENDED, 1);
        office_await(office, GONE, 1);
        office_close(office);
    }
}

static void who_does_not_read_a_stream_is_dropped(void **state)
{
    (void)state;
    office->options.limits.write_ms = 200;
    begin_with_small_window();
    client_say(&client, "GET /flow HTTP/1.1\r\n" HOST "\r\n");
    office_await(office, STREAMS, 1);
    office_await(office, ENDED, 1);
    office_await(office, GONE, 1);
    end();
}

static void stopping_ends_a_stream(void **state)
{
    (void)state;
    for (int at_once = 0; at_once <= 1; at_once++) {
        setup(state);
        begin();
        client_say(&client, "GET /flow HTTP/1.1\r\n" HOST "\r\n");
        office_await(office, STREAMS, 1);
        net_stop(office->server, at_once);
        office_await(office, ENDED, 1);
        if (!at_once)
            read_to_the_end();
        office_join(office);
        client_close(&client);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(one_request, setup),
        cmocka_unit_test_setup(a_thousand_requests_on_one_connection, setup),
        cmocka_unit_test_setup(the_last_request_of_a_connection, setup),
        cmocka_unit_test_setup(the_client_asks_to_close, setup),
        cmocka_unit_test_setup(head_has_no_body, setup),
        cmocka_unit_test_setup(bodies, setup),
        cmocka_unit_test_setup(answers_come_in_order, setup),
        cmocka_unit_test_setup(split_at_every_byte, setup),
        cmocka_unit_test_setup(pipelining_does_not_recurse_or_overflow, setup),
        cmocka_unit_test_setup(a_large_answer_goes_out_in_pieces, setup),
        cmocka_unit_test_setup(a_large_body_is_streamed, setup),
        cmocka_unit_test_setup(a_body_too_large_is_refused_before_it_comes, setup),
        cmocka_unit_test_setup(continue_is_said_when_the_body_is_wanted, setup),
        cmocka_unit_test_setup(a_body_that_nobody_wants_is_not_awaited, setup),
        cmocka_unit_test_setup(a_bad_body_that_nobody_wants_changes_no_answer, setup),
        cmocka_unit_test_setup(a_refusal_reaches_who_is_still_sending, setup),
        cmocka_unit_test_setup(good_requests_before_a_bad_one_are_answered, setup),
        cmocka_unit_test_setup(the_host_must_be_ours_when_ours_are_given, setup),
        cmocka_unit_test_setup(a_client_that_leaves_is_answered_in_vain, setup),
        cmocka_unit_test_setup(a_client_that_has_said_all_still_listens, setup),
        cmocka_unit_test_setup(half_a_request_is_a_bad_one, setup),
        cmocka_unit_test_setup(leaving_without_a_word_is_nothing_to_tell, setup),
        cmocka_unit_test_setup(leaving_in_the_middle, setup),
        cmocka_unit_test_setup(leaving_while_the_answer_goes_out, setup),
        cmocka_unit_test_setup(a_head_that_takes_too_long, setup),
        cmocka_unit_test_setup(a_body_that_takes_too_long, setup),
        cmocka_unit_test_setup(a_body_that_comes_too_slowly, setup),
        cmocka_unit_test_setup(who_is_idle_is_closed_silently, setup),
        cmocka_unit_test_setup(who_does_not_read_is_dropped, setup),
        cmocka_unit_test_setup(who_reads_slowly_is_waited_for, setup),
        cmocka_unit_test_setup(who_will_not_go_is_left_behind, setup),
        cmocka_unit_test_setup(a_stream_goes_out_in_chunks, setup),
        cmocka_unit_test_setup(an_old_client_is_told_by_the_end, setup),
        cmocka_unit_test(who_leaves_a_stream_ends_it),
        cmocka_unit_test_setup(who_does_not_read_a_stream_is_dropped, setup),
        cmocka_unit_test(stopping_ends_a_stream),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
