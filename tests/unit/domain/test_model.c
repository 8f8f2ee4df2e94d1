/* Roles by name and positions from degrees. */
#include "domain/model.h"
#include "unit/test.h"

#include <math.h>

static void degrees(void **state)
{
    (void)state;
    struct position p;
    assert_true(position_from_degrees(45.49774999, -73.77241234, &p));
    assert_int_equal(p.lat, 454977500);
    assert_int_equal(p.lon, -737724123);
    assert_false(position_from_degrees(90.0000001, 0, &p));
    assert_false(position_from_degrees(0, -180.0000001, &p));
    assert_false(position_from_degrees(NAN, 0, &p));
    assert_false(position_from_degrees(0, INFINITY, &p));
}

static void roles(void **state)
{
    (void)state;
    for (int i = 0; i < ROLE_COUNT; i++) {
        enum role role;
        assert_true(role_parse(role_name((enum role)i), &role));
        assert_int_equal(role, i);
    }
    enum role role;
    assert_false(role_parse(STR("Admin"), &role));
    assert_false(role_parse(STR(""), &role));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(degrees),
        cmocka_unit_test(roles),
    };
    return RUN_ALL(tests);
}
