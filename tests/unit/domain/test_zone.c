/* Zones: every one of the system against the C library, the two nights of Toronto, rules of every
 * kind, damaged files, and instants in words. */
#include "base/date.h"
#include "domain/tzrule.h"
#include "domain/zone.h"
#include "unit/test.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static struct arena arena;

static int reset(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static struct zone *load(const char *name)
{
    struct zone *z = NULL;
    assert_int_equal(zone_load(&arena, str_c(name), &z), ERR_OK);
    return z;
}

static int64_t instant(const char *text)
{
    int64_t at;
    assert_true(instant_parse(str_c(text), &at));
    return at;
}

/* Wall time, written as if it were UTC. */
static int64_t wall(const char *text)
{
    char z[32];
    snprintf(z, sizeof z, "%sZ", text);
    return instant(z);
}

/* --- Against the C library -------------------------------------------------------------------- */

static long libc_offset(int64_t at)
{
    time_t t = at;
    struct tm tm;
    assert_non_null(localtime_r(&t, &tm));
    return tm.tm_gmtoff;
}

static void same_offset(const struct zone *z, int64_t at)
{
    long expected = libc_offset(at);
    if (zone_offset(z, at) != expected)
        fail_msg(STR_FMT " at %lld: %d, the C library says %ld", STR_ARG(zone_name(z)),
                 (long long)at, zone_offset(z, at), expected);
}

/* The instant at which the offset changes between low and high, which differ. */
static int64_t change_between(int64_t low, int64_t high)
{
    long before = libc_offset(low);
    while (high - low > 1) {
        int64_t middle = low + (high - low) / 2;
        if (libc_offset(middle) == before)
            low = middle;
        else
            high = middle;
    }
    return high;
}

/* Back from wall time: the same instant, or an earlier one with the same wall time. */
static void there_and_back(const struct zone *z, int64_t at)
{
    int64_t local = at + zone_offset(z, at);
    int64_t back = zone_instant(z, local);
    assert_true(back <= at);
    assert_int_equal(back + zone_offset(z, back), local);
}

static void compare_zone(const char *name)
{
    enum { STEP = 5 * DAY_SECONDS };
    const int64_t from = 0, to = INT64_C(2145916800); /* 1970 … 2037 */
    setenv("TZ", name, 1);
    tzset();
    struct zone *z = load(name);
    long last = libc_offset(from);
    for (int64_t at = from; at < to; at += STEP) {
        long offset = libc_offset(at);
        same_offset(z, at);
        there_and_back(z, at);
        if (offset != last) {
            int64_t change = change_between(at - STEP, at);
            for (int64_t t = change - 1; t <= change + 1; t++) {
                same_offset(z, t);
                there_and_back(z, t);
            }
        }
        last = offset;
    }
    arena_reset(&arena);
}

/* Lines "Z NAME …" and "L TARGET NAME" of tzdata.zi name every zone there is. */
static void every_zone_agrees_with_the_c_library(void **state)
{
    (void)state;
    char line[512], name[128];
    int zones = 0;
    FILE *f = fopen("/usr/share/zoneinfo/tzdata.zi", "r");
    if (!f)
        skip();
    while (fgets(line, sizeof line, f))
        if (sscanf(line, "Z %127s", name) == 1 || sscanf(line, "L %*s %127s", name) == 1) {
            char path[256];
            snprintf(path, sizeof path, "/usr/share/zoneinfo/%s", name);
            FILE *there = fopen(path, "r");
            if (!there)
                continue; /* an old name that this system keeps apart */
            fclose(there);
            compare_zone(name);
            zones++;
        }
    fclose(f);
    unsetenv("TZ");
    print_message("%d zones compared\n", zones);
    assert_true(zones > 300);
}

/* --- Toronto ---------------------------------------------------------------------------------- */

static void gap_keeps_the_offset_before_it(void **state)
{
    (void)state;
    struct zone *z = load("America/Toronto");
    assert_int_equal(zone_instant(z, wall("2026-03-08T01:59:59")),
                     instant("2026-03-08T01:59:59-05:00"));
    assert_int_equal(zone_instant(z, wall("2026-03-08T02:00:00")),
                     instant("2026-03-08T03:00:00-04:00"));
    assert_int_equal(zone_instant(z, wall("2026-03-08T02:15:00")),
                     instant("2026-03-08T03:15:00-04:00"));
    assert_int_equal(zone_instant(z, wall("2026-03-08T03:00:00")),
                     instant("2026-03-08T03:00:00-04:00"));
}

static void overlap_takes_the_first_occurrence(void **state)
{
    (void)state;
    struct zone *z = load("America/Toronto");
    assert_int_equal(zone_instant(z, wall("2026-11-01T01:00:00")),
                     instant("2026-11-01T01:00:00-04:00"));
    assert_int_equal(zone_instant(z, wall("2026-11-01T01:59:59")),
                     instant("2026-11-01T01:59:59-04:00"));
    assert_int_equal(zone_instant(z, wall("2026-11-01T02:00:00")),
                     instant("2026-11-01T02:00:00-05:00"));
}

static void local_dates(void **state)
{
    (void)state;
    int second;
    struct zone *z = load("America/Toronto");
    int64_t day = zone_day(z, instant("2026-06-24T01:00:00Z"), &second);
    assert_int_equal(day, date_to_days((struct date){2026, 6, 23}));
    assert_int_equal(second, 21 * 3600);
    day = zone_day(z, -1, &second);
    assert_int_equal(day, -1);
    assert_int_equal(second, 18 * 3600 + 3600 - 1);
}

static void far_years_repeat_every_four_centuries(void **state)
{
    (void)state;
    struct zone *z = load("America/Toronto");
    for (int year = 2100; year + 400 < 9999; year += 137) {
        int64_t summer = date_to_days((struct date){year, 7, 1}) * DAY_SECONDS;
        int64_t winter = date_to_days((struct date){year, 1, 1}) * DAY_SECONDS;
        int64_t march = date_to_days((struct date){year, 3, 1}) * DAY_SECONDS;
        int64_t cycle = INT64_C(146097) * DAY_SECONDS;
        assert_int_equal(zone_offset(z, summer), -4 * 3600);
        assert_int_equal(zone_offset(z, winter), -5 * 3600);
        for (int64_t at = march; at < march + 15 * DAY_SECONDS; at += 3600) {
            assert_int_equal(zone_offset(z, at), zone_offset(z, at + cycle));
            assert_int_equal(zone_instant(z, at) + cycle, zone_instant(z, at + cycle));
        }
    }
}

/* --- Names ------------------------------------------------------------------------------------ */

static void names(void **state)
{
    (void)state;
    struct zone *z = load("America/Montreal");
    assert_true(str_eq(zone_name(z), STR("America/Toronto")));
    assert_false(str_eq(zone_version(z), STR("unknown")));
    static const char *const bad[] = {
        "",        "Nowhere/Land", "../etc/passwd",    "/etc/localtime",  "America/../Zulu",
        "America", "America/",     "America//Toronto", ".hidden/Toronto", "America/Toronto\n",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(zone_load(&arena, str_c(bad[i]), &z), ERR_UNKNOWN_ZONE);
    assert_int_equal(zone_load(&arena, STR("tzdata.zi"), &z), ERR_CORRUPT);
}

/* --- The rule in the footer ------------------------------------------------------------------- */

/* A file with one type and no change: the rule alone speaks. */
static struct str rule_file(const char *rule)
{
    static char bytes[512];
    static const char block[] = "TZif2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0" /* version, unused */
                                "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"    /* no change */
                                "\0\0\0\1\0\0\0\4"                    /* one type, four chars */
                                "\0\0\0\0\0\0UTC\0";
    size_t n = sizeof block - 1;
    memcpy(bytes, block, n);
    memcpy(bytes + n, block, n);
    int more = snprintf(bytes + 2 * n, sizeof bytes - 2 * n, "\n%s\n", rule);
    return str_of(bytes, 2 * n + (size_t)more);
}

static void rules_agree_with_the_c_library(void **state)
{
    (void)state;
    static const char *const rules[] = {
        "EST5",
        "<+0330>-3:30",
        "<-00>0",
        "EST5EDT,M3.2.0,M11.1.0",
        "AEST-10AEDT,M10.1.0,M4.1.0/3",
        "<-02>2<-01>,M3.5.0/-1,M10.5.0/0",
        "IST-1GMT0,M10.5.0,M3.5.0/1",
        "EET-2EEST,M3.4.4/50,M10.4.4/50",
        "XXX3YYY,J60/1:30:15,J300",
        "XXX3YYY2:15,59,J306/0",
        "XXX3YYY,0/12,364/20",
        "IST-2IDT,M3.4.4/26,M10.5.0",
    };
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        struct zone *z = NULL;
        setenv("TZ", rules[i], 1);
        tzset();
        assert_int_equal(zone_parse(&arena, str_c(rules[i]), rule_file(rules[i]), &z), ERR_OK);
        for (int64_t at = 0; at < INT64_C(4102444800); at += 7211)
            same_offset(z, at);
        arena_reset(&arena);
    }
    unsetenv("TZ");
}

/* Daylight time all year: standard time lasts for no time at all. */
static void daylight_all_year(void **state)
{
    (void)state;
    struct zone *z = NULL;
    assert_int_equal(zone_parse(&arena, STR("X"), rule_file("XXX3EDT4,0/0,J365/23"), &z), ERR_OK);
    for (int64_t at = 0; at < INT64_C(4102444800); at += 1800)
        assert_int_equal(zone_offset(z, at), -4 * 3600);
}

static void refused_rules(void **state)
{
    (void)state;
    static const char *const rules[] = {
        "EST",
        "E5",
        "EST5EDT",
        "EST5EDT,M3.2.0",
        "EST25",
        "EST5:60",
        "<EST5",
        "EST5EDT,M13.1.0,M11.1.0",
        "EST5EDT,M3.0.0,M11.1.0",
        "EST5EDT,M3.2.7,M11.1.0",
        "EST5EDT,J0,J1",
        "EST5EDT,366,J1",
        "EST5EDT,M3.2.0/168,M11.1.0",
        "EST5EDT,M3.2.0,M11.1.0,",
        "EST5EDT,M3.2.0,M11.1.0 ",
        "EST00005",
        "5",
        "EST5EDT,M3.2.0/,M11.1.0",
    };
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        struct tz_rule r;
        struct zone *z;
        if (tz_rule_parse(str_c(rules[i]), &r))
            fail_msg("accepted: %s", rules[i]);
        assert_int_equal(zone_parse(&arena, STR("X"), rule_file(rules[i]), &z), ERR_CORRUPT);
    }
}

