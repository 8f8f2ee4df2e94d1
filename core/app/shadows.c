/* The thread of the shadows, and their beginning and end. */
#include "app/shadows.h"

#include "app/rehearsal.h"
#include "domain/feed.h"
#include "script/rules.h"

#include <time.h>
#include <unistd.h>

enum { LOOK_MS = 250 };

/* --- Following -------------------------------------------------------------------------------- */

/* The thread's own, of one borough. */
struct follower {
    struct generation *candidate; /* whose rules these are; held by them */
    struct script_rules *rules;
};

static void drop(struct follower *f)
{
    script_rules_close(f->rules);
    *f = (struct follower){0};
}

static enum err use(struct follower *f, struct generation *g)
{
    if (f->candidate == g)
        return ERR_OK;
    drop(f);
    enum err e = script_rules_open(&g, 1, &f->rules);
    if (!e)
        f->candidate = g;
    return e;
}

static enum err follow(struct shadows *s, struct desk *desk, struct follower *f,
                       struct generation *g, bool *more)
{
    enum err e = use(f, g);
    if (e)
        return e;
    const struct rules rules = script_rules_table(f->rules);
    struct shadow_walk walk = {desk, generation_jurisdiction(g), &rules, &s->stop};
    return shadow_follow(&walk, more);
}

static void say(struct log *log, const char *event, const struct jurisdiction *j, enum err e)
{
    log_begin(log, LOG_ERROR, event);
    log_str(log, "jurisdiction", j->id);
    log_str(log, "candidate", str_c(j->generation_name));
    log_str(log, "error", str_c(err_name(e)));
    log_end(log);
    log_flush(log);
}

/* A full disk, or an end that was quicker, is no reason to give up. */
static bool is_fatal(enum err e)
{
    return e && e != ERR_NO_SPACE && e != ERR_CONFLICT && e != ERR_NOT_FOUND && e != ERR_NOMEM;
}

/* The lock is held, but for the time of one page. */
static bool follow_one(struct shadows *s, size_t i, struct desk *desk, struct follower *f,
                       struct log *log)
{
    struct shade *shade = &s->shades[i];
    struct generation *g = shade->candidate;
    bool more = false;
    s->busy = (int)i;
    pthread_mutex_unlock(&s->lock);
    enum err e = follow(s, desk, f, g, &more);
    if (is_fatal(e))
        say(log, "shadow_failed", generation_jurisdiction(g), e);
    pthread_mutex_lock(&s->lock);
    s->busy = -1;
    shade->failed = shade->failed || is_fatal(e);
    atomic_store(&s->stop, false);
    pthread_cond_broadcast(&s->more);
    return !e && more;
}

static void wait_a_moment(struct shadows *s)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += LOOK_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    pthread_cond_timedwait(&s->more, &s->lock, &until);
}

static void follow_all(struct shadows *s, struct desk *desk, struct follower *followers,
                       struct log *log)
{
    pthread_mutex_lock(&s->lock);
    while (!s->closing) {
        bool more = false;
        for (size_t i = 0; i < SHADOWS_MAX && !s->closing; i++) {
            if (s->shades[i].candidate && !s->shades[i].failed)
                more |= follow_one(s, i, desk, &followers[i], log);
            else if (followers[i].candidate)
                drop(&followers[i]);
        }
        if (!more && !s->closing)
            wait_a_moment(s);
    }
    pthread_mutex_unlock(&s->lock);
}

static void *work(void *self)
{
    struct shadows *s = self;
    struct follower followers[SHADOWS_MAX] = {0};
    struct desk desk = {.store = s->life->options.store, .now = s->life->options.now};
    struct log log;
    log_init(&log, STDERR_FILENO, s->log_level);
    rehearsal_give_way();
    if (!snap_open(desk.store, &desk.snap))
        follow_all(s, &desk, followers, &log);
    for (size_t i = 0; i < SHADOWS_MAX; i++)
        drop(&followers[i]);
    snap_close(desk.snap);
    log_close(&log);
    return NULL;
}

/* --- Beginning -------------------------------------------------------------------------------- */

static enum err write_down(struct shadows *s, struct generation *g, const struct life_ask *ask)
{
    const struct jurisdiction *j = generation_jurisdiction(g);
    struct arena arena = {0};
    struct batch batch = batch_in(&arena);
    struct desk desk = {0};
    struct shadow shadow = {.candidate = {.at = now_seconds(s->life->options.now),
                                          .author = ask->author,
                                          .note = ask->note}};
    memcpy(shadow.candidate.generation, j->generation, BUNDLE_HASH_BYTES);
    enum err e = snap_open(s->life->options.store, &desk.snap);
    if (!e)
        e = desk_look(&desk);
    if (!e)
        e = feed_last(&desk, j, &shadow.cursor);
    if (!e)
        e = shadow_begin(&batch, desk.snap, j->number, &shadow, generation_bundle(g));
    if (desk.snap)
        desk_leave(&desk);
    if (!e)
        e = store_commit_wait(s->life->options.store, &batch);
    snap_close(desk.snap);
    arena_free(&arena);
    return e == ERR_CONFLICT ? ERR_EXISTS : e;
}

