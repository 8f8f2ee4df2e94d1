/* The boroughs' folders: what is served of them at the start, and when they are read again. */
#include "app/life_turn.h"

#include "base/now.h"
#include "domain/archive.h"
#include "domain/standing.h"

enum err life_from_folder(struct life *l, size_t borough, struct faults *faults,
                          struct generation **out)
{
    struct generation_options o = life_options_of(l, borough, true);
    o.skip_broken = true;
    return generation_load(&o, faults, out);
}

/* --- Again ------------------------------------------------------------------------------------ */

static void log_reload(struct log *log, const struct life *l, size_t borough, enum err e,
                       const struct life_answer *a, const struct faults *faults)
{
    bool changed = !e && a->number;
    log_begin(log, e ? LOG_ERROR : LOG_INFO, e ? "rules_refused" : "rules_reloaded");
    log_str(log, "folder", str_c(l->options.dirs[borough]));
    log_str(log, "active", str_c(changed ? a->after : a->before));
    if (e)
        log_str(log, "error", str_c(err_name(e)));
    log_end(log);
    for (const struct fault *f = faults->first; f; f = f->next) {
        log_begin(log, LOG_ERROR, "rules_fault");
        log_str(log, "where", f->where);
        log_str(log, "fr", f->say.in[LANG_FR]);
        log_str(log, "en", f->say.in[LANG_EN]);
        log_end(log);
    }
    log_flush(log);
}

static void log_upgrades(struct log *log, const struct comparison *c)
{
    for (size_t i = 0; i < c->upgrade_count; i++) {
        log_begin(log, LOG_WARN, "rules_upgraded");
        log_str(log, "name", c->upgrades[i].name);
        log_str(log, "before", c->upgrades[i].was);
        log_end(log);
    }
    log_flush(log);
}

/* What the folder holds is in force now, or was refused, or is other than what is in force. */
static void put_notice(struct life *l, enum notice_kind kind, const struct jurisdiction *j,
                       struct str generation, const struct fault *faults)
{
    const struct notice notice = {.kind = kind,
                                  .jurisdiction = j->id,
                                  .generation = generation,
                                  .at = now_seconds(l->options.now),
                                  .faults = faults};
    if (l->options.notices)
        notices_put(l->options.notices, &notice);
}

static void note_reload(struct life *l, const struct jurisdiction *j, enum err e,
                        const struct faults *faults)
{
    life_drop_notice(l, j->id, NOTICE_FOLDER_REFUSED);
    if (e)
        put_notice(l, NOTICE_FOLDER_REFUSED, j, STR(""), faults->first);
    else
        life_drop_notice(l, j->id, NOTICE_FOLDER_DIFFERS);
}

void life_reload(struct life *l, struct log *log, bool approving)
{
    struct edition *now = press_hold(l->options.press);
    for (size_t i = 0; i < now->catalogue.count; i++) {
        struct arena arena = {0};
        struct faults faults = faults_in(&arena);
        struct life_answer answer;
        const struct life_ask ask = {
            .borough = i, .author = THE_SERVER, .base = LIFE_FOLDER, .approve_all = approving};
        enum err e = life_activate(l, &ask, &faults, &answer);
        log_reload(log, l, i, e, &answer, &faults);
        note_reload(l, now->catalogue.items[i], e, &faults);
        if (!e && answer.number)
            log_upgrades(log, &answer.changes);
        arena_free(&arena);
    }
    edition_release(now);
}

/* --- Boot ------------------------------------------------------------------------------------- */

static void say(struct log *log, enum log_level level, const char *event,
                const struct jurisdiction *folder, struct str stored)
{
    log_begin(log, level, event);
    log_str(log, "jurisdiction", folder->id);
    log_str(log, "folder", str_c(folder->generation_name));
    if (stored.n)
        log_str(log, "active", stored);
    if (level == LOG_WARN)
        log_str(log, "then",
                STR("the active one is served; guichet activate, or SIGHUP, puts the "
                    "folder's in force"));
    log_end(log);
    log_flush(log);
}

static enum err record_first(struct life *l, struct snap *snap, struct arena *arena, size_t borough,
                             struct generation *g, uint64_t number)
{
    struct jurisdiction *j = generation_jurisdiction(g);
    struct batch batch = batch_in(arena);
    struct rules_change first = {.number = number,
                                 .kind = number == 1 ? CHANGE_FIRST : CHANGE_ACTIVATED,
                                 .at = now_seconds(l->options.now),
                                 .author = THE_SERVER,
                                 .origin = number,
                                 .folder = life_folder(l, arena, borough)};
    memcpy(first.generation, j->generation, BUNDLE_HASH_BYTES);
    if (!first.folder.p)
        return ERR_NOMEM;
    const struct rules_change none = {0};
    enum err e = standing_record(arena, &none, j, &first);
    if (!e)
        e = standing_apply(generation_arena(g), &first, j);
    if (!e)
        e = history_add(&batch, snap, j->number, &first, generation_bundle(g));
    for (size_t i = 0; !e && i < j->calendar_count; i++)
        e = archive_keep(arena, snap, j->calendars[i].calendar, &batch);
    snap_release(snap);
    return e ? e : store_commit_wait(l->options.store, &batch);
}

