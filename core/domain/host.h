/* What a rule may ask about other requests: how many there are, near it, in the days before it.
 *
 * The answer comes from the snapshot that the verb itself decides on. decide() keeps each question
 * with its answer in the decision, so that it can be taken again without the store of that day:
 * explained, audited, rehearsed (host_replay). What a rule computes from its arguments alone, a
 * calendar's date for one, is not kept: the decision names the versions it came from. */
#ifndef DOMAIN_HOST_H
#define DOMAIN_HOST_H

#include "domain/model.h"

struct desk;
struct facts;
struct jurisdiction;

enum host_what { HOST_COUNT = 1, HOST_GROUP = 2 };

enum {
    HOST_CALLS_MAX = 16,    /* different questions in one decision */
    HOST_TALLIES_MAX = 32,  /* groups in one answer */
    HOST_MATCHES_MAX = 500, /* requests counted by one question: 500 means so many or more */
    HOST_READS_MAX = 2000,  /* index entries and requests that one question may read */
    HOST_DAYS_MAX = 366,
    HOST_METRES_MAX = 2000,
};

/* Requests filed in the days before this one (and until its own second), itself left out. */
struct host_question {
    enum host_what what;
    struct str by;      /* HOST_GROUP: "service", "state", "status", "priority", "channel",
                         * "address_id", or the code of an attribute */
    struct str service; /* empty: any */
    double near;   /* metres around this one; 0: anywhere. One without a position is near none */
    uint32_t days; /* 1 to HOST_DAYS_MAX */
};

struct tally {
    struct str key; /* HOST_COUNT: empty */
    int64_t n;
};

struct host_answer {
    struct tally *rows; /* HOST_COUNT: one. HOST_GROUP: by key */
    size_t count;
    uint32_t reads; /* what it cost: charged again when the decision is taken again */
};

/* A question with its answer, as a decision keeps it. */
struct host_call {
    struct host_question question;
    struct host_answer answer;
};

struct host {
    void *self;
    /* Strings of the answer are in the arena. ERR_TOO_LARGE: more questions, or more groups, than
     * a decision keeps. Never jumps, and holds nothing of the store when it returns. */
    enum err (*ask)(void *self, const struct host_question *q, struct arena *arena,
                    struct host_answer *out);
    /* A line for the author of the rule, at debug level; may be NULL. */
    void (*log)(void *self, struct str where, struct str text);
};

/* From the desk's snapshot: between desk_look and desk_leave. */
struct host_live {
    struct desk *desk;
    const struct jurisdiction *jurisdiction;
    const struct facts *facts;
    uint64_t except; /* the request itself, once it is stored; 0: it is not */
};
struct host host_live(struct host_live *self);

/* From what a decision has kept. A question that is not there is counted in `missed`, and goes to
 * `otherwise`; without one it finds nothing: a count of 0, no groups. */
struct host_replay {
    const struct host_call *calls;
    size_t count;
    const struct host *otherwise; /* may be NULL */
    unsigned missed;
};
struct host host_replay(struct host_replay *self);

/* Keeps each different question with its answer, in the arena; the same again is answered from
 * there. `from` NULL: ERR_UNSUPPORTED. */
struct host_record {
    struct arena *arena;
    const struct host *from;
    struct host_call *calls;
    size_t count;
};
struct host host_record(struct host_record *self);

#endif
