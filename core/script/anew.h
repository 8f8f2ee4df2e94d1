/* One service's functions in a state where nothing has run before.
 *
 * How near a state is to its limit of memory hangs on what ran in it: on garbage, on strings that
 * live already, on how far its stack has grown. So the states that threads keep (script/rules.h)
 * stop a call at half of the limit, and decide nothing by that: the call is made again in one of
 * these, under the whole of it. All of them begin alike, on every thread and machine. */
#ifndef SCRIPT_ANEW_H
#define SCRIPT_ANEW_H

#include "script/load.h"

struct anew {
    struct vm vm;
    int refs[TREE_FUNCTIONS_MAX];
    int count;
    struct frozen frozen;
};

/* What a state that is kept may use, of the limits of a rule. */
struct vm_limits anew_half(struct vm_limits whole);

/* `filling` bounds the run of the files, which ran without fault before. Close it in any case. The
 * struct must not move until then. */
enum err anew_open(struct anew *a, const struct sources *set, struct vm_limits filling,
                   struct vm_error *error);
void anew_close(struct anew *a);

#endif
