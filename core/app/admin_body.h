/* What every body of /api/v1/admin says of a candidate: its texts, and what they stand before. */
#ifndef APP_ADMIN_BODY_H
#define APP_ADMIN_BODY_H

#include "api/body.h"
#include "app/life.h"

enum { ADMIN_BODY_MAX = 8 << 20 };

/* The call's jurisdiction, as the catalogue counts them. */
size_t admin_borough(const struct call *c);
/* Faults are added to the call's. */
void admin_read_texts(struct call *c, const struct jv *texts, struct bundle *out);
void admin_read_base(struct call *c, struct str base, enum life_base *out);

#define ADMIN_RESOURCE(body_kind, handler)                                    \
    {                                                                         \
        FAMILY_JSON, ROLE_ADMIN, (body_kind), .both = true, .handle = handler \
    }

#endif
