/* The server: starting, counting who comes, running out of descriptors, and stopping. */
#include "unit/net/client.h"
#include "unit/net/desk.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/resource.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { SANITIZED = 1 };
#else
enum { SANITIZED = 0 };
#endif

#define HELLO "GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n"
#define HOLD "GET /held HTTP/1.1\r\nHost: localhost\r\n\r\n"

static struct office *office;

static int setup(void **state)
{
    (void)state;
    office = office_new();
    return 0;
}

static struct client come(void)
{
    return client_open(net_port(office->server));
}

static struct client come_and_say_hello(void)
{
    struct client c = come();
    client_say(&c, HELLO);
    client_expect(&c, 200, "hello");
    return c;
}

/* --- Starting --------------------------------------------------------------------------------- */

static void threads_share_a_port(void **state)
{
    (void)state;
    enum { N = 64 };
    struct client all[N];
    office->options.threads = 4;
    office_open(office);
    assert_string_equal(net_host(office->server), "127.0.0.1");
    assert_int_equal(office_seen(office, OPENED), 4);
    for (int i = 0; i < N; i++)
        all[i] = come_and_say_hello();
    office_await_open(office, N);
    for (int i = 0; i < N; i++)
        client_close(&all[i]);
    office_await_open(office, 0);
    office_close(office);
}

static void an_address_that_is_taken(void **state)
{
    (void)state;
    office_open(office);
    struct office *second = office_new();
    second->options.port = net_port(office->server);
    assert_int_equal(net_start(&second->server, &second->options), ERR_EXISTS);
    office_free(second);
    struct client c = come_and_say_hello();
    client_close(&c);
    office_close(office);
}

static void a_port_that_was_used_before(void **state)
{
    (void)state;
    office_open(office);
    uint16_t port = net_port(office->server);
    struct client c = come_and_say_hello();
    office_close(office); /* while the client is there: the port keeps traces of it */
    client_close(&c);
    office = office_new();
    office->options.host = "localhost";
    office->options.port = port;
    office->options.threads = 2;
    office_open(office);
    assert_int_equal(net_port(office->server), port);
    c = come_and_say_hello();
    client_close(&c);
    office_close(office);
}

static void addresses_that_are_none(void **state)
{
    (void)state;
    static const char *const none[] = {"", "counter.example", "127.0.0.1:80", "1.2.3"};
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        office->options.host = none[i];
        assert_int_equal(net_start(&office->server, &office->options), ERR_INVALID);
    }
    office_free(office);
}

static void a_thread_that_cannot_open_its_service(void **state)
{
    (void)state;
    office->options.threads = 3;
    office->fail_at = 2;
    assert_int_equal(net_start(&office->server, &office->options), ERR_NO_SPACE);
    assert_int_equal(office->seen[OPENED], 1);
    assert_int_equal(office->seen[CLOSED], 1);
    office_free(office);
}

static void many_wakes_may_be_one(void **state)
{
    (void)state;
    office_open(office);
    struct client c = come();
    client_say(&c, HOLD);
    office_await(office, HELD, 1);
    for (int i = 0; i < 1000; i++)
        office_release(office);
    client_expect(&c, 200, "at last");
    client_close(&c);
    office_close(office);
}

/* --- One too many ----------------------------------------------------------------------------- */

static void expect_full(void)
{
    struct client c = come();
    assert_int_equal(client_answer(&c), 503);
    assert_true(client_saw(&c, "Retry-After: 1\r\n"));
    assert_true(client_saw(&c, "Connection: close\r\n"));
    client_expect_end(&c);
    client_close(&c);
}

static void expect_room_for(unsigned n)
{
    struct client all[8];
    office_open(office);
    for (unsigned i = 0; i < n; i++)
        all[i] = come_and_say_hello();
    expect_full();
    expect_full();
    client_close(&all[0]);
    office_await_open(office, n - 1);
    all[0] = come_and_say_hello();
    struct net_status now;
    net_status(office->server, &now);
    assert_int_equal(now.accepted, n + 1);
    assert_int_equal(now.refused, 2);
    for (unsigned i = 0; i < n; i++)
        client_close(&all[i]);
    office_close(office);
}

static void too_many_from_one_address(void **state)
{
    (void)state;
    office->options.threads = 2;
    office->options.limits.per_address = 3;
    expect_room_for(3);
}

static void too_many_in_all(void **state)
{
    (void)state;
    office->options.threads = 2;
    office->options.limits.connections = 5;
    expect_room_for(5);
}

/* Who was turned away may linger, but not be counted. */
static void a_crowd_outside_does_not_harm_who_is_inside(void **state)
{
    (void)state;
    enum { CROWD = 200 };
    struct client crowd[CROWD];
    office->options.limits.connections = 1;
    office_open(office);
    struct client inside = come_and_say_hello();
    for (int i = 0; i < CROWD; i++)
        crowd[i] = come();
    client_say(&inside, HELLO);
    client_expect(&inside, 200, "hello");
    for (int i = 0; i < CROWD; i++) {
        assert_int_equal(client_answer(&crowd[i]), 503);
        client_close(&crowd[i]);
    }
    client_close(&inside);
    office_close(office);
}

