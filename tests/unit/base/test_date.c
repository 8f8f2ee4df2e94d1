/* Dates and instants: known values, every day of four centuries, and refusal of what is none. */
#include "base/date.h"
#include "unit/test.h"

#include <time.h>

static void every_day_there_and_back(void **state)
{
    (void)state;
    int64_t days = date_to_days((struct date){1899, 12, 31});
    for (int year = 1900; year < 2300; year++)
        for (int month = 1; month <= 12; month++)
            for (int day = 1; day <= date_month_length(year, month); day++) {
                struct date d = {year, month, day};
                assert_int_equal(date_to_days(d), ++days);
                struct date back = date_from_days(days);
                assert_true(back.year == year && back.month == month && back.day == day);
            }
}

static void agrees_with_the_c_library(void **state)
{
    (void)state;
    for (int64_t t = -2000000000; t < 4000000000; t += 86413 * 7) {
        time_t at = t;
        struct tm tm;
        char expected[32];
        struct buf b = {0};
        assert_non_null(gmtime_r(&at, &tm));
        strftime(expected, sizeof expected, "%Y-%m-%dT%H:%M:%SZ", &tm);
        instant_put_utc(&b, t);
        assert_int_equal(b.n, 20);
        assert_memory_equal(b.p, expected, 20);
        int64_t back;
        assert_true(instant_parse(buf_str(&b), &back));
        assert_int_equal(back, t);
        buf_free(&b);
    }
}

static void instants(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t at;
    } good[] = {
        {"1970-01-01T00:00:00Z", 0},
        {"1994-11-05T08:15:30-05:00", 784041330},
        {"2026-05-07T09:00:00-04:00", 1778158800},
        {"2026-05-07t09:00:00.25-04:00", 1778158800},
        {"2026-05-07 13:00:00z", 1778158800},
        {"2016-12-31T23:59:60Z", 1483228800},
    };
    static const char *const bad[] = {"",
                                      "2026-05-07",
                                      "2026-05-07T09:00:00",
                                      "2026-02-29T00:00:00Z",
                                      "2026-13-01T00:00:00Z",
                                      "2026-05-07T24:00:00Z",
                                      "2026-05-07T09:60:00Z",
                                      "2026-05-07T09:00:00.Z",
                                      "2026-05-07T09:00:00+0400",
                                      "2026-05-07T09:00:00Zx",
                                      "0000-01-01T00:00:00Z"};
    int64_t at;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(instant_parse(str_c(good[i].text), &at));
        assert_int_equal(at, good[i].at);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(instant_parse(str_c(bad[i]), &at));
}

static void written_with_an_offset(void **state)
{
    (void)state;
    struct buf b = {0};
    instant_put(&b, 1778158800, -4 * 3600);
    buf_char(&b, ' ');
    instant_put(&b, 0, 5 * 3600 + 1800);
    assert_str(buf_str(&b), "2026-05-07T09:00:00-04:00 1970-01-01T05:30:00+05:30");
    buf_free(&b);
    char http[29];
    instant_http(http, 784111777);
    assert_memory_equal(http, "Sun, 06 Nov 1994 08:49:37 GMT", 29);
    assert_int_equal(date_weekday(0), 3);
    assert_int_equal(date_weekday(-4), 6);
}

static void local_dates_there_and_back(void **state)
{
    (void)state;
    static const char *const texts[] = {"1969-12-31 23:59", "1970-01-01 00:00", "2028-02-29 08:05",
                                        "9999-12-31 23:00"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        struct buf time = {0}, day = {0};
        int64_t local;
        assert_true(date_time_parse(str_c(texts[i]), &local));
        date_time_put(&time, local);
        assert_true(str_eq(buf_str(&time), str_c(texts[i])));
        date_put(&day, (local - (local % DAY_SECONDS + DAY_SECONDS) % DAY_SECONDS) / DAY_SECONDS);
        assert_true(str_eq(buf_str(&day), str_first(str_c(texts[i]), 10)));
        buf_free(&time);
        buf_free(&day);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_day_there_and_back),
        cmocka_unit_test(agrees_with_the_c_library),
        cmocka_unit_test(instants),
        cmocka_unit_test(written_with_an_offset),
        cmocka_unit_test(local_dates_there_and_back),
    };
    return RUN_ALL(tests);
}
