/* A client without a socket: raw requests through the real parser, the api over the town of
 * tests/lib/fixture.h, and the bytes of the answer. */
#ifndef TESTS_LIB_CLIENT_H
#define TESTS_LIB_CLIENT_H

#include "api/serve.h"
#include "base/json.h"
#include "http/parse.h"
#include "http/write.h"
#include "lib/fixture.h"

#include <sys/mman.h>
#include <unistd.h>

struct client {
    struct town town;
    struct counter_desk counter;
    struct document openapi;
    struct api_shared shared;
    struct log log;
    int log_fd;
    struct api *api;
    struct http_service service;
    struct arena arena; /* of what tests keep */

    /* of the last exchange */
    struct exchange x;
    bool replied;
    int status;
    struct str head, body;
};

/* --- Opening and closing ---------------------------------------------------------------------- */

/* What the town's services need to be shown and promised. */
static inline void client_dress_town(struct town *t)
{
    static struct str keywords[] = {{"rue", 3}, {"trou", 4}};
    pothole.description = TEXT("Trou dans la chaussée", "Hole in the street");
    pothole.keywords = keywords;
    pothole.keyword_count = COUNT(keywords);
    pothole.group = STR("streets");
    pothole.promise = (struct promise){
        STR("resolution"), TEXT("Réparé au plus tard le %s", "Repaired no later than %s")};
    t->jurisdiction.motto = TEXT("On s'occupe de vous !", "We take care of you!");
    t->jurisdiction.contact = TEXT("311", "311");
    t->jurisdiction.key_service = TEXT("Écrivez-nous", "Write to us");
}

static inline void client_open(struct client *c)
{
    *c = (struct client){
        .shared = {.version = "test", .access_log = true, .documents = {&c->openapi, 1}}};
    c->openapi = (struct document){STR("openapi"), STR("{\"openapi\":\"3.1.0\"}"), STR("\"1\"")};
    town_open(&c->town);
    client_dress_town(&c->town);
    counter_open(&c->counter, &c->town);
    meters_init(&c->shared.meters);
    c->log_fd = memfd_create("log", 0);
    log_init(&c->log, c->log_fd, LOG_DEBUG);
    const struct api_options options = {.desk = &c->counter.desk,
                                        .log = &c->log,
                                        .now = &c->town.now,
                                        .test_clock = true,
                                        .shared = &c->shared};
    check(api_open(&c->api, &options, &c->service) == ERR_OK);
}

static inline void client_close(struct client *c)
{
    api_close(c->api);
    meters_destroy(&c->shared.meters);
    counter_close(&c->counter);
    town_close(&c->town);
    log_close(&c->log);
    close(c->log_fd);
    arena_free(&c->x.arena);
    arena_free(&c->arena);
}

/* A new key's text. */
static inline const char *client_key(struct client *c, enum role role, const char *jurisdiction)
{
    char *secret = arena_alloc(&c->arena, ACCESS_SECRET_TEXT);
    struct batch batch = batch_in(&c->arena);
    struct access access = {.name = role_name(role),
                            .role = role,
                            .jurisdiction = str_c(jurisdiction),
                            .created_at = TOWN_NOW};
    check(access_create(&batch, &access, secret) == ERR_OK);
    check(store_commit_wait(c->town.store, &batch) == ERR_OK);
    return secret;
}

/* --- Asking ----------------------------------------------------------------------------------- */

static inline void client_replied(struct exchange *x)
{
    struct client *c = x->conn;
    c->replied = true;
}

static inline void client_write(struct client *c)
{
    char date[29];
    struct str out[2];
    instant_http(date, TOWN_NOW);
    check(http_write(&c->x, date, out));
    c->head = out[0];
    c->body = out[1];
    c->status = c->x.response.status;
    c->x.bytes_out = out[0].n + out[1].n;
    c->service.finished(c->service.self, &c->x);
}

/* One request, and nothing after it. The exchange stays readable until the next one. */
static inline void client_send(struct client *c, struct str raw)
{
    struct http_parser parser;
    size_t at = 0, used = 0;
    arena_reset(&c->x.arena);
    struct arena arena = c->x.arena;
    c->x = (struct exchange){.arena = arena,
                             .body_limit = 1 << 20,
                             .on_reply = client_replied,
                             .conn = c,
                             .started_us = now_ticks_us()};
    c->replied = false;
    http_parser_init(&parser, &http_rules_default);
    for (bool more = true; more; at += used) {
        switch (http_parse(&parser, &c->x, raw.p + at, raw.n - at, &used)) {
        case HTTP_PARSE_MORE:
            check_never("the request is incomplete");
        case HTTP_PARSE_HEAD:
            more = c->service.head(c->service.self, &c->x);
            c->replied = !more;
            break;
        case HTTP_PARSE_DONE:
            c->service.handle(c->service.self, &c->x);
            more = false;
            break;
        case HTTP_PARSE_ERROR:
            c->service.refused(c->service.self, &c->x);
            c->replied = true;
            more = false;
            break;
        }
    }
    while (!c->replied)
        counter_drain(&c->counter);
    client_write(c);
}

/* headers: lines that end in CR LF. */
static inline void ask(struct client *c, const char *method, const char *target,
                       const char *headers, const char *body)
{
    struct buf raw = {0};
    buf_printf(&raw, "%s %s HTTP/1.1\r\nHost: town.example\r\n%s", method, target, headers);
    if (body)
        buf_printf(&raw, "Content-Length: %zu\r\n", strlen(body));
    buf_printf(&raw, "\r\n%s", body ? body : "");
    client_send(c, buf_str(&raw));
    buf_free(&raw);
}

static inline void get(struct client *c, const char *target)
{
    ask(c, "GET", target, "", NULL);
}

/* --- What requests are made of ---------------------------------------------------------------- */

#define FORM "Content-Type: application/x-www-form-urlencoded; charset=utf-8\r\n"
#define JSON "Content-Type: application/json\r\n"
#define HERE "&lat=45.490000&long=-73.860000"

static inline const char *bearer(struct client *c, const char *key, const char *more)
{
    return arena_printf(&c->arena, "Authorization: Bearer %s\r\n%s", key, more).p;
}

/* --- Looking at the answer -------------------------------------------------------------------- */

static inline const char *text(struct client *c, struct str s)
{
    return arena_str(&c->arena, s).p;
}

static inline struct str header(const struct client *c, const char *name)
{
    struct str rest = c->head, line, key;
    while (str_cut(&rest, '\n', &line))
        if (str_cut(&line, ':', &key) && line.p && str_eq_nocase(key, str_c(name)))
            return str_trim(str_first(line, line.n - 1));
    return (struct str){NULL, 0};
}

static inline bool holds(struct str s, const char *part)
{
    return memmem(s.p, s.n, part, strlen(part)) != NULL;
}

#endif
