/* Asking a plugin's function. */
#include "script/rules.h"

#include "base/date.h"
#include "script/anew.h"
#include "script/budget.h"
#include "script/context.h"
#include "script/load.h"
#include "script/suspend.h"

#include <lauxlib.h>
#include <math.h>
#include <stdatomic.h>
#include <stdlib.h>

enum { ANSWER_WORD_MAX = 16, GOAL_MAX = 100000, HOUR_SECONDS = 3600 };

struct functions { /* of one service */
    int *refs;     /* in the registry; NULL: it has none */
    int count;
    struct frozen frozen;           /* what they can reach */
    struct ledger_page *page;       /* what they do is counted there; NULL: nowhere */
    struct suspension *suspensions; /* by their number, from 0; NULL: they are always asked */
    int64_t memory;                 /* what they hold in the state */
};

struct borough {
    struct generation *generation;
    struct jurisdiction *jurisdiction;
    struct vm vm;        /* vm.lua NULL: not filled yet */
    _Atomic size_t held; /* bytes of it, for other threads to read */
    struct functions *services;
};

struct script_rules {
    struct arena arena;
    struct ledger *ledger; /* NULL: nothing is counted */
    size_t thread;         /* whose line in it */
    struct borough *boroughs;
    size_t count;
};

/* --- Filling a state -------------------------------------------------------------------------- */

static bool has_functions(const struct service *s)
{
    if (s->priority_function)
        return true;
    for (size_t i = 0; i < s->clock_count; i++)
        for (size_t k = 0; k < s->clocks[i].rule_count; k++)
            if (s->clocks[i].rules[k].goal.function)
                return true;
    return false;
}

static struct vm_limits slowed(const struct borough *b, struct vm_limits limits)
{
    int slowness = generation_options(b->generation)->slowness;
    limits.microseconds *= slowness > 0 ? slowness : 1;
    return limits;
}

static enum err fill_service(struct borough *b, size_t i, struct arena *scratch,
                             struct vm_error *error)
{
    struct sources set = *generation_sources(b->generation, i);
    int64_t before = (int64_t)b->vm.base;
    set.library = NULL; /* what was loaded, not what the disk holds by now */
    enum err err =
        load_functions(&b->vm, &set, scratch, b->services[i].refs, &b->services[i].count, error);
    if (!err)
        err = load_freeze(&b->vm, b->services[i].refs, b->services[i].count, scratch,
                          &b->services[i].frozen, error);
    vm_settle(&b->vm);
    b->services[i].memory = (int64_t)b->vm.base - before;
    return err;
}

static enum err fill_services(struct borough *b, struct vm_error *error)
{
    struct arena scratch = {0};
    enum err err = load_open(&b->vm, &scratch, error);
    vm_settle(&b->vm);
    for (size_t i = 0; !err && i < b->jurisdiction->service_count; i++)
        if (b->services[i].refs)
            err = fill_service(b, i, &scratch, error);
    if (err)
        error->where = STR(""); /* it lived in the scratch */
    arena_free(&scratch);
    return err;
}

/* What the state holds, and each service in it; `sign` -1: it is closed. */
static void count_memory(const struct script_rules *rules, struct borough *b, int sign)
{
    atomic_store_explicit(&b->held, sign > 0 ? b->vm.used : 0, memory_order_relaxed);
    for (size_t i = 0; i < b->jurisdiction->service_count; i++)
        if (b->services[i].page)
            ledger_memory(b->services[i].page, rules->thread, sign * b->services[i].memory);
}

/* The sources ran once without fault when they were loaded: only memory or time can fail here.
 * The next question tries again. */
static enum err fill(const struct script_rules *rules, struct borough *b, struct vm_error *error)
{
    enum err err = vm_open(&b->vm, slowed(b, vm_manifest_limits()));
    if (!err)
        err = fill_services(b, error);
    if (err) {
        vm_close(&b->vm);
        error->say =
            TEXT("les règles n'ont pas pu être préparées", "the rules could not be prepared");
        return err;
    }
    lua_gc(b->vm.lua, LUA_GCINC, 150, 200, 12); /* steps of 4 KiB, begun at 1.5 × what lives */
    count_memory(rules, b, 1);
    return ERR_OK;
}

/* What is left to a call, of the budget of its decision. */
static struct vm_limits limits_left(const struct borough *b, const struct rule_spent *spent)
{
    struct vm_limits limits = slowed(b, vm_rule_limits());
    limits.instructions -= spent ? spent->instructions : 0;
    limits.microseconds -= spent ? spent->microseconds : 0;
    return limits;
}

/* --- The request, as a rule sees it: functions that may jump ---------------------------------- */

