/* What past requests of a service say about those that are open, and how much of its budget of
 * lateness it is using up.
 *
 * Forecast: how long requests take is estimated from those filed in the last year, newest first, up
 * to FORECAST_SAMPLE of them: closed ones with what their promise's clock consumed, open ones with
 * what it has consumed so far (domain/survival.h). Time is what counts for the clock, so weekends
 * and pauses are no delay. Clocks that count working time and clocks that count all time are two
 * samples: they cannot be compared.
 *
 * Budget: the goal is 90 % on time, which leaves a budget of 10 % late. The burn rate of a window
 * is the share of late ones among the requests decided in it, divided by that budget: closed in
 * the window, or open and late since a date in the window, so that what is never closed is not
 * forgotten. At 1 the budget is just used up. Alert: more than 2 in both the last 7 and the last 28
 * days, and at least 10 closures in the longer (Google, "The Site Reliability Workbook" (2018),
 * chapter 5, "Alerting on SLOs": the windows there, of an hour and of six, are for thousands of
 * events).
 *
 * Each thread keeps its own, made anew when asked for and older than a minute: three reads of
 * indexes, each of a few hundred requests and milliseconds, however many there are. A window of
 * which more happened than was read is said not to be complete; the newest closures are in it. */
#ifndef DOMAIN_FORECAST_H
#define DOMAIN_FORECAST_H

#include "domain/desk.h"
#include "domain/survival.h"

enum {
    FORECAST_SAMPLE = 300,
    FORECAST_LEAST = 10, /* closed ones: with fewer there is no forecast */
    FORECAST_SECONDS = 60,
    FORECAST_SLOTS = 64,
    BURN_LEAST = 10,
};

enum measure { MEASURE_BUSINESS, MEASURE_ELAPSED, MEASURE_COUNT };

struct burn {
    unsigned days;        /* the window */
    size_t closures;      /* in it */
    size_t decided, late; /* closures, and open ones that became late in it */
    double rate;          /* 0 when nothing was decided */
    bool complete;        /* false: there were more than were read, the newest count */
};

enum { BURN_SHORT, BURN_LONG, BURN_COUNT };

struct forecast {
    int64_t made_at;
    struct survival curves[MEASURE_COUNT];
    struct burn burns[BURN_COUNT];
    bool alert;
};

/* Zero is valid: nothing was asked yet. */
struct forecasts {
    struct forecast_slot {
        uint16_t jurisdiction;
        struct str service;
        struct arena arena;
        struct forecast forecast;
    } slots[FORECAST_SLOTS];
    size_t next; /* the slot to give up when all are taken */
};
void forecasts_free(struct forecasts *all);

/* Inside desk_look/desk_leave; *out stays until the next call. ERR_NOMEM and what reading says. */
enum err forecast_of(struct forecasts *all, struct desk *d, const struct jurisdiction *j,
                     const struct service *s, int64_t now, const struct forecast **out);

/* For one open request. */
struct outlook {
    bool has_breach;
    double breach;           /* probability that its promise is broken */
    int64_t usual, usual_90; /* when half, and 90 %, of such requests are done; 0: not known */
    size_t count, ended;     /* of the sample */
};

/* false: nothing is promised, it is closed, its clock cannot be read, or too few were closed. */
bool forecast_request(struct arena *arena, const struct forecast *f, const struct jurisdiction *j,
                      const struct request *r, int64_t now, struct outlook *out);

#endif
