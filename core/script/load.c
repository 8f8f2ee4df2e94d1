/* Sources, `use`, and a run from text to tree. */
#include "script/load.h"

#include "base/utf8.h"

#include "script/budget.h"
#include "script/construct.h"
#include "script/context.h"
#include "script/locate.h"
#include "script/sandbox.h"

#include <lauxlib.h>

enum { USE_DEPTH_MAX = 8, USE_NAME_MAX = 100, SOURCES_MAX = 100 };

/* --- Sources ---------------------------------------------------------------------------------- */

enum err sources_add(struct sources *set, struct str path, struct str text)
{
    if (!set->items)
        set->items = ARENA_ARRAY(set->arena, struct source, SOURCES_MAX);
    if (!set->items)
        return ERR_NOMEM;
    if (set->count == SOURCES_MAX)
        return ERR_TOO_LARGE;
    struct str own = arena_str(set->arena, path);
    if (!own.p)
        return ERR_NOMEM;
    set->items[set->count++] = (struct source){.path = own, .text = text};
    return ERR_OK;
}

enum err sources_take(struct sources *set, struct str path, struct str from)
{
    struct str text;
    enum err err = library_text(set->library, from, VM_SOURCE_MAX, &text);
    return err ? err : sources_add(set, path, text);
}

const struct source *sources_find(const struct sources *set, struct str path)
{
    for (size_t i = 0; i < set->count; i++)
        if (str_eq(set->items[i].path, path))
            return &set->items[i];
    return NULL;
}

void sources_show(const struct sources *set, struct faults *faults, int column)
{
    struct str line = faults->last ? faults->last->where : STR(""), file;
    uint64_t n;
    if (!str_cut(&line, ':', &file) || !str_u64(line, &n) || n > INT32_MAX)
        return;
    const struct source *source = sources_find(set, file);
    struct str text = source ? locate_text(source->text, (int)n) : STR("");
    size_t first = 0;
    if (!utf8_valid(text))
        return;
    while (first < text.n && strchr(" \t", text.p[first]))
        first++;
    fault_show(faults, text, column > 0 ? (size_t)column : first + 1);
}

/* --- Running: functions that may jump --------------------------------------------------------- */

/* One run of a set; the state's host while it lasts. */
struct run {
    struct sources *set;
    const struct source *first; /* what is run */
    struct arena *arena;
    int depth; /* of `use` */
    int *refs;
    int functions;
    struct node *tree;
};

/* Texts are stored, sent and shown: a comment of an old editor must be found here, not there. */
static void check_utf8(lua_State *L, const struct source *source)
{
    struct str rest = source->text, line;
    if (utf8_valid(rest))
        return;
    int n = 1;
    while (str_cut(&rest, '\n', &line) && utf8_valid(line))
        n++;
    call_raise_at(L, lua_pushfstring(L, "%s:%d", source->path.p, n),
                  "cette ligne n'est pas en UTF-8 : faites enregistrer le fichier en UTF-8",
                  "this line is not in UTF-8: have the file saved in UTF-8");
}

/* Runs a source and leaves what it returns on the stack. */
static void run_source(lua_State *L, const struct source *source)
{
    check_utf8(L, source);
    lua_pushfstring(L, "@%s", source->path.p);
    if (luaL_loadbufferx(L, source->text.p, source->text.n, lua_tostring(L, -1), "t") != LUA_OK)
        lua_error(L);
    budget_charge(L, source->text.n / 8);
    sandbox_push_environment(L);
    lua_setupvalue(L, -2, 1);
    lua_call(L, 0, 1);
    lua_remove(L, -2);
}

