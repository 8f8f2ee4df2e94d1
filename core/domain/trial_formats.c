/* The report of tests, for programs: JUnit's XML, and JSON. */
#include "domain/trial.h"

/* --- JUnit ------------------------------------------------------------------------------------ */

/* What XML 1.0 cannot hold is left out. */
static void put_escaped(struct buf *b, struct str s)
{
    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];
        if (c == '&')
            BUF_LIT(b, "&amp;");
        else if (c == '<')
            BUF_LIT(b, "&lt;");
        else if (c == '>')
            BUF_LIT(b, "&gt;");
        else if (c == '"')
            BUF_LIT(b, "&quot;");
        else if (c == '\n' || c == '\t')
            buf_printf(b, "&#%d;", c);
        else if (c >= ' ')
            buf_char(b, (char)c);
    }
}

static void put_attribute(struct buf *b, const char *name, struct str value)
{
    buf_printf(b, " %s=\"", name);
    put_escaped(b, value);
    BUF_LIT(b, "\"");
}

static void put_place(struct buf *b, struct str where)
{
    struct str file;
    str_cut(&where, ':', &file);
    put_attribute(b, "file", file);
    put_attribute(b, "line", where);
}

static void put_failure(struct buf *b, const struct trial_miss *m, enum lang lang)
{
    const struct str expected = text_in(m->expected, lang), got = text_in(m->got, lang);
    BUF_LIT(b, "      <failure");
    put_attribute(b, "message", text_in(m->what, lang));
    BUF_LIT(b, ">");
    put_escaped(b, lang == LANG_EN ? STR("expected ") : STR("attendu "));
    put_escaped(b, expected);
    put_escaped(b, lang == LANG_EN ? STR(", got ") : STR(", obtenu "));
    put_escaped(b, got);
    if (m->rule.n) {
        BUF_LIT(b, " (");
        put_escaped(b, m->rule);
        BUF_LIT(b, ", ");
        put_escaped(b, m->where);
        BUF_LIT(b, ")");
    }
    BUF_LIT(b, "</failure>\n");
}

void trials_junit_begin(struct buf *b)
{
    BUF_LIT(b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
}

void trials_junit_end(struct buf *b)
{
    BUF_LIT(b, "</testsuites>\n");
}

static void put_case(struct buf *b, const struct trials_report *report, size_t i, enum lang lang)
{
    const struct trial_result *r = &report->results[i];
    BUF_LIT(b, "    <testcase");
    put_attribute(b, "classname", report->trials.service->code);
    put_attribute(b, "name", r->trial->name);
    put_place(b, r->trial->where);
    if (!r->miss_count) {
        BUF_LIT(b, "/>\n");
        return;
    }
    BUF_LIT(b, ">\n");
    for (size_t k = 0; k < r->miss_count; k++)
        put_failure(b, &r->misses[k], lang);
    BUF_LIT(b, "    </testcase>\n");
}

void trials_put_junit(struct buf *b, const struct trials_report *report, enum lang lang)
{
    BUF_LIT(b, "  <testsuite");
    put_attribute(b, "name", report->trials.service->code);
    buf_printf(b, " tests=\"%zu\" failures=\"%zu\" errors=\"0\" skipped=\"0\">\n",
               report->trials.count, report->failed);
    for (size_t i = 0; i < report->trials.count; i++)
        put_case(b, report, i, lang);
    BUF_LIT(b, "  </testsuite>\n");
}

static void put_error(struct buf *b, const struct fault *f, enum lang lang)
{
    struct str code = f->where, dir;
    str_cut(&code, '/', &dir);
    BUF_LIT(b, "    <testcase");
    put_attribute(b, "classname", dir);
    put_attribute(b, "name", f->where);
    put_place(b, f->where);
    BUF_LIT(b, ">\n      <error");
    put_attribute(b, "message", text_in(f->say, lang));
    BUF_LIT(b, "/>\n    </testcase>\n");
}

void trials_put_junit_faults(struct buf *b, const struct faults *faults, enum lang lang)
{
    if (!faults_any(faults))
        return;
    buf_printf(b,
               "  <testsuite name=\"guichet\" tests=\"%zu\" failures=\"0\" errors=\"%zu\" "
               "skipped=\"0\">\n",
               faults->count, faults->count);
    for (const struct fault *f = faults->first; f; f = f->next)
        put_error(b, f, lang);
    BUF_LIT(b, "  </testsuite>\n");
}

/* --- JSON ------------------------------------------------------------------------------------- */

static void put_member(struct jw *w, const char *key, struct str s)
{
    jw_key(w, key);
    jw_str_or_null(w, s);
}

static void put_json_miss(struct jw *w, const struct trial_miss *m, enum lang lang)
{
    jw_object(w);
    put_member(w, "what", text_in(m->what, lang));
    put_member(w, "expected", text_in(m->expected, lang));
    put_member(w, "got", text_in(m->got, lang));
    put_member(w, "rule", m->rule);
    put_member(w, "where", m->where);
    jw_end_object(w);
}

static void put_json_result(struct jw *w, const struct trial_result *r, enum lang lang)
{
    jw_object(w);
    put_member(w, "name", r->trial->name);
    put_member(w, "where", r->trial->where);
    jw_key(w, "passed");
    jw_bool(w, !r->miss_count);
    jw_key(w, "misses");
    jw_array(w);
    for (size_t i = 0; i < r->miss_count; i++)
        put_json_miss(w, &r->misses[i], lang);
    jw_end_array(w);
    jw_end_object(w);
}

static void put_json_unseen(struct jw *w, const struct cover *c)
{
    static const char *const names[COVER_KINDS] = {
        [COVER_ATTRIBUTE] = "attribute", [COVER_CLOCK] = "clock",   [COVER_RULE] = "rule",
        [COVER_STATE] = "state",         [COVER_REASON] = "reason", [COVER_STOP] = "stop_if",
    };
    jw_array(w);
    for (size_t i = 0; i < c->count; i++) {
        const struct cover_item *item = &c->items[i];
        if (item->seen)
            continue;
        jw_object(w);
        put_member(w, "kind", str_c(names[item->kind]));
        put_member(w, "of", item->of);
        put_member(w, "id", item->id);
        put_member(w, "where", item->where);
        jw_end_object(w);
    }
    jw_end_array(w);
}

void trials_put_json(struct jw *w, const struct trials_report *report, enum lang lang)
{
    jw_object(w);
    put_member(w, "service", report->trials.service->code);
    jw_key(w, "tests");
    jw_i64(w, (int64_t)report->trials.count);
    jw_key(w, "failed");
    jw_i64(w, (int64_t)report->failed);
    jw_key(w, "results");
    jw_array(w);
    for (size_t i = 0; i < report->trials.count; i++)
        put_json_result(w, &report->results[i], lang);
    jw_end_array(w);
    jw_key(w, "parts");
    jw_i64(w, (int64_t)report->cover.count);
    jw_key(w, "never");
    put_json_unseen(w, &report->cover);
    jw_end_object(w);
}
