/* Runs a rule written in the test, with a request and a host made there. */
#ifndef TESTS_UNIT_SCRIPT_RUN_H
#define TESTS_UNIT_SCRIPT_RUN_H

#include "lib/fixture.h"
#include "script/context.h"
#include "script/load.h"
#include "unit/test.h"

#include <lauxlib.h>

/* A state with all that a rule may reach, and the budget of one. */
struct runner {
    struct town town;
    struct named_calendar calendar;
    struct vm vm;
    struct arena arena;
    struct rule_question question;
    struct facts facts;
};

static inline void runner_open(struct runner *r, int slowness)
{
    struct vm_error error;
    *r = (struct runner){0};
    town_found(&r->town);
    r->calendar = (struct named_calendar){STR("office"),
                                          (struct calendar *)(uintptr_t)light_clocks[0].calendar};
    r->town.jurisdiction.calendars = &r->calendar;
    r->town.jurisdiction.calendar_count = 1;
    r->facts = (struct facts){.at = TOWN_NOW, .jurisdiction = &r->town.jurisdiction};
    r->question = (struct rule_question){.jurisdiction = &r->town.jurisdiction,
                                         .service = &pothole,
                                         .facts = &r->facts,
                                         .description = STR("Appelez Élise au 514-555-0199"),
                                         .now = TOWN_NOW};
    struct vm_limits limits = vm_rule_limits();
    limits.microseconds *= slowness;
    assert_int_equal(vm_open(&r->vm, limits), ERR_OK);
    assert_int_equal(load_open(&r->vm, &r->arena, &error), ERR_OK);
    vm_settle(&r->vm);
}

static inline void runner_close(struct runner *r)
{
    vm_close(&r->vm);
    arena_free(&r->arena);
    arena_free(&r->town.arena);
}

struct runner_answer {
    int ref;
    struct str text;
    struct arena *arena;
};

static inline int runner_step(lua_State *L)
{
    struct runner_answer *a = lua_touserdata(L, 1);
    lua_rawgeti(L, LUA_REGISTRYINDEX, a->ref);
    context_push(L);
    lua_call(L, 1, 1);
    luaL_checktype(L, -1, LUA_TSTRING);
    struct str s;
    s.p = lua_tolstring(L, -1, &s.n);
    a->text = arena_str(a->arena, s);
    return 0;
}

/* What `BEFORE return { function(cx) BODY end }` returns when it is called: a string, or "error: …"
 * with the English words. */
static inline struct str runner_ask_after(struct runner *r, const char *before, const char *body)
{
    struct sources set = {.arena = &r->arena};
    struct vm_error error;
    int refs[TREE_FUNCTIONS_MAX], count = 0;
    struct str code = arena_printf(&r->arena, "%s return { function(cx) %s end }", before, body);
    struct asked asked = {.question = &r->question, .arena = &r->arena};
    struct runner_answer answer = {.text = STR(""), .arena = &r->arena};
    assert_int_equal(sources_add(&set, STR("test.lua"), code), ERR_OK);
    enum err e = load_functions(&r->vm, &set, &r->arena, refs, &count, &error);
    struct frozen frozen = {0};
    if (!e)
        e = load_freeze(&r->vm, refs, count, &r->arena, &frozen, &error);
    if (!e) {
        answer.ref = refs[0];
        r->vm.asked = &asked;
        e = vm_call(&r->vm, runner_step, &answer, &r->arena, &error);
        r->vm.asked = NULL;
        luaL_unref(r->vm.lua, LUA_REGISTRYINDEX, refs[0]);
        const char *changed = freeze_restore(r->vm.lua, &frozen);
        if (changed)
            return arena_printf(&r->arena, "changed: %s", changed);
    }
    return e ? arena_printf(&r->arena, "error: " STR_FMT, STR_ARG(error.say.in[LANG_EN]))
             : answer.text;
}

static inline struct str runner_ask(struct runner *r, const char *body)
{
    return runner_ask_after(r, "", body);
}

#endif
