/* Who asks, where, and whether that is permitted. */
#ifndef API_AUTHORISE_H
#define API_AUTHORISE_H

#include "api/call.h"

/* Finds the jurisdiction and the key's holder, as far as the resource needs them. false: the
 * response says why not. Within desk_look. */
bool authorise(struct call *c);

#endif
