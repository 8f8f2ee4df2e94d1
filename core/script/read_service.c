/* Services: settings, attributes, stops, and the whole table. */
#include "script/read.h"
#include "script/suggest.h"

enum { CHOICES_MAX = 100, SETTINGS_MAX = 50, STOPS_MAX = 20, KEYWORDS_MAX = 50 };

void read_api(struct reader *r, const struct field *f, const struct node *value, void *out)
{
    (void)out;
    int api;
    reader_whole(r, f->name, value, 1, 1, &api);
}

/* --- Settings --------------------------------------------------------------------------------- */

/* The borough's value, if it gives one. */
static void apply_override(struct reader *r, struct setting *setting)
{
    const struct service_context *context = r->context;
    const struct node *value =
        context->settings ? node_get(context->settings, setting->name) : NULL;
    if (!value || !reader_expect(r, setting->name.p, value, NODE_NUMBER))
        return;
    if ((setting->has_min && value->number < setting->min) ||
        (setting->has_max && value->number > setting->max))
        reader_fault(r, value, "la valeur %.14g de l'arrondissement est hors limites",
                     "the jurisdiction's value %.14g is out of range", value->number);
    else
        setting->value = value->number;
}

static void finish_setting(struct reader *r, const struct node *node, void *out)
{
    struct setting *s = out;
    s->value = s->fallback;
    if (s->has_min && s->has_max && s->min > s->max)
        reader_fault(r, node, "« %s » dépasse « max »", "\"%s\" is more than \"max\"",
                     reader_key(r, "min"));
    else if ((s->has_min && s->fallback < s->min) || (s->has_max && s->fallback > s->max))
        reader_fault(r, node, "« %s » vaut %.14g, hors de ses limites",
                     "\"%s\" is %.14g, out of its limits", reader_key(r, "default"), s->fallback);
    apply_override(r, s);
}

enum { BIG = 1000000000 };

static const struct field setting_fields[] = {
    {FIELD_ID, FIELD_CODE, .required = true, FIELD_AT(struct setting, name)},
    {"label", FIELD_TEXT, .required = true, FIELD_AT(struct setting, label)},
    {"default", FIELD_NUMBER, .required = true, .min = -BIG, .max = BIG,
     FIELD_AT(struct setting, fallback)},
    {"min", FIELD_NUMBER, .min = -BIG, .max = BIG, FIELD_AT_HAS(struct setting, min, has_min)},
    {"max", FIELD_NUMBER, .min = -BIG, .max = BIG, FIELD_AT_HAS(struct setting, max, has_max)},
    {0},
};

static const struct shape setting_shape = {
    .kind = "setting.number",
    .fr = "réglage",
    .en = "setting",
    .size = sizeof(struct setting),
    .fields = setting_fields,
    .unique = true,
    .key = offsetof(struct setting, name),
    .finish = finish_setting,
};

/* --- Attributes ------------------------------------------------------------------------------- */

static const struct field value_fields[] = {
    {FIELD_FIRST, FIELD_CODE, .required = true, FIELD_AT(struct choice, key)},
    {"fr", FIELD_TEXT, .among = true, FIELD_AT(struct choice, label)},
    {0},
};

static const struct shape value_shape = {
    .kind = "",
    .size = sizeof(struct choice),
    .fields = value_fields,
    .unique = true,
    .key = offsetof(struct choice, key),
};

/* What every attribute has. */
#define ATTRIBUTE_FIELDS                                                                        \
    {FIELD_ID, FIELD_CODE, .required = true, FIELD_AT(struct attribute, code)},                 \
        {"label", FIELD_TEXT, .required = true, FIELD_AT(struct attribute, label)},             \
        {"help", FIELD_TEXT, FIELD_AT(struct attribute, help)},                                 \
        {"required", FIELD_BOOL, FIELD_AT(struct attribute, required)},                         \
        {"required_if", FIELD_OWN, .read = read_when, FIELD_AT(struct attribute, required_if)}, \
    {                                                                                           \
        "show_if", FIELD_OWN, .read = read_when, FIELD_AT(struct attribute, show_if)            \
    }

