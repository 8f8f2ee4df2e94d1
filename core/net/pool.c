/* uv_queue_work, with functions that know nothing of libuv. */
#include "net/pool.h"

#include "base/check.h"
#include "net/loop.h"

#include <stdlib.h>

struct errand {
    uv_work_t request;
    void (*work)(void *self);
    void (*done)(void *self);
    void *self;
};

static void work_cb(uv_work_t *request)
{
    struct errand *e = request->data;
    e->work(e->self);
}

static void done_cb(uv_work_t *request, int status)
{
    struct errand *e = request->data;
    check(status == 0); /* nobody cancels one */
    e->done(e->self);
    free(e);
}

enum err net_pool_run(struct net_thread *t, void (*work)(void *self), void (*done)(void *self),
                      void *self)
{
    struct errand *e = malloc(sizeof *e);
    if (!e)
        return ERR_NOMEM;
    *e = (struct errand){.work = work, .done = done, .self = self};
    e->request.data = e;
    int rc = uv_queue_work(&t->uv, &e->request, work_cb, done_cb);
    if (rc)
        free(e);
    return err_from_uv(rc);
}
