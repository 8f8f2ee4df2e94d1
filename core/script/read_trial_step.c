/* Steps of a test: { "2026-11-09 09:00", "waiting" }, { "2026-11-10 09:00", pause = "weather" }. */
#include "domain/jurisdiction.h"
#include "script/read_trial.h"
#include "script/suggest.h"

enum { STEPS_MAX = 200 };

/* A step as it is written. */
struct written {
    struct trial_step step;
    struct str *words; /* when, and where to; and for what reason */
    size_t word_count;
    struct str pause, resume, answer, hand_over;
};

static bool reason_known(struct reader *r, const struct node *node, struct str state,
                         struct str code)
{
    const struct service *service = ((struct trial_context *)r->context)->service;
    const struct state *s = workflow_state(&service->workflow, state);
    struct suggest near = {.word = code};
    if (!s || state_reason(s, code))
        return true;
    for (size_t i = 0; i < s->reason_count; i++)
        suggest_try(&near, s->reasons[i].code);
    struct text hint = reader_hint(r, near.best);
    reader_fault(r, node, "« %s » : l'état « %s » n'a pas de raison « %s »%s%.0s",
                 "\"%s\": the state \"%s\" has no reason \"%s\"%.0s%s", reader_key(r, FIELD_ITEMS),
                 state.p, code.p, hint.in[LANG_FR].p, hint.in[LANG_EN].p);
    return false;
}

/* A step that must be refused may name what does not exist. */
static void read_move(struct reader *r, const struct node *node, struct written *w)
{
    w->step.verb = TRIAL_MOVE;
    w->step.word = w->words[1];
    w->step.reason = w->word_count > 2 ? w->words[2] : STR("");
    if (w->step.refused || !trial_state_known(r, FIELD_ITEMS, node, w->step.word))
        return;
    if (w->step.reason.n)
        reason_known(r, node, w->step.word, w->step.reason);
}

static void check_calendar(struct reader *r, const struct node *node, struct str name)
{
    const struct jurisdiction *j = ((struct trial_context *)r->context)->jurisdiction;
    struct suggest near = {.word = name};
    if (jurisdiction_calendar(j, name))
        return;
    for (size_t i = 0; i < j->calendar_count; i++)
        suggest_try(&near, j->calendars[i].name);
    struct text hint = reader_hint(r, near.best);
    reader_fault(r, node, "« %s » : l'arrondissement n'a pas de calendrier « %s »%s%.0s",
                 "\"%s\": the jurisdiction has no calendar \"%s\"%.0s%s",
                 reader_key(r, "hand_over"), name.p, hint.in[LANG_FR].p, hint.in[LANG_EN].p);
}

/* What is done, when it is not a move: one thing at most. */
static size_t read_verbs(struct written *w)
{
    const struct {
        enum trial_verb verb;
        struct str word;
    } verbs[] = {{TRIAL_PAUSE, w->pause},
                 {TRIAL_RESUME, w->resume},
                 {TRIAL_ANSWER, w->answer},
                 {TRIAL_HAND_OVER, w->hand_over}};
    size_t n = 0;
    for (size_t i = 0; i < sizeof verbs / sizeof *verbs; i++)
        if (verbs[i].word.n) {
            w->step.verb = verbs[i].verb;
            w->step.word = verbs[i].word;
            n++;
        }
    if (!n && w->step.note.n && w->word_count < 2) {
        w->step.verb = TRIAL_NOTE;
        w->step.word = w->step.note;
        n++;
    }
    return n;
}

static void finish_words(struct reader *r, const struct node *node, void *out)
{
    struct written *w = out;
    struct trial_step *step = &w->step;
    if (w->word_count)
        wall_time(r, FIELD_ITEMS, node, w->words[0], &step->at);
    size_t verbs = read_verbs(w) + (w->word_count > 1);
    if (verbs > 1)
        reader_fault(r, node, "« %s » : une étape ne fait qu'une chose",
                     "\"%s\": a step does one thing only", reader_key(r, FIELD_ITEMS));
    else if (w->word_count > 1)
        read_move(r, node, w);
    if (w->hand_over.n && !step->refused)
        check_calendar(r, node, w->hand_over);
    if (step->until && step->verb != TRIAL_PAUSE)
        reader_fault(r, node, "« %s » va avec « pause »", "\"%s\" goes with \"pause\"",
                     reader_key(r, "up_to"));
    if (step->refused && step->verb == TRIAL_WAIT)
        reader_fault(r, node, "« %s » : attendre ne peut pas être refusé",
                     "\"%s\": waiting cannot be refused", reader_key(r, "refused"));
}

