/* Opens every part of a serving process in order, waits for signals, closes in reverse. */
#include "app/house.h"

#include "api/serve.h"
#include "app/admin.h"
#include "app/cellar.h"
#include "app/documents.h"
#include "app/gauges.h"
#include "app/room.h"
#include "app/shadows.h"
#include "app/shelf.h"
#include "app/status.h"
#include "app/watch.h"
#include "app/workshop.h"
#include "base/date.h"
#include "domain/ids.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { TEND_US = 60 * 1000000 };

/* One thread's working place. */
struct station {
    struct house *house;
    struct net_thread *thread;
    struct desk desk;
    struct shelf shelf;
    struct api *api;
    struct log log;
    struct schedule schedule;    /* the first station drives it */
    struct http_service service; /* the api's; ours wraps it */
};

struct house {
    const struct house_options *options;
    struct log log; /* of the main thread */
    struct now now;
    struct generation **generations; /* as the folders have them, until they are issued */
    size_t generation_count;
    struct faults *faults;        /* the opener's, until it is open */
    struct faults *folder_faults; /* of each folder, as it was read at the start */
    struct notices notices;
    struct catalogue catalogue; /* of these; of no use once they are issued */
    struct press press;         /* what is in force */
    struct workshop workshop;
    struct room room;
    struct shadows shadows;
    struct life life;
    struct ledger *ledger;
    struct shelf_shared shelves;
    struct breaker breaker;
    uint64_t tended_us; /* when the store was */
    struct store *store;
    struct ids *ids;
    struct arena arena; /* what lives as long as the house */
    struct api_shared shared;
    struct station *stations;
    struct net_server *server;
    pthread_mutex_t rules_lock; /* guards each station's shelf against /metrics of another */
    _Atomic unsigned open_stations;
    _Atomic int store_error; /* enum err of a commit that must not be survived */
};

/* --- Plugins ---------------------------------------------------------------------------------- */

static int year_of(int64_t at)
{
    return date_from_days(at / DAY_SECONDS).year;
}

/* An id names one jurisdiction: in addresses, and in the store. */
static enum err check_unlike(struct house *h, size_t which)
{
    struct str id = generation_jurisdiction(h->generations[which])->id;
    for (size_t i = 0; i < h->generation_count; i++)
        if (i != which && h->generations[i] &&
            str_eq(generation_jurisdiction(h->generations[i])->id, id)) {
            fault_add(h->faults, h->options->dirs[which],
                      "« %.*s » est déjà servi, d'un autre dossier",
                      "\"%.*s\" is served already, from another directory", STR_ARG(id));
            return ERR_INVALID;
        }
    return ERR_OK;
}

/* Said at once, and kept for as long as the house stands. */
static enum err load_folder(struct house *h, size_t i)
{
    struct faults *own = &h->folder_faults[i];
    *own = faults_in(&h->arena);
    enum err e = life_from_folder(&h->life, i, own, &h->generations[i]);
    h->generation_count++;
    for (const struct fault *f = own->first; f; f = f->next) {
        fault_add(h->faults, f->where.p, "%s%.0s", "%.0s%s", f->say.in[LANG_FR].p,
                  f->say.in[LANG_EN].p);
        if (f->source.n)
            fault_show(h->faults, f->source, f->column);
    }
    return e ? e : check_unlike(h, i);
}

static enum err load_plugins(struct house *h)
{
    const struct house_options *o = h->options;
    h->generations = calloc(o->dir_count, sizeof(struct generation *));
    h->catalogue.items = calloc(o->dir_count, sizeof(struct jurisdiction *));
    h->folder_faults = ARENA_ARRAY(&h->arena, struct faults, o->dir_count);
    if (!h->generations || !h->catalogue.items || !h->folder_faults)
        return ERR_NOMEM;
    for (size_t i = 0; i < o->dir_count; i++) {
        enum err e = load_folder(h, i);
        if (e && (e != ERR_INVALID || h->generations[i]))
            return e; /* beyond the store's help: or another one has its id */
    }
    return ERR_OK;
}

/* A folder that cannot be served: what the store served from it last. Nothing there: ERR_INVALID,
 * and its faults are said. */
