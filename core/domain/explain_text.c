/* An explanation in words: two to five sentences for anybody, and a line a row for who checks. */
#include "domain/explain.h"

#include "base/date.h"
#include "base/utf8.h"

static void say(struct buf *b, struct text words, enum lang lang)
{
    buf_str_put(b, text_in(words, lang));
}

/* --- Goals ------------------------------------------------------------------------------------ */

struct unit_words {
    const char *one[LANG_COUNT], *several[LANG_COUNT];
};

static const struct unit_words day_units[] = {
    [UNIT_BUSINESS_DAYS] = {{"jour ouvrable", "business day"},
                            {"jours ouvrables", "business days"}},
    [UNIT_CALENDAR_DAYS] = {{"jour de calendrier", "calendar day"},
                            {"jours de calendrier", "calendar days"}},
    [UNIT_CALENDAR_WEEKS] = {{"semaine", "week"}, {"semaines", "weeks"}},
    [UNIT_CALENDAR_MONTHS] = {{"mois", "month"}, {"mois", "months"}},
};

/* Seconds are told in the largest unit that leaves nothing over. */
static const struct {
    int64_t seconds;
    struct unit_words elapsed, business;
} second_units[] = {
    {3600,
     {{"heure", "hour"}, {"heures", "hours"}},
     {{"heure ouvrable", "business hour"}, {"heures ouvrables", "business hours"}}},
    {60,
     {{"minute", "minute"}, {"minutes", "minutes"}},
     {{"minute ouvrable", "business minute"}, {"minutes ouvrables", "business minutes"}}},
    {1,
     {{"seconde", "second"}, {"secondes", "seconds"}},
     {{"seconde ouvrable", "business second"}, {"secondes ouvrables", "business seconds"}}},
};

static void put_amount(struct buf *b, int64_t n, const struct unit_words *unit, enum lang lang)
{
    bool one = lang == LANG_EN ? n == 1 : n < 2;
    buf_printf(b, "%lld %s", (long long)n, one ? unit->one[lang] : unit->several[lang]);
}

void explain_put_goal(struct buf *b, struct goal goal, enum lang lang)
{
    if (explain_in_days(goal.unit)) {
        put_amount(b, goal.amount, &day_units[goal.unit], lang);
        return;
    }
    size_t i = 0;
    while (goal.amount % second_units[i].seconds)
        i++;
    put_amount(b, goal.amount / second_units[i].seconds,
               goal.unit == UNIT_BUSINESS_SECONDS ? &second_units[i].business
                                                  : &second_units[i].elapsed,
               lang);
}

void explain_put_hours(struct buf *b, int64_t seconds)
{
    buf_printf(b, "%lld h", (long long)(seconds / 3600));
    if (seconds % 3600)
        buf_printf(b, " %02d", (int)(seconds / 60 % 60));
    if (seconds % 60)
        buf_printf(b, " min %02d s", (int)(seconds % 60));
}

/* --- Sentences -------------------------------------------------------------------------------- */

struct teller {
    struct buf *b;
    const struct explanation *e;
    const struct zone *zone;
    enum lang lang;
    size_t items; /* in the list being told */
};

static void instant(const struct teller *t, int64_t at)
{
    zone_put_words(t->b, t->zone, at, t->lang);
}

/* "4:30 p.m." ends a sentence by itself. */
static void full_stop(const struct teller *t)
{
    if (!t->b->n || t->b->p[t->b->n - 1] != '.')
        buf_char(t->b, '.');
}

static int64_t day_of(const struct teller *t, int64_t at)
{
    int second;
    return zone_day(t->zone, at, &second);
}

