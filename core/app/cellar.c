/* Opens the store, and reads what is needed before the doors open. */
#include "app/cellar.h"

#include "domain/access.h"
#include "domain/archive.h"
#include "domain/feed.h"
#include "domain/zone_watch.h"

/* --- Opening ---------------------------------------------------------------------------------- */

static enum err gather_keys(struct arena *arena, struct store *from, struct batch *batch)
{
    struct snap *snap;
    enum err e = snap_open(from, &snap);
    if (e)
        return e;
    e = snap_renew(snap);
    if (!e)
        e = access_copy(snap, arena, batch);
    snap_close(snap);
    return e;
}

/* The keys of a store on disk, as they are now, for one in memory. */
static enum err copy_keys(const char *data, struct store *to)
{
    struct arena arena = {0};
    struct batch batch = batch_in(&arena);
    struct store *disk;
    const struct store_options options = {.dir = data, .read_only = true};
    enum err e = store_lmdb_open(&disk, &options);
    if (e)
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    e = gather_keys(&arena, disk, &batch);
    store_close(disk);
    if (!e)
        e = store_commit_wait(to, &batch);
    arena_free(&arena);
    return e;
}

static enum err open_memory(struct store **out, const char *data)
{
    enum err e = store_memory_open(out);
    if (e || !data)
        return e;
    e = copy_keys(data, *out);
    if (e)
        store_close(*out);
    return e;
}

enum err cellar_open(struct store **out, const struct cellar_options *o)
{
    if (o->memory)
        return open_memory(out, o->data);
    const struct store_options options = {.dir = o->data,
                                          .create = true,
                                          .own = true,
                                          .map_size = o->map_size,
                                          .reserve = o->reserve,
                                          .fatal = o->fatal,
                                          .fatal_self = o->fatal_self};
    return store_lmdb_open(out, &options);
}

/* --- Calendars -------------------------------------------------------------------------------- */

enum err cellar_join_archive(struct store *s, struct arena *arena, const struct catalogue *all,
                             int around_year)
{
    struct snap *snap;
    struct archive *archive = NULL;
    enum err e = snap_open(s, &snap);
    if (e)
        return e;
    e = snap_renew(snap);
    if (!e)
        e = feed_there(snap);
    if (!e)
        e = archive_read(arena, snap, around_year, &archive);
    snap_close(snap);
    for (size_t i = 0; !e && i < all->count; i++)
        all->items[i]->archive = archive;
    return e;
}

/* --- Zones ------------------------------------------------------------------------------------ */

/* What is said for as long as the process serves outlives the rules of today. */
static void warn_of_zone(struct arena *arena, const struct jurisdiction *j, struct str was,
                         struct log *log, struct api_shared *shared)
{
    struct str id = arena_str(arena, j->id);
    struct str is = arena_str(arena, zone_version(j->zone));
    if (id.p && is.p)
        shared->zones[shared->zone_count++] = (struct zone_change){id, was, is};
    log_begin(log, LOG_WARN, "tzdata_changed");
    log_str(log, "jurisdiction", j->id);
    log_str(log, "was", was);
    log_str(log, "is", zone_version(j->zone));
    log_str(log, "then", STR("open due dates stay; see: guichet recompute --preview"));
    log_end(log);
    log_flush(log);
}

enum err cellar_watch_zones(struct store *s, struct arena *arena, const struct catalogue *all,
                            struct log *log, struct api_shared *shared)
{
    struct batch first = batch_in(arena);
    struct snap *snap;
    shared->zones = ARENA_ARRAY(arena, struct zone_change, all->count);
    enum err e = shared->zones ? snap_open(s, &snap) : ERR_NOMEM;
    if (e)
        return e;
    e = snap_renew(snap);
    for (size_t i = 0; !e && i < all->count; i++) {
        bool changed = false;
        struct str was;
        e = zone_watch_changed(arena, snap, all->items[i], &changed, &was);
        if (changed)
            warn_of_zone(arena, all->items[i], was, log, shared);
        else if (!e && !was.n)
            zone_watch_put(&first, all->items[i]);
    }
    snap_close(snap);
    return !e && first.count ? store_commit_wait(s, &first) : e;
}
