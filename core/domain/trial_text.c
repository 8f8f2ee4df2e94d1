/* The report of tests, for a person. */
#include "domain/trial.h"

static void put_count(struct buf *b, const struct trials_report *r, enum lang lang)
{
    size_t n = r->trials.count;
    buf_str_put(b, r->trials.service->code);
    if (!n)
        buf_printf(b, lang == LANG_EN ? ": no tests\n" : " : aucun essai\n");
    else if (lang == LANG_EN)
        buf_printf(b, ": %zu of %zu tests passed\n", n - r->failed, n);
    else
        buf_printf(b, " : %zu essai(s) sur %zu réussi(s)\n", n - r->failed, n);
}

static void put_miss(struct buf *b, const struct trial_miss *m, enum lang lang)
{
    bool en = lang == LANG_EN;
    buf_printf(b,
               en ? "    " STR_FMT ":\n      expected " STR_FMT "\n      got      " STR_FMT "\n"
                  : "    " STR_FMT " :\n      attendu " STR_FMT "\n      obtenu  " STR_FMT "\n",
               STR_ARG(text_in(m->what, lang)), STR_ARG(text_in(m->expected, lang)),
               STR_ARG(text_in(m->got, lang)));
    if (m->rule.n)
        buf_printf(b,
                   en ? "      by the rule \"" STR_FMT "\", " STR_FMT "\n"
                      : "      selon la règle « " STR_FMT " », " STR_FMT "\n",
                   STR_ARG(m->rule), STR_ARG(m->where));
}

static void put_result(struct buf *b, const struct trial_result *r, enum lang lang)
{
    if (!r->miss_count)
        return;
    buf_printf(b,
               lang == LANG_EN ? "  " STR_FMT ": failed: " STR_FMT "\n"
                               : "  " STR_FMT " : échec : " STR_FMT "\n",
               STR_ARG(r->trial->where), STR_ARG(r->trial->name));
    for (size_t i = 0; i < r->miss_count; i++)
        put_miss(b, &r->misses[i], lang);
}

/* "état : waiting, refused" */
static void put_unseen(struct buf *b, const struct cover *c, enum cover_kind kind, enum lang lang)
{
    size_t n = 0;
    for (size_t i = 0; i < c->count; i++) {
        const struct cover_item *item = &c->items[i];
        if (item->kind != kind || item->seen)
            continue;
        if (!n++)
            buf_printf(b, lang == LANG_EN ? "    " STR_FMT ": " : "    " STR_FMT " : ",
                       STR_ARG(text_in(cover_kind_name(kind), lang)));
        else
            BUF_LIT(b, ", ");
        buf_printf(b, STR_FMT "%s" STR_FMT, STR_ARG(item->of), item->of.n ? "/" : "",
                   STR_ARG(item->id));
        if (item->where.n)
            buf_printf(b, " (" STR_FMT ")", STR_ARG(item->where));
    }
    if (n)
        BUF_LIT(b, "\n");
}

static void put_cover(struct buf *b, const struct cover *c, enum lang lang)
{
    size_t unseen = cover_unseen(c), seen = c->count - unseen;
    if (lang == LANG_EN)
        buf_printf(b, "  exercised: %zu of %zu parts%s\n", seen, c->count,
                   unseen ? "; never:" : "");
    else
        buf_printf(b, "  exercé : %zu parties sur %zu%s\n", seen, c->count,
                   unseen ? " ; jamais :" : "");
    for (int kind = 0; kind < COVER_KINDS; kind++)
        put_unseen(b, c, (enum cover_kind)kind, lang);
}

void trials_put_text(struct buf *b, const struct trials_report *report, enum lang lang)
{
    put_count(b, report, lang);
    for (size_t i = 0; i < report->trials.count; i++)
        put_result(b, &report->results[i], lang);
    if (report->trials.count)
        put_cover(b, &report->cover, lang);
}