/* "because the time limit is 5 business days, until closing, from Thursday…" */
static void because(const struct teller *t)
{
    static const struct text fixed =
        TEXT_INIT(", car c’est la date fixée par la règle.", ", because the rule sets that date.");
    static const struct text limit =
        TEXT_INIT(", car le délai est de ", ", because the time limit is ");
    static const struct text from = TEXT_INIT(" à partir du ", " from ");
    static const struct text ends[] = {
        [AT_CLOSE] = TEXT_INIT(", jusqu’à la fermeture,", ", until closing,"),
        [AT_SAME_TIME] = TEXT_INIT("", ""),
        [AT_OPEN] = TEXT_INIT(", jusqu’à l’ouverture,", ", until opening,"),
    };
    const struct timeline *line = &t->e->asked.timeline;
    if (line->goal.unit == UNIT_FIXED) {
        say(t->b, fixed, t->lang);
        return;
    }
    say(t->b, limit, t->lang);
    explain_put_goal(t->b, line->goal, t->lang);
    if (explain_in_days(line->goal.unit))
        say(t->b, ends[line->goal.at], t->lang);
    say(t->b, from, t->lang);
    instant(t, line->start);
    full_stop(t);
}

static void why_due(const struct teller *t)
{
    static const struct text due = TEXT_INIT("Échéance : ", "Due: ");
    static const struct text held =
        TEXT_INIT("Pas d’échéance pendant la pause. Si l’attente finissait maintenant, ce serait ",
                  "No due date while it is paused. If the wait ended now, it would be ");
    static const struct text unknown =
        TEXT_INIT("Pas d’échéance pendant la pause.", "No due date while it is paused.");
    const struct explanation *e = t->e;
    if (e->asked.on_hold && !e->due) {
        say(t->b, unknown, t->lang);
        return;
    }
    say(t->b, e->asked.on_hold ? held : due, t->lang);
    instant(t, e->asked.on_hold ? e->due : e->asked.due);
    because(t);
}

static void receipt(const struct teller *t)
{
    static const struct text late =
        TEXT_INIT(" Reçue hors des heures d’ouverture, la demande compte à partir du ",
                  " It arrived outside opening hours and counts from ");
    static const struct text day =
        TEXT_INIT(" Le jour de la réception ne compte pas.", " The day of receipt is not counted.");
    if (t->e->received != t->e->asked.timeline.start) {
        say(t->b, late, t->lang);
        instant(t, t->e->received);
        full_stop(t);
    }
    if (t->e->asked.timeline.goal.unit == UNIT_BUSINESS_DAYS)
        say(t->b, day, t->lang);
}

static void moved(const struct teller *t)
{
    static const struct text last = TEXT_INIT(" Le dernier jour, ", " The last day, ");
    const struct explanation *e = t->e;
    static const struct text after =
        TEXT_INIT(", est fermé : l’échéance passe au jour d’ouverture suivant.",
                  ", is closed: the due date moves to the next opening day.");
    static const struct text before =
        TEXT_INIT(", est fermé : l’échéance passe au jour d’ouverture précédent.",
                  ", is closed: the due date moves to the opening day before.");
    static const struct text neither =
        TEXT_INIT(", est fermé, et aucun jour d’ouverture qui compte ne le précède : l’échéance "
                  "passe au jour d’ouverture suivant.",
                  ", is closed, and no opening day that counts comes before it: the due date moves "
                  "to the next opening day.");
    bool back = e->asked.timeline.goal.roll == ROLL_PREVIOUS;
    if (e->moved == ROLL_NONE)
        return;
    say(t->b, last, t->lang);
    day_put_words(t->b, e->last_day, t->lang);
    struct calendar_day d = calendar_day(explain_calendar(&e->asked, e->due), e->last_day);
    struct str name = text_in(d.name, t->lang);
    if ((d.layer == LAYER_HOLIDAY || d.layer == LAYER_EXCEPTION) && name.n)
        buf_printf(t->b, " (" STR_FMT ")", STR_ARG(name));
    say(t->b, e->moved == ROLL_PREVIOUS ? before : back ? neither : after, t->lang);
}

