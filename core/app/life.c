/* Candidates, the gate, the swap. */
#include "app/life.h"

#include "base/check.h"
#include "base/date.h"
#include "base/file.h"
#include "base/now.h"
#include "domain/archive.h"
#include "domain/outbox.h"
#include "domain/standing.h"
#include "script/trials.h"

#include <stdlib.h>

static const struct str the_server = {"guichet", 7};

void life_open(struct life *l, const struct life_options *options)
{
    l->options = *options;
    pthread_mutex_init(&l->lock, NULL);
}

void life_close(struct life *l)
{
    pthread_mutex_destroy(&l->lock);
}

/* --- Loading ---------------------------------------------------------------------------------- */

static int this_year(const struct life *l)
{
    return date_from_days(now_seconds(l->options.now) / DAY_SECONDS).year;
}

static struct generation_options options_of(const struct life *l, size_t borough, bool folder)
{
    return (struct generation_options){.dir = folder ? l->options.dirs[borough] : NULL,
                                       .plugins = folder ? l->options.plugins : NULL,
                                       .around_year = this_year(l),
                                       .slowness = GUICHET_SLOWNESS};
}

enum err life_from_folder(struct life *l, size_t borough, struct faults *faults,
                          struct generation **out)
{
    struct generation_options o = options_of(l, borough, true);
    o.skip_broken = true;
    return generation_load(&o, faults, out);
}

/* --- One change ------------------------------------------------------------------------------- */

/* All that one change needs while it lasts. */
struct turn {
    struct life *life;
    const struct life_ask *ask;
    struct life_answer *answer;
    struct faults *faults;
    struct arena arena;
    struct snap *snap;
    struct edition *edition; /* in force when it began */
    struct generation *now, *next;
    struct rules_change last;   /* recorded last */
    struct rules_change change; /* to be recorded */
};

static const struct jurisdiction *in_force(const struct turn *t)
{
    return generation_jurisdiction(t->now);
}

static enum err turn_open(struct turn *t)
{
    pthread_mutex_lock(&t->life->lock);
    t->edition = press_hold(t->life->options.press);
    t->now = t->edition->generations[t->ask->borough];
    *t->answer = (struct life_answer){0};
    memcpy(t->answer->before, in_force(t)->generation_name, BUNDLE_NAME_TEXT);
    memcpy(t->answer->after, in_force(t)->generation_name, BUNDLE_NAME_TEXT);
    enum err e = snap_open(t->life->options.store, &t->snap);
    return e ? e : snap_renew(t->snap);
}

static enum err turn_close(struct turn *t, enum err e)
{
    snap_close(t->snap);
    generation_release(t->next);
    edition_release(t->edition);
    arena_free(&t->arena);
    pthread_mutex_unlock(&t->life->lock);
    return e;
}

static bool is_expected(const struct turn *t)
{
    struct str expects = t->ask->expects;
    return !expects.n || str_eq(expects, str_c(in_force(t)->generation_name));
}

/* A jurisdiction's id is in addresses and in the store: rules may change, not that. */
static enum err check_id(struct turn *t)
{
    struct str was = in_force(t)->id, is = generation_jurisdiction(t->next)->id;
    if (str_eq(was, is))
        return ERR_OK;
    fault_add(t->faults, "jurisdiction.lua", "« id » vaut « %.*s », mais on sert « %.*s »",
              "\"id\" is \"%.*s\", but \"%.*s\" is served", STR_ARG(is), STR_ARG(was));
    return ERR_INVALID;
}

static enum err load(struct turn *t, const struct generation_options *o)
{
    enum err e = generation_load(o, t->faults, &t->next);
    if (!e)
        e = check_id(t);
    if (e)
        return e;
    const struct jurisdiction *j = generation_jurisdiction(t->next);
    memcpy(t->answer->after, j->generation_name, BUNDLE_NAME_TEXT);
    t->answer->services = j->service_count;
    return ERR_OK;
}

static enum err load_asked(struct turn *t)
{
    const struct life_ask *ask = t->ask;
    struct generation_options o = options_of(t->life, ask->borough, ask->base == LIFE_FOLDER);
    struct bundle none = bundle_in(&t->arena), joined = bundle_in(&t->arena);
    const struct bundle *under = ask->base == LIFE_ACTIVE ? generation_bundle(t->now) : &none;
    enum err e = bundle_join(&joined, under, ask->texts ? ask->texts : &none);
    o.texts = &joined;
    return e ? e : load(t, &o);
}