static void set_str(lua_State *L, const char *key, struct str s)
{
    lua_pushlstring(L, s.p ? s.p : "", s.n);
    lua_setfield(L, -2, key);
}

static void set_integer(lua_State *L, const char *key, int64_t n)
{
    lua_pushinteger(L, n);
    lua_setfield(L, -2, key);
}

/* Whole numbers as Lua integers, so that 3 prints as 3. */
static void push_number(lua_State *L, double n)
{
    if (n == floor(n) && fabs(n) < 1e15)
        lua_pushinteger(L, (lua_Integer)n);
    else
        lua_pushnumber(L, n);
}

static void push_value(lua_State *L, const struct value *v)
{
    switch (v->type) {
    case VALUE_STRING:
        lua_pushlstring(L, v->string.p ? v->string.p : "", v->string.n);
        break;
    case VALUE_NUMBER:
        push_number(L, v->number);
        break;
    case VALUE_INSTANT:
        lua_pushinteger(L, v->instant);
        break;
    case VALUE_LIST:
        lua_createtable(L, (int)v->list_count, 0);
        for (size_t i = 0; i < v->list_count; i++) {
            lua_pushlstring(L, v->list[i].p, v->list[i].n);
            lua_rawseti(L, -2, (lua_Integer)i + 1);
        }
        break;
    case VALUE_NONE:
        lua_pushnil(L);
        break;
    }
}

static void push_attributes(lua_State *L, const struct facts *facts)
{
    lua_createtable(L, 0, (int)facts->answer_count);
    for (size_t i = 0; i < facts->answer_count; i++) {
        lua_pushlstring(L, facts->answers[i].code.p, facts->answers[i].code.n);
        push_value(L, &facts->answers[i].value);
        lua_rawset(L, -3);
    }
}

static void push_settings(lua_State *L, const struct service *s)
{
    lua_createtable(L, 0, (int)s->setting_count);
    for (size_t i = 0; i < s->setting_count; i++) {
        lua_pushlstring(L, s->settings[i].name.p, s->settings[i].name.n);
        push_number(L, s->settings[i].value);
        lua_rawset(L, -3);
    }
}

static void push_local_time(lua_State *L, const struct zone *zone, int64_t at)
{
    int second;
    int64_t day = zone_day(zone, at, &second);
    struct date date = date_from_days(day);
    lua_createtable(L, 0, 6);
    set_integer(L, "year", date.year);
    set_integer(L, "month", date.month);
    set_integer(L, "day", date.day);
    set_integer(L, "hour", second / 3600);
    set_integer(L, "minute", second / 60 % 60);
    set_integer(L, "weekday", date_weekday(day) + 1);
}

void script_rules_push_request(lua_State *L, const struct rule_question *q)
{
    const struct facts *facts = q->facts;
    lua_createtable(L, 0, 8);
    set_str(L, "service", q->service->code);
    set_str(L, "description", q->description);
    if (facts->has_position) {
        lua_pushnumber(L, (double)facts->position.lat / DEGREE);
        lua_setfield(L, -2, "lat");
        lua_pushnumber(L, (double)facts->position.lon / DEGREE);
        lua_setfield(L, -2, "lon");
    }
    set_integer(L, "requested_at", facts->at);
    push_attributes(L, facts);
    lua_setfield(L, -2, "attributes");
    push_local_time(L, q->jurisdiction->zone, facts->at);
    lua_setfield(L, -2, "local_time");
    push_settings(L, rule_question_as(q));
    lua_setfield(L, -2, "settings");
}

/* --- One call --------------------------------------------------------------------------------- */

struct answer_box {
    const struct rule_question *question;
    struct arena *arena;
    int ref;
    int type;      /* of what came back, as Lua counts types */
    double number; /* when it is one */
    char word[ANSWER_WORD_MAX];
    struct str where; /* where the function begins */
};

static void take_answer(lua_State *L, struct answer_box *box)
{
    struct str s;
    box->type = lua_type(L, -1);
    if (box->type == LUA_TNUMBER) {
        box->number = lua_tonumber(L, -1);
    } else if (box->type == LUA_TSTRING) {
        s.p = lua_tolstring(L, -1, &s.n);
        if (s.n < sizeof box->word)
            memcpy(box->word, s.p, s.n);
    }
}

static int ask_step(lua_State *L)
{
    struct answer_box *box = lua_touserdata(L, 1);
    lua_rawgeti(L, LUA_REGISTRYINDEX, box->ref);
    script_rules_push_request(L, box->question);
    context_push(L);
    lua_call(L, 2, 1);
    take_answer(L, box);
    return 0;
}

