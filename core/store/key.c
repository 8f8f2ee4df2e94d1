/* Composite keys: parts appended so that memcmp orders them, and taken off again. */
#include "store/key.h"

static const uint64_t SIGN = (uint64_t)1 << 63;

static void put(struct key *k, const void *p, size_t n)
{
    if (k->failed || n > STORE_KEY_MAX - k->n) {
        k->failed = true;
        return;
    }
    if (n)
        memcpy(k->p + k->n, p, n);
    k->n += n;
}

static void put_big_endian(struct key *k, uint64_t v, size_t n)
{
    unsigned char bytes[8];
    for (size_t i = n; i-- > 0; v >>= 8)
        bytes[i] = (unsigned char)v;
    put(k, bytes, n);
}

void key_u8(struct key *k, uint8_t v)
{
    put(k, &v, 1);
}

void key_u16(struct key *k, uint16_t v)
{
    put_big_endian(k, v, 2);
}

void key_u32(struct key *k, uint32_t v)
{
    put_big_endian(k, v, 4);
}

void key_u64(struct key *k, uint64_t v)
{
    put_big_endian(k, v, 8);
}

void key_i64(struct key *k, int64_t v)
{
    put_big_endian(k, (uint64_t)v ^ SIGN, 8);
}

void key_bytes(struct key *k, struct str v)
{
    put(k, v.p, v.n);
}

void key_text(struct key *k, struct str v)
{
    if (v.n && memchr(v.p, 0, v.n))
        k->failed = true;
    put(k, v.p, v.n);
    put(k, "", 1);
}

struct key key_after(const struct key *prefix)
{
    struct key end = *prefix;
    while (end.n && end.p[end.n - 1] == 0xff)
        end.n--;
    if (end.n)
        end.p[end.n - 1]++;
    return end;
}

bool key_take_bytes(struct str *rest, size_t n, struct str *out)
{
    if (rest->n < n)
        return false;
    *out = str_first(*rest, n);
    *rest = str_from(*rest, n);
    return true;
}

static bool take_big_endian(struct str *rest, size_t n, uint64_t *out)
{
    struct str bytes;
    if (!key_take_bytes(rest, n, &bytes))
        return false;
    *out = 0;
    for (size_t i = 0; i < n; i++)
        *out = *out << 8 | (unsigned char)bytes.p[i];
    return true;
}

bool key_take_u8(struct str *rest, uint8_t *out)
{
    uint64_t v;
    return take_big_endian(rest, 1, &v) && (*out = (uint8_t)v, true);
}

bool key_take_u16(struct str *rest, uint16_t *out)
{
    uint64_t v;
    return take_big_endian(rest, 2, &v) && (*out = (uint16_t)v, true);
}

bool key_take_u32(struct str *rest, uint32_t *out)
{
    uint64_t v;
    return take_big_endian(rest, 4, &v) && (*out = (uint32_t)v, true);
}

bool key_take_u64(struct str *rest, uint64_t *out)
{
    return take_big_endian(rest, 8, out);
}

bool key_take_i64(struct str *rest, int64_t *out)
{
    uint64_t v;
    return take_big_endian(rest, 8, &v) && (*out = (int64_t)(v ^ SIGN), true);
}

bool key_take_text(struct str *rest, struct str *out)
{
    const char *end = rest->n ? memchr(rest->p, 0, rest->n) : NULL;
    return end && key_take_bytes(rest, (size_t)(end - rest->p), out) &&
           (*rest = str_from(*rest, 1), true);
}
