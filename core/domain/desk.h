/* A desk: one thread's place at the counter, with all that it needs to read, decide, and commit.
 * The verbs of the domain take a desk. It belongs to one thread. */
#ifndef DOMAIN_DESK_H
#define DOMAIN_DESK_H

#include "base/log.h"
#include "base/now.h"
#include "domain/access.h"
#include "domain/contact.h"
#include "domain/jurisdiction.h"
#include "domain/request.h"
#include "domain/rules.h"
#include "domain/token.h"
#include "store/store.h"

struct ids; /* the counter of request ids, shared by all desks (domain/ids.h) */

/* What decides: a catalogue, and the functions of its rules on this thread. It may be replaced as a
 * whole while requests are under way: each of them holds the one it began with, to its end. */
struct rulebook {
    const struct catalogue *catalogue;
    struct rules rules;
};

/* Where a thread gets the one in force. Without functions there is only one, the desk's. */
struct rulebooks {
    void *self;
    struct rulebook *(*hold)(void *self);                   /* the newest, counted */
    void (*release)(void *self, struct rulebook *rulebook); /* the last release may free it */
};

struct desk {
    struct store *store;
    struct snap *snap;
    struct commit_port port;
    const struct catalogue *catalogue; /* of the rulebook in use */
    struct rules rules;
    struct rulebooks books;
    struct ids *ids;
    const struct now *now;
    struct log *log; /* for what rules say; may be NULL */
};

/* Reading: between desk_look and desk_leave the desk's snapshot is renewed and stays the same. */
enum err desk_look(struct desk *d);
void desk_leave(struct desk *d);

/* Holding: NULL when there is only one. What begins uses what it holds each time it comes back to
 * the desk, and releases it when it ends. */
struct rulebook *desk_hold(struct desk *d);
void desk_use(struct desk *d, const struct rulebook *book);
void desk_release(struct desk *d, struct rulebook *book);

/* Of what is seen: while the number is the same, nothing has been committed. 0: not known. */
uint64_t desk_moment(const struct desk *d);

/* ERR_NOT_FOUND. What comes back is copied into the arena. */
enum err desk_request(struct desk *d, struct arena *arena, const struct jurisdiction *j,
                      uint64_t id, struct request *out);
enum err desk_request_by_token(struct desk *d, struct arena *arena, struct str token,
                               struct request *out);
enum err desk_request_by_external_id(struct desk *d, struct arena *arena,
                                     const struct jurisdiction *j, struct str external_id,
                                     struct request *out);
enum err desk_contact(struct desk *d, struct arena *arena, const struct jurisdiction *j,
                      uint64_t id, struct contact *out);
/* All events of a request, oldest first. */
enum err desk_events(struct desk *d, struct arena *arena, const struct jurisdiction *j, uint64_t id,
                     struct event **out, size_t *count);

/* --- Verbs ------------------------------------------------------------------------------------ */

struct actor {
    struct str name; /* of the key */
    enum role role;
};

/* What a verb has decided: a batch ready to commit, and the request as it will be. */
struct change {
    struct batch batch;
    struct request after;
    char token[TOKEN_TEXT]; /* submit: the tracking token, shown once; only its hash is stored */
    size_t unknown;         /* answers to attributes that the service does not have: ignored */
};

/* A filed form, as it arrived: strings not yet checked. */
struct raw_answer {
    struct str code, value; /* repeated codes: several values */
};

/* What could not be read is left empty when a fault says so already: the rest is checked with it,
 * so that all faults are said at once. */
struct submission {
    struct str service;
    struct raw_answer *answers;
    size_t answer_count;
    bool has_position;
    bool misread; /* a position came that is none, and a fault says so */
    struct position position;
    struct str address, address_id, zipcode;
    struct str description, media_url, account_id, external_id, channel;
    struct contact contact;
};

/* Every verb below: inside desk_look/desk_leave; fills *out, whose memory is in the arena, and
 * whose strings may be views into the input, into the service, or into the actor's name; adds
 * faults (all of them) and returns ERR_INVALID when the input is not acceptable, as it is not when
 * faults came with it. Nothing is written
 * before desk_commit. ERR_NOT_FOUND: no such request or service. ERR_CONFLICT: `version` is not 0
 * and not the request's. ERR_BUSY: no request id is free just now. ERR_EXISTS: the external id is
 * taken (*out->after is then the request that has it). */
enum err desk_submit(struct desk *d, struct arena *arena, const struct jurisdiction *j,
                     const struct actor *actor, const struct submission *in, struct faults *faults,
                     struct change *out);

