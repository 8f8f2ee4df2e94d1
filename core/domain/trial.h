/* A service's tests as data: file this, then that happens at those times, and this must be so.
 *
 * A trial is played through the domain's own verbs, on a store in memory of its own, with a clock
 * that jumps from one instant to the next: what is tested is what will run. Reading them from
 * service_test.lua is script/trials.h. */
#ifndef DOMAIN_TRIAL_H
#define DOMAIN_TRIAL_H

#include "base/json.h"
#include "domain/rules.h"

/* --- A trial ---------------------------------------------------------------------------------- */

struct trial_answer {
    struct str code, value; /* as a form sends it; a code may come more than once */
};

enum trial_verb {
    TRIAL_WAIT, /* nobody does anything: what comes due by itself is fired */
    TRIAL_MOVE, /* to a state */
    TRIAL_PAUSE,
    TRIAL_RESUME,
    TRIAL_ANSWER, /* the citizen's */
    TRIAL_NOTE,
    TRIAL_HAND_OVER, /* to another calendar */
};

struct trial_step {
    int64_t at;
    enum trial_verb verb;
    struct str word;   /* the state, the reason of a pause, the words, the calendar */
    struct str reason; /* TRIAL_MOVE */
    struct str note;   /* TRIAL_MOVE: for the citizen */
    int64_t until;     /* TRIAL_PAUSE; 0: open */
    bool refused;      /* it must be refused */
};

struct trial_due {
    struct str clock; /* empty: the one of the promise */
    bool never;       /* no date: it stands still, or was never started */
    bool whole_day;   /* any time of that day will do */
    int64_t at;
};

struct trial_rule {
    struct str clock; /* empty: the one of the promise */
    struct str rule;  /* empty: the clock was never started */
};

struct trial_error {
    struct str where; /* of an attribute its code, else as faults say it: "description" */
    struct str code;  /* domain/form.h; empty: any */
};

struct trial_firing {
    int64_t at;       /* to the minute */
    struct str what;  /* "due", "breach", …, or a step as it is written: "80%" */
    struct str clock; /* empty: any */
    struct str to;    /* empty: anybody */
};

/* What must be so in the end. What is empty is not looked at. */
struct trial_expect {
    struct trial_due *dues;
    size_t due_count;
    struct trial_rule *rules;
    size_t rule_count;
    struct trial_error *errors; /* all of them; the request must then be refused */
    size_t error_count;
    struct trial_firing *firings; /* every step of a ladder; other things that come due, or not */
    size_t firing_count;
    bool has_firings;
    bool stop; /* the service must say: not here */
    struct text stop_say;
    bool fault; /* a function must fail; without it none may */
    struct str state, priority;
    struct text promise, closing;
};

struct trial {
    struct str name, where; /* "pothole/service_test.lua:7" */
    const struct service *service;
    bool has_now;
    int64_t now; /* when it is filed */
    bool has_up_to;
    int64_t up_to; /* the clock goes on to there */
    struct trial_answer *answers;
    size_t answer_count;
    bool has_position;
    struct position position;
    struct str description, address;
    struct trial_step *steps;
    size_t step_count;
    struct trial_expect expect;
};

/* --- What was exercised ----------------------------------------------------------------------- */

enum cover_kind { COVER_ATTRIBUTE, COVER_CLOCK, COVER_RULE, COVER_STATE, COVER_REASON, COVER_STOP };
enum { COVER_KINDS = COVER_STOP + 1 };

struct cover_item {
    enum cover_kind kind;
    struct str of;    /* RULE: its clock; REASON: its state */
    struct str id;    /* STOP: its number, from 1 */
    struct str where; /* RULE: file and line */
    bool seen;
};

struct cover {
    const struct service *service;
    struct cover_item *items;
    size_t count;
};

/* All that the service has, nothing of it seen yet. ERR_NOMEM. */
enum err cover_open(struct arena *arena, const struct service *s, struct cover *out);
size_t cover_unseen(const struct cover *c);
struct text cover_kind_name(enum cover_kind kind);

/* --- Playing ---------------------------------------------------------------------------------- */

/* One thing that was not as expected. */
struct trial_miss {
    struct text what; /* « échéance de resolution » */
    struct text expected, got;
    struct str rule;  /* the rule that answered; may be empty */
    struct str where; /* and its place; else the trial's */
};

struct trial_result {
    const struct trial *trial;
    struct trial_miss *misses; /* none: it passed */
    size_t miss_count;
};

/* The tests of one service, and what came of them. */
struct trials {
    const struct service *service;
    struct trial *items;
    size_t count;
};

struct trials_report {
    struct trials trials;
    struct trial_result *results; /* as many as there are trials */
    size_t failed;
    struct cover cover;
};

/* Plays it in jurisdiction `j`, with rules that know that very `j`; `now` is when it is filed if it
 * does not say so itself. `cover` may be NULL. Strings of the result are in the arena. ERR_NOMEM,
 * or what kept a store in memory from opening. */
enum err trial_run(struct arena *arena, const struct jurisdiction *j, const struct rules *rules,
                   const struct trial *trial, int64_t now, struct cover *cover,
                   struct trial_result *out);

/* --- Telling ---------------------------------------------------------------------------------- */

/* For a person: each failure with what was expected, what came, the rule and its line; then what no
 * test has exercised. */
void trials_put_text(struct buf *b, const struct trials_report *report, enum lang lang);
/* For a machine that builds: a <testsuite>; the file begins and ends with trials_junit_begin and
 * trials_junit_end. */
void trials_junit_begin(struct buf *b);
void trials_put_junit(struct buf *b, const struct trials_report *report, enum lang lang);
/* Faults of test files, each an <error>; nothing when there is none. */
void trials_put_junit_faults(struct buf *b, const struct faults *faults, enum lang lang);
void trials_junit_end(struct buf *b);
/* For a program: an object (schemas/openapi.json, TestReport). */
void trials_put_json(struct jw *w, const struct trials_report *report, enum lang lang);

#endif
