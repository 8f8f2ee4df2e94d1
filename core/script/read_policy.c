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

const struct field length_forms[] = {
    {"length", FIELD_STRING, .min = 3, .max = 6, .pattern = "^[0-9]+(bh|bd|cd|eh)$",
     .doc = {"Une durée : 8bh heures d'ouverture, 5bd jours d'ouverture, 10cd jours de calendrier, "
             "48eh heures écoulées.",
             "A length of time: 8bh business hours, 5bd business days, 10cd calendar days, 48eh "
             "elapsed hours."}},
    {0},
};

void read_length(struct reader *r, const struct field *f, const struct node *value, void *out)
{
    if (reader_expect(r, f->name, value, NODE_STRING) && !parse_length(value->string, out))
        reader_fault(r, value,
                     "« %s » vaut « %s » : il faut une durée comme 5bd, 8bh, 10cd ou 48eh",
                     "\"%s\" is \"%s\": it must be a length such as 5bd, 8bh, 10cd or 48eh",
                     reader_key(r, f->name), value->string.p);
}

/* --- Pauses ----------------------------------------------------------------------------------- */

const char *const pause_reason_words[] = {"citizen", "third_party",   "permit", "weather",
                                          "winter",  "force_majeure", NULL};

static const struct field reason_fields[] = {
    {FIELD_REST, FIELD_OWN, .words = pause_reason_words, .of = "pause", .forms = length_forms,
     .doc = {"La durée, pour cette raison.", "The length, for that reason."}},
    {0},
};
static const struct shape reasons_shape = {
    .kind = "",
    .doc = {"Une durée par raison de pause : { citizen = \"20bd\" }.",
            "A length by reason for a pause: { citizen = \"20bd\" }."},
    .fields = reason_fields,
};

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

const struct field month_day_forms[] = {
    {"day", FIELD_STRING, .min = 5, .max = 5, .pattern = "^[0-9]{2}-[0-9]{2}$",
     .doc = {"Un mois et un jour, comme 11-15.", "A month and a day, such as 11-15."}},
    {0},
};

#define WINDOW_FIELDS                                                                        \
    {"from",                                                                                 \
     FIELD_OWN,                                                                              \
     .required = true,                                                                       \
     .read = read_month_day,                                                                 \
     .forms = month_day_forms,                                                               \
     .doc = {"Le premier jour, chaque année.", "The first day, each year."},                 \
     FIELD_AT(struct window, from_month)},                                                   \
    {                                                                                        \
        "to", FIELD_OWN, .required = true, .read = read_month_day, .forms = month_day_forms, \
                         .doc = {"Le jour où elle finit, chaque année.",                     \
                                 "The day on which it ends, each year."},                    \
                         FIELD_AT(struct window, to_month)                                   \
    }

static const struct field winter_fields[] = {WINDOW_FIELDS, {0}};
static const struct field window_fields[] = {
    {FIELD_ID, FIELD_CODE, .required = true, .called = "id",
     .doc = {"Le nom de la saison.", "The name of the season."}, FIELD_AT(struct window, id)},
    {"fr", FIELD_TEXT, .among = true, .doc = {"Comment on l'appelle.", "What it is called."},
     FIELD_AT(struct window, label)},
    WINDOW_FIELDS,
    {0},
};