/* --- Damaged files ---------------------------------------------------------------------------- */

static struct str toronto_file(void)
{
    static char bytes[1 << 16];
    FILE *f = fopen("/usr/share/zoneinfo/America/Toronto", "rb");
    assert_non_null(f);
    size_t n = fread(bytes, 1, sizeof bytes, f);
    fclose(f);
    return str_of(bytes, n);
}

static void cut_files_are_corrupt(void **state)
{
    (void)state;
    struct zone *z;
    struct str all = toronto_file();
    assert_int_equal(zone_parse(&arena, STR("X"), all, &z), ERR_OK);
    for (size_t n = 0; n < all.n; n++) {
        char *copy = malloc(n ? n : 1); /* its own block: an overrun is seen */
        assert_non_null(copy);
        memcpy(copy, all.p, n);
        assert_int_equal(zone_parse(&arena, STR("X"), str_of(copy, n), &z), ERR_CORRUPT);
        free(copy);
        arena_reset(&arena);
    }
}

/* A file with two changes, at the given seconds of 1970; the first one names a type. */
static enum err parse_changes(char first, char second, char type, struct zone **z)
{
    char block[] = "TZif2\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
                   "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\2" /* two changes */
                   "\0\0\0\1\0\0\0\4"
                   "\0\0\0\0\0\0\0\1\0\0\0\0\0\0\0\2" /* at, at */
                   "\0\0"                             /* their types */
                   "\0\0\16\20\0\0UTC\0"              /* an hour east */
                   "\n\n";
    struct str old = rule_file("");
    char bytes[256];
    size_t n = 54; /* the old block of the other file */
    block[51] = first;
    block[59] = second;
    block[60] = type;
    memcpy(bytes, old.p, n);
    memcpy(bytes + n, block, sizeof block - 1);
    return zone_parse(&arena, STR("X"), str_of(bytes, n + sizeof block - 1), z);
}