/* --- The gate --------------------------------------------------------------------------------- */

/* As a C string, for a format that takes its arguments by number. */
static const char *plain(struct turn *t, struct str s)
{
    struct str copy = arena_str(&t->arena, s);
    return copy.p ? copy.p : "";
}

static void add_misses(struct turn *t, const struct trial_result *r)
{
    const struct trial *trial = r->trial;
    for (size_t i = 0; i < r->miss_count; i++) {
        const struct trial_miss *m = &r->misses[i];
        fault_add(t->faults, plain(t, trial->where),
                  "essai « %1$s » : %2$s : attendu %4$s, obtenu %6$s (%8$s)%3$.0s%5$.0s%7$.0s",
                  "test \"%1$s\": %3$s: expected %5$s, got %7$s (%8$s)%2$.0s%4$.0s%6$.0s",
                  plain(t, trial->name), plain(t, m->what.in[LANG_FR]),
                  plain(t, m->what.in[LANG_EN]), plain(t, m->expected.in[LANG_FR]),
                  plain(t, m->expected.in[LANG_EN]), plain(t, m->got.in[LANG_FR]),
                  plain(t, m->got.in[LANG_EN]), plain(t, m->where.n ? m->where : trial->where));
    }
}

/* Does the text of core/CODE/FILE differ from the one in force? */
static bool is_new(struct turn *t, struct str code, const char *file)
{
    struct str path = arena_printf(&t->arena, "core/" STR_FMT "/%s", STR_ARG(code), file);
    const struct bundle_text *next = bundle_find(generation_bundle(t->next), path);
    const struct bundle_text *now = bundle_find(generation_bundle(t->now), path);
    return !path.p || (next && now ? !str_eq(next->text, now->text) : next != now);
}

/* A borough is held to its own tests, always; to those of a shared service only when that service
 * is what changes: they were written against its defaults, and its calendars and settings are the
 * borough's own to change. */
static bool is_held_to(struct turn *t, struct str code)
{
    struct str own =
        arena_printf(&t->arena, "services/" STR_FMT "/service_test.lua", STR_ARG(code));
    return !own.p || bundle_find(generation_bundle(t->next), own) ||
           is_new(t, code, "service.lua") || is_new(t, code, "service_test.lua");
}

/* The services' own tests: what its author wrote down must still be so. */
static enum err run_tests(struct turn *t)
{
    struct trials_report *reports;
    size_t count, failed = 0;
    enum err e =
        trials_of_generation(&t->arena, t->next, NULL, STR(""), now_seconds(t->life->options.now),
                             t->faults, &reports, &count);
    for (size_t i = 0; !e && i < count; i++) {
        if (!is_held_to(t, reports[i].trials.service->code))
            continue;
        failed += reports[i].failed;
        for (size_t k = 0; k < reports[i].trials.count; k++)
            add_misses(t, &reports[i].results[k]);
    }
    return e ? e : failed ? ERR_INVALID : ERR_OK;
}

/* --- What changes ----------------------------------------------------------------------------- */

static bool is_approved(const struct life_ask *ask, const struct upgrade *u)
{
    bool named = ask->base == LIFE_ACTIVE && ask->texts && bundle_find(ask->texts, u->path);
    for (size_t i = 0; !named && i < ask->approve_count; i++)
        named = str_eq(ask->approve[i], u->name);
    return named || ask->approve_all;
}

static enum err compare(struct turn *t)
{
    struct comparison *c = &t->answer->changes;
    enum err e = generation_compare(t->faults->arena, t->now, t->next, c);
    for (size_t i = 0; !e && i < c->upgrade_count; i++)
        c->upgrades[i].approved = is_approved(t->ask, &c->upgrades[i]);
    return e;
}