static int lowest_free_descriptor(void)
{
    int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);
    assert_true(fd >= 0);
    close(fd);
    return fd;
}

/* Without descriptors a client waits in the kernel's queue, the loop sleeps, and accepting
 * goes on when there are some again. */
static void no_descriptor_left(void **state)
{
    (void)state;
    office_open(office);
    struct client before = come_and_say_hello(), late = client_socket();
    struct rlimit had, none;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &had), 0);
    none = (struct rlimit){.rlim_cur = (rlim_t)lowest_free_descriptor(), .rlim_max = had.rlim_max};
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
    unsigned rounds = office_seen(office, IDLE);
    client_connect(&late, net_port(office->server));
    client_say(&late, HELLO);
    office_await(office, IDLE, rounds + 4); /* it tries every 100 ms */
    assert_true(office_seen(office, IDLE) < rounds + 40);
    client_say(&before, HELLO);
    client_expect(&before, 200, "hello");
    struct net_status now;
    net_status(office->server, &now);
    assert_int_equal(now.accepted, 1);
    assert_int_equal(setrlimit(RLIMIT_NOFILE, &had), 0);
    client_expect(&late, 200, "hello");
    client_close(&late);
    client_close(&before);
    office_close(office);
}

static long resident_bytes(void)
{
    long pages = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    assert_non_null(f);
    assert_int_equal(fscanf(f, "%*d %ld", &pages), 1);
    fclose(f);
    return pages * sysconf(_SC_PAGESIZE);
}

static void an_idle_connection_costs_little(void **state)
{
    (void)state;
    enum { N = 2000 };
    struct client *all = calloc(N, sizeof *all);
    assert_non_null(all);
    office_open(office);
    struct client first = come_and_say_hello();
    long before = resident_bytes();
    for (int i = 0; i < N; i++)
        all[i] = come();
    office_await_open(office, N + 1);
    for (int i = 0; i < N; i++) { /* each has been used once */
        static char answer[4096];
        client_say(&all[i], HELLO);
        assert_true(recv(all[i].fd, answer, sizeof answer, 0) > 0);
    }
    long each = (resident_bytes() - before) / N;
    print_message("an idle connection costs %ld bytes\n", each);
    if (!SANITIZED)
        assert_true(each < 2048);
    for (int i = 0; i < N; i++)
        client_close(&all[i]);
    client_close(&first);
    free(all);
    office_close(office);
}

/* --- Stopping --------------------------------------------------------------------------------- */

static void assert_nobody_listens(uint16_t port)
{
    struct client c = client_socket();
    assert_int_equal(client_try_connect(&c, port), ECONNREFUSED);
    client_close(&c);
}

static void stopping_answers_what_has_begun(void **state)
{
    (void)state;
    office->options.threads = 2;
    office->options.limits.drain_ms = 5000;
    office_open(office);
    uint16_t port = net_port(office->server);
    struct client fresh = come(), idle = come_and_say_hello(), half = come(), busy = come();
    client_say(&half, "GET /hello HTTP/1.1\r\nHost: ");
    client_say(&busy, HOLD HELLO);
    office_await(office, HELD, 1);
    office_await_open(office, 4);
    net_stop(office->server, false);
    client_expect_end(&idle);
    client_say(&fresh, HELLO);
    client_expect(&fresh, 200, "hello");
    assert_true(client_saw(&fresh, "Connection: close"));
    client_say(&half, "localhost\r\n\r\n");
    client_expect(&half, 200, "hello");
    office_release(office);
    client_expect(&busy, 200, "at last");
    assert_true(client_saw(&busy, "Connection: close"));
    client_expect_end(&busy);
    client_close(&fresh);
    client_close(&idle);
    client_close(&half);
    client_close(&busy);
    net_stop(office->server, false);
    office_join(office);
    assert_nobody_listens(port);
}

/* The loop stands still while clients connect, ask, and the server is told to stop. */
static void stopping_answers_who_was_in_the_queue(void **state)
{
    (void)state;
    enum { N = 8 };
    struct client queue[N];
    office_open(office);
    struct client block = come();
    client_say(&block, "GET /block HTTP/1.1\r\nHost: localhost\r\n\r\n");
    office_await(office, BLOCKED, 1);
    for (int i = 0; i < N; i++) {
        queue[i] = come();
        client_say(&queue[i], HELLO);
    }
    net_stop(office->server, false);
    office_saw(office, UNBLOCKED);
    client_expect(&block, 200, "hello");
    for (int i = 0; i < N; i++) {
        client_expect(&queue[i], 200, "hello");
        assert_true(client_saw(&queue[i], "Connection: close"));
        client_close(&queue[i]);
    }
    client_close(&block);
    office_join(office);
}

