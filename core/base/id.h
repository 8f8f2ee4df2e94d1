/* Random secrets, their text, and their hashes, by libsodium. */
#ifndef BASE_ID_H
#define BASE_ID_H

#include "base/err.h"
#include "base/str.h"

enum {
    ID_SECRET_BYTES = 16, /* 128 random bits: a tracking token */
    ID_KEY_BYTES = 32,    /* 256 random bits: an API key */
    ID_HASH_BYTES = 32,   /* BLAKE2b-256; a digest's SHA-256 */
};

enum err id_init(void); /* once, before any other; safe to repeat */
void id_random(void *out, size_t n);
/* Lower-case Crockford base 32 without padding: ceil(n*8/5) characters, then a NUL. */
void id_text(char *out, size_t out_size, const void *bytes, size_t n);
/* A random secret is hashed without salt: it has all the entropy it needs. */
void id_hash(unsigned char out[static ID_HASH_BYTES], struct str secret);
/* SHA-256 of what is added piece by piece: where others must be able to compute the same. */
struct id_digest {
    _Alignas(16) unsigned char state[128];
};
void id_digest_begin(struct id_digest *d);
void id_digest_add(struct id_digest *d, struct str piece);
void id_digest_end(struct id_digest *d, unsigned char out[static ID_HASH_BYTES]);
/* Compares secrets in constant time. */
bool id_equal(const void *a, const void *b, size_t n);

#endif
