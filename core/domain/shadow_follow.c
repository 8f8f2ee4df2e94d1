/* Following the feed with a candidate: a page of events, decided, counted, committed. */
#include "domain/again.h"
#include "domain/feed.h"
#include "domain/keys.h"
#include "domain/shadow_record.h"

enum { PAGE = 256, PAGE_US = 100000 };

/* One page under way. */
struct page {
    struct shadow_walk *walk;
    struct arena arena;         /* what lives as long as the page */
    struct arena scratch;       /* of one event */
    struct backtest_rows found; /* of one event */
    struct shadow shadow;
    struct str before; /* its bytes, as they were */
    uint64_t from;     /* its cursor, as it was */
    struct batch batch;
};

/* --- Counting --------------------------------------------------------------------------------- */

static struct shadow_count *count_of(struct page *p, const struct backtest_row *row)
{
    struct shadow *s = &p->shadow;
    for (size_t i = 0; i < s->count_count; i++) {
        struct shadow_count *c = &s->counts[i];
        if (c->kind == row->kind && str_eq(c->service, row->service) &&
            str_eq(c->clock, row->clock))
            return c;
    }
    if (s->count_count == SHADOW_COUNTS_MAX)
        return NULL;
    struct shadow_count *c = &s->counts[s->count_count++];
    *c = (struct shadow_count){.kind = row->kind,
                               .service = arena_str(&p->arena, row->service),
                               .clock = arena_str(&p->arena, row->clock)};
    return c;
}

static enum err count_row(struct page *p, const struct backtest_row *row)
{
    struct shadow_count *c = count_of(p, row);
    if (!c)
        return p->shadow.uncounted++, ERR_OK;
    c->count++;
    if (c->sample_count == SHADOW_SAMPLES)
        return ERR_OK;
    struct shadow_sample *more = ARENA_ARRAY(&p->arena, struct shadow_sample, SHADOW_SAMPLES);
    if (!more || !c->service.p || !c->clock.p)
        return ERR_NOMEM;
    if (c->sample_count)
        memcpy(more, c->samples, c->sample_count * sizeof *more);
    more[c->sample_count++].id = row->id;
    c->samples = more;
    return ERR_OK;
}

/* Not in the middle of a letter. */
static struct str few_words(struct str s)
{
    struct str few = str_first(s, SHADOW_WORDS_MAX);
    while (few.n && few.n < s.n && ((unsigned char)s.p[few.n] & 0xc0) == 0x80)
        few.n--;
    return few;
}

static enum err keep_row(struct page *p, const struct event *e, const struct backtest_row *found)
{
    const struct shadow_row row = {.number = ++p->shadow.row_count,
                                   .id = found->id,
                                   .event = e->number,
                                   .at = e->at,
                                   .generation = e->generation,
                                   .kind = found->kind,
                                   .service = found->service,
                                   .clock = found->clock,
                                   .was_due = found->was_due,
                                   .is_due = found->is_due,
                                   .was = few_words(found->was),
                                   .is = few_words(found->is)};
    enum err err = shadow_put_row(&p->batch, p->walk->jurisdiction->number, &row);
    return err ? err : count_row(p, found);
}

/* --- One event -------------------------------------------------------------------------------- */

/* The request as it was before the event of that number. */
static enum err fold(struct page *p, uint64_t id, uint32_t number, struct request *out)
{
    const struct jurisdiction *j = p->walk->jurisdiction;
    struct event *events;
    size_t count;
    *out = (struct request){.jurisdiction = j->number, .id = id};
    enum err e = desk_events(p->walk->desk, &p->scratch, j, id, &events, &count);
    for (size_t i = 0; !e && i < count && events[i].number < number; i++)
        e = request_apply(&p->scratch, out, &events[i]);
    return e;
}