static void stopping_at_once_drops_all(void **state)
{
    (void)state;
    office->options.threads = 2;
    office_open(office);
    struct client fresh = come(), idle = come_and_say_hello(), busy = come();
    client_say(&busy, HOLD);
    office_await(office, HELD, 1);
    net_stop(office->server, false);
    net_stop(office->server, true);
    client_await_end(&fresh);
    client_await_end(&idle);
    client_await_end(&busy);
    office_release(office); /* a service answers all the same, and no loop ends before */
    office_await(office, FINISHED, 2);
    assert_int_equal(office_seen(office, GONE), 1);
    client_close(&fresh);
    client_close(&idle);
    client_close(&busy);
    office_join(office);
}

/* Asks as fast as it is answered, until the server closes. */
struct visitor {
    pthread_t thread;
    uint16_t port;
    unsigned answered;
    bool torn; /* half an answer came */
};

static bool whole_answer(int fd, bool *torn)
{
    char bytes[1024];
    size_t n = 0;
    while (n < sizeof bytes) {
        ssize_t more = recv(fd, bytes + n, sizeof bytes - n, 0);
        if (more <= 0)
            break;
        n += (size_t)more;
        if (str_ends(str_of(bytes, n), STR("\r\n\r\nhello")))
            return true;
    }
    *torn = *torn || n > 0;
    return false;
}

static void *visit(void *self)
{
    struct visitor *v = self;
    struct client c = {.fd = socket(AF_INET, SOCK_STREAM, 0)};
    if (c.fd < 0 || client_try_connect(&c, v->port))
        v->torn = true;
    while (send(c.fd, HELLO, strlen(HELLO), MSG_NOSIGNAL) > 0 && whole_answer(c.fd, &v->torn))
        v->answered++;
    client_close(&c);
    return NULL;
}

/* A request that reached the service is answered whole, whenever the stop comes. */
static void stopping_under_load(void **state)
{
    enum { ROUNDS = 20, VISITORS = 6 };
    (void)state;
    office_free(office);
    for (unsigned round = 0; round < ROUNDS; round++) {
        struct visitor all[VISITORS];
        unsigned answered = 0;
        office = office_new();
        office->options.threads = 2;
        office_open(office);
        for (int i = 0; i < VISITORS; i++) {
            all[i] = (struct visitor){.port = net_port(office->server)};
            assert_int_equal(pthread_create(&all[i].thread, NULL, visit, &all[i]), 0);
        }
        office_await_open(office, VISITORS);
        office_await(office, HANDLED, 20 * round);
        net_stop(office->server, false);
        for (int i = 0; i < VISITORS; i++) {
            pthread_join(all[i].thread, NULL);
            assert_false(all[i].torn);
            answered += all[i].answered;
        }
        office_await(office, FINISHED, answered);
        assert_int_equal(office_seen(office, HANDLED), answered);
        office_join(office);
    }
}

static void refusing_goes_on_serving(void **state)
{
    (void)state;
    office->options.threads = 2;
    office_open(office);
    struct client inside = come_and_say_hello();
    net_refuse(office->server);
    struct client c = client_socket();
    while (client_try_connect(&c, net_port(office->server)) == 0) { /* until both have closed */
        client_close(&c);
        c = client_socket();
    }
    client_close(&c);
    client_say(&inside, HELLO);
    client_expect(&inside, 200, "hello");
    assert_false(client_saw(&inside, "Connection: close"));
    client_close(&inside);
    office_close(office);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(threads_share_a_port, setup),
        cmocka_unit_test_setup(an_address_that_is_taken, setup),
        cmocka_unit_test_setup(a_port_that_was_used_before, setup),
        cmocka_unit_test_setup(addresses_that_are_none, setup),
        cmocka_unit_test_setup(a_thread_that_cannot_open_its_service, setup),
        cmocka_unit_test_setup(many_wakes_may_be_one, setup),
        cmocka_unit_test_setup(too_many_from_one_address, setup),
        cmocka_unit_test_setup(too_many_in_all, setup),
        cmocka_unit_test_setup(a_crowd_outside_does_not_harm_who_is_inside, setup),
        cmocka_unit_test_setup(no_descriptor_left, setup),
        cmocka_unit_test_setup(an_idle_connection_costs_little, setup),
        cmocka_unit_test_setup(stopping_answers_what_has_begun, setup),
        cmocka_unit_test_setup(stopping_answers_who_was_in_the_queue, setup),
        cmocka_unit_test_setup(stopping_at_once_drops_all, setup),
        cmocka_unit_test_setup(stopping_under_load, setup),
        cmocka_unit_test_setup(refusing_goes_on_serving, setup),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
