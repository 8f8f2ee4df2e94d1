/* The workshop: one thread that does errands (api/errand.h), one after the other, so that a loop
 * never waits for a borough to be loaded, and no two changes of rules meet. */
#ifndef APP_WORKSHOP_H
#define APP_WORKSHOP_H

#include "api/errand.h"

struct workshop {
    pthread_t thread;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t more;
    struct list waiting;
    bool closing;
};

enum err workshop_open(struct workshop *w);
/* What waits is done first. */
void workshop_close(struct workshop *w);
void workshop_send(struct workshop *w, struct errand *e);

#endif
