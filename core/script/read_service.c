/* Services: settings, attributes, stops, and the whole table. */
#include "script/read.h"
#include "script/suggest.h"

enum { CHOICES_MAX = 100, SETTINGS_MAX = 50, STOPS_MAX = 20, KEYWORDS_MAX = 50 };

const struct field api_forms[] = {{"api", FIELD_WHOLE, .min = 1, .max = 1}, {0}};

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
    {FIELD_ID, FIELD_CODE, .required = true, .called = "id",
     .doc = {"Le nom du réglage, que ref \"nom\" et l'arrondissement emploient.",
             "The name of the setting, which ref \"name\" and the borough use."},
     FIELD_AT(struct setting, name)},
    {"label", FIELD_TEXT, .required = true,
     .doc = {"Ce qu'il règle, et en quelle unité.", "What it sets, and in which unit."},
     FIELD_AT(struct setting, label)},
    {"default", FIELD_NUMBER, .required = true, .min = -BIG, .max = BIG,
     .doc = {"Sa valeur quand l'arrondissement n'en donne pas.",
             "Its value when the borough gives none."},
     FIELD_AT(struct setting, fallback)},
    {"min", FIELD_NUMBER, .min = -BIG, .max = BIG,
     .doc = {"Le moins que l'arrondissement puisse choisir.", "The least a borough may choose."},
     FIELD_AT_HAS(struct setting, min, has_min)},
    {"max", FIELD_NUMBER, .min = -BIG, .max = BIG,
     .doc = {"Le plus que l'arrondissement puisse choisir.", "The most a borough may choose."},
     FIELD_AT_HAS(struct setting, max, has_max)},
    {0},
};

static const struct shape setting_shape = {
    .kind = "setting.number",
    .fr = "réglage",
    .en = "setting",
    .doc = {"Un nombre que l'arrondissement change sans toucher aux règles.",
            "A number that the borough changes without touching the rules."},
    .size = sizeof(struct setting),
    .fields = setting_fields,
    .unique = true,
    .key = offsetof(struct setting, name),
    .finish = finish_setting,
};

/* --- Attributes ------------------------------------------------------------------------------- */

static const struct field value_fields[] = {
    {FIELD_FIRST, FIELD_CODE, .required = true, .called = "code",
     .doc = {"Le code de la valeur ; il ne change plus une fois en service.",
             "The code of the value; it never changes once in service."},
     FIELD_AT(struct choice, key)},
    {"fr", FIELD_TEXT, .among = true, .doc = {"Ce que le citoyen lit.", "What the citizen reads."},
     FIELD_AT(struct choice, label)},
    {0},
};

static const struct shape value_shape = {
    .kind = "",
    .doc = {"Une réponse possible : { \"big\", fr = \"30 cm ou plus\", en = \"30 cm or more\" }.",
            "A possible answer: { \"big\", fr = \"30 cm ou plus\", en = \"30 cm or more\" }."},
    .size = sizeof(struct choice),
    .fields = value_fields,
    .unique = true,
    .key = offsetof(struct choice, key),
};

/* What every attribute has. */
static const struct field attribute_fields[] = {
    {FIELD_ID, FIELD_CODE, .required = true, .called = "id",
     .doc = {"Le code du champ ; il ne change plus une fois en service.",
             "The code of the attribute; it never changes once in service."},
     FIELD_AT(struct attribute, code)},
    {"label", FIELD_TEXT, .required = true, .doc = {"La question.", "The question."},
     FIELD_AT(struct attribute, label)},
    {"help", FIELD_TEXT, .doc = {"Une aide, sous la question.", "Help, under the question."},
     FIELD_AT(struct attribute, help)},
    {"required", FIELD_BOOL, .doc = {"Faut-il répondre ?", "Must it be answered?"},
     FIELD_AT(struct attribute, required)},
    {"required_if", FIELD_OWN, .read = read_when, .forms = when_forms,
     .doc = {"Il faut répondre quand cette condition est vraie.",
             "It must be answered when this condition holds."},
     FIELD_AT(struct attribute, required_if)},
    {"show_if", FIELD_OWN, .read = read_when, .forms = when_forms,
     .doc = {"La question n'est posée que si cette condition est vraie.",
             "The question is asked only if this condition holds."},
     FIELD_AT(struct attribute, show_if)},
    {0},
};