static int place_step(lua_State *L)
{
    struct answer_box *box = lua_touserdata(L, 1);
    lua_Debug ar;
    lua_rawgeti(L, LUA_REGISTRYINDEX, box->ref);
    lua_getinfo(L, ">S", &ar);
    box->where = arena_printf(box->arena, "%s:%d", ar.source + 1, ar.linedefined);
    return 0;
}

static enum err say_fault(struct arena *arena, const struct vm_error *error, struct str *fault)
{
    *fault = arena_printf(arena, STR_FMT "%s" STR_FMT " / " STR_FMT, STR_ARG(error->where),
                          error->where.n ? ": " : "", STR_ARG(error->say.in[LANG_FR]),
                          STR_ARG(error->say.in[LANG_EN]));
    return ERR_RULE;
}

static enum err fail(const struct script_rules *rules, struct functions *f,
                     const struct answer_box *box, const struct vm_error *error, struct str *fault)
{
    if (f && f->page)
        ledger_fail(f->page, rules->thread, box->question->now, error->where, error->say);
    return say_fault(box->arena, error, fault);
}

static struct borough *find_borough(struct script_rules *rules, const struct jurisdiction *j)
{
    for (size_t i = 0; i < rules->count; i++)
        if (rules->boroughs[i].jurisdiction == j)
            return &rules->boroughs[i];
    return NULL;
}

static struct functions *find_functions(struct borough *b, const struct service *s)
{
    for (size_t i = 0; b && i < b->jurisdiction->service_count; i++)
        if (b->jurisdiction->services[i] == s)
            return &b->services[i];
    return NULL;
}

static enum err refuse_words(struct vm_error *error, struct text say)
{
    *error = (struct vm_error){STR(""), say};
    return ERR_RULE;
}

/* Where the function begins: for faults that no line of it can be blamed for, or not the same one
 * everywhere. */
static struct str place_of(struct vm *vm, struct answer_box *box)
{
    struct vm_error error;
    box->where = STR("");
    vm->limits = vm_rule_limits();
    vm_call(vm, place_step, box, box->arena, &error);
    return box->where.p ? box->where : STR("");
}

/* A function that assigned a variable of its file would answer otherwise next time. */
static enum err refuse_memory(struct answer_box *box, const char *name, struct vm_error *error)
{
    error->where = STR("");
    error->say.in[LANG_FR] = arena_printf(
        box->arena, "une règle ne garde rien d'un appel à l'autre : elle a changé « %s »", name);
    error->say.in[LANG_EN] = arena_printf(
        box->arena, "a rule keeps nothing from one call to the next: it changed \"%s\"", name);
    return ERR_RULE;
}

static enum err call_in(struct vm *vm, const struct frozen *frozen, struct answer_box *box,
                        struct vm_error *error)
{
    struct asked asked = {.question = box->question, .arena = box->arena};
    vm->asked = &asked;
    enum err err = vm_call(vm, ask_step, box, box->arena, error);
    vm->asked = NULL;
    const char *changed = freeze_restore(vm->lua, frozen);
    if (changed && !err)
        err = refuse_memory(box, changed, error);
    return err;
}

/* It came too near to the limit of memory: a state where nothing has run decides. */
static enum err call_anew(struct borough *b, struct functions *f, struct answer_box *box,
                          struct rule_spent *spent, struct vm_error *error)
{
    struct anew anew = {0};
    struct answer_box again = {.question = box->question, .arena = box->arena};
    enum err err = anew_open(&anew, generation_sources(b->generation, (size_t)(f - b->services)),
                             slowed(b, vm_manifest_limits()), error);
    anew.vm.limits = limits_left(b, box->question->spent);
    again.ref = err ? 0 : anew.refs[box->question->function - 1];
    if (!err)
        err = call_in(&anew.vm, &anew.frozen, &again, error);
    b->vm.death = anew.vm.death;
    int64_t before = spent->microseconds;
    *spent = budget_spent(&anew.vm);
    spent->microseconds += before;
    anew_close(&anew);
    again.ref = box->ref;
    *box = again;
    return err;
}

static void spend(const struct script_rules *rules, const struct functions *f,
                  const struct rule_question *q, struct rule_spent spent)
{
    if (f->page)
        ledger_call(f->page, rules->thread, (uint64_t)spent.microseconds);
    if (!q->spent)
        return;
    q->spent->instructions += spent.instructions;
    q->spent->microseconds += spent.microseconds;
}

