/* Members of JSON documents: texts, instants, and the words of goals. */
#include "api/members.h"

#include "api/words.h"

void json_text(struct jw *w, const char *key, struct str value)
{
    jw_key(w, key);
    jw_str_or_null(w, value);
}

void json_both(struct jw *w, const char *key, struct text value)
{
    jw_key(w, key);
    if (text_empty(value)) {
        jw_null(w);
        return;
    }
    jw_object(w);
    for (int lang = 0; lang < LANG_COUNT; lang++) {
        jw_key_str(w, lang_code((enum lang)lang));
        jw_str(w, text_in(value, (enum lang)lang));
    }
    jw_end_object(w);
}

void json_instant(struct jw *w, const char *key, struct call *c, int64_t at)
{
    json_text(w, key, words_instant(c, at));
}

/* --- Goals ------------------------------------------------------------------------------------ */

static const struct {
    const char *name;
    double in_one;
} units[] = {
    [UNIT_BUSINESS_SECONDS] = {"bh", 3600},
    [UNIT_BUSINESS_DAYS] = {"bd", 1},
    [UNIT_CALENDAR_DAYS] = {"cd", 1},
    [UNIT_CALENDAR_WEEKS] = {"cw", 1},
    [UNIT_CALENDAR_MONTHS] = {"cm", 1},
    [UNIT_ELAPSED_SECONDS] = {"eh", 3600},
    [UNIT_FIXED] = {"by", 1},
};
static const char *const ats[] = {
    [AT_CLOSE] = "close", [AT_SAME_TIME] = "same_time", [AT_OPEN] = "open"};
static const char *const receipts[] = {
    [RECEIPT_NEXT_OPEN] = "next_open", [RECEIPT_ACTUAL] = "actual"};
static const char *const rolls[] = {
    [ROLL_NONE] = "none", [ROLL_NEXT] = "next", [ROLL_PREVIOUS] = "prev"};

double goal_amount(const struct goal *goal)
{
    return (double)goal->amount / units[goal->unit].in_one;
}

struct str goal_unit_name(enum goal_unit unit)
{
    return str_c(units[unit].name);
}

struct str day_at_name(enum day_at at)
{
    return str_c(ats[at]);
}

struct str receipt_name(enum receipt receipt)
{
    return str_c(receipts[receipt]);
}

struct str roll_name(enum roll roll)
{
    return str_c(rolls[roll]);
}

void json_length(struct jw *w, const char *key, const struct goal *length)
{
    jw_key(w, key);
    if (!length || !length->amount) {
        jw_null(w);
        return;
    }
    jw_object(w);
    jw_key(w, "amount");
    jw_double(w, goal_amount(length));
    json_text(w, "unit", goal_unit_name(length->unit));
    jw_end_object(w);
}
