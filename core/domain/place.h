/* Where something is: a position, an address, or both. */
#ifndef DOMAIN_PLACE_H
#define DOMAIN_PLACE_H

#include "domain/jurisdiction.h"

struct place {
    bool has_position;
    struct position position;
    struct str address, address_id, zipcode;
    bool misread; /* a position came that is none, and a fault says so */
};

/* Cleans the texts; says when nothing tells where it is, and when it is outside the territory. */
void place_check(struct place *p, const struct jurisdiction *j, struct faults *faults);

#endif
