/* /api/v1/admin: the life of rules over HTTP. This floor's, since it needs plugins and the api. */
#ifndef APP_ADMIN_H
#define APP_ADMIN_H

#include "api/routes.h"
#include "app/life.h"

extern const struct route_table admin_routes;    /* app/admin.c: check, activate, roll back */
extern const struct route_table rehearse_routes; /* app/admin_rehearse.c: test, backtest */
extern const struct route_table shadow_routes;   /* app/admin_shadow.c */

struct house;
struct room;
/* app/house.c; the house is api_shared.self */
struct life *house_life(struct house *h);
struct room *house_room(struct house *h);
struct shadows;
struct shadows *house_shadows(struct house *h);

#endif
