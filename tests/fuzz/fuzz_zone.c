/* floor: domain — tzdata files: whatever is accepted answers, and wall time leads back. */
#include "base/check.h"
#include "base/date.h"
#include "domain/zone.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A wall time that occurs is found again, at its first occurrence. */
static void there_and_back(const struct zone *z, int64_t at)
{
    int64_t local = at + zone_offset(z, at);
    int64_t back = zone_instant(z, local);
    int second;
    check(back <= at && back + zone_offset(z, back) == local);
    check(zone_day(z, at, &second) * DAY_SECONDS + second == local);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct zone *z;
    enum err e = zone_parse(&arena, STR("Fuzz/Zone"), str_of((const char *)data, size), &z);
    check(e == ERR_OK || e == ERR_CORRUPT || e == ERR_UNSUPPORTED);
    if (e == ERR_OK) {
        int64_t from = date_to_days((struct date){1850, 1, 1}) * DAY_SECONDS;
        int64_t to = date_to_days((struct date){2600, 1, 1}) * DAY_SECONDS;
        struct buf words = buf_in(&arena);
        for (int64_t at = from; at < to; at += 61 * DAY_SECONDS + 3599)
            there_and_back(z, at);
        zone_put_words(&words, z, from, LANG_FR);
        zone_put(&words, z, to);
        check(!words.failed);
    }
    arena_free(&arena);
    return 0;
}
