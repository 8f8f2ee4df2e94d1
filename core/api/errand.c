/* Errands: sent, come back, answered. */
#include "api/errand.h"

#include "api/reply.h"
#include "base/check.h"

void errands_open(struct errands *all, struct desk *desk)
{
    all->desk = desk;
    pthread_mutex_init(&all->lock, NULL);
    list_init(&all->back);
}

void errands_close(struct errands *all)
{
    check(list_empty(&all->back));
    pthread_mutex_destroy(&all->lock);
}

enum err errand_send(struct call *c, struct errand *e)
{
    if (!c->shared->errand)
        return ERR_UNSUPPORTED;
    e->call = c;
    e->home = api_errands(c->api);
    c->pending = true;
    c->shared->errand(c->shared->self, e);
    return ERR_OK;
}

/* The lock is held over the waking, so that the thread outlasts it. */
void errand_back(struct errand *e)
{
    struct errands *home = e->home;
    pthread_mutex_lock(&home->lock);
    list_push(&home->back, &e->node);
    home->desk->port.wake(home->desk->port.self);
    pthread_mutex_unlock(&home->lock);
}

static void finish(struct errand *e)
{
    struct call *c = e->call;
    desk_use(c->desk, c->book);
    reply_begin(c);
    enum err err = e->answer(e);
    if (err)
        reply_error(c, err);
    exchange_reply(c->x);
}

void errands_drain(struct errands *all)
{
    struct list back;
    list_init(&back);
    pthread_mutex_lock(&all->lock);
    list_move(&back, &all->back);
    pthread_mutex_unlock(&all->lock);
    for (struct list *node; (node = list_pop(&back));)
        finish(LIST_ITEM(node, struct errand, node));
}
