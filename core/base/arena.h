/* The memory of one exchange: handed out in small pieces, given back all at once.
 *
 * What was needed once is kept across arena_reset, in one piece: in steady state nothing is
 * allocated.
 * Space not handed out is poisoned under AddressSanitizer: an overrun inside an arena is found
 * like any other. An arena belongs to one thread at a time. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/str.h"

struct arena_chunk;

/* Zero is a valid, empty arena. */
struct arena {
    struct arena_chunk *first, *current;
    size_t used;  /* bytes handed out of the current chunk */
    size_t total; /* bytes held in all chunks */
    size_t limit; /* total never grows beyond this; 0 = none */
};

/* n bytes, aligned for any type, not zeroed; NULL when out of memory or over the limit. */
void *arena_alloc(struct arena *a, size_t n);
/* count items of size bytes, zeroed; NULL when out of memory or on overflow. */
void *arena_zalloc(struct arena *a, size_t count, size_t size);
/* Grows the last piece in place when it can, else copies. old may be NULL. */
void *arena_grow(struct arena *a, void *old, size_t old_n, size_t new_n);

#define ARENA_NEW(arena, type) ((type *)arena_zalloc((arena), 1, sizeof(type)))
#define ARENA_ARRAY(arena, type, count) ((type *)arena_zalloc((arena), (count), sizeof(type)))

/* A copy of s followed by a NUL; .p is NULL when out of memory. */
struct str arena_str(struct arena *a, struct str s);
/* printf into the arena; .p is NULL when out of memory. */
struct str arena_printf(struct arena *a, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

void arena_reset(struct arena *a); /* all handed out is void; as much memory is kept */
void arena_free(struct arena *a);  /* all memory back; the arena is empty and usable again */

#endif
