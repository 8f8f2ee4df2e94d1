/* Conditions: `when`, `show_if`, `required_if`. */
#include "base/date.h"
#include "script/read.h"
#include "script/suggest.h"

enum { COMPARISONS = 6, METRES_MAX = 100000 };

static const char *const comparison_names[COMPARISONS] = {
    [COMPARE_EQ] = "eq", [COMPARE_NE] = "ne", [COMPARE_LT] = "lt",
    [COMPARE_LE] = "le", [COMPARE_GT] = "gt", [COMPARE_GE] = "ge",
};

/* --- The description -------------------------------------------------------------------------- */

static const struct field near_fields[] = {
    {FIELD_FIRST, FIELD_CODE, .required = true, .called = "kind", .of = "place",
     .doc = {"La sorte de lieu, comme dans le fichier « places ».",
             "The kind of place, as in the file \"places\"."},
     FIELD_AT(struct test, near)},
    {"metres", FIELD_NUMBER, .required = true, .min = 1, .max = METRES_MAX,
     .doc = {"À cette distance au plus, en mètres.", "No farther than this, in metres."},
     FIELD_AT(struct test, metres)},
    {0},
};

static const struct shape near_shape = {
    .kind = "",
    .doc = {"La demande est près d'un lieu d'une sorte.", "The request is near a place of a kind."},
    .size = sizeof(struct test),
    .fields = near_fields,
};

#define ANSWER_FORMS                                                                               \
    {"answer", FIELD_STRING, .min = 1,                                                             \
     .doc = {"La réponse est celle-ci.", "The answer is this one."}},                              \
        {"answers", FIELD_STRINGS, .min = 1,                                                       \
         .doc = {"La réponse est l'une de celles-ci.", "The answer is one of these."}},            \
        {"number", FIELD_NUMBER, .min = -1e15, .max = 1e15,                                        \
         .doc = {"La réponse est ce nombre.", "The answer is this number."}},                      \
    {                                                                                              \
        "numbers", FIELD_ROW,                                                                      \
            .min = 1, .max = 100,                                                                  \
            .doc = {"La réponse est l'un de ces nombres.", "The answer is one of these numbers."}, \
            FIELD_FORMS({"number", FIELD_NUMBER, .min = -1e15, .max = 1e15})                       \
    }

#define COMPARED(name, fr, en)                                      \
    {                                                               \
        name, FIELD_OWN, .doc = {fr, en}, FIELD_FORMS(ANSWER_FORMS) \
    }

static const struct field comparison_fields[] = {
    COMPARED("eq", "égale, ou l'une de ces valeurs", "equal, or one of these values"),
    COMPARED("ne", "différente, ou aucune de ces valeurs", "different, or none of these values"),
    COMPARED("lt", "plus petite, ou avant", "less, or before"),
    COMPARED("le", "plus petite ou égale", "less or equal"),
    COMPARED("gt", "plus grande, ou après", "more, or after"),
    COMPARED("ge", "plus grande ou égale", "more or equal"),
    {0},
};

static const struct shape comparison_shape = {
    .kind = "",
    .doc = {"Comparaisons, qui doivent toutes être vraies.", "Comparisons, which must all hold."},
    .fields = comparison_fields,
};

static const struct field answer_forms[] = {
    ANSWER_FORMS,
    {"comparison", FIELD_TABLE, FIELD_SHAPES(&comparison_shape)},
    {0},
};

static const struct field condition_fields[] = {
    {"month", FIELD_OWN,
     .doc = {"Le mois de la demande est l'un de ceux-ci : { 3, 4 }.",
             "The month of the request is one of these: { 3, 4 }."},
     FIELD_FORMS({"months", FIELD_ROW, .min = 1, .max = 12,
                  FIELD_FORMS({"month", FIELD_WHOLE, .min = 1, .max = 12})})},
    {"near", FIELD_OWN,
     .doc = {"La demande est près d'un lieu : { \"school\", metres = 150 }.",
             "The request is near a place: { \"school\", metres = 150 }."},
     FIELD_FORMS({"near", FIELD_TABLE, FIELD_SHAPES(&near_shape)})},
    {FIELD_REST, FIELD_OWN, .of = "attribute",
     .doc =
         {"La réponse à ce champ, déclaré plus haut : { size = \"big\", depth = { ge = 10 } }.",
          "The answer to this attribute, declared above: { size = \"big\", depth = { ge = 10 } }."},
     .forms = answer_forms},
    {0},
};

