/* Conditions and goals in words. */
#include "app/doc_words.h"

#include "base/date.h"
#include "domain/explain.h"
#include "domain/zone.h"

#include <stdio.h>

void doc_number(struct paper *p, double n)
{
    char digits[40];
    snprintf(digits, sizeof digits, "%.14g", n);
    paper_put(p, str_c(digits));
}

static void quoted(struct paper *p, struct str words)
{
    paper_put(p, p->lang == LANG_EN ? STR("“") : STR("« "));
    paper_put(p, words);
    paper_put(p, p->lang == LANG_EN ? STR("”") : STR(" »"));
}

/* What stands before item i of n: nothing, a comma, or « ou ». */
static void between(struct paper *p, size_t i, size_t n, struct text last)
{
    if (i > 0)
        paper_put(p, i + 1 < n ? STR(", ") : text_in(last, p->lang));
}

static const struct text or_word = TEXT_INIT(" ou ", " or ");

/* --- Conditions ------------------------------------------------------------------------------- */

static const struct text comparisons[] = {
    [COMPARE_EQ] = TEXT_INIT("est", "is"),
    [COMPARE_NE] = TEXT_INIT("n’est pas", "is not"),
    [COMPARE_LT] = TEXT_INIT("est inférieur à", "is below"),
    [COMPARE_LE] = TEXT_INIT("est au plus", "is at most"),
    [COMPARE_GT] = TEXT_INIT("dépasse", "is above"),
    [COMPARE_GE] = TEXT_INIT("est au moins", "is at least"),
};

static struct str choice_label(const struct attribute *a, struct str key, enum lang lang)
{
    for (size_t i = 0; a && i < a->choice_count; i++)
        if (str_eq(a->choices[i].key, key))
            return text_in(a->choices[i].label, lang);
    return key;
}

static void put_value(struct paper *p, const struct attribute *a, const struct value *v)
{
    struct buf at = {0};
    switch (v->type) {
    case VALUE_NUMBER:
        doc_number(p, v->number);
        if (a && a->unit.n) {
            paper_put(p, STR(" "));
            paper_put(p, a->unit);
        }
        break;
    case VALUE_INSTANT:
        instant_put_utc(&at, v->instant);
        p->b->failed |= at.failed;
        paper_put(p, buf_str(&at));
        buf_free(&at);
        break;
    default:
        quoted(p, choice_label(a, v->string, p->lang));
    }
}

static void attribute_test(struct paper *p, const struct service *s, const struct test *t)
{
    const struct attribute *a = service_attribute(s, t->attribute);
    quoted(p, a ? text_in(a->label, p->lang) : t->attribute);
    paper_put(p, STR(" "));
    paper_say(p, comparisons[t->compare]);
    paper_put(p, STR(" "));
    for (size_t i = 0; i < t->value_count; i++) {
        between(p, i, t->value_count, or_word);
        put_value(p, a, &t->values[i]);
    }
}

static void month_test(struct paper *p, unsigned months)
{
    size_t n = 0, i = 0;
    for (int month = 0; month < 12; month++)
        n += months >> month & 1;
    paper_put(p, p->lang == LANG_EN ? STR("in ") : STR("en "));
    for (int month = 1; month <= 12; month++) {
        if (!(months >> (month - 1) & 1))
            continue;
        between(p, i++, n, or_word);
        paper_put(p, str_c(month_name(month, p->lang)));
    }
}

static void near_test(struct paper *p, const struct test *t)
{
    paper_put(p, p->lang == LANG_EN ? STR("within ") : STR("à moins de "));
    doc_number(p, t->metres);
    paper_put(p, p->lang == LANG_EN ? STR(" m of a place of the kind ")
                                    : STR(" m d’un lieu de la sorte "));
    paper_code(p, t->near);
}

void doc_when(struct paper *p, const struct service *s, const struct when *when)
{
    static const struct text always = TEXT_INIT("toujours", "always");
    static const struct text and = TEXT_INIT(", et ", ", and ");
    if (!when->count)
        paper_say(p, always);
    for (size_t i = 0; i < when->count; i++) {
        const struct test *t = &when->tests[i];
        if (i > 0)
            paper_say(p, and);
        if (t->kind == TEST_ATTRIBUTE)
            attribute_test(p, s, t);
        else if (t->kind == TEST_MONTH)
            month_test(p, t->months);
        else
            near_test(p, t);
    }
}

