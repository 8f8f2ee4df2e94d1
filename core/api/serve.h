/* The one entry of the api floor: fills a struct http_service for a thread.
 *
 * Every exchange takes the same way: route, read the input, authorise, find the jurisdiction, let
 * the resource handle it, reply. Resources are const tables (api/routes.h); the rules about who may
 * do what stand in them. */
#ifndef API_SERVE_H
#define API_SERVE_H

#include "api/documents.h"
#include "api/metrics.h"
#include "api/notices.h"
#include "base/log.h"
#include "domain/schedule.h"
#include "http/message.h"

struct errand;
struct route_table;

/* A jurisdiction whose open due dates are of another tzdata than the one in force. */
struct zone_change {
    struct str jurisdiction, was, is;
};

/* What all threads of a process share. Zero, then meters_init, is valid. Outlives every api. */
struct api_shared {
    const char *version;        /* "0.1.0" */
    struct documents documents; /* of the API's description; one that is not there is a 404 */
    struct str base_url; /* "https://guichet.example.org"; empty: http:// and the Host asked for */
    bool access_log;     /* one line per exchange */
    void *self;          /* for the callbacks, each of which may be NULL */
    bool (*ready)(void *self);                    /* may this process take writes? */
    void (*metrics)(void *self, struct buf *out); /* appends what other floors count */
    void (*errand)(void *self, struct errand *e); /* hands it to a worker (api/errand.h) */

    struct notices *notices;   /* may be NULL: there are none */
    struct zone_change *zones; /* as it was found at the start */
    size_t zone_count;
    struct meters meters;
    struct schedule_totals schedule; /* what all threads fired */
};

struct api_options {
    struct desk *desk;
    struct log *log;
    struct now *now; /* the desk's; moved by the test clock */
    bool test_clock; /* the clock may be moved over HTTP; `now` is then a held one */
    struct api_shared *shared;
    struct schedule *schedule; /* that this thread is to drive; NULL: another one does */
    const struct route_table *const *more; /* of floors above, ended by NULL; may be NULL */
};

struct api;

/* Everything in the options outlives the api. Called on the thread that serves, or before it runs.
 */
enum err api_open(struct api **out, const struct api_options *options,
                  struct http_service *service);
/* No exchange may be in flight. NULL is harmless. */
void api_close(struct api *api);

#endif