static enum err decide_one(struct page *p, uint64_t id, const struct event *e)
{
    struct again again = {.jurisdiction = p->walk->jurisdiction,
                          .rules = p->walk->rules,
                          .arena = &p->scratch,
                          .rows = &p->found,
                          .desk = p->walk->desk};
    struct request before;
    bool filed = e->kind == EVENT_SUBMITTED;
    enum err err = filed ? ERR_OK : fold(p, id, e->number, &before);
    if (!err)
        err = again_decide(&again, id, e, filed ? NULL : &before);
    if (err)
        return err;
    p->shadow.decided++;
    p->shadow.moved += p->found.count > 0;
    for (size_t i = 0; !err && i < p->found.count; i++)
        err = keep_row(p, e, &p->found.items[i]);
    return err;
}

static void clear(struct page *p)
{
    p->found.items = NULL;
    p->found.count = p->found.cap = 0;
    arena_reset(&p->found.arena);
    arena_reset(&p->scratch);
}

/* --- One page --------------------------------------------------------------------------------- */

static enum err decide_page(struct page *p, const struct feed_page *feed, bool *more)
{
    uint64_t until_us = now_ticks_us() + PAGE_US;
    enum err e = ERR_OK;
    size_t i = 0;
    for (; !e && i < feed->count; i++) {
        const struct feed_item *item = &feed->items[i];
        bool decides =
            item->event.kind == EVENT_SUBMITTED || item->event.kind == EVENT_RECLASSIFIED;
        if (atomic_load(p->walk->stop) || (decides && now_ticks_us() > until_us))
            break;
        if (decides)
            e = decide_one(p, item->id, &item->event);
        clear(p);
        if (!e)
            p->shadow.cursor = item->cursor;
    }
    *more = i < feed->count || feed->more;
    return e;
}

static enum err read_shadow(struct page *p)
{
    struct snap *snap = p->walk->desk->snap;
    uint16_t number = p->walk->jurisdiction->number;
    struct key key = keys_shadow(number, 0);
    struct str value;
    enum err e = snap_get(snap, key_str(&key), &value);
    if (!e)
        e = shadow_read(snap, &p->arena, number, &p->shadow);
    if (e)
        return e;
    p->before = arena_str(&p->arena, value);
    struct shadow_count *counts = ARENA_ARRAY(&p->arena, struct shadow_count, SHADOW_COUNTS_MAX);
    if (!p->before.p || !counts || p->shadow.count_count > SHADOW_COUNTS_MAX)
        return p->before.p && counts ? ERR_CORRUPT : ERR_NOMEM;
    if (p->shadow.count_count)
        memcpy(counts, p->shadow.counts, p->shadow.count_count * sizeof *counts);
    p->shadow.counts = counts;
    p->from = p->shadow.cursor;
    return ERR_OK;
}

static enum err look(struct page *p, bool *more)
{
    struct desk *d = p->walk->desk;
    const struct jurisdiction *j = p->walk->jurisdiction;
    struct feed_page feed;
    enum err e = read_shadow(p);
    if (!e)
        e = feed_read(d, &p->arena, j, p->shadow.cursor, PAGE, &feed);
    return e ? e : decide_page(p, &feed, more);
}

static enum err commit(struct page *p)
{
    uint16_t number = p->walk->jurisdiction->number;
    struct key key = keys_shadow(number, 0);
    batch_expect(&p->batch, key_str(&key), p->before);
    enum err e = shadow_put(&p->batch, number, &p->shadow);
    return e ? e : store_commit_wait(p->walk->desk->store, &p->batch);
}

enum err shadow_follow(struct shadow_walk *w, bool *more)
{
    struct page p = {.walk = w};
    *more = false;
    p.batch = batch_in(&p.arena);
    enum err e = desk_look(w->desk);
    if (!e)
        e = look(&p, more);
    desk_leave(w->desk);
    if (!e && p.shadow.cursor != p.from)
        e = commit(&p);
    arena_free(&p.found.arena);
    arena_free(&p.scratch);
    arena_free(&p.arena);
    return e;
}
