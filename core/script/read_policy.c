/* What a clock does besides counting: pauses, seasons, reopening, steps. */
#include "base/buf.h"
#include "base/date.h"
#include "script/read.h"
#include "script/suggest.h"

enum { STATES_MAX = 60, STEPS_MAX = 20, WINDOWS_MAX = 10, LENGTH_MAX = 3660, HOUR = 3600 };

/* --- Lengths of time: "20bd" ------------------------------------------------------------------ */

static const struct {
    const char *suffix;
    enum goal_unit unit;
    int64_t in_one;
} units[] = {
    {"bh", UNIT_BUSINESS_SECONDS, HOUR},
    {"bd", UNIT_BUSINESS_DAYS, 1},
    {"cd", UNIT_CALENDAR_DAYS, 1},
    {"eh", UNIT_ELAPSED_SECONDS, HOUR},
};

static bool parse_length(struct str s, struct goal *out)
{
    uint64_t n;
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        if (!str_ends(s, str_c(units[i].suffix)) || !str_u64(str_of(s.p, s.n - 2), &n) || n == 0 ||
            n > LENGTH_MAX)
            continue;
        *out = (struct goal){.unit = units[i].unit,
                             .amount = (int64_t)n * units[i].in_one,
                             .at = AT_SAME_TIME,
                             .receipt = RECEIPT_ACTUAL};
        return true;
    }
    return false;
}

void read_length(struct reader *r, const struct field *f, const struct node *value, void *out)
{
    if (reader_expect(r, f->name, value, NODE_STRING) && !parse_length(value->string, out))
        reader_fault(r, value,
                     "« %s » vaut « %s » : il faut une durée comme 5bd, 8bh, 10cd ou 48eh",
                     "\"%s\" is \"%s\": it must be a length such as 5bd, 8bh, 10cd or 48eh",
                     reader_key(r, f->name), value->string.p);
}

/* --- Pauses ----------------------------------------------------------------------------------- */

static void fault_reason(struct reader *r, const char *key, const struct node *at, struct str word)
{
    struct suggest s = {.word = word};
    struct buf all = buf_in(r->faults->arena);
    for (int i = 0; i < PAUSE_REASON_COUNT; i++) {
        struct str name = pause_reason_name((enum pause_reason)i);
        suggest_try(&s, name);
        buf_printf(&all, "%s" STR_FMT, i ? ", " : "", STR_ARG(name));
    }
    struct text hint = reader_hint(r, s.best);
    reader_fault(r, at, "« %s » : « %s » n'est pas une raison de pause%s%.0s (raisons : %.*s)",
                 "\"%s\": \"%s\" is no reason for a pause%.0s%s (reasons: %.*s)",
                 reader_key(r, key), word.p, hint.in[LANG_FR].p, hint.in[LANG_EN].p,
                 all.failed ? 0 : (int)all.n, all.p);
}

bool pause_reason_read(struct reader *r, const char *key, const struct node *value,
                       enum pause_reason *out)
{
    if (!reader_expect(r, key, value, NODE_STRING))
        return false;
    if (pause_reason_parse(value->string, out))
        return true;
    fault_reason(r, key, value, value->string);
    return false;
}

static void read_pauses(struct reader *r, const struct field *f, const struct node *value,
                        void *out)
{
    struct policy *policy = out;
    enum pause_reason reason;
    if (!reader_expect(r, f->name, value, NODE_TABLE))
        return;
    if (value->member_count)
        reader_fault(r, value, "« %s » est une liste de raisons", "\"%s\" is a list of reasons",
                     reader_key(r, f->name));
    for (size_t i = 0; i < value->item_count; i++)
        if (pause_reason_read(r, f->name, &value->items[i], &reason))
            policy->pauses |= 1u << reason;
}

/* The limit of a reason, made when it is not there yet. */
static struct pause_limit *limit_of(struct reader *r, struct policy *policy,
                                    enum pause_reason reason)
{
    for (size_t i = 0; i < policy->limit_count; i++)
        if (policy->limits[i].reason == reason)
            return &policy->limits[i];
    if (!policy->limits)
        policy->limits = reader_alloc(r, PAUSE_REASON_COUNT, sizeof *policy->limits);
    if (!policy->limits)
        return NULL;
    policy->limits[policy->limit_count].reason = reason;
    return &policy->limits[policy->limit_count++];
}

