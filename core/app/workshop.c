/* The workshop's thread, and its queue. */
#include "app/workshop.h"

/* NULL: closing, and nothing waits any more. */
static struct errand *next(struct workshop *w)
{
    pthread_mutex_lock(&w->lock);
    while (list_empty(&w->waiting) && !w->closing)
        pthread_cond_wait(&w->more, &w->lock);
    struct list *node = list_pop(&w->waiting);
    pthread_mutex_unlock(&w->lock);
    return node ? LIST_ITEM(node, struct errand, node) : NULL;
}

static void *work(void *self)
{
    struct workshop *w = self;
    for (struct errand *e; (e = next(w));) {
        e->run(e);
        errand_back(e);
    }
    return NULL;
}

enum err workshop_open(struct workshop *w)
{
    *w = (struct workshop){0};
    list_init(&w->waiting);
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->more, NULL);
    if (pthread_create(&w->thread, NULL, work, w) == 0)
        return ERR_OK;
    pthread_cond_destroy(&w->more);
    pthread_mutex_destroy(&w->lock);
    return ERR_SYSTEM;
}

void workshop_send(struct workshop *w, struct errand *e)
{
    pthread_mutex_lock(&w->lock);
    list_push(&w->waiting, &e->node);
    pthread_cond_signal(&w->more);
    pthread_mutex_unlock(&w->lock);
}

void workshop_close(struct workshop *w)
{
    pthread_mutex_lock(&w->lock);
    w->closing = true;
    pthread_cond_signal(&w->more);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    pthread_cond_destroy(&w->more);
    pthread_mutex_destroy(&w->lock);
}
