/* Filing, waiting and acting on one request in a store of its own. */
#include "domain/trial_bench.h"

#include "domain/agenda.h"
#include "domain/ids.h"

enum { FIRINGS_MAX = 10000 }; /* of one wait */

static const struct actor the_citizen = {{"citizen", 7}, ROLE_CLIENT};
static const struct actor the_agent = {{"agent", 5}, ROLE_AGENT};

/* --- Rules: they know the jurisdiction that the copy was made of ------------------------------ */

static enum err ask_goal(void *self, const struct rule_question *q, struct arena *arena,
                         double *out, struct str *fault)
{
    const struct bench *b = self;
    struct rule_question real = *q;
    real.jurisdiction = b->real;
    return b->rules->goal(b->rules->self, &real, arena, out, fault);
}

static enum err ask_priority(void *self, const struct rule_question *q, struct arena *arena,
                             struct str *out, struct str *fault)
{
    const struct bench *b = self;
    struct rule_question real = *q;
    real.jurisdiction = b->real;
    return b->rules->priority(b->rules->self, &real, arena, out, fault);
}

static struct rules rules_of(struct bench *b)
{
    return (struct rules){.self = b,
                          .goal = b->rules->goal ? ask_goal : NULL,
                          .priority = b->rules->priority ? ask_priority : NULL};
}

/* --- Opening and closing ---------------------------------------------------------------------- */

static void wake(void *self)
{
    sem_post(self);
}

static enum err open_desk(struct bench *b)
{
    b->desk = (struct desk){.store = b->store,
                            .catalogue = &b->catalogue,
                            .rules = rules_of(b),
                            .ids = b->ids,
                            .now = &b->now};
    enum err e = snap_open(b->store, &b->desk.snap);
    if (e)
        return e;
    e = port_open(b->store, &b->desk.port, wake, &b->woken);
    if (e)
        snap_close(b->desk.snap);
    return e;
}

static enum err open_parts(struct bench *b)
{
    enum err e = store_memory_open(&b->store);
    if (e)
        return e;
    e = ids_open(&b->ids, b->store, &b->catalogue);
    if (e)
        goto err_after_store;
    e = open_desk(b);
    if (!e)
        return ERR_OK;
    ids_close(b->ids);
err_after_store:
    store_close(b->store);
    return e;
}

enum err bench_open(struct bench *b, struct arena *arena, const struct jurisdiction *j,
                    const struct rules *rules, int64_t now)
{
    *b = (struct bench){
        .arena = arena, .now = {.held = true, .at = now}, .own = *j, .real = j, .rules = rules};
    b->items[0] = &b->own;
    b->catalogue = (struct catalogue){.items = b->items, .count = 1};
    if (sem_init(&b->woken, 0, 0))
        return ERR_SYSTEM;
    enum err e = open_parts(b);
    if (e)
        sem_destroy(&b->woken);
    else
        schedule_open(&b->schedule, &b->desk, &b->totals);
    return e;
}

void bench_close(struct bench *b)
{
    schedule_close(&b->schedule);
    port_drain(&b->desk.port);
    port_close(&b->desk.port);
    snap_close(b->desk.snap);
    ids_close(b->ids);
    store_close(b->store);
    sem_destroy(&b->woken);
}

/* --- Committing ------------------------------------------------------------------------------- */

static void done(struct batch *batch)
{
    *(bool *)batch->self = true;
}

static void drain(struct bench *b)
{
    while (sem_wait(&b->woken) != 0)
        ;
    port_drain(&b->desk.port);
}

static enum err commit(struct bench *b, struct change *c)
{
    bool finished = false;
    desk_commit(&b->desk, c, done, &finished);
    while (!finished)
        drain(b);
    return c->batch.result;
}

/* --- Filing ----------------------------------------------------------------------------------- */

/* A trial that is about no place has one all the same. */
static struct submission submission_of(const struct trial *t, struct raw_answer *answers)
{
    for (size_t i = 0; i < t->answer_count; i++)
        answers[i] = (struct raw_answer){t->answers[i].code, t->answers[i].value};
    bool placed = t->has_position || t->address.n;
    return (struct submission){.service = t->service->code,
                               .answers = answers,
                               .answer_count = t->answer_count,
                               .has_position = t->has_position,
                               .position = t->position,
                               .address = placed ? t->address : STR("1, rue de l’Essai"),
                               .description = t->description};
}

