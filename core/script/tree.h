/* What a plugin's file returned, copied out of Lua: plain values in an arena.
 *
 * The copy is made in a fixed order (items, then keys in byte order), so that its functions have
 * the same numbers each time the same text is run. Everything after it is plain C. */
#ifndef SCRIPT_TREE_H
#define SCRIPT_TREE_H

#include "base/arena.h"
#include "base/text.h"

struct lua_State;

enum {
    TREE_DEPTH_MAX = 24,
    TREE_NODES_MAX = 20000,
    TREE_FUNCTIONS_MAX = 100,
};

enum node_type { NODE_BOOL, NODE_NUMBER, NODE_STRING, NODE_FUNCTION, NODE_TABLE };

struct node {
    enum node_type type;
    struct str where; /* "pothole/service.lua:9": of the constructor around it */
    int line, column; /* its own place in that file, once locate_all has looked; 0: not known */
    int last_line;    /* of a function; its `line` is the first one */
    struct str kind;  /* a table made by a constructor: "attribute.choice"; else empty */
    struct str id;    /* the name it was given there */
    bool boolean;
    double number;
    struct str string; /* valid UTF-8 without NUL, NUL-terminated */
    int function;      /* 1, 2, …; 0: a constructor without its table */
    struct node *items;
    size_t item_count;
    struct member *members; /* by key */
    size_t member_count;
    bool odd; /* it has keys that are neither strings nor 1..n */
};

struct member {
    struct str key;
    struct node value;
};

/* The member of that name, or NULL. */
const struct node *node_get(const struct node *table, struct str key);
/* The item at that place (from 0), or NULL. */
const struct node *node_item(const struct node *table, size_t i);
/* A copy of its own, strings apart: NULL when out of memory. */
struct node *tree_clone(struct arena *arena, const struct node *node);
/* "un nombre", "a number". */
struct text node_type_name(enum node_type type);

/* Copies the value on top of the stack and pops it. `where` is the place of what no constructor
 * made. Functions are numbered on from *function_count. With `refs`, of TREE_FUNCTIONS_MAX,
 * function n is kept in the registry as refs[n - 1]. May jump. */
struct node *tree_copy(struct lua_State *lua, struct arena *arena, struct str where, int *refs,
                       int *function_count);

#endif