static const struct shape winter_shape = {
    .kind = "",
    .doc = {"L'hiver : du premier jour au jour où il finit.",
            "The winter: from its first day to the day on which it ends."},
    .size = sizeof(struct window),
    .fields = winter_fields,
    .finish = finish_window,
};
static const struct shape window_shape = {
    .kind = "window",
    .fr = "saison",
    .en = "window",
    .doc = {"Une saison de chaque année où l'horloge est arrêtée.",
            "A season of each year in which the clock stands still."},
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
     .doc = {"Quand cette part du délai est écoulée, en pour cent.",
             "When this share of the goal has passed, in per cent."},
     FIELD_AT_HAS(struct step_draft, percent, has_percent)},
    {"before", FIELD_OWN, .read = read_length, .forms = length_forms,
     .doc = {"Si longtemps avant l'échéance.", "That long before it is due."},
     FIELD_AT_HAS(struct step_draft, before, has_before)},
    {"at_due", FIELD_BOOL, .doc = {"À l'échéance : true.", "When it is due: true."},
     FIELD_AT(struct step_draft, at_due)},
    {"after", FIELD_OWN, .read = read_length, .forms = length_forms,
     .doc = {"Si longtemps après l'échéance.", "That long after it was due."},
     FIELD_AT_HAS(struct step_draft, after, has_after)},
    {"to", FIELD_CODE, .required = true,
     .doc = {"Qui est averti : team, lead, manager…", "Who hears of it: team, lead, manager…"},
     FIELD_AT(struct step_draft, step.to)},
    {"quiet", FIELD_WORD, FIELD_WORDS("send_now", "next_open"),
     .doc = {"La nuit : tout de suite, ou à l'ouverture suivante.",
             "At night: at once, or at the next opening."},
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

/* By what it waits for: a clock has one step of each, or replaces them all. */
static struct str step_name(const struct node *item)
{
    static const char *const keys[] = {"pct", "before", "at_due", "after"};
    for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
        if (node_get(item, str_c(keys[i])))
            return str_c(keys[i]);
    return STR("");
}

static const struct shape step_shape = {
    .name = step_name,
    .kind = "step",
    .fr = "étape",
    .en = "step",
    .doc = {"Qui est averti, et quand : un seul de pct, before, at_due ou after.",
            "Who hears of the clock, and when: one of pct, before, at_due or after."},
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
    {"pauses", FIELD_OWN, .read = read_pauses,
     .doc = {"Les raisons qui arrêtent cette horloge.", "The reasons that stop this clock."},
     FIELD_FORMS(
         {"reasons", FIELD_STRINGS, .max = PAUSE_REASON_COUNT, .words = pause_reason_words})},
    {"max_pause", FIELD_OWN, .read = read_most,
     .doc = {"Combien de temps au plus, par raison.", "For how long at most, by reason."},
     FIELD_FORMS({"lengths", FIELD_TABLE, FIELD_SHAPES(&reasons_shape)})},
    {"reminder", FIELD_OWN, .read = read_reminder,
     .doc = {"Après combien de temps d'arrêt quelqu'un en est averti, par raison.",
             "After how long a stop somebody is reminded of it, by reason."},
     FIELD_FORMS({"lengths", FIELD_TABLE, FIELD_SHAPES(&reasons_shape)})},
    {"windows", FIELD_LIST, .max = WINDOWS_MAX, FIELD_SHAPES(&window_shape),
     .doc = {"Les saisons où elle est arrêtée.", "The seasons in which it stands still."},
     FIELD_AT_LIST(struct policy, windows, window_count)},
    {"winter", FIELD_OWN, .read = read_winter,
     .doc = {"L'hiver, la plus commune de ces saisons.",
             "The winter, the most common of these seasons."},
     FIELD_FORMS({"winter", FIELD_TABLE, FIELD_SHAPES(&winter_shape)})},
    {"reopen", FIELD_WORD, FIELD_WORDS("resume", "restart", "first_only"),
     .doc =
         {"Ce que fait une réouverture : l'horloge reprend, recommence, ou reste satisfaite "
          "(et « rework » commence).",
          "What a reopening does: the clock goes on, starts afresh, or stays met (and \"rework\" "
          "begins)."},
     FIELD_AT(struct policy, reopen)},
    {"steps", FIELD_OWN, .read = read_steps,
     .doc = {"Qui est averti à mesure que le temps passe.", "Who hears of it as time passes."},
     FIELD_FORMS({"steps", FIELD_LIST, .max = STEPS_MAX, FIELD_SHAPES(&step_shape)})},
    {"met_by", FIELD_CODES, .max = STATES_MAX, .of = "state",
     .doc = {"Les états qui satisfont l'horloge ; un état fermé le fait toujours.",
             "The states that meet the clock; a closed one always does."},
     FIELD_AT_LIST(struct policy, met_by, met_by_count)},
    {0},
};
