/* What a rule may ask beyond the request: all of it read only, bounded, and charged. */
#include "script/context.h"

#include "base/now.h"
#include "domain/jurisdiction.h"
#include "script/budget.h"
#include "script/call.h"
#include "script/freeze.h"
#include "script/sandbox.h"

#include <lauxlib.h>
#include <math.h>

enum {
    ASK_CHARGE = 1000, /* a question, before anything is read */
    READ_CHARGE = 50,  /* one entry of an index, one request */
    LINES_MAX = 10,
    LINE_BYTES_MAX = 200,
    WORD_MIN = 3,   /* shorter words tell nothing of anybody */
    DIGITS_MAX = 6, /* more could be a telephone number */
};

static const char CONTEXT; /* the key in the registry */

struct asked *context_asked(lua_State *L)
{
    struct asked *asked = vm_of(L)->asked;
    if (!asked)
        call_raise(L, "cx ne répond que pendant l'appel d'une règle",
                   "cx answers only while a rule is called");
    return asked;
}

/* --- Named arguments -------------------------------------------------------------------------- */

static bool is_known(const char *const *known, struct str key)
{
    while (*known && !str_eq(str_c(*known), key))
        known++;
    return *known;
}

/* Of several unknown ones, the first in the order of letters: a table has none of its own. */
static void check_arguments(lua_State *L, const char *function, const char *const *known)
{
    struct str unknown = {NULL, 0};
    luaL_checktype(L, 1, LUA_TTABLE);
    lua_settop(L, 1);
    freeze_see_through(L, 1);
    for (lua_pushnil(L); lua_next(L, 1); lua_pop(L, 1)) {
        struct str key = STR("?");
        budget_charge(L, 1);
        if (lua_type(L, -2) == LUA_TSTRING)
            key.p = lua_tolstring(L, -2, &key.n);
        if (!is_known(known, key) && (!unknown.p || str_cmp(key, unknown) < 0))
            unknown = key; /* it lives as long as the table */
    }
    if (unknown.p)
        call_raise(L, "%s : argument inconnu « %.40s »", "%s: unknown argument \"%.40s\"", function,
                   unknown.p);
}

/* The number under that key, in [least, most]; `absent` when there is none. */
static double number_argument(lua_State *L, const char *key, double least, double most,
                              double absent)
{
    double n = absent;
    lua_pushstring(L, key);
    int type = lua_rawget(L, 1);
    if (type == LUA_TNUMBER)
        n = lua_tonumber(L, -1);
    else if (type != LUA_TNIL)
        n = NAN;
    lua_pop(L, 1);
    if (!(n >= least && n <= most) && !(type == LUA_TNIL && n == absent))
        call_raise(L, "« %s » est un nombre de %g à %g", "\"%s\" is a number from %g to %g", key,
                   least, most);
    return n;
}

static bool is_code(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (!strchr("abcdefghijklmnopqrstuvwxyz0123456789_-", s.p[i]) || !s.p[i])
            return false;
    return s.n > 0 && s.n <= CODE_MAX;
}

/* The code under that key; an empty one when there is none. It stays alive in the table. */
static struct str code_argument(lua_State *L, const char *key, struct str or_else)
{
    struct str s = {NULL, 0};
    lua_pushstring(L, key);
    int type = lua_rawget(L, 1);
    if (type == LUA_TSTRING)
        s.p = lua_tolstring(L, -1, &s.n);
    lua_pop(L, 1);
    if (type == LUA_TNIL || (or_else.n && str_eq(s, or_else)))
        return type == LUA_TNIL ? STR("") : s;
    if (!is_code(s))
        call_raise(L, "« %s » est un code comme \"pothole\"",
                   "\"%s\" is a code such as \"pothole\"", key);
    return s;
}

/* --- Other requests --------------------------------------------------------------------------- */

