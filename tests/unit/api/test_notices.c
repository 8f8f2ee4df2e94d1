/* Notices put, replaced, dropped, told. */
#include "api/notices.h"

#include "unit/test.h"

static struct notices notices;

static int open_all(void **state)
{
    (void)state;
    notices_open(&notices);
    return 0;
}

static int close_all(void **state)
{
    (void)state;
    notices_close(&notices);
    return 0;
}

static void put(enum notice_kind kind, const char *jurisdiction, const char *service, int64_t at)
{
    struct arena arena = {0};
    struct faults faults = faults_in(&arena);
    if (kind == NOTICE_FOLDER_REFUSED)
        fault_add(&faults, "a.lua:1", "un « faux »", "a \"fault\"");
    const struct notice n = {.kind = kind,
                             .jurisdiction = str_c(jurisdiction),
                             .service = str_c(service),
                             .at = at,
                             .faults = faults.first};
    notices_put(&notices, &n);
    arena_free(&arena); /* what was put is a copy */
}

static void assert_told(const char *jurisdiction, const char *json)
{
    struct buf b = {0};
    struct jw w = {.out = &b};
    notices_put_json(&notices, str_c(jurisdiction), &w);
    assert_true(str_eq(buf_str(&b), str_c(json)));
    buf_free(&b);
}

#define FAILING(at, service)                                                                  \
    "{\"kind\":\"keeps_failing\",\"at\":\"1970-01-01T00:00:0" at "Z\",\"service\":\"" service \
    "\",\"generation\":null,\"faults\":[]}"
#define REFUSED                                                                                    \
    "{\"kind\":\"folder_refused\",\"at\":\"1970-01-01T00:00:03Z\",\"service\":null,\"generation\"" \
    ":null,\"faults\":[{\"where\":\"a.lua:1\",\"fr\":\"un « faux »\",\"en\":\"a "                \
    "\\\"fault\\\"\"}]}"

static void one_of_a_kind(void **state)
{
    (void)state;
    assert_told("town", "[]");
    put(NOTICE_KEEPS_FAILING, "town", "a", 1);
    put(NOTICE_KEEPS_FAILING, "town", "b", 2);
    put(NOTICE_FOLDER_REFUSED, "town", "", 3);
    put(NOTICE_KEEPS_FAILING, "city", "a", 4);
    put(NOTICE_KEEPS_FAILING, "town", "a", 5);
    assert_told("town", "[" FAILING("2", "b") "," REFUSED "," FAILING("5", "a") "]");
    assert_true(notices_have(&notices, NOTICE_KEEPS_FAILING, STR("town"), STR("a")));
    assert_false(notices_have(&notices, NOTICE_FELL_BACK, STR("town"), STR("a")));
    notices_drop(&notices, STR("town"), NOTICE_KEEPS_FAILING);
    assert_told("town", "[" REFUSED "]");
    assert_told("city", "[" FAILING("4", "a") "]");
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(one_of_a_kind)};
    return cmocka_run_group_tests(tests, open_all, close_all);
}
