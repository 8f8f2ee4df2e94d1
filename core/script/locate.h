/* The line and column at which a key stands, where its table is written out in the source.
 *
 * Constructors know their own line; the tables within them do not. So that a fault in the fiftieth
 * line of a service does not point at its first, the text itself is looked at again. */
#ifndef SCRIPT_LOCATE_H
#define SCRIPT_LOCATE_H

#include "script/tree.h"

/* Of the key `path`, such as "stop_if[3].when.size", in the table whose constructor stands on
 * `line`. As far as it can be followed: the line of the innermost table found, or `line`. */
struct spot {
    int line, column; /* from 1, bytes; column 0: not known */
};
struct spot locate(struct str text, int line, struct str path);

/* Gives `table`, made by the constructor on its line of `text`, the exact place of its keys and
 * items and of all plain tables below them; those that are not written out there keep none. */
void locate_all(struct str text, int line, struct node *table);

/* A line of a text, without its end; empty when there is none of that number. */
struct str locate_text(struct str text, int line);

#endif
