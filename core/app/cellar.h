/* The cellar: the store of a serving process, on disk or in memory, and what is read of it before
 * anything is served. */
#ifndef APP_CELLAR_H
#define APP_CELLAR_H

#include "api/serve.h"
#include "base/log.h"
#include "domain/jurisdiction.h"
#include "store/store.h"

struct cellar_options {
    const char *data; /* the directory; with `memory`, where keys are read, or NULL */
    bool memory;
    size_t map_size;
    uint64_t reserve;                                        /* bytes of disk to leave free */
    void (*fatal)(void *self, enum err e, const char *what); /* as store_options has it */
    void *fatal_self;
};

/* What the store says. A directory that is not there yet is made; in memory it is no error. */
enum err cellar_open(struct store **out, const struct cellar_options *options);
/* Joins all jurisdictions to the calendars that requests were filed under, as they were then.
 * Before anything is written: a store from before the feed is refused. */
enum err cellar_join_archive(struct store *s, struct arena *arena, const struct catalogue *all,
                             int around_year);
/* Whether the law of a zone has changed since the open dates were computed: said in the log, and
 * kept in the arena for as long as shared->zones is looked at. */
enum err cellar_watch_zones(struct store *s, struct arena *arena, const struct catalogue *all,
                            struct log *log, struct api_shared *shared);

#endif
