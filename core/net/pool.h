/* Work that would hold a loop up (password hashing, exports): run off it, and come back. */
#ifndef NET_POOL_H
#define NET_POOL_H

#include "net/server.h"

/* Calls work(self) on a thread of the pool, then done(self) on t. To be called on t. The loop does
 * not end before `done` has run. ERR_NOMEM: neither will be called. */
enum err net_pool_run(struct net_thread *t, void (*work)(void *self), void (*done)(void *self),
                      void *self);

#endif