static bool use_name_valid(struct str name)
{
    for (size_t i = 0; i < name.n; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789_-/", name.p[i]) || !name.p[i])
            return false;
    return name.n > 0 && name.n <= USE_NAME_MAX && name.p[0] != '/';
}

static enum err use_shared(struct sources *set, struct str file)
{
    if (!set->library)
        return ERR_NOT_FOUND;
    struct str from = library_shared(set->arena, file);
    return from.p ? sources_take(set, file, from) : ERR_NOMEM;
}

static const struct source *use_source(lua_State *L, struct run *run, const char *file)
{
    const struct source *source = sources_find(run->set, str_c(file));
    if (source)
        return source;
    enum err err = use_shared(run->set, str_c(file));
    if (err == ERR_NOMEM)
        budget_kill(L, VM_NO_HOST_MEMORY);
    if (err == ERR_NOT_FOUND)
        call_raise(L, "use : il n'y a pas de fichier « %s »", "use: there is no file \"%s\"", file);
    if (err)
        call_raise(L, "use : « %s » ne peut pas être lu", "use: \"%s\" cannot be read", file);
    return sources_find(run->set, str_c(file));
}

/* use "workflows/standard": what that file of the plugins' folder returns. */
static int use(lua_State *L)
{
    struct run *run = vm_of(L)->host;
    struct str name = {NULL, 0};
    if (lua_type(L, 1) == LUA_TSTRING)
        name.p = lua_tolstring(L, 1, &name.n);
    if (!use_name_valid(name) || !run)
        return call_raise(L, "use attend un nom comme \"calendars/quebec\"",
                          "use takes a name such as \"calendars/quebec\"");
    if (run->depth == USE_DEPTH_MAX)
        return call_raise(L, "use : des fichiers s'appellent en rond", "use: files use each other");
    lua_settop(L, 1);
    const char *file = lua_pushfstring(L, "%s.lua", name.p);
    run->depth++;
    run_source(L, use_source(L, run, file));
    run->depth--;
    return 1;
}

static int open_step(lua_State *L)
{
    sandbox_open(L);
    construct_open(L);
    lua_pushcfunction(L, use);
    sandbox_set(L, NULL, "use");
    sandbox_seal(L);
    context_open(L);
    return 0;
}

static int run_step(lua_State *L)
{
    struct run *run = lua_touserdata(L, 1);
    run_source(L, run->first);
    run->tree = tree_copy(L, run->arena, run->first->path, run->refs, &run->functions);
    return 0;
}

/* --- Runs ------------------------------------------------------------------------------------- */

enum err load_open(struct vm *vm, struct arena *arena, struct vm_error *error)
{
    return vm_call(vm, open_step, NULL, arena, error);
}

static enum err run_set(struct vm *vm, struct run *run, struct vm_error *error)
{
    vm->host = run;
    enum err err = vm_call(vm, run_step, run, run->arena, error);
    vm->host = NULL;
    if (err && error->where.n == 0)
        error->where = run->first->path;
    return err;
}

enum err load_functions(struct vm *vm, struct sources *set, struct arena *scratch, int *refs,
                        int *count, struct vm_error *error)
{
    struct run run = {.set = set, .first = &set->items[0], .arena = scratch, .refs = refs};
    enum err err = run_set(vm, &run, error);
    for (size_t i = 0; !err && i < set->parent_count; i++) {
        run.first = &set->items[set->parents[i]];
        err = run_set(vm, &run, error);
    }
    *count = err ? 0 : run.functions;
    return err;
}

struct freezing {
    const int *refs;
    int count;
    struct frozen *out;
};

static int freeze_step(lua_State *L)
{
    struct freezing *f = lua_touserdata(L, 1);
    freeze_functions(L, f->refs, f->count, f->out);
    return 0;
}

enum err load_freeze(struct vm *vm, const int *refs, int count, struct arena *arena,
                     struct frozen *out, struct vm_error *error)
{
    struct freezing f = {refs, count, out};
    return vm_call(vm, freeze_step, &f, arena, error);
}

static enum err load_in(struct vm *vm, struct run *run, struct vm_error *error)
{
    enum err err = load_open(vm, run->arena, error);
    return err ? err : run_set(vm, run, error);
}

/* Instructions, memory, or length: whichever is nearest to its limit. */
static void note_spent(struct sources *set, size_t which, const struct vm *vm)
{
    const struct vm_limits *most = &vm->limits;
    const struct source *source = &set->items[which];
    size_t free = vm->cap > vm->used ? vm->cap - vm->used : 0;
    const size_t shares[] = {
        (size_t)(100 * (most->instructions - vm->left) / most->instructions),
        free < most->memory ? 100 - 100 * free / most->memory : 0,
        100 * source->text.n / VM_SOURCE_MAX,
    };
    for (size_t i = 0; i < sizeof shares / sizeof *shares; i++)
        if (shares[i] <= 100 && shares[i] > set->spent) {
            set->spent = (unsigned)shares[i];
            set->dearest = source->path;
        }
}

static enum err load_source(struct sources *set, size_t which, struct vm_limits limits,
                            struct faults *faults, struct node **out)
{
    struct vm vm;
    struct run run = {
        .set = set, .first = &set->items[which], .arena = set->arena, .functions = set->functions};
    struct vm_error error = {STR(""), budget_reason(VM_NO_HOST_MEMORY)};
    enum err err = vm_open(&vm, limits);
    if (!err)
        err = load_in(&vm, &run, &error);
    if (!err)
        note_spent(set, which, &vm);
    vm_close(&vm);
    *out = run.tree;
    set->functions = run.functions;
    if (!err)
        return ERR_OK;
    if (error.where.n == 0)
        error.where = run.first->path;
    fault_add(faults, error.where.p, "%s%.0s", "%.0s%s", error.say.in[LANG_FR].p,
              error.say.in[LANG_EN].p);
    sources_show(set, faults, 0);
    return err == ERR_NOMEM ? ERR_NOMEM : ERR_INVALID;
}

enum err load_tree(struct sources *set, struct vm_limits limits, struct faults *faults,
                   struct node **out)
{
    return load_source(set, 0, limits, faults, out);
}

enum err load_parent(struct sources *set, struct vm_limits limits, struct faults *faults,
                     struct node **out)
{
    return load_source(set, set->parents[set->parent_count - 1], limits, faults, out);
}
