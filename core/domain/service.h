/* A service as data: what a plugin becomes once it is loaded and checked.
 *
 * Immutable, shared by all threads of a generation, and free of Lua: where the plugin gave a
 * function, a number stands that struct rules (domain/rules.h) knows. All of it lives in the
 * arena of its generation. Settings are resolved: a `ref` has become its number. */
#ifndef DOMAIN_SERVICE_H
#define DOMAIN_SERVICE_H

#include "domain/model.h"
#include "domain/policy.h"

/* --- Conditions: `when`, `show_if`, `required_if` --------------------------------------------- */

enum test_kind {
    TEST_ATTRIBUTE, /* an answer compared with values */
    TEST_MONTH,     /* the local month of the request is one of these */
    TEST_NEAR,      /* within `metres` of a place of that kind (jurisdiction.places) */
};

enum compare { COMPARE_EQ, COMPARE_NE, COMPARE_LT, COMPARE_LE, COMPARE_GT, COMPARE_GE };

/* EQ holds if the answer is one of `values` (for choices: if it contains one of them); NE if it
 * is none of them. The others compare numbers or instants. A missing answer makes every
 * comparison false but NE. */
struct test {
    enum test_kind kind;
    struct str attribute;
    enum compare compare;
    struct value *values;
    size_t value_count;
    unsigned months; /* bit 1 << (month - 1) */
    struct str near; /* kind of place */
    double metres;
};

struct when { /* all tests must hold; none: always */
    struct test *tests;
    size_t count;
};

/* --- Attributes ------------------------------------------------------------------------------- */

enum attribute_type {
    ATTRIBUTE_STRING,
    ATTRIBUTE_TEXT,
    ATTRIBUTE_NUMBER,
    ATTRIBUTE_DATETIME,
    ATTRIBUTE_CHOICE,
    ATTRIBUTE_CHOICES,
};

struct choice {
    struct str key;
    struct text label;
};

struct attribute {
    struct str code;
    enum attribute_type type;
    struct text label, help;
    struct str unit; /* number: shown beside it */
    bool required;
    struct when required_if, show_if; /* count 0: required alone decides; always shown */
    struct choice *choices;
    size_t choice_count;
    bool has_min, has_max;
    double min, max; /* number: value; choices: how many; string and text: length in code points */
    bool integer;    /* number: whole only */
};

/* --- Clocks ----------------------------------------------------------------------------------- */

struct amount {    /* a goal */
    double number; /* in the units of domain/calendar.h: hours of a plugin are seconds here */
    int function;  /* > 0: struct rules answers instead */
    bool fixed;    /* a date and time: of UNIT_FIXED */
};

struct rule {
    struct str id;
    struct when when;
    struct amount goal;
    enum goal_unit unit; /* domain/calendar.h */
    enum day_at at;
    enum receipt receipt;
    enum roll roll;
    bool has_from, has_to;
    int64_t from_day, to_day; /* days since 1970, [from, to), local dates of the calendar */
    struct text because;      /* may be empty */
    struct str origin;        /* "pothole/service.lua:31" */
};

struct clock_plan {
    struct str name; /* "first_response", "resolution", … */
    const struct calendar *calendar;
    struct str calendar_name;
    struct rule *rules; /* the first whose `when` holds; a clock without one does not start */
    size_t rule_count;
    struct policy policy;
};

struct promise {
    struct str clock;
    struct text say; /* holds one %s: the due date */
};

/* --- Workflow --------------------------------------------------------------------------------- */

struct reason { /* a result code: why a request came to this state */
    struct str code;
    struct text label; /* for the agent's list */
    struct text say;   /* for the citizen */
};

struct timeout {       /* how long a request may stand in a state, and where it goes then */
    struct goal after; /* on the calendar of the promise; amount 0: for ever */
    struct str to, reason;
};

struct state {
    struct str id;
    struct text label;
    bool closed;
    bool pauses; /* entering it pauses the request for the reason `pause`, leaving it resumes */
    enum pause_reason pause;
    struct timeout timeout;
    struct str detailed_status; /* CitySDK: RECEIVED, IN_PROCESS, PROCESSED, ARCHIVED, REJECTED */
    struct str *next;           /* ids of the states that may follow */
    size_t next_count;
    struct reason *reasons; /* not empty: entering needs one of them; a closed state has some */
    size_t reason_count;
};

struct workflow {
    struct str start;
    struct state *states;
    size_t count;
};

/* --- The service ------------------------------------------------------------------------------ */

struct stop { /* what must not be filed here: say what to do instead */
    struct when when;
    struct text say;
};

struct setting {
    struct str name;
    struct text label;
    double value, fallback, min, max;
    bool has_min, has_max;
};

struct service {
    struct str code, version;
    struct str file; /* "pothole/service.lua", as origins name it */
    struct text name, description;
    struct str group;
    struct text group_label; /* may be empty */
    struct str *keywords;
    size_t keyword_count;
    struct attribute *attributes;
    size_t attribute_count;
    struct setting *settings;
    size_t setting_count;
    struct stop *stops;
    size_t stop_count;
    struct clock_plan *clocks;
    size_t clock_count;
    struct promise promise;
    struct workflow workflow;
    struct str priority;   /* when it is no function: "normal", … ; empty: "normal" */
    int priority_function; /* > 0: struct rules answers */
    /* What it extends, whole, whose rules count when a function of this one fails; its clocks count
     * on this one's calendars. NULL: nothing, or nothing that stands by itself. */
    const struct service *parent;
    unsigned char hash[32]; /* BLAKE2b-256 of its source and the settings applied */
};

const struct attribute *service_attribute(const struct service *s, struct str code);
const struct clock_plan *service_clock(const struct service *s, struct str name);
const struct state *workflow_state(const struct workflow *w, struct str id);
const struct reason *state_reason(const struct state *s, struct str code);
bool state_leads_to(const struct state *s, struct str next);

/* Whether a request of that instant would get a due date from a rule of that clock: what can be
 * known before there is one. ERR_HORIZON: none within the calendar. A goal that a function has, and
 * a date that has passed, are left to the request. */
enum err rule_reaches(const struct clock_plan *plan, const struct rule *rule, int64_t at);

/* What a condition looks at. */
struct facts {
    const struct answer *answers;
    size_t answer_count;
    bool has_position;
    struct position position;
    int64_t at; /* when the request was received, UTC seconds */
    const struct jurisdiction *jurisdiction;
};

bool when_holds(const struct when *w, const struct facts *facts);
const struct value *answer_find(const struct answer *answers, size_t count, struct str code);

#endif
