/* What a clock does besides counting: what makes it stand still, what happens to it when a request
 * is reopened, and who hears of it on the way. A plugin says it once; each request keeps the policy
 * it was filed under (domain/event.h), so that a later change of the plugin does not touch it. */
#ifndef DOMAIN_POLICY_H
#define DOMAIN_POLICY_H

#include "domain/calendar.h"

/* --- Pauses (b11) ----------------------------------------------------------------------------- */

enum pause_reason {
    PAUSE_CITIZEN,       /* we asked the citizen something */
    PAUSE_THIRD_PARTY,   /* another body has to act first */
    PAUSE_PERMIT,        /* a permit is awaited */
    PAUSE_WEATHER,       /* rain, frost, snow */
    PAUSE_WINTER,        /* the work cannot be done before spring */
    PAUSE_FORCE_MAJEURE, /* a storm, a strike */
    PAUSE_REASON_COUNT,
};

struct str pause_reason_name(enum pause_reason reason); /* "third_party" */
struct str pause_reason_word(unsigned reason);          /* the same; empty when there is none */
bool pause_reason_parse(struct str name, enum pause_reason *out);
/* « en attente du citoyen », "waiting for the citizen". */
struct text pause_reason_say(enum pause_reason reason);

/* How long a pause for a reason may last, and when somebody is reminded of it. Both count on the
 * clock's calendar from the start of the pause; amount 0: no such limit. */
struct pause_limit {
    enum pause_reason reason;
    struct goal most, reminder;
};

/* Local dates of each year, [from, to), in which the clock stands still (b12). It may cross the
 * new year. */
struct window {
    struct str id; /* "winter" */
    struct text label;
    uint16_t from_month, from_day, to_month, to_day;
};

/* --- Reopening (b13) -------------------------------------------------------------------------- */

enum reopen {
    REOPEN_RESUME,     /* the time it was closed is a pause */
    REOPEN_RESTART,    /* it starts afresh: a new cycle */
    REOPEN_FIRST_ONLY, /* it stays met, and the clock "rework" is started */
};

/* --- Steps (b16) ------------------------------------------------------------------------------ */

enum step_when {
    STEP_PERCENT, /* of the goal, as it is consumed */
    STEP_BEFORE,  /* that long before the clock is due */
    STEP_AT_DUE,
    STEP_AFTER, /* that long after it was due */
};

enum quiet { QUIET_SEND_NOW, QUIET_NEXT_OPEN };

struct step {
    enum step_when when;
    uint32_t percent;   /* STEP_PERCENT: 1..100 */
    struct goal length; /* STEP_BEFORE, STEP_AFTER: business or elapsed time, or business days */
    struct str to;      /* "team", "lead", "manager": who hears of it */
    enum quiet quiet;   /* at night: at once, or when the calendar opens */
};

/* --- All of it -------------------------------------------------------------------------------- */

struct policy {
    uint32_t pauses; /* bit 1 << reason: the others do not stop this clock */
    struct pause_limit *limits;
    size_t limit_count;
    struct window *windows;
    size_t window_count;
    enum reopen reopen;
    struct step *steps; /* in the order of the plugin */
    size_t step_count;
    struct str
        *met_by; /* states that meet the clock when they are entered; a closed one always does */
    size_t met_by_count;
};

static inline bool policy_pauses(const struct policy *p, enum pause_reason reason)
{
    return p->pauses >> reason & 1;
}

/* The limit of a reason; NULL if it has none. */
const struct pause_limit *policy_limit(const struct policy *p, enum pause_reason reason);

/* A copy in the arena, down to the strings. ERR_NOMEM. */
enum err policy_copy(struct arena *arena, const struct policy *from, struct policy *out);

#endif