/* A parent's upgrade is never silent. */
static enum err check_approved(struct turn *t)
{
    const struct comparison *c = &t->answer->changes;
    enum err e = ERR_OK;
    for (size_t i = 0; i < c->upgrade_count; i++) {
        const struct upgrade *u = &c->upgrades[i];
        if (u->approved)
            continue;
        fault_add(t->faults, u->name.p,
                  "un texte partagé a changé depuis ce qui est en vigueur (« %s ») : lisez la "
                  "différence, puis approuvez-la par --approve %s, ou « approve »",
                  "a shared text has changed since what is in force (\"%s\"): read the "
                  "difference, then approve it with --approve %s, or \"approve\"",
                  u->was.n ? u->was.p : u->path.p, u->name.p);
        fault_code(t->faults, STR("upgrade"));
        e = ERR_INVALID;
    }
    return e;
}

static enum err pass_gate(struct turn *t)
{
    enum err e = load_asked(t);
    if (!e)
        e = compare(t);
    return e ? e : run_tests(t);
}

/* --- In force --------------------------------------------------------------------------------- */

/* Requests filed under other calendars go on counting on those (domain/archive.h). */
static enum err join_archive(const struct life *l, struct snap *snap, struct generation *g,
                             uint16_t number)
{
    struct jurisdiction *j = generation_jurisdiction(g);
    struct archive *archive;
    j->number = number;
    enum err e = archive_read(generation_arena(g), snap, this_year(l), &archive);
    if (!e)
        j->archive = archive;
    return e;
}

/* Whoever administers the borough is told in the same commit. */
static enum err tell_of_fall(struct turn *t, struct batch *batch)
{
    const struct jurisdiction *was = in_force(t), *is = generation_jurisdiction(t->next);
    struct str code = t->ask->failing;
    struct text say = {{
        arena_printf(&t->arena,
                     "Des fonctions du service « " STR_FMT " » échouaient trop souvent\u00a0: les "
                     "règles d’avant (%s) sont de nouveau en vigueur à la place de %s. Voyez "
                     "«\u00a0guichet status\u00a0».",
                     STR_ARG(code), is->generation_name, was->generation_name),
        arena_printf(&t->arena,
                     "Functions of the service \"" STR_FMT "\" failed too often: the rules from "
                     "before (%s) are in force again in the place of %s. See \"guichet status\".",
                     STR_ARG(code), is->generation_name, was->generation_name),
    }};
    bool made = say.in[LANG_FR].p && say.in[LANG_EN].p;
    return made ? outbox_alert(batch, was, t->change.at, say) : ERR_NOMEM;
}

/* Its calendars are kept with it, so that the next generation knows them whatever is filed between.
 */
static enum err gather(struct turn *t, struct batch *batch)
{
    const struct jurisdiction *j = generation_jurisdiction(t->next);
    enum err e = history_add(batch, t->snap, j->number, &t->change, generation_bundle(t->next));
    for (size_t i = 0; !e && i < j->calendar_count; i++)
        e = archive_keep(&t->arena, t->snap, j->calendars[i].calendar, batch);
    if (!e && t->change.kind == CHANGE_FELL_BACK)
        e = tell_of_fall(t, batch);
    return e;
}

static enum err date_it(struct turn *t)
{
    struct jurisdiction *j = generation_jurisdiction(t->next);
    enum err e = standing_record(&t->arena, &t->last, j, &t->change);
    return e ? e : standing_apply(generation_arena(t->next), &t->change, j);
}

static void drop_notice(struct life *l, struct str jurisdiction, enum notice_kind kind)
{
    if (l->options.notices)
        notices_drop(l->options.notices, jurisdiction, kind);
}

/* Recorded, durably; then swapped. Somebody who changes the rules has heard of failures. */
static enum err put_in_force(struct turn *t)
{
    struct life_options *o = &t->life->options;
    struct batch batch = batch_in(&t->arena);
    struct generation *g = t->next;
    enum err e = join_archive(t->life, t->snap, g, in_force(t)->number);
    memcpy(t->change.generation, generation_jurisdiction(g)->generation, BUNDLE_HASH_BYTES);
    if (!e)
        e = date_it(t);
    if (!e)
        e = gather(t, &batch);
    snap_release(t->snap);
    if (!e)
        e = store_commit_wait(o->store, &batch);
    if (e)
        return e;
    t->answer->number = t->change.number;
    if (t->change.kind != CHANGE_FELL_BACK) {
        drop_notice(t->life, in_force(t)->id, NOTICE_FELL_BACK);
        drop_notice(t->life, in_force(t)->id, NOTICE_KEEPS_FAILING);
    }
    e = press_replace(o->press, t->ask->borough, g);
    if (!e)
        t->next = NULL; /* the press has it */
    return e;
}