/* { citizen = "20bd", … }; `member` is the offset of the goal in a struct pause_limit. */
static void read_lengths(struct reader *r, const struct field *f, const struct node *value,
                         struct policy *policy, size_t member)
{
    if (!reader_expect(r, f->name, value, NODE_TABLE))
        return;
    if (value->item_count)
        reader_fault(r, value, "« %s » donne une durée à chaque raison : { citizen = \"20bd\" }",
                     "\"%s\" gives each reason a length: { citizen = \"20bd\" }",
                     reader_key(r, f->name));
    for (size_t i = 0; i < value->member_count; i++) {
        const struct member *m = &value->members[i];
        const struct field one = {.name = m->key.p};
        enum pause_reason reason;
        if (!pause_reason_parse(m->key, &reason)) {
            fault_reason(r, f->name, value, m->key);
            continue;
        }
        struct pause_limit *limit = limit_of(r, policy, reason);
        size_t before = reader_enter(r, f->name, 0);
        if (limit)
            read_length(r, &one, &m->value, (char *)limit + member);
        reader_leave(r, before);
    }
}

static void read_most(struct reader *r, const struct field *f, const struct node *value, void *out)
{
    read_lengths(r, f, value, out, offsetof(struct pause_limit, most));
}

static void read_reminder(struct reader *r, const struct field *f, const struct node *value,
                          void *out)
{
    read_lengths(r, f, value, out, offsetof(struct pause_limit, reminder));
}

/* --- Seasons ---------------------------------------------------------------------------------- */

/* "11-15" → month, then day, one after the other. 29 February is no date of each year. */
static void read_month_day(struct reader *r, const struct field *f, const struct node *value,
                           void *out)
{
    uint16_t *month_day = out;
    uint64_t month, day;
    if (!reader_expect(r, f->name, value, NODE_STRING))
        return;
    struct str s = value->string;
    if (s.n == 5 && s.p[2] == '-' && str_u64(str_of(s.p, 2), &month) &&
        str_u64(str_from(s, 3), &day) && month >= 1 && month <= 12 && day >= 1 &&
        day <= (uint64_t)date_month_length(2001, (int)month)) {
        month_day[0] = (uint16_t)month;
        month_day[1] = (uint16_t)day;
        return;
    }
    reader_fault(r, value, "« %s » vaut « %s » : il faut un mois et un jour, comme 11-15",
                 "\"%s\" is \"%s\": it must be a month and a day, such as 11-15",
                 reader_key(r, f->name), s.p);
}

static void finish_window(struct reader *r, const struct node *node, void *out)
{
    const struct window *w = out;
    if (w->from_month && w->from_month == w->to_month && w->from_day == w->to_day)
        reader_fault(r, node, "« %s » et « to » sont le même jour : la saison n'a pas de fin",
                     "\"%s\" and \"to\" are the same day: the season has no end",
                     reader_key(r, "from"));
}

#define WINDOW_FIELDS                                              \
    {"from", FIELD_OWN, .required = true, .read = read_month_day,  \
     FIELD_AT(struct window, from_month)},                         \
    {                                                              \
        "to", FIELD_OWN, .required = true, .read = read_month_day, \
                         FIELD_AT(struct window, to_month)         \
    }

static const struct field winter_fields[] = {WINDOW_FIELDS, {0}};
static const struct field window_fields[] = {
    {FIELD_ID, FIELD_CODE, .required = true, FIELD_AT(struct window, id)},
    {"fr", FIELD_TEXT, .among = true, FIELD_AT(struct window, label)},
    WINDOW_FIELDS,
    {0},
};

static const struct shape winter_shape = {
    .kind = "", .size = sizeof(struct window), .fields = winter_fields, .finish = finish_window};
static const struct shape window_shape = {
    .kind = "window",
    .fr = "saison",
    .en = "window",
    .size = sizeof(struct window),
    .fields = window_fields,
    .unique = true,
    .key = offsetof(struct window, id),
    .finish = finish_window,
};

/* The winter comes after the windows that are listed. */
static void read_winter(struct reader *r, const struct field *f, const struct node *value,
                        void *out)
{
    struct policy *policy = out;
    struct window *all = reader_alloc(r, policy->window_count + 1, sizeof *all);
    if (!all)
        return;
    if (policy->window_count)
        memcpy(all, policy->windows, policy->window_count * sizeof *all);
    struct window *winter = &all[policy->window_count++];
    policy->windows = all;
    winter->id = STR("winter");
    winter->label = TEXT("pause d’hiver", "winter pause");
    size_t before = reader_enter(r, f->name, 0);
    schema_read(r, &winter_shape, value, winter);
    reader_leave(r, before);
}

