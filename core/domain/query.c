/* Answers a query: candidates from a source, each tried, until the page is full. */
#include "domain/query.h"

#include "domain/keys.h"
#include "domain/source.h"
#include "domain/stored.h"

enum {
    READS_MAX = 200000, /* index entries and requests that one query may read */
    FOLD_READS = 10,    /* folding a description costs as much as so many of these */
};

/* --- Sources ---------------------------------------------------------------------------------- */

int64_t source_key(const struct source *s, const struct request *r)
{
    switch (s->filter->query->order) {
    case ORDER_REQUESTED:
        return r->requested_at;
    case ORDER_UPDATED:
        return r->updated_at;
    case ORDER_DUE:
        break;
    }
    return request_due(r);
}

/* An index names it, so it must be there. */
static enum err source_get(struct source *s, uint64_t id, struct stored *out)
{
    enum err e = stored_find(s->desk->snap, s->jurisdiction->number, id, out);
    return e == ERR_NOT_FOUND ? ERR_CORRUPT : e;
}

enum err source_look(struct source *s, struct arena *scratch, uint64_t id, struct request *out,
                     struct stored *stored)
{
    enum err e = source_get(s, id, stored);
    return e ? e : stored_view(scratch, stored, out);
}

enum err source_next(struct source *s, struct spot *out)
{
    return s->gathered ? gather_next(s, out) : stream_next(s, out);
}

/* Gathering first: it says itself when there is nothing to gather by, or too much. */
static enum err source_open(struct source *s)
{
    enum err e = gather_open(s);
    return e == ERR_NOT_FOUND || e == ERR_TOO_LARGE ? stream_open(s) : e;
}

/* --- Pages ------------------------------------------------------------------------------------ */

struct paging {
    struct source *source;
    struct arena scratch; /* of one candidate */
    struct query_page *page;
    size_t cap, skip;
};

static struct request *room(struct paging *p, struct arena *arena)
{
    struct query_page *page = p->page;
    if (page->count == p->cap) {
        size_t cap = p->cap ? p->cap * 2 : 16;
        struct request *items =
            arena_grow(arena, page->items, p->cap * sizeof *items, cap * sizeof *items);
        if (!items)
            return NULL;
        page->items = items;
        p->cap = cap;
    }
    return &page->items[page->count];
}

static enum err keep(struct paging *p, const struct stored *stored)
{
    struct arena *arena = p->source->arena;
    struct request *item = room(p, arena);
    enum err e = item ? stored_read(arena, stored, item) : ERR_NOMEM;
    if (!e)
        p->page->count++;
    return e;
}

/* Looks at one candidate. ERR_NOT_FOUND: it does not pass. */
static enum err look(struct paging *p, uint64_t id, struct stored *stored)
{
    struct source *s = p->source;
    struct request r;
    if (!budget_spend(s->budget, s->filter->word_count ? FOLD_READS : 1))
        return ERR_TIMEOUT;
    if (s->exact)
        return source_get(s, id, stored);
    arena_reset(&p->scratch);
    enum err e = source_look(s, &p->scratch, id, &r, stored);
    return e ? e : filter_try(s->filter, &p->scratch, &r);
}

static enum err fill(struct paging *p, const struct query *q)
{
    struct spot spot;
    struct stored stored;
    enum err e;
    while ((e = source_next(p->source, &spot)) == ERR_OK) {
        e = look(p, spot.id, &stored);
        if (e == ERR_NOT_FOUND)
            continue;
        if (e)
            return e;
        if (p->skip) {
            p->skip--;
            continue;
        }
        if (p->page->count == q->limit) {
            p->page->more = true;
            return ERR_OK;
        }
        e = keep(p, &stored);
        if (e)
            return e;
    }
    return e == ERR_NOT_FOUND ? ERR_OK : e;
}

enum err query_run(struct desk *d, struct arena *arena, const struct jurisdiction *j,
                   const struct query *q, struct query_page *out)
{
    struct filter filter;
    *out = (struct query_page){0};
    enum err e = filter_ready(arena, q, &filter);
    if (e)
        return e;
    const size_t most = q->reads_max ? q->reads_max : READS_MAX;
    struct budget budget = {most};
    struct source source = {.desk = d,
                            .arena = arena,
                            .jurisdiction = j,
                            .filter = &filter,
                            .budget = &budget,
                            .down = q->order != ORDER_DUE && !q->ascending};
    struct paging paging = {.source = &source, .page = out, .skip = q->skip};
    e = source_open(&source);
    if (!e)
        e = fill(&paging, q);
    stream_close(&source);
    arena_free(&paging.scratch);
    out->reads = most - budget.left;
    return e;
}