#define VALUES_FIELD                                                                 \
    {                                                                                \
        "values", FIELD_LIST, .required = true, .min = 2, .max = CHOICES_MAX,        \
                              FIELD_SHAPES(&value_shape),                            \
                              FIELD_AT_LIST(struct attribute, choices, choice_count) \
    }

/* Whole numbers from `least` to `most`: how many, or how long. */
#define SIZE_FIELDS(least, most)                                                                  \
    {"min", FIELD_WHOLE, .min = (least), .max = (most),                                           \
     FIELD_AT_HAS(struct attribute, min, has_min)},                                               \
    {                                                                                             \
        "max", FIELD_WHOLE, .min = 1, .max = (most), FIELD_AT_HAS(struct attribute, max, has_max) \
    }

static const struct field attribute_choice[] = {ATTRIBUTE_FIELDS, VALUES_FIELD, {0}};
static const struct field attribute_choices[] = {
    ATTRIBUTE_FIELDS, VALUES_FIELD, SIZE_FIELDS(0, CHOICES_MAX), {0}};
static const struct field attribute_string[] = {ATTRIBUTE_FIELDS, SIZE_FIELDS(0, ANSWER_MAX), {0}};
static const struct field attribute_text[] = {ATTRIBUTE_FIELDS, SIZE_FIELDS(0, ANSWER_MAX), {0}};
static const struct field attribute_datetime[] = {ATTRIBUTE_FIELDS, {0}};
static const struct field attribute_number[] = {
    ATTRIBUTE_FIELDS,
    {"unit", FIELD_STRING, .min = 1, .max = 20, FIELD_AT(struct attribute, unit)},
    {"integer", FIELD_BOOL, FIELD_AT(struct attribute, integer)},
    {"min", FIELD_NUMBER, .min = -BIG, .max = BIG, FIELD_AT_HAS(struct attribute, min, has_min)},
    {"max", FIELD_NUMBER, .min = -BIG, .max = BIG, FIELD_AT_HAS(struct attribute, max, has_max)},
    {0},
};

/* Words that mean something else in a condition. */
static bool reserved(struct str code)
{
    return str_eq(code, STR("month")) || str_eq(code, STR("near"));
}

static void finish_attribute(struct reader *r, const struct node *node, void *out)
{
    struct attribute *a = out;
    if (reserved(a->code))
        reader_fault(r, node, "ce nom est réservé aux conditions",
                     "this name is reserved for conditions");
    if (a->has_min && a->has_max && a->min > a->max)
        reader_fault(r, node, "« %s » dépasse « max »", "\"%s\" is more than \"max\"",
                     reader_key(r, "min"));
    if (a->required && a->required_if.count)
        reader_fault(r, node, "« required » et « required_if » s'excluent",
                     "\"required\" and \"required_if\" exclude each other");
    if (a->type == ATTRIBUTE_CHOICES && a->has_max && a->max > (double)a->choice_count)
        reader_fault(r, node, "« %s » dépasse le nombre de valeurs",
                     "\"%s\" is more than there are values", reader_key(r, "max"));
}

#define ATTRIBUTE_SHAPE(word, which)                \
    static const struct shape word##_shape = {      \
        .kind = "attribute." #word,                 \
        .fr = "champ",                              \
        .en = "attribute",                          \
        .size = sizeof(struct attribute),           \
        .fields = attribute_##word,                 \
        .unique = true,                             \
        .key = offsetof(struct attribute, code),    \
        .tagged = true,                             \
        .tag = (which),                             \
        .tag_at = offsetof(struct attribute, type), \
        .finish = finish_attribute,                 \
    }

