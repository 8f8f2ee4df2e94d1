/* The request line when it is whole, then the complete head. */
#include "http/gate.h"

#include "base/utf8.h"
#include "http/chars.h"

const struct http_rules http_rules_default = {
    .request_line = 8192,
    .target = 4096,
    .headers = 16384,
    .header_count = 100,
    .chunk_extensions = 256,
};

/* --- The request line (RFC 9112, section 3) --------------------------------------------------- */

static enum http_method method_of(struct str name)
{
    static const struct {
        struct str name;
        enum http_method method;
    } methods[] = {
        {STR("GET"), HTTP_GET},         {STR("HEAD"), HTTP_HEAD},   {STR("POST"), HTTP_POST},
        {STR("PUT"), HTTP_PUT},         {STR("PATCH"), HTTP_PATCH}, {STR("DELETE"), HTTP_DELETE},
        {STR("OPTIONS"), HTTP_OPTIONS},
    };
    for (size_t i = 0; i < sizeof methods / sizeof *methods; i++)
        if (str_eq(name, methods[i].name))
            return methods[i].method;
    return HTTP_OTHER;
}

static struct http_verdict read_version(struct str version, int *minor)
{
    if (version.n != 8 || !str_starts(version, STR("HTTP/")) || !is_digit(version.p[5]) ||
        version.p[6] != '.' || !is_digit(version.p[7]))
        return http_refuse(400, "malformed request line");
    if (version.p[5] != '1' || version.p[7] > '1')
        return http_refuse(505, "not HTTP/1.0 or 1.1");
    *minor = version.p[7] - '0';
    return http_pass();
}

static struct http_verdict check_target(const struct http_rules *rules, struct str target)
{
    if (!target.n)
        return http_refuse(400, "two spaces in the request line");
    if (target.n > rules->target)
        return http_refuse(414, "target too long");
    for (size_t i = 0; i < target.n; i++)
        if (target.p[i] <= ' ' || target.p[i] >= 0x7f || target.p[i] == '#')
            return http_refuse(400, "a byte that no target may hold");
    return http_pass();
}

struct http_verdict gate_request_line(const struct http_rules *rules, struct str line,
                                      struct http_request *r)
{
    struct str version = line;
    if (!str_cut(&version, ' ', &r->method_name) || !version.p)
        return http_refuse(400, "malformed request line");
    str_cut(&version, ' ', &r->target);
    r->method = method_of(r->method_name);
    if (!version.p)
        return http_refuse(505, "no version: HTTP/0.9");
    struct http_verdict verdict = read_version(version, &r->minor);
    if (!verdict.status)
        verdict = check_target(rules, r->target);
    if (!verdict.status && str_eq(r->method_name, STR("CONNECT")))
        verdict = http_refuse(405, "no tunnels here");
    return verdict;
}

/* --- The headers that decide where a message ends, and to whom it goes ------------------------ */

/* Every header that this house gives a meaning of its own. An underscore twin (Content_Length) of
 * any of them is refused: others map '_' to '-' (CGI does), and would see another message. */
#define KNOWN_LIST(X)                               \
    X(HOST, "Host", ONCE | ASCII)                   \
    X(LENGTH, "Content-Length", ONCE)               \
    X(CODING, "Transfer-Encoding", ONCE)            \
    X(CONNECTION, "Connection", ANY)                \
    X(UPGRADE, "Upgrade", ANY)                      \
    X(EXPECT, "Expect", ONCE)                       \
    X(COOKIE, "Cookie", ASCII)                      \
    X(AUTHORIZATION, "Authorization", ONCE | ASCII) \
    X(CONTENT_TYPE, "Content-Type", ONCE)           \
    X(IDEMPOTENCY_KEY, "Idempotency-Key", ONCE)     \
    X(IF_MATCH, "If-Match", ANY)                    \
    X(FORWARDED_FOR, "X-Forwarded-For", ANY)

enum { ANY = 0, ONCE = 1, ASCII = 2 };

enum known {
#define X(id, name, rule) id,
    KNOWN_LIST(X)
#undef X
        KNOWN_COUNT
};

static const struct {
    struct str name;
    unsigned rule;
} known[KNOWN_COUNT] = {
#define X(id, name, rule) {STR(name), rule},
    KNOWN_LIST(X)
#undef X
};

/* The complete head, and what is known of it so far. */
struct head {
    const struct http_rules *rules;
    struct http_request *r;
    struct arena *arena;
    struct gate_facts *facts;
    const struct http_header *of[KNOWN_COUNT]; /* the last of each; NULL: absent */
    bool close, keep_alive;                    /* said by Connection */
};

