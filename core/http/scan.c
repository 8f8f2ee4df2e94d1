/* A head line by line, chunk framing byte by byte. */
#include "http/scan.h"

enum { SIZE_DIGITS_MAX = 16 }; /* of a chunk, leading zeros included */

/* --- A head ----------------------------------------------------------------------------------- */

enum { START, BLANK_CR, BLANK_DONE, LINE_BEGIN, LINE, LINE_CR };

/* The first byte of a line tells three things llhttp would swallow. */
static struct http_verdict first_byte(const struct scan_head *s, char c)
{
    if (s->lines == 0 && (c < 'A' || c > 'Z'))
        return http_refuse(400, "no method at the start of the request line");
    if (s->lines > 0 && (c == ' ' || c == '\t'))
        return http_refuse(400, "obsolete line folding");
    if (s->lines > 0 && c == ':')
        return http_refuse(400, "empty header name");
    return http_pass();
}

/* Bytes in front of the request line: CR LF once, as RFC 9112, section 2.2 allows. */
static size_t skip_blank(struct scan_head *s, const char *bytes, size_t n)
{
    size_t i = 0;
    if (s->state == START && i < n && bytes[i] == '\r')
        s->state = BLANK_CR, i++;
    if (s->state == BLANK_CR && i < n && bytes[i] == '\n')
        s->state = BLANK_DONE, i++;
    return i;
}

/* Counts n more bytes of the current line. */
static struct http_verdict count(struct scan_head *s, const struct http_rules *rules, size_t n)
{
    bool request_line = s->lines == 0;
    uint32_t *counted = request_line ? &s->line : &s->headers;
    uint32_t limit = request_line ? rules->request_line : rules->headers;
    if (n > limit || *counted > limit - n)
        return request_line ? http_refuse(414, "request line too long")
                            : http_refuse(431, "headers too long");
    *counted += (uint32_t)n;
    if (!request_line)
        s->line += (uint32_t)n;
    return http_pass();
}

/* A line has ended in LF, after CR or not. */
static struct http_verdict end_line(struct scan_head *s, const struct http_rules *rules, bool cr)
{
    if (!cr)
        return http_refuse(400, "LF without CR");
    s->done = s->line == 2;
    if (!s->done && s->lines > rules->header_count)
        return http_refuse(431, "too many headers");
    s->lines++;
    s->line = 0;
    s->state = LINE_BEGIN;
    return http_pass();
}

/* A line that begins with CR is the blank line that ends the head, or nothing: it is not waited to
 * its end, which may never come. */
static bool bare_cr(const struct scan_head *s, const char *bytes, size_t n)
{
    if (s->state == LINE_BEGIN)
        return n > 1 && bytes[0] == '\r' && bytes[1] != '\n';
    return s->state == LINE_CR && s->line == 1 && bytes[0] != '\n';
}

/* One line, or what there is of it. Returns the bytes taken. */
static size_t scan_line(struct scan_head *s, const struct http_rules *rules, const char *bytes,
                        size_t n, struct http_verdict *verdict)
{
    if (s->state == BLANK_CR || bare_cr(s, bytes, n))
        *verdict = http_refuse(400, "CR without LF");
    else if (s->state != LINE && s->state != LINE_CR)
        *verdict = first_byte(s, bytes[0]);
    if (verdict->status)
        return 0;
    const char *lf = memchr(bytes, '\n', n);
    size_t piece = lf ? (size_t)(lf - bytes) + 1 : n;
    *verdict = count(s, rules, piece);
    if (verdict->status)
        return 0;
    if (lf)
        *verdict = end_line(s, rules, lf > bytes ? lf[-1] == '\r' : s->state == LINE_CR);
    else
        s->state = bytes[n - 1] == '\r' ? LINE_CR : LINE;
    return piece;
}

struct scan_found scan_head(struct scan_head *s, const struct http_rules *rules, const char *bytes,
                            size_t n)
{
    struct scan_found found = {.skip = skip_blank(s, bytes, n)};
    bytes += found.skip;
    n -= found.skip;
    while (found.take < n && !s->done) {
        found.take += scan_line(s, rules, bytes + found.take, n - found.take, &found.verdict);
        if (found.verdict.status)
            break;
        if (s->state == LINE_BEGIN)
            found.whole = found.take;
    }
    return found;
}

/* --- Chunk framing (RFC 9112, section 7.1) ---------------------------------------------------- */

enum { SIZE, EXTENSION, AFTER_DATA, TRAILER_BEGIN, TRAILER, TRAILER_CR };

static struct http_verdict scan_size(struct scan_chunks *s, const struct http_rules *rules, char c)
{
    if (c == '\r' || c == '\n')
        return http_pass();
    if (c == ';')
        s->state = EXTENSION;
    if (s->state == EXTENSION && ++s->extensions > rules->chunk_extensions)
        return http_refuse(400, "chunk extensions too long");
    if (s->state == SIZE && ++s->digits > SIZE_DIGITS_MAX)
        return http_refuse(400, "chunk size too long");
    return http_pass();
}

static struct http_verdict scan_trailer(struct scan_chunks *s, const struct http_rules *rules,
                                        char c)
{
    if (s->state == TRAILER_BEGIN && (c == ' ' || c == '\t'))
        return http_refuse(400, "obsolete line folding");
    if (s->state == TRAILER_BEGIN && c == ':')
        return http_refuse(400, "empty header name");
    if (s->state == TRAILER_BEGIN && c != '\r' && ++s->lines > rules->header_count)
        return http_refuse(431, "too many trailers");
    if (++s->trailers > rules->headers)
        return http_refuse(431, "trailers too long");
    if (c != '\n') {
        s->state = c == '\r' ? TRAILER_CR : TRAILER;
        return http_pass();
    }
    if (s->state != TRAILER_CR)
        return http_refuse(400, "LF without CR");
    s->state = TRAILER_BEGIN;
    return http_pass();
}

struct http_verdict scan_frame(struct scan_chunks *s, const struct http_rules *rules, char c)
{
    switch (s->state) {
    case SIZE:
    case EXTENSION:
        return scan_size(s, rules, c);
    case AFTER_DATA:
        if (c == '\n')
            s->state = SIZE;
        return http_pass();
    default:
        return scan_trailer(s, rules, c);
    }
}

void scan_chunk(struct scan_chunks *s, uint64_t size)
{
    s->digits = 0;
    s->state = size ? AFTER_DATA : TRAILER_BEGIN;
}
