/* A request's state: the fold of its events. Folding is pure, so that `guichet rebuild` gives the
 * same bytes again. */
#ifndef DOMAIN_REQUEST_H
#define DOMAIN_REQUEST_H

#include "domain/event.h"

/* From an instant on a clock counts on the calendar of another team. */
struct handover {
    int64_t at;
    struct str calendar, calendar_version;
};

struct clock {
    struct clock_start start; /* due and breach_at as the last event left them; 0: paused */
    int64_t met_at;           /* 0: still running */
    struct handover *handovers;
    size_t handover_count;
    /* As of the last event that touched it, in seconds that count for it (domain/clock.h). */
    int64_t consumed, remaining;
    bool paused;
    int64_t resumes_at; /* paused: when it runs on by itself; 0: when somebody acts */
};

/* A time for which the request was put on hold. It stops the clocks whose policy names the reason,
 * for as long as that policy lets it. */
struct hold {
    enum pause_reason reason;
    int64_t from;
    int64_t until; /* as planned; 0: open */
    int64_t to;    /* when it was ended; 0: by nobody so far */
};

struct closing { /* [from, to); to 0: still closed */
    int64_t from, to;
};

struct request {
    uint16_t jurisdiction; /* number */
    uint64_t id;
    uint32_t version; /* number of its last event */

    struct str service;
    struct str state;
    bool closed;
    struct str detailed_status;
    struct str priority;
    struct str description, address, address_id, zipcode, media_url, account_id, external_id;
    struct str channel;
    bool has_position;
    struct position position;
    int64_t requested_at;
    int64_t updated_at; /* of the last event that somebody made, also one the public does not see */
    int64_t fired_at;   /* of the last firing, which is nobody's change: updated_at stays */
    int64_t closed_at;  /* 0: open */
    struct answer *answers;
    size_t answer_count;
    struct clock *clocks;
    size_t clock_count;
    struct hold *holds; /* in the order of their events; one at a time for each reason */
    size_t hold_count;
    struct closing *closings;
    size_t closing_count;
    struct instant *agenda; /* ahead, by time (domain/agenda.h) */
    size_t agenda_count;
    struct instant *fired; /* in this cycle of their clocks, and not undone */
    size_t fired_count;
    struct str reason;      /* of the last transition; empty if it gave none */
    struct text reason_say; /* status_notes of Open311 is this, and the note */
    struct str note;        /* last public note */
    struct str assignee;
    unsigned char token_hash[32];
    bool flagged; /* a rule failed for it */
};

/* Applies the next event; a zeroed request with its jurisdiction and id takes the first. The
 * request keeps views into the event's strings: both live in the same arena or the caller keeps
 * the event alive. Arrays are never changed in place: a copy of *r made before stays as it was.
 * ERR_CORRUPT if it is not the next event. ERR_NOMEM.
 *
 * The clock named first_response is met by the first event that says so, all others when the
 * request is closed; reopening does to those what their policy says. What the clocks read after an
 * event stands in the event itself: folding needs no calendar. */
enum err request_apply(struct arena *arena, struct request *r, const struct event *e);

enum err request_encode(const struct request *r, struct buf *out);
enum err request_decode(struct arena *arena, struct str bytes, struct request *out);
/* The same without copying: strings are views into bytes. For filters that look at many. */
enum err request_view(struct arena *arena, struct str bytes, struct request *out);

const struct clock *request_clock(const struct request *r, struct str name);
/* The hold for that reason that nobody has ended; NULL: there is none. */
const struct hold *request_hold(const struct request *r, enum pause_reason reason);
/* The clock of its promise: the one named "resolution" if there is one, else its last; NULL: it has
 * none. */
const struct clock *request_promise(const struct request *r);
/* When that is due; 0 = never. This is expected_datetime of Open311 and the key of the list by time
 * left. */
int64_t request_due(const struct request *r);

#endif
