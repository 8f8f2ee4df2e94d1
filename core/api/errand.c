/* Errands: sent, come back, answered. */
#include "api/errand.h"

#include "api/reply.h"
#include "base/check.h"

void errands_open(struct errands *all, struct desk *desk)
{
    all->desk = desk;
    pthread_mutex_init(&all->lock, NULL);
    list_init(&all->back);
    list_init(&all->away);
}

void errands_close(struct errands *all)
{
    check(list_empty(&all->back) && list_empty(&all->away));
    pthread_mutex_destroy(&all->lock);
}

static void set_out(struct call *c, struct errand *e)
{
    e->call = c;
    e->home = api_errands(c->api);
    list_push(&e->home->away, &e->away);
    c->pending = true;
}

enum err errand_send(struct call *c, struct errand *e)
{
    if (!c->shared->errand)
        return ERR_UNSUPPORTED;
    set_out(c, e);
    c->shared->errand(c->shared->self, e);
    return ERR_OK;
}

enum err errand_give(struct call *c, struct errand *e, bool (*take)(void *self, struct errand *e),
                     void *self)
{
    set_out(c, e);
    if (take(self, e))
        return ERR_OK;
    list_remove(&e->away);
    c->pending = false;
    return ERR_BUSY;
}

bool errand_unwanted(const struct errand *e)
{
    return atomic_load(&e->unwanted);
}

void errands_tick(struct errands *all)
{
    LIST_EACH(node, &all->away)
    {
        struct errand *e = LIST_ITEM(node, struct errand, away);
        if (e->call->x->gone || e->call->x->ended)
            atomic_store(&e->unwanted, true);
    }
}

void errands_end(struct errands *all)
{
    LIST_EACH(node, &all->away)
    atomic_store(&LIST_ITEM(node, struct errand, away)->unwanted, true);
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
    list_remove(&e->away);
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
