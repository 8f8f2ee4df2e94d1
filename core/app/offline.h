/* The rules of a data directory that no server has: the same life, gate and history (app/life.h),
 * in a process that owns the store for that while. */
#ifndef APP_OFFLINE_H
#define APP_OFFLINE_H

#include "app/life.h"
#include "base/now.h"

struct offline_options {
    const char *data;          /* the data directory; it is not made */
    const char *jurisdiction;  /* NULL: that of the folder, or the only one */
    struct generation *folder; /* what the borough's folder holds; NULL: none is needed */
    char *dir;                 /* that folder; NULL: none */
};

struct offline {
    const char *data;
    struct arena arena;
    struct now now;
    struct store *store;
    struct press press;
    struct life life;
    char *dirs[1];
};

/* Takes the store, and what was in force last from it: what the folder holds when nothing ever was.
 * False: it has been said why, and nothing is open. */
bool offline_open(struct offline *o, const struct offline_options *options);
void offline_close(struct offline *o);

typedef enum err life_verb(struct life *l, const struct life_ask *ask, struct faults *faults,
                           struct life_answer *out);
/* One of life.h's verbs. False: it has been said why not. What it answers lives until the close. */
bool offline_do(struct offline *o, life_verb *verb, const struct life_ask *ask,
                struct life_answer *out);

/* The changes recorded, newest first; also beside a server. False: it has been said why not. */
bool offline_history(struct arena *arena, const struct offline_options *options,
                     struct rules_change **out, size_t *count);

#endif
