/* Bounded versions of Lua's string functions. */
#include "script/budget.h"
#include "script/call.h"
#include "script/lib.h"
#include "script/string_buffer.h"

#include <ctype.h>
#include <lauxlib.h>
#include <math.h>
#include <stdio.h>

static struct str check_str(lua_State *L, int arg)
{
    struct str s;
    s.p = luaL_checklstring(L, arg, &s.n);
    return s;
}

/* A position as Lua counts it (1 first, -1 last) as an offset in [0, n]; beyond the ends: the end.
 */
static size_t offset_of(lua_Integer position, size_t n)
{
    if (position > 0)
        return (size_t)position - 1 < n ? (size_t)position - 1 : n;
    if (position == 0 || position < -(lua_Integer)n)
        return 0;
    return (size_t)((lua_Integer)n + position);
}

int lib_len(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)check_str(L, 1).n);
    return 1;
}

int lib_byte(lua_State *L)
{
    struct str s = check_str(L, 1);
    lua_Integer position = luaL_optinteger(L, 2, 1);
    size_t i = offset_of(position, s.n);
    if (i >= s.n || position == 0)
        return 0;
    lua_pushinteger(L, (unsigned char)s.p[i]);
    return 1;
}

int lib_char(lua_State *L)
{
    int n = lua_gettop(L);
    struct string_buffer b;
    string_buffer_open(&b, L);
    for (int i = 1; i <= n; i++) {
        lua_Integer c = luaL_checkinteger(L, i);
        luaL_argcheck(L, c >= 0 && c <= 255, i, "value out of range");
        string_buffer_char(&b, (char)c);
    }
    return string_buffer_push(&b);
}

int lib_sub(lua_State *L)
{
    struct str s = check_str(L, 1);
    size_t start = offset_of(luaL_checkinteger(L, 2), s.n);
    lua_Integer last = luaL_optinteger(L, 3, -1);
    size_t end = last < 0 ? (last < -(lua_Integer)s.n ? 0 : (size_t)((lua_Integer)s.n + last + 1))
                          : (size_t)last;
    if (end > s.n)
        end = s.n;
    if (end <= start)
        return lua_pushliteral(L, ""), 1;
    budget_charge(L, (end - start) / 16);
    lua_pushlstring(L, s.p + start, end - start);
    return 1;
}

static int map_bytes(lua_State *L, int (*map)(int))
{
    struct str s = check_str(L, 1);
    budget_charge(L, s.n / 4);
    struct string_buffer b;
    string_buffer_open(&b, L);
    char *p = string_buffer_room(&b, s.n);
    for (size_t i = 0; i < s.n; i++)
        p[i] = (unsigned char)s.p[i] < 128 ? (char)map((unsigned char)s.p[i]) : s.p[i];
    b.n = s.n;
    return string_buffer_push(&b);
}

int lib_lower(lua_State *L)
{
    return map_bytes(L, tolower);
}

int lib_upper(lua_State *L)
{
    return map_bytes(L, toupper);
}

int lib_rep(lua_State *L)
{
    struct str s = check_str(L, 1);
    lua_Integer times = luaL_checkinteger(L, 2);
    struct str separator = {"", 0};
    separator.p = luaL_optlstring(L, 3, "", &separator.n);
    if (times <= 0 || s.n + separator.n == 0)
        return lua_pushliteral(L, ""), 1;
    if ((size_t)times > VM_ALLOCATION_MAX / (s.n + separator.n))
        return call_raise(L, "string.rep : le résultat serait trop grand",
                          "string.rep: the result would be too large");
    budget_charge(L, (size_t)times + (size_t)times * (s.n + separator.n) / 16);
    struct string_buffer b;
    string_buffer_open(&b, L);
    string_buffer_room(&b, (size_t)times * (s.n + separator.n));
    for (lua_Integer i = 0; i < times; i++) {
        string_buffer_add(&b, s);
        if (i + 1 < times)
            string_buffer_add(&b, separator);
    }
    return string_buffer_push(&b);
}

/* memmem is linear. A text that looks like a pattern needs `true` as fourth argument, so that
 * nobody believes that a pattern was searched. */