static enum err call(const struct script_rules *rules, struct borough *b, struct functions *f,
                     struct answer_box *box, struct vm_error *error)
{
    const struct rule_question *q = box->question;
    b->vm.limits = anew_half(limits_left(b, q->spent));
    if (b->vm.limits.instructions <= 0 || b->vm.limits.microseconds <= 0)
        return refuse_words(error, TEXT("les fonctions de cette décision ont épuisé leur budget",
                                        "the functions of this decision have used up their "
                                        "budget"));
    enum err err = call_in(&b->vm, &f->frozen, box, error);
    struct rule_spent spent = budget_spent(&b->vm);
    if (err && b->vm.death == VM_NO_MEMORY)
        err = call_anew(b, f, box, &spent, error);
    if (err && b->vm.death != VM_ALIVE)
        vm_sweep(&b->vm);
    atomic_store_explicit(&b->held, b->vm.used, memory_order_relaxed);
    spend(rules, f, q, spent);
    return err;
}

/* --- Suspension ------------------------------------------------------------------------------- */

static bool is_exhausted(enum err err, const struct vm *vm)
{
    return err && (vm->death == VM_NO_INSTRUCTIONS || vm->death == VM_NO_TIME ||
                   vm->death == VM_NO_MEMORY);
}

static bool is_suspended(const struct functions *f, const struct rule_question *q)
{
    return f->suspensions && suspend_asleep(&f->suspensions[q->function - 1], q->now);
}

static enum err skip(const struct script_rules *rules, const struct functions *f,
                     const struct answer_box *box, struct str where, struct str *fault)
{
    const struct text say = TEXT("suspendue pour un moment : elle a trop souvent épuisé son budget",
                                 "suspended for a while: it has used up its budget too often");
    ledger_suspend(f->page, rules->thread);
    return say_fault(box->arena, &(struct vm_error){where, say}, fault);
}

static enum err call_watched(const struct script_rules *rules, struct borough *b,
                             struct functions *f, struct answer_box *box, struct vm_error *error)
{
    const struct rule_question *q = box->question;
    b->vm.death = VM_ALIVE;
    enum err err = call(rules, b, f, box, error);
    struct suspension *s = f->suspensions ? &f->suspensions[q->function - 1] : NULL;
    if (s && is_exhausted(err, &b->vm))
        suspend_exhausted(s, q->now);
    else if (s && !err)
        suspend_answered(s);
    return err;
}

/* Asks; ERR_RULE with the fault said, or ERR_OK with the box filled and the state ready. */
static enum err ask(struct script_rules *rules, struct answer_box *box, struct functions **which,
                    struct vm **vm, struct str *fault)
{
    const struct rule_question *q = box->question;
    struct borough *b = find_borough(rules, q->jurisdiction);
    struct functions *f = find_functions(b, q->service);
    struct vm_error error = {STR(""),
                             TEXT("aucune fonction de ce numéro", "no function of that number")};
    *which = f;
    if (!f || !f->refs)
        return fail(rules, f, box, &error, fault);
    if (!b->vm.lua && fill(rules, b, &error))
        return fail(rules, f, box, &error, fault);
    if (q->function < 1 || q->function > f->count)
        return fail(rules, f, box, &error, fault);
    box->ref = f->refs[q->function - 1];
    *vm = &b->vm;
    if (is_suspended(f, q))
        return skip(rules, f, box, place_of(*vm, box), fault);
    if (!call_watched(rules, b, f, box, &error))
        return ERR_OK;
    if (error.where.n == 0)
        error.where = place_of(*vm, box);
    return fail(rules, f, box, &error, fault);
}

static enum err refuse(const struct script_rules *rules, struct answer_box *box,
                       struct functions *f, struct vm *vm, struct text say, struct str *fault)
{
    const struct vm_error error = {place_of(vm, box), say};
    return fail(rules, f, box, &error, fault);
}

/* --- The two questions ------------------------------------------------------------------------ */

static bool answers_hours(const struct service *s, int function)
{
    for (size_t i = 0; i < s->clock_count; i++)
        for (size_t k = 0; k < s->clocks[i].rule_count; k++) {
            const struct rule *rule = &s->clocks[i].rules[k];
            if (rule->goal.function == function)
                return rule->unit == UNIT_BUSINESS_SECONDS || rule->unit == UNIT_ELAPSED_SECONDS;
        }
    return false;
}

