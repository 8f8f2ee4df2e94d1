/* How many connections there are, in all and from one address, over all threads.
 *
 * Touched when a connection comes and when it goes, never in between. An address is an IPv4
 * address, or the /64 network of an IPv6 one, which is what one customer is given. */
#ifndef NET_CAPS_H
#define NET_CAPS_H

#include "base/err.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/socket.h>

struct caps;

/* Both limits are 1 at least. ERR_INVALID, ERR_NOMEM, ERR_SYSTEM. */
enum err caps_open(struct caps **out, uint32_t total, uint32_t per_address);
void caps_close(struct caps *c); /* everybody has left */

uint64_t caps_address(const struct sockaddr *from);
/* One more from there; false when that would be one too many, or memory is short. */
bool caps_enter(struct caps *c, uint64_t address);
void caps_leave(struct caps *c, uint64_t address); /* once for each caps_enter that was true */
uint32_t caps_inside(struct caps *c);

#endif