static void changes_ascend_and_name_a_type(void **state)
{
    (void)state;
    struct zone *z;
    assert_int_equal(parse_changes(1, 2, 0, &z), ERR_OK);
    assert_int_equal(zone_offset(z, 0), 3600);
    assert_int_equal(parse_changes(2, 2, 0, &z), ERR_CORRUPT);
    assert_int_equal(parse_changes(2, 1, 0, &z), ERR_CORRUPT);
    assert_int_equal(parse_changes(1, 2, 1, &z), ERR_CORRUPT);
}

static void leap_seconds_are_refused(void **state)
{
    (void)state;
    struct zone *z;
    struct str file = rule_file("EST5");
    ((char *)file.p)[54 + 31] = 1; /* one leap second in the second header */
    assert_int_equal(zone_parse(&arena, STR("X"), file, &z), ERR_UNSUPPORTED);
    file = rule_file("EST5");
    ((char *)file.p)[4] = 0; /* version 1 */
    assert_int_equal(zone_parse(&arena, STR("X"), file, &z), ERR_CORRUPT);
}

/* --- Text ------------------------------------------------------------------------------------- */

static void says(const struct zone *z, const char *at, enum lang lang, const char *expected)
{
    struct buf b = buf_in(&arena);
    zone_put_words(&b, z, instant(at), lang);
    buf_char(&b, 0);
    assert_false(b.failed);
    assert_string_equal(b.p, expected);
}

