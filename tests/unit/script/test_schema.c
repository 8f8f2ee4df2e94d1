/* The description of a plugin's table, walked as those who write about it do: whatever may be
 * written is described, in both languages, down to the last key. */
#include "script/construct.h"
#include "script/read.h"
#include "script/read_trial.h"
#include "unit/test.h"

enum { DEPTH_MAX = 12 };

struct seen {
    size_t fields, constructors;
    bool kinds[64];
};

static void see_shape(struct seen *seen, const struct shape *shape, int depth);

static void see_doc(const char *what, struct doc doc)
{
    if (!doc.fr || !doc.en || !*doc.fr || !*doc.en || strcmp(doc.fr, doc.en) == 0)
        fail_msg("%s is not described in both languages", what);
}

static void see_kind(struct seen *seen, const char *kind)
{
    for (size_t i = 0; constructors[i].kind; i++)
        if (strcmp(constructors[i].kind, kind) == 0 && !seen->kinds[i]) {
            seen->kinds[i] = true;
            seen->constructors++;
        }
}

static void see_type(struct seen *seen, const struct field *f, int depth)
{
    bool words = f->type == FIELD_WORD || f->type == FIELD_NAME;
    assert_true(depth < DEPTH_MAX);
    assert_true(!words || f->words);
    assert_true((f->type == FIELD_TABLE || f->type == FIELD_LIST) == (f->shapes != NULL));
    assert_true((f->type != FIELD_OWN && f->type != FIELD_FUNCTION && f->type != FIELD_ROW) ||
                f->forms || f->type == FIELD_FUNCTION);
    for (size_t i = 0; f->shapes && f->shapes[i]; i++)
        see_shape(seen, f->shapes[i], depth + 1);
    for (const struct field *form = f->forms; form && form->name; form++)
        see_type(seen, form, depth + 1);
    if (f->type == FIELD_REF)
        see_kind(seen, "ref");
}

static void see_shape(struct seen *seen, const struct shape *shape, int depth)
{
    struct field_walk w = shape_walk(shape);
    see_doc(shape->fr ? shape->fr : "a table", shape->doc);
    see_kind(seen, shape->kind);
    for (const struct field *f; (f = shape_next(&w));) {
        see_doc(f->name, f->doc);
        if (!field_is_key(f) && strcmp(f->name, FIELD_REST) != 0)
            assert_non_null(f->called);
        see_type(seen, f, depth);
        seen->fields++;
    }
}

static void everything_is_described(void **state)
{
    (void)state;
    struct seen seen = {0};
    size_t all = 0;
    see_shape(&seen, &service_shape, 0);
    assert_true(seen.fields > 150);
    see_shape(&seen, &jurisdiction_shape, 0);
    see_shape(&seen, &trial_file_shape, 0);
    while (constructors[all].kind)
        all++;
    assert_int_equal(seen.constructors, all);
}

static const struct field *find(const struct shape *shape, const char *name, bool *required)
{
    struct field_walk w = shape_walk(shape);
    for (const struct field *f; (f = shape_next(&w));)
        if (strcmp(f->name, name) == 0) {
            *required = shape_requires(&w, f);
            return f;
        }
    fail_msg("no field %s", name);
    return NULL;
}

/* Goal and unit are always there in a rule, but a clock has them or rules. */
static void what_is_required(void **state)
{
    (void)state;
    bool required;
    const struct shape *clock = find(&clocks_shape, FIELD_ITEMS, &required)->shapes[0];
    assert_false(required);
    const struct field *rules = find(clock, FIELD_ITEMS, &required);
    assert_str(str_c(field_called(rules)), "rules");
    find(clock, "calendar", &required);
    assert_true(required);
    find(clock, "goal", &required);
    assert_false(required);
    find(rules->shapes[0], "goal", &required);
    assert_true(required);
    find(rules->shapes[0], "because", &required);
    assert_false(required);
}

/* A reader and those who describe say the same limits. */
static void limits(void **state)
{
    (void)state;
    bool required;
    const struct field *name = find(&service_shape, "name", &required);
    assert_true(field_max(name) == 100);
    assert_true(field_max(find(&service_shape, "description", &required)) == 1000);
    assert_true(field_max(find(&service_shape, "code", &required)) == 64);
}

static void names_of_items(void **state)
{
    (void)state;
    struct node word = {.type = NODE_STRING, .string = STR("big")};
    struct node item = {.type = NODE_TABLE, .items = &word, .item_count = 1, .id = STR("late")};
    bool required;
    const struct field *attributes = find(&service_shape, "attributes", &required);
    const struct field *values = find(attributes->shapes[0], "values", &required);
    assert_str(shape_name_of(attributes->shapes[0], &item), "late");
    assert_str(shape_name_of(values->shapes[0], &item), "big");
    item.item_count = 0;
    assert_int_equal(shape_name_of(values->shapes[0], &item).n, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(everything_is_described),
        cmocka_unit_test(what_is_required),
        cmocka_unit_test(limits),
        cmocka_unit_test(names_of_items),
    };
    return RUN_ALL(tests);
}