static struct str folder_of(const struct life *l, struct arena *arena, size_t borough)
{
    return file_absolute(arena, l->options.dirs[borough]);
}

static enum err next_change(struct turn *t, enum change_kind kind)
{
    enum err e = history_last(t->snap, &t->arena, in_force(t)->number, &t->last);
    if (e && e != ERR_NOT_FOUND)
        return e;
    t->change = (struct rules_change){.number = t->last.number + 1,
                                      .kind = kind,
                                      .at = now_seconds(t->life->options.now),
                                      .author = t->ask->author,
                                      .note = t->ask->note,
                                      .origin = t->last.number + 1,
                                      .folder = folder_of(t->life, &t->arena, t->ask->borough)};
    return t->change.folder.p ? ERR_OK : ERR_NOMEM;
}

/* --- Verbs ------------------------------------------------------------------------------------ */

enum err life_check(struct life *l, const struct life_ask *ask, struct faults *faults,
                    struct life_answer *out)
{
    struct turn t = {.life = l, .ask = ask, .answer = out, .faults = faults};
    enum err e = turn_open(&t);
    return turn_close(&t, e ? e : pass_gate(&t));
}

enum err life_candidate(struct life *l, const struct life_ask *ask, struct faults *faults,
                        struct generation **out)
{
    struct life_answer answer = {0};
    struct turn t = {.life = l, .ask = ask, .answer = &answer, .faults = faults};
    t.edition = press_hold(l->options.press);
    t.now = t.edition->generations[ask->borough];
    enum err e = load_asked(&t);
    if (!e)
        e = snap_open(l->options.store, &t.snap);
    if (!e)
        e = snap_renew(t.snap);
    if (!e)
        e = join_archive(l, t.snap, t.next, in_force(&t)->number);
    if (e)
        generation_release(t.next);
    *out = e ? NULL : t.next;
    snap_close(t.snap);
    edition_release(t.edition);
    arena_free(&t.arena);
    return e;
}

static bool is_same(const struct turn *t)
{
    return memcmp(generation_jurisdiction(t->next)->generation, in_force(t)->generation,
                  BUNDLE_HASH_BYTES) == 0;
}

/* A store that never served has no history: what the folder holds is in force, and unrecorded. */
static bool is_recorded(struct turn *t)
{
    struct rules_change last;
    return history_last(t->snap, &t->arena, in_force(t)->number, &last) != ERR_NOT_FOUND;
}

enum err life_activate(struct life *l, const struct life_ask *ask, struct faults *faults,
                       struct life_answer *out)
{
    struct turn t = {.life = l, .ask = ask, .answer = out, .faults = faults};
    enum err e = turn_open(&t);
    if (!e && !is_expected(&t))
        e = ERR_CONFLICT;
    if (!e)
        e = pass_gate(&t);
    if (!e && is_same(&t) && is_recorded(&t))
        return turn_close(&t, ERR_OK);
    if (!e)
        e = check_approved(&t);
    if (!e)
        e = next_change(&t, CHANGE_ACTIVATED);
    return turn_close(&t, e ? e : put_in_force(&t));
}

static enum err find_target(struct turn *t, struct rules_change *out)
{
    struct rules_change last;
    uint16_t number = in_force(t)->number;
    enum err e = history_last(t->snap, &t->arena, number, &last);
    if (e || !t->ask->to)
        return e ? e : history_before(t->snap, &t->arena, number, &last, out);
    return history_read(t->snap, &t->arena, number, t->ask->to, out);
}

/* With broken services left out, as they were when it was recorded. */
static enum err load_stored(struct turn *t, const struct rules_change *c)
{
    struct generation_options o = options_of(t->life, t->ask->borough, false);
    struct bundle texts = bundle_in(&t->arena);
    enum err e = history_texts(t->snap, c, &texts);
    o.texts = &texts;
    o.skip_broken = true;
    return e ? e : load(t, &o);
}

/* Going back to the same text of what keeps failing would mend nothing. */
static bool would_mend(const struct turn *t)
{
    const struct jurisdiction *next = generation_jurisdiction(t->next);
    const struct service *is = jurisdiction_service(in_force(t), t->ask->failing);
    const struct service *was = jurisdiction_service(next, t->ask->failing);
    return !is || !was || memcmp(is->hash, was->hash, sizeof is->hash) != 0;
}

