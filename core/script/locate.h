/* The line on which a key stands, where its table is written out in the source.
 *
 * Constructors know their own line; the tables within them do not. So that a fault in the fiftieth
 * line of a service does not point at its first, the text itself is looked at again. */
#ifndef SCRIPT_LOCATE_H
#define SCRIPT_LOCATE_H

#include "base/str.h"

/* Of the key `path`, such as "stop_if[3].when.size", in the table whose constructor stands on
 * `line`. As far as it can be followed: the line of the innermost table found, or `line`. */
int locate_line(struct str text, int line, struct str path);

#endif
