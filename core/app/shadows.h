/* The shadows of a running server: at most one a borough (domain/shadow.h), all on one thread of
 * low priority with a reader, rules and budgets of its own, so that a candidate that is slow or
 * hostile delays nobody: it falls behind, and is behind alone. */
#ifndef APP_SHADOWS_H
#define APP_SHADOWS_H

#include "app/life.h"
#include "domain/shadow.h"

enum { SHADOWS_MAX = 64 }; /* boroughs that may have one */

struct shade {
    struct generation *candidate;
    bool failed; /* it follows no more: the log said why */
};

struct shadows {
    struct life *life;
    pthread_t thread;
    pthread_mutex_t lock; /* guards what follows */
    pthread_cond_t more;
    struct shade shades[SHADOWS_MAX]; /* by the index of the borough; no candidate: none */
    int busy;                         /* the one being followed; -1: none */
    bool closing;
    _Atomic bool stop; /* what is being followed is to be left */
    enum log_level log_level;
};

/* Once the rules are in force: goes on with what the store has. A candidate that does not load any
 * more is said in the log, and follows nothing. */
enum err shadows_open(struct shadows *s, struct life *life, size_t boroughs, enum log_level level);
void shadows_close(struct shadows *s);

/* For the workshop. Loads the candidate (ERR_INVALID with faults), writes it down, and follows what
 * is committed from here on. ERR_EXISTS: there is one. *generation is the candidate's name. */
enum err shadows_begin(struct shadows *s, const struct life_ask *ask, struct faults *faults,
                       char generation[static BUNDLE_NAME_TEXT]);
/* Ends it, and throws away what it found. ERR_NOT_FOUND. */
enum err shadows_end(struct shadows *s, size_t borough, uint16_t jurisdiction);
/* Whether it goes on: false too when there is none. Any thread. */
bool shadows_run(struct shadows *s, size_t borough);

#endif
