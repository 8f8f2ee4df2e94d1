/* Which failures are in one window, as time goes by, and what a limit may be. */
#include "app/breaker.h"

#include "base/id.h"
#include "unit/test.h"

#include <fcntl.h>
#include <unistd.h>

enum { SECOND = 1000000 };

/* All that a breaker stands among: one borough in force, in a store in memory. */
struct stand {
    struct arena arena;
    struct store *store;
    struct press press;
    struct life life;
    struct notices notices;
    struct log log;
    struct now now;
    struct ledger *ledger;
    struct ledger_page *page;
    const struct service *service;
    struct jurisdiction *jurisdiction;
    struct breaker breaker;
};

static struct stand stand;

static struct generation *first_generation(struct stand *s)
{
    static char dir[] = SOURCE_DIR "/tests/plugin/borough", *dirs[] = {dir};
    struct faults faults = faults_in(&s->arena);
    struct generation *g;
    const struct life_options options = {.store = s->store,
                                         .press = &s->press,
                                         .now = &s->now,
                                         .notices = &s->notices,
                                         .dirs = dirs,
                                         .plugins = SOURCE_DIR "/plugins"};
    life_open(&s->life, &options);
    assert_int_equal(life_from_folder(&s->life, 0, &faults, &g), ERR_OK);
    generation_jurisdiction(g)->number = 1;
    assert_int_equal(life_restore(&s->life, 0, &s->log, &g), ERR_OK);
    return g;
}

static int open_all(void **state)
{
    struct stand *s = *state = &stand;
    *s = (struct stand){.now = {.held = true, .at = 1780322400}};
    assert_int_equal(id_init(), ERR_OK);
    log_init(&s->log, open("/dev/null", O_WRONLY), LOG_ERROR);
    notices_open(&s->notices);
    press_open(&s->press);
    assert_int_equal(store_memory_open(&s->store), ERR_OK);
    struct generation *g = first_generation(s);
    assert_int_equal(press_issue(&s->press, &g, 1), ERR_OK);
    s->jurisdiction = generation_jurisdiction(g);
    s->service = jurisdiction_service(s->jurisdiction, STR("rules"));
    s->ledger = ledger_open(1);
    s->page = ledger_hold(s->ledger, s->jurisdiction->id, s->service);
    s->breaker = (struct breaker){.limits = {3, BREAKER_SLICES}, /* slices of a second */
                                  .ledger = s->ledger,
                                  .life = &s->life,
                                  .notices = &s->notices,
                                  .now = &s->now,
                                  .log = &s->log};
    breaker_open(&s->breaker);
    return 0;
}

static int close_all(void **state)
{
    struct stand *s = *state;
    breaker_close(&s->breaker);
    ledger_release(s->ledger, s->page);
    ledger_close(s->ledger);
    press_close(&s->press);
    life_close(&s->life);
    store_close(s->store);
    notices_close(&s->notices);
    close(s->log.fd);
    log_close(&s->log);
    arena_free(&s->arena);
    return 0;
}

/* So many more failures, then a look; has it been told that they keep coming? */
static bool told_after(struct stand *s, unsigned failures, uint64_t second)
{
    for (unsigned i = 0; i < failures; i++)
        ledger_fail(s->page, 0, 1, STR("a.lua:1"), TEXT("non", "no"));
    notices_drop(&s->notices, s->jurisdiction->id, NOTICE_KEEPS_FAILING);
    breaker_look(&s->breaker, 0, s->jurisdiction, second * SECOND);
    return notices_have(&s->notices, NOTICE_KEEPS_FAILING, s->jurisdiction->id, s->service->code);
}

static void failures_are_forgotten_as_time_goes_by(void **state)
{
    struct stand *s = *state;
    assert_false(told_after(s, 2, 100));
    assert_false(told_after(s, 1, 121)); /* the two are past */
    assert_false(told_after(s, 1, 130));
    assert_true(told_after(s, 1, 140));  /* of 121, 130, 140 */
    assert_false(told_after(s, 9, 141)); /* said once */
    assert_false(told_after(s, 0, 1000));
    assert_true(told_after(s, 3, 1001)); /* and again, once it was over */
    assert_false(told_after(s, 0, 1000000));
    assert_true(told_after(s, 500, 1000001)); /* however long nobody looked */
}

static void limits(void **state)
{
    (void)state;
    static const struct {
        const char *word;
        uint64_t failures, seconds;
    } rows[] = {{"0", 0, 0}, {"50/5m", 50, 300}, {"1/1s", 1, 1}, {"3/2h", 3, 7200}};
    static const char *const bad[] = {"",    "5",    "5/",    "/5m",     "0/5m",  "5/0s",
                                      "5/m", "5/5d", "-1/5m", "5/5m/5m", "5/5 m", "5/99999999s"};
    struct breaker_limits l;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        assert_true(breaker_limits_read(str_c(rows[i].word), &l));
        assert_true(l.failures == rows[i].failures && l.seconds == rows[i].seconds);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(breaker_limits_read(str_c(bad[i]), &l));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(failures_are_forgotten_as_time_goes_by, open_all,
                                        close_all),
        cmocka_unit_test(limits),
    };
    return RUN_ALL(tests);
}