int lib_find(lua_State *L)
{
    static const char magic[] = "^$*+?.([%-";
    struct str s = check_str(L, 1), wanted = check_str(L, 2);
    size_t from = offset_of(luaL_optinteger(L, 3, 1), s.n);
    if (!lua_toboolean(L, 4) && strpbrk(wanted.p, magic))
        return call_raise(L,
                          "string.find : les motifs n'existent pas ici ; pour chercher ce texte "
                          "tel quel, donnez true en quatrième argument",
                          "string.find: there are no patterns here; to search for this very text, "
                          "give true as the fourth argument");
    budget_charge(L, (s.n + wanted.n) / 16);
    const char *found = memmem(s.p + from, s.n - from, wanted.p, wanted.n);
    if (!found)
        return lua_pushnil(L), 1;
    lua_pushinteger(L, found - s.p + 1);
    lua_pushinteger(L, found - s.p + (lua_Integer)wanted.n);
    return 2;
}

/* --- format ----------------------------------------------------------------------------------- */

enum { SPEC_MAX = 12, ITEM_MAX = 512, ITEM_CHARGE = 4, REAL_CHARGE = 40 };

/* Copies "%-08.3f" without its letter; both numbers have at most two digits. Returns the letter. */
static char read_spec(lua_State *L, const char **at, char spec[static SPEC_MAX])
{
    const char *p = *at;
    size_t n = 0;
    spec[n++] = '%';
    for (; *p && strchr("-+ #0", *p) && n < 6; p++)
        spec[n++] = *p;
    for (int i = 0; i < 2 && isdigit((unsigned char)*p); i++)
        spec[n++] = *p++;
    if (*p == '.') {
        spec[n++] = *p++;
        for (int i = 0; i < 2 && isdigit((unsigned char)*p); i++)
            spec[n++] = *p++;
    }
    spec[n] = '\0';
    if (!*p || !strchr("diuxXcfeEgGs", *p))
        call_raise(L, "string.format : conversion inconnue après « %s »",
                   "string.format: unknown conversion after \"%s\"", spec);
    *at = p + 1;
    return *p;
}

static void add_whole(lua_State *L, struct string_buffer *b, const char *spec, char letter, int arg)
{
    char format[SPEC_MAX + 4], item[ITEM_MAX];
    snprintf(format, sizeof format, "%sll%c", spec, letter);
    int n = snprintf(item, sizeof item, format, (long long)luaL_checkinteger(L, arg));
    string_buffer_add(b, str_of(item, (size_t)n));
}

static void add_real(lua_State *L, struct string_buffer *b, const char *spec, char letter, int arg)
{
    char format[SPEC_MAX + 4], item[ITEM_MAX];
    double x = luaL_checknumber(L, arg);
    snprintf(format, sizeof format, "%s%c", spec, letter);
    int n = snprintf(item, sizeof item, format, x != x ? fabs(x) : x);
    string_buffer_add(b, str_of(item, (size_t)n));
}

/* A width or a precision only where the whole fits; a long string needs neither. */
static void add_string(lua_State *L, struct string_buffer *b, const char *spec, int arg)
{
    char format[SPEC_MAX + 4], item[ITEM_MAX];
    lua_pushcfunction(L, lib_tostring);
    lua_pushvalue(L, arg);
    lua_call(L, 1, 1);
    struct str s = check_str(L, -1);
    budget_charge(L, s.n / 16);
    snprintf(format, sizeof format, "%ss", spec);
    if (spec[1] == '\0' || s.n >= 100)
        string_buffer_add(b, s);
    else
        string_buffer_add(b, str_of(item, (size_t)snprintf(item, sizeof item, format, s.p)));
    lua_pop(L, 1);
}

static void add_item(lua_State *L, struct string_buffer *b, const char *spec, char letter, int arg)
{
    budget_charge(L, strchr("fegEG", letter) ? REAL_CHARGE : ITEM_CHARGE);
    if (letter == 's')
        add_string(L, b, spec, arg);
    else if (letter == 'c')
        string_buffer_char(b, (char)luaL_checkinteger(L, arg));
    else if (strchr("diuxX", letter))
        add_whole(L, b, spec, letter, arg);
    else
        add_real(L, b, spec, letter, arg);
}

int lib_format(lua_State *L)
{
    struct str format = check_str(L, 1);
    budget_charge(L, format.n);
    const char *p = format.p, *end = format.p + format.n;
    char spec[SPEC_MAX];
    int arg = 1, given = lua_gettop(L); /* the buffer takes a place on the stack */
    struct string_buffer b;
    string_buffer_open(&b, L);
    while (p < end) {
        if (*p != '%') {
            string_buffer_char(&b, *p++);
        } else if (*++p == '%') {
            string_buffer_char(&b, *p++);
        } else {
            char letter = read_spec(L, &p, spec);
            luaL_argcheck(L, arg < given, arg + 1, "value expected");
            add_item(L, &b, spec, letter, ++arg);
        }
    }
    return string_buffer_push(&b);
}
