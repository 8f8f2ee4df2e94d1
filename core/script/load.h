/* Running a plugin's file in a state, and taking out what it returns.
 *
 * A set of sources holds every file that one service (or one jurisdiction) was made of, in the
 * order of first use: what is hashed, and what is run again in each thread's state. */
#ifndef SCRIPT_LOAD_H
#define SCRIPT_LOAD_H

#include "base/fault.h"
#include "script/call.h"
#include "script/freeze.h"
#include "script/library.h"
#include "script/tree.h"

struct source {
    struct str path; /* as faults name it: "pothole/service.lua" */
    struct str text;
    struct str version; /* what a service's file says of itself; else empty */
};

enum { PARENTS_MAX = 8 };

struct sources {
    struct arena *arena;
    struct library *library; /* what `use` reads from; NULL: only what is in the set */
    struct source *items;
    size_t count;
    size_t parents[PARENTS_MAX]; /* items that the first one extends, the nearest first */
    size_t parent_count;
    int functions;      /* of all of them, so far */
    unsigned spent;     /* of what loading may take, percent: by the dearest of them */
    struct str dearest; /* its path */
};

/* Adds a text under a path. ERR_NOMEM. */
enum err sources_add(struct sources *set, struct str path, struct str text);
/* Adds a text of the library under the path that faults are to name. ERR_NOT_FOUND; ERR_TOO_LARGE
 * beyond VM_SOURCE_MAX; what else library_text says. */
enum err sources_take(struct sources *set, struct str path, struct str from);

/* The one of that path, or NULL. */
const struct source *sources_find(const struct sources *set, struct str path);

/* Shows the last fault in the text of the set that its `where` names, at that column; 0: where the
 * line begins. */
void sources_show(const struct sources *set, struct faults *faults, int column);

/* Runs the first source of the set in a fresh state, copies what it returns into the arena of
 * the set, and drops the state. ERR_INVALID with one fault; ERR_NOMEM, also with a fault. */
enum err load_tree(struct sources *set, struct vm_limits limits, struct faults *faults,
                   struct node **out);
/* The same with the last of set->parents, after all the others (script/inherit.h). */
enum err load_parent(struct sources *set, struct vm_limits limits, struct faults *faults,
                     struct node **out);

/* The two halves, for states that live on (script/rules.h): fills a state just opened with all
 * that a plugin may name; runs the first source in it, then its parents, and keeps their functions
 * (tree_copy). */
enum err load_open(struct vm *vm, struct arena *arena, struct vm_error *error);
enum err load_functions(struct vm *vm, struct sources *set, struct arena *scratch, int *refs,
                        int *count, struct vm_error *error);
/* Then, before they are called: freezes what those functions can reach (script/freeze.h). */
enum err load_freeze(struct vm *vm, const int *refs, int count, struct arena *arena,
                     struct frozen *out, struct vm_error *error);

#endif
