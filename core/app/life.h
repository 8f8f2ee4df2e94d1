/* The life of rules: candidates are loaded aside, pass the gate, are stored with their author, and
 * are put in force by one swap; boot and rollback take them from the store again.
 *
 * Every verb blocks (on files, on the disk, on loading): for the workshop, or for the main thread
 * before and between other work. One change happens at a time. */
#ifndef APP_LIFE_H
#define APP_LIFE_H

#include "api/notices.h"
#include "app/edition.h"
#include "base/log.h"
#include "domain/history.h"
#include "script/compare.h"

struct life_options {
    struct store *store;
    struct press *press;
    const struct now *now;
    struct notices *notices; /* what is told of folders and of failures; may be NULL */
    char **dirs;             /* of the boroughs, in the order of the catalogue */
    const char *plugins;
};

struct life {
    struct life_options options;
    pthread_mutex_t lock; /* one change at a time */
};

void life_open(struct life *l, const struct life_options *options);
void life_close(struct life *l);

/* Boot: of the borough's folder, with broken services left out and their faults said. */
enum err life_from_folder(struct life *l, size_t borough, struct faults *faults,
                          struct generation **out);
/* Boot, when the folder cannot be served: the last good generation of the store, of the
 * jurisdiction that was served from that folder. ERR_NOT_FOUND: there is none. `faults` are the
 * folder's. */
enum err life_recover(struct life *l, size_t borough, struct log *log, const struct faults *faults,
                      struct generation **out);
/* Boot, once the jurisdiction has its number: the last good generation of the store in the place of
 * *g; what the folder holds is recorded when there is none. Says in the log what it did. */
enum err life_restore(struct life *l, size_t borough, struct log *log, struct generation **g);

/* The same for a command that has the store to itself, of the jurisdiction of that number.
 * ERR_NOT_FOUND: nothing was ever in force, or nothing of it can be loaded any more. */
enum err life_from_store(struct life *l, uint16_t number, struct generation **out);

/* What somebody asks for. */
enum life_base { LIFE_ACTIVE, LIFE_FOLDER, LIFE_NOTHING };

struct life_ask {
    size_t borough;
    struct str author, note;
    struct str expects;         /* the name of what must be in force; empty: whatever is */
    enum life_base base;        /* what `texts` stand before */
    const struct bundle *texts; /* may be NULL */
    /* Upgrades (script/compare.h) that are approved, by name; what the asker names itself, with a
     * text that stands before those in force, is its own change and needs no approval. */
    const struct str *approve;
    size_t approve_count;
    bool approve_all;
    struct str failing; /* life_roll_back: the server asks, since this one keeps failing */
    uint64_t to;        /* life_roll_back: the change to go back to; 0: the one before */
};

/* What came of it. */
struct life_answer {
    char before[BUNDLE_NAME_TEXT], after[BUNDLE_NAME_TEXT]; /* names of generations */
    uint64_t number;                                        /* of the change; 0: nothing changed */
    size_t services;
    struct comparison changes; /* from what was in force; in the arena of the faults */
};

/* Loads a candidate whole, runs its services' tests, and puts nothing in force. ERR_INVALID with
 * faults, those of the tests among them. */
enum err life_check(struct life *l, const struct life_ask *ask, struct faults *faults,
                    struct life_answer *out);
/* Loads a candidate to be rehearsed: joined with the store as if it were in force, its tests not
 * run. Holds up no change. *out is NULL on error, else the caller releases it. */
enum err life_candidate(struct life *l, const struct life_ask *ask, struct faults *faults,
                        struct generation **out);
/* The same as life_check, then stored and put in force. An upgrade that nobody approved is a fault.
 * ERR_CONFLICT: something else is in force than was expected; out->before is its name. What the
 * store says (ERR_NO_SPACE…). */
enum err life_activate(struct life *l, const struct life_ask *ask, struct faults *faults,
                       struct life_answer *out);
/* Back to an earlier generation, from the store. ERR_NOT_FOUND: there is none. ERR_EXISTS: what
 * keeps failing is the same text there. */
enum err life_roll_back(struct life *l, const struct life_ask *ask, struct faults *faults,
                        struct life_answer *out);

/* A message to whoever administers the borough, in its outbox. */
enum err life_tell(struct life *l, size_t borough, struct text say);

/* Every borough's folder through the same gate, put in force where it differs; what is refused
 * stays as it was. What came of it is in the log. With `approving`, upgrades are let through, and
 * said; else they are refused: guichet activate --approve puts them in force. */
void life_reload(struct life *l, struct log *log, bool approving);

#endif