static enum err recover_folder(struct house *h, size_t i)
{
    enum err e = life_recover(&h->life, i, &h->log, &h->folder_faults[i], &h->generations[i]);
    if (e)
        return e == ERR_NOT_FOUND ? ERR_INVALID : e;
    return check_unlike(h, i);
}

/* From here on every folder has its generation, and the catalogue is whole. */
static enum err recover_plugins(struct house *h)
{
    enum err e = ERR_OK;
    h->life.options.store = h->store;
    for (size_t i = 0; !e && i < h->generation_count; i++) {
        if (!h->generations[i])
            e = recover_folder(h, i);
        if (!e)
            h->catalogue.items[h->catalogue.count++] = generation_jurisdiction(h->generations[i]);
    }
    return e;
}

/* What the store says was in force last; from here on the press has them. */
static enum err issue(struct house *h)
{
    enum err e = ERR_OK;
    for (size_t i = 0; !e && i < h->generation_count; i++) {
        e = life_restore(&h->life, i, &h->log, &h->generations[i]);
        h->catalogue.items[i] = generation_jurisdiction(h->generations[i]);
    }
    if (!e)
        e = press_issue(&h->press, h->generations, h->generation_count);
    if (!e)
        h->generation_count = 0;
    return e;
}

static void drop_plugins(struct house *h)
{
    press_close(&h->press);
    for (size_t i = 0; i < h->generation_count; i++)
        generation_release(h->generations[i]);
    free(h->generations);
    free(h->catalogue.items);
}

/* --- The store -------------------------------------------------------------------------------- */

/* On the committer's thread: the main thread does the rest. */
static void store_failed(void *self, enum err e, const char *what)
{
    struct house *h = self;
    struct log log;
    log_init(&log, STDERR_FILENO, LOG_ERROR);
    log_begin(&log, LOG_ERROR, "store_failed");
    log_str(&log, "error", str_c(err_name(e)));
    log_str(&log, "what", str_c(what));
    log_str(&log, "then",
            STR("nothing unacknowledged is certain; stopping, so that no later commit hides it"));
    log_end(&log);
    log_close(&log);
    atomic_store(&h->store_error, (int)e);
    kill(getpid(), SIGUSR1);
}

static enum err open_store(struct house *h)
{
    const struct house_options *o = h->options;
    const struct cellar_options options = {.data = o->data,
                                           .memory = o->memory,
                                           .map_size = o->map_size,
                                           .reserve = o->reserve,
                                           .fatal = store_failed,
                                           .fatal_self = h};
    return cellar_open(&h->store, &options);
}

static bool is_ready(void *self)
{
    struct house *h = self;
    struct store_status status;
    store_status(h->store, &status);
    return status.can_commit && !atomic_load(&h->store_error);
}

static void write_rule_gauges(struct house *h, struct buf *out)
{
    struct edition *e = press_hold(&h->press);
    gauges_rules(out, h->ledger, &e->catalogue);
    edition_release(e);
}

static void write_gauges(void *self, struct buf *out)
{
    struct house *h = self;
    struct store_status store;
    struct net_status net;
    store_status(h->store, &store);
    net_status(h->server, &net);
    gauges_store(out, &store);
    gauges_net(out, &net);
    write_rule_gauges(h, out);
    gauges_schedule(out, &h->shared.schedule);
}

static void send_errand(void *self, struct errand *e)
{
    struct house *h = self;
    workshop_send(&h->workshop, e);
}

/* Routes of this floor: what needs plugins and the api both. */
static const struct route_table *const house_routes[] = {&admin_routes, &rehearse_routes,
                                                         &shadow_routes, &status_routes, NULL};

struct ledger *house_ledger(struct house *h)
{
    return h->ledger;
}

size_t house_rules_memory(struct house *h, const struct jurisdiction *j)
{
    size_t bytes = 0;
    pthread_mutex_lock(&h->rules_lock);
    for (unsigned i = 0; i < h->options->threads; i++) {
        const struct script_rules *rules = shelf_rules(&h->stations[i].shelf);
        bytes += rules ? script_rules_memory(rules, j) : 0;
    }
    pthread_mutex_unlock(&h->rules_lock);
    return bytes;
}

struct life *house_life(struct house *h)
{
    return &h->life;
}

