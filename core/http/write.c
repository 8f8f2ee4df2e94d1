/* A response's bytes: one head, and the body as it stands or compressed. */
#include "http/write.h"

#include "base/check.h"
#include "http/negotiate.h"

#include <zlib.h>

enum { COMPRESS_ABOVE = 1024, HEAD_ROOM = 512 };

const struct str http_continue = {"HTTP/1.1 100 Continue\r\n\r\n", 25};

struct str http_reason(int status)
{
    switch (status) {
#define X(code, reason) \
    case code:          \
        return STR(reason);
        HTTP_STATUS_LIST(X)
#undef X
    }
    return STR("");
}

/* "HTTP/1.1 200 OK\r\n", whole, for every status that is listed. */
static struct str status_line(int status)
{
    switch (status) {
#define X(code, reason) \
    case code:          \
        return STR("HTTP/1.1 " #code " " reason "\r\n");
        HTTP_STATUS_LIST(X)
#undef X
    }
    return (struct str){NULL, 0};
}

/* --- Compression ------------------------------------------------------------------------------ */

static bool is_text(struct str type)
{
    static const struct str kinds[] = {STR("json"), STR("xml"), STR("javascript")};
    if (str_starts(type, STR("text/")))
        return true;
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
        if (memmem(type.p, type.n, kinds[i].p, kinds[i].n))
            return true;
    return false;
}

static bool compressible(const struct http_response *r)
{
    return !r->no_compress && r->body.n > COMPRESS_ABOVE && r->body.n <= UINT32_MAX / 2 &&
           is_text(r->content_type);
}

/* Replaces the body by its gzip form if that is smaller. Failure leaves it as it is. */
static bool compress_body(struct exchange *x)
{
    enum { GZIP = 15 + 16, LEVEL = 4, MEMORY = 8 };
    struct buf *body = &x->response.body;
    z_stream z = {0};
    if (deflateInit2(&z, LEVEL, Z_DEFLATED, GZIP, MEMORY, Z_DEFAULT_STRATEGY) != Z_OK)
        return false;
    char *out = arena_alloc(&x->arena, body->n);
    z.next_in = (Bytef *)body->p;
    z.avail_in = (uInt)body->n;
    z.next_out = (Bytef *)out;
    z.avail_out = out ? (uInt)body->n : 0;
    bool smaller = out && deflate(&z, Z_FINISH) == Z_STREAM_END;
    if (smaller)
        *body = (struct buf){out, z.total_out, body->n, &x->arena, false};
    deflateEnd(&z);
    return smaller;
}

/* --- The head --------------------------------------------------------------------------------- */

/* What could end a line, or be taken for one that does, never leaves this house. */
static bool is_clean(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if (((unsigned char)s.p[i] < ' ' && s.p[i] != '\t') || s.p[i] == 0x7f)
            return false;
    return true;
}

static void put_header(struct buf *b, struct str name, struct str value)
{
    if (!check_soft(is_clean(name) && is_clean(value)))
        return;
    buf_str_put(b, name);
    BUF_LIT(b, ": ");
    buf_str_put(b, value);
    BUF_LIT(b, "\r\n");
}

/* A tag for one coding is weak: the compressed bytes differ (RFC 9110, section 8.8.3.3). Where no
 * cache may keep the answer it names a version, and comes back in If-Match, which wants it strong.
 */
static void put_etag(struct buf *b, const struct http_response *r, bool coded)
{
    struct str etag = r->etag;
    if (!etag.n || !check_soft(is_clean(etag)))
        return;
    BUF_LIT(b, "ETag: ");
    if (coded && r->cache_control.n && !str_starts(etag, STR("W/")))
        BUF_LIT(b, "W/");
    buf_str_put(b, etag);
    BUF_LIT(b, "\r\n");
}

static void put_status(struct buf *b, int status, const char date[static 29])
{
    struct str line = status_line(status);
    if (line.n) {
        buf_str_put(b, line);
    } else {
        BUF_LIT(b, "HTTP/1.1 ");
        buf_u64(b, (uint64_t)status);
        BUF_LIT(b, " \r\n");
    }
    BUF_LIT(b, "Date: ");
    buf_put(b, date, 29);
    BUF_LIT(b, "\r\nX-Content-Type-Options: nosniff\r\nReferrer-Policy: no-referrer\r\n");
}

static void put_connection(struct buf *b, const struct exchange *x)
{
    if (x->response.close)
        BUF_LIT(b, "Connection: close\r\n");
    else if (x->request.minor == 0)
        BUF_LIT(b, "Connection: keep-alive\r\n");
}

static void put_length(struct buf *b, const struct exchange *x)
{
    const struct http_response *r = &x->response;
    if (r->status == 204 || r->status == 304)
        return;
    if (r->content_type.n)
        put_header(b, STR("Content-Type"), r->content_type);
    if (r->stream) {
        if (x->request.minor > 0)
            BUF_LIT(b, "Transfer-Encoding: chunked\r\n");
        return;
    }
    BUF_LIT(b, "Content-Length: ");
    buf_u64(b, r->body.n);
    BUF_LIT(b, "\r\n");
}

static void put_rest(struct buf *b, const struct http_response *r)
{
    put_header(b, STR("Cache-Control"), r->cache_control.n ? r->cache_control : STR("no-store"));
    for (size_t i = 0; i < r->extra_count; i++)
        put_header(b, r->extra[i].name, r->extra[i].value);
    BUF_LIT(b, "\r\n");
}

/* --- The whole -------------------------------------------------------------------------------- */

static bool not_modified(const struct exchange *x)
{
    return x->response.status == 200 && x->response.etag.n &&
           (x->request.method & (HTTP_GET | HTTP_HEAD)) &&
           http_etag_listed(http_header(&x->request, "If-None-Match"), x->response.etag);
}

bool http_write(struct exchange *x, const char date[static 29], struct str out[static 2])
{
    struct http_response *r = &x->response;
    check(r->status >= 200 && r->status <= 599);
    if (r->body.failed)
        return false;
    if (not_modified(x))
        r->status = 304;
    r->close |= r->stream;
    bool varies = compressible(r);
    bool coded = varies && r->status != 304 &&
                 http_accepts_gzip(http_header(&x->request, "Accept-Encoding")) && compress_body(x);
    struct buf head = buf_in(&x->arena);
    buf_reserve(&head, HEAD_ROOM);
    put_status(&head, r->status, date);
    put_connection(&head, x);
    put_length(&head, x);
    if (varies)
        BUF_LIT(&head, "Vary: Accept-Encoding\r\n");
    if (coded)
        BUF_LIT(&head, "Content-Encoding: gzip\r\n");
    put_etag(&head, r, coded);
    put_rest(&head, r);
    bool no_body = x->request.method == HTTP_HEAD || r->status == 204 || r->status == 304;
    out[0] = buf_str(&head);
    out[1] = no_body ? str_of(NULL, 0) : buf_str(&r->body);
    return !head.failed;
}

void http_write_chunk(struct buf *out, int minor, struct str piece)
{
    if (minor > 0)
        buf_printf(out, "%zx\r\n", piece.n);
    buf_str_put(out, piece);
    if (minor > 0)
        BUF_LIT(out, "\r\n");
}

size_t http_write_bare(char out[static HTTP_BARE_MAX], int status, const char date[static 29],
                       unsigned retry_after)
{
    struct buf b = {.p = out, .cap = HTTP_BARE_MAX};
    put_status(&b, status, date);
    BUF_LIT(&b, "Cache-Control: no-store\r\nContent-Length: 0\r\nConnection: close\r\n");
    if (retry_after) {
        BUF_LIT(&b, "Retry-After: ");
        buf_u64(&b, retry_after);
        BUF_LIT(&b, "\r\n");
    }
    BUF_LIT(&b, "\r\n");
    return b.n;
}
