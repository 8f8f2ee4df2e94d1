/* Random secrets, their text, and their hashes, by libsodium. */
#ifndef BASE_ID_H
#define BASE_ID_H

#include "base/err.h"
#include "base/str.h"

enum {
    ID_SECRET_BYTES = 16, /* 128 random bits: a tracking token */
    ID_KEY_BYTES = 32,    /* 256 random bits: an API key */
    ID_HASH_BYTES = 32,   /* BLAKE2b-256 */
};

enum err id_init(void); /* once, before any other; safe to repeat */
void id_random(void *out, size_t n);
/* Lower-case Crockford base 32 without padding: ceil(n*8/5) characters, then a NUL. */
void id_text(char *out, size_t out_size, const void *bytes, size_t n);
/* A random secret is hashed without salt: it has all the entropy it needs. */
void id_hash(unsigned char out[static ID_HASH_BYTES], struct str secret);
/* Compares secrets in constant time. */
bool id_equal(const void *a, const void *b, size_t n);

#endif
