/* Shared answers: what was asked, what was answered, and the moment of which it is true. */
#include "api/cache.h"

struct cached {
    struct str question;
    struct http_response response;
};

/* --- The moment ------------------------------------------------------------------------------- */

static struct cache_moment moment_of(const struct call *c)
{
    return (struct cache_moment){
        .store = desk_moment(c->desk),
        .second = now_seconds(c->now),
        .catalogue = c->desk->catalogue->number,
    };
}

static bool same_moment(const struct cache_moment *a, const struct cache_moment *b)
{
    return a->store == b->store && a->second == b->second && a->catalogue == b->catalogue;
}

static void start_anew(struct cache *cache, const struct cache_moment *moment)
{
    arena_reset(&cache->arena);
    cache->arena.limit = CACHE_BYTES;
    memset(cache->slots, 0, sizeof cache->slots);
    cache->moment = *moment;
}

void cache_free(struct cache *cache)
{
    arena_free(&cache->arena);
    *cache = (struct cache){0};
}

/* --- The question ----------------------------------------------------------------------------- */

/* All of a request that an answer is made from. GET and HEAD are the same: http_write knows. */
static struct str question_of(struct call *c)
{
    const struct http_request *r = &c->x->request;
    struct str host = c->shared->base_url.n ? STR("") : r->host;
    struct buf b = buf_in(call_arena(c));
    buf_reserve(&b, r->target.n + host.n + 3);
    buf_char(&b, (char)('0' + (int)c->lang));
    buf_char(&b, (char)('0' + (int)c->format));
    buf_str_put(&b, host);
    buf_char(&b, ' ');
    buf_str_put(&b, r->target);
    return b.failed ? (struct str){NULL, 0} : buf_str(&b);
}

/* FNV-1a. A collision costs one of the two its place, no more. */
static struct cached **slot_of(struct cache *cache, struct str question)
{
    uint32_t hash = 2166136261;
    for (size_t i = 0; i < question.n; i++)
        hash = (hash ^ (unsigned char)question.p[i]) * 16777619;
    return &cache->slots[hash % CACHE_SLOTS];
}

/* --- The answer ------------------------------------------------------------------------------- */

static bool copy(struct arena *arena, struct str *s)
{
    if (s->n)
        *s = arena_str(arena, *s);
    return s->p || !s->n;
}

/* Into the cache, and out of it: an answer may still be on its way when its moment has passed. */
static bool copy_response(struct arena *arena, struct http_response *r)
{
    struct str body = buf_str(&r->body);
    bool ok = copy(arena, &body) && copy(arena, &r->content_type) && copy(arena, &r->etag) &&
              copy(arena, &r->cache_control);
    for (size_t i = 0; ok && i < r->extra_count; i++)
        ok = copy(arena, &r->extra[i].name) && copy(arena, &r->extra[i].value);
    r->body = (struct buf){(char *)(uintptr_t)body.p, body.n, body.n, arena, !ok};
    return ok;
}

static bool give(const struct http_response *kept, struct call *c)
{
    struct http_response r = *kept;
    r.close = c->x->response.close;
    if (!copy_response(call_arena(c), &r))
        return false;
    c->x->response = r;
    return true;
}

bool cache_find(struct cache *cache, struct call *c)
{
    struct cache_moment moment = moment_of(c);
    c->question = moment.store ? question_of(c) : (struct str){NULL, 0};
    if (!c->question.n)
        return false;
    if (!same_moment(&moment, &cache->moment)) {
        start_anew(cache, &moment);
        return false;
    }
    const struct cached *kept = *slot_of(cache, c->question);
    return kept && str_eq(kept->question, c->question) && give(&kept->response, c);
}

void cache_keep(struct cache *cache, struct call *c)
{
    struct cached **slot = c->question.n ? slot_of(cache, c->question) : NULL;
    if (!slot || *slot || c->pending || c->x->response.status != 200)
        return;
    struct cached *kept = ARENA_NEW(&cache->arena, struct cached);
    if (!kept)
        return;
    *kept = (struct cached){c->question, c->x->response};
    if (copy(&cache->arena, &kept->question) && copy_response(&cache->arena, &kept->response))
        *slot = kept;
}