static void handed_over(const struct teller *t)
{
    static const struct text from = TEXT_INIT(" Depuis le ", " Since ");
    static const struct text counts =
        TEXT_INIT(", c’est le calendrier « ", ", it counts on calendar \"");
    static const struct text end = TEXT_INIT(" » qui compte.", "\".");
    const struct timeline *line = &t->e->asked.timeline;
    for (size_t i = 1; i < line->leg_count; i++) {
        say(t->b, from, t->lang);
        instant(t, line->legs[i].from);
        say(t->b, counts, t->lang);
        buf_str_put(t->b, calendar_spec(line->legs[i].calendar)->name);
        say(t->b, end, t->lang);
    }
}

/* The calendar did not change: it is not counted that far. */
static void outside(const struct teller *t)
{
    static const char *const words[LANG_COUNT] = {
        " La demande ou sa date sort des années pour lesquelles le calendrier est compté, de %d à "
        "%d : son calcul ne peut pas être montré, et ce qui fut promis reste.",
        " The request or its date lies outside the years that the calendar is counted for, %d to "
        "%d: how it was worked out cannot be shown, and what was promised stays."};
    buf_printf(t->b, words[t->lang], t->e->first_year, t->e->last_year);
}

static void changed(const struct teller *t)
{
    static const struct text words =
        TEXT_INIT(" Le calendrier a changé depuis : la date promise reste celle-ci ; celui "
                  "d’aujourd’hui donnerait ",
                  " The calendar has changed since: the promised date stays; today’s calendar "
                  "would give ");
    static const struct text none = TEXT_INIT(
        " Le calendrier a changé depuis : la date promise reste celle-ci ; celui d’aujourd’hui "
        "n’en donne aucune.",
        " The calendar has changed since: the promised date stays; today’s calendar gives none.");
    if (t->e->agrees)
        return;
    if (t->e->outside) {
        outside(t);
        return;
    }
    if (!t->e->due) {
        say(t->b, none, t->lang);
        return;
    }
    say(t->b, words, t->lang);
    instant(t, t->e->due);
    full_stop(t);
}

/* --- What did not count ----------------------------------------------------------------------- */

/* " Ne comptent pas : A ; B", the first item opening the list. */
static void item(struct teller *t, struct text title)
{
    static const struct text semicolon = TEXT_INIT(" ; ", "; ");
    if (!t->items++)
        say(t->b, title, t->lang);
    else
        say(t->b, semicolon, t->lang);
}

static const struct text skipped = TEXT_INIT(" Ne comptent pas : ", " Not counted: ");
static const struct text added = TEXT_INIT(" Comptent aussi : ", " Counted as well: ");

static void end_list(struct teller *t)
{
    if (t->items)
        full_stop(t);
    t->items = 0;
}

/* A whole day is told by its date, parts of days by their instants. */
static void put_span(const struct teller *t, int64_t from, int64_t to)
{
    static const struct text first = TEXT_INIT("du ", "from "), last = TEXT_INIT(" au ", " to ");
    int64_t day = day_of(t, from), end = day_of(t, to - 1);
    bool whole = zone_instant(t->zone, day * DAY_SECONDS) == from &&
                 zone_instant(t->zone, (end + 1) * DAY_SECONDS) == to;
    if (day == end) {
        day_put_words(t->b, day, t->lang);
        return;
    }
    say(t->b, first, t->lang);
    if (whole)
        day_put_words(t->b, day, t->lang);
    else
        instant(t, from);
    say(t->b, last, t->lang);
    if (whole)
        day_put_words(t->b, end, t->lang);
    else
        instant(t, to);
}

static void put_name(struct buf *b, struct str name, enum lang lang)
{
    if (name.n)
        buf_printf(b, "%s" STR_FMT, lang == LANG_EN ? ": " : " : ", STR_ARG(name));
}

