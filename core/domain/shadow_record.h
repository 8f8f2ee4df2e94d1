/* Writing a shadow's records: what shadow.c keeps for shadow_follow.c. */
#ifndef DOMAIN_SHADOW_RECORD_H
#define DOMAIN_SHADOW_RECORD_H

#include "domain/shadow.h"

/* ERR_NOMEM. */
enum err shadow_put(struct batch *batch, uint16_t jurisdiction, const struct shadow *s);
enum err shadow_put_row(struct batch *batch, uint16_t jurisdiction, const struct shadow_row *row);

#endif
