/* Reading TZif: the old block is skipped, the one with 64-bit times is read, then the footer. */
#include "domain/tzif.h"

#include <string.h>

enum {
    HEADER_SIZE = 44,
    TYPE_SIZE = 6,
    OFFSET_MIN = -89999, /* RFC 9636, section 3.2: -24:59:59 … 25:59:59 */
    OFFSET_MAX = 93599,
};

struct header {
    char version;
    size_t isut, isstd, leap, time, type, chars; /* how many of each */
};

static uint32_t be32(const char *p)
{
    const unsigned char *b = (const unsigned char *)p;
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static int64_t be64(const char *p)
{
    return (int64_t)((uint64_t)be32(p) << 32 | be32(p + 4));
}

/* Takes n bytes off the front. */
static bool take(struct str *s, size_t n, const char **p)
{
    if (s->n < n)
        return false;
    *p = s->p;
    *s = str_from(*s, n);
    return true;
}

static bool take_header(struct str *s, struct header *h)
{
    const char *p;
    if (!take(s, HEADER_SIZE, &p) || memcmp(p, "TZif", 4) != 0)
        return false;
    *h = (struct header){
        .version = p[4],
        .isut = be32(p + 20),
        .isstd = be32(p + 24),
        .leap = be32(p + 28),
        .time = be32(p + 32),
        .type = be32(p + 36),
        .chars = be32(p + 40),
    };
    return h->type >= 1 && h->type <= 256 && h->chars >= 1 && (!h->isut || h->isut == h->type) &&
           (!h->isstd || h->isstd == h->type);
}

/* The block of 32-bit times is there for readers of version 1. */
static bool skip_old_block(struct str *s, const struct header *h)
{
    const char *p;
    size_t n = h->time * 5 + h->type * TYPE_SIZE + h->chars + h->leap * 8 + h->isstd + h->isut;
    return take(s, n, &p);
}

static int32_t type_offset(const char *types, size_t i)
{
    return (int32_t)be32(types + i * TYPE_SIZE);
}

static bool types_valid(const char *types, const struct header *h)
{
    for (size_t i = 0; i < h->type; i++) {
        const unsigned char *type = (const unsigned char *)types + i * TYPE_SIZE;
        int32_t offset = type_offset(types, i);
        if (offset < OFFSET_MIN || offset > OFFSET_MAX || type[4] > 1 || type[5] >= h->chars)
            return false;
    }
    return true;
}

static bool read_changes(const char *times, const char *indexes, const char *types,
                         const struct header *h, struct tzif *out)
{
    for (size_t i = 0; i < h->time; i++) {
        struct tz_offset_change *c = &out->changes[i];
        size_t index = (unsigned char)indexes[i];
        c->at = be64(times + i * 8);
        if (index >= h->type || (i && c->at <= c[-1].at))
            return false;
        c->offset = type_offset(types, index);
    }
    out->count = h->time;
    return true;
}

static enum err take_block(struct arena *arena, struct str *s, size_t spare, struct tzif *out)
{
    struct header h;
    const char *times, *indexes, *types, *rest;
    if (!take_header(s, &h))
        return ERR_CORRUPT;
    if (h.leap)
        return ERR_UNSUPPORTED;
    if (!take(s, h.time * 8, &times) || !take(s, h.time, &indexes) ||
        !take(s, h.type * TYPE_SIZE, &types) || !take(s, h.chars + h.isstd + h.isut, &rest) ||
        !types_valid(types, &h))
        return ERR_CORRUPT;
    out->first_offset = type_offset(types, 0);
    out->changes = ARENA_ARRAY(arena, struct tz_offset_change, h.time + spare);
    if (!out->changes)
        return ERR_NOMEM;
    return read_changes(times, indexes, types, &h, out) ? ERR_OK : ERR_CORRUPT;
}

/* A rule between two newlines and nothing after it; an empty one says that none is known. */
static bool footer_parse(struct str s, struct tzif *out)
{
    if (s.n < 2 || s.p[0] != '\n' || s.p[s.n - 1] != '\n')
        return false;
    struct str rule = str_of(s.p + 1, s.n - 2);
    out->has_rule = rule.n > 0;
    return !rule.n || tz_rule_parse(rule, &out->rule);
}

enum err tzif_parse(struct arena *arena, struct str bytes, size_t spare, struct tzif *out)
{
    struct header old;
    *out = (struct tzif){0};
    if (!take_header(&bytes, &old) || old.version < '2' || !skip_old_block(&bytes, &old))
        return ERR_CORRUPT;
    enum err e = take_block(arena, &bytes, spare, out);
    if (e)
        return e;
    return footer_parse(bytes, out) ? ERR_OK : ERR_CORRUPT;
}
