/* Who filed a request: personal data, kept apart from the log so that it can be destroyed when it
 * has served. Never given out by Open311, never logged. */
#ifndef DOMAIN_CONTACT_H
#define DOMAIN_CONTACT_H

#include "base/buf.h"
#include "domain/fields.h"

struct contact {
    struct str first_name, last_name, email, phone, device_id;
    enum lang lang; /* the language the citizen wrote in */
};

bool contact_empty(const struct contact *c);
enum err contact_encode(const struct contact *c, struct buf *out);
enum err contact_decode(struct arena *arena, struct str bytes, struct contact *out);

extern const struct fields contact_fields; /* for the export */

#endif
