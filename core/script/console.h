/* One line of Lua about one request, for its author to look: run as a rule's function is run, in
 * the same sandbox, under the same budget, with the same `request` and `cx`, and `now`. Nothing
 * lives from one line to the next. */
#ifndef SCRIPT_CONSOLE_H
#define SCRIPT_CONSOLE_H

#include "base/buf.h"
#include "domain/rules.h"
#include "script/call.h"

/* Puts what an expression is worth, or what statements return, as a person reads it: one value a
 * line, tables with their keys in order; nothing when nothing is returned. ERR_RULE: it failed, and
 * *error, in the arena, says why, at "console.lua:1". ERR_NOMEM. `slowness` multiplies the time, as
 * in script/generation.h. */
enum err console_evaluate(const struct rule_question *q, struct str text, int slowness,
                          struct arena *arena, struct buf *out, struct vm_error *error);

#endif
