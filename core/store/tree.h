/* A sorted map whose versions share what they have in common: the memory store's snapshots.
 *
 * A treap of reference-counted nodes. A version is a pointer to its root; tree_ref makes another
 * one in no time, and changing either leaves the other as it was: a change copies only the nodes
 * above it, and only those that are shared. The shape follows from the keys alone, not from the
 * order in which they came. A version may be changed by one thread while others read theirs. */
#ifndef STORE_TREE_H
#define STORE_TREE_H

#include "base/str.h"

#include <stdatomic.h>

struct tree_item; /* a key and its value, shared by all versions that hold it */

struct tree_node {
    _Atomic size_t refs;
    uint32_t weight; /* a parent's is never less than its children's */
    struct tree_node *left, *right;
    struct tree_item *item;
};

struct tree_node *tree_ref(struct tree_node *root);
void tree_unref(struct tree_node *root);

/* Change *root, which is empty when NULL. False: out of memory; the tree is as it was, or may hold
 * the same pairs in another shape. */
bool tree_put(struct tree_node **root, struct str key, struct str value);
bool tree_delete(struct tree_node **root, struct str key); /* absent: true */

/* Views into a node hold as long as any version that has it. NULL: there is none. */
const struct tree_node *tree_after(const struct tree_node *root, struct str key, bool or_at);
const struct tree_node *tree_before(const struct tree_node *root, struct str key, bool or_at);
const struct tree_node *tree_last(const struct tree_node *root);
struct str tree_key(const struct tree_node *node);
struct str tree_value(const struct tree_node *node);

#endif
