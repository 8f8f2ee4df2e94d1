/* Lua's own messages, in French: phrase by phrase, enough for the mistakes people make. */
#ifndef SCRIPT_FRENCH_H
#define SCRIPT_FRENCH_H

#include "base/arena.h"

/* The message with each known phrase replaced; what is unknown stays. .p is NULL when out of
 * memory. */
struct str french_of(struct arena *arena, struct str message);

#endif
