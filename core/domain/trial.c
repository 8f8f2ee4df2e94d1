/* Playing one trial from its filing to its end, and judging it. */
#include "domain/trial.h"

#include "domain/trial_bench.h"
#include "domain/trial_check.h"
#include "domain/trial_cover.h"

/* --- Steps ------------------------------------------------------------------------------------ */

static struct text refusals(struct arena *arena, const struct faults *faults)
{
    struct buf b[LANG_COUNT] = {buf_in(arena), buf_in(arena)};
    for (const struct fault *f = faults->first; f; f = f->next)
        for (int l = 0; l < LANG_COUNT; l++) {
            if (b[l].n)
                BUF_LIT(&b[l], " ");
            buf_str_put(&b[l], f->say.in[l]);
        }
    return (struct text){{buf_str(&b[LANG_FR]), buf_str(&b[LANG_EN])}};
}

static struct text step_name(struct check *c, size_t n)
{
    struct text t = {
        {arena_printf(c->arena, "étape %zu", n + 1), arena_printf(c->arena, "step %zu", n + 1)}};
    c->failed |= !t.in[LANG_FR].p || !t.in[LANG_EN].p;
    return t;
}

/* What the verb said of a step, against what the step says of itself. */
static enum err judge_step(struct check *c, size_t n, enum err e, const struct faults *faults)
{
    struct text accepted = TEXT("acceptée", "accepted"), refused = TEXT("refusée", "refused");
    bool said_no = e == ERR_INVALID;
    if (e && !said_no)
        return e;
    if (said_no != c->trial->steps[n].refused)
        check_miss(c, (struct trial_miss){.what = step_name(c, n),
                                          .expected = said_no ? accepted : refused,
                                          .got = said_no ? refusals(c->arena, faults) : accepted});
    return ERR_OK;
}

static enum err play_steps(struct bench *b, struct check *c)
{
    const struct trial *t = c->trial;
    enum err e = ERR_OK;
    for (size_t i = 0; !e && i < t->step_count; i++) {
        struct faults faults = faults_in(c->arena);
        e = judge_step(c, i, bench_step(b, &t->steps[i], &faults), &faults);
    }
    return !e && t->has_up_to ? bench_wait(b, t->up_to) : e;
}

/* --- The whole -------------------------------------------------------------------------------- */

static enum err play(struct bench *b, struct check *c, struct outcome *o, struct faults *faults)
{
    enum err e = bench_file(b, c->trial, faults);
    if (e == ERR_INVALID) {
        check_filing(c);
        return ERR_OK;
    }
    if (!e)
        e = play_steps(b, c);
    if (!e)
        e = bench_look(b, &o->request, &o->events, &o->event_count);
    if (!e)
        check_request(c);
    return e;
}

enum err trial_run(struct arena *arena, const struct jurisdiction *j, const struct rules *rules,
                   const struct trial *trial, int64_t now, struct cover *cover,
                   struct trial_result *out)
{
    struct bench bench;
    struct faults faults = faults_in(arena);
    struct outcome outcome = {.faults = &faults};
    struct check check = {.arena = arena, .jurisdiction = j, .trial = trial, .outcome = &outcome};
    *out = (struct trial_result){.trial = trial};
    enum err e = bench_open(&bench, arena, j, rules, trial->has_now ? trial->now : now);
    if (e)
        return e;
    e = play(&bench, &check, &outcome, &faults);
    bench_close(&bench);
    if (!e)
        cover_outcome(cover, trial, &outcome);
    out->misses = check.misses;
    out->miss_count = check.count;
    return e ? e : check.failed ? ERR_NOMEM : ERR_OK;
}