/* Without `service` the request's own; "*" is all. */
static struct host_question read_question(lua_State *L, const struct asked *asked,
                                          enum host_what what)
{
    struct host_question q = {.what = what};
    double days = number_argument(L, "days", 1, HOST_DAYS_MAX, 0);
    q.days = (uint32_t)days;
    q.near = number_argument(L, "near", 1, HOST_METRES_MAX, 0);
    q.service = code_argument(L, "service", STR("*"));
    q.by = what == HOST_GROUP ? code_argument(L, "by", STR("")) : STR("");
    if (q.days == 0 || q.days != days)
        call_raise(L, "« days » est un nombre entier de jours, et il en faut un",
                   "\"days\" is a whole number of days, and there must be one");
    if (what == HOST_GROUP && !q.by.n)
        call_raise(L, "cx.group : il manque « by »", "cx.group: \"by\" is missing");
    if (!q.service.n)
        q.service = asked->question->service->code;
    else if (str_eq(q.service, STR("*")))
        q.service = STR("");
    return q;
}

static void raise_refusal(lua_State *L, enum err e)
{
    if (e == ERR_NOMEM)
        budget_kill(L, VM_NO_HOST_MEMORY);
    if (e == ERR_TOO_LARGE)
        call_raise(L, "une décision garde au plus %d questions, et %d groupes par réponse",
                   "a decision keeps at most %d questions, and %d groups an answer", HOST_CALLS_MAX,
                   HOST_TALLIES_MAX);
    call_raise(L, "les autres demandes ne peuvent pas être consultées ici",
               "other requests cannot be consulted here");
}

/* What is spent in the store is bounded there, and is no time of the rule's. */
static struct host_answer ask(lua_State *L, const struct asked *asked,
                              const struct host_question *q)
{
    const struct host *host = asked->question->host;
    struct host_answer answer = {0};
    uint64_t from = now_ticks_us();
    budget_charge(L, ASK_CHARGE);
    enum err e =
        host && host->ask ? host->ask(host->self, q, asked->arena, &answer) : ERR_UNSUPPORTED;
    budget_forgive(L, now_ticks_us() - from);
    if (e)
        raise_refusal(L, e);
    budget_charge(L, (size_t)answer.reads * READ_CHARGE);
    return answer;
}

static int count(lua_State *L)
{
    static const char *const known[] = {"days", "near", "service", NULL};
    const struct asked *asked = context_asked(L);
    check_arguments(L, "cx.count", known);
    struct host_question q = read_question(L, asked, HOST_COUNT);
    struct host_answer answer = ask(L, asked, &q);
    lua_pushinteger(L, answer.count ? answer.rows[0].n : 0);
    return 1;
}

static int group(lua_State *L)
{
    static const char *const known[] = {"by", "days", "near", "service", NULL};
    const struct asked *asked = context_asked(L);
    check_arguments(L, "cx.group", known);
    struct host_question q = read_question(L, asked, HOST_GROUP);
    struct host_answer answer = ask(L, asked, &q);
    lua_createtable(L, 0, (int)answer.count);
    for (size_t i = 0; i < answer.count; i++) {
        lua_pushlstring(L, answer.rows[i].key.p, answer.rows[i].key.n);
        lua_pushinteger(L, answer.rows[i].n);
        lua_rawset(L, -3);
    }
    return 1;
}

/* --- Calendars -------------------------------------------------------------------------------- */

static const struct {
    const char *name;
    enum goal_unit unit;
    int64_t seconds; /* of one, where it is a length of time; 0: it is a day, a week or a month */
} units[] = {
    {"bh", UNIT_BUSINESS_SECONDS, 3600}, {"bd", UNIT_BUSINESS_DAYS, 0},
    {"cd", UNIT_CALENDAR_DAYS, 0},       {"cw", UNIT_CALENDAR_WEEKS, 0},
    {"cm", UNIT_CALENDAR_MONTHS, 0},     {"eh", UNIT_ELAPSED_SECONDS, 3600},
};

