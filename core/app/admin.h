/* /api/v1/admin: the life of rules over HTTP. This floor's, since it needs plugins and the api. */
#ifndef APP_ADMIN_H
#define APP_ADMIN_H

#include "api/routes.h"
#include "app/life.h"

extern const struct route_table admin_routes;

struct house;
struct life *house_life(struct house *h); /* app/house.c; the house is api_shared.self */

#endif