static void in_words(void **state)
{
    (void)state;
    struct zone *z = load("America/Toronto");
    says(z, "2026-06-25T15:30:00Z", LANG_FR, "jeudi 25 juin 2026 à 11 h 30");
    says(z, "2026-06-25T15:30:00Z", LANG_EN, "Thursday, June 25, 2026 at 11:30 a.m.");
    says(z, "2026-08-01T21:00:59Z", LANG_FR, "samedi 1er août 2026 à 17 h");
    says(z, "2026-08-01T21:00:59Z", LANG_EN, "Saturday, August 1, 2026 at 5:00 p.m.");
    says(z, "2026-12-06T05:05:00Z", LANG_FR, "dimanche 6 décembre 2026 à 0 h 05");
    says(z, "2026-12-06T05:05:00Z", LANG_EN, "Sunday, December 6, 2026 at 12:05 a.m.");
    says(z, "2026-12-06T17:00:00Z", LANG_EN, "Sunday, December 6, 2026 at 12:00 p.m.");
}

static void as_rfc_3339(void **state)
{
    (void)state;
    struct buf b = buf_in(&arena);
    zone_put(&b, load("America/Toronto"), instant("2026-06-25T15:30:00Z"));
    assert_true(str_eq(buf_str(&b), STR("2026-06-25T11:30:00-04:00")));
    /* -5:17:32 before 1895 cannot be written: the instant stays the same. */
    int64_t old = instant("1890-01-01T12:00:00Z"), back;
    struct buf o = buf_in(&arena);
    zone_put(&o, load("America/Toronto"), old);
    assert_true(instant_parse(buf_str(&o), &back));
    assert_int_equal(back, old);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(every_zone_agrees_with_the_c_library, reset),
        cmocka_unit_test_teardown(gap_keeps_the_offset_before_it, reset),
        cmocka_unit_test_teardown(overlap_takes_the_first_occurrence, reset),
        cmocka_unit_test_teardown(local_dates, reset),
        cmocka_unit_test_teardown(far_years_repeat_every_four_centuries, reset),
        cmocka_unit_test_teardown(names, reset),
        cmocka_unit_test_teardown(rules_agree_with_the_c_library, reset),
        cmocka_unit_test_teardown(daylight_all_year, reset),
        cmocka_unit_test_teardown(refused_rules, reset),
        cmocka_unit_test_teardown(cut_files_are_corrupt, reset),
        cmocka_unit_test_teardown(changes_ascend_and_name_a_type, reset),
        cmocka_unit_test_teardown(leap_seconds_are_refused, reset),
        cmocka_unit_test_teardown(in_words, reset),
        cmocka_unit_test_teardown(as_rfc_3339, reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
