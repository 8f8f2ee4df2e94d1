/* Editions made, issued, let go. */
#include "app/edition.h"

#include <stdatomic.h>
#include <stdlib.h>

void edition_release(struct edition *e)
{
    if (!e || atomic_fetch_sub_explicit(&e->holders, 1, memory_order_acq_rel) != 1)
        return;
    for (size_t i = 0; i < e->catalogue.count; i++)
        generation_release(e->generations[i]);
    free(e->generations);
    free(e->catalogue.items);
    free(e);
}

static struct edition *edition_new(struct generation **generations, size_t count, uint64_t number)
{
    struct edition *e = calloc(1, sizeof *e);
    if (!e)
        return NULL;
    e->generations = calloc(count + 1, sizeof *e->generations);
    e->catalogue.items = calloc(count + 1, sizeof *e->catalogue.items);
    if (!e->generations || !e->catalogue.items) {
        free(e->generations);
        free(e->catalogue.items);
        free(e);
        return NULL;
    }
    atomic_init(&e->holders, 1);
    e->catalogue.count = count;
    e->catalogue.number = number;
    for (size_t i = 0; i < count; i++) {
        e->generations[i] = generations[i];
        e->catalogue.items[i] = generation_jurisdiction(generations[i]);
    }
    return e;
}

void press_open(struct press *p)
{
    *p = (struct press){0};
    pthread_mutex_init(&p->lock, NULL);
}

void press_close(struct press *p)
{
    edition_release(p->current);
    pthread_mutex_destroy(&p->lock);
    p->current = NULL;
}

struct edition *press_hold(struct press *p)
{
    pthread_mutex_lock(&p->lock);
    struct edition *e = p->current;
    if (e)
        atomic_fetch_add_explicit(&e->holders, 1, memory_order_relaxed);
    pthread_mutex_unlock(&p->lock);
    return e;
}

enum err press_issue(struct press *p, struct generation **generations, size_t count)
{
    struct edition *e = edition_new(generations, count, atomic_load(&p->number) + 1);
    if (!e)
        return ERR_NOMEM;
    pthread_mutex_lock(&p->lock);
    struct edition *old = p->current;
    p->current = e;
    atomic_store_explicit(&p->number, e->catalogue.number, memory_order_release);
    pthread_mutex_unlock(&p->lock);
    edition_release(old);
    return ERR_OK;
}

enum err press_replace(struct press *p, size_t index, struct generation *g)
{
    struct edition *old = press_hold(p);
    size_t count = old->catalogue.count;
    struct generation **all = calloc(count + 1, sizeof *all);
    enum err e = all ? ERR_OK : ERR_NOMEM;
    for (size_t i = 0; !e && i < count; i++)
        all[i] = i == index ? g : generation_hold(old->generations[i]);
    if (!e)
        e = press_issue(p, all, count);
    for (size_t i = 0; e && all && i < count; i++)
        if (i != index)
            generation_release(all[i]);
    free(all);
    edition_release(old);
    return e;
}