static void put_date(struct paper *p, struct text before, int64_t day)
{
    struct buf b = {0};
    day_put_words(&b, day, p->lang);
    p->b->failed |= b.failed;
    paper_say(p, before);
    paper_put(p, buf_str(&b));
    buf_free(&b);
}

void doc_in_force(struct paper *p, const struct rule *rule)
{
    static const struct text since = TEXT_INIT(", depuis le ", ", from ");
    static const struct text until = TEXT_INIT(", avant le ", ", before ");
    if (rule->has_from)
        put_date(p, since, rule->from_day);
    if (rule->has_to)
        put_date(p, until, rule->to_day);
}

/* --- Goals ------------------------------------------------------------------------------------ */

void doc_length(struct paper *p, struct goal goal)
{
    struct buf b = {0};
    explain_put_goal(&b, goal, p->lang);
    p->b->failed |= b.failed;
    paper_put(p, buf_str(&b));
    buf_free(&b);
}

/* Local seconds: what the calendar's clock on the wall shows. */
static void fixed_date(struct paper *p, int64_t local)
{
    struct buf b = {0};
    int64_t day = local / DAY_SECONDS, second = local % DAY_SECONDS;
    day_put_words(&b, day, p->lang);
    buf_printf(&b, ", %02d:%02d", (int)(second / 3600), (int)(second / 60 % 60));
    p->b->failed |= b.failed;
    paper_put(p, buf_str(&b));
    buf_free(&b);
}

void doc_goal(struct paper *p, const struct rule *rule)
{
    static const struct text asked =
        TEXT_INIT("calculé par une fonction", "computed by a function");
    static const struct text ends[] = {
        [AT_CLOSE] = TEXT_INIT(", jusqu’à la fermeture", ", until closing"),
        [AT_SAME_TIME] = TEXT_INIT("", ""),
        [AT_OPEN] = TEXT_INIT(", jusqu’à l’ouverture", ", until opening"),
    };
    static const struct text rolls[] = {
        [ROLL_NONE] = TEXT_INIT("", ""),
        [ROLL_NEXT] = TEXT_INIT(" ; si le dernier jour est fermé, le jour d’ouverture suivant",
                                "; if the last day is closed, the next opening day"),
        [ROLL_PREVIOUS] =
            TEXT_INIT(" ; si le dernier jour est fermé, le jour d’ouverture précédent",
                      "; if the last day is closed, the opening day before"),
    };
    if (rule->goal.function > 0) {
        paper_say(p, asked);
        paper_say(p, rolls[rule->roll]);
        return;
    }
    if (rule->unit == UNIT_FIXED) {
        fixed_date(p, (int64_t)rule->goal.number);
        return;
    }
    doc_length(p, (struct goal){.unit = rule->unit, .amount = (int64_t)rule->goal.number});
    if (explain_in_days(rule->unit))
        paper_say(p, ends[rule->at]);
    paper_say(p, rolls[rule->roll]);
}

/* --- Limits and dates ------------------------------------------------------------------------- */

void doc_limits(struct paper *p, bool has_min, double min, bool has_max, double max)
{
    static const struct text least = TEXT_INIT("au moins ", "at least ");
    static const struct text most = TEXT_INIT("au plus ", "at most ");
    if (has_min && has_max) {
        doc_number(p, min);
        paper_put(p, p->lang == LANG_EN ? STR(" to ") : STR(" à "));
        doc_number(p, max);
    } else if (has_min || has_max) {
        paper_say(p, has_min ? least : most);
        doc_number(p, has_min ? min : max);
    }
}

static void put_day(struct paper *p, int month, int day)
{
    char words[40];
    if (p->lang == LANG_EN)
        snprintf(words, sizeof words, "%s %d", month_name(month, p->lang), day);
    else
        snprintf(words, sizeof words, "%d%s %s", day, day == 1 ? "er" : "",
                 month_name(month, p->lang));
    paper_put(p, str_c(words));
}

void doc_season(struct paper *p, int from_month, int from_day, int to_month, int to_day)
{
    paper_put(p, p->lang == LANG_EN ? STR("from ") : STR("du "));
    put_day(p, from_month, from_day);
    paper_put(p, p->lang == LANG_EN ? STR(" to ") : STR(" au "));
    put_day(p, to_month, to_day);
    paper_put(p, p->lang == LANG_EN ? STR(" (excluded)") : STR(" (exclu)"));
}
