/* Random secrets, their text, and their hashes, by libsodium. */
#include "base/id.h"

#include "base/check.h"

#include <sodium.h>

enum err id_init(void)
{
    return sodium_init() < 0 ? ERR_SYSTEM : ERR_OK;
}

void id_random(void *out, size_t n)
{
    randombytes_buf(out, n);
}

void id_text(char *out, size_t out_size, const void *bytes, size_t n)
{
    static const char alphabet[] = "0123456789abcdefghjkmnpqrstvwxyz";
    const unsigned char *p = bytes;
    unsigned acc = 0, bits = 0;
    size_t at = 0;
    check(out_size > (n * 8 + 4) / 5);
    for (size_t i = 0; i < n; i++) {
        acc = acc << 8 | p[i];
        for (bits += 8; bits >= 5; bits -= 5)
            out[at++] = alphabet[acc >> (bits - 5) & 31];
        acc &= (1u << bits) - 1;
    }
    if (bits)
        out[at++] = alphabet[acc << (5 - bits) & 31];
    out[at] = 0;
}

void id_hash(unsigned char out[static ID_HASH_BYTES], struct str secret)
{
    crypto_generichash(out, ID_HASH_BYTES, (const unsigned char *)secret.p, secret.n, NULL, 0);
}

_Static_assert(sizeof(crypto_hash_sha256_state) <= sizeof(struct id_digest), "it holds the state");

void id_digest_begin(struct id_digest *d)
{
    crypto_hash_sha256_init((void *)d->state);
}

void id_digest_add(struct id_digest *d, struct str piece)
{
    crypto_hash_sha256_update((void *)d->state, (const unsigned char *)piece.p, piece.n);
}

void id_digest_end(struct id_digest *d, unsigned char out[static ID_HASH_BYTES])
{
    crypto_hash_sha256_final((void *)d->state, out);
}

bool id_equal(const void *a, const void *b, size_t n)
{
    return sodium_memcmp(a, b, n) == 0;
}
