/* GET /api/v1/admin/status: each service of a borough as it stands, and what its functions do. */
#ifndef APP_STATUS_H
#define APP_STATUS_H

#include "api/routes.h"
#include "script/ledger.h"

extern const struct route_table status_routes;

struct house; /* api_shared.self */
struct ledger *house_ledger(struct house *h);
/* Bytes of all Lua states of that jurisdiction. */
size_t house_rules_memory(struct house *h, const struct jurisdiction *j);

#endif
