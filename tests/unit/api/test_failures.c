/* When the disk is full or fails: what the client hears, and that reads go on. */
#include "api/problem.h"
#include "store/impl.h"
#include "unit/api/client.h"

/* A store whose commits end as the test wants. */
static _Atomic enum err outcome;
static const struct store_ops *real;

static enum err failing_commit(struct store *s)
{
    enum err e = atomic_load(&outcome);
    if (e == ERR_OK)
        return real->commit(s);
    real->abort(s);
    return e;
}

static int setup(void **state)
{
    static struct store_ops ops;
    struct client *c = malloc(sizeof *c);
    atomic_store(&outcome, ERR_OK);
    client_open(c);
    real = c->town.store->ops;
    ops = *real;
    ops.commit = failing_commit;
    c->town.store->ops = &ops;
    *state = c;
    return 0;
}

static int teardown(void **state)
{
    client_close(*state);
    free(*state);
    return 0;
}

static void try_to_file(struct client *c, const char *path, const char *key)
{
    ask(c, "POST", path, bearer(c, key, FORM), "service_code=pothole&attribute[size]=small" HERE);
}

static void a_full_disk_is_507_and_reads_go_on(void **state)
{
    struct client *c = *state;
    const char *key = client_key(c, ROLE_CLIENT, "");
    file_pothole(c, key, "");
    atomic_store(&outcome, ERR_NO_SPACE);
    try_to_file(c, "/open311/v2/requests.json", key);
    assert_status(c, 507);
    assert_body(c, "[{\"code\":507,\"description\":\"Plus d'espace sur le disque\"}]");
    assert_null(header(c, "Tracking-Token").p);
    get(c, "/open311/v2/requests/1001.json");
    assert_status(c, 200);
    get(c, "/readyz");
    assert_status(c, 503);
    atomic_store(&outcome, ERR_OK);
    file_pothole(c, key, "");
}

static void a_failed_disk_is_503(void **state)
{
    struct client *c = *state;
    const char *key = client_key(c, ROLE_CLIENT, "");
    atomic_store(&outcome, ERR_IO);
    try_to_file(c, "/open311/v2/requests.xml", key);
    assert_status(c, 503);
    assert_holds(c->body, "<errors><error><code>503</code>");
    assert_str(header(c, "Retry-After"), "10");
    get(c, "/readyz");
    assert_status(c, 503);
}

/* An answer that was built for a commit that failed is never kept for a retry. */
static void a_retry_after_a_failure_is_a_first_attempt(void **state)
{
    struct client *c = *state;
    const char *key = client_key(c, ROLE_AGENT, "");
    const char *headers = bearer(c, key, JSON "Idempotency-Key: k\r\n");
    const char *body = "{\"service\":\"light\",\"address\":\"1, rue du Lac\"}";
    atomic_store(&outcome, ERR_NO_SPACE);
    ask(c, "POST", "/api/v1/requests", headers, body);
    assert_status(c, 507);
    assert_str(header(c, "Content-Type"), "application/problem+json; charset=utf-8");
    atomic_store(&outcome, ERR_OK);
    ask(c, "POST", "/api/v1/requests", headers, body);
    assert_status(c, 201);
    assert_null(header(c, "Idempotent-Replayed").p);
}

static void each_error_has_its_status(void **state)
{
    static const struct {
        enum err e;
        int status, open311;
    } expected[] = {
        {ERR_INVALID, 400, 400},  {ERR_TOO_LARGE, 413, 413}, {ERR_NOT_FOUND, 404, 404},
        {ERR_CONFLICT, 409, 400}, {ERR_DENIED, 403, 403},    {ERR_BUSY, 503, 503},
        {ERR_NO_SPACE, 507, 507}, {ERR_IO, 503, 503},        {ERR_CLOSED, 503, 503},
        {ERR_NOMEM, 503, 503},    {ERR_TIMEOUT, 400, 400},   {ERR_UNSUPPORTED, 415, 415},
        {ERR_CORRUPT, 500, 500},  {ERR_RULE, 500, 500},      {ERR_SYSTEM, 500, 500},
    };
    (void)state;
    for (size_t i = 0; i < COUNT(expected); i++) {
        const struct problem_facts *p = problem_facts(problem_of(expected[i].e));
        assert_int_equal(p->status, expected[i].status);
        assert_int_equal(p->open311_status, expected[i].open311);
    }
    for (int i = 0; i < PROBLEM_COUNT; i++) {
        assert_false(text_empty(problem_facts((enum problem)i)->title));
        assert_true(problem_facts((enum problem)i)->title.in[LANG_EN].n > 0);
    }
}

int main(void)
{
#define T(f) cmocka_unit_test_setup_teardown(f, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(a_full_disk_is_507_and_reads_go_on),
        T(a_failed_disk_is_503),
        T(a_retry_after_a_failure_is_a_first_attempt),
        cmocka_unit_test(each_error_has_its_status),
    };
    return RUN_ALL(tests);
}
