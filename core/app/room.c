/* The room's thread, and its door. */
#include "app/room.h"

#include "app/rehearsal.h"

/* NULL: closing. */
static struct errand *next(struct room *r)
{
    pthread_mutex_lock(&r->lock);
    while (!r->waiting && !r->closing)
        pthread_cond_wait(&r->more, &r->lock);
    struct errand *e = r->waiting;
    r->waiting = NULL;
    pthread_mutex_unlock(&r->lock);
    return e;
}

static void leave(struct room *r)
{
    pthread_mutex_lock(&r->lock);
    r->busy = false;
    r->last = (struct room_progress){0};
    pthread_mutex_unlock(&r->lock);
}

/* The room is free before the answer is out: who reads it may come again at once. */
static void *work(void *self)
{
    struct room *r = self;
    rehearsal_give_way();
    for (struct errand *e; (e = next(r));) {
        e->run(e);
        leave(r);
        errand_back(e);
    }
    return NULL;
}

enum err room_open(struct room *r)
{
    *r = (struct room){0};
    pthread_mutex_init(&r->lock, NULL);
    pthread_cond_init(&r->more, NULL);
    if (pthread_create(&r->thread, NULL, work, r) == 0)
        return ERR_OK;
    pthread_cond_destroy(&r->more);
    pthread_mutex_destroy(&r->lock);
    return ERR_SYSTEM;
}

void room_close(struct room *r)
{
    pthread_mutex_lock(&r->lock);
    r->closing = true;
    pthread_cond_signal(&r->more);
    pthread_mutex_unlock(&r->lock);
    pthread_join(r->thread, NULL);
    pthread_cond_destroy(&r->more);
    pthread_mutex_destroy(&r->lock);
}

bool room_take(void *self, struct errand *e)
{
    struct room *r = self;
    pthread_mutex_lock(&r->lock);
    bool free = !r->busy;
    if (free) {
        r->busy = true;
        r->waiting = e;
        pthread_cond_signal(&r->more);
    }
    pthread_mutex_unlock(&r->lock);
    return free;
}

static struct room_progress progress_of(const struct backtest *b)
{
    return (struct room_progress){.running = true,
                                  .decided = atomic_load(&b->decided),
                                  .moved = atomic_load(&b->moved),
                                  .since = b->since,
                                  .until = b->until,
                                  .reached = atomic_load(&b->reached)};
}

void room_show(struct room *r, const struct backtest *b)
{
    pthread_mutex_lock(&r->lock);
    if (r->backtest)
        r->last = progress_of(r->backtest);
    r->backtest = b;
    pthread_mutex_unlock(&r->lock);
}

void room_look(struct room *r, struct room_progress *out)
{
    pthread_mutex_lock(&r->lock);
    *out = r->backtest ? progress_of(r->backtest) : r->last;
    pthread_mutex_unlock(&r->lock);
}