static const struct shape condition_shape = {
    .kind = "",
    .doc = {"Une condition ; ce qu'elle nomme doit être vrai tout ensemble. Vide : toujours.",
            "A condition; all that it names must hold together. Empty: always."},
    .fields = condition_fields,
};

const struct field when_forms[] = {{"condition", FIELD_TABLE, FIELD_SHAPES(&condition_shape)}, {0}};

/* --- Values that an answer is compared with --------------------------------------------------- */

static bool read_choice(struct reader *r, const struct attribute *a, const struct node *value,
                        struct value *out)
{
    struct suggest s = {.word = value->string};
    for (size_t i = 0; i < a->choice_count; i++) {
        if (str_eq(a->choices[i].key, value->string)) {
            *out = (struct value){.type = VALUE_STRING, .string = value->string};
            return true;
        }
        suggest_try(&s, a->choices[i].key);
    }
    struct text hint = reader_hint(r, s.best);
    reader_fault(r, value, "« %s » n'a pas la valeur « %s »%s%.0s",
                 "\"%s\" has no value \"%s\"%.0s%s", reader_key(r, a->code.p), value->string.p,
                 hint.in[LANG_FR].p, hint.in[LANG_EN].p);
    return false;
}

static bool read_instant(struct reader *r, const struct attribute *a, const struct node *value,
                         struct value *out)
{
    out->type = VALUE_INSTANT;
    if (instant_parse(value->string, &out->instant))
        return true;
    reader_fault(r, value, "« %s » se compare à un instant comme 2026-05-07T09:00:00-04:00",
                 "\"%s\" is compared with an instant such as 2026-05-07T09:00:00-04:00",
                 reader_key(r, a->code.p));
    return false;
}

/* One value, of the type that answers to this attribute have. */
static bool read_value(struct reader *r, const struct attribute *a, const struct node *value,
                       struct value *out)
{
    bool number = a->type == ATTRIBUTE_NUMBER;
    if (!reader_expect(r, a->code.p, value, number ? NODE_NUMBER : NODE_STRING))
        return false;
    switch (a->type) {
    case ATTRIBUTE_NUMBER:
        *out = (struct value){.type = VALUE_NUMBER, .number = value->number};
        return true;
    case ATTRIBUTE_DATETIME:
        return read_instant(r, a, value, out);
    case ATTRIBUTE_CHOICE:
    case ATTRIBUTE_CHOICES:
        return read_choice(r, a, value, out);
    case ATTRIBUTE_STRING:
    case ATTRIBUTE_TEXT:
        *out = (struct value){.type = VALUE_STRING, .string = value->string};
        return true;
    }
    return false;
}

/* A value or a list of values. */
static void read_values(struct reader *r, const struct attribute *a, const struct node *given,
                        struct test *out)
{
    bool list = given->type == NODE_TABLE && given->item_count > 0;
    size_t n = list ? given->item_count : 1;
    out->values = reader_alloc(r, n, sizeof *out->values);
    for (size_t i = 0; out->values && i < n; i++)
        if (read_value(r, a, list ? &given->items[i] : given, &out->values[out->value_count]))
            out->value_count++;
}

/* --- Tests ------------------------------------------------------------------------------------ */

static bool has_order(const struct attribute *a)
{
    return a->type == ATTRIBUTE_NUMBER || a->type == ATTRIBUTE_DATETIME;
}

static int comparison_named(struct str name)
{
    for (int i = 0; i < COMPARISONS; i++)
        if (str_eq(name, str_c(comparison_names[i])))
            return i;
    return -1;
}