void explain_put_why(struct buf *b, const struct explain_row *row, enum lang lang)
{
    static const struct text kinds[WHY_COUNT] = {
        [WHY_OPEN] = TEXT_INIT("ouvert", "open"),
        [WHY_CLOSED] = TEXT_INIT("fermé", "closed"),
        [WHY_HOLIDAY] = TEXT_INIT("jour férié", "holiday"),
        [WHY_EXCEPTION] = TEXT_INIT("exception", "exception"),
        [WHY_SEASON] = TEXT_INIT("saison", "season"),
        [WHY_PAUSE] = TEXT_INIT("pause", "pause"),
        [WHY_WINDOW] = TEXT_INIT("hors saison", "out of season"),
        [WHY_RECEIPT] = TEXT_INIT("jour de la réception", "day of receipt"),
        [WHY_ELAPSED] = TEXT_INIT("temps écoulé", "elapsed time"),
    };
    static const struct text many = TEXT_INIT("…", "…");
    struct str name = text_in(row->name, lang);
    if (row->why == WHY_WINDOW && name.n) { /* its name says what it is: « pause d’hiver » */
        buf_str_put(b, name);
    } else {
        say(b, row->many ? many : kinds[row->why], lang);
        put_name(b, name, lang);
    }
    if (row->weeks)
        buf_printf(b, lang == LANG_EN ? ", %u equal weeks" : ", %u semaines égales", row->weeks);
}

/* All that has one name is told once. */
struct group {
    const struct explain_row *first, *last;
    size_t runs; /* how often, with other time between */
};

static bool belongs(const struct explain_row *row, const struct explain_row *first)
{
    return row->why == first->why && !row->counted == !first->counted &&
           str_eq(row->name.in[LANG_FR], first->name.in[LANG_FR]);
}

static struct group group_of(const struct explanation *e, const struct explain_row *row)
{
    struct group g = {0};
    for (size_t i = 0; i < e->notable_count; i++) {
        if (!belongs(&e->notable[i], row))
            continue;
        g.runs += !g.last || g.last->to != e->notable[i].from;
        g.first = g.first ? g.first : &e->notable[i];
        g.last = &e->notable[i];
    }
    return g;
}

static void put_group(struct teller *t, const struct group *g)
{
    static const struct text times = TEXT_INIT(" fois, ", " times, ");
    static const struct text opens = TEXT_INIT("ouverture exceptionnelle", "special opening");
    static const struct text closes = TEXT_INIT("fermeture exceptionnelle", "special closing");
    struct str name = text_in(g->first->name, t->lang);
    if (g->first->why == WHY_HOLIDAY && name.n) {
        buf_str_put(t->b, name);
    } else if (g->first->why == WHY_EXCEPTION) {
        say(t->b, g->first->counted ? opens : closes, t->lang);
        put_name(t->b, name, t->lang);
    } else {
        explain_put_why(t->b, g->first, t->lang);
    }
    BUF_LIT(t->b, " (");
    if (g->runs > 1) {
        buf_u64(t->b, g->runs);
        say(t->b, times, t->lang);
    }
    put_span(t, g->first->from, g->last->to);
    buf_char(t->b, ')');
}

/* A day that opens otherwise than usual is no news among what counts, one that is else closed is.
 */
static bool tells(const struct teller *t, const struct explain_row *row, bool counted)
{
    if (row->why == WHY_CLOSED || (row->counted > 0) != counted)
        return false;
    return !counted ||
           !calendar_day(explain_calendar(&t->e->asked, row->from), day_of(t, row->from))
                .under->count;
}

static void named(struct teller *t, bool counted, struct text title)
{
    const struct explanation *e = t->e;
    for (size_t i = 0; i < e->notable_count; i++) {
        struct group g = group_of(e, &e->notable[i]);
        if (g.first != &e->notable[i] || !tells(t, g.first, counted))
            continue;
        item(t, title);
        put_group(t, &g);
    }
}

/* Days that never open, after the receipt: weekends mostly. */
static int64_t closed_days(const struct explanation *e)
{
    int64_t days = 0;
    for (size_t i = 0; i < e->notable_count; i++)
        days += e->notable[i].why == WHY_CLOSED && e->notable[i].from >= e->received;
    return days;
}

