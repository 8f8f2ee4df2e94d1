/* A calendar in words: the week, the seasons, the holidays, the exceptions. */
#include "app/doc_service.h"
#include "app/doc_words.h"
#include "domain/zone.h"

#include <stdio.h>

static void put_hours(struct paper *p, const struct day_hours *day)
{
    static const struct text closed = TEXT_INIT("fermé", "closed");
    char words[32];
    if (!day->count)
        paper_say(p, closed);
    for (size_t i = 0; i < day->count; i++) {
        const struct hours *h = &day->items[i];
        snprintf(words, sizeof words, "%s%02d:%02d–%02d:%02d", i ? ", " : "", h->open / 3600,
                 h->open / 60 % 60, h->close / 3600, h->close / 60 % 60);
        paper_put(p, str_c(words));
    }
}

static void put_week(struct paper *p, struct str name, const struct day_hours week[static 7])
{
    static const struct text heads[] = {TEXT_INIT("Jour", "Day"), TEXT_INIT("Heures", "Hours")};
    paper_table(p, name, heads, 2);
    for (int day = 0; day < 7; day++) {
        paper_row(p);
        paper_cell_put(p, str_c(weekday_name(day, p->lang)));
        paper_cell(p);
        put_hours(p, &week[day]);
        paper_row_end(p);
    }
    paper_table_end(p);
}

static void put_seasons(struct paper *p, const struct calendar_spec *spec)
{
    static const struct text named = TEXT_INIT("Saison ", "Season ");
    for (size_t i = 0; i < spec->season_count; i++) {
        const struct season *season = &spec->seasons[i];
        paper_paragraph(p);
        paper_say(p, named);
        paper_code(p, season->id);
        paper_put(p, STR(", "));
        doc_season(p, season->from_month, season->from_day, season->to_month, season->to_day);
        paper_paragraph_end(p);
        put_week(p, season->id, season->week);
    }
}

static void put_holidays(struct paper *p, const struct calendar_spec *spec)
{
    static const struct text closed = TEXT_INIT("Jours fériés, fermés : ", "Holidays, closed: ");
    if (!spec->holiday_count)
        return;
    paper_paragraph(p);
    paper_say(p, closed);
    for (size_t i = 0; i < spec->holiday_count; i++) {
        paper_put(p, i ? STR(", ") : STR(""));
        paper_say(p, spec->holidays[i].name);
    }
    paper_put(p, STR("."));
    paper_paragraph_end(p);
}

static void put_exception(struct paper *p, const struct exception *x)
{
    struct buf day = {0};
    day_put_words(&day, x->day, p->lang);
    p->b->failed |= day.failed;
    paper_item(p);
    paper_put(p, buf_str(&day));
    paper_put(p, p->lang == LANG_EN ? STR(": ") : STR(" : "));
    put_hours(p, &x->hours);
    if (!text_empty(x->name)) {
        paper_put(p, STR(", "));
        paper_say(p, x->name);
    }
    paper_item_end(p);
    buf_free(&day);
}

void doc_calendar(struct paper *p, const struct calendar *calendar)
{
    static const struct text zone = TEXT_INIT("Fuseau", "Time zone");
    static const struct text special = TEXT_INIT("Exceptions :", "Exceptions:");
    const struct calendar_spec *spec = calendar_spec(calendar);
    paper_heading(p, 3, spec->name);
    paper_list(p);
    paper_label(p, zone, spec->zone);
    paper_list_end(p);
    put_week(p, spec->name, spec->week);
    put_seasons(p, spec);
    put_holidays(p, spec);
    if (!spec->exception_count)
        return;
    paper_words(p, special);
    paper_list(p);
    for (size_t i = 0; i < spec->exception_count; i++)
        put_exception(p, &spec->exceptions[i]);
    paper_list_end(p);
}