struct room *house_room(struct house *h)
{
    return &h->room;
}

struct shadows *house_shadows(struct house *h)
{
    return &h->shadows;
}

/* --- Stations --------------------------------------------------------------------------------- */

static void wake_station(void *self)
{
    struct station *s = self;
    net_wake(s->thread);
}

static enum err open_desk(struct station *s)
{
    struct house *h = s->house;
    s->desk = (struct desk){.store = h->store,
                            .books = shelf_rulebooks(&s->shelf),
                            .ids = h->ids,
                            .now = &h->now,
                            .log = &s->log};
    desk_use(&s->desk, shelf_newest(&s->shelf));
    enum err e = snap_open(h->store, &s->desk.snap);
    if (e)
        return e;
    e = port_open(h->store, &s->desk.port, wake_station, s);
    if (e)
        snap_close(s->desk.snap);
    return e;
}

static enum err open_api(struct station *s)
{
    struct house *h = s->house;
    const struct api_options options = {.desk = &s->desk,
                                        .log = &s->log,
                                        .now = &h->now,
                                        .test_clock = h->options->test_clock,
                                        .shared = &h->shared,
                                        .schedule = s == h->stations ? &s->schedule : NULL,
                                        .more = house_routes};
    return api_open(&s->api, &options, &s->service);
}

static enum err open_station(void *self, unsigned index, struct net_thread *thread,
                             struct http_service *out)
{
    struct house *h = self;
    struct station *s = &h->stations[index];
    s->house = h;
    s->thread = thread;
    log_init(&s->log, STDERR_FILENO, h->options->log_level);
    enum err e = shelf_open(&s->shelf, &h->shelves, index);
    if (e)
        return e;
    e = open_desk(s);
    if (e)
        goto err_after_shelf;
    schedule_open(&s->schedule, &s->desk, &h->shared.schedule);
    e = open_api(s);
    if (e)
        goto err_after_desk;
    *out = s->service;
    atomic_fetch_add(&h->open_stations, 1);
    return ERR_OK;

err_after_desk:
    port_close(&s->desk.port);
    snap_close(s->desk.snap);
err_after_shelf:
    shelf_close(&s->shelf);
    return e;
}

static void close_station(void *self, unsigned index, struct http_service *service)
{
    struct house *h = self;
    struct station *s = &h->stations[index];
    (void)service;
    schedule_close(&s->schedule);
    api_close(s->api);
    port_close(&s->desk.port);
    snap_close(s->desk.snap);
    shelf_close(&s->shelf);
    log_close(&s->log);
    if (atomic_fetch_sub(&h->open_stations, 1) == 1)
        kill(getpid(), SIGUSR2); /* house_serve has nothing to wait for any more */
}

static enum err open_threads(struct house *h)
{
    const struct house_options *o = h->options;
    h->stations = calloc(o->threads, sizeof *h->stations);
    if (!h->stations)
        return ERR_NOMEM;
    const struct net_options options = {.host = o->host,
                                        .port = o->port,
                                        .threads = o->threads,
                                        .limits = o->limits,
                                        .factory = {h, open_station, close_station},
                                        .hosts = o->hosts,
                                        .host_count = o->host_count};
    enum err e = net_start(&h->server, &options);
    return e == ERR_EXISTS ? ERR_BUSY : e; /* an address is not made, it is used */
}

/* --- Opening and closing ---------------------------------------------------------------------- */

static enum err join_calendars(struct house *h)
{
    return cellar_join_archive(h->store, &h->arena, &h->catalogue, year_of(now_seconds(&h->now)));
}

static enum err open_ids(struct house *h)
{
    return ids_open(&h->ids, h->store, &h->catalogue);
}

static enum err open_shared(struct house *h)
{
    h->shared = (struct api_shared){.version = GUICHET_VERSION,
                                    .base_url = str_c(h->options->base_url),
                                    .access_log = h->options->access_log,
                                    .notices = &h->notices,
                                    .self = h,
                                    .ready = is_ready,
                                    .errand = send_errand,
                                    .metrics = write_gauges};
    if (documents_read(&h->arena, h->options->schemas, &h->shared.documents))
        h->shared.documents = (struct documents){0}; /* no reason not to serve */
    meters_init(&h->shared.meters);
    return ERR_OK;
}