ATTRIBUTE_SHAPE(string, ATTRIBUTE_STRING);
ATTRIBUTE_SHAPE(text, ATTRIBUTE_TEXT);
ATTRIBUTE_SHAPE(number, ATTRIBUTE_NUMBER);
ATTRIBUTE_SHAPE(datetime, ATTRIBUTE_DATETIME);
ATTRIBUTE_SHAPE(choice, ATTRIBUTE_CHOICE);
ATTRIBUTE_SHAPE(choices, ATTRIBUTE_CHOICES);

/* --- Stops ------------------------------------------------------------------------------------ */

static void finish_stop(struct reader *r, const struct node *node, void *out)
{
    (void)out;
    const struct node *when = node_get(node, STR("when"));
    if (when && when->type == NODE_TABLE && when->member_count + when->item_count == 0)
        reader_fault(r, node, "« %s » est vide : toutes les demandes seraient arrêtées",
                     "\"%s\" is empty: every request would be stopped", reader_key(r, "when"));
}

static const struct field stop_fields[] = {
    {"when", FIELD_OWN, .required = true, .read = read_when, FIELD_AT(struct stop, when)},
    {"say", FIELD_TEXT, .required = true, FIELD_AT(struct stop, say)},
    {0},
};

static const struct shape stop_shape = {
    .kind = "",
    .size = sizeof(struct stop),
    .fields = stop_fields,
    .finish = finish_stop,
};

/* --- The service ------------------------------------------------------------------------------ */

static void read_version(struct reader *r, const struct field *f, const struct node *value,
                         void *out)
{
    size_t dots = 0;
    bool good = reader_expect(r, f->name, value, NODE_STRING);
    if (!good)
        return;
    for (size_t i = 0; i < value->string.n; i++) {
        char c = value->string.p[i], before = i ? value->string.p[i - 1] : '.';
        dots += c == '.';
        good &= (c >= '0' && c <= '9') || (c == '.' && before != '.');
    }
    if (good && dots == 2 && value->string.n <= 20 && !str_ends(value->string, STR(".")))
        *(struct str *)out = value->string;
    else
        reader_fault(r, value, "« %s » vaut « %s » : il faut trois nombres, comme 1.0.0",
                     "\"%s\" is \"%s\": it must be three numbers, such as 1.0.0",
                     reader_key(r, f->name), value->string.p);
}

/* A code, or a code with its words. */
static void read_group(struct reader *r, const struct field *f, const struct node *value, void *out)
{
    static const struct field fields[] = {
        {FIELD_FIRST, FIELD_CODE, .required = true, FIELD_AT(struct service, group)},
        {"fr", FIELD_TEXT, .among = true, FIELD_AT(struct service, group_label)},
        {0}};
    static const struct shape shape = {.kind = "", .fr = "groupe", .en = "group", .fields = fields};
    static const struct field code = {"group", FIELD_CODE, FIELD_AT(struct service, group)};
    (void)f;
    if (value->type == NODE_TABLE)
        schema_read(r, &shape, value, out);
    else
        schema_read_value(r, &code, value, out);
}

static const struct field priority_word = {"priority", FIELD_NAME,
                                           FIELD_WORDS("low", "normal", "high", "urgent"),
                                           FIELD_AT(struct service, priority)};

static void read_priority(struct reader *r, const struct field *f, const struct node *value,
                          void *out)
{
    (void)f;
    if (value->type == NODE_FUNCTION && value->function > 0)
        ((struct service *)out)->priority_function = value->function;
    else
        schema_read_value(r, &priority_word, value, out);
}

