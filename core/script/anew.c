/* Filling a state for a single call. */
#include "script/anew.h"

struct vm_limits anew_half(struct vm_limits whole)
{
    whole.memory /= 2;
    whole.allocation /= 2;
    return whole;
}

static enum err fill(struct anew *a, struct sources *set, struct arena *scratch,
                     struct vm_error *error)
{
    enum err err = load_open(&a->vm, scratch, error);
    vm_settle(&a->vm);
    if (!err)
        err = load_functions(&a->vm, set, scratch, a->refs, &a->count, error);
    if (!err)
        err = load_freeze(&a->vm, a->refs, a->count, scratch, &a->frozen, error);
    vm_settle(&a->vm);
    return err;
}

enum err anew_open(struct anew *a, const struct sources *set, struct vm_limits filling,
                   struct vm_error *error)
{
    struct arena scratch = {0};
    struct sources own = *set;
    own.library = NULL; /* what was loaded, not what the disk holds by now */
    enum err err = vm_open(&a->vm, filling);
    if (!err)
        err = fill(a, &own, &scratch, error);
    error->where = STR(""); /* it lived in the scratch */
    arena_free(&scratch);
    return err;
}

void anew_close(struct anew *a)
{
    vm_close(&a->vm);
}
