/* A view of bytes with their length: never owns, never needs a terminating NUL. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
    const char *p;
    size_t n;
};

/* STR("literal") is a view of a literal; STR_FMT and STR_ARG print one with printf. */
#define STR(literal) ((struct str){"" literal, sizeof(literal) - 1})
#define STR_FMT "%.*s"
#define STR_ARG(s) (int)(s).n, (s).p

static inline struct str str_of(const char *p, size_t n)
{
    return (struct str){p, n};
}

static inline struct str str_c(const char *z)
{
    return (struct str){z, z ? strlen(z) : 0};
}

static inline bool str_eq(struct str a, struct str b)
{
    return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline struct str str_from(struct str s, size_t start)
{
    if (!s.p)
        return s; /* nothing may be added to NULL */
    return start >= s.n ? (struct str){s.p + s.n, 0} : (struct str){s.p + start, s.n - start};
}

static inline struct str str_first(struct str s, size_t n)
{
    return n >= s.n ? s : (struct str){s.p, n};
}

bool str_eq_nocase(struct str a, struct str b); /* ASCII only */
int str_cmp(struct str a, struct str b);        /* as memcmp; a prefix sorts first */
bool str_starts(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
bool str_has(struct str s, char c);
struct str str_trim(struct str s); /* without leading and trailing spaces and tabs */

/* Takes what stands before the first `sep` off the front of *rest and returns it; the whole
 * rest when there is none. Returns false once *rest is used up (rest->p becomes NULL). */
bool str_cut(struct str *rest, char sep, struct str *piece);

/* Whole decimal numbers: false unless all of s is one, in range. Doubles accept 1, -1.5, 1e3,
 * never inf, nan, hexadecimal, or spaces. */
bool str_u64(struct str s, uint64_t *out);
bool str_i64(struct str s, int64_t *out);
bool str_double(struct str s, double *out);

#endif