static size_t check_unit(lua_State *L, int arg)
{
    const char *name = luaL_checkstring(L, arg);
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (strcmp(units[i].name, name) == 0)
            return i;
    call_raise(L, "unité inconnue « %.40s » : bh, bd, cd, cw, cm ou eh",
               "unknown unit \"%.40s\": bh, bd, cd, cw, cm or eh", name);
    return 0;
}

static const struct calendar *this_calendar(lua_State *L)
{
    const struct jurisdiction *j = context_asked(L)->question->jurisdiction;
    size_t i = (size_t)lua_tointeger(L, lua_upvalueindex(1));
    return i < j->calendar_count ? j->calendars[i].calendar : NULL;
}

static void raise_calendar(lua_State *L)
{
    call_raise(L, "le calendrier ne va pas jusque-là", "the calendar does not reach that far");
}

/* cal:add(t, amount, unit) */
static int calendar_add_amount(lua_State *L)
{
    const struct calendar *c = this_calendar(L);
    lua_Integer at = luaL_checkinteger(L, 2);
    double amount = luaL_checknumber(L, 3);
    size_t unit = check_unit(L, 4);
    double whole = units[unit].seconds ? round(amount * (double)units[unit].seconds) : amount;
    if (!(amount >= 0 && amount <= 100000) || whole != floor(whole))
        return call_raise(L, "une durée va de 0 à 100000, entière sauf en heures",
                          "a length is from 0 to 100000, whole unless in hours");
    struct goal goal = {.unit = units[unit].unit,
                        .amount = (int64_t)whole,
                        .at = units[unit].unit == UNIT_BUSINESS_DAYS ? AT_CLOSE : AT_SAME_TIME};
    struct due due;
    budget_charge(L, ASK_CHARGE / 10);
    if (!c || calendar_due(c, at, goal, &due))
        raise_calendar(L);
    lua_pushinteger(L, due.due);
    return 1;
}

/* cal:between(a, b, unit) */
static int calendar_between_instants(lua_State *L)
{
    const struct calendar *c = this_calendar(L);
    lua_Integer a = luaL_checkinteger(L, 2), b = luaL_checkinteger(L, 3);
    enum goal_unit unit = units[check_unit(L, 4)].unit;
    struct calendar_span span;
    budget_charge(L, ASK_CHARGE / 10);
    if (!c || calendar_measure(c, a, b, &span))
        raise_calendar(L);
    if (unit == UNIT_BUSINESS_SECONDS)
        lua_pushnumber(L, (double)span.business_seconds / 3600);
    else if (unit == UNIT_ELAPSED_SECONDS)
        lua_pushnumber(L, (double)span.elapsed_seconds / 3600);
    else if (unit == UNIT_BUSINESS_DAYS)
        lua_pushinteger(L, span.business_days);
    else if (unit == UNIT_CALENDAR_DAYS)
        lua_pushinteger(L, span.calendar_days);
    else
        return call_raise(L, "between compte en bh, bd, cd ou eh",
                          "between counts in bh, bd, cd or eh");
    return 1;
}

static int calendar(lua_State *L)
{
    static const luaL_Reg methods[] = {
        {"add", calendar_add_amount}, {"between", calendar_between_instants}, {NULL, NULL}};
    const struct jurisdiction *j = context_asked(L)->question->jurisdiction;
    struct str name;
    name.p = luaL_checklstring(L, 1, &name.n);
    for (size_t i = 0; i < j->calendar_count; i++) {
        if (!str_eq(j->calendars[i].name, name))
            continue;
        lua_createtable(L, 0, 2);
        lua_pushinteger(L, (lua_Integer)i);
        luaL_setfuncs(L, methods, 1);
        return 1;
    }
    return call_raise(L, "cx.calendar : il n'y a pas de calendrier « %.40s »",
                      "cx.calendar: there is no calendar \"%.40s\"", name.p);
}

/* --- The log ---------------------------------------------------------------------------------- */

static bool is_word_byte(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           (unsigned char)c >= 128 || c == '@' || c == '.' || c == '_' || c == '-';
}

