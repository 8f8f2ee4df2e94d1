/* Roles by name, and positions from degrees. */
#include "domain/model.h"

#include "base/check.h"

#include <math.h>

static const struct str role_names[ROLE_COUNT] = {
    [ROLE_CLIENT] = {"client", 6},
    [ROLE_AGENT] = {"agent", 5},
    [ROLE_MANAGER] = {"manager", 7},
    [ROLE_ADMIN] = {"admin", 5},
};

struct str role_name(enum role role)
{
    check((unsigned)role < ROLE_COUNT);
    return role_names[role];
}

bool role_parse(struct str name, enum role *out)
{
    for (int i = 0; i < ROLE_COUNT; i++)
        if (str_eq(name, role_names[i]))
            return (*out = (enum role)i, true);
    return false;
}

/* Written so that what is not a number fails too. */
bool position_from_degrees(double lat, double lon, struct position *out)
{
    if (!(lat >= -90 && lat <= 90 && lon >= -180 && lon <= 180))
        return false;
    *out = (struct position){(int32_t)lround(lat * DEGREE), (int32_t)lround(lon * DEGREE)};
    return true;
}
