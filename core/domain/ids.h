/* Request ids: short numbers, given once, in blocks reserved durably ahead, so that a crash leaves
 * a gap and never a repeat. One struct ids is shared by all desks; safe from any thread. */
#ifndef DOMAIN_IDS_H
#define DOMAIN_IDS_H

#include "domain/desk.h"

enum { IDS_BLOCK = 1024, IDS_LOW = 512, IDS_FIRST = 1001 };

/* Gives each jurisdiction of the catalogue its number (a new one on first sight, stored) and
 * reserves a first block for each. Before any desk opens. */
enum err ids_open(struct ids **out, struct store *store, struct catalogue *catalogue);
/* The next id; ERR_BUSY when the reserved ones are used up and the next block is on its way.
 * When few are left, starts reserving the next block on this desk's port. */
enum err ids_take(struct desk *d, const struct jurisdiction *j, uint64_t *out);
/* Gives back what was reserved and not used (a clean stop leaves no gap), and frees. */
void ids_close(struct ids *ids);

#endif
