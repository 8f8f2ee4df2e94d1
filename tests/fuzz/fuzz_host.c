/* floor: script — every function given to Lua, called with anything: it answers or raises, the
 * state lives on, and another state, in which other things ran before, says the same. */
#include "lib/fixture.h"
#include "lib/lua_values.h"
#include "script/budget.h"
#include "script/context.h"
#include "script/lib.h"
#include "script/load.h"
#include "script/rules.h"
#include "script/sandbox.h"

enum { CALLS_MAX = 24, ARGUMENTS_MAX = 6, RESULTS_MAX = 8, SAID_MAX = 64 * 1024, LEFT_MAX = 65536 };

/* Time is large, so that a slow machine finds nothing. */
static const struct vm_limits limits = {.memory = 1024 * 1024,
                                        .allocation = VM_ALLOCATION_MAX,
                                        .instructions = 100000,
                                        .microseconds = 20000000};

static struct town town;
static struct named_calendar calendars[1];

/* A host that has few answers, one of them a refusal. */
static enum err answer_question(void *self, const struct host_question *q, struct arena *arena,
                                struct host_answer *out)
{
    static struct tally one[] = {{{NULL, 0}, 4}};
    static struct tally groups[] = {{{"done", 4}, 9}, {{"received", 8}, 3}};
    (void)self, (void)arena;
    check(q->days >= 1 && q->days <= HOST_DAYS_MAX && q->near >= 0 && q->near <= HOST_METRES_MAX);
    check(q->service.n <= CODE_MAX && q->by.n <= CODE_MAX);
    if (q->days == 255)
        return ERR_TOO_LARGE;
    *out = q->what == HOST_COUNT ? (struct host_answer){one, 1, 3}
                                 : (struct host_answer){groups, 2, HOST_READS_MAX};
    return ERR_OK;
}

static void hear(void *self, struct str where, struct str text)
{
    (void)self, (void)where;
    check(text.n <= 4 * 200);
}

struct round {
    struct fuel fuel;
    const struct rule_question *question;
    struct arena *arena;
    struct buf said;
};

/* --- One call, of which all may jump ---------------------------------------------------------- */

static const char *const names[] = {
    "assert",           "error",          "ipairs",       "pairs",          "pcall",
    "select",           "tonumber",       "tostring",     "type",           "math.abs",
    "math.ceil",        "math.floor",     "math.fmod",    "math.max",       "math.min",
    "math.sqrt",        "math.tointeger", "math.type",    "string.byte",    "string.char",
    "string.find",      "string.format",  "string.len",   "string.lower",   "string.rep",
    "string.sub",       "string.upper",   "table.concat", "table.insert",   "table.move",
    "table.remove",     "table.sort",     "table.unpack", "cx.count",       "cx.group",
    "cx.calendar",      "cx.log",         "text.amount",  "text.contains",  "text.date",
    "text.datetime",    "text.fold",      "text.length",  "text.lower",     "text.match",
    "text.number",      "text.upper",     "add",          "between",        "use",
    "attribute.choice", "service",        "ref",          "setting.number", "clock",
};

/* A function by its name: of the environment, of cx, of a calendar. */
static void push_function(lua_State *L, const char *name)
{
    const char *dot = strchr(name, '.');
    if (!dot && (strcmp(name, "add") == 0 || strcmp(name, "between") == 0)) {
        context_push(L);
        lua_getfield(L, -1, "calendar");
        lua_pushliteral(L, "office");
        lua_call(L, 1, 1);
        dot = name - 1;
    } else if (strncmp(name, "cx.", 3) == 0) {
        context_push(L);
    } else if (strncmp(name, "text.", 5) == 0) {
        context_push(L);
        lua_getfield(L, -1, "text");
    } else {
        sandbox_push_environment(L);
        if (dot) {
            lua_pushlstring(L, name, (size_t)(dot - name));
            lua_gettable(L, -2);
        }
    }
    lua_getfield(L, -1, dot ? dot + 1 : name);
    lua_replace(L, 3);
    lua_settop(L, 3);
}

/* From the table of earlier results at 2, or new; sometimes what only a plugin has. */
static void push_argument(lua_State *L, struct round *r)
{
    uint8_t kind = fuel_byte(&r->fuel);
    if (kind < 180) {
        push_value_from(L, &r->fuel, 0);
    } else if (kind < 230) {
        lua_rawgeti(L, 2, kind % RESULTS_MAX + 1);
    } else if (kind < 240) {
        context_push(L);
    } else if (kind < 245) {
        script_rules_push_request(L, r->question);
    } else {
        sandbox_push_environment(L);
        lua_getfield(L, -1, kind & 1 ? "error" : "tostring");
        lua_remove(L, -2);
    }
}

/* What a rule could tell apart, without addresses. */
static void say(lua_State *L, struct buf *b, int from)
{
    int last = lua_gettop(L);
    for (int i = from; i <= last && b->n < SAID_MAX; i++) {
        lua_pushcfunction(L, lib_tostring);
        lua_pushvalue(L, i);
        lua_call(L, 1, 1);
        struct str s;
        s.p = lua_tolstring(L, -1, &s.n);
        buf_str_put(b, s.n > 300 ? str_of(s.p + s.n - 300, 300) : s);
        buf_char(b, '|');
        lua_pop(L, 1);
    }
    buf_char(b, '\n');
}