enum err life_roll_back(struct life *l, const struct life_ask *ask, struct faults *faults,
                        struct life_answer *out)
{
    struct turn t = {.life = l, .ask = ask, .answer = out, .faults = faults};
    struct rules_change target;
    enum err e = turn_open(&t);
    if (!e && !is_expected(&t))
        e = ERR_CONFLICT;
    if (!e)
        e = find_target(&t, &target);
    if (!e)
        e = load_stored(&t, &target);
    if (!e)
        e = compare(&t);
    if (!e && is_same(&t))
        return turn_close(&t, ERR_OK);
    if (!e)
        e = would_mend(&t) ? ERR_OK : ERR_EXISTS;
    if (!e)
        e = next_change(&t, ask->failing.n ? CHANGE_FELL_BACK : CHANGE_ROLLED_BACK);
    t.change.origin = e ? 0 : target.origin;
    return turn_close(&t, e ? e : put_in_force(&t));
}

enum err life_tell(struct life *l, size_t borough, struct text say)
{
    struct arena arena = {0};
    struct batch batch = batch_in(&arena);
    struct edition *now = press_hold(l->options.press);
    enum err e =
        outbox_alert(&batch, now->catalogue.items[borough], now_seconds(l->options.now), say);
    if (!e)
        e = store_commit_wait(l->options.store, &batch);
    edition_release(now);
    arena_free(&arena);
    return e;
}

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
    drop_notice(l, j->id, NOTICE_FOLDER_REFUSED);
    if (e)
        put_notice(l, NOTICE_FOLDER_REFUSED, j, STR(""), faults->first);
    else
        drop_notice(l, j->id, NOTICE_FOLDER_DIFFERS);
}

void life_reload(struct life *l, struct log *log, bool approving)
{
    struct edition *now = press_hold(l->options.press);
    for (size_t i = 0; i < now->catalogue.count; i++) {
        struct arena arena = {0};
        struct faults faults = faults_in(&arena);
        struct life_answer answer;
        const struct life_ask ask = {
            .borough = i, .author = the_server, .base = LIFE_FOLDER, .approve_all = approving};
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
                                 .author = the_server,
                                 .origin = number,
                                 .folder = folder_of(l, arena, borough)};
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
        struct generation_options o = options_of(l, 0, false);
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
        e = join_archive(l, snap, stored, folder->number);
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
    const struct str folders[] = {folder_of(l, arena, borough), str_c(l->options.dirs[borough])};
    uint16_t number;
    struct str id;
    if (!folders[0].p)
        return ERR_NOMEM;
    enum err e = history_of_folder(snap, arena, folders, 2, &number, &id);
    if (!e)
        e = load_last_good(l, snap, arena, number, out);
    return e;
}

enum err life_recover(struct life *l, size_t borough, struct log *log, const struct faults *faults,
                      struct generation **out)
{
    struct arena arena = {0};
    struct snap *snap;
    *out = NULL;
    enum err e = snap_open(l->options.store, &snap);
    if (e)
        return e;
    e = snap_renew(snap);
    if (!e)
        e = find_served(l, borough, snap, &arena, out);
    if (!e) {
        const struct jurisdiction *j = generation_jurisdiction(*out);
        log_begin(log, LOG_ERROR, "rules_recovered");
        log_str(log, "jurisdiction", j->id);
        log_str(log, "folder", str_c(l->options.dirs[borough]));
        log_str(log, "active", str_c(j->generation_name));
        log_str(log, "then", STR("the folder cannot be served; mend it, then SIGHUP"));
        log_end(log);
        log_flush(log);
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
    enum err e = snap_open(l->options.store, &snap);
    if (e)
        return e;
    e = snap_renew(snap);
    if (!e)
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
    enum err e = snap_open(l->options.store, &snap);
    if (e)
        return e;
    e = snap_renew(snap);
    if (!e)
        e = load_last_good(l, snap, &arena, number, out);
    if (!e)
        e = join_archive(l, snap, *out, number);
    if (e) {
        generation_release(*out);
        *out = NULL;
    }
    snap_close(snap);
    arena_free(&arena);
    return e;
}
