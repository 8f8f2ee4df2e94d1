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

/* A service laid over all that it extends, then each of these over what is above it: what the one
 * before it was laid over. trees[i] is of set->parents[i - 1]. */
struct lineage {
    struct node *trees[PARENTS_MAX + 1];
    size_t count;
};

/* As load_tree, of the first source of the set and all that it extends. ERR_INVALID with trees[0]
 * not NULL: there were faults, but what came out can be looked at for more. */
enum err inherit_load(struct sources *set, struct vm_limits limits, struct faults *faults,
                      struct lineage *out);
/* Gives every value of a tree its exact line and column, where it is written out. */
void inherit_locate(const struct sources *set, struct node *tree);

#endif