static enum err ask_goal(void *self, const struct rule_question *q, struct arena *arena,
                         double *out, struct str *fault)
{
    struct answer_box box = {.question = q, .arena = arena};
    struct functions *f;
    struct vm *vm;
    enum err err = ask(self, &box, &f, &vm, fault);
    if (err)
        return err;
    bool hours = answers_hours(rule_question_as(q), q->function);
    if (box.type != LUA_TNUMBER || !(box.number > 0 && box.number <= GOAL_MAX) ||
        (!hours && box.number != floor(box.number)))
        return refuse(self, &box, f, vm,
                      TEXT("un délai est un nombre plus grand que 0 et d'au plus 100000, entier "
                           "sauf pour des heures",
                           "a goal is a number above 0 and at most 100000, whole unless in hours"),
                      fault);
    *out = hours ? round(box.number * HOUR_SECONDS) : box.number;
    return ERR_OK;
}

static enum err ask_priority(void *self, const struct rule_question *q, struct arena *arena,
                             struct str *out, struct str *fault)
{
    static const char *const words[] = {"low", "normal", "high", "urgent"};
    struct answer_box box = {.question = q, .arena = arena};
    struct functions *f;
    struct vm *vm;
    enum err err = ask(self, &box, &f, &vm, fault);
    if (err)
        return err;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (box.type == LUA_TSTRING && strcmp(box.word, words[i]) == 0)
            return *out = str_c(words[i]), ERR_OK;
    return refuse(self, &box, f, vm,
                  TEXT("une priorité est \"low\", \"normal\", \"high\" ou \"urgent\"",
                       "a priority is \"low\", \"normal\", \"high\" or \"urgent\""),
                  fault);
}

struct rules script_rules_table(struct script_rules *rules)
{
    return (struct rules){.self = rules, .goal = ask_goal, .priority = ask_priority};
}

/* --- Opening, closing, counting --------------------------------------------------------------- */

static enum err open_service(struct script_rules *rules, const struct jurisdiction *j,
                             const struct service *s, struct functions *f)
{
    f->refs = ARENA_ARRAY(&rules->arena, int, TREE_FUNCTIONS_MAX);
    if (!f->refs)
        return ERR_NOMEM;
    if (!rules->ledger)
        return ERR_OK;
    f->page = ledger_hold(rules->ledger, j->id, s);
    f->suspensions = ARENA_ARRAY(&rules->arena, struct suspension, TREE_FUNCTIONS_MAX);
    return f->page && f->suspensions ? ERR_OK : ERR_NOMEM;
}

static enum err open_borough(struct script_rules *rules, struct generation *g, struct borough *b)
{
    struct jurisdiction *j = generation_jurisdiction(g);
    enum err err = ERR_OK;
    b->services = ARENA_ARRAY(&rules->arena, struct functions, j->service_count + 1);
    if (!b->services)
        return ERR_NOMEM;
    b->jurisdiction = j;
    b->generation = generation_hold(g);
    for (size_t i = 0; !err && i < j->service_count; i++)
        if (has_functions(j->services[i]))
            err = open_service(rules, j, j->services[i], &b->services[i]);
    return err;
}

enum err script_rules_open_counted(struct generation **generations, size_t n, struct ledger *ledger,
                                   size_t thread, struct script_rules **out)
{
    struct script_rules *rules = calloc(1, sizeof *rules);
    *out = NULL;
    if (!rules)
        return ERR_NOMEM;
    rules->ledger = ledger;
    rules->thread = thread;
    rules->boroughs = ARENA_ARRAY(&rules->arena, struct borough, n + 1);
    enum err err = rules->boroughs ? ERR_OK : ERR_NOMEM;
    while (!err && rules->count < n) {
        err = open_borough(rules, generations[rules->count], &rules->boroughs[rules->count]);
        rules->count++;
    }
    if (err)
        script_rules_close(rules);
    else
        *out = rules;
    return err;
}

enum err script_rules_open(struct generation **generations, size_t n, struct script_rules **out)
{
    return script_rules_open_counted(generations, n, NULL, 0, out);
}

static void close_borough(struct script_rules *rules, struct borough *b)
{
    if (b->vm.lua)
        count_memory(rules, b, -1);
    vm_close(&b->vm);
    for (size_t i = 0; b->services && i < b->jurisdiction->service_count; i++)
        if (b->services[i].page)
            ledger_release(rules->ledger, b->services[i].page);
    generation_release(b->generation);
}

void script_rules_close(struct script_rules *rules)
{
    if (!rules)
        return;
    for (size_t i = 0; i < rules->count; i++)
        close_borough(rules, &rules->boroughs[i]);
    arena_free(&rules->arena);
    free(rules);
}

size_t script_rules_memory(const struct script_rules *rules, const struct jurisdiction *j)
{
    for (size_t i = 0; i < rules->count; i++)
        if (rules->boroughs[i].jurisdiction == j)
            return atomic_load_explicit(&rules->boroughs[i].held, memory_order_relaxed);
    return 0;
}