static void closed_time(struct teller *t)
{
    static const struct text hours = TEXT_INIT("les heures de fermeture", "closing hours");
    const struct explanation *e = t->e;
    int64_t days = closed_days(e);
    if (!days || (e->asked.timeline.goal.unit != UNIT_BUSINESS_DAYS &&
                  e->asked.timeline.goal.unit != UNIT_BUSINESS_SECONDS))
        return;
    item(t, skipped);
    if (e->asked.timeline.goal.unit == UNIT_BUSINESS_SECONDS)
        say(t->b, hours, t->lang);
    else if (t->lang == LANG_EN)
        buf_printf(t->b, "%lld closed day%s of the week", (long long)days, days > 1 ? "s" : "");
    else
        buf_printf(t->b, "%lld jour%s de fermeture hebdomadaire", (long long)days,
                   days > 1 ? "s" : "");
}

void explain_put_words(struct buf *b, const struct explanation *e, enum lang lang)
{
    struct teller t = {
        .b = b, .e = e, .zone = calendar_zone(e->asked.timeline.legs[0].calendar), .lang = lang};
    why_due(&t);
    if (e->due) {
        receipt(&t);
        named(&t, false, skipped);
        closed_time(&t);
        end_list(&t);
        named(&t, true, added);
        end_list(&t);
        moved(&t);
        handed_over(&t);
    }
    changed(&t);
}

/* --- Rows ------------------------------------------------------------------------------------- */

enum { WHY_COLUMN = 38, NUMBER_COLUMN = 9 };

static void pad(struct buf *b, size_t n)
{
    while (n--)
        buf_char(b, ' ');
}

/* The first `columns` characters of s. */
static struct str cut(struct str s, size_t columns)
{
    size_t n = 0, i = 0;
    while (i < s.n && (n < columns || ((unsigned char)s.p[i] & 0xC0) == 0x80))
        n += ((unsigned char)s.p[i++] & 0xC0) != 0x80;
    return str_first(s, i);
}

static void put_column(struct buf *b, struct str s, size_t columns)
{
    if (utf8_length(s) <= columns) {
        buf_str_put(b, s);
        pad(b, columns - utf8_length(s));
        return;
    }
    buf_str_put(b, cut(s, columns - 1));
    BUF_LIT(b, "…");
}

static void put_number(struct buf *b, struct str s)
{
    pad(b, utf8_length(s) < NUMBER_COLUMN ? NUMBER_COLUMN - utf8_length(s) : 0);
    buf_str_put(b, s);
}

static void put_start(struct buf *b, const struct zone *z, int64_t at, enum lang lang)
{
    int second;
    int64_t day = zone_day(z, at, &second);
    struct date d = date_from_days(day);
    buf_printf(b, "%s %04d-%02d-%02d %02d:%02d  ", weekday_short(date_weekday(day), lang), d.year,
               d.month, d.day, second / 3600, second / 60 % 60);
}

static struct str amount(struct arena *scratch, const struct explanation *e, int64_t n,
                         enum lang lang)
{
    struct buf b = buf_in(scratch);
    if (explain_in_days(e->asked.timeline.goal.unit))
        buf_printf(&b, lang == LANG_EN ? "%lld d" : "%lld j", (long long)n);
    else
        explain_put_hours(&b, n);
    return buf_str(&b);
}

void explain_put_rows(struct buf *b, const struct explanation *e, enum lang lang)
{
    static const struct text due = TEXT_INIT("échéance", "due");
    const struct zone *z = calendar_zone(e->asked.timeline.legs[0].calendar);
    struct arena scratch = {0};
    for (size_t i = 0; i < e->count; i++) {
        const struct explain_row *row = &e->rows[i];
        struct buf why = buf_in(&scratch);
        explain_put_why(&why, row, lang);
        b->failed |= why.failed;
        put_start(b, z, row->from, lang);
        put_column(b, buf_str(&why), WHY_COLUMN);
        put_number(b, row->counted ? amount(&scratch, e, row->counted, lang) : STR("–"));
        put_number(b, amount(&scratch, e, row->total, lang));
        buf_char(b, '\n');
    }
    if (e->due) {
        put_start(b, z, e->due, lang);
        say(b, due, lang);
        buf_char(b, '\n');
    }
    arena_free(&scratch);
}