static void put(struct shadows *s, size_t borough, struct generation *g)
{
    pthread_mutex_lock(&s->lock);
    s->shades[borough] = (struct shade){.candidate = g};
    pthread_cond_broadcast(&s->more);
    pthread_mutex_unlock(&s->lock);
}

enum err shadows_begin(struct shadows *s, const struct life_ask *ask, struct faults *faults,
                       char generation[static BUNDLE_NAME_TEXT])
{
    struct generation *g;
    if (ask->borough >= SHADOWS_MAX)
        return ERR_UNSUPPORTED;
    enum err e = life_candidate(s->life, ask, faults, &g);
    if (!e)
        e = write_down(s, g, ask);
    if (e) {
        generation_release(g);
        return e;
    }
    memcpy(generation, generation_jurisdiction(g)->generation_name, BUNDLE_NAME_TEXT);
    put(s, ask->borough, g);
    return ERR_OK;
}

/* --- Ending ----------------------------------------------------------------------------------- */

/* NULL: there was none. When it is out, the thread is done with it. */
static struct generation *take_out(struct shadows *s, size_t borough)
{
    pthread_mutex_lock(&s->lock);
    struct generation *g = s->shades[borough].candidate;
    s->shades[borough] = (struct shade){0};
    while (s->busy == (int)borough) {
        atomic_store(&s->stop, true);
        pthread_cond_wait(&s->more, &s->lock);
    }
    pthread_mutex_unlock(&s->lock);
    return g;
}

enum err shadows_end(struct shadows *s, size_t borough, uint16_t jurisdiction)
{
    struct store *store = s->life->options.store;
    struct arena arena = {0};
    struct shadow shadow;
    struct snap *snap;
    if (borough >= SHADOWS_MAX)
        return ERR_NOT_FOUND;
    enum err e = snap_open(store, &snap);
    if (!e)
        e = snap_renew(snap);
    if (!e)
        e = shadow_read(snap, &arena, jurisdiction, &shadow);
    snap_close(snap);
    arena_free(&arena);
    if (e)
        return e;
    generation_release(take_out(s, borough));
    return shadow_end(store, jurisdiction);
}

bool shadows_run(struct shadows *s, size_t borough)
{
    if (borough >= SHADOWS_MAX)
        return false;
    pthread_mutex_lock(&s->lock);
    bool runs = s->shades[borough].candidate && !s->shades[borough].failed;
    pthread_mutex_unlock(&s->lock);
    return runs;
}

/* --- Opening and closing ---------------------------------------------------------------------- */

static enum err read_texts(struct shadows *s, uint16_t jurisdiction, struct bundle *out)
{
    struct shadow shadow;
    struct snap *snap;
    enum err e = snap_open(s->life->options.store, &snap);
    if (!e)
        e = snap_renew(snap);
    if (!e)
        e = shadow_read(snap, out->arena, jurisdiction, &shadow);
    if (!e)
        e = history_texts(snap, &shadow.candidate, out);
    snap_close(snap);
    return e;
}

/* What does not load any more is no reason not to serve. */
static void go_on(struct shadows *s, size_t borough, const struct jurisdiction *j, struct log *log)
{
    struct arena arena = {0};
    struct faults faults = faults_in(&arena);
    struct bundle texts = bundle_in(&arena);
    const struct life_ask ask = {.borough = borough, .base = LIFE_NOTHING, .texts = &texts};
    struct generation *g = NULL;
    enum err e = read_texts(s, j->number, &texts);
    if (!e)
        e = life_candidate(s->life, &ask, &faults, &g);
    if (!e)
        s->shades[borough].candidate = g;
    else if (e != ERR_NOT_FOUND)
        say(log, "shadow_unusable", j, e);
    arena_free(&arena);
}

static void go_on_all(struct shadows *s, size_t boroughs)
{
    struct edition *e = press_hold(s->life->options.press);
    struct log log;
    log_init(&log, STDERR_FILENO, s->log_level);
    for (size_t i = 0; i < boroughs && i < SHADOWS_MAX; i++)
        go_on(s, i, e->catalogue.items[i], &log);
    log_close(&log);
    edition_release(e);
}

enum err shadows_open(struct shadows *s, struct life *life, size_t boroughs, enum log_level level)
{
    pthread_condattr_t monotonic;
    *s = (struct shadows){.life = life, .busy = -1, .log_level = level};
    pthread_mutex_init(&s->lock, NULL);
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&s->more, &monotonic);
    pthread_condattr_destroy(&monotonic);
    go_on_all(s, boroughs);
    if (pthread_create(&s->thread, NULL, work, s) == 0)
        return ERR_OK;
    for (size_t i = 0; i < SHADOWS_MAX; i++)
        generation_release(s->shades[i].candidate);
    pthread_cond_destroy(&s->more);
    pthread_mutex_destroy(&s->lock);
    return ERR_SYSTEM;
}

void shadows_close(struct shadows *s)
{
    pthread_mutex_lock(&s->lock);
    s->closing = true;
    atomic_store(&s->stop, true);
    pthread_cond_broadcast(&s->more);
    pthread_mutex_unlock(&s->lock);
    pthread_join(s->thread, NULL);
    for (size_t i = 0; i < SHADOWS_MAX; i++)
        generation_release(s->shades[i].candidate);
    pthread_cond_destroy(&s->more);
    pthread_mutex_destroy(&s->lock);
}
