/* Calendars kept under their version: what is read back counts the same, and a change of any kind
 * is another version. */
#include "domain/archive.h"

#include "base/check.h"
#include "base/date.h"
#include "domain/calendar_record.h"
#include "domain/keys.h"
#include "unit/test.h"

static const struct hours morning[] = {{8 * 3600 + 1800, 12 * 3600}, {13 * 3600, 16 * 3600}};
static const struct hours night[] = {{0, 7 * 3600}, {19 * 3600, 86400}};

static struct day_hours day_of(const struct hours *hours)
{
    return (struct day_hours){(struct hours *)hours, 2};
}

/* One of everything that a calendar can say. */
static struct calendar_spec *full_spec(struct arena *arena)
{
    static struct holiday holidays[] = {
        {{"fete", 4},
         TEXT_INIT("Fête nationale", "National Holiday"),
         .rule = HOLIDAY_FIXED,
         .month = 6,
         .day = 24,
         .sunday_moves = true},
        {.rule = HOLIDAY_NTH_WEEKDAY, .month = 5, .nth = -1},
        {.rule = HOLIDAY_WEEKDAY_BEFORE, .month = 5, .day = 25},
        {.rule = HOLIDAY_EASTER, .offset = -2},
        {.rule = HOLIDAY_DATED, .year = 2026, .month = 12, .day = 28},
    };
    static struct exception exceptions[2];
    static struct season season = {{"winter", 6}, 11, 15, 4, 1, {{0}}};
    struct calendar_spec *spec = ARENA_NEW(arena, struct calendar_spec);
    check(spec != NULL);
    exceptions[0] = (struct exception){.day = date_to_days((struct date){2026, 12, 24}),
                                       .hours = day_of(morning),
                                       .name = TEXT("veille", "eve")};
    exceptions[1] = (struct exception){.day = date_to_days((struct date){2026, 12, 31})};
    season.week[0] = day_of(night);
    *spec = (struct calendar_spec){.name = STR("roads"),
                                   .zone = STR("America/Toronto"),
                                   .seasons = &season,
                                   .season_count = 1,
                                   .holidays = holidays,
                                   .holiday_count = sizeof holidays / sizeof *holidays,
                                   .exceptions = exceptions,
                                   .exception_count = 2,
                                   .holiday_wins = true};
    for (int i = 0; i < 5; i++)
        spec->week[i] = day_of(morning);
    return spec;
}

static struct calendar *built(struct arena *arena, const struct calendar_spec *spec)
{
    struct faults faults = faults_in(arena);
    struct calendar *c = NULL;
    check(calendar_build(arena, spec, 2026, &faults, &c) == ERR_OK);
    return c;
}

static void what_is_read_back_is_of_the_same_version(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct buf bytes = buf_in(&arena), again = buf_in(&arena);
    struct calendar *c = built(&arena, full_spec(&arena));
    struct calendar_spec back;
    assert_int_equal(calendar_encode(calendar_spec(c), &bytes), ERR_OK);
    assert_int_equal(calendar_decode(&arena, buf_str(&bytes), &back), ERR_OK);
    assert_int_equal(calendar_check_version(&back, calendar_version(c)), ERR_OK);
    assert_int_equal(calendar_encode(&back, &again), ERR_OK);
    assert_true(str_eq(buf_str(&bytes), buf_str(&again)));
    back.exceptions[1].day++;
    assert_int_equal(calendar_check_version(&back, calendar_version(c)), ERR_CORRUPT);
    arena_free(&arena);
}

static void put(struct store *store, struct arena *arena, struct snap *snap, struct calendar *c,
                size_t written)
{
    struct batch batch = batch_in(arena);
    check(snap_renew(snap) == ERR_OK);
    assert_int_equal(archive_keep(arena, snap, c, &batch), ERR_OK);
    assert_int_equal(batch.count, written);
    snap_release(snap);
    if (written)
        assert_int_equal(store_commit_wait(store, &batch), ERR_OK);
}

static void a_version_is_kept_once_and_found(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct store *store;
    struct snap *snap;
    struct archive *archive;
    struct calendar *c = built(&arena, full_spec(&arena));
    int64_t from = 1780000000, one, other;
    check(store_memory_open(&store) == ERR_OK && snap_open(store, &snap) == ERR_OK);
    put(store, &arena, snap, c, 1);
    put(store, &arena, snap, c, 0);
    check(snap_renew(snap) == ERR_OK);
    assert_int_equal(archive_read(&arena, snap, 2026, &archive), ERR_OK);
    const struct calendar *found = archive_calendar(archive, calendar_version(c));
    assert_non_null(found);
    for (int64_t seconds = 0; seconds < 4000000; seconds += 333333) {
        assert_int_equal(calendar_add(c, from, seconds, &one), ERR_OK);
        assert_int_equal(calendar_add(found, from, seconds, &other), ERR_OK);
        assert_int_equal(one, other);
    }
    assert_null(archive_calendar(archive, STR("0123456789abcdef")));
    assert_null(archive_calendar(NULL, calendar_version(c)));
    snap_close(snap);
    store_close(store);
    arena_free(&arena);
}

/* A zone that the system does not know any more must not keep the others from being read. */
static void one_that_cannot_be_built_is_left_out(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct store *store;
    struct snap *snap;
    struct archive *archive;
    struct calendar_spec *spec = full_spec(&arena);
    struct calendar *c = built(&arena, full_spec(&arena));
    struct batch batch = batch_in(&arena);
    struct buf bytes = buf_in(&arena);
    struct key key = keys_calendar(STR("gone"));
    spec->zone = STR("Area/Nowhere");
    check(store_memory_open(&store) == ERR_OK && snap_open(store, &snap) == ERR_OK);
    check(calendar_encode(spec, &bytes) == ERR_OK && snap_renew(snap) == ERR_OK);
    batch_put(&batch, key_str(&key), buf_str(&bytes));
    check(archive_keep(&arena, snap, c, &batch) == ERR_OK);
    snap_release(snap);
    assert_int_equal(store_commit_wait(store, &batch), ERR_OK);
    check(snap_renew(snap) == ERR_OK);
    assert_int_equal(archive_read(&arena, snap, 2026, &archive), ERR_OK);
    assert_non_null(archive_calendar(archive, calendar_version(c)));
    snap_close(snap);
    store_close(store);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_read_back_is_of_the_same_version),
        cmocka_unit_test(a_version_is_kept_once_and_found),
        cmocka_unit_test(one_that_cannot_be_built_is_left_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
