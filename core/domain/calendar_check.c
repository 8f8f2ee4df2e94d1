/* What can be wrong with a calendar, told all at once before any table is built. */
#include "base/date.h"
#include "domain/holiday.h"
#include "domain/worktime.h"

#include <stdarg.h>
#include <stdio.h>

enum { HOURS_MAX = 24, PLACE_MAX = 200 };

static const char *const weekdays[7] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

struct checker {
    struct faults *faults;
    struct str calendar; /* its name */
    bool bad_interval;
};

struct place { /* in the calendar: "office.mon[0]" */
    char text[PLACE_MAX];
};

static struct place place(const struct checker *c, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static struct place place(const struct checker *c, const char *format, ...)
{
    struct place p;
    int n = snprintf(p.text, sizeof p.text, "%.*s", c->calendar.n > 80 ? 80 : (int)c->calendar.n,
                     c->calendar.p);
    va_list args;
    va_start(args, format);
    vsnprintf(p.text + n, sizeof p.text - (size_t)n, format, args);
    va_end(args);
    return p;
}

struct clock_text {
    char text[16];
};

/* 27000 as "07:30"; seconds when there are some, or when it is no time of a day. */
static struct clock_text clock_text(int32_t second)
{
    struct clock_text t;
    if (second < 0 || second > DAY_SECONDS || second % 60)
        snprintf(t.text, sizeof t.text, "%d s", (int)second);
    else
        snprintf(t.text, sizeof t.text, "%02d:%02d", second / 3600, second / 60 % 60);
    return t;
}

static void check_interval(struct checker *c, struct place where, struct hours h)
{
    struct clock_text open = clock_text(h.open), close = clock_text(h.close);
    if (h.open >= 0 && h.open < h.close && h.close <= DAY_SECONDS)
        return;
    c->bad_interval = true;
    if (h.open >= 0 && h.open < DAY_SECONDS && h.close >= 0 && h.close < h.open)
        fault_add(c->faults, where.text,
                  "de %s à %s : un intervalle ne passe pas minuit, écrivez-en deux",
                  "from %s to %s: an interval does not cross midnight, write two", open.text,
                  close.text);
    else
        fault_add(c->faults, where.text,
                  "de %s à %s : la fermeture doit suivre l’ouverture, entre 00:00 et 24:00",
                  "from %s to %s: closing must come after opening, between 00:00 and 24:00",
                  open.text, close.text);
}

static void check_overlap(struct checker *c, struct place where, struct hours a, struct hours b)
{
    if (a.open >= b.close || b.open >= a.close)
        return;
    c->bad_interval = true;
    fault_add(c->faults, where.text, "chevauche l’intervalle de %s à %s",
              "overlaps the interval from %s to %s", clock_text(b.open).text,
              clock_text(b.close).text);
}

static void check_day(struct checker *c, struct place day, const struct day_hours *hours)
{
    if (hours->count > HOURS_MAX) {
        c->bad_interval = true;
        fault_add(c->faults, day.text, "plus de %d intervalles", "more than %d intervals",
                  HOURS_MAX);
        return;
    }
    for (size_t i = 0; i < hours->count; i++) {
        struct place where = day;
        size_t n = strlen(where.text);
        snprintf(where.text + n, sizeof where.text - n, "[%zu]", i);
        check_interval(c, where, hours->items[i]);
        for (size_t j = 0; j < i; j++)
            check_overlap(c, where, hours->items[i], hours->items[j]);
    }
}

static bool month_day_valid(int month, int day)
{
    return date_valid((struct date){2000, month, day}); /* a leap year */
}

static void check_season(struct checker *c, const struct season *s)
{
    struct place where = place(c, ".seasons[" STR_FMT "]", STR_ARG(s->id));
    if (!month_day_valid(s->from_month, s->from_day) || !month_day_valid(s->to_month, s->to_day))
        fault_add(c->faults, where.text, "les dates du %02d-%02d au %02d-%02d n’existent pas",
                  "no such dates: %02d-%02d to %02d-%02d", s->from_month, s->from_day, s->to_month,
                  s->to_day);
    else if (s->from_month == s->to_month && s->from_day == s->to_day)
        fault_add(c->faults, where.text, "commence et finit le même jour, le %02d-%02d",
                  "starts and ends on the same day, %02d-%02d", s->from_month, s->from_day);
    for (int i = 0; i < 7; i++)
        check_day(c, place(c, ".seasons[" STR_FMT "].%s", STR_ARG(s->id), weekdays[i]),
                  &s->week[i]);
}

static void check_exception(struct checker *c, const struct exception *e)
{
    struct date least = {1, 1, 1}, most = {9999, 12, 31};
    bool valid = e->day >= date_to_days(least) && e->day <= date_to_days(most);
    struct date d = valid ? date_from_days(e->day) : (struct date){0};
    struct place where = place(c, ".exceptions[%04d-%02d-%02d]", d.year, d.month, d.day);
    if (!valid)
        fault_add(c->faults, where.text, "cette date n’existe pas", "no such date");
    check_day(c, where, &e->hours);
}

/* Exceptions are few, and the check is made once: pairs are compared. */
static void check_twice(struct checker *c, const struct calendar_spec *spec, size_t i)
{
    for (size_t j = 0; j < i; j++) {
        if (spec->exceptions[i].day != spec->exceptions[j].day)
            continue;
        fault_add(c->faults, place(c, ".exceptions[%zu]", i).text, "même date que l’exception %zu",
                  "same date as exception %zu", j);
        return;
    }
}

static void check_holiday(struct checker *c, const struct holiday *h)
{
    if (!holiday_valid(h))
        fault_add(c->faults, place(c, ".holidays[" STR_FMT "]", STR_ARG(h->id)).text,
                  "ce jour férié ne désigne aucune date", "this holiday names no date");
}

enum err calendar_check(const struct calendar_spec *spec, struct faults *faults)
{
    struct checker c = {faults, spec->name.n ? spec->name : STR("calendar"), false};
    size_t before = faults->count;
    for (int i = 0; i < 7; i++)
        check_day(&c, place(&c, ".%s", weekdays[i]), &spec->week[i]);
    for (size_t i = 0; i < spec->season_count; i++)
        check_season(&c, &spec->seasons[i]);
    for (size_t i = 0; i < spec->holiday_count; i++)
        check_holiday(&c, &spec->holidays[i]);
    for (size_t i = 0; i < spec->exception_count; i++) {
        check_exception(&c, &spec->exceptions[i]);
        check_twice(&c, spec, i);
    }
    if (c.bad_interval)
        return ERR_BAD_INTERVAL;
    return faults->count > before || faults->lost ? ERR_INVALID : ERR_OK;
}
