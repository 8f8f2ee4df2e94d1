/* TZif files (RFC 9636) as a table of changes of offset. Every count and index is checked. */
#ifndef DOMAIN_TZIF_H
#define DOMAIN_TZIF_H

#include "base/arena.h"
#include "base/err.h"
#include "domain/tzrule.h"

struct tz_offset_change {
    int64_t at;
    int32_t offset; /* seconds east of UTC from then on */
};

struct tzif {
    int32_t first_offset;             /* before the first change */
    struct tz_offset_change *changes; /* strictly ascending */
    size_t count;
    bool has_rule; /* holds after the last change; without one the last offset goes on */
    struct tz_rule rule;
};

/* `spare` places are left free at the end of `changes`. ERR_CORRUPT; ERR_UNSUPPORTED: the file
 * counts leap seconds; ERR_NOMEM. */
enum err tzif_parse(struct arena *arena, struct str bytes, size_t spare, struct tzif *out);

#endif
