/* Turns lent, and taken back. */
#include "net/turn.h"

#include <stdlib.h>

enum {
    SPARE_MAX = 256,
    SPARE_BYTES = 128 * 1024, /* an arena that grew beyond is not kept */
};

void turns_open(struct turns *ts)
{
    list_init(&ts->spare);
}

static void forget(struct turn *t)
{
    arena_free(&t->x.arena);
    buf_free(&t->piece);
    free(t);
}

void turns_close(struct turns *ts)
{
    for (struct list *link = list_pop(&ts->spare); link; link = list_pop(&ts->spare))
        forget(LIST_ITEM(link, struct turn, link));
}

static struct turn *spare_or_new(struct turns *ts)
{
    struct list *link = list_pop(&ts->spare);
    if (!link)
        return calloc(1, sizeof(struct turn));
    ts->spare_count--;
    return LIST_ITEM(link, struct turn, link);
}

struct turn *turn_take(struct turns *ts)
{
    struct turn *t = spare_or_new(ts);
    if (!t)
        return NULL;
    struct arena arena = t->x.arena;
    t->x = (struct exchange){.arena = arena};
    t->x.response.body = buf_in(&t->x.arena);
    t->answered = t->unwanted = t->writing = false;
    t->streaming = t->ended = t->ending = false;
    t->left = 0;
    list_init(&t->link);
    return t;
}

void turn_give_back(struct turns *ts, struct turn *t)
{
    if (ts->spare_count >= SPARE_MAX) {
        forget(t);
        return;
    }
    buf_free(&t->piece);
    if (t->x.arena.total > SPARE_BYTES)
        arena_free(&t->x.arena);
    else
        arena_reset(&t->x.arena);
    list_push(ts->spare.next, &t->link); /* at the front: what was used last is in the cache */
    ts->spare_count++;
}

struct turn *turn_of(struct exchange *x)
{
    return LIST_ITEM(x, struct turn, x);
}
