/* The running house: owns every part of a serving process, opens them in order, closes in reverse.
 *
 *     configuration → plugins → store → jurisdiction numbers → threads
 *
 * Each thread is a station: a desk, its rules, its api, its log. */
#ifndef APP_HOUSE_H
#define APP_HOUSE_H

#include "app/breaker.h"
#include "base/fault.h"
#include "base/log.h"
#include "base/now.h"
#include "net/server.h"

struct house_options {
    char **dirs; /* of jurisdictions */
    size_t dir_count;
    const char *plugins;
    const char *data; /* the directory of the store; with `memory`, where keys are read; or NULL */
    bool memory;      /* requests are kept in memory, and lost at the end */
    size_t map_size;
    uint64_t reserve;   /* bytes of disk to leave free */
    const char *listen; /* as it was asked, for messages */
    const char *host;
    uint16_t port;
    unsigned threads;
    struct net_limits limits;
    const char *const *hosts;
    size_t host_count;
    const char *base_url; /* may be NULL */
    const char *schemas;  /* folder of the API's description; may be missing */
    bool access_log;
    enum log_level log_level;
    struct breaker_limits breaker;
    bool dev; /* the folders are watched, and what is saved is put in force */
    bool test_clock;
    int64_t test_time;
};

struct house;

/* ERR_INVALID: the plugins have faults, which are in `faults`. On any error all is closed again and
 * *what says which part it was. */
enum err house_open(struct house **out, const struct house_options *options, struct faults *faults,
                    const char **what);
const char *house_host(const struct house *h);
uint16_t house_port(const struct house *h);
/* Serves until SIGTERM or SIGINT (a second one stops at once) or until the store fails for good.
 * These signals must be blocked in every thread. ERR_OK after a clean stop, else the store's. */
enum err house_serve(struct house *h);
void house_close(struct house *h);

/* The signals that house_serve waits for, to be blocked before any thread starts. */
void house_block_signals(void);

#endif