/* At 1 the round, at 2 the results. */
static int call_one(lua_State *L)
{
    struct round *r = lua_touserdata(L, 1);
    const char *name = names[fuel_byte(&r->fuel) % (sizeof names / sizeof *names)];
    int count = fuel_byte(&r->fuel) % ARGUMENTS_MAX;
    lua_settop(L, 3);
    push_function(L, name);
    lua_pushcfunction(L, call_pcall);
    lua_insert(L, 3);
    luaL_checkstack(L, ARGUMENTS_MAX, NULL);
    for (int i = 0; i < count; i++)
        push_argument(L, r);
    lua_call(L, count + 1, LUA_MULTRET);
    buf_str_put(&r->said, str_c(name));
    say(L, &r->said, 3);
    if (lua_gettop(L) > 3) {
        lua_pushvalue(L, 4);
        lua_rawseti(L, 2, fuel_byte(&r->fuel) % RESULTS_MAX + 1);
    }
    return 0;
}

static int call_all(lua_State *L)
{
    struct round *r = lua_touserdata(L, 1);
    lua_newtable(L);
    for (int i = 0; i < CALLS_MAX && r->fuel.n; i++) {
        lua_settop(L, 2);
        lua_pushcfunction(L, call_one);
        lua_pushvalue(L, 1);
        lua_pushvalue(L, 2);
        lua_call(L, 2, 0);
    }
    return 0;
}

/* --- A state ---------------------------------------------------------------------------------- */

static int litter(lua_State *L)
{
    for (int i = 0; i < 300; i++) {
        lua_pushfstring(L, "%s%d", "litter", i);
        lua_createtable(L, 20, 20);
        lua_settop(L, 1);
    }
    return 0;
}

static int is_as_new(lua_State *L)
{
    push_function(L, "string.upper");
    lua_pushliteral(L, "as new");
    lua_call(L, 1, 1);
    check(strcmp(lua_tostring(L, -1), "AS NEW") == 0);
    push_function(L, "cx.count");
    lua_newtable(L);
    lua_pushinteger(L, 30);
    lua_setfield(L, -2, "days");
    lua_call(L, 1, 1);
    check(lua_tointeger(L, -1) == 4);
    return 0;
}

/* The round in a state of its own; how it ended. */
static enum vm_death play(struct round *r, bool after_others)
{
    struct vm vm;
    struct vm_error error;
    struct asked asked = {.question = r->question, .arena = r->arena};
    check(vm_open(&vm, limits) == ERR_OK);
    check(load_open(&vm, r->arena, &error) == ERR_OK);
    vm_settle(&vm);
    size_t base = vm.base;
    vm.asked = &asked;
    if (after_others)
        check(vm_call(&vm, litter, NULL, r->arena, &error) == ERR_OK);
    enum err e = vm_call(&vm, call_all, r, r->arena, &error);
    enum vm_death death = vm.death;
    check(e == ERR_OK || (e == ERR_RULE && error.say.in[LANG_FR].n && error.say.in[LANG_EN].n));
    check(death != VM_NO_TIME && death != VM_NO_HOST_MEMORY);
    if (e)
        buf_str_put(&r->said, error.say.in[LANG_EN]);
    asked.lines = 0;
    check(vm_call(&vm, is_as_new, NULL, r->arena, &error) == ERR_OK);
    vm_settle(&vm);
    check(vm.used < base + LEFT_MAX);
    vm_close(&vm);
    return death;
}

static void open_town(void)
{
    town_found(&town);
    calendars[0] = (struct named_calendar){STR("office"),
                                           (struct calendar *)(uintptr_t)light_clocks[0].calendar};
    town.jurisdiction.calendars = calendars;
    town.jurisdiction.calendar_count = 1;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct host host = {NULL, answer_question, hear};
    struct arena arena = {0};
    if (!town.jurisdiction.zone)
        open_town();
    const struct facts facts = {.at = TOWN_NOW, .jurisdiction = &town.jurisdiction};
    const struct rule_question q = {.jurisdiction = &town.jurisdiction,
                                    .service = &pothole,
                                    .facts = &facts,
                                    .description = STR("Appelez Élise au 514-555-0199"),
                                    .now = TOWN_NOW,
                                    .host = &host};
    struct round a = {{data, size}, &q, &arena, {0}}, b = a;
    enum vm_death first = play(&a, false), second = play(&b, true);
    /* nearer to the limit of memory by what ran before: script/anew.h decides there */
    if (first != VM_NO_MEMORY && second != VM_NO_MEMORY) {
        check(first == second);
        check(str_eq(buf_str(&a.said), buf_str(&b.said)));
    }
    buf_free(&a.said);
    buf_free(&b.said);
    arena_free(&arena);
    return 0;
}
