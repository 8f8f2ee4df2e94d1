/* An explanation as JSON: schemas/explanation.json. */
#include "domain/explain.h"

static void put_instant(struct jw *w, const char *key, const struct zone *z, int64_t at)
{
    char room[64];
    struct buf b = {.p = room, .cap = sizeof room};
    jw_key(w, key);
    if (!at) {
        jw_null(w);
        return;
    }
    zone_put(&b, z, at);
    jw_str(w, buf_str(&b));
}

static void put_row(struct jw *w, const struct zone *z, const struct explain_row *row,
                    enum lang lang)
{
    jw_object(w);
    put_instant(w, "from", z, row->from);
    put_instant(w, "to", z, row->to);
    jw_key(w, "why");
    jw_str(w, row->many ? STR("several") : why_name(row->why));
    jw_key(w, "name");
    jw_str_or_null(w, text_in(row->name, lang));
    jw_key(w, "weeks");
    jw_i64(w, row->weeks);
    jw_key(w, "counted");
    jw_i64(w, row->counted);
    jw_key(w, "total");
    jw_i64(w, row->total);
    jw_end_object(w);
}

void explain_put_json(struct jw *w, const struct explanation *e, enum lang lang)
{
    const struct zone *z = calendar_zone(e->asked.timeline.legs[0].calendar);
    struct buf words = {0};
    explain_put_words(&words, e, lang);
    jw_key(w, "text");
    jw_str(w, buf_str(&words));
    w->out->failed |= words.failed;
    buf_free(&words);
    jw_key(w, "agrees");
    jw_bool(w, e->agrees);
    jw_key(w, "outside");
    jw_bool(w, e->outside);
    jw_key(w, "counts");
    jw_str(w, explain_in_days(e->asked.timeline.goal.unit) ? STR("days") : STR("seconds"));
    jw_key(w, "rows");
    jw_array(w);
    for (size_t i = 0; i < e->count; i++)
        put_row(w, z, &e->rows[i], lang);
    jw_end_array(w);
}