#define VALUES_FIELD                                                                       \
    {                                                                                      \
        "values", FIELD_LIST, .required = true, .min = 2, .max = CHOICES_MAX,              \
                              .doc = {"Les réponses possibles.", "The possible answers."}, \
                              FIELD_SHAPES(&value_shape),                                  \
                              FIELD_AT_LIST(struct attribute, choices, choice_count)       \
    }

/* Whole numbers from `least` to `most`: how many, or how long. */
#define SIZE_FIELDS(least, most, what_fr, what_en)                                            \
    {"min",                                                                                   \
     FIELD_WHOLE,                                                                             \
     .min = (least),                                                                          \
     .max = (most),                                                                           \
     .doc = {"Au moins combien " what_fr, "At least how many " what_en},                      \
     FIELD_AT_HAS(struct attribute, min, has_min)},                                           \
    {                                                                                         \
        "max", FIELD_WHOLE, .min = 1, .max = (most),                                          \
                            .doc = {"Au plus combien " what_fr, "At most how many " what_en}, \
                            FIELD_AT_HAS(struct attribute, max, has_max)                      \
    }
#define LENGTH_FIELDS SIZE_FIELDS(0, ANSWER_MAX, "de caractères.", "characters.")

static const struct field attribute_choice[] = {VALUES_FIELD, {0}};
static const struct field attribute_choices[] = {
    VALUES_FIELD, SIZE_FIELDS(0, CHOICES_MAX, "de réponses.", "answers."), {0}};
static const struct field attribute_string[] = {LENGTH_FIELDS, {0}};
static const struct field attribute_text[] = {LENGTH_FIELDS, {0}};
static const struct field attribute_datetime[] = {{0}};
static const struct field attribute_number[] = {
    {"unit", FIELD_STRING, .min = 1, .max = 20,
     .doc = {"L'unité, à côté de la réponse : cm.", "The unit, beside the answer: cm."},
     FIELD_AT(struct attribute, unit)},
    {"integer", FIELD_BOOL, .doc = {"Seulement des nombres entiers.", "Whole numbers only."},
     FIELD_AT(struct attribute, integer)},
    {"min", FIELD_NUMBER, .min = -BIG, .max = BIG,
     .doc = {"La plus petite réponse.", "The least answer."},
     FIELD_AT_HAS(struct attribute, min, has_min)},
    {"max", FIELD_NUMBER, .min = -BIG, .max = BIG,
     .doc = {"La plus grande réponse.", "The greatest answer."},
     FIELD_AT_HAS(struct attribute, max, has_max)},
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

#define ATTRIBUTE_SHAPE(word, which, say_fr, say_en)                           \
    static const struct field *const more_##word[] = {attribute_##word, NULL}; \
    static const struct shape word##_shape = {                                 \
        .doc = {say_fr, say_en},                                               \
        .kind = "attribute." #word,                                            \
        .fr = "champ",                                                         \
        .en = "attribute",                                                     \
        .size = sizeof(struct attribute),                                      \
        .fields = attribute_fields,                                            \
        .more = more_##word,                                                   \
        .unique = true,                                                        \
        .key = offsetof(struct attribute, code),                               \
        .tagged = true,                                                        \
        .tag = (which),                                                        \
        .tag_at = offsetof(struct attribute, type),                            \
        .finish = finish_attribute,                                            \
    }

ATTRIBUTE_SHAPE(string, ATTRIBUTE_STRING, "Une ligne de texte.", "A line of text.");
ATTRIBUTE_SHAPE(text, ATTRIBUTE_TEXT, "Un texte de plusieurs lignes.", "A text of several lines.");
ATTRIBUTE_SHAPE(number, ATTRIBUTE_NUMBER, "Un nombre.", "A number.");
ATTRIBUTE_SHAPE(datetime, ATTRIBUTE_DATETIME, "Un jour et une heure.", "A day and an hour.");
ATTRIBUTE_SHAPE(choice, ATTRIBUTE_CHOICE, "Une réponse dans une liste.", "One answer of a list.");
ATTRIBUTE_SHAPE(choices, ATTRIBUTE_CHOICES, "Une ou plusieurs réponses d'une liste.",
                "One or more answers of a list.");

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
    {"when", FIELD_OWN, .required = true, .read = read_when, .forms = when_forms,
     .doc = {"À quelle condition.", "On what condition."}, FIELD_AT(struct stop, when)},
    {"say", FIELD_TEXT, .required = true,
     .doc = {"Quoi faire à la place : ce que le citoyen lit.",
             "What to do instead: what the citizen reads."},
     FIELD_AT(struct stop, say)},
    {0},
};

