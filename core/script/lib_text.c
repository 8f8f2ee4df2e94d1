/* cx.text: words without their accents, bounded patterns, and numbers and dates as people read
 * them. Everything is charged by its length, and looks the same on every machine. */
#include "base/date.h"
#include "base/utf8.h"
#include "domain/jurisdiction.h"
#include "script/budget.h"
#include "script/call.h"
#include "script/context.h"

#include <lauxlib.h>
#include <math.h>
#include <stdio.h>

enum {
    CALL_CHARGE = 20,
    FOLD_CHARGE = 4, /* a byte to fold or to change the case of */
    GLOB_MAX = 200,
    DECIMALS_MAX = 6,
};

#define NUMBER_MOST 1e15
#define INSTANT_LEAST (-62135596800) /* year 1 */
#define INSTANT_MOST 253402214400    /* December 31, 9999 */

/* --- Text ------------------------------------------------------------------------------------- */

static struct str check_text(lua_State *L, int arg)
{
    struct str s;
    luaL_checktype(L, arg, LUA_TSTRING);
    s.p = lua_tolstring(L, arg, &s.n);
    budget_charge(L, CALL_CHARGE + s.n * FOLD_CHARGE);
    if (!utf8_valid(s))
        call_raise(L, "ce n'est pas du texte en UTF-8", "that is not text in UTF-8");
    return s;
}

/* The three below: valid text gives NULL only without memory. */
static struct str have(lua_State *L, struct str s)
{
    if (!s.p)
        budget_kill(L, VM_NO_HOST_MEMORY);
    return s;
}

static int push_text(lua_State *L, struct str s)
{
    have(L, s);
    lua_pushlstring(L, s.p, s.n);
    return 1;
}

static struct str check_folded(lua_State *L, int arg)
{
    struct str s = check_text(L, arg);
    return have(L, utf8_fold(context_asked(L)->arena, s));
}

static int fold(lua_State *L)
{
    return push_text(L, check_folded(L, 1));
}

static int lower(lua_State *L)
{
    struct str s = check_text(L, 1);
    return push_text(L, utf8_lower(context_asked(L)->arena, s));
}

static int upper(lua_State *L)
{
    struct str s = check_text(L, 1);
    return push_text(L, utf8_upper(context_asked(L)->arena, s));
}

static int length(lua_State *L)
{
    lua_pushinteger(L, (lua_Integer)utf8_length(check_text(L, 1)));
    return 1;
}

static int contains(lua_State *L)
{
    struct str s = check_folded(L, 1), word = check_folded(L, 2);
    lua_pushboolean(L, word.n == 0 || memmem(s.p, s.n, word.p, word.n));
    return 1;
}

/* --- Patterns --------------------------------------------------------------------------------- */

static size_t character(struct str s, size_t at)
{
    size_t end = at + 1;
    while (end < s.n && ((unsigned char)s.p[end] & 0xc0) == 0x80)
        end++;
    return end - at;
}

/* Whether the glob's next character takes that of the text; moves past both. */
static bool take(struct str s, size_t *i, struct str glob, size_t *g)
{
    if (*g == glob.n || glob.p[*g] == '*')
        return false;
    size_t n = character(s, *i), gn = character(glob, *g);
    if (glob.p[*g] != '?' && (n != gn || memcmp(s.p + *i, glob.p + *g, n) != 0))
        return false;
    *i += n;
    *g += gn;
    return true;
}

/* Only the last star is ever tried again: at most as many steps as text times pattern, and each
 * is charged. */
static bool matches(lua_State *L, struct str s, struct str glob)
{
    size_t i = 0, g = 0, star = SIZE_MAX, mark = 0;
    while (i < s.n) {
        budget_charge(L, 1);
        if (take(s, &i, glob, &g))
            continue;
        if (g < glob.n && glob.p[g] == '*') {
            star = ++g;
            mark = i;
        } else if (star != SIZE_MAX) {
            g = star;
            mark += character(s, mark);
            i = mark;
        } else {
            return false;
        }
    }
    while (g < glob.n && glob.p[g] == '*')
        g++;
    return g == glob.n;
}

/* Whole text against a pattern where * is anything and ? one character, without case or accents. */
static int match(lua_State *L)
{
    struct str s = check_folded(L, 1), glob = check_folded(L, 2);
    if (glob.n > GLOB_MAX)
        return call_raise(L, "cx.text.match : un motif a au plus %d octets",
                          "cx.text.match: a pattern has at most %d bytes", GLOB_MAX);
    lua_pushboolean(L, matches(L, s, glob));
    return 1;
}

