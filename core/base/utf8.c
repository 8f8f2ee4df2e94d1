/* Validity by table 3-7 of Unicode; folding by utf8proc. */
#include "base/utf8.h"

#include "base/buf.h"
#include "base/eights.h"

#include <stdlib.h>
#include <utf8proc.h>

/* Length of the well-formed sequence at p, 0 if there is none. */
static size_t sequence(const unsigned char *p, size_t n)
{
    if (p[0] < 0x80)
        return p[0] ? 1 : 0;
    size_t len = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
    if (p[0] < 0xc2 || p[0] > 0xf4 || n < len)
        return 0;
    unsigned char low = p[0] == 0xe0 ? 0xa0 : p[0] == 0xf0 ? 0x90 : 0x80;
    unsigned char high = p[0] == 0xed ? 0x9f : p[0] == 0xf4 ? 0x8f : 0xbf;
    if (p[1] < low || p[1] > high)
        return 0;
    for (size_t i = 2; i < len; i++)
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    return len;
}

static bool all_ascii(uint64_t eight)
{
    return !(eight & eight_of(0x80)) && !eight_has_zero(eight);
}

bool utf8_valid(struct str s)
{
    const unsigned char *p = (const unsigned char *)s.p;
    for (size_t i = 0; i < s.n;) {
        if (s.n - i >= 8 && all_ascii(eight_at(p + i))) {
            i += 8;
            continue;
        }
        size_t len = sequence(p + i, s.n - i);
        if (!len)
            return false;
        i += len;
    }
    return true;
}

size_t utf8_length(struct str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += ((unsigned char)s.p[i] & 0xc0) != 0x80;
    return n;
}

struct str utf8_fold(struct arena *arena, struct str s)
{
    utf8proc_uint8_t *folded = NULL;
    utf8proc_ssize_t n = utf8proc_map((const utf8proc_uint8_t *)s.p, (utf8proc_ssize_t)s.n, &folded,
                                      UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK |
                                          UTF8PROC_COMPAT | UTF8PROC_IGNORE);
    if (n < 0)
        return (struct str){NULL, 0};
    struct str copy = arena_str(arena, str_of((const char *)folded, (size_t)n));
    free(folded);
    return copy;
}

static struct str map_points(struct arena *arena, struct str s,
                             utf8proc_int32_t (*map)(utf8proc_int32_t))
{
    struct buf b = buf_in(arena);
    utf8proc_int32_t point;
    utf8proc_uint8_t bytes[4];
    for (size_t i = 0; i < s.n;) {
        utf8proc_ssize_t n = utf8proc_iterate((const utf8proc_uint8_t *)s.p + i,
                                              (utf8proc_ssize_t)(s.n - i), &point);
        if (n <= 0)
            return (struct str){NULL, 0};
        i += (size_t)n;
        n = utf8proc_encode_char(map(point), bytes);
        buf_str_put(&b, str_of((const char *)bytes, (size_t)n));
    }
    return b.failed ? (struct str){NULL, 0} : arena_str(arena, buf_str(&b));
}

struct str utf8_upper(struct arena *arena, struct str s)
{
    return map_points(arena, s, utf8proc_toupper);
}

struct str utf8_lower(struct arena *arena, struct str s)
{
    return map_points(arena, s, utf8proc_tolower);
}
