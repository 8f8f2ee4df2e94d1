/* Workflows: states, what may follow, and the reasons for coming to them. */
#include "script/read.h"
#include "script/suggest.h"

enum { STATES_MAX = 60, REASONS_MAX = 60 };

static const struct field reason_fields[] = {
    {FIELD_ID, FIELD_CODE, .required = true, FIELD_AT(struct reason, code)},
    {"label", FIELD_TEXT, .required = true, FIELD_AT(struct reason, label)},
    {"say", FIELD_TEXT, .required = true, FIELD_AT(struct reason, say)},
    {0},
};

static const struct shape reason_shape = {
    .kind = "reason",
    .fr = "raison",
    .en = "reason",
    .size = sizeof(struct reason),
    .fields = reason_fields,
    .unique = true,
    .key = offsetof(struct reason, code),
};

/* "open" or "closed" → bool closed. */
static void read_status(struct reader *r, const struct field *f, const struct node *value,
                        void *out)
{
    if (!reader_expect(r, f->name, value, NODE_STRING))
        return;
    *(bool *)out = str_eq(value->string, STR("closed"));
    if (!*(bool *)out && !str_eq(value->string, STR("open")))
        reader_fault(r, value, "« %s » vaut « %s » : il faut \"open\" ou \"closed\"",
                     "\"%s\" is \"%s\": it must be \"open\" or \"closed\"", reader_key(r, f->name),
                     value->string.p);
}

/* → struct state pauses, pause. */
static void read_pause(struct reader *r, const struct field *f, const struct node *value, void *out)
{
    struct state *state = out;
    state->pauses = pause_reason_read(r, f->name, value, &state->pause);
}

static const struct field timeout_fields[] = {
    {"after", FIELD_OWN, .required = true, .read = read_length, FIELD_AT(struct timeout, after)},
    {"to", FIELD_CODE, .required = true, FIELD_AT(struct timeout, to)},
    {"reason", FIELD_CODE, FIELD_AT(struct timeout, reason)},
    {0},
};

/* { after = "10bd", to = "done", reason = "no_answer" } */
static const struct shape timeout_shape = {
    .kind = "",
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
    {FIELD_ID, FIELD_CODE, .required = true, FIELD_AT(struct state, id)},
    {"label", FIELD_TEXT, .required = true, FIELD_AT(struct state, label)},
    {"status", FIELD_OWN, .required = true, .read = read_status, FIELD_AT(struct state, closed)},
    {"detailed", FIELD_NAME, .required = true,
     FIELD_WORDS("RECEIVED", "IN_PROCESS", "PROCESSED", "ARCHIVED", "REJECTED"),
     FIELD_AT(struct state, detailed_status)},
    {"pause", FIELD_OWN, .read = read_pause},
    {"timeout", FIELD_TABLE, FIELD_SHAPES(&timeout_shape), FIELD_AT(struct state, timeout)},
    {"next", FIELD_CODES, .max = STATES_MAX, FIELD_AT_LIST(struct state, next, next_count)},
    {"reasons", FIELD_LIST, .max = REASONS_MAX, FIELD_SHAPES(&reason_shape),
     FIELD_AT_LIST(struct state, reasons, reason_count)},
    {0},
};

static const struct shape state_shape = {
    .kind = "state",
    .fr = "état",
    .en = "state",
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
    {"start", FIELD_CODE, .required = true, FIELD_AT(struct workflow, start)},
    {FIELD_ITEMS, FIELD_LIST, .min = 1, .max = STATES_MAX, FIELD_SHAPES(&state_shape),
     FIELD_AT_LIST(struct workflow, states, count)},
    {0},
};

const struct shape workflow_shape = {
    .kind = "workflow",
    .fr = "cheminement",
    .en = "workflow",
    .size = sizeof(struct workflow),
    .fields = workflow_fields,
    .finish = finish_workflow,
};
