/* Makes tracking tokens and reads them back as people type them. */
#include "domain/token.h"

#include "base/buf.h"
#include "domain/keys.h"

static void hash_of(unsigned char out[static ID_HASH_BYTES], struct str token)
{
    secret_hash(out, "guichet tracking token", token);
}

void token_make(char text[static TOKEN_TEXT], unsigned char hash[static ID_HASH_BYTES], uint64_t id)
{
    struct buf b = {.p = text, .cap = TOKEN_TEXT};
    unsigned char bits[ID_SECRET_BYTES];
    buf_u64(&b, id);
    id_random(bits, sizeof bits);
    id_text(text + b.n, TOKEN_TEXT - b.n, bits, sizeof bits);
    hash_of(hash, str_c(text));
}

/* Crockford's base 32 has no i, l, o, u: what looks like a digit is one. */
static char canonical(char c)
{
    if (c >= 'A' && c <= 'Z')
        c = (char)(c + ('a' - 'A'));
    return (char)(c == 'o' ? '0' : c == 'i' || c == 'l' ? '1' : c);
}

bool token_read(struct str typed, uint64_t *id, unsigned char hash[static ID_HASH_BYTES])
{
    char text[TOKEN_TEXT];
    size_t n = 0;
    for (size_t i = 0; i < typed.n; i++) {
        if (typed.p[i] == ' ' || typed.p[i] == '-')
            continue;
        if (n == sizeof text)
            return false;
        text[n++] = canonical(typed.p[i]);
    }
    if (n <= TOKEN_SECRET || !str_u64(str_of(text, n - TOKEN_SECRET), id))
        return false;
    hash_of(hash, str_of(text, n));
    return true;
}
