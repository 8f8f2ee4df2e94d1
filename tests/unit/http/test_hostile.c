/* The table of hostile requests against parser and gate: whole, cut in two at every byte, and byte
 * by byte. */
#include "lib/hostile.h"
#include "lib/http_conn.h"
#include "unit/test.h"

static const struct str hosts[] = {STR("localhost"), STR("127.0.0.1")};

static int failures;

/* What the table says the server answers. */
static int status_of(const struct exchange *x)
{
    const struct http_request *r = &x->request;
    if (str_eq(r->path, STR("/healthz")) && (r->method & (HTTP_GET | HTTP_HEAD)))
        return 200;
    bool filing = str_eq(r->path, STR("/open311/v2/requests.json")) && r->method == HTTP_POST;
    return filing ? 403 : 404;
}

static bool run_cut(const struct hostile *h, size_t first, size_t step)
{
    struct http_rules rules = http_rules_default;
    rules.hosts = hosts;
    rules.host_count = sizeof hosts / sizeof *hosts;
    struct conn c;
    conn_open(&c, &rules);
    c.status = status_of;
    struct str bytes = buf_str(&h->bytes);
    conn_feed(&c, bytes.p, first);
    for (size_t at = first; at < bytes.n; at += step)
        conn_feed(&c, bytes.p + at, step < bytes.n - at ? step : bytes.n - at);
    conn_end(&c);
    bool good = str_eq(buf_str(&c.log), h->want);
    if (!good) {
        failures++;
        print_error(STR_FMT ": cut at %zu by %zu gives " STR_FMT ", not " STR_FMT "\n",
                    STR_ARG(h->name), first, step, STR_ARG(buf_str(&c.log)), STR_ARG(h->want));
    }
    conn_close(&c);
    return good;
}

static void run(const struct hostile *h)
{
    enum { EVERY_BYTE = 4096 };
    if (!run_cut(h, 0, h->bytes.n) || !run_cut(h, 0, 1))
        return;
    size_t stride = h->bytes.n <= EVERY_BYTE ? 1 : h->bytes.n / 61;
    for (size_t first = 1; first < h->bytes.n; first += stride)
        if (!run_cut(h, first, h->bytes.n))
            return;
}

static void every_case_has_its_exact_answer(void **state)
{
    (void)state;
    assert_true(hostile_each(SOURCE_DIR "/tests/lib/hostile.txt", run) >= 120);
    assert_int_equal(failures, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_case_has_its_exact_answer),
    };
    return RUN_ALL(tests);
}