/* Equal but for case, and for '_' where the known name has '-', which *twin tells. */
static bool same_name(struct str name, struct str wanted, bool *twin)
{
    if (name.n != wanted.n)
        return false;
    *twin = false;
    for (size_t i = 0; i < name.n; i++) {
        char a = name.p[i], b = wanted.p[i];
        if (a == '_' && b == '-')
            *twin = true;
        else if (a != b && ((a ^ b) != 0x20 || !is_alnum(a)))
            return false;
    }
    return true;
}

static bool is_ascii(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] >= 0x80)
            return false;
    return true;
}

static void read_connection(struct head *h, struct str list)
{
    for (struct str token; str_cut(&list, ',', &token);) {
        token = str_trim(token);
        h->close |= str_eq_nocase(token, STR("close"));
        h->keep_alive |= str_eq_nocase(token, STR("keep-alive"));
    }
}

static struct http_verdict note_header(struct head *h, const struct http_header *header)
{
    for (enum known k = 0; k < KNOWN_COUNT; k++) {
        bool twin;
        if (!same_name(header->name, known[k].name, &twin))
            continue;
        if (twin)
            return http_refuse(400, "an underscore for a hyphen in a header's name");
        if ((known[k].rule & ONCE) && h->of[k])
            return http_refuse(400, "a header that may come once came twice");
        if ((known[k].rule & ASCII) && !is_ascii(header->value))
            return http_refuse(400, "a byte above 0x7f where only ASCII may be");
        h->of[k] = header;
        if (k == CONNECTION)
            read_connection(h, header->value);
        break;
    }
    return http_pass();
}

static struct http_verdict note_headers(struct head *h)
{
    for (size_t i = 0; i < h->r->header_count; i++) {
        struct http_verdict verdict = note_header(h, &h->r->headers[i]);
        if (verdict.status)
            return verdict;
    }
    return http_pass();
}

/* RFC 9112, section 6.1: chunked alone is understood, and must be the last. */
static struct http_verdict check_coding(struct head *h)
{
    if (!h->of[CODING])
        return http_pass();
    if (h->r->minor == 0)
        return http_refuse(400, "Transfer-Encoding in HTTP/1.0");
    if (h->of[LENGTH])
        return http_refuse(400, "Transfer-Encoding and Content-Length");
    struct str list = h->of[CODING]->value, token = STR("");
    bool others = false;
    while (str_cut(&list, ',', &token)) {
        token = str_trim(token);
        bool chunked = str_eq_nocase(token, STR("chunked"));
        if (!token.n || (chunked && list.p))
            return http_refuse(400, "malformed Transfer-Encoding");
        others |= !chunked;
    }
    if (!str_eq_nocase(token, STR("chunked")))
        return http_refuse(400, "Transfer-Encoding does not end in chunked");
    if (others)
        return http_refuse(501, "a transfer coding other than chunked");
    h->facts->chunked = true;
    return http_pass();
}

static struct http_verdict check_body(struct head *h)
{
    if (h->of[LENGTH] && !str_u64(h->of[LENGTH]->value, &h->facts->length))
        return http_refuse(400, "malformed Content-Length");
    bool body = h->facts->chunked || h->facts->length > 0;
    if (body && (h->r->method & (HTTP_GET | HTTP_HEAD | HTTP_DELETE)))
        return http_refuse(400, "a body where none has a meaning");
    return http_pass();
}

static struct http_verdict check_expect(struct head *h)
{
    if (!h->of[EXPECT] || h->r->minor == 0)
        return http_pass();
    if (!str_eq_nocase(h->of[EXPECT]->value, STR("100-continue")))
        return http_refuse(417, "an expectation other than 100-continue");
    h->facts->expects_continue = h->facts->chunked || h->facts->length > 0;
    return http_pass();
}

/* RFC 9112, section 9.3. Who asks for an upgrade does not get it, and goes on elsewhere. */
static struct http_verdict check_connection(struct head *h)
{
    bool keep = h->r->minor == 0 ? h->keep_alive : true;
    h->facts->keep_alive = keep && !h->close && !h->of[UPGRADE];
    return http_pass();
}

/* --- Whom it is for: Host and target (RFC 9112, section 3.2) ---------------------------------- */

/* Bytes at the front that name a host: letters of a name or an address, or "[::1]"; 0 if none do.
 */
static size_t host_length(struct str s)
{
    size_t n = 0;
    if (s.n && s.p[0] == '[') {
        for (n = 1; n < s.n && (hex_value(s.p[n]) >= 0 || s.p[n] == ':' || s.p[n] == '.');)
            n++;
        return n > 1 && n < s.n && s.p[n] == ']' ? n + 1 : 0;
    }
    while (n < s.n && is_alnum_or(s.p[n], "-._~"))
        n++;
    return n;
}