static enum err watch_zones(struct house *h)
{
    return cellar_watch_zones(h->store, &h->arena, &h->catalogue, &h->log, &h->shared);
}

static enum err open_shadows(struct house *h)
{
    return shadows_open(&h->shadows, &h->life, h->options->dir_count, h->options->log_level);
}

static enum err open_workshop(struct house *h)
{
    return workshop_open(&h->workshop);
}

static enum err open_room(struct house *h)
{
    return room_open(&h->room);
}

static void close_store(struct house *h)
{
    store_close(h->store);
}

static void close_ids(struct house *h)
{
    ids_close(h->ids);
}

static void close_shared(struct house *h)
{
    meters_destroy(&h->shared.meters);
    free(h->stations);
}

static void close_shadows(struct house *h)
{
    shadows_close(&h->shadows);
}

static void close_workshop(struct house *h)
{
    workshop_close(&h->workshop);
}

static void close_room(struct house *h)
{
    room_close(&h->room);
}

static void join_threads(struct house *h)
{
    net_join(h->server);
}

/* What a part that does not open is about, for the message. */
enum subject { SUBJECT_PLUGINS, SUBJECT_DATA, SUBJECT_THREADS, SUBJECT_ADDRESS };

static const char *subject_name(const struct house_options *o, enum subject subject)
{
    const char *const names[] = {[SUBJECT_PLUGINS] = "plugins",
                                 [SUBJECT_DATA] = o->data ? o->data : "memory",
                                 [SUBJECT_THREADS] = "threads",
                                 [SUBJECT_ADDRESS] = o->listen};
    return names[subject];
}

/* Opened from the first to the last, closed from the last to the first. */
static const struct part {
    enum subject subject;
    enum err (*open)(struct house *h);
    void (*close)(struct house *h); /* NULL: there is nothing to close */
} parts[] = {
    {SUBJECT_PLUGINS, load_plugins, NULL},
    {SUBJECT_DATA, open_store, close_store},
    {SUBJECT_PLUGINS, recover_plugins, NULL},
    {SUBJECT_DATA, join_calendars, NULL},
    {SUBJECT_DATA, open_ids, close_ids},
    {SUBJECT_PLUGINS, issue, NULL},
    {SUBJECT_DATA, open_shared, close_shared},
    {SUBJECT_DATA, watch_zones, NULL},
    {SUBJECT_THREADS, open_shadows, close_shadows},
    {SUBJECT_THREADS, open_workshop, close_workshop}, /* its errands may begin a shadow */
    {SUBJECT_THREADS, open_room, close_room},
    {SUBJECT_ADDRESS, open_threads, join_threads},
};

enum { PARTS = sizeof parts / sizeof *parts };

/* What cannot fail, or may be closed when it did: the rest of the house stands on it. */
static enum err lay_ground(struct house *h, const struct house_options *o, struct faults *faults)
{
    h->options = o;
    h->faults = faults;
    h->now.held = o->test_clock;
    atomic_init(&h->now.at, o->test_time);
    log_init(&h->log, STDERR_FILENO, o->log_level);
    pthread_mutex_init(&h->rules_lock, NULL);
    press_open(&h->press);
    const struct life_options life = {.press = &h->press,
                                      .now = &h->now,
                                      .notices = &h->notices,
                                      .dirs = o->dirs,
                                      .plugins = o->plugins};
    life_open(&h->life, &life);
    notices_open(&h->notices);
    h->ledger = ledger_open(o->threads);
    h->shelves = (struct shelf_shared){&h->press, h->ledger, &h->rules_lock};
    h->breaker = (struct breaker){.limits = o->breaker,
                                  .ledger = h->ledger,
                                  .life = &h->life,
                                  .notices = &h->notices,
                                  .now = &h->now,
                                  .log = &h->log};
    breaker_open(&h->breaker);
    return h->ledger ? ERR_OK : ERR_NOMEM;
}

static void clear_ground(struct house *h)
{
    drop_plugins(h);
    breaker_close(&h->breaker);
    ledger_close(h->ledger);
    notices_close(&h->notices);
    life_close(&h->life);
    pthread_mutex_destroy(&h->rules_lock);
    arena_free(&h->arena);
    log_close(&h->log);
    free(h);
}