static const struct shape stop_shape = {
    .kind = "",
    .doc = {"Ce qui ne se dépose pas ici.", "What is not to be filed here."},
    .size = sizeof(struct stop),
    .fields = stop_fields,
    .finish = finish_stop,
};

/* --- The service ------------------------------------------------------------------------------ */

static const struct field version_forms[] = {
    {"version", FIELD_STRING, .min = 5, .max = 20, .pattern = "^[0-9]+\\.[0-9]+\\.[0-9]+$"}, {0}};

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

static const struct field group_fields[] = {
    {FIELD_FIRST, FIELD_CODE, .required = true, .called = "code",
     .doc = {"Le code du groupe.", "The code of the group."}, FIELD_AT(struct service, group)},
    {"fr", FIELD_TEXT, .among = true, .doc = {"Comment on l'appelle.", "What it is called."},
     FIELD_AT(struct service, group_label)},
    {0},
};
static const struct shape group_shape = {
    .kind = "",
    .fr = "groupe",
    .en = "group",
    .doc = {"Un code avec ses mots.", "A code with its words."},
    .fields = group_fields,
};

static const struct field group_forms[] = {
    {"group", FIELD_CODE, .doc = {"Un code seul.", "A code alone."},
     FIELD_AT(struct service, group)},
    {"group", FIELD_TABLE, FIELD_SHAPES(&group_shape)},
    {0},
};

static void read_group(struct reader *r, const struct field *f, const struct node *value, void *out)
{
    (void)f;
    if (value->type == NODE_TABLE)
        schema_read(r, &group_shape, value, out);
    else
        schema_read_value(r, &group_forms[0], value, out);
}

#define PRIORITY_WORD                                                           \
    {                                                                           \
        "priority", FIELD_NAME, FIELD_WORDS("low", "normal", "high", "urgent"), \
            FIELD_AT(struct service, priority)                                  \
    }
static const struct field priority_forms[] = {
    PRIORITY_WORD,
    {"function", FIELD_FUNCTION,
     .doc = {"Une fonction de la demande, qui répond l'un de ces mots.",
             "A function of the request that answers one of these words."},
     FIELD_FORMS(PRIORITY_WORD)},
    {0},
};

static void read_priority(struct reader *r, const struct field *f, const struct node *value,
                          void *out)
{
    (void)f;
    if (value->type == NODE_FUNCTION && value->function > 0)
        ((struct service *)out)->priority_function = value->function;
    else
        schema_read_value(r, &priority_forms[0], value, out);
}

/* Inheritance is over by now (script/inherit.h): only what they look like is checked here. */
static const struct field extends_forms[] = {
    {"extends", FIELD_STRING, .min = 1, .max = 80, .pattern = "^core/[a-z][a-z0-9_-]*@[0-9]+$"},
    {0}};

static void read_extends(struct reader *r, const struct field *f, const struct node *value,
                         void *out)
{
    (void)out;
    reader_expect(r, f->name, value, NODE_STRING);
}

struct paths {
    struct str *items;
    size_t count;
};
static const struct field remove_forms[] = {
    {"remove", FIELD_STRINGS, .max = 200, FIELD_AT_LIST(struct paths, items, count)}, {0}};

static void read_remove(struct reader *r, const struct field *f, const struct node *value,
                        void *out)
{
    struct paths list;
    (void)f;
    (void)out;
    schema_read_value(r, &remove_forms[0], value, &list);
}

static void check_remove(struct reader *r, const struct node *node)
{
    if (node_get(node, STR("remove")) && !node_get(node, STR("extends")))
        reader_fault(r, node, "« %s » ne va pas sans « extends »",
                     "\"%s\" does not go without \"extends\"", reader_key(r, "remove"));
}

