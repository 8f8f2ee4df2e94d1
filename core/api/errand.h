/* Errands: work too long for a loop, done aside by another thread and answered here when it is
 * done. Only for what administrators ask for: one worker does them, one after the other.
 *
 * An errand lives in its call's arena. While it is away the call belongs to whoever runs it, but
 * for the exchange itself; the desk stays here. */
#ifndef API_ERRAND_H
#define API_ERRAND_H

#include "api/call.h"
#include "base/list.h"

#include <pthread.h>
#include <stdatomic.h>

struct errand {
    struct list node;
    struct list away; /* private, of home */
    struct errands *home;
    struct call *call;
    void (*run)(struct errand *e);        /* on the worker's thread; may block; sets result */
    enum err (*answer)(struct errand *e); /* here: fills the response, or passes an error on */
    void *self;
    enum err result;
    _Atomic bool unwanted; /* private */
};

/* Of one thread: those that came back. */
struct errands {
    pthread_mutex_t lock;
    struct list back;
    struct list away;  /* all that are not answered; the thread's own */
    struct desk *desk; /* whose port can wake the thread */
};

void errands_open(struct errands *all, struct desk *desk);
void errands_close(struct errands *all); /* none is away */
void errands_drain(struct errands *all); /* answers what came back */
void errands_tick(struct errands *all);  /* who has left? */
void errands_end(struct errands *all);   /* the server stops: what can be left undone is to be */

/* Within a handler: the call is pending from here on. ERR_UNSUPPORTED: there is no worker. */
enum err errand_send(struct call *c, struct errand *e);
/* The same with a worker of one's own, who may be busy. ERR_BUSY: it did not take it. */
enum err errand_give(struct call *c, struct errand *e, bool (*take)(void *self, struct errand *e),
                     void *self);
/* The worker: nobody waits for the answer any more, or nobody should. */
bool errand_unwanted(const struct errand *e);
/* The worker, once run() is over: the errand is not its own any more. */
void errand_back(struct errand *e);

#endif
