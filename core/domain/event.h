/* An event: an immutable fact of a request's life. The log of events is the truth; a request's
 * state and every index are folds over it.
 *
 * Events of one request are numbered from 1; the number of the last one is the request's version.
 * Appending number n+1 expects that it is absent, which is how concurrent edits meet. Personal
 * data is never in an event (see domain/contact.h): the log is kept, a person's data is not. */
#ifndef DOMAIN_EVENT_H
#define DOMAIN_EVENT_H

#include "base/buf.h"
#include "domain/fields.h"
#include "domain/host.h"
#include "domain/instant.h"
#include "domain/policy.h"

enum event_kind {
    EVENT_SUBMITTED = 1,    /* the request is filed */
    EVENT_TRANSITIONED = 2, /* it moved to another state */
    EVENT_NOTED = 3,        /* somebody wrote a note */
    EVENT_ASSIGNED = 4,     /* a person or a team took it, or nobody any more */
    EVENT_RECLASSIFIED = 5, /* it is of another service, or its answers were wrong */
    EVENT_RELOCATED = 6,    /* it is elsewhere */
    EVENT_PAUSED = 7,       /* it was put on hold */
    EVENT_RESUMED = 8,      /* holds were ended, by somebody or by their own limit */
    EVENT_ANSWERED = 9,     /* the citizen answered: what waited for that goes on from here */
    EVENT_HANDED_OVER = 10, /* another team has it, on another calendar */
    EVENT_RECOMPUTED = 11,  /* its dates moved: a calendar or the zone's law was changed */
    EVENT_FIRED = 12,       /* something came due by itself (domain/agenda.h) */
    EVENT_PRIORITIZED = 13, /* somebody gave it another priority; no clock minds */
};

/* The role of the server itself, which no key has. */
#define ROLE_SYSTEM ((enum role)ROLE_COUNT)

struct str event_role_name(enum role role);       /* of a key, or "system" */
struct str event_kind_name(enum event_kind kind); /* "submitted", … */

/* One clock as the rules decided it, with all that is needed to go on counting it, and to explain
 * it, when the plugin has long changed. */
struct clock_start {
    struct str name; /* "resolution" */
    struct str calendar, calendar_version;
    struct goal goal;
    int64_t started_at, due, breach_at;
    struct str rule;       /* id */
    struct str origin;     /* file:line of the rule */
    struct str instead_of; /* file:line of the one that held, and failed; empty: none did */
    struct text because;   /* the rule's own words; may be empty */
    struct policy policy;
    uint32_t cycle; /* how often it was started afresh: each step fires once in a cycle */
};

/* What one clock reads after an event that touched it: written into the event, so that the state
 * of a request folds without a calendar. */
struct clock_value {
    struct str name;
    int64_t due, breach_at; /* 0: paused */
    int64_t consumed, remaining;
    bool paused;
    int64_t resumes_at;
    struct str calendar_version; /* of the calendar it was counted on */
};

/* A calendar, in the version that counts. */
struct calendar_pin {
    struct str name, version;
};

/* What the rules answered, and from what: kept for explaining, rehearsal, and audit. */
struct decision {
    unsigned char service_hash[32];
    struct str service_version;
    struct str zone_version;
    struct str priority; /* "low", "normal", "high", "urgent" */
    /* the file whose priority counts, when a function below failed; else empty */
    struct str priority_origin;
    struct clock_start *clocks;
    size_t clock_count;
    struct str fault;        /* not empty: a function failed, the fallback was used, look into it */
    struct host_call *calls; /* what the functions asked about other requests */
    size_t call_count;
};

struct event {
    uint32_t number;
    enum event_kind kind;
    int64_t at;       /* UTC seconds */
    struct str actor; /* name of the key that acted */
    enum role role;
    struct str generation; /* the name of the rules in force (domain/bundle.h) */

    /* SUBMITTED, RECLASSIFIED, RELOCATED use what applies of these */
    struct str service;
    struct answer *answers;
    size_t answer_count;
    struct decision decision; /* SUBMITTED, RECLASSIFIED */
    bool has_position;
    struct position position;
    struct str address, address_id, zipcode;

    /* SUBMITTED: the workflow's start; TRANSITIONED: where to; RECLASSIFIED: the start of the new
     * service's workflow when that one does not know the state the request was in, else empty */
    struct str state;
    struct str detailed_status; /* of that state, as it was that day */
    bool closed;                /* TRANSITIONED: that state is a closed one */

    /* SUBMITTED only; the external id is also of words that another system brought (NOTED,
     * ANSWERED), whose own id of them it is */
    struct str description, media_url, account_id, external_id, channel;
    unsigned char token_hash[32]; /* of the tracking token */

    /* TRANSITIONED */
    struct str reason;
    struct text reason_say; /* what the citizen was told: the words of that day */

    /* TRANSITIONED, NOTED, PAUSED, RESUMED: the notes; the first two: the answer */
    bool stops_first_response; /* a first answer to the citizen: by an agent, and one can see it */
    struct str note;           /* for the citizen */
    struct str internal_note;  /* for the team */

    /* ASSIGNED, HANDED_OVER */
    struct str assignee; /* empty: nobody */

    /* PAUSED, and TRANSITIONED to a state that pauses */
    bool pauses;
    enum pause_reason pause;
    int64_t until; /* 0: open */

    /* RESUMED, ANSWERED, and TRANSITIONED out of a state that pauses: bit 1 << reason */
    uint32_t resumes;

    struct str priority;         /* PRIORITIZED */
    struct str answer;           /* ANSWERED: the citizen's words */
    struct str calendar;         /* HANDED_OVER: in force from here on */
    struct str calendar_version; /* HANDED_OVER: of that calendar */
    struct str zone_version;     /* RECOMPUTED: of the tzdata the new dates come from */
    /* RECOMPUTED: calendars that count in another version than before */
    struct calendar_pin *pins;
    size_t pin_count;

    /* TRANSITIONED, when it reopens: clocks that start afresh, or for the first time */
    struct clock_start *started;
    size_t started_count;

    /* Any kind, when it touched clocks: what they read now */
    struct clock_value *clocks;
    size_t clock_count;
    /* FIRED: what, and what came due too, lower on the same ladder */
    struct instant fired;
    struct instant *collapsed;
    size_t collapsed_count;

    /* Any kind, when it changed what lies ahead: all of it anew, by time; and what was fired but is
     * ahead again, because the due date has moved */
    bool plans;
    struct instant *agenda;
    size_t agenda_count;
    struct instant *undone;
    size_t undone_count;
};

/* Stored bytes of an event, format version first (store/record.h). */
enum err event_encode(const struct event *e, struct buf *out);
/* Strings and arrays go to the arena. ERR_CORRUPT. */
enum err event_decode(struct arena *arena, struct str bytes, struct event *out);
/* The same without copying: strings are views into bytes. */
enum err event_view(struct arena *arena, struct str bytes, struct event *out);

/* The members of an event and of its parts: for the codecs of what holds the same (request,
 * export). */
extern const struct fields event_fields, answer_fields, clock_start_fields, instant_fields;

#endif
