/* A persistent treap: insertion and deletion by rotation, on private copies of shared nodes. */
#include "store/tree.h"

#include <stdlib.h>

struct tree_item {
    _Atomic size_t refs;
    size_t key_n, value_n;
    char bytes[]; /* the key, then the value */
};

struct str tree_key(const struct tree_node *node)
{
    return str_of(node->item->bytes, node->item->key_n);
}

struct str tree_value(const struct tree_node *node)
{
    return str_of(node->item->bytes + node->item->key_n, node->item->value_n);
}

/* --- Counting references ---------------------------------------------------------------------- */

static struct tree_item *item_new(struct str key, struct str value)
{
    struct tree_item *item = malloc(sizeof *item + key.n + value.n);
    if (!item)
        return NULL;
    *item = (struct tree_item){1, key.n, value.n};
    memcpy(item->bytes, key.p, key.n);
    if (value.n)
        memcpy(item->bytes + key.n, value.p, value.n);
    return item;
}

static struct tree_item *item_ref(struct tree_item *item)
{
    atomic_fetch_add(&item->refs, 1);
    return item;
}

static void item_unref(struct tree_item *item)
{
    if (atomic_fetch_sub(&item->refs, 1) == 1)
        free(item);
}

struct tree_node *tree_ref(struct tree_node *root)
{
    if (root)
        atomic_fetch_add(&root->refs, 1);
    return root;
}

void tree_unref(struct tree_node *root)
{
    while (root && atomic_fetch_sub(&root->refs, 1) == 1) {
        struct tree_node *right = root->right;
        tree_unref(root->left);
        item_unref(root->item);
        free(root);
        root = right;
    }
}

/* Makes *slot a node that this version alone holds, so that it may be changed. */
static bool make_private(struct tree_node **slot)
{
    struct tree_node *shared = *slot;
    if (atomic_load(&shared->refs) == 1)
        return true;
    struct tree_node *own = malloc(sizeof *own);
    if (!own)
        return false;
    *own = (struct tree_node){1, shared->weight, tree_ref(shared->left), tree_ref(shared->right),
                              item_ref(shared->item)};
    tree_unref(shared);
    *slot = own;
    return true;
}

/* --- Changing --------------------------------------------------------------------------------- */

/* FNV-1a, then mixed: weights must look random for the tree to be shallow. */
static uint32_t weight_of(struct str key)
{
    uint64_t h = 14695981039346656037u;
    for (size_t i = 0; i < key.n; i++)
        h = (h ^ (unsigned char)key.p[i]) * 1099511628211u;
    h = (h ^ h >> 33) * 0xff51afd7ed558ccdu;
    return (uint32_t)(h >> 32);
}

static void rotate_right(struct tree_node **slot)
{
    struct tree_node *down = *slot, *up = down->left;
    down->left = up->right;
    up->right = down;
    *slot = up;
}

static void rotate_left(struct tree_node **slot)
{
    struct tree_node *down = *slot, *up = down->right;
    down->right = up->left;
    up->left = down;
    *slot = up;
}

static bool add_leaf(struct tree_node **slot, struct tree_item *item, uint32_t weight)
{
    struct tree_node *leaf = malloc(sizeof *leaf);
    if (!leaf)
        return false;
    *leaf = (struct tree_node){1, weight, NULL, NULL, item_ref(item)};
    *slot = leaf;
    return true;
}

static bool put(struct tree_node **slot, struct str key, struct tree_item *item, uint32_t weight)
{
    if (!*slot)
        return add_leaf(slot, item, weight);
    if (!make_private(slot))
        return false;
    struct tree_node *n = *slot;
    int order = str_cmp(key, tree_key(n));
    if (order == 0) {
        item_unref(n->item);
        n->item = item_ref(item);
        return true;
    }
    if (!put(order < 0 ? &n->left : &n->right, key, item, weight))
        return false;
    if (order < 0 && n->left->weight > n->weight)
        rotate_right(slot);
    else if (order > 0 && n->right->weight > n->weight)
        rotate_left(slot);
    return true;
}

bool tree_put(struct tree_node **root, struct str key, struct str value)
{
    struct tree_item *item = item_new(key, value);
    if (!item)
        return false;
    bool ok = put(root, key, item, weight_of(key));
    item_unref(item);
    return ok;
}

/* Takes a private node out: down by rotation until a side is empty, then its other side moves up.
 */
static bool take_out(struct tree_node **slot)
{
    struct tree_node *n = *slot;
    while (n->left && n->right) {
        bool left_up = n->left->weight > n->right->weight;
        if (!make_private(left_up ? &n->left : &n->right))
            return false;
        if (left_up) {
            rotate_right(slot);
            slot = &(*slot)->right;
        } else {
            rotate_left(slot);
            slot = &(*slot)->left;
        }
    }
    *slot = n->left ? n->left : n->right;
    n->left = n->right = NULL;
    tree_unref(n);
    return true;
}

bool tree_delete(struct tree_node **root, struct str key)
{
    const struct tree_node *found = tree_after(*root, key, true);
    if (!found || !str_eq(tree_key(found), key))
        return true;
    for (struct tree_node **slot = root;;) {
        if (!make_private(slot))
            return false;
        int order = str_cmp(key, tree_key(*slot));
        if (order == 0)
            return take_out(slot);
        slot = order < 0 ? &(*slot)->left : &(*slot)->right;
    }
}

/* --- Finding ---------------------------------------------------------------------------------- */

const struct tree_node *tree_after(const struct tree_node *root, struct str key, bool or_at)
{
    const struct tree_node *best = NULL;
    while (root) {
        int order = str_cmp(tree_key(root), key);
        if (order == 0 && or_at)
            return root;
        if (order > 0)
            best = root;
        root = order > 0 ? root->left : root->right;
    }
    return best;
}

const struct tree_node *tree_before(const struct tree_node *root, struct str key, bool or_at)
{
    const struct tree_node *best = NULL;
    while (root) {
        int order = str_cmp(tree_key(root), key);
        if (order == 0 && or_at)
            return root;
        if (order < 0)
            best = root;
        root = order < 0 ? root->right : root->left;
    }
    return best;
}

const struct tree_node *tree_last(const struct tree_node *root)
{
    while (root && root->right)
        root = root->right;
    return root;
}
