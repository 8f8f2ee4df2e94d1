/* `cx`, the second argument of every function of a plugin: what it may ask beyond the request.
 *
 *   cx.now                                     the instant of the decision, seconds since 1970
 *   cx.count{ days = 30, near = 50 }           how many requests (domain/host.h)
 *   cx.group{ by = "state", days = 30 }        the same by key: { received = 3, done = 9 }
 *   cx.calendar "roads" :add(t, 3, "bd")       when that is due
 *   cx.calendar "roads" :between(a, b, "bh")   how much lies between
 *   cx.text.…                                  words, numbers and dates (script/lib_text.c)
 *   cx.log "…"                                 a line at debug level, without what a citizen wrote
 *
 * There is one in each state; it cannot be changed, and means nothing outside a call. */
#ifndef SCRIPT_CONTEXT_H
#define SCRIPT_CONTEXT_H

#include "domain/rules.h"
#include "script/vm.h"

/* What one call is about: in vm.asked for as long as it lasts. */
struct asked {
    const struct rule_question *question;
    struct arena *arena;
    unsigned lines; /* logged */
};

/* Makes the one of a state. May jump. */
void context_open(struct lua_State *lua);
/* Pushes it. */
void context_push(struct lua_State *lua);
/* From inside a call; raises outside one. May jump. */
struct asked *context_asked(struct lua_State *lua);

/* Opens a table of functions, for its parts. */
void context_push_text(struct lua_State *lua); /* script/lib_text.c. May jump */

#endif
