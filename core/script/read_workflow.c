/* Workflows: states, what may follow, and the reasons for coming to them. */
#include "script/read.h"
#include "script/suggest.h"

enum { STATES_MAX = 60, REASONS_MAX = 60 };

static const struct field reason_fields[] = {
    {FIELD_ID, FIELD_CODE, .required = true, .called = "id",
     .doc = {"Le code de la raison ; il ne change plus une fois en service.",
             "The code of the reason; it never changes once in service."},
     FIELD_AT(struct reason, code)},
    {"label", FIELD_TEXT, .required = true,
     .doc = {"Ce que l'agent lit dans la liste.", "What the agent reads in the list."},
     FIELD_AT(struct reason, label)},
    {"say", FIELD_TEXT, .required = true,
     .doc = {"Ce que le citoyen lit.", "What the citizen reads."}, FIELD_AT(struct reason, say)},
    {0},
};

static const struct shape reason_shape = {
    .kind = "reason",
    .fr = "raison",
    .en = "reason",
    .doc = {"Pourquoi une demande arrive à cet état.", "Why a request comes to this state."},
    .size = sizeof(struct reason),
    .fields = reason_fields,
    .unique = true,
    .key = offsetof(struct reason, code),
};

static const struct field status_form[] = {{"status", FIELD_WORD, FIELD_WORDS("open", "closed")},
                                           {0}};

/* "open" or "closed" → bool closed. */
static void read_status(struct reader *r, const struct field *f, const struct node *value,
                        void *out)
{
    int closed = 0;
    (void)f;
    schema_read_value(r, status_form, value, &closed);
    *(bool *)out = closed;
}

/* → struct state pauses, pause. */
static void read_pause(struct reader *r, const struct field *f, const struct node *value, void *out)
{
    struct state *state = out;
    state->pauses = pause_reason_read(r, f->name, value, &state->pause);
}

static const struct field timeout_fields[] = {
    {"after", FIELD_OWN, .required = true, .read = read_length, .forms = length_forms,
     .doc = {"Après si longtemps dans l'état.", "After that long in the state."},
     FIELD_AT(struct timeout, after)},
    {"to", FIELD_CODE, .required = true, .of = "state",
     .doc = {"L'état où elle passe, l'un de « next ».", "The state it goes to, one of \"next\"."},
     FIELD_AT(struct timeout, to)},
    {"reason", FIELD_CODE, .of = "reason",
     .doc = {"La raison, si cet état en demande une.", "The reason, if that state asks for one."},
     FIELD_AT(struct timeout, reason)},
    {0},
};

/* { after = "10bd", to = "done", reason = "no_answer" } */
static const struct shape timeout_shape = {
    .kind = "",
    .doc = {"Où va une demande qui reste trop longtemps dans un état.",
            "Where a request goes that stays too long in a state."},
    .size = sizeof(struct timeout),
    .fields = timeout_fields,
};

static void finish_state(struct reader *r, const struct node *node, void *out)
{
    const struct state *state = out;
    if (!state->closed && state->next_count == 0 && node_get(node, STR("status")))
        reader_fault(r, node, "un état ouvert doit mener quelque part : « next » est vide",
                     "an open state must lead somewhere: \"next\" is empty");
    if (state->closed && state->pauses)
        reader_fault(r, node, "« %s » : un état fermé ne met rien en pause",
                     "\"%s\": a closed state pauses nothing", reader_key(r, "pause"));
    if (state->closed && state->reason_count == 0)
        reader_fault(r, node, "un état fermé a besoin de raisons, pour dire au citoyen pourquoi",
                     "a closed state needs reasons, to tell the citizen why");
}

static const struct field state_fields[] = {
    {FIELD_ID, FIELD_CODE, .required = true, .called = "id",
     .doc = {"Le code de l'état ; il ne change plus une fois en service.",
             "The code of the state; it never changes once in service."},
     FIELD_AT(struct state, id)},
    {"label", FIELD_TEXT, .required = true, .doc = {"Comment on l'appelle.", "What it is called."},
     FIELD_AT(struct state, label)},
    {"status", FIELD_OWN, .required = true, .read = read_status, .forms = status_form,
     .doc = {"Ouvert : il reste à faire ; fermé : c'est fini, et pourquoi.",
             "Open: work remains; closed: it is over, and why."},
     FIELD_AT(struct state, closed)},
    {"detailed", FIELD_NAME, .required = true,
     FIELD_WORDS("RECEIVED", "IN_PROCESS", "PROCESSED", "ARCHIVED", "REJECTED"),
     .doc = {"Le même état dans les mots d'Open311 (CitySDK).",
             "The same state in the words of Open311 (CitySDK)."},
     FIELD_AT(struct state, detailed_status)},
    {"pause", FIELD_OWN, .read = read_pause,
     .doc = {"La raison pour laquelle cet état arrête les horloges qui la connaissent.",
             "The reason for which this state stops the clocks that know it."},
     FIELD_FORMS({"reason", FIELD_NAME, .words = pause_reason_words})},
    {"timeout", FIELD_TABLE, FIELD_SHAPES(&timeout_shape),
     .doc = {"Où va une demande qui y reste trop longtemps : { after = \"10bd\", to = \"done\" }.",
             "Where a request goes that stays too long: { after = \"10bd\", to = \"done\" }."},
     FIELD_AT(struct state, timeout)},
    {"next", FIELD_CODES, .max = STATES_MAX, .of = "state",
     .doc = {"Les états qui peuvent suivre.", "The states that may follow."},
     FIELD_AT_LIST(struct state, next, next_count)},
    {"reasons", FIELD_LIST, .max = REASONS_MAX, FIELD_SHAPES(&reason_shape),
     .doc =
         {"Les raisons d'y venir, dont l'agent choisit une ; un état fermé en a.",
          "The reasons for coming to it, of which the agent picks one; a closed state has some."},
     FIELD_AT_LIST(struct state, reasons, reason_count)},
    {0},
};

