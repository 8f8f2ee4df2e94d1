/* One entry a jurisdiction: the version of tzdata. */
#include "domain/zone_watch.h"

#include "domain/keys.h"

enum err zone_watch_read(struct arena *arena, struct snap *snap, const struct jurisdiction *j,
                         struct str *out)
{
    struct key key = keys_of(KEY_TZDATA, j->number);
    struct str value;
    enum err e = snap_get(snap, key_str(&key), &value);
    *out = (struct str){0};
    if (e)
        return e == ERR_NOT_FOUND ? ERR_OK : e;
    *out = arena_str(arena, value);
    return out->p ? ERR_OK : ERR_NOMEM;
}

enum err zone_watch_changed(struct arena *arena, struct snap *snap, const struct jurisdiction *j,
                            bool *changed, struct str *was)
{
    enum err e = zone_watch_read(arena, snap, j, was);
    *changed = !e && was->n && !str_eq(*was, zone_version(j->zone));
    return e;
}

void zone_watch_put(struct batch *batch, const struct jurisdiction *j)
{
    struct key key = keys_of(KEY_TZDATA, j->number);
    batch_put(batch, key_str(&key), zone_version(j->zone));
}
