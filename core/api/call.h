/* One exchange as the resources see it: routed, identified, its input read. It lives in the
 * exchange's arena. Internal to the api floor. */
#ifndef API_CALL_H
#define API_CALL_H

#include "api/serve.h"
#include "base/json.h"
#include "http/form.h"
#include "http/multipart.h"
#include "http/negotiate.h"
#include "http/route.h"

/* Which way of speaking a resource has: its errors, its languages, its formats. */
enum family {
    FAMILY_PLAIN,   /* probes: short answers, problem documents */
    FAMILY_OPEN311, /* XML and JSON, arrays of errors */
    FAMILY_JSON,    /* /api/v1: problem documents */
    FAMILY_PAGE,    /* HTML for people */
};

enum body_kind { BODY_NONE, BODY_FORM, BODY_JSON };

enum { PUBLIC = -1 }; /* instead of a role: no key is needed */

struct call;

/* A route's target. */
struct resource {
    enum family family;
    int role; /* the least one that may; PUBLIC */
    enum body_kind body;
    bool anywhere; /* needs no jurisdiction */
    bool cors;     /* any origin may read the answer */
    bool both;     /* its errors are said in both languages */
    bool shared;   /* the same answer for all who ask the same: api/cache.h may keep it */
    /* ERR_OK: the response is filled, or the call is pending. Any other: reply_error says it, with
     * the call's faults. Runs between desk_look and desk_leave. */
    enum err (*handle)(struct call *c);
};

struct call {
    struct exchange *x;
    struct api *api;
    struct desk *desk;
    struct log *log;
    struct api_shared *shared;
    struct now *now;

    struct http_match match;
    const struct resource *resource; /* NULL: no route */
    enum family family;
    enum lang lang;
    enum http_format format;                 /* XML or JSON; HTML for pages */
    struct rulebook *book;                   /* held from the head to the end */
    const struct jurisdiction *jurisdiction; /* NULL when the resource needs none */
    struct access holder;                    /* of the key; no name: nobody asked for */
    struct form form;                        /* of the body, then of the query */
    struct multipart *multipart;             /* NULL: the body is none */
    const struct jv *json;                   /* an object; NULL unless BODY_JSON */
    struct faults faults;
    struct str question; /* shared resources: by what the answer is kept; empty: it is not */
    bool pending;        /* a commit is under way: the reply comes later */
};

static inline struct arena *call_arena(struct call *c)
{
    return &c->x->arena;
}

/* The jurisdiction it is about: the answer names the rules in force there. */
void call_settle(struct call *c, const struct jurisdiction *j);

static inline struct actor call_actor(const struct call *c)
{
    return (struct actor){.name = c->holder.name, .role = c->holder.role};
}

/* The names of all routes, each once, numbered as the meters are. */
size_t api_route_names(const struct api *api, const char *const **names);
/* The streams of this thread. */
struct streams *api_streams(struct api *api);
/* The errands of this thread. */
struct errands *api_errands(struct api *api);
/* The forecasts of this thread. */
struct forecasts *api_forecasts(struct api *api);

#endif
