/* Why a clock is due when it is: its walk over the calendar, row by row, and the same in words.
 *
 * The walk is made again from what the decision kept (goal, start) and the calendar that it was
 * pinned to. When that gives another date, since the law of its zone has changed, the walk says so
 * (`agrees`) instead of pretending; the promised date stays the one that was promised. */
#ifndef DOMAIN_EXPLAIN_H
#define DOMAIN_EXPLAIN_H

#include "base/json.h"
#include "domain/timeline.h"

enum why {
    WHY_OPEN,      /* counts: open hours, a working day */
    WHY_CLOSED,    /* a night, a break, a day that never opens */
    WHY_HOLIDAY,   /* closed where it would else be open; named */
    WHY_EXCEPTION, /* a dated exception: it closes, or it opens and counts; named */
    WHY_SEASON,    /* the hours of a season: they close, or they count; named */
    WHY_PAUSE,     /* the clock was paused; the reason is its name */
    WHY_WINDOW,    /* a part of the year in which this clock does not run */
    WHY_RECEIPT,   /* the day of receipt, which is not counted (b4) */
    WHY_ELAPSED,   /* counts: all time, or every day of the calendar */
    WHY_COUNT
};

struct str why_name(enum why why); /* "open", … */

/* Time in which the clock stood still, [from, to); ascending, not overlapping. */
struct explain_stop {
    int64_t from, to;
    enum why why; /* WHY_PAUSE or WHY_WINDOW */
    struct text name;
};

enum { EXPLAIN_ROWS = 60 };

struct explain_row { /* [from, to), ascending, each from where the last one ended */
    int64_t from, to;
    enum why why;
    struct text name;       /* may be empty */
    int64_t counted, total; /* in this row, and up to its end: seconds, or days (explain_in_days) */
    unsigned weeks;         /* > 0: that many equal weeks in one row */
    bool many;              /* a middle too long to tell: rows of several kinds in one */
};

/* What is to be explained. The pauses of the timeline are the stops, joined and without names. */
struct explain_question {
    struct timeline timeline;
    const struct explain_stop *stops;
    size_t stop_count;
    int64_t due;  /* as it was promised; 0: there is none while the clock is paused */
    bool on_hold; /* it stands still now: what follows is what would be if it went on at once */
};

struct explanation {
    struct explain_question asked;
    struct explain_row *rows; /* at most EXPLAIN_ROWS; none when the calendar gives no date */
    size_t count;
    /* Everything that did not count (and exceptional openings, which did), before any folding, for
     * the words. */
    struct explain_row *notable;
    size_t notable_count;
    int64_t received; /* where counting begins: the start, or the next opening */
    int64_t last_day; /* the local date on which the count was complete */
    enum roll moved;  /* that day is closed: the due date is on another one, this way (b4) */
    int64_t due;      /* as the calendars in force give it; 0: they give none */
    bool agrees;      /* the same as was promised */
    bool outside;     /* none, since the start or the date lies beyond the calendar's years: */
    int first_year, last_year;
};

/* ERR_NOMEM. What lies outside the calendar's table gives no rows, does not agree, and is said to
 * be outside. */
enum err explain(struct arena *arena, const struct explain_question *q, struct explanation *out);

/* Whether rows count days; seconds otherwise, also for a fixed date. */
bool explain_in_days(enum goal_unit unit);

/* The calendar that a question counts on at an instant. */
const struct calendar *explain_calendar(const struct explain_question *q, int64_t at);

/* --- Words (domain/explain_text.c) ------------------------------------------------------------ */

/* « 5 jours ouvrables », "8 business hours", « 90 minutes » */
void explain_put_goal(struct buf *b, struct goal goal, enum lang lang);
/* Seconds of work as people read them: « 2 h 30 » */
void explain_put_hours(struct buf *b, int64_t seconds);
/* Why a row counts or does not: « jour férié : Fête nationale » */
void explain_put_why(struct buf *b, const struct explain_row *row, enum lang lang);
/* « Échéance : jeudi 25 juin 2026 à 11 h 30, car le délai est de … », then what was not counted, in
 * two to five plain sentences; for the citizen as it is. */
void explain_put_words(struct buf *b, const struct explanation *e, enum lang lang);
/* One line a row, at most 80 columns, aligned. */
void explain_put_rows(struct buf *b, const struct explanation *e, enum lang lang);
/* The members text, agrees, outside, counts and rows of an object that is open
 * (schemas/explanation.json).
 */
void explain_put_json(struct jw *w, const struct explanation *e, enum lang lang);

#endif
