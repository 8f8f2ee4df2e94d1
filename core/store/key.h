/* Building and reading composite keys whose bytes sort as their parts do.
 *
 *     struct key k = {0};
 *     key_u8(&k, 'R');
 *     key_u16(&k, jurisdiction);
 *     key_u64(&k, id);
 *     batch_put(b, key_str(&k), value);
 *
 * Failure (no room, a zero byte in text) is remembered: a failed key is the empty one, which every
 * reader and batch refuses. Reading takes parts off the front of a view, in the order they were
 * put; a false answer means that the bytes are not such a key.
 *
 * KEY_LAYOUT  integers are big-endian; i64 has its sign bit flipped; text ends with a zero byte;
 *             bytes stand bare, so they are of fixed length or come last. */
#ifndef STORE_KEY_H
#define STORE_KEY_H

#include "store/store.h"

struct key {
    unsigned char p[STORE_KEY_MAX];
    size_t n;
    bool failed;
};

void key_u8(struct key *k, uint8_t v);
void key_u16(struct key *k, uint16_t v);
void key_u32(struct key *k, uint32_t v);
void key_u64(struct key *k, uint64_t v);
void key_i64(struct key *k, int64_t v);
void key_bytes(struct key *k, struct str v);
void key_text(struct key *k, struct str v);

static inline struct str key_str(const struct key *k)
{
    return str_of((const char *)k->p, k->failed ? 0 : k->n);
}

/* The first key after all those that begin with the prefix: the end of their range. Empty, which
 * walk_open takes as no end, when there is none (the prefix is nothing but 0xff bytes). */
struct key key_after(const struct key *prefix);

bool key_take_u8(struct str *rest, uint8_t *out);
bool key_take_u16(struct str *rest, uint16_t *out);
bool key_take_u32(struct str *rest, uint32_t *out);
bool key_take_u64(struct str *rest, uint64_t *out);
bool key_take_i64(struct str *rest, int64_t *out);
bool key_take_bytes(struct str *rest, size_t n, struct str *out);
bool key_take_text(struct str *rest, struct str *out); /* a view, without the zero byte */

#endif
