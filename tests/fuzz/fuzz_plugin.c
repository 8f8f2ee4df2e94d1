/* floor: script — the text of a plugin, run, copied, checked; its functions compiled and asked. */
#include "base/check.h"
#include "script/inherit.h"
#include "script/library.h"
#include "script/read.h"

/* Small budgets keep the fuzzer quick; the time is large, so that a slow machine finds nothing. */
static const struct vm_limits limits = {
    .memory = 256 * 1024, .allocation = 128 * 1024, .instructions = 20000, .microseconds = 2000000};

/* What the input may extend: core/base@1. */
static const char base[] =
    "return service {\n"
    "  code = 'base', version = '1.0.0', api = 1, group = 'tests',\n"
    "  name = { fr = 'Base', en = 'Base' }, description = { fr = 'Base', en = 'Base' },\n"
    "  settings = { setting.number 'days' { default = 5, label = { fr = 'J', en = 'D' } } },\n"
    "  attributes = { attribute.choice 'size' { label = { fr = 'T', en = 'S' },\n"
    "    values = { { 'small', fr = 'P', en = 'S' }, { 'big', fr = 'G', en = 'B' } } } },\n"
    "  clocks = { clock 'resolution' { calendar = 'office',\n"
    "    steps = { step { pct = 80, to = 'team' }, step { at_due = true, to = 'lead' } },\n"
    "    rule 'big' { when = { size = 'big' }, unit = 'bd', goal = function() return 1 end },\n"
    "    rule 'default' { unit = 'bd', goal = ref 'days' } } },\n"
    "  workflow = workflow { start = 'received',\n"
    "    state 'received' { label = { fr = 'R', en = 'R' }, status = 'open',\n"
    "      detailed = 'RECEIVED', next = { 'done' } },\n"
    "    state 'done' { label = { fr = 'T', en = 'D' }, status = 'closed', detailed = "
    "'PROCESSED',\n"
    "      reasons = { reason 'ok' { label = { fr = 'F', en = 'D' },\n"
    "        say = { fr = 'Fait.', en = 'Done.' } } } } } }\n";

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
    struct bundle texts = bundle_in(&arena);
    struct library library = {.texts = &texts, .seen = bundle_in(&arena)};
    struct sources set = {.arena = &arena, .library = &library};
    struct faults faults = faults_in(&arena);
    struct lineage lineage;
    if (size > VM_SOURCE_MAX)
        return 0;
    check(sources_add(&set, STR("fuzz.lua"), str_of((const char *)data, size)) == ERR_OK);
    check(bundle_put(&texts, STR("core/base/service.lua"), str_c(base)) == ERR_OK);
    if (inherit_load(&set, limits, &faults, &lineage))
        check_faults(&faults);
    for (size_t i = 0; i < lineage.count; i++)
        if (lineage.trees[i])
            read_tree(&arena, &set, lineage.trees[i]);
    if (lineage.trees[0])
        compile_again(&set);
    arena_free(&arena);
    return 0;
}
