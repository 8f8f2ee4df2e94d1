/* Laying the table of a service over that of the one it extends, by the names of things.
 *
 * What the heir says stands; what it leaves out is inherited, key by key. Attributes, settings,
 * clocks, rules, states, reasons, values and steps meet by their names (a step by its trigger). A
 * text, a condition, a list of words, or a list of things without names is taken whole. A thing
 * that is new stands after the one before it in the heir's own list; if none is before it, rules
 * stand first, because the first that holds decides, and the rest last. */
#ifndef SCRIPT_MERGE_H
#define SCRIPT_MERGE_H

#include "script/schema.h"

/* Both are tables of that shape; nothing of them is changed. NULL: out of memory, which the reader
 * remembers. */
struct node *merge_trees(struct reader *r, const struct shape *shape, const struct node *parent,
                         const struct node *heir);

/* Takes away from a table what `list` names: "attributes.depth", "clocks.resolution.big",
 * "clocks.resolution.rules.winter" (a rule, where a key has the same name). A name that is not
 * there is a fault. */
void merge_remove(struct reader *r, const struct shape *shape, struct node *parent,
                  const struct node *list);

#endif
