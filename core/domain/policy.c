/* Names of pause reasons, and copies of policies. */
#include "domain/policy.h"

static const struct {
    const char *name;
    struct text say;
} reasons[PAUSE_REASON_COUNT] = {
    [PAUSE_CITIZEN] = {"citizen", TEXT_INIT("en attente du citoyen", "waiting for the citizen")},
    [PAUSE_THIRD_PARTY] = {"third_party", TEXT_INIT("en attente d’un autre organisme",
                                                    "waiting for another body")},
    [PAUSE_PERMIT] = {"permit", TEXT_INIT("en attente d’un permis", "waiting for a permit")},
    [PAUSE_WEATHER] = {"weather",
                       TEXT_INIT("en attente du beau temps", "waiting for better weather")},
    [PAUSE_WINTER] = {"winter", TEXT_INIT("pause d’hiver", "winter pause")},
    [PAUSE_FORCE_MAJEURE] = {"force_majeure", TEXT_INIT("force majeure", "force majeure")},
};

struct str pause_reason_name(enum pause_reason reason)
{
    return str_c(reasons[reason].name);
}

struct str pause_reason_word(unsigned reason)
{
    return reason < PAUSE_REASON_COUNT ? pause_reason_name((enum pause_reason)reason)
                                       : (struct str){0};
}

bool pause_reason_parse(struct str name, enum pause_reason *out)
{
    for (int i = 0; i < PAUSE_REASON_COUNT; i++) {
        if (!str_eq(name, str_c(reasons[i].name)))
            continue;
        *out = (enum pause_reason)i;
        return true;
    }
    return false;
}

struct text pause_reason_say(enum pause_reason reason)
{
    return reasons[reason].say;
}

const struct pause_limit *policy_limit(const struct policy *p, enum pause_reason reason)
{
    for (size_t i = 0; i < p->limit_count; i++)
        if (p->limits[i].reason == reason)
            return &p->limits[i];
    return NULL;
}

/* --- Copying ---------------------------------------------------------------------------------- */

static void *copy(struct arena *arena, const void *from, size_t count, size_t size)
{
    void *to = arena_zalloc(arena, count ? count : 1, size);
    if (to && count)
        memcpy(to, from, count * size);
    return to;
}

static bool copy_str(struct arena *arena, struct str *s)
{
    *s = arena_str(arena, *s);
    return s->p != NULL;
}

enum err policy_copy(struct arena *arena, const struct policy *from, struct policy *out)
{
    bool good = true;
    *out = *from;
    out->limits = copy(arena, from->limits, from->limit_count, sizeof *out->limits);
    out->windows = copy(arena, from->windows, from->window_count, sizeof *out->windows);
    out->steps = copy(arena, from->steps, from->step_count, sizeof *out->steps);
    out->met_by = copy(arena, from->met_by, from->met_by_count, sizeof *out->met_by);
    if (!out->limits || !out->windows || !out->steps || !out->met_by)
        return ERR_NOMEM;
    for (size_t i = 0; i < out->window_count; i++) {
        struct window *w = &out->windows[i];
        good &= copy_str(arena, &w->id) && copy_str(arena, &w->label.in[LANG_FR]) &&
                copy_str(arena, &w->label.in[LANG_EN]);
    }
    for (size_t i = 0; i < out->step_count; i++)
        good &= copy_str(arena, &out->steps[i].to);
    for (size_t i = 0; i < out->met_by_count; i++)
        good &= copy_str(arena, &out->met_by[i]);
    return good ? ERR_OK : ERR_NOMEM;
}
