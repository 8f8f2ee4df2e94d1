/* Notices: what whoever runs the counter must know about the rules of a borough, and cannot see
 * from those in force: a folder that could not be served, functions that keep failing.
 *
 * One list for the process, guarded; any thread puts, drops and reads. There is at most one notice
 * of a kind about one service of one borough: a newer one takes its place. */
#ifndef API_NOTICES_H
#define API_NOTICES_H

#include "base/fault.h"
#include "base/json.h"
#include "base/list.h"

#include <pthread.h>

enum notice_kind {
    NOTICE_FOLDER_REFUSED, /* its folder has faults: the rules from before are served */
    NOTICE_FOLDER_DIFFERS, /* its folder holds other rules than those in force */
    NOTICE_FELL_BACK,      /* a service kept failing: the rules from before are in force again */
    NOTICE_KEEPS_FAILING,  /* a service keeps failing, and there is nothing to go back to */
};

struct notice {
    enum notice_kind kind;
    struct str jurisdiction;
    struct str service;    /* which one fails; about a folder: empty */
    struct str generation; /* that fails, or that the folder holds; may be empty */
    int64_t at;
    const struct fault *faults; /* of the folder; NULL: none */
};

struct notices {
    pthread_mutex_t lock;
    struct list items;
};

void notices_open(struct notices *n);
void notices_close(struct notices *n);

/* Everything is copied; out of memory, the notice is lost, and what is served is not. */
void notices_put(struct notices *n, const struct notice *notice);
void notices_drop(struct notices *n, struct str jurisdiction, enum notice_kind kind);
/* Is there one of that kind about that service? */
bool notices_have(struct notices *n, enum notice_kind kind, struct str jurisdiction,
                  struct str service);
/* An array of those about a borough, oldest first; each instant in UTC. */
void notices_put_json(struct notices *n, struct str jurisdiction, struct jw *w);
/* An array of faults: where, fr, en. */
void notices_put_faults(const struct fault *first, struct jw *w);

#endif