/* Later fields look at what earlier ones read: settings and attributes come before clocks. */
static const struct field service_fields[] = {
    {"extends", FIELD_OWN, .not_inherited = true, .read = read_extends, .forms = extends_forms,
     .doc =
         {"Le service partagé dont il prend tout ce qu'il ne dit pas, et la version majeure pour "
          "laquelle il est écrit : core/pothole@1.",
          "The shared service from which it takes all that it does not say, and the major "
          "version it is written for: core/pothole@1."}},
    {"remove", FIELD_OWN, .not_inherited = true, .read = read_remove, .forms = remove_forms,
     .doc = {"Ce qu'il ne prend pas : { \"attributes.depth\", \"clocks.resolution.big\" }.",
             "What it does not take: { \"attributes.depth\", \"clocks.resolution.big\" }."}},
    {"api", FIELD_OWN, .required = true, .read = read_api, .forms = api_forms,
     .doc = {"La version de ce langage : 1.", "The version of this language: 1."}},
    {"code", FIELD_CODE, .required = true,
     .doc = {"Le code du service, celui de son dossier ; il ne change plus une fois en service.",
             "The code of the service, that of its folder; it never changes once in service."},
     FIELD_AT(struct service, code)},
    {"version", FIELD_OWN, .required = true, .not_inherited = true, .read = read_version,
     .forms = version_forms,
     .doc = {"La version de ce fichier : trois nombres, comme 1.2.0.",
             "The version of this file: three numbers, such as 1.2.0."},
     FIELD_AT(struct service, version)},
    {"name", FIELD_TEXT, .required = true, .max = 100,
     .doc = {"Le nom du service.", "The name of the service."}, FIELD_AT(struct service, name)},
    {"description", FIELD_TEXT, .required = true,
     .doc = {"Ce que c'est, en une phrase.", "What it is, in a sentence."},
     FIELD_AT(struct service, description)},
    {"group", FIELD_OWN, .required = true, .read = read_group, .forms = group_forms,
     .doc = {"Parmi quels services il est rangé.", "Among which services it is put."}},
    {"keywords", FIELD_STRINGS, .max = KEYWORDS_MAX,
     .doc = {"Les mots par lesquels on le cherche, dans les deux langues.",
             "The words by which people look for it, in both languages."},
     FIELD_AT_LIST(struct service, keywords, keyword_count)},
    {"settings", FIELD_LIST, .max = SETTINGS_MAX, FIELD_SHAPES(&setting_shape),
     .doc = {"Les nombres qu'un arrondissement change sans toucher aux règles.",
             "The numbers that a borough changes without touching the rules."},
     FIELD_AT_LIST(struct service, settings, setting_count)},
    {"attributes", FIELD_LIST, .max = ATTRIBUTES_MAX,
     .doc = {"Les questions posées au citoyen.", "The questions put to the citizen."},
     FIELD_SHAPES(&choice_shape, &choices_shape, &number_shape, &string_shape, &text_shape,
                  &datetime_shape),
     FIELD_AT_LIST(struct service, attributes, attribute_count)},
    {"stop_if", FIELD_LIST, .max = STOPS_MAX, FIELD_SHAPES(&stop_shape),
     .doc = {"Ce qui ne se dépose pas ici, et quoi faire à la place.",
             "What is not to be filed here, and what to do instead."},
     FIELD_AT_LIST(struct service, stops, stop_count)},
    {"clocks", FIELD_TABLE, .required = true, FIELD_SHAPES(&clocks_shape),
     .doc = {"Les délais.", "The deadlines."}},
    {"workflow", FIELD_TABLE, .required = true, FIELD_SHAPES(&workflow_shape),
     .doc = {"Les états d'une demande, et les raisons de chaque fermeture.",
             "The states of a request, and the reasons of each closing."},
     FIELD_AT(struct service, workflow)},
    {"priority", FIELD_OWN, .read = read_priority, .forms = priority_forms,
     .doc = {"L'urgence pour les agents : un mot, ou une fonction. Sans elle : normal.",
             "The urgency for the agents: a word, or a function. Without it: normal."}},
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
    check_remove(r, node);
    for (size_t i = 0; s->workflow.count && i < s->clock_count; i++)
        check_met_by(r, node, s, &s->clocks[i]);
}

const struct shape service_shape = {
    .kind = "service",
    .fr = "service",
    .en = "service",
    .doc = {"Un service : ce qu'on demande, les délais, les états.",
            "A service: what is asked, the deadlines, the states."},
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