/* The newest that still loads: newest first, each generation once. */
static enum err load_last_good(struct life *l, struct snap *snap, struct arena *arena,
                               uint16_t number, struct generation **out)
{
    enum { LOOK_BACK = 50 };
    struct rules_change *all;
    size_t count;
    enum err e = history_list(snap, arena, number, 0, LOOK_BACK, &all, &count);
    for (size_t i = 0; !e && i < count; i++) {
        struct generation_options o = life_options_of(l, 0, false);
        struct bundle texts = bundle_in(arena);
        struct faults faults = faults_in(arena);
        o.texts = &texts;
        o.skip_broken = true;
        if (!history_texts(snap, &all[i], &texts) && !generation_load(&o, &faults, out))
            return standing_apply(generation_arena(*out), &all[i], generation_jurisdiction(*out));
    }
    return e ? e : ERR_NOT_FOUND;
}

static enum err restore(struct life *l, size_t borough, struct snap *snap, struct arena *arena,
                        struct log *log, struct generation **g)
{
    const struct jurisdiction *folder = generation_jurisdiction(*g);
    struct generation *stored = NULL;
    struct rules_change last = {0};
    enum err e = history_last(snap, arena, folder->number, &last);
    if (e == ERR_NOT_FOUND)
        return record_first(l, snap, arena, borough, *g, 1);
    if (e)
        return e;
    if (memcmp(last.generation, folder->generation, BUNDLE_HASH_BYTES) == 0)
        return standing_apply(generation_arena(*g), &last, generation_jurisdiction(*g));
    e = load_last_good(l, snap, arena, folder->number, &stored);
    if (e == ERR_NOT_FOUND) {
        say(log, LOG_ERROR, "rules_unusable", folder, STR(""));
        return record_first(l, snap, arena, borough, *g, last.number + 1);
    }
    if (!e)
        e = life_join_archive(l, snap, stored, folder->number);
    if (e) {
        generation_release(stored);
        return e;
    }
    say(log, LOG_WARN, "rules_differ", folder,
        str_c(generation_jurisdiction(stored)->generation_name));
    put_notice(l, folder->faults ? NOTICE_FOLDER_REFUSED : NOTICE_FOLDER_DIFFERS, folder,
               str_c(folder->generation_name), folder->faults);
    generation_release(*g);
    *g = stored;
    return ERR_OK;
}

/* The folder as it is named now, and as it was typed: how older changes have it. */
static enum err find_served(struct life *l, size_t borough, struct snap *snap, struct arena *arena,
                            struct generation **out)
{
    const struct str folders[] = {life_folder(l, arena, borough), str_c(l->options.dirs[borough])};
    uint16_t number;
    struct str id;
    if (!folders[0].p)
        return ERR_NOMEM;
    enum err e = history_of_folder(snap, arena, folders, 2, &number, &id);
    if (!e)
        e = load_last_good(l, snap, arena, number, out);
    return e;
}

/* A look at the store, to be closed by snap_close; NULL on error. */
static enum err look(const struct life *l, struct snap **out)
{
    enum err e = snap_open(l->options.store, out);
    if (e)
        return *out = NULL, e;
    e = snap_renew(*out);
    if (e) {
        snap_close(*out);
        *out = NULL;
    }
    return e;
}

static void say_recovered(struct life *l, size_t borough, struct log *log,
                          const struct jurisdiction *j)
{
    log_begin(log, LOG_ERROR, "rules_recovered");
    log_str(log, "jurisdiction", j->id);
    log_str(log, "folder", str_c(l->options.dirs[borough]));
    log_str(log, "active", str_c(j->generation_name));
    log_str(log, "then", STR("the folder cannot be served; mend it, then SIGHUP"));
    log_end(log);
    log_flush(log);
}

enum err life_recover(struct life *l, size_t borough, struct log *log, const struct faults *faults,
                      struct generation **out)
{
    struct arena arena = {0};
    struct snap *snap;
    *out = NULL;
    enum err e = look(l, &snap);
    if (e)
        return e;
    e = find_served(l, borough, snap, &arena, out);
    if (!e) {
        const struct jurisdiction *j = generation_jurisdiction(*out);
        say_recovered(l, borough, log, j);
        put_notice(l, NOTICE_FOLDER_REFUSED, j, STR(""), faults->first);
    }
    snap_close(snap);
    arena_free(&arena);
    return e;
}

enum err life_restore(struct life *l, size_t borough, struct log *log, struct generation **g)
{
    struct arena arena = {0};
    struct snap *snap;
    enum err e = look(l, &snap);
    if (e)
        return e;
    e = restore(l, borough, snap, &arena, log, g);
    snap_close(snap);
    arena_free(&arena);
    return e;
}

enum err life_from_store(struct life *l, uint16_t number, struct generation **out)
{
    struct arena arena = {0};
    struct snap *snap;
    *out = NULL;
    enum err e = look(l, &snap);
    if (e)
        return e;
    e = load_last_good(l, snap, &arena, number, out);
    if (!e)
        e = life_join_archive(l, snap, *out, number);
    if (e) {
        generation_release(*out);
        *out = NULL;
    }
    snap_close(snap);
    arena_free(&arena);
    return e;
}
