/* Patterns read once, then compared in order: a path's number of segments and a route's literal
 * beginning pass over nearly all of them. */
#include "http/route.h"

/* A route with what the comparison needs to know of its pattern. */
struct http_router_entry {
    const struct http_route *route;
    struct str pattern;
    size_t prefix;   /* bytes before the first capture */
    size_t segments; /* slashes */
};

static size_t count_slashes(struct str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.n; i++)
        n += s.p[i] == '/';
    return n;
}

/* Captures are named, closed, parted by at least one byte of the segment, and few. */
static bool pattern_valid(struct str pattern)
{
    size_t captures = 0, opened = 0;
    if (!pattern.n || pattern.p[0] != '/')
        return false;
    bool in = false, just_closed = false;
    for (size_t i = 0; i < pattern.n; i++) {
        char c = pattern.p[i];
        if ((c == '{' && (in || just_closed)) || (in && c == '/'))
            return false;
        if (c == '}' && (!in || i == opened + 1))
            return false;
        if (c == '{')
            opened = i;
        captures += c == '{';
        just_closed = c == '}';
        in = c == '{' || (in && c != '}');
    }
    return !in && captures <= HTTP_CAPTURES;
}

enum err http_router_init(struct http_router *r, struct arena *arena,
                          const struct http_route *const *tables, const size_t *counts,
                          size_t table_count)
{
    size_t total = 0;
    for (size_t t = 0; t < table_count; t++)
        total += counts[t];
    *r = (struct http_router){.entries = ARENA_ARRAY(arena, struct http_router_entry, total)};
    if (!r->entries)
        return ERR_NOMEM;
    for (size_t t = 0; t < table_count; t++) {
        for (size_t i = 0; i < counts[t]; i++) {
            const struct http_route *route = &tables[t][i];
            struct str pattern = str_c(route->pattern), rest = pattern, prefix;
            if (!pattern_valid(pattern))
                return ERR_INVALID;
            str_cut(&rest, '{', &prefix);
            r->entries[r->count++] = (struct http_router_entry){
                .route = route,
                .pattern = pattern,
                .prefix = prefix.n,
                .segments = count_slashes(pattern),
            };
        }
    }
    return ERR_OK;
}

/* Where the capture at the front of s ends, when `literal` follows it in the pattern: before the
 * last place where the literal stands in the segment; 0 if there is none. */
static size_t capture_end(struct str s, struct str literal)
{
    struct str segment;
    struct str rest = s;
    str_cut(&rest, '/', &segment);
    if (!literal.n || literal.p[0] == '/')
        return segment.n;
    for (size_t end = segment.n; end > 0; end--)
        if (str_starts(str_of(s.p + end, segment.n - end), literal))
            return end;
    return 0;
}

/* The literal text that follows a capture, up to the next capture or the end of its segment. */
static struct str literal_after(struct str pattern)
{
    size_t n = 0;
    while (n < pattern.n && pattern.p[n] != '{' && (pattern.p[n] != '/' || n == 0))
        n++;
    return str_first(pattern, n);
}

static bool entry_matches(const struct http_router_entry *e, struct str path,
                          struct http_match *out)
{
    struct str pattern = str_from(e->pattern, e->prefix);
    if (path.n < e->prefix || memcmp(path.p, e->pattern.p, e->prefix) != 0)
        return false;
    path = str_from(path, e->prefix);
    out->capture_count = 0;
    while (pattern.n) {
        if (pattern.p[0] != '{') {
            if (!path.n || path.p[0] != pattern.p[0])
                return false;
            path = str_from(path, 1);
            pattern = str_from(pattern, 1);
            continue;
        }
        struct str name;
        str_cut(&pattern, '}', &name);
        size_t n = capture_end(path, literal_after(pattern));
        if (!n)
            return false;
        out->captures[out->capture_count++] = str_first(path, n);
        path = str_from(path, n);
    }
    return path.n == 0;
}

/* HEAD is served wherever GET is, OPTIONS everywhere. */
static unsigned with_implied(unsigned methods)
{
    return methods | HTTP_OPTIONS | (methods & HTTP_GET ? HTTP_HEAD : 0u);
}

enum http_routing http_route(const struct http_router *r, enum http_method method, struct str path,
                             struct http_match *out)
{
    *out = (struct http_match){0};
    unsigned wanted = method == HTTP_HEAD ? HTTP_HEAD | HTTP_GET : method;
    size_t segments = count_slashes(path);
    for (size_t i = 0; i < r->count; i++) {
        const struct http_router_entry *e = &r->entries[i];
        if (e->segments != segments || !entry_matches(e, path, out))
            continue;
        out->allowed |= with_implied(e->route->methods);
        if (e->route->methods & wanted) {
            out->route = e->route;
            return HTTP_ROUTE_FOUND;
        }
    }
    out->capture_count = 0;
    if (!out->allowed)
        return HTTP_ROUTE_NOT_FOUND;
    return method == HTTP_OPTIONS ? HTTP_ROUTE_OPTIONS : HTTP_ROUTE_NOT_ALLOWED;
}

struct str http_capture(const struct http_match *m, const char *name)
{
    struct str wanted = str_c(name), before, found;
    struct str pattern = m->route ? str_c(m->route->pattern) : str_of(NULL, 0);
    for (size_t i = 0; i < m->capture_count; i++) {
        str_cut(&pattern, '{', &before);
        str_cut(&pattern, '}', &found);
        if (str_eq(found, wanted))
            return m->captures[i];
    }
    return (struct str){NULL, 0};
}

struct str http_allow(struct arena *arena, unsigned methods)
{
    static const struct {
        unsigned method;
        struct str name;
    } names[] = {
        {HTTP_GET, STR("GET")},         {HTTP_HEAD, STR("HEAD")},   {HTTP_POST, STR("POST")},
        {HTTP_PUT, STR("PUT")},         {HTTP_PATCH, STR("PATCH")}, {HTTP_DELETE, STR("DELETE")},
        {HTTP_OPTIONS, STR("OPTIONS")},
    };
    struct buf b = buf_in(arena);
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!(methods & names[i].method))
            continue;
        if (b.n)
            BUF_LIT(&b, ", ");
        buf_str_put(&b, names[i].name);
    }
    return b.failed ? (struct str){NULL, 0} : buf_str(&b);
}