/* Later fields look at what earlier ones read: settings and attributes come before clocks. */
static const struct field service_fields[] = {
    {"api", FIELD_OWN, .required = true, .read = read_api},
    {"code", FIELD_CODE, .required = true, FIELD_AT(struct service, code)},
    {"version", FIELD_OWN, .required = true, .read = read_version,
     FIELD_AT(struct service, version)},
    {"name", FIELD_TEXT, .required = true, .max = 100, FIELD_AT(struct service, name)},
    {"description", FIELD_TEXT, .required = true, FIELD_AT(struct service, description)},
    {"group", FIELD_OWN, .required = true, .read = read_group},
    {"keywords", FIELD_STRINGS, .max = KEYWORDS_MAX,
     FIELD_AT_LIST(struct service, keywords, keyword_count)},
    {"settings", FIELD_LIST, .max = SETTINGS_MAX, FIELD_SHAPES(&setting_shape),
     FIELD_AT_LIST(struct service, settings, setting_count)},
    {"attributes", FIELD_LIST, .max = ATTRIBUTES_MAX,
     FIELD_SHAPES(&choice_shape, &choices_shape, &number_shape, &string_shape, &text_shape,
                  &datetime_shape),
     FIELD_AT_LIST(struct service, attributes, attribute_count)},
    {"stop_if", FIELD_LIST, .max = STOPS_MAX, FIELD_SHAPES(&stop_shape),
     FIELD_AT_LIST(struct service, stops, stop_count)},
    {"clocks", FIELD_TABLE, .required = true, FIELD_SHAPES(&clocks_shape)},
    {"workflow", FIELD_TABLE, .required = true, FIELD_SHAPES(&workflow_shape),
     FIELD_AT(struct service, workflow)},
    {"priority", FIELD_OWN, .read = read_priority},
    {0},
};

/* The workflow is read after the clocks. */
static void check_met_by(struct reader *r, const struct node *node, const struct service *s,
                         const struct clock_plan *clock)
{
    for (size_t i = 0; i < clock->policy.met_by_count; i++) {
        struct suggest hint = {.word = clock->policy.met_by[i]};
        if (workflow_state(&s->workflow, hint.word))
            continue;
        for (size_t k = 0; k < s->workflow.count; k++)
            suggest_try(&hint, s->workflow.states[k].id);
        struct text say = reader_hint(r, hint.best);
        reader_fault(r, node,
                     "horloge « %s » : « met_by » nomme l'état « %s », qui n'existe pas%s%.0s",
                     "clock \"%s\": \"met_by\" names the state \"%s\", which does not exist%.0s%s",
                     clock->name.p, hint.word.p, say.in[LANG_FR].p, say.in[LANG_EN].p);
    }
}

static void finish_service(struct reader *r, const struct node *node, void *out)
{
    const struct service *s = out;
    for (size_t i = 0; s->workflow.count && i < s->clock_count; i++)
        check_met_by(r, node, s, &s->clocks[i]);
}

static const struct shape service_shape = {
    .kind = "service",
    .fr = "service",
    .en = "service",
    .size = sizeof(struct service),
    .fields = service_fields,
    .finish = finish_service,
};

/* Every setting that the borough gives is one of the service's. */
static void check_overrides(struct reader *r, const struct node *settings,
                            const struct service *service)
{
    for (size_t i = 0; settings && i < settings->member_count; i++) {
        struct suggest s = {.word = settings->members[i].key};
        bool found = false;
        for (size_t k = 0; k < service->setting_count; k++) {
            found |= str_eq(service->settings[k].name, s.word);
            suggest_try(&s, service->settings[k].name);
        }
        struct text hint = reader_hint(r, s.best);
        if (!found)
            reader_fault(r, settings, "le service « %s » n'a pas de réglage « %s »%s%.0s",
                         "the service \"%s\" has no setting \"%s\"%.0s%s", service->code.p,
                         s.word.p, hint.in[LANG_FR].p, hint.in[LANG_EN].p);
    }
}

enum err service_read(struct arena *arena, struct faults *faults, const struct sources *sources,
                      const struct node *tree, const struct node *settings, struct service *out)
{
    struct service_context context = {.service = out, .settings = settings};
    struct reader r = {.arena = arena, .faults = faults, .sources = sources, .context = &context};
    size_t before = faults->count;
    *out = (struct service){0};
    schema_read(&r, &service_shape, tree, out);
    if (out->code.n)
        check_overrides(&r, settings, out);
    if (r.out_of_memory || faults->lost)
        return ERR_NOMEM;
    return faults->count > before ? ERR_INVALID : ERR_OK;
}
