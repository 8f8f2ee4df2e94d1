/* A growing run of bytes. Failure is remembered, so that a writer checks once, at the end.
 *
 * With an arena the bytes live there and need no freeing; without one they are malloc'ed and
 * buf_free gives them back. After a failed growth every further write does nothing and
 * buf.failed stays true: the bytes must then not be used. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include "base/arena.h"

struct buf {
    char *p;
    size_t n, cap;
    struct arena *arena; /* NULL: malloc */
    bool failed;
};

/* Zero is a valid empty buffer on malloc. */
static inline struct buf buf_in(struct arena *arena)
{
    return (struct buf){.arena = arena};
}

static inline struct str buf_str(const struct buf *b)
{
    return str_of(b->p, b->n);
}

bool buf_reserve(struct buf *b, size_t more); /* room for `more` further bytes; false = failed */
void buf_put(struct buf *b, const void *p, size_t n);
void buf_str_put(struct buf *b, struct str s);
void buf_char(struct buf *b, char c);
void buf_u64(struct buf *b, uint64_t v); /* decimal */
void buf_i64(struct buf *b, int64_t v);
void buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
#define BUF_LIT(b, literal) buf_put((b), "" literal, sizeof(literal) - 1)

void buf_free(struct buf *b); /* nothing to do on an arena; the buffer is empty afterwards */

#endif