/* --- Numbers and dates ------------------------------------------------------------------------ */

static enum lang check_lang(lua_State *L, int arg)
{
    const char *name = luaL_optstring(L, arg, "fr");
    if (strcmp(name, "fr") != 0 && strcmp(name, "en") != 0)
        call_raise(L, "une langue est \"fr\" ou \"en\"", "a language is \"fr\" or \"en\"");
    return name[0] == 'e' ? LANG_EN : LANG_FR;
}

static double check_number(lua_State *L, int arg)
{
    double n = luaL_checknumber(L, arg);
    if (!(fabs(n) < NUMBER_MOST))
        call_raise(L, "ce nombre ne s'écrit pas", "that number cannot be written");
    return n == 0 ? 0 : n; /* no negative zero */
}

/* 1 234,50 with no-break spaces; 1,234.50 */
static void put_number(struct buf *b, double n, int decimals, enum lang lang)
{
    char digits[64];
    snprintf(digits, sizeof digits, "%.*f", decimals, fabs(n));
    size_t whole = strcspn(digits, ".");
    if (n < 0 && strspn(digits, "0.") < strlen(digits))
        buf_char(b, '-');
    for (size_t i = 0; i < whole; i++) {
        buf_char(b, digits[i]);
        size_t left = whole - 1 - i;
        if (left && left % 3 == 0)
            buf_str_put(b, lang == LANG_EN ? STR(",") : STR("\u00a0"));
    }
    if (decimals) {
        buf_char(b, lang == LANG_EN ? '.' : ',');
        buf_str_put(b, str_c(digits + whole + 1));
    }
}

static int push_buf(lua_State *L, const struct buf *b)
{
    if (b->failed)
        budget_kill(L, VM_NO_HOST_MEMORY);
    lua_pushlstring(L, b->p ? b->p : "", b->n);
    return 1;
}

/* number(n, lang, decimals) */
static int number(lua_State *L)
{
    struct buf b = buf_in(context_asked(L)->arena);
    double n = check_number(L, 1);
    enum lang lang = check_lang(L, 2);
    lua_Integer decimals = luaL_optinteger(L, 3, 0);
    luaL_argcheck(L, decimals >= 0 && decimals <= DECIMALS_MAX, 3, "value out of range");
    budget_charge(L, 2 * CALL_CHARGE);
    put_number(&b, n, (int)decimals, lang);
    return push_buf(L, &b);
}

/* amount(n, lang): dollars */
static int amount(lua_State *L)
{
    struct buf b = buf_in(context_asked(L)->arena);
    double n = check_number(L, 1);
    enum lang lang = check_lang(L, 2);
    budget_charge(L, 2 * CALL_CHARGE);
    bool negative = n <= -0.005;
    if (negative)
        buf_char(&b, '-');
    if (lang == LANG_EN)
        buf_char(&b, '$');
    put_number(&b, fabs(n), 2, lang);
    if (lang == LANG_FR)
        BUF_LIT(&b, "\u00a0$");
    return push_buf(L, &b);
}

static int64_t check_instant(lua_State *L, int arg)
{
    lua_Integer at = luaL_checkinteger(L, arg);
    if (at < INSTANT_LEAST || at >= INSTANT_MOST)
        call_raise(L, "ce n'est pas un instant", "that is no instant");
    return at;
}

/* date(t, lang): the local date; datetime(t, lang): with its time */
static int date(lua_State *L)
{
    const struct asked *asked = context_asked(L);
    struct buf b = buf_in(asked->arena);
    int64_t at = check_instant(L, 1);
    enum lang lang = check_lang(L, 2);
    int second;
    budget_charge(L, 2 * CALL_CHARGE);
    day_put_words(&b, zone_day(asked->question->jurisdiction->zone, at, &second), lang);
    return push_buf(L, &b);
}

static int datetime(lua_State *L)
{
    const struct asked *asked = context_asked(L);
    struct buf b = buf_in(asked->arena);
    int64_t at = check_instant(L, 1);
    enum lang lang = check_lang(L, 2);
    budget_charge(L, 2 * CALL_CHARGE);
    zone_put_words(&b, asked->question->jurisdiction->zone, at, lang);
    return push_buf(L, &b);
}

void context_push_text(lua_State *L)
{
    static const luaL_Reg functions[] = {
        {"amount", amount}, {"contains", contains}, {"date", date},   {"datetime", datetime},
        {"fold", fold},     {"length", length},     {"lower", lower}, {"match", match},
        {"number", number}, {"upper", upper},       {NULL, NULL},
    };
    luaL_newlib(L, functions);
}