/* Splits "name:port"; false unless it is one. */
static bool read_authority(struct str authority, struct str *name)
{
    *name = str_first(authority, host_length(authority));
    struct str port = str_from(authority, name->n);
    if (port.n > 6 || (port.n && port.p[0] != ':'))
        return false;
    for (size_t i = 1; i < port.n; i++)
        if (!is_digit(port.p[i]))
            return false;
    return name->n > 0;
}

static bool is_ours(const struct http_rules *rules, struct str name)
{
    for (size_t i = 0; i < rules->host_count; i++)
        if (str_eq_nocase(rules->hosts[i], name))
            return true;
    return rules->host_count == 0;
}

static struct http_verdict check_host(struct head *h)
{
    struct str name;
    if (!h->of[HOST])
        return http_refuse(400, "no Host");
    h->r->host = h->of[HOST]->value;
    if (!read_authority(h->r->host, &name))
        return http_refuse(400, "malformed Host");
    if (!is_ours(h->rules, name))
        return http_refuse(421, "a Host that is not served here");
    return http_pass();
}

/* Takes scheme and authority off an absolute-form target; *rest is its path and query. */
static struct http_verdict strip_authority(const struct http_request *r, struct str *rest)
{
    size_t scheme = 0;
    if (str_eq_nocase(str_first(*rest, 7), STR("http://")))
        scheme = 7;
    else if (str_eq_nocase(str_first(*rest, 8), STR("https://")))
        scheme = 8;
    if (!scheme)
        return http_refuse(400, "malformed target");
    *rest = str_from(*rest, scheme);
    size_t n = 0;
    while (n < rest->n && rest->p[n] != '/' && rest->p[n] != '?')
        n++;
    if (!n)
        return http_refuse(400, "malformed target");
    if (!str_eq_nocase(str_first(*rest, n), r->host))
        return http_refuse(421, "target and Host differ");
    *rest = str_from(*rest, n);
    return http_pass();
}

/* Decodes once. What would change a path's shape, or hide in it, is refused. */
static bool decode_path(struct str raw, char *out, size_t *n)
{
    *n = 0;
    for (size_t i = 0; i < raw.n;) {
        bool encoded = raw.p[i] == '%';
        char c;
        if (!percent_next(raw, &i, &c) || (encoded && c == '/'))
            return false;
        if ((unsigned char)c < ' ' || c == 0x7f || c == '\\')
            return false;
        out[(*n)++] = c;
    }
    return true;
}

static bool has_dot_segment(struct str path)
{
    for (struct str segment; str_cut(&path, '/', &segment);)
        if (str_eq(segment, STR(".")) || str_eq(segment, STR("..")))
            return true;
    return false;
}

static struct http_verdict check_path(struct head *h)
{
    struct str rest = h->r->target;
    if (str_eq(rest, STR("*"))) {
        h->r->path = rest;
        return h->r->method == HTTP_OPTIONS ? http_pass() : http_refuse(400, "'*' is for OPTIONS");
    }
    if (rest.p[0] != '/') {
        struct http_verdict verdict = strip_authority(h->r, &rest);
        if (verdict.status)
            return verdict;
    }
    struct str raw = STR("");
    if (str_cut(&rest, '?', &raw) && rest.p)
        h->r->query = rest;
    if (!raw.n)
        raw = STR("/");
    char *path = arena_alloc(h->arena, raw.n);
    if (!path)
        return http_refuse(503, "out of memory");
    size_t n;
    if (!decode_path(raw, path, &n))
        return http_refuse(400, "a byte that no path may hold");
    h->r->path = str_of(path, n);
    if (!utf8_valid(h->r->path) || has_dot_segment(h->r->path))
        return http_refuse(400, "a path of no meaning");
    return http_pass();
}

struct http_verdict gate_head(const struct http_rules *rules, struct http_request *r,
                              struct arena *arena, struct gate_facts *facts)
{
    static struct http_verdict (*const checks[])(struct head *) = {
        note_headers, check_coding, check_body,   check_connection,
        check_host,   check_path,   check_expect,
    };
    struct head head = {.rules = rules, .r = r, .arena = arena, .facts = facts};
    *facts = (struct gate_facts){0};
    for (size_t i = 0; i < sizeof checks / sizeof *checks; i++) {
        struct http_verdict verdict = checks[i](&head);
        if (verdict.status)
            return verdict;
    }
    return http_pass();
}