static void read_pause_word(struct reader *r, const struct field *f, const struct node *value,
                            void *out)
{
    enum pause_reason reason;
    struct suggest near = {.word = value->string};
    if (!reader_expect(r, f->name, value, NODE_STRING))
        return;
    *(struct str *)out = value->string;
    if (pause_reason_parse(value->string, &reason))
        return;
    for (unsigned i = 0; i < PAUSE_REASON_COUNT; i++)
        suggest_try(&near, pause_reason_word(i));
    struct text hint = reader_hint(r, near.best);
    reader_fault(r, value, "« %s » : « %s » n'est pas une raison de pause%s%.0s",
                 "\"%s\": \"%s\" is no reason for a pause%.0s%s", reader_key(r, f->name),
                 value->string.p, hint.in[LANG_FR].p, hint.in[LANG_EN].p);
}

static const struct field pause_forms[] = {{"reason", FIELD_STRING, .max = 40}, {0}};

static const struct field written_fields[] = {
    {FIELD_ITEMS, FIELD_STRINGS, .min = 1, .max = 3, .called = "words",
     .doc = {"Quand ; puis, s'il y a lieu, l'état où la demande passe, et la raison.",
             "When; then, if need be, the state that the request moves to, and the reason."},
     FIELD_AT_LIST(struct written, words, word_count)},
    {"refused", FIELD_BOOL, .doc = {"Cette étape doit être refusée.", "This step must be refused."},
     FIELD_AT(struct written, step.refused)},
    {"note", FIELD_STRING, .min = 1, .max = 1000,
     .doc = {"Une note pour le citoyen.", "A note for the citizen."},
     FIELD_AT(struct written, step.note)},
    {"pause", FIELD_OWN, .read = read_pause_word, .forms = pause_forms,
     .doc = {"Suspend la demande pour cette raison.", "Holds the request for this reason."},
     FIELD_AT(struct written, pause)},
    {"up_to", FIELD_OWN, .read = read_wall_time,
     .doc = {"Jusqu'à quand elle est suspendue.", "Until when it is held."},
     FIELD_FORMS({"time", FIELD_STRING, .pattern = TRIAL_TIME_PATTERN}),
     FIELD_AT(struct written, step.until)},
    {"resume", FIELD_OWN, .read = read_pause_word, .forms = pause_forms,
     .doc = {"Met fin à la suspension pour cette raison.", "Ends the hold for this reason."},
     FIELD_AT(struct written, resume)},
    {"answer", FIELD_STRING, .min = 1, .max = 1000,
     .doc = {"Le citoyen répond.", "The citizen answers."}, FIELD_AT(struct written, answer)},
    {"hand_over", FIELD_CODE, .of = "calendar",
     .doc = {"Une autre équipe la prend : son calendrier.", "Another team takes it: its calendar."},
     FIELD_AT(struct written, hand_over)},
    {0},
};

static const struct shape written_shape = {
    .kind = "",
    .doc = {"Une étape : { \"2026-11-09 09:00\", \"done\", \"repaired\" }.",
            "A step: { \"2026-11-09 09:00\", \"done\", \"repaired\" }."},
    .size = sizeof(struct written),
    .fields = written_fields,
    .finish = finish_words,
};

struct written_list {
    struct written *items;
    size_t count;
};

static const struct field steps_field = {"steps", FIELD_LIST, .max = STEPS_MAX,
                                         FIELD_SHAPES(&written_shape),
                                         FIELD_AT_LIST(struct written_list, items, count)};

const struct field trial_steps_forms[] = {
    {"steps", FIELD_LIST, .max = STEPS_MAX, FIELD_SHAPES(&written_shape)}, {0}};

void read_trial_steps(struct reader *r, const struct field *f, const struct node *value,
                      void *target)
{
    struct trial *t = target;
    struct written_list list = {0};
    (void)f;
    schema_read_value(r, &steps_field, value, &list);
    t->steps = reader_alloc(r, list.count, sizeof *t->steps);
    for (size_t i = 0; t->steps && i < list.count; i++)
        t->steps[t->step_count++] = list.items[i].step;
}
