/* Stored values, written and read field by field. */
#include "store/record.h"

enum { VARINT_MAX = 10 };

static size_t varint(unsigned char out[VARINT_MAX], uint64_t v)
{
    size_t n = 0;
    for (; v >= 0x80; v >>= 7)
        out[n++] = (unsigned char)(v | 0x80);
    out[n++] = (unsigned char)v;
    return n;
}

static void put_field(struct record_writer *w, uint8_t tag, const void *p, size_t n)
{
    unsigned char head[1 + VARINT_MAX] = {tag};
    size_t head_n = 1 + varint(head + 1, n);
    if (!buf_reserve(w->out, head_n + n))
        return;
    buf_put(w->out, head, head_n);
    buf_put(w->out, p, n);
}

void record_start(struct record_writer *w, struct buf *out, uint8_t format)
{
    w->out = out;
    buf_char(out, (char)format);
}

void record_put_u64(struct record_writer *w, uint8_t tag, uint64_t v)
{
    unsigned char bytes[VARINT_MAX];
    put_field(w, tag, bytes, varint(bytes, v));
}

void record_put_i64(struct record_writer *w, uint8_t tag, int64_t v)
{
    uint64_t twice = (uint64_t)v << 1;
    record_put_u64(w, tag, v < 0 ? ~twice : twice);
}

void record_put_f64(struct record_writer *w, uint8_t tag, double v)
{
    uint64_t bits;
    unsigned char bytes[sizeof bits];
    memcpy(&bits, &v, sizeof bits);
    for (size_t i = 0; i < sizeof bytes; i++, bits >>= 8)
        bytes[i] = (unsigned char)bits;
    put_field(w, tag, bytes, sizeof bytes);
}

void record_put_str(struct record_writer *w, uint8_t tag, struct str v)
{
    put_field(w, tag, v.p, v.n);
}

size_t record_begin(struct record_writer *w, uint8_t tag)
{
    buf_char(w->out, (char)tag);
    return w->out->n;
}

/* The length is known only now: the fields move up to make room for it. */
void record_end(struct record_writer *w, size_t begun)
{
    struct buf *out = w->out;
    if (out->failed)
        return;
    unsigned char length[VARINT_MAX];
    size_t n = out->n - begun, length_n = varint(length, n);
    if (!buf_reserve(out, length_n))
        return;
    memmove(out->p + begun + length_n, out->p + begun, n);
    memcpy(out->p + begun, length, length_n);
    out->n += length_n;
}

static bool take_byte(struct str *rest, uint8_t *out)
{
    if (!rest->n)
        return false;
    *out = (uint8_t)*rest->p;
    *rest = str_of(rest->p + 1, rest->n - 1);
    return true;
}

/* False on an overrun, on more than 64 bits, and on a zero byte at the end, which says nothing. */
static bool take_varint(struct str *rest, uint64_t *out)
{
    uint8_t byte;
    if (rest->n && !(*rest->p & 0x80)) { /* one byte, as nearly all are */
        *out = (uint8_t)*rest->p;
        *rest = str_of(rest->p + 1, rest->n - 1);
        return true;
    }
    *out = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
        if (!take_byte(rest, &byte) || (shift == 63 && byte > 1))
            return false;
        *out |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80)
            return byte || !shift;
    }
    return false;
}

enum err record_open(struct record_reader *r, struct str bytes, uint8_t max_format, uint8_t *format)
{
    r->rest = bytes;
    if (!take_byte(&r->rest, format) || *format == 0 || *format > max_format)
        return ERR_CORRUPT;
    return ERR_OK;
}

void record_open_nested(struct record_reader *r, struct str value)
{
    r->rest = value;
}

enum err record_next(struct record_reader *r, uint8_t *tag, struct str *value)
{
    uint64_t n;
    if (!take_byte(&r->rest, tag))
        return ERR_NOT_FOUND;
    if (!take_varint(&r->rest, &n) || n > r->rest.n)
        return ERR_CORRUPT;
    *value = str_of(r->rest.p, (size_t)n);
    r->rest = str_of(r->rest.p + n, r->rest.n - (size_t)n);
    return ERR_OK;
}

enum err record_u64(struct str value, uint64_t *out)
{
    return take_varint(&value, out) && value.n == 0 ? ERR_OK : ERR_CORRUPT;
}

enum err record_i64(struct str value, int64_t *out)
{
    uint64_t v;
    if (record_u64(value, &v))
        return ERR_CORRUPT;
    *out = (int64_t)(v & 1 ? ~(v >> 1) : v >> 1);
    return ERR_OK;
}

enum err record_f64(struct str value, double *out)
{
    uint64_t bits = 0;
    if (value.n != sizeof bits)
        return ERR_CORRUPT;
    for (size_t i = sizeof bits; i-- > 0;)
        bits = bits << 8 | (unsigned char)value.p[i];
    memcpy(out, &bits, sizeof bits);
    return ERR_OK;
}
