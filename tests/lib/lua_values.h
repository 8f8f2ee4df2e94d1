/* Values of Lua made from a fuzzer's bytes: least, greatest, broken, huge, nested, cyclic. */
#ifndef TESTS_LUA_VALUES_H
#define TESTS_LUA_VALUES_H

#include "base/str.h"

#include <lauxlib.h>
#include <math.h>
#include <stdint.h>

/* What is left of the input; an empty one gives zeros. */
struct fuel {
    const uint8_t *p;
    size_t n;
};

static inline uint8_t fuel_byte(struct fuel *f)
{
    if (!f->n)
        return 0;
    f->n--;
    return *f->p++;
}

static inline struct str fuel_bytes(struct fuel *f, size_t most)
{
    size_t n = fuel_byte(f);
    n = n > most ? most : n;
    n = n > f->n ? f->n : n;
    struct str s = str_of((const char *)f->p, n);
    f->p += n;
    f->n -= n;
    return s;
}

static inline double fuel_number(struct fuel *f)
{
    static const double numbers[] = {
        0.0,
        -0.0,
        1,
        -1,
        2,
        10,
        200,
        366,
        367,
        2000,
        65536,
        65537,
        100000,
        0.5,
        -0.5,
        1e15,
        -1e15,
        1e308,
        -1e308,
        5e-324,
        1e100,
        2.5,
        1.5e-300,
        86400,
        1778e6,
        -62135596800,
        253402214400,
        1e16,
        (double)NAN,
        (double)INFINITY,
        -(double)INFINITY,
    };
    return numbers[fuel_byte(f) % (sizeof numbers / sizeof *numbers)];
}

static inline lua_Integer fuel_integer(struct fuel *f)
{
    static const lua_Integer integers[] = {
        0,
        1,
        -1,
        2,
        3,
        7,
        30,
        255,
        256,
        366,
        2000,
        65535,
        65536,
        65537,
        1778162400,
        INT32_MAX,
        INT32_MIN,
        1LL << 53,
        -(1LL << 53),
        253402214399,
        INT64_MAX,
        INT64_MIN,
        INT64_MAX - 1,
        INT64_MIN + 1,
    };
    return integers[fuel_byte(f) % (sizeof integers / sizeof *integers)];
}

static inline const char *fuel_word(struct fuel *f)
{
    static const char *const words[] = {
        "days",  "near", "service", "by",          "state",   "office",  "bd",    "bh",
        "cd",    "cw",   "cm",      "eh",          "fr",      "en",      "*",     "?",
        "%s",    "%d",   "%5.1f",   "%-9s|",       "%99.99g", "%c%x",    "%%",    "pothole",
        "n",     "",     "é",       "ÉLÈVE œuvre", "\xff",    "a\x1f:b", "0x1p4", "1e999",
        "  12 ", "nan",  "%",       "%.",          "%5$d",    "**a*b?",
    };
    return words[fuel_byte(f) % (sizeof words / sizeof *words)];
}

static inline void push_string(lua_State *L, struct fuel *f)
{
    struct str s;
    uint8_t kind = fuel_byte(f);
    if (kind < 100) {
        lua_pushstring(L, fuel_word(f));
    } else if (kind < 230) {
        s = fuel_bytes(f, 60);
        lua_pushlstring(L, s.p ? s.p : "", s.n);
    } else { /* long: doubled so many times */
        s = fuel_bytes(f, 8);
        lua_pushlstring(L, s.p && s.n ? s.p : "x", s.n ? s.n : 1);
        for (int i = fuel_byte(f) % 14; i > 0; i--) {
            lua_pushvalue(L, -1);
            lua_concat(L, 2);
        }
    }
}

enum { FUEL_DEPTH = 5, FUEL_MEMBERS = 6 };

static inline void push_value_from(lua_State *L, struct fuel *f, int depth);

static inline void push_table(lua_State *L, struct fuel *f, int depth)
{
    int n = depth < FUEL_DEPTH ? fuel_byte(f) % FUEL_MEMBERS : 0;
    lua_newtable(L);
    for (int i = 1; i <= n; i++) {
        push_value_from(L, f, depth + 1);
        uint8_t kind = fuel_byte(f);
        if (kind < 100) {
            lua_rawseti(L, -2, i);
        } else if (kind < 220) {
            lua_pushstring(L, fuel_word(f));
            lua_insert(L, -2);
            lua_rawset(L, -3);
        } else if (kind < 240) { /* a key of any kind that a key can be */
            push_value_from(L, f, FUEL_DEPTH);
            if (lua_isnil(L, -1) || (lua_isnumber(L, -1) && isnan(lua_tonumber(L, -1))))
                lua_pop(L, 2);
            else
                lua_insert(L, -2), lua_rawset(L, -3);
        } else { /* itself */
            lua_pop(L, 1);
            lua_pushvalue(L, -1);
            lua_rawseti(L, -2, i);
        }
    }
}

/* May jump. */
static inline void push_value_from(lua_State *L, struct fuel *f, int depth)
{
    luaL_checkstack(L, 10, NULL);
    switch (fuel_byte(f) % 9) {
    case 0:
        lua_pushnil(L);
        break;
    case 1:
        lua_pushboolean(L, fuel_byte(f) & 1);
        break;
    case 2:
        lua_pushinteger(L, fuel_integer(f));
        break;
    case 3:
        lua_pushnumber(L, fuel_number(f));
        break;
    case 4:
        lua_pushinteger(L, (int8_t)fuel_byte(f));
        break;
    case 5:
    case 6:
        push_string(L, f);
        break;
    default:
        push_table(L, f, depth);
    }
}

#endif
