/* Reads tests/lib/hostile.txt: names, bytes, and what is wanted. */
#ifndef TESTS_HOSTILE_H
#define TESTS_HOSTILE_H

#include "base/buf.h"
#include "base/check.h"

#include <stdio.h>
#include <stdlib.h>

struct hostile {
    struct str name, want;
    struct buf bytes;
};

enum { HOSTILE_LETS = 8 };

struct hostile_let {
    struct buf name, bytes;
};

static inline int hostile_hex(char c)
{
    return c >= 'a' ? c - 'a' + 10 : c >= 'A' ? c - 'A' + 10 : c - '0';
}

static inline void hostile_expand(struct buf *out, struct str s, const struct hostile_let *lets);

/* "{{A*3}}" or "{{N:text*3}}" at the front of s; returns the bytes it takes there. */
static inline size_t hostile_repeat(struct buf *out, struct str s, const struct hostile_let *lets)
{
    size_t end = 2, depth = 1, star = 0;
    for (; depth; end++) {
        check(end + 1 < s.n);
        if (memcmp(s.p + end, "{{", 2) == 0)
            depth++;
        if (memcmp(s.p + end, "}}", 2) == 0 && --depth)
            end++;
        if (depth == 1 && s.p[end] == '*')
            star = end;
    }
    uint64_t times;
    check(star && str_u64(str_of(s.p + star + 1, end - 1 - star - 1), &times));
    struct str text = str_of(s.p + 2, star - 2);
    struct buf once = {0};
    hostile_expand(&once, str_starts(text, STR("N:")) ? str_from(text, 2) : text, lets);
    for (uint64_t i = 0; i < times; i++)
        buf_str_put(out, buf_str(&once));
    buf_free(&once);
    return end + 1;
}

/* "${NAME}" at the front of s; returns the bytes it takes there. */
static inline size_t hostile_let(struct buf *out, struct str s, const struct hostile_let *lets)
{
    struct str name;
    str_cut(&s, '}', &name);
    while (!str_eq(buf_str(&lets->name), str_from(name, 2)))
        check(lets++->name.n);
    buf_str_put(out, buf_str(&lets->bytes));
    return name.n + 1;
}

static inline void hostile_expand(struct buf *out, struct str s, const struct hostile_let *lets)
{
    static const char escapes[] = "r\rn\nt\t\\\\0\0";
    for (size_t i = 0; i < s.n; i++) {
        if (i + 1 < s.n && s.p[i] == '{' && s.p[i + 1] == '{') {
            i += hostile_repeat(out, str_from(s, i), lets) - 1;
        } else if (i + 1 < s.n && s.p[i] == '$' && s.p[i + 1] == '{') {
            i += hostile_let(out, str_from(s, i), lets) - 1;
        } else if (s.p[i] == '\\' && s.p[i + 1] == 'x') {
            buf_char(out, (char)(hostile_hex(s.p[i + 2]) << 4 | hostile_hex(s.p[i + 3])));
            i += 3;
        } else if (s.p[i] == '\\') {
            const char *at = memchr(escapes, s.p[++i], sizeof escapes - 1);
            check(at);
            buf_char(out, at[1]);
        } else {
            buf_char(out, s.p[i]);
        }
    }
}

/* Calls `each` for every case of the file; returns how many there were. */
static inline size_t hostile_each(const char *path, void (*each)(const struct hostile *))
{
    size_t count = 0;
    struct hostile h = {0};
    struct hostile_let lets[HOSTILE_LETS + 1] = {0}; /* ends with an empty one */
    size_t let_count = 0;
    char *line = NULL;
    size_t room = 0;
    ssize_t n;
    FILE *f = fopen(path, "r");
    check(f);
    while ((n = getline(&line, &room, f)) > 0) {
        struct str rest = str_of(line, (size_t)n - 1);
        struct str value = str_from(rest, 6);
        if (str_starts(rest, STR("name: "))) {
            h.name = str_c(strndup(value.p, value.n));
        } else if (str_starts(rest, STR("send: "))) {
            hostile_expand(&h.bytes, value, lets);
        } else if (str_starts(rest, STR("let:  "))) {
            struct str name;
            check(let_count < HOSTILE_LETS && str_cut(&value, ' ', &name));
            hostile_expand(&lets[let_count].bytes, value, lets);
            buf_str_put(&lets[let_count++].name, name);
        } else if (str_starts(rest, STR("want: "))) {
            h.want = value;
            each(&h);
            count++;
            free((void *)(uintptr_t)h.name.p);
            buf_free(&h.bytes);
        }
    }
    for (size_t i = 0; i < let_count; i++) {
        buf_free(&lets[i].name);
        buf_free(&lets[i].bytes);
    }
    free(line);
    fclose(f);
    return count;
}

#endif