static bool has_inside(struct str text, struct str word)
{
    return text.n && memmem(text.p, text.n, word.p, word.n);
}

/* What a citizen typed; a choice is the service's own word. */
static bool is_typed(const struct rule_question *q, struct str word)
{
    if (has_inside(q->description, word))
        return true;
    for (size_t i = 0; i < q->facts->answer_count; i++) {
        const struct answer *a = &q->facts->answers[i];
        const struct attribute *own = service_attribute(q->service, a->code);
        bool typed = !own || own->type == ATTRIBUTE_STRING || own->type == ATTRIBUTE_TEXT;
        if (typed && a->value.type == VALUE_STRING && has_inside(a->value.string, word))
            return true;
    }
    return false;
}

static bool is_personal(const struct rule_question *q, struct str word)
{
    size_t digits = 0;
    for (size_t i = 0; i < word.n; i++)
        digits += word.p[i] >= '0' && word.p[i] <= '9';
    return memchr(word.p, '@', word.n) || digits > DIGITS_MAX ||
           (word.n >= WORD_MIN && is_typed(q, word));
}

/* Word by word: what the citizen wrote, addresses and long numbers become "…". */
static struct str without_people(const struct asked *asked, struct str s)
{
    struct buf b = buf_in(asked->arena);
    for (size_t i = 0, end; i < s.n; i = end) {
        bool word = is_word_byte(s.p[i]);
        for (end = i + 1; end < s.n && is_word_byte(s.p[end]) == word;)
            end++;
        struct str piece = str_of(s.p + i, end - i);
        buf_str_put(&b, word && is_personal(asked->question, piece) ? STR("…") : piece);
    }
    return b.failed ? STR("…") : buf_str(&b);
}

static int log_text(lua_State *L)
{
    struct asked *asked = context_asked(L);
    struct str s;
    char where[128];
    luaL_checktype(L, 1, LUA_TSTRING);
    s.p = lua_tolstring(L, 1, &s.n);
    if (s.n > LINE_BYTES_MAX || asked->lines >= LINES_MAX)
        return call_raise(L, "cx.log : au plus %d lignes de %d octets par appel",
                          "cx.log: at most %d lines of %d bytes in a call", LINES_MAX,
                          LINE_BYTES_MAX);
    budget_charge(L, ASK_CHARGE);
    asked->lines++;
    const struct host *host = asked->question->host;
    if (!host || !host->log)
        return 0;
    vm_place(L, where, sizeof where);
    host->log(host->self, str_c(where), without_people(asked, s));
    return 0;
}

/* --- cx --------------------------------------------------------------------------------------- */

/* Upvalue: the table of what does not change. */
static int context_index(lua_State *L)
{
    lua_settop(L, 2);
    if (lua_type(L, 2) == LUA_TSTRING && strcmp(lua_tostring(L, 2), "now") == 0) {
        lua_pushinteger(L, context_asked(L)->question->now);
        return 1;
    }
    lua_gettable(L, lua_upvalueindex(1)); /* an absent name is an error there */
    return 1;
}

void context_open(lua_State *L)
{
    static const luaL_Reg functions[] = {{"count", count},
                                         {"group", group},
                                         {"calendar", calendar},
                                         {"log", log_text},
                                         {NULL, NULL}};
    luaL_newlib(L, functions);
    context_push_text(L);
    sandbox_seal_table(L);
    lua_setfield(L, -2, "text");
    sandbox_seal_table(L);
    lua_newtable(L);
    sandbox_seal_table(L);
    lua_getmetatable(L, -1);
    lua_pushvalue(L, -3);
    lua_pushcclosure(L, context_index, 1);
    lua_setfield(L, -2, "__index");
    lua_pop(L, 1);
    lua_rawsetp(L, LUA_REGISTRYINDEX, &CONTEXT);
    lua_pop(L, 1);
}

void context_push(lua_State *L)
{
    lua_rawgetp(L, LUA_REGISTRYINDEX, &CONTEXT);
}