struct transition {
    struct str to, reason, note, internal_note;
};
enum err desk_transition(struct desk *d, struct arena *arena, const struct jurisdiction *j,
                         const struct actor *actor, uint64_t id, uint32_t version,
                         const struct transition *in, struct faults *faults, struct change *out);
enum err desk_note(struct desk *d, struct arena *arena, const struct jurisdiction *j,
                   const struct actor *actor, uint64_t id, uint32_t version, struct str note,
                   struct str internal_note, struct faults *faults, struct change *out);
enum err desk_assign(struct desk *d, struct arena *arena, const struct jurisdiction *j,
                     const struct actor *actor, uint64_t id, uint32_t version, struct str assignee,
                     struct faults *faults, struct change *out);

struct pausing {
    struct str reason; /* "citizen", … (domain/policy.h) */
    int64_t until;     /* when it ends by itself; 0: open */
    struct str note, internal_note;
};
/* Holds the clocks whose policy names the reason; one pause at a time for each. */
enum err desk_pause(struct desk *d, struct arena *arena, const struct jurisdiction *j,
                    const struct actor *actor, uint64_t id, uint32_t version,
                    const struct pausing *in, struct faults *faults, struct change *out);
/* Ends the pause for that reason; all pauses when it is empty. */
enum err desk_resume(struct desk *d, struct arena *arena, const struct jurisdiction *j,
                     const struct actor *actor, uint64_t id, uint32_t version, struct str reason,
                     struct faults *faults, struct change *out);
/* The citizen's own words; a pause that waited for them ends now, not when they are read. */
enum err desk_answer(struct desk *d, struct arena *arena, const struct jurisdiction *j,
                     const struct actor *actor, uint64_t id, uint32_t version, struct str text,
                     struct faults *faults, struct change *out);
/* Words about a request from another system, which has its own id for them; it is kept in the
 * event. A client's are the citizen's answer; those of an agent or above are a note that the
 * citizen reads. Both members are needed. ERR_EXISTS: that key has brought words with that id
 * already. */
struct report {
    struct str external_id, words;
};
enum err desk_report(struct desk *d, struct arena *arena, const struct jurisdiction *j,
                     const struct actor *actor, uint64_t id, const struct report *in,
                     struct faults *faults, struct change *out);
/* Clocks that run go on with the calendar of another team; what they have consumed stays. */
enum err desk_hand_over(struct desk *d, struct arena *arena, const struct jurisdiction *j,
                        const struct actor *actor, uint64_t id, uint32_t version,
                        struct str calendar, struct str assignee, struct faults *faults,
                        struct change *out);
/* Writes down that pauses have come to their end by themselves: their `until`, or the limit of a
 * policy. ERR_NOT_FOUND: none has. */
enum err desk_lapse(struct desk *d, struct arena *arena, const struct jurisdiction *j,
                    const struct actor *actor, uint64_t id, struct change *out);
/* Due dates anew, on the calendars as they are now, and by the law of the zone as it is now: the
 * event is the notice of it. ERR_NOT_FOUND: nothing is other than it was. */
enum err desk_recompute(struct desk *d, struct arena *arena, const struct jurisdiction *j,
                        const struct actor *actor, uint64_t id, struct change *out);

/* Correction of the service (with its answers), of the place, or of the priority that the rules
 * gave. Clocks go on: what they have consumed stays. Empty members stay as they are. */
struct correction {
    struct str service;
    struct raw_answer *answers; /* with a new service: its answers; without: all answers anew */
    size_t answer_count;
    bool has_answers;
    bool has_position;
    struct position position;
    struct str address, address_id, zipcode;
    struct str priority; /* until rules are asked again, for another service or other answers */
};
enum err desk_correct(struct desk *d, struct arena *arena, const struct jurisdiction *j,
                      const struct actor *actor, uint64_t id, uint32_t version,
                      const struct correction *in, struct faults *faults, struct change *out);

/* The states that may follow now: the legal next steps, with their reasons. NULL-safe on a state
 * that the service does not know any more (count 0). */
enum err desk_next_states(struct desk *d, struct arena *arena, const struct jurisdiction *j,
                          const struct request *r, const struct state ***out, size_t *count);

/* Commits; `done` is called on this thread, later, with batch.result, as store_commit says. On
 * ERR_CONFLICT the caller looks again and runs the verb again, a few times. */
void desk_commit(struct desk *d, struct change *c, void (*done)(struct batch *), void *self);

#endif