enum err bench_file(struct bench *b, const struct trial *t, struct faults *faults)
{
    struct raw_answer *answers = ARENA_ARRAY(b->arena, struct raw_answer, t->answer_count + 1);
    struct change change;
    if (!answers)
        return ERR_NOMEM;
    struct submission s = submission_of(t, answers);
    enum err e = desk_look(&b->desk);
    if (!e)
        e = desk_submit(&b->desk, b->arena, &b->own, &the_citizen, &s, faults, &change);
    desk_leave(&b->desk);
    if (!e)
        e = commit(b, &change);
    if (!e)
        b->id = change.after.id;
    return e;
}

/* --- Waiting ---------------------------------------------------------------------------------- */

static enum err next_instant(struct bench *b, int64_t *at)
{
    struct arena scratch = {0};
    struct request r;
    enum err e = desk_look(&b->desk);
    if (!e)
        e = desk_request(&b->desk, &scratch, &b->own, b->id, &r);
    const struct instant *next = e ? NULL : agenda_next(&r);
    *at = next ? next->at : INT64_MAX;
    desk_leave(&b->desk);
    arena_free(&scratch);
    return e;
}

static void fire_due(struct bench *b)
{
    schedule_run(&b->schedule);
    while (b->schedule.flying)
        drain(b);
}

static void move_to(struct bench *b, int64_t to)
{
    if (to > atomic_load(&b->now.at))
        atomic_store(&b->now.at, to);
}

enum err bench_wait(struct bench *b, int64_t to)
{
    enum err e = ERR_OK;
    int64_t at = INT64_MAX;
    for (int i = 0; !e && b->id && i < FIRINGS_MAX; i++) {
        e = next_instant(b, &at);
        if (e || at > to)
            break;
        move_to(b, at);
        fire_due(b);
    }
    move_to(b, to);
    return e;
}

/* --- Acting ----------------------------------------------------------------------------------- */

static enum err act(struct bench *b, const struct trial_step *s, struct faults *faults,
                    struct change *out)
{
    struct desk *d = &b->desk;
    const struct transition move = {.to = s->word, .reason = s->reason, .note = s->note};
    const struct pausing pausing = {.reason = s->word, .until = s->until};
    switch (s->verb) {
    case TRIAL_MOVE:
        return desk_transition(d, b->arena, &b->own, &the_agent, b->id, 0, &move, faults, out);
    case TRIAL_PAUSE:
        return desk_pause(d, b->arena, &b->own, &the_agent, b->id, 0, &pausing, faults, out);
    case TRIAL_RESUME:
        return desk_resume(d, b->arena, &b->own, &the_agent, b->id, 0, s->word, faults, out);
    case TRIAL_ANSWER:
        return desk_answer(d, b->arena, &b->own, &the_citizen, b->id, 0, s->word, faults, out);
    case TRIAL_NOTE:
        return desk_note(d, b->arena, &b->own, &the_agent, b->id, 0, s->word, STR(""), faults, out);
    case TRIAL_HAND_OVER:
        return desk_hand_over(d, b->arena, &b->own, &the_agent, b->id, 0, s->word, STR(""), faults,
                              out);
    case TRIAL_WAIT:
        break;
    }
    return ERR_NOT_FOUND;
}

enum err bench_step(struct bench *b, const struct trial_step *step, struct faults *faults)
{
    struct change change;
    enum err e = bench_wait(b, step->at);
    if (e || step->verb == TRIAL_WAIT)
        return e;
    e = desk_look(&b->desk);
    if (!e)
        e = act(b, step, faults, &change);
    desk_leave(&b->desk);
    return e ? e : commit(b, &change);
}

enum err bench_look(struct bench *b, struct request *r, struct event **events, size_t *count)
{
    enum err e = desk_look(&b->desk);
    if (!e)
        e = desk_request(&b->desk, b->arena, &b->own, b->id, r);
    if (!e)
        e = desk_events(&b->desk, b->arena, &b->own, b->id, events, count);
    desk_leave(&b->desk);
    return e;
}