static void close_parts(struct house *h, size_t opened)
{
    while (opened-- > 0)
        if (parts[opened].close)
            parts[opened].close(h);
    clear_ground(h);
}

enum err house_open(struct house **out, const struct house_options *options, struct faults *faults,
                    const char **what)
{
    struct house *h = calloc(1, sizeof *h);
    size_t opened = 0;
    *what = "memory";
    if (!h)
        return ERR_NOMEM;
    enum err e = lay_ground(h, options, faults);
    while (!e && opened < PARTS) {
        *what = subject_name(options, parts[opened].subject);
        e = parts[opened].open(h);
        opened += e == ERR_OK;
    }
    h->faults = NULL;
    if (e)
        close_parts(h, opened);
    else
        *out = h;
    return e;
}

void house_close(struct house *h)
{
    close_parts(h, PARTS);
}

const char *house_host(const struct house *h)
{
    return net_host(h->server);
}

uint16_t house_port(const struct house *h)
{
    return net_port(h->server);
}

/* --- Signals ---------------------------------------------------------------------------------- */

static void waited_signals(sigset_t *set)
{
    static const int signals[] = {SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2};
    sigemptyset(set);
    for (size_t i = 0; i < sizeof signals / sizeof *signals; i++)
        sigaddset(set, signals[i]);
}

void house_block_signals(void)
{
    sigset_t set;
    waited_signals(&set);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    signal(SIGPIPE, SIG_IGN);
}

static void note(struct house *h, enum log_level level, const char *event, const char *how)
{
    log_begin(&h->log, level, event);
    log_str(&h->log, "how", str_c(how));
    log_end(&h->log);
    log_flush(&h->log);
}

static uint64_t mark_of_folders(const struct house *h)
{
    uint64_t mark = watch_mark(h->options->plugins);
    for (size_t i = 0; i < h->options->dir_count; i++)
        mark = mark * 31 + watch_mark(h->options->dirs[i]);
    return mark;
}

/* The next signal, or 0 after a moment, in which the house looks around. */
static int next_signal(void)
{
    const struct timespec moment = {.tv_nsec = 500000000};
    sigset_t set;
    waited_signals(&set);
    int sig = sigtimedwait(&set, NULL, &moment);
    return sig < 0 ? 0 : sig;
}

static void look_at_rules(struct house *h)
{
    struct edition *e = press_hold(&h->press);
    for (size_t i = 0; i < e->catalogue.count; i++)
        breaker_look(&h->breaker, i, e->catalogue.items[i], now_ticks_us());
    edition_release(e);
}

/* What --dev has seen of the folders. */
struct watched {
    uint64_t read, last; /* the mark of what was read; of the last look */
};

/* When nothing has moved since the last look: whoever saves two files, or one slowly, has done so.
 */
static void look_at_folders(struct house *h, struct watched *w)
{
    uint64_t mark = mark_of_folders(h);
    if (mark != w->read && mark == w->last) {
        w->read = mark;
        life_reload(&h->life, &h->log, true);
    }
    w->last = mark;
}

static void look_around(struct house *h, struct watched *w)
{
    look_at_rules(h);
    if (now_ticks_us() - h->tended_us > TEND_US) {
        store_tend(h->store);
        h->tended_us = now_ticks_us();
    }
    if (h->options->dev)
        look_at_folders(h, w);
}

enum err house_serve(struct house *h)
{
    bool stopping = false;
    struct watched seen = {0};
    while (atomic_load(&h->open_stations)) {
        int sig = next_signal();
        if (!sig) {
            look_around(h, &seen);
        } else if (sig == SIGHUP) {
            life_reload(&h->life, &h->log, h->options->dev);
        } else if (sig == SIGUSR1) {
            net_refuse(h->server);
            net_stop(h->server, false);
        } else if (sig == SIGTERM || sig == SIGINT) {
            note(h, LOG_INFO, "stopping", stopping ? "at once" : "draining");
            net_stop(h->server, stopping);
            stopping = true;
        }
    }
    return (enum err)atomic_load(&h->store_error);
}