static const struct shape state_shape = {
    .kind = "state",
    .fr = "état",
    .en = "state",
    .doc = {"Une étape de la vie d'une demande.", "A stage in the life of a request."},
    .size = sizeof(struct state),
    .fields = state_fields,
    .unique = true,
    .key = offsetof(struct state, id),
    .finish = finish_state,
};

/* --- The whole -------------------------------------------------------------------------------- */

static void fault_no_state(struct reader *r, const struct workflow *w, const struct node *at,
                           const char *key, struct str id)
{
    struct suggest s = {.word = id};
    for (size_t i = 0; i < w->count; i++)
        suggest_try(&s, w->states[i].id);
    struct text hint = reader_hint(r, s.best);
    reader_fault(r, at, "« %s » nomme l'état « %s », qui n'existe pas%s%.0s",
                 "\"%s\" names the state \"%s\", which does not exist%.0s%s", reader_key(r, key),
                 id.p, hint.in[LANG_FR].p, hint.in[LANG_EN].p);
}

/* The place of the state in the file; of the workflow if it is not known. */
static const struct node *state_node(const struct node *node, struct str id)
{
    for (size_t i = 0; i < node->item_count; i++)
        if (str_eq(node->items[i].id, id))
            return &node->items[i];
    return node;
}

static void check_next(struct reader *r, const struct workflow *w, const struct node *node)
{
    for (size_t i = 0; i < w->count; i++)
        for (size_t k = 0; k < w->states[i].next_count; k++)
            if (!workflow_state(w, w->states[i].next[k]))
                fault_no_state(r, w, state_node(node, w->states[i].id), "next",
                               w->states[i].next[k]);
}

/* A timeout takes a way that the workflow has, with a reason that the state at its end asks for. */
static void check_timeout(struct reader *r, const struct workflow *w, const struct state *s,
                          const struct node *at)
{
    const struct timeout *t = &s->timeout;
    const struct state *to = workflow_state(w, t->to);
    if (!to) {
        fault_no_state(r, w, at, "timeout.to", t->to);
        return;
    }
    if (!state_leads_to(s, t->to))
        reader_fault(r, at, "« timeout » mène à « %s », que « next » ne nomme pas",
                     "\"timeout\" leads to \"%s\", which \"next\" does not name", t->to.p);
    if (to->reason_count ? !state_reason(to, t->reason) : t->reason.n > 0)
        reader_fault(r, at, "« timeout » : « reason » doit être une raison de l'état « %s »",
                     "\"timeout\": \"reason\" must be a reason of the state \"%s\"", t->to.p);
}

static void check_timeouts(struct reader *r, const struct workflow *w, const struct node *node)
{
    for (size_t i = 0; i < w->count; i++)
        if (w->states[i].timeout.after.amount && w->states[i].timeout.to.n)
            check_timeout(r, w, &w->states[i], state_node(node, w->states[i].id));
}

/* Marks what can be reached from a marked state; false when nothing was added. */
static bool spread(const struct workflow *w, bool *reached)
{
    bool more = false;
    for (size_t i = 0; i < w->count; i++)
        for (size_t k = 0; k < w->count; k++)
            if (reached[i] && !reached[k] && state_leads_to(&w->states[i], w->states[k].id))
                more = reached[k] = true;
    return more;
}

static void check_ways_in(struct reader *r, const struct workflow *w, const struct node *node)
{
    bool reached[STATES_MAX] = {false};
    for (size_t i = 0; i < w->count; i++)
        reached[i] = str_eq(w->states[i].id, w->start);
    while (spread(w, reached))
        ;
    for (size_t i = 0; i < w->count; i++)
        if (!reached[i])
            reader_fault(r, state_node(node, w->states[i].id),
                         "aucun chemin ne mène de « %s » à l'état « %s »",
                         "no way leads from \"%s\" to the state \"%s\"", w->start.p,
                         w->states[i].id.p);
}

static void finish_workflow(struct reader *r, const struct node *node, void *out)
{
    const struct workflow *w = out;
    check_next(r, w, node);
    check_timeouts(r, w, node);
    if (w->start.n == 0)
        return;
    const struct state *start = workflow_state(w, w->start);
    if (!start)
        fault_no_state(r, w, node, "start", w->start);
    else if (start->closed)
        reader_fault(r, node, "« start » : une demande ne commence pas fermée",
                     "\"start\": a request does not begin closed");
    if (start)
        check_ways_in(r, w, node);
}

static const struct field workflow_fields[] = {
    {"start", FIELD_CODE, .required = true, .of = "state",
     .doc = {"L'état d'une demande qui vient d'être déposée.",
             "The state of a request that has just been filed."},
     FIELD_AT(struct workflow, start)},
    {FIELD_ITEMS, FIELD_LIST, .min = 1, .max = STATES_MAX, .called = "states",
     .doc = {"Les états.", "The states."}, FIELD_SHAPES(&state_shape),
     FIELD_AT_LIST(struct workflow, states, count)},
    {0},
};

const struct shape workflow_shape = {
    .kind = "workflow",
    .fr = "cheminement",
    .en = "workflow",
    .doc = {"La vie d'une demande : ses états, et ce qui mène de l'un à l'autre.",
            "The life of a request: its states, and what leads from one to another."},
    .size = sizeof(struct workflow),
    .fields = workflow_fields,
    .finish = finish_workflow,
};
