/* Changes of rules: one at a time, through the gate, into the store, in force. */
#include "app/life_turn.h"

#include "base/date.h"
#include "base/file.h"
#include "base/now.h"
#include "domain/archive.h"
#include "domain/outbox.h"
#include "domain/standing.h"

void life_open(struct life *l, const struct life_options *options)
{
    l->options = *options;
    pthread_mutex_init(&l->lock, NULL);
}

void life_close(struct life *l)
{
    pthread_mutex_destroy(&l->lock);
}

/* --- What all of it needs --------------------------------------------------------------------- */

static int life_year(const struct life *l)
{
    return date_from_days(now_seconds(l->options.now) / DAY_SECONDS).year;
}

struct generation_options life_options_of(const struct life *l, size_t borough, bool folder)
{
    return (struct generation_options){.dir = folder ? l->options.dirs[borough] : NULL,
                                       .plugins = folder ? l->options.plugins : NULL,
                                       .around_year = life_year(l),
                                       .slowness = GUICHET_SLOWNESS};
}

struct str life_folder(const struct life *l, struct arena *arena, size_t borough)
{
    return file_absolute(arena, l->options.dirs[borough]);
}

enum err life_join_archive(const struct life *l, struct snap *snap, struct generation *g,
                           uint16_t number)
{
    struct jurisdiction *j = generation_jurisdiction(g);
    struct archive *archive;
    j->number = number;
    enum err e = archive_read(generation_arena(g), snap, life_year(l), &archive);
    if (!e)
        j->archive = archive;
    return e;
}

void life_drop_notice(struct life *l, struct str jurisdiction, enum notice_kind kind)
{
    if (l->options.notices)
        notices_drop(l->options.notices, jurisdiction, kind);
}

/* --- One change ------------------------------------------------------------------------------- */

static enum err turn_open(struct turn *t)
{
    pthread_mutex_lock(&t->life->lock);
    t->edition = press_hold(t->life->options.press);
    t->now = t->edition->generations[t->ask->borough];
    *t->answer = (struct life_answer){0};
    memcpy(t->answer->before, turn_in_force(t)->generation_name, BUNDLE_NAME_TEXT);
    memcpy(t->answer->after, turn_in_force(t)->generation_name, BUNDLE_NAME_TEXT);
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
    return !expects.n || str_eq(expects, str_c(turn_in_force(t)->generation_name));
}

/* --- In force --------------------------------------------------------------------------------- */

/* Whoever administers the borough is told in the same commit. */
static enum err tell_of_fall(struct turn *t, struct batch *batch)
{
    const struct jurisdiction *was = turn_in_force(t), *is = generation_jurisdiction(t->next);
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

/* Recorded, durably; then swapped. Somebody who changes the rules has heard of failures. */
static enum err put_in_force(struct turn *t)
{
    struct life_options *o = &t->life->options;
    struct batch batch = batch_in(&t->arena);
    struct generation *g = t->next;
    enum err e = life_join_archive(t->life, t->snap, g, turn_in_force(t)->number);
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
        life_drop_notice(t->life, turn_in_force(t)->id, NOTICE_FELL_BACK);
        life_drop_notice(t->life, turn_in_force(t)->id, NOTICE_KEEPS_FAILING);
    }
    e = press_replace(o->press, t->ask->borough, g);
    if (!e)
        t->next = NULL; /* the press has it */
    return e;
}

static enum err next_change(struct turn *t, enum change_kind kind)
{
    enum err e = history_last(t->snap, &t->arena, turn_in_force(t)->number, &t->last);
    if (e && e != ERR_NOT_FOUND)
        return e;
    t->change = (struct rules_change){.number = t->last.number + 1,
                                      .kind = kind,
                                      .at = now_seconds(t->life->options.now),
                                      .author = t->ask->author,
                                      .note = t->ask->note,
                                      .origin = t->last.number + 1,
                                      .folder = life_folder(t->life, &t->arena, t->ask->borough)};
    return t->change.folder.p ? ERR_OK : ERR_NOMEM;
}

/* --- Verbs ------------------------------------------------------------------------------------ */

enum err life_check(struct life *l, const struct life_ask *ask, struct faults *faults,
                    struct life_answer *out)
{
    struct turn t = {.life = l, .ask = ask, .answer = out, .faults = faults};
    enum err e = turn_open(&t);
    return turn_close(&t, e ? e : turn_pass_gate(&t));
}

enum err life_candidate(struct life *l, const struct life_ask *ask, struct faults *faults,
                        struct generation **out)
{
    struct life_answer answer = {0};
    struct turn t = {.life = l, .ask = ask, .answer = &answer, .faults = faults};
    t.edition = press_hold(l->options.press);
    t.now = t.edition->generations[ask->borough];
    enum err e = turn_load_asked(&t);
    if (!e)
        e = snap_open(l->options.store, &t.snap);
    if (!e)
        e = snap_renew(t.snap);
    if (!e)
        e = life_join_archive(l, t.snap, t.next, turn_in_force(&t)->number);
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
    return memcmp(generation_jurisdiction(t->next)->generation, turn_in_force(t)->generation,
                  BUNDLE_HASH_BYTES) == 0;
}

/* A store that never served has no history: what the folder holds is in force, and unrecorded. */
static bool is_recorded(struct turn *t)
{
    struct rules_change last;
    return history_last(t->snap, &t->arena, turn_in_force(t)->number, &last) != ERR_NOT_FOUND;
}

enum err life_activate(struct life *l, const struct life_ask *ask, struct faults *faults,
                       struct life_answer *out)
{
    struct turn t = {.life = l, .ask = ask, .answer = out, .faults = faults};
    enum err e = turn_open(&t);
    if (!e && !is_expected(&t))
        e = ERR_CONFLICT;
    if (!e)
        e = turn_pass_gate(&t);
    if (!e && is_same(&t) && is_recorded(&t))
        return turn_close(&t, ERR_OK);
    if (!e)
        e = turn_check_approved(&t);
    if (!e)
        e = next_change(&t, CHANGE_ACTIVATED);
    return turn_close(&t, e ? e : put_in_force(&t));
}

static enum err find_target(struct turn *t, struct rules_change *out)
{
    struct rules_change last;
    uint16_t number = turn_in_force(t)->number;
    enum err e = history_last(t->snap, &t->arena, number, &last);
    if (e || !t->ask->to)
        return e ? e : history_before(t->snap, &t->arena, number, &last, out);
    return history_read(t->snap, &t->arena, number, t->ask->to, out);
}

/* With broken services left out, as they were when it was recorded. */
static enum err load_stored(struct turn *t, const struct rules_change *c)
{
    struct generation_options o = life_options_of(t->life, t->ask->borough, false);
    struct bundle texts = bundle_in(&t->arena);
    enum err e = history_texts(t->snap, c, &texts);
    o.texts = &texts;
    o.skip_broken = true;
    return e ? e : turn_load(t, &o);
}

/* Going back to the same text of what keeps failing would mend nothing. */
static bool would_mend(const struct turn *t)
{
    const struct jurisdiction *next = generation_jurisdiction(t->next);
    const struct service *is = jurisdiction_service(turn_in_force(t), t->ask->failing);
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
        e = turn_compare(&t);
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