/* --- Steps ------------------------------------------------------------------------------------ */

struct step_draft {
    struct step step;
    double percent;
    struct goal before, after;
    bool has_percent, has_before, has_after, at_due;
};

static const struct field step_fields[] = {
    {"pct", FIELD_WHOLE, .min = 1, .max = 100,
     FIELD_AT_HAS(struct step_draft, percent, has_percent)},
    {"before", FIELD_OWN, .read = read_length, FIELD_AT_HAS(struct step_draft, before, has_before)},
    {"at_due", FIELD_BOOL, FIELD_AT(struct step_draft, at_due)},
    {"after", FIELD_OWN, .read = read_length, FIELD_AT_HAS(struct step_draft, after, has_after)},
    {"to", FIELD_CODE, .required = true, FIELD_AT(struct step_draft, step.to)},
    {"quiet", FIELD_WORD, FIELD_WORDS("send_now", "next_open"),
     FIELD_AT(struct step_draft, step.quiet)},
    {0},
};

static void finish_step(struct reader *r, const struct node *node, void *out)
{
    struct step_draft *d = out;
    struct step *s = &d->step;
    if (d->has_percent + d->has_before + d->at_due + d->has_after != 1)
        reader_fault(r, node, "il faut un seul de pct, before, at_due = true et after",
                     "there must be one of pct, before, at_due = true and after");
    s->percent = (uint32_t)d->percent;
    s->when = d->has_percent  ? STEP_PERCENT
              : d->has_before ? STEP_BEFORE
              : d->has_after  ? STEP_AFTER
                              : STEP_AT_DUE;
    s->length = d->has_before ? d->before : d->after;
}

static const struct shape step_shape = {
    .kind = "step",
    .fr = "étape",
    .en = "step",
    .size = sizeof(struct step_draft),
    .fields = step_fields,
    .finish = finish_step,
};

struct step_drafts {
    struct step_draft *items;
    size_t count;
};

static const struct field step_list = {"steps", FIELD_LIST, .max = STEPS_MAX,
                                       FIELD_SHAPES(&step_shape),
                                       FIELD_AT_LIST(struct step_drafts, items, count)};

static void read_steps(struct reader *r, const struct field *f, const struct node *value, void *out)
{
    struct policy *policy = out;
    struct step_drafts drafts = {0};
    (void)f;
    schema_read_value(r, &step_list, value, &drafts);
    policy->steps = reader_alloc(r, drafts.count, sizeof *policy->steps);
    for (size_t i = 0; policy->steps && i < drafts.count; i++)
        policy->steps[policy->step_count++] = drafts.items[i].step;
}

/* --- All of it -------------------------------------------------------------------------------- */

void policy_finish(struct reader *r, const struct node *node, const struct policy *policy)
{
    for (size_t i = 0; i < policy->limit_count; i++) {
        const struct pause_limit *l = &policy->limits[i];
        if (!policy_pauses(policy, l->reason))
            reader_fault(r, node, "« %s » ne nomme pas « %s », qui a pourtant une limite",
                         "\"%s\" does not name \"%s\", which has a limit", reader_key(r, "pauses"),
                         pause_reason_name(l->reason).p);
    }
}

/* The winter reads what the windows have read. */
const struct field policy_fields[] = {
    {"pauses", FIELD_OWN, .read = read_pauses},
    {"max_pause", FIELD_OWN, .read = read_most},
    {"reminder", FIELD_OWN, .read = read_reminder},
    {"windows", FIELD_LIST, .max = WINDOWS_MAX, FIELD_SHAPES(&window_shape),
     FIELD_AT_LIST(struct policy, windows, window_count)},
    {"winter", FIELD_OWN, .read = read_winter},
    {"reopen", FIELD_WORD, FIELD_WORDS("resume", "restart", "first_only"),
     FIELD_AT(struct policy, reopen)},
    {"steps", FIELD_OWN, .read = read_steps},
    {"met_by", FIELD_CODES, .max = STATES_MAX, FIELD_AT_LIST(struct policy, met_by, met_by_count)},
    {0},
};
