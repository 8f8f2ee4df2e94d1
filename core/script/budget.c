/* Counting instructions and time. */
#include "script/budget.h"

#include "base/check.h"
#include "base/now.h"

#include <lua.h>
#include <time.h>

/* One VM instruction works on at most VM_ALLOCATION_MAX bytes, a few hundred microseconds; the
 * clock is read after this many. */
enum { HOOK_PERIOD = 100 };

static int64_t thread_us(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &ts);
    return (int64_t)ts.tv_sec * 1000000 + ts.tv_nsec / 1000;
}

/* The monotonic clock is cheap but also runs while the thread waits for a processor. So when half
 * of the time has passed on it, the thread's own time decides, counted from that moment: a run
 * never costs more than its time, and has at least half of it however busy the machine is. */
static bool out_of_time(struct vm *vm)
{
    int64_t half = vm->limits.microseconds / 2;
    if (vm->cpu_mark_us == 0 && budget_spent(vm).microseconds < half)
        return false;
    int64_t cpu = thread_us();
    if (vm->cpu_mark_us == 0)
        vm->cpu_mark_us = cpu;
    return cpu - vm->cpu_mark_us > half;
}

static void hook(lua_State *L, lua_Debug *ar)
{
    (void)ar;
    struct vm *vm = vm_of(L);
    if (vm->death != VM_ALIVE)
        budget_kill(L, vm->death);
    vm->left -= HOOK_PERIOD;
    if (vm->left < 0)
        budget_kill(L, VM_NO_INSTRUCTIONS);
    if (out_of_time(vm))
        budget_kill(L, VM_NO_TIME);
}

void budget_begin(struct vm *vm)
{
    vm->death = VM_ALIVE;
    vm->place[0] = '\0';
    vm->cap = vm->base + vm->limits.memory;
    vm->left = vm->limits.instructions;
    vm->squeezes = 0;
    vm->begun_us = now_ticks_us();
    vm->cpu_mark_us = 0;
    lua_sethook(vm->lua, hook, LUA_MASKCOUNT, HOOK_PERIOD);
}

void budget_end(struct vm *vm)
{
    lua_sethook(vm->lua, NULL, 0, 0);
}

void budget_charge(lua_State *L, size_t n)
{
    struct vm *vm = vm_of(L);
    if (vm->death != VM_ALIVE)
        budget_kill(L, vm->death);
    if (vm->left < 0 || n > (size_t)vm->left)
        budget_kill(L, VM_NO_INSTRUCTIONS);
    vm->left -= (int64_t)n;
}

void budget_forgive(lua_State *L, uint64_t microseconds)
{
    vm_of(L)->begun_us += microseconds;
}

struct rule_spent budget_spent(const struct vm *vm)
{
    uint64_t now = now_ticks_us();
    return (struct rule_spent){
        .instructions = vm->limits.instructions - vm->left,
        .microseconds = now > vm->begun_us ? (int64_t)(now - vm->begun_us) : 0,
    };
}

_Noreturn void budget_kill(lua_State *L, enum vm_death death)
{
    struct vm *vm = vm_of(L);
    if (!vm->place[0])
        vm_place(L, vm->place, sizeof vm->place);
    vm->death = death;
    lua_sethook(L, hook, LUA_MASKCOUNT, 1);
    /* Not a string: nothing is allocated, and the reason is told by budget_reason. */
    lua_pushnil(L);
    lua_error(L);
    check_never("lua_error returned");
}

struct text budget_reason(enum vm_death death)
{
    static const struct {
        const char *fr, *en;
    } reasons[] = {
        [VM_ALIVE] = {"", ""},
        [VM_NO_INSTRUCTIONS] = {"trop d'instructions : une boucle sans fin ?",
                                "too many instructions: an endless loop?"},
        [VM_NO_TIME] = {"trop de temps", "too much time"},
        [VM_NO_MEMORY] = {"trop de mémoire : une valeur trop grande ou une récursion sans fin ?",
                          "too much memory: a value too large, or endless recursion?"},
        [VM_NO_HOST_MEMORY] = {"la machine manque de mémoire", "the machine is out of memory"},
    };
    return (struct text){{str_c(reasons[death].fr), str_c(reasons[death].en)}};
}
