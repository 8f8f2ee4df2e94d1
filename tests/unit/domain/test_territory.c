/* Territories: shapes of every kind, edges and corners, exactness at full scale, refused files. */
#include "domain/territory.h"
#include "unit/test.h"

#include <stdio.h>
#include <stdlib.h>

static struct arena arena;

static int reset(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

static struct territory *read_ok(const char *geojson)
{
    struct territory *t = NULL;
    struct faults faults = faults_in(&arena);
    assert_int_equal(territory_read(&arena, str_c(geojson), &faults, &t), ERR_OK);
    assert_false(faults_any(&faults));
    return t;
}

static struct position at(double lat, double lon)
{
    struct position p;
    assert_true(position_from_degrees(lat, lon, &p));
    return p;
}

/* Coordinates are given as in GeoJSON: longitude first. */
static bool holds(const struct territory *t, double lon, double lat)
{
    return territory_contains(t, at(lat, lon));
}

#define SQUARE "[[0,0],[10,0],[10,10],[0,10],[0,0]]"
#define SQUARE_WITH_HEIGHTS "[[0.0,0.0,35.5],[10,0,1],[10,10,2],[0,10,3],[0,0,35.5]]"
#define HOLE "[[2,2],[2,8],[8,8],[8,2],[2,2]]"
#define ISLAND "[[4,4],[6,4],[6,6],[4,6],[4,4]]"
#define FAR_SQUARE "[[20,0],[30,0],[30,10],[20,10],[20,0]]"

/* --- Inside and outside ----------------------------------------------------------------------- */

static void a_square(void **state)
{
    (void)state;
    struct territory *t = read_ok("{\"type\":\"Polygon\",\"coordinates\":[" SQUARE "]}");
    assert_true(holds(t, 5, 5));
    assert_true(holds(t, 0.0000001, 0.0000001));
    assert_false(holds(t, 10.0000001, 5));
    assert_false(holds(t, -0.0000001, 5));
    assert_false(holds(t, 5, 10.0000001));
    for (int i = 0; i <= 10; i++) { /* all four edges and corners */
        assert_true(holds(t, i, 0));
        assert_true(holds(t, i, 10));
        assert_true(holds(t, 0, i));
        assert_true(holds(t, 10, i));
    }
}

static void a_hole_and_an_island(void **state)
{
    (void)state;
    struct territory *t = read_ok("{\"type\":\"MultiPolygon\",\"coordinates\":[[" SQUARE "," HOLE
                                  "],[" ISLAND "],[" FAR_SQUARE "]]}");
    assert_true(holds(t, 1, 1));
    assert_false(holds(t, 3, 3));
    assert_true(holds(t, 2, 5)); /* the edge of the hole */
    assert_true(holds(t, 8, 8));
    assert_true(holds(t, 5, 5)); /* the island in the hole */
    assert_false(holds(t, 3.9999999, 5));
    assert_true(holds(t, 25, 5));
    assert_false(holds(t, 15, 5)); /* between the parts, within the box */
}

/* A ray that passes corners, spikes and level edges must not count them twice. */
static void corners_on_the_ray(void **state)
{
    (void)state;
    struct territory *t = read_ok(
        "{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[4,0],[4,2],[5,2],[5,0],[9,0],[7,4],[6,2],"
        "[5,4],[2,4],[2,2],[1,2],[0,4],[0,0]]]}");
    assert_true(holds(t, 0.5, 2));
    assert_true(holds(t, 3, 2));
    assert_true(holds(t, 4.5, 2)); /* on a level edge */
    assert_true(holds(t, 7, 2));
    assert_false(holds(t, 8.5, 2));
    assert_false(holds(t, 4.5, 1));
    assert_false(holds(t, 1.5, 3));
    assert_false(holds(t, 6, 3.9999999));
    assert_true(holds(t, 6, 2)); /* the tip of the notch */
}

/* The difference of the cross product's two halves does not fit in 64 bits here. */
static void exact_at_full_scale(void **state)
{
    (void)state;
    struct territory *t = read_ok(
        "{\"type\":\"Polygon\",\"coordinates\":[[[-180,-90],[180,-90],[180,90],[-180,-90]]]}");
    assert_true(holds(t, 0, 0)); /* on the long edge */
    assert_false(holds(t, 0, 0.0000001));
    assert_true(holds(t, 0, -0.0000001));
    assert_true(holds(t, 180, -90));
    assert_false(holds(t, -180, 90));
}

/* The cross product is 1 or -1 beside an edge that spans the globe: no double could tell. */
static void exact_to_the_last_unit(void **state)
{
    (void)state;
    struct territory *t = read_ok("{\"type\":\"Polygon\",\"coordinates\":[[[-180,-90],[180,-90],"
                                  "[179.9999999,90],[-180,-90]]]}");
    struct position above = {899999999, 1799999997}, below = {-899999999, -1799999998};
    assert_false(territory_contains(t, above));
    assert_true(territory_contains(t, below));
}

static void every_kind_of_document(void **state)
{
    (void)state;
    static const char *const documents[] = {
        "{\"type\":\"Polygon\",\"coordinates\":[" SQUARE "]}",
        "{\"type\":\"MultiPolygon\",\"coordinates\":[[" SQUARE "]]}",
        "{\"type\":\"Feature\",\"properties\":null,\"geometry\":{\"type\":\"Polygon\","
        "\"coordinates\":[" SQUARE "]}}",
        "{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"geometry\":"
        "{\"type\":\"Polygon\",\"coordinates\":[" SQUARE "]}}]}",
        "{\"type\":\"GeometryCollection\",\"geometries\":[{\"type\":\"Polygon\","
        "\"coordinates\":[" SQUARE_WITH_HEIGHTS "]}]}",
    };
    for (size_t i = 0; i < sizeof documents / sizeof *documents; i++) {
        struct position low, high;
        struct territory *t = read_ok(documents[i]);
        assert_true(holds(t, 5, 5));
        assert_false(holds(t, 11, 5));
        territory_bounds(t, &low, &high);
        assert_int_equal(low.lat, 0);
        assert_int_equal(low.lon, 0);
        assert_int_equal(high.lat, 10 * DEGREE);
        assert_int_equal(high.lon, 10 * DEGREE);
    }
}

static void no_territory_is_the_globe(void **state)
{
    (void)state;
    struct position low, high;
    assert_true(territory_contains(NULL, at(90, 180)));
    territory_bounds(NULL, &low, &high);
    assert_int_equal(low.lat, -90 * DEGREE);
    assert_int_equal(high.lon, 180 * DEGREE);
}

/* A star of random radii, whose inside is known from the angle alone, scaled to be exact. */
static void agrees_with_counting_triangles(void **state)
{
    (void)state;
    enum { CORNERS = 12, POINTS = 20000 };
    unsigned seed = 20260601;
    static const int spokes[CORNERS][2] = {{4, 0},  {4, 2},   {2, 4},   {0, 4},  {-2, 4}, {-4, 2},
                                           {-4, 0}, {-4, -2}, {-2, -4}, {0, -4}, {2, -4}, {4, -2}};
    long x[CORNERS + 1], y[CORNERS + 1];
    char json[2048];
    int n = snprintf(json, sizeof json, "{\"type\":\"Polygon\",\"coordinates\":[[");
    for (int i = 0; i <= CORNERS; i++) {
        long r = i < CORNERS ? 1 + rand_r(&seed) % 9 : 0;
        x[i] = i < CORNERS ? spokes[i][0] * r : x[0];
        y[i] = i < CORNERS ? spokes[i][1] * r : y[0];
        n += snprintf(json + n, sizeof json - (size_t)n, "%s[%ld,%ld]", i ? "," : "", x[i], y[i]);
    }
    snprintf(json + n, sizeof json - (size_t)n, "]]}");
    struct territory *t = read_ok(json);
    for (int k = 0; k < POINTS; k++) {
        long px = rand_r(&seed) % 81 - 40, py = rand_r(&seed) % 81 - 40;
        bool inside = false; /* in one of the triangles between the centre and two corners */
        for (int i = 0; i < CORNERS && !inside; i++) {
            long a = x[i] * py - y[i] * px;
            long b = (x[i + 1] - x[i]) * (py - y[i]) - (y[i + 1] - y[i]) * (px - x[i]);
            long c = px * y[i + 1] - py * x[i + 1];
            inside = a >= 0 && b >= 0 && c >= 0;
        }
        assert_int_equal(holds(t, (double)px, (double)py), inside);
    }
}

/* --- Refused ---------------------------------------------------------------------------------- */

static void refused(void **state)
{
    (void)state;
    static const struct {
        const char *json, *where;
    } cases[] = {
        {"", "1"},
        {"{\"type\":", "1"},
        {"[]", ""},
        {"{\"type\":\"Point\",\"coordinates\":[0,0]}", ""},
        {"{\"type\":\"Polygon\"}", ""},
        {"{\"type\":\"Polygon\",\"coordinates\":[]}", "coordinates"},
        {"{\"type\":\"Polygon\",\"coordinates\":[1,1,1,1,1,1,1,1]}", "coordinates[0]"},
        {"{\"type\":\"MultiPolygon\",\"coordinates\":[]}", ""},
        {"{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[0,0]]]}", "coordinates[0]"},
        {"{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1,0],[1,1],[0,1]]]}", "coordinates[0]"},
        {"{\"type\":\"Polygon\",\"coordinates\":[" SQUARE ",[[0,0],[1,0],[1,91],[0,0]]]}",
         "coordinates[1][2]"},
        {"{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[181,0],[1,1],[0,0]]]}",
         "coordinates[0][1]"},
        {"{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[1],[1,1],[0,0]]]}", "coordinates[0][1]"},
        {"{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[\"1\",0],[1,1],[0,0]]]}",
         "coordinates[0][1]"},
        {"{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"geometry\":null}]}",
         "features[0].geometry"},
        {"{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"geometry\":{"
         "\"type\":\"LineString\",\"coordinates\":[[0,0],[1,1]]}}]}",
         "features[0].geometry"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct territory *t;
        struct faults faults = faults_in(&arena);
        assert_int_equal(territory_read(&arena, str_c(cases[i].json), &faults, &t), ERR_INVALID);
        assert_non_null(faults.first);
        assert_string_equal(faults.first->where.p, cases[i].where);
        assert_true(faults.first->say.in[LANG_FR].n && faults.first->say.in[LANG_EN].n);
    }
}

static struct str big_ring(size_t count)
{
    char *p = malloc(count * 16 + 128);
    assert_non_null(p);
    size_t n = (size_t)sprintf(p, "{\"type\":\"Polygon\",\"coordinates\":[[[0,0]");
    for (size_t i = 1; i < count; i++)
        n += (size_t)sprintf(p + n, ",[%zu,1]", i + 1 < count ? i % 90 : 0);
    return str_of(p, n - 2 + (size_t)sprintf(p + n - 2, "0]]]}"));
}

static void limits(void **state)
{
    (void)state;
    struct territory *t;
    for (int over = 0; over <= 1; over++) {
        struct faults faults = faults_in(&arena);
        struct str json = big_ring(100000 + (size_t)over);
        enum err e = territory_read(&arena, json, &faults, &t);
        free((char *)json.p);
        assert_int_equal(e, over ? ERR_INVALID : ERR_OK);
        assert_int_equal(faults.count, over);
    }
}

static void many_faults_are_cut_short(void **state)
{
    (void)state;
    struct territory *t;
    struct faults faults = faults_in(&arena);
    char json[4096];
    int n = sprintf(json, "{\"type\":\"Polygon\",\"coordinates\":[[");
    for (int i = 0; i < 500; i++)
        n += sprintf(json + n, "1,");
    sprintf(json + n, "1]]}");
    assert_int_equal(territory_read(&arena, str_c(json), &faults, &t), ERR_INVALID);
    assert_int_equal(faults.count, 20);
}

/* --- Distances -------------------------------------------------------------------------------- */

static void distances(void **state)
{
    (void)state;
    assert_true(position_distance(at(45, -73), at(45, -73)) == 0);
    /* A degree of a meridian on the mean sphere; half of the way round; one ten-millionth. */
    assert_float_equal(position_distance(at(0, 0), at(1, 0)), 111195.08, 0.01);
    assert_float_equal(position_distance(at(0, -90), at(0, 90)), 20015114.44, 0.01);
    assert_float_equal(position_distance(at(45, 0), at(45.0000001, 0)), 0.0111195, 0.0000001);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_teardown(a_square, reset),
        cmocka_unit_test_teardown(a_hole_and_an_island, reset),
        cmocka_unit_test_teardown(corners_on_the_ray, reset),
        cmocka_unit_test_teardown(exact_at_full_scale, reset),
        cmocka_unit_test_teardown(exact_to_the_last_unit, reset),
        cmocka_unit_test_teardown(every_kind_of_document, reset),
        cmocka_unit_test_teardown(no_territory_is_the_globe, reset),
        cmocka_unit_test_teardown(agrees_with_counting_triangles, reset),
        cmocka_unit_test_teardown(refused, reset),
        cmocka_unit_test_teardown(limits, reset),
        cmocka_unit_test_teardown(many_faults_are_cut_short, reset),
        cmocka_unit_test_teardown(distances, reset),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
