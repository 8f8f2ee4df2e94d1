/* Tracking tokens, by which a citizen follows a request: its number, then 128 random bits.
 *
 * "67710" "k3v9…": the number leads to the request, so no index of tokens is needed, and the bits
 * prove the right to follow it. Only the hash of the whole is kept, with the request. */
#ifndef DOMAIN_TOKEN_H
#define DOMAIN_TOKEN_H

#include "base/id.h"

enum {
    TOKEN_SECRET = 26,                  /* characters of the random bits, the last ones */
    TOKEN_TEXT = 20 + TOKEN_SECRET + 1, /* bytes that hold any token and its NUL */
};

void token_make(char text[static TOKEN_TEXT], unsigned char hash[static ID_HASH_BYTES],
                uint64_t id);
/* Of the token as a person typed it: case, spaces, hyphens, and o for 0, i or l for 1 make no
 * difference. False: no token looks like that. */
bool token_read(struct str typed, uint64_t *id, unsigned char hash[static ID_HASH_BYTES]);

#endif
