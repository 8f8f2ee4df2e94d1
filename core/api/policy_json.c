/* What stops a clock, what happens when it is reopened, and who hears of it, as JSON. */
#include "api/policy_json.h"

#include "api/members.h"

/* --- What stops it ---------------------------------------------------------------------------- */

static void put_pause(struct jw *w, const struct policy *p, enum pause_reason reason)
{
    const struct pause_limit *limit = policy_limit(p, reason);
    jw_object(w);
    json_text(w, "reason", pause_reason_name(reason));
    json_both(w, "label", pause_reason_say(reason));
    json_length(w, "max", limit ? &limit->most : NULL);
    json_length(w, "reminder", limit ? &limit->reminder : NULL);
    jw_end_object(w);
}

static void put_pauses(struct jw *w, const struct policy *p)
{
    jw_key(w, "pauses");
    jw_array(w);
    for (int reason = 0; reason < PAUSE_REASON_COUNT; reason++)
        if (policy_pauses(p, (enum pause_reason)reason))
            put_pause(w, p, (enum pause_reason)reason);
    jw_end_array(w);
}

/* "11-15" */
static void put_month_day(struct jw *w, const char *key, unsigned month, unsigned day)
{
    char room[16];
    struct buf b = {.p = room, .cap = sizeof room};
    buf_printf(&b, "%02u-%02u", month, day);
    json_text(w, key, buf_str(&b));
}

static void put_windows(struct jw *w, const struct policy *p)
{
    jw_key(w, "windows");
    jw_array(w);
    for (size_t i = 0; i < p->window_count; i++) {
        const struct window *window = &p->windows[i];
        jw_object(w);
        json_text(w, "id", window->id);
        json_both(w, "label", window->label);
        put_month_day(w, "from", window->from_month, window->from_day);
        put_month_day(w, "to", window->to_month, window->to_day);
        jw_end_object(w);
    }
    jw_end_array(w);
}

/* --- Who hears of it -------------------------------------------------------------------------- */

static void put_step(struct jw *w, const struct step *step)
{
    static const char *const whens[] = {[STEP_PERCENT] = "pct",
                                        [STEP_BEFORE] = "before",
                                        [STEP_AT_DUE] = "at_due",
                                        [STEP_AFTER] = "after"};
    bool has_length = step->when == STEP_BEFORE || step->when == STEP_AFTER;
    jw_object(w);
    json_text(w, "when", str_c(whens[step->when]));
    jw_key(w, "pct");
    if (step->when == STEP_PERCENT)
        jw_i64(w, step->percent);
    else
        jw_null(w);
    json_length(w, "length", has_length ? &step->length : NULL);
    json_text(w, "to", step->to);
    json_text(w, "quiet", step->quiet == QUIET_NEXT_OPEN ? STR("next_open") : STR("send_now"));
    jw_end_object(w);
}

static void put_steps(struct jw *w, const struct policy *p)
{
    jw_key(w, "steps");
    jw_array(w);
    for (size_t i = 0; i < p->step_count; i++)
        put_step(w, &p->steps[i]);
    jw_end_array(w);
}

/* --- All of it -------------------------------------------------------------------------------- */

void policy_put(struct jw *w, const struct policy *p)
{
    static const char *const reopenings[] = {[REOPEN_RESUME] = "resume",
                                             [REOPEN_RESTART] = "restart",
                                             [REOPEN_FIRST_ONLY] = "first_only"};
    put_pauses(w, p);
    put_windows(w, p);
    json_text(w, "reopen", str_c(reopenings[p->reopen]));
    jw_key(w, "met_by");
    jw_array(w);
    for (size_t i = 0; i < p->met_by_count; i++)
        jw_str(w, p->met_by[i]);
    jw_end_array(w);
    put_steps(w, p);
}
