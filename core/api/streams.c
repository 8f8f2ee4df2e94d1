/* Listeners of the feed: begun, told at each tick, ended. */
#include "api/streams.h"

#include "api/reply.h"
#include "api/request_json.h"
#include "api/words.h"
#include "base/check.h"
#include "domain/feed.h"

#include <inttypes.h>

enum {
    PIECE_EVENTS = 50,             /* at most, so that a tick is short */
    SILENCE_US = 15 * 1000 * 1000, /* then a comment says that the line is up */
    TICK_US = 3 * 1000,            /* for all listeners; who comes later waits for the next */
};

/* In the arena of its exchange, which lives as long as the stream. */
struct stream {
    struct list node;
    struct call *call;
    uint64_t cursor;  /* of the last event told */
    uint64_t said_us; /* when anything was sent */
};

void streams_open(struct streams *s)
{
    list_init(&s->all);
}

void streams_close(struct streams *s)
{
    check(list_empty(&s->all));
    arena_free(&s->arena);
}

enum err streams_begin(struct streams *s, struct call *c, uint64_t after)
{
    if (s->draining || s->count >= STREAMS_MAX)
        return ERR_BUSY;
    struct stream *stream = ARENA_NEW(call_arena(c), struct stream);
    if (!stream)
        return ERR_NOMEM;
    *stream = (struct stream){.call = c, .cursor = after, .said_us = now_ticks_us()};
    list_push(&s->all, &stream->node);
    s->count++;
    c->x->response.status = 200;
    c->x->response.content_type = STR("text/event-stream; charset=utf-8");
    c->x->response.stream = true;
    return ERR_OK;
}

static void end(struct streams *s, struct stream *stream)
{
    list_remove(&stream->node);
    s->count--;
    exchange_end(stream->call->x);
}

void streams_end(struct streams *s)
{
    s->draining = true;
    while (!list_empty(&s->all))
        end(s, LIST_ITEM(s->all.next, struct stream, node));
}

/* --- Telling ---------------------------------------------------------------------------------- */

void feed_item_put(struct jw *w, struct call *c, const struct feed_item *item)
{
    jw_object(w);
    jw_key(w, "cursor");
    jw_i64(w, (int64_t)item->cursor);
    json_text(w, "request", words_id(c, item->id));
    jw_key(w, "event");
    event_put(w, c, &item->event);
    jw_end_object(w);
}

/* The call as it was, but for its memory: what is said now is forgotten once it is sent. */
static void put_items(struct streams *s, struct stream *stream, const struct feed_page *page,
                      struct buf *out)
{
    struct exchange aside = {.arena = s->arena};
    struct call c = *stream->call;
    c.x = &aside;
    for (size_t i = 0; i < page->count; i++) {
        struct jw w = {.out = out};
        buf_printf(out, "id: %" PRIu64 "\ndata: ", page->items[i].cursor);
        feed_item_put(&w, &c, &page->items[i]);
        BUF_LIT(out, "\n\n");
    }
    s->arena = aside.arena;
}

/* What was committed since, or after a long silence a comment. An error ends the stream: the
 * listener comes again, with the last id it saw. */
static enum err say(struct streams *s, struct stream *stream, struct desk *desk, struct buf *out)
{
    struct feed_page page;
    enum err e = desk_look(desk);
    if (e)
        return e;
    e = feed_read(desk, &s->arena, stream->call->jurisdiction, stream->cursor, PIECE_EVENTS, &page);
    desk_leave(desk);
    if (e)
        return e;
    put_items(s, stream, &page, out);
    if (page.count)
        stream->cursor = page.items[page.count - 1].cursor;
    else if (now_ticks_us() - stream->said_us > SILENCE_US)
        BUF_LIT(out, ":\n\n");
    return out->failed ? ERR_NOMEM : ERR_OK;
}

static void tell(struct streams *s, struct stream *stream, struct desk *desk)
{
    struct exchange *x = stream->call->x;
    struct buf piece = {0};
    enum err e = x->gone ? ERR_CLOSED : x->ready ? say(s, stream, desk, &piece) : ERR_OK;
    if (e) {
        end(s, stream);
    } else if (piece.n) {
        stream->said_us = now_ticks_us();
        exchange_send(x, buf_str(&piece));
    }
    buf_free(&piece);
    arena_reset(&s->arena);
}

/* In turns: who was told goes to the end of the list. */
void streams_tick(struct streams *s, struct desk *desk)
{
    uint64_t began = now_ticks_us();
    for (size_t n = s->count; n > 0 && now_ticks_us() - began < TICK_US; n--) {
        struct list *node = list_pop(&s->all);
        list_push(&s->all, node);
        tell(s, LIST_ITEM(node, struct stream, node), desk);
    }
}
