/* Text looked at by eights: eight bytes at once, in whatever order the machine has them. */
#ifndef BASE_EIGHTS_H
#define BASE_EIGHTS_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

static inline uint64_t eight_at(const void *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

/* Eight times that byte. */
static inline uint64_t eight_of(unsigned char c)
{
    return c * UINT64_C(0x0101010101010101);
}

/* Whether any of them is 0: then, and only then, taking 1 from each borrows into the top bit of
 * one that was below 0x80. */
static inline bool eight_has_zero(uint64_t v)
{
    return (v - eight_of(1)) & ~v & eight_of(0x80);
}

#endif
