/* A Lua state with a cap on its memory and a budget on its time.
 *
 * Everything a plugin does happens in one of these, inside a protected call
 * (script/call.h). A state belongs to one thread at a time. */
#ifndef SCRIPT_VM_H
#define SCRIPT_VM_H

#include "base/err.h"
#include "base/text.h"

struct lua_State;

enum {
    VM_ALLOCATION_MAX = 256 * 1024, /* one allocation: bounds every operation that is O(length) */
    VM_SQUEEZES_MAX = 32,           /* collections, of all there is, that a run may force */
    VM_SOURCE_MAX = 64 * 1024,      /* bytes of one source file: the parser runs without a hook */
};

/* What one run may use. */
struct vm_limits {
    size_t memory;        /* bytes, beyond what the state held when it was filled */
    size_t allocation;    /* bytes of one allocation */
    int64_t instructions; /* of Lua; bounded C functions charge theirs to the same account, and so
                           * do long strings */
    int64_t microseconds; /* of this thread */
    size_t fail_from;     /* tests: allocations fail from this one on, the first being 1; 0: none */
};

static inline struct vm_limits vm_manifest_limits(void)
{
    return (struct vm_limits){.memory = 1024 * 1024,
                              .allocation = VM_ALLOCATION_MAX,
                              .instructions = 2000000,
                              .microseconds = 5000};
}

static inline struct vm_limits vm_rule_limits(void)
{
    return (struct vm_limits){.memory = 1024 * 1024,
                              .allocation = VM_ALLOCATION_MAX,
                              .instructions = 200000,
                              .microseconds = 5000};
}

enum vm_death { VM_ALIVE, VM_NO_INSTRUCTIONS, VM_NO_TIME, VM_NO_MEMORY, VM_NO_HOST_MEMORY };

struct vm {
    struct lua_State *lua;
    struct vm_limits limits;

    size_t used, cap;   /* bytes held, and the most that the run may hold */
    size_t base;        /* bytes held when vm_settle was called */
    size_t allocations; /* asked for since vm_open */
    unsigned squeezes;  /* of this run: each time that the cap was met */

    int64_t left;        /* instructions */
    uint64_t begun_us;   /* on now_ticks_us; moved on by what is forgiven */
    int64_t cpu_mark_us; /* thread time when half of it had passed; 0: it has not */
    enum vm_death death; /* why the run was ended; once set, nothing in the state goes on */

    char place[128]; /* where: "pothole/service.lua:9", or empty */

    void *host;          /* what functions given to Lua need while loading (script/load.h) */
    struct asked *asked; /* and while a rule is called (script/context.h) */
};

/* An empty state: no name can be reached in it. ERR_NOMEM. The struct must not move until closed.
 */
enum err vm_open(struct vm *vm, struct vm_limits limits);
void vm_close(struct vm *vm); /* harmless on a closed or zero one */

/* Collects garbage; what is still held belongs to the state, no longer to a run. */
void vm_settle(struct vm *vm);
/* Collects what a run left behind, at once. */
void vm_sweep(struct vm *vm);

/* The owner of a state, from inside a function that Lua calls. */
struct vm *vm_of(struct lua_State *lua);
/* The innermost running line of a plugin's text, "pothole/service.lua:9"; else "". */
void vm_place(struct lua_State *lua, char *out, size_t size);

#endif
