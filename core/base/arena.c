/* Hand out an exchange's memory, give it all back at once, poison the rest. */
#include "base/arena.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARENA_ASAN 1
/* gcc thinks that a function taking const bytes reads them; poisoning new memory does not. */
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARENA_ASAN 1
#endif
#endif

#ifdef ARENA_ASAN
#include <sanitizer/asan_interface.h>
#define POISON(p, n) __asan_poison_memory_region((p), (n))
#define UNPOISON(p, n) __asan_unpoison_memory_region((p), (n))
#define RED_ZONE 16u
#else
#define POISON(p, n) ((void)(p), (void)(n))
#define UNPOISON(p, n) ((void)(p), (void)(n))
#define RED_ZONE 0u
#endif

enum { ALIGN = 16, CHUNK_MIN = 4096 };

struct arena_chunk {
    struct arena_chunk *next;
    size_t size; /* of data */
    _Alignas(ALIGN) char data[];
};

static size_t rounded(size_t n)
{
    return (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
}

static struct arena_chunk *add_chunk(struct arena *a, size_t need)
{
    size_t size = a->total < CHUNK_MIN ? CHUNK_MIN : a->total;
    if (size < need)
        size = need;
    if (a->limit && (need > a->limit || a->total > a->limit - need))
        return NULL;
    if (a->limit && size > a->limit - a->total)
        size = a->limit - a->total;
    struct arena_chunk *c = malloc(sizeof *c + size);
    if (!c)
        return NULL;
    *c = (struct arena_chunk){.size = size};
    POISON(c->data, size);
    a->total += size;
    if (a->current) {
        c->next = a->current->next;
        a->current->next = c;
    } else {
        a->first = c;
    }
    return c;
}

/* Moves on to a chunk with room for n bytes: a kept one if it is next, else a new one. */
static bool next_chunk(struct arena *a, size_t n)
{
    struct arena_chunk *c = a->current ? a->current->next : a->first;
    if (!c || c->size < n)
        c = add_chunk(a, n);
    if (!c)
        return false;
    a->current = c;
    a->used = 0;
    return true;
}

void *arena_alloc(struct arena *a, size_t n)
{
    if (n > SIZE_MAX / 4)
        return NULL;
    size_t need = rounded(n ? n : 1) + RED_ZONE;
    if ((!a->current || a->current->size - a->used < need) && !next_chunk(a, need))
        return NULL;
    char *p = a->current->data + a->used;
    a->used += need;
    UNPOISON(p, n);
    return p;
}

void *arena_zalloc(struct arena *a, size_t count, size_t size)
{
    if (size && count > SIZE_MAX / 4 / size)
        return NULL;
    void *p = arena_alloc(a, count * size);
    if (p)
        memset(p, 0, count * size);
    return p;
}

void *arena_grow(struct arena *a, void *old, size_t old_n, size_t new_n)
{
    if (old && new_n <= old_n)
        return old;
    size_t had = rounded(old_n ? old_n : 1) + RED_ZONE;
    size_t need = new_n > SIZE_MAX / 4 ? SIZE_MAX : rounded(new_n) + RED_ZONE;
    bool last =
        old && a->current && a->used >= had && (char *)old == a->current->data + (a->used - had);
    if (last && a->current->size - (a->used - had) >= need) {
        a->used += need - had;
        UNPOISON(old, new_n);
        return old;
    }
    void *p = arena_alloc(a, new_n);
    if (p && old_n)
        memcpy(p, old, old_n);
    return p;
}

struct str arena_str(struct arena *a, struct str s)
{
    char *p = arena_alloc(a, s.n + 1);
    if (!p)
        return (struct str){NULL, 0};
    if (s.n)
        memcpy(p, s.p, s.n);
    p[s.n] = 0;
    return str_of(p, s.n);
}

struct str arena_printf(struct arena *a, const char *format, ...)
{
    va_list args, again;
    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *p = n < 0 ? NULL : arena_alloc(a, (size_t)n + 1);
    if (p)
        vsnprintf(p, (size_t)n + 1, format, again);
    va_end(again);
    return p ? str_of(p, (size_t)n) : (struct str){NULL, 0};
}

static void free_chunks(struct arena *a)
{
    for (struct arena_chunk *c = a->first, *next; c; c = next) {
        next = c->next;
        free(c);
    }
    *a = (struct arena){.limit = a->limit};
}

void arena_reset(struct arena *a)
{
    size_t total = a->total;
    if (a->first && a->first->next) {
        free_chunks(a);
        add_chunk(a, total);
    }
    a->current = a->first;
    a->used = 0;
    if (a->first)
        POISON(a->first->data, a->first->size);
}

void arena_free(struct arena *a)
{
    free_chunks(a);
}
