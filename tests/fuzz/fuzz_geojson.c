/* floor: domain — GeoJSON: a fault or a territory, and nothing of it lies outside its box. */
#include "base/check.h"
#include "domain/territory.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void look(const struct territory *t)
{
    struct position low, high;
    territory_bounds(t, &low, &high);
    check(low.lat <= high.lat && low.lon <= high.lon);
    int64_t lat_step = ((int64_t)high.lat - low.lat) / 7 + 1;
    int64_t lon_step = ((int64_t)high.lon - low.lon) / 7 + 1;
    for (int64_t lat = low.lat - lat_step; lat <= high.lat + lat_step; lat += lat_step)
        for (int64_t lon = low.lon - lon_step; lon <= high.lon + lon_step; lon += lon_step) {
            if (lat < -90 * DEGREE || lat > 90 * DEGREE || lon < -180 * (int64_t)DEGREE ||
                lon > 180 * (int64_t)DEGREE)
                continue;
            struct position p = {(int32_t)lat, (int32_t)lon};
            bool in_box = lat >= low.lat && lat <= high.lat && lon >= low.lon && lon <= high.lon;
            check(in_box || !territory_contains(t, p));
            (void)territory_contains(t, p);
        }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct faults faults = faults_in(&arena);
    struct territory *t;
    enum err e = territory_read(&arena, str_of((const char *)data, size), &faults, &t);
    check(e == ERR_OK || e == ERR_INVALID);
    check(faults_any(&faults) == (e != ERR_OK));
    if (e == ERR_OK)
        look(t);
    arena_free(&arena);
    return 0;
}
