/* floor: script — the text of a plugin, run, copied, checked; its functions compiled and asked. */
#include "base/check.h"
#include "script/load.h"
#include "script/read.h"

/* Small budgets keep the fuzzer quick; the time is large, so that a slow machine finds nothing. */
static const struct vm_limits limits = {
    .memory = 256 * 1024, .instructions = 20000, .microseconds = 2000000};

/* A fault that a person can read: a place, and both languages. */
static void check_faults(const struct faults *faults)
{
    check(faults_any(faults));
    for (const struct fault *f = faults->first; f; f = f->next) {
        check(f->where.n > 0);
        check(f->say.in[LANG_FR].n > 0 && f->say.in[LANG_EN].n > 0);
    }
}

static void read_tree(struct arena *arena, const struct sources *set, const struct node *tree)
{
    struct faults faults = faults_in(arena);
    struct service service;
    struct jurisdiction_draft draft;
    if (service_read(arena, &faults, set, tree, NULL, &service))
        check_faults(&faults);
    faults = faults_in(arena);
    if (jurisdiction_read(arena, &faults, set, tree, &draft))
        check_faults(&faults);
}

/* The same text again in a state that lives on: the same number of functions. */
static void compile_again(struct sources *set)
{
    struct vm vm;
    struct vm_error error;
    struct arena scratch = {0};
    int refs[TREE_FUNCTIONS_MAX], count = 0;
    if (vm_open(&vm, limits) == ERR_OK && load_open(&vm, &scratch, &error) == ERR_OK) {
        vm_settle(&vm);
        check(load_functions(&vm, set, &scratch, refs, &count, &error) == ERR_OK);
    }
    vm_close(&vm);
    arena_free(&scratch);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct sources set = {.arena = &arena};
    struct faults faults = faults_in(&arena);
    struct node *tree;
    if (size > VM_SOURCE_MAX)
        return 0;
    check(sources_add(&set, STR("fuzz.lua"), str_of((const char *)data, size)) == ERR_OK);
    if (load_tree(&set, limits, &faults, &tree)) {
        check_faults(&faults);
    } else {
        read_tree(&arena, &set, tree);
        compile_again(&set);
    }
    arena_free(&arena);
    return 0;
}