static void read_comparison(struct reader *r, const struct attribute *a, const struct member *m,
                            struct when *out)
{
    int compare = comparison_named(m->key);
    if (compare < 0) {
        reader_fault(r, &m->value, "« %s » : comparaison inconnue « %s » (eq, ne, lt, le, gt, ge)",
                     "\"%s\": unknown comparison \"%s\" (eq, ne, lt, le, gt, ge)",
                     reader_key(r, a->code.p), m->key.p);
        return;
    }
    bool order = compare != COMPARE_EQ && compare != COMPARE_NE;
    if (order && (!has_order(a) || m->value.type == NODE_TABLE)) {
        reader_fault(r, &m->value,
                     "« %s » : « %s » compare un nombre ou une date à une seule valeur",
                     "\"%s\": \"%s\" compares a number or a date with one value",
                     reader_key(r, a->code.p), m->key.p);
        return;
    }
    struct test *t = &out->tests[out->count++];
    *t = (struct test){.attribute = a->code, .compare = (enum compare)compare};
    read_values(r, a, &m->value, t);
}

static void read_attribute(struct reader *r, struct str code, const struct node *value,
                           struct when *out)
{
    const struct service_context *context = r->context;
    const struct attribute *a = service_attribute(context->service, code);
    if (!a) {
        struct suggest s = {.word = code};
        for (size_t i = 0; i < context->service->attribute_count; i++)
            suggest_try(&s, context->service->attributes[i].code);
        struct text hint = reader_hint(r, s.best);
        reader_fault(r, value, "« %s » : aucun attribut de ce nom n'est déclaré avant%s%.0s",
                     "\"%s\": no attribute of that name is declared before%.0s%s",
                     reader_key(r, code.p), hint.in[LANG_FR].p, hint.in[LANG_EN].p);
        return;
    }
    if (value->type == NODE_TABLE && value->member_count > 0) {
        for (size_t i = 0; i < value->member_count; i++)
            read_comparison(r, a, &value->members[i], out);
        return;
    }
    struct test *t = &out->tests[out->count++];
    *t = (struct test){.attribute = a->code, .compare = COMPARE_EQ};
    read_values(r, a, value, t);
}

static void read_months(struct reader *r, struct str key, const struct node *value,
                        struct when *out)
{
    if (!reader_expect(r, key.p, value, NODE_TABLE))
        return;
    struct test *t = &out->tests[out->count++];
    *t = (struct test){.kind = TEST_MONTH};
    for (size_t i = 0; i < value->item_count; i++) {
        int month;
        if (reader_whole(r, key.p, &value->items[i], 1, 12, &month))
            t->months |= 1U << (month - 1);
    }
    if (value->item_count == 0 || value->member_count > 0)
        reader_fault(r, value, "« %s » est une liste de mois : { 3, 4 }",
                     "\"%s\" is a list of months: { 3, 4 }", reader_key(r, key.p));
}

static void read_near(struct reader *r, struct str key, const struct node *value, struct when *out)
{
    if (!reader_expect(r, key.p, value, NODE_TABLE))
        return;
    struct test *t = &out->tests[out->count++];
    *t = (struct test){.kind = TEST_NEAR};
    size_t before = reader_enter(r, key.p, 0);
    schema_read(r, &near_shape, value, t);
    reader_leave(r, before);
}

void read_when(struct reader *r, const struct field *f, const struct node *value, void *target)
{
    struct when *out = target;
    if (!reader_expect(r, f->name, value, NODE_TABLE))
        return;
    if (value->item_count > 0 || value->odd)
        reader_fault(r, value, "« %s » : chaque condition a un nom, comme { size = \"big\" }",
                     "\"%s\": each condition has a name, as in { size = \"big\" }",
                     reader_key(r, f->name));
    size_t most = 0;
    for (size_t i = 0; i < value->member_count; i++)
        most += 1 + value->members[i].value.member_count;
    out->tests = reader_alloc(r, most, sizeof *out->tests);
    size_t before = reader_enter(r, f->name, 0);
    for (size_t i = 0; out->tests && i < value->member_count; i++) {
        const struct member *m = &value->members[i];
        if (str_eq(m->key, STR("month")))
            read_months(r, m->key, &m->value, out);
        else if (str_eq(m->key, STR("near")))
            read_near(r, m->key, &m->value, out);
        else
            read_attribute(r, m->key, &m->value, out);
    }
    reader_leave(r, before);
}
