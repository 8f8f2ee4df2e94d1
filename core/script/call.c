/* Protected calls, and the translation of what they catch. */
#include "script/call.h"

#include "base/utf8.h"
#include "script/budget.h"
#include "script/french.h"

#include <lauxlib.h>
#include <stdarg.h>
#include <stdio.h>

/* Stands between the two languages of a message that is ours; Lua's own have one only. */
#define BETWEEN "\x1f"

#define UNREADABLE TEXT("le message d'erreur est illisible", "the error message is unreadable")

enum { MESSAGE_MAX = 600, PLACE_MAX = 128, PCALL_CHARGE = 10 };

/* --- What was caught -------------------------------------------------------------------------- */

/* Cuts "file.lua:12: " off the front of a message. */
static struct str cut_place(struct str *message)
{
    static const struct str dot_lua = {".lua:", 5};
    for (size_t i = 0; i + dot_lua.n < message->n; i++) {
        if (message->p[i] == '\n' || !str_starts(str_from(*message, i), dot_lua))
            continue;
        size_t end = i + dot_lua.n;
        while (end < message->n && message->p[end] >= '0' && message->p[end] <= '9')
            end++;
        if (!str_starts(str_from(*message, end), STR(": ")))
            return STR("");
        struct str place = str_first(*message, end);
        *message = str_from(*message, end + 2);
        return place;
    }
    return STR("");
}

static bool readable(struct str message)
{
    if (message.n > MESSAGE_MAX || !utf8_valid(message))
        return false;
    for (size_t i = 0; i < message.n; i++)
        if ((unsigned char)message.p[i] < ' ' && message.p[i] != BETWEEN[0])
            return false;
    return true;
}

/* Lua shows a byte that it cannot read as '<\226>': what a word processor has put there. */
static struct text odd_character(struct str message)
{
    static const char sign[] = "near '<\\";
    if (!memmem(message.p, message.n, sign, sizeof sign - 1))
        return TEXT("", "");
    return TEXT(" (un guillemet ou un tiret de traitement de texte, ou une lettre accentuée, "
                "hors d'une chaîne)",
                " (a word processor's quotation mark or dash, or an accented letter, outside a "
                "string)");
}

static struct text words(struct arena *arena, struct str message)
{
    if (!readable(message))
        return UNREADABLE;
    struct str rest = message, fr;
    bool both = str_cut(&rest, BETWEEN[0], &fr) && rest.p;
    if (both && (!fr.n || !rest.n)) /* a plugin's own */
        return UNREADABLE;
    if (both)
        return (struct text){{arena_str(arena, fr), arena_str(arena, rest)}};
    struct str french = french_of(arena, message);
    struct text hint = odd_character(message);
    return (struct text){{
        arena_printf(arena, "erreur : " STR_FMT STR_FMT, STR_ARG(french),
                     STR_ARG(hint.in[LANG_FR])),
        arena_printf(arena, "error: " STR_FMT STR_FMT, STR_ARG(message), STR_ARG(hint.in[LANG_EN])),
    }};
}

/* Out of memory while we explain: the words are lost, the error is not. */
static struct text words_or_none(struct text t)
{
    return t.in[LANG_FR].p && t.in[LANG_EN].p ? t : budget_reason(VM_NO_HOST_MEMORY);
}

static struct str place_or_none(struct str place)
{
    return place.p ? place : STR("");
}

static void explain(struct vm *vm, struct arena *arena, struct vm_error *error)
{
    lua_State *L = vm->lua;
    error->where = place_or_none(arena_str(arena, str_c(vm->place)));
    error->say = budget_reason(vm->death);
    if (vm->death != VM_ALIVE)
        return;
    if (lua_type(L, -1) != LUA_TSTRING) { /* never __tostring: it would run unprotected */
        error->say = TEXT("la valeur donnée à error n'est pas une chaîne",
                          "the value given to error is not a string");
        return;
    }
    struct str message;
    message.p = lua_tolstring(L, -1, &message.n);
    error->where = place_or_none(arena_str(arena, cut_place(&message)));
    error->say = words_or_none(words(arena, message));
}

/* --- Calls ------------------------------------------------------------------------------------ */

static int status_of(struct vm *vm, int status)
{
    if (status == LUA_ERRMEM && vm->death == VM_ALIVE)
        vm->death = VM_NO_MEMORY;
    return status;
}

enum err vm_call(struct vm *vm, int (*step)(lua_State *), void *self, struct arena *arena,
                 struct vm_error *error)
{
    lua_State *L = vm->lua;
    int top = lua_gettop(L);
    *error = (struct vm_error){.where = STR("")};
    budget_begin(vm);
    lua_pushcfunction(L, step);
    lua_pushlightuserdata(L, self);
    int status = status_of(vm, lua_pcall(L, 1, 0, 0));
    budget_end(vm);
    if (status != LUA_OK)
        explain(vm, arena, error);
    lua_settop(L, top);
    if (status == LUA_OK)
        return ERR_OK;
    return vm->death == VM_NO_HOST_MEMORY ? ERR_NOMEM : ERR_RULE;
}

int call_pcall(lua_State *L)
{
    struct vm *vm = vm_of(L);
    luaL_checkany(L, 1);
    budget_charge(L, PCALL_CHARGE);
    int status = status_of(vm, lua_pcall(L, lua_gettop(L) - 1, LUA_MULTRET, 0));
    if (vm->death != VM_ALIVE)
        budget_kill(L, vm->death);
    lua_pushboolean(L, status == LUA_OK);
    lua_insert(L, 1);
    return lua_gettop(L);
}

/* What a message quotes may be cut inside a character, or hold bytes that are none. */
static void make_readable(char *text)
{
    bool valid = utf8_valid(str_c(text));
    for (char *p = text; *p; p++)
        if ((unsigned char)*p < ' ' || *p == 127)
            *p = '?';
    for (size_t n = strlen(text); !valid && n > 0 && (unsigned char)text[n - 1] >= 128;) {
        text[--n] = '\0'; /* cut at the end, by us */
        valid = utf8_valid(str_c(text));
    }
    for (char *p = text; !valid && *p; p++)
        if ((unsigned char)*p >= 128)
            *p = '?';
}

static int raise(lua_State *L, const char *place, const char *fr, const char *en, va_list args)
{
    char text[2][MESSAGE_MAX / 2];
    va_list again;
    va_copy(again, args);
    vsnprintf(text[0], sizeof text[0], fr, args);
    vsnprintf(text[1], sizeof text[1], en, again);
    va_end(again);
    make_readable(text[0]);
    make_readable(text[1]);
    lua_pushfstring(L, "%s%s%s" BETWEEN "%s", place, place[0] ? ": " : "", text[0], text[1]);
    return lua_error(L);
}

int call_raise(lua_State *L, const char *fr, const char *en, ...)
{
    char place[PLACE_MAX];
    va_list args;
    vm_place(L, place, sizeof place);
    va_start(args, en);
    return raise(L, place, fr, en, args);
}

int call_raise_at(lua_State *L, const char *place, const char *fr, const char *en, ...)
{
    va_list args;
    va_start(args, en);
    return raise(L, place, fr, en, args);
}
