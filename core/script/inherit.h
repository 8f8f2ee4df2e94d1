/* A service with all that it extends: `extends = "core/pothole@1"`.
 *
 * The number is the major version that the heir was written for. A parent may extend another; no
 * chain comes back to itself. Each file is run by itself and their tables are laid over each other
 * (script/merge.h); what comes out is read like any other, and every value in it knows the file and
 * the line that set it. The parents become sources of the set: they are hashed with it, stored
 * with it, and their functions are the heir's. */
#ifndef SCRIPT_INHERIT_H
#define SCRIPT_INHERIT_H

#include "script/load.h"

/* As load_tree, of the first source of the set and all that it extends. ERR_INVALID with *out not
 * NULL: there were faults, but what came out can be looked at for more. */
enum err inherit_load(struct sources *set, struct vm_limits limits, struct faults *faults,
                      struct node **out);
/* Gives every value of a tree its exact line and column, where it is written out. */
void inherit_locate(const struct sources *set, struct node *tree);

#endif
