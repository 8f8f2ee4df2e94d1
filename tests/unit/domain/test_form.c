/* The form: one row a case, what comes in, what is kept or which field is at fault. */
#include "domain/form.h"
#include "lib/fixture.h"
#include "unit/test.h"

#include <stdio.h>

static struct town town;

static int found_town(void **state)
{
    (void)state;
    town_found(&town);
    return 0;
}

static int leave_town(void **state)
{
    (void)state;
    arena_free(&town.arena);
    return 0;
}

/* Raw answers written as "code=value;code=value". */
static size_t read_raw(struct raw_answer *raw, const char *text)
{
    struct str rest = str_c(text), piece;
    size_t n = 0;
    while (rest.n && str_cut(&rest, ';', &piece)) {
        struct str value = piece;
        str_cut(&value, '=', &raw[n].code);
        raw[n++].value = value;
    }
    return n;
}

static void write_value(struct buf *b, const struct value *v)
{
    if (v->type == VALUE_STRING)
        buf_str_put(b, v->string);
    else if (v->type == VALUE_NUMBER)
        buf_printf(b, "%g", v->number);
    else if (v->type == VALUE_INSTANT)
        instant_put_utc(b, v->instant);
    for (size_t i = 0; v->type == VALUE_LIST && i < v->list_count; i++) {
        buf_char(b, '+');
        buf_str_put(b, v->list[i]);
    }
}

/* "code=value;" of what was kept; or "!where;" of each fault. */
static struct str check_form(struct arena *arena, const char *text, size_t *unknown)
{
    struct raw_answer raw[16];
    struct faults faults = faults_in(arena);
    struct facts facts = {.at = TOWN_NOW, .jurisdiction = &town.jurisdiction};
    struct form form;
    struct buf b = buf_in(arena);
    size_t n = read_raw(raw, text);
    enum err e = form_check(arena, &pothole, raw, n, &facts, &faults, &form);
    assert_int_equal(e, faults.count ? ERR_INVALID : ERR_OK);
    *unknown = form.unknown;
    for (const struct fault *f = faults.first; f; f = f->next) {
        assert_true(f->say.in[LANG_FR].n && f->say.in[LANG_EN].n);
        buf_printf(&b, "!" STR_FMT ";", STR_ARG(f->where));
    }
    for (size_t i = 0; !e && i < form.count; i++) {
        buf_printf(&b, STR_FMT "=", STR_ARG(form.answers[i].code));
        write_value(&b, &form.answers[i].value);
        buf_char(&b, ';');
    }
    return buf_str(&b);
}

static const struct {
    const char *in, *out;
    size_t unknown;
} rows[] = {
    /* choices, required, unknown */
    {"size=small", "size=small;", 0},
    {"size= small ", "size=small;", 0},
    {"", "!attribute[size];", 0},
    {"size=", "!attribute[size];", 0},
    {"size=huge", "!attribute[size];", 0},
    {"size=small;size=small", "size=small;", 0},
    {"size=small;size=big;depth=1", "!attribute[size];", 0},
    {"size=small;colour=red;taste=", "size=small;", 2},
    /* show_if: hidden answers are dropped, right or wrong */
    {"size=small;depth=7", "size=small;", 0},
    {"size=small;depth=wrong", "size=small;", 0},
    {"size=big", "!attribute[depth];", 0},
    {"size=big;depth=7", "size=big;depth=7;", 0},
    /* numbers */
    {"size=big;depth=12,5", "size=big;depth=12.5;", 0},
    {"size=big;depth= 12.5 ", "size=big;depth=12.5;", 0},
    {"size=big;depth=-1", "!attribute[depth];", 0},
    {"size=big;depth=101", "!attribute[depth];", 0},
    {"size=big;depth=1e400", "!attribute[depth];", 0},
    {"size=big;depth=nan", "!attribute[depth];", 0},
    {"size=big;depth=inf", "!attribute[depth];", 0},
    {"size=big;depth=0x10", "!attribute[depth];", 0},
    {"size=big;depth=1 2", "!attribute[depth];", 0},
    {"size=big;depth=-0", "size=big;depth=0;", 0},
    {"size=small;count=3", "size=small;count=3;", 0},
    {"size=small;count=3.5", "!attribute[count];", 0},
    /* several choices */
    {"size=small;sides=north", "size=small;sides=+north;", 0},
    {"size=small;sides=south;sides=north", "size=small;sides=+north+south;", 0},
    {"size=small;sides=south, north", "size=small;sides=+north+south;", 0},
    {"size=small;sides=north,north", "size=small;sides=+north;", 0},
    {"size=small;sides=north,west", "!attribute[sides];", 0},
    {"size=small;sides=north,", "!attribute[sides];", 0},
    {"size=small;sides=north,south,east", "!attribute[sides];", 0},
    /* dates */
    {"size=small;seen=2026-05-01", "size=small;seen=2026-05-01T04:00:00Z;", 0},
    {"size=small;seen=2026-01-31", "size=small;seen=2026-01-31T05:00:00Z;", 0},
    {"size=small;seen=2026-05-01T08:00:00-04:00", "size=small;seen=2026-05-01T12:00:00Z;", 0},
    {"size=small;seen=2026-05-01T08:00:00", "!attribute[seen];", 0},
    {"size=small;seen=2026-02-30", "!attribute[seen];", 0},
    {"size=small;seen=hier", "!attribute[seen];", 0},
    /* strings and text */
    {"size=small;pole=0123456789", "size=small;pole=0123456789;", 0},
    {"size=small;pole=éééééééééé", "size=small;pole=éééééééééé;", 0},
    {"size=small;pole=01234567890", "!attribute[pole];", 0},
    {"size=small;pole=a\nb", "!attribute[pole];", 0},
    {"size=small;pole=a\tb", "size=small;pole=a b;", 0},
    {"size=small;pole=\xff", "!attribute[pole];", 0},
    {"size=small;pole=\xc2\x85", "!attribute[pole];", 0},
    {"size=small;story=a\r\nb\rc", "size=small;story=a\nb\nc;", 0},
    {"size=small;story=a\x1b[2J", "!attribute[story];", 0},
    /* required_if */
    {"size=small;danger=yes", "!attribute[phone];", 0},
    {"size=small;danger=yes;phone=911", "size=small;danger=yes;phone=911;", 0},
    {"size=small;danger=no", "size=small;danger=no;", 0},
    /* all faults at once */
    {"size=big;depth=x;sides=up;seen=y;count=z",
     "!attribute[depth];!attribute[sides];!attribute[count];!attribute[seen];", 0},
};

static void each_case(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(rows); i++) {
        struct arena arena = {0};
        size_t unknown;
        struct str got = check_form(&arena, rows[i].in, &unknown);
        if (!str_eq(got, str_c(rows[i].out)))
            print_error("%s: " STR_FMT "\n", rows[i].in, STR_ARG(got));
        assert_true(str_eq(got, str_c(rows[i].out)));
        assert_int_equal(unknown, rows[i].unknown);
        arena_free(&arena);
    }
}

static void a_fault_names_the_attribute_in_each_language(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct faults faults = faults_in(&arena);
    struct facts facts = {.at = TOWN_NOW, .jurisdiction = &town.jurisdiction};
    struct raw_answer raw[] = {{STR("size"), STR("big")}, {STR("depth"), STR("101")}};
    struct form form;
    assert_int_equal(form_check(&arena, &pothole, raw, 2, &facts, &faults, &form), ERR_INVALID);
    assert_str(faults.first->say.in[LANG_FR], "« Profondeur » : au plus 100 cm.");
    assert_str(faults.first->say.in[LANG_EN], "“Depth”: at most 100 cm.");
    arena_free(&arena);
}

/* b hides a, a hides c: what hangs on a hidden answer goes with it. And a circle ends. */
static void hiding_goes_on(void **state)
{
    (void)state;
    static struct value on = {.type = VALUE_STRING, .string = {"on", 2}};
    static struct test a_on = {.attribute = {"a", 1}, .values = &on, .value_count = 1};
    static struct test b_on = {.attribute = {"b", 1}, .values = &on, .value_count = 1};
    static struct test a_off = {
        .attribute = {"a", 1}, .compare = COMPARE_NE, .values = &on, .value_count = 1};
    struct attribute chain[] = {
        {.code = STR("c"), .show_if = {&a_on, 1}},
        {.code = STR("a"), .show_if = {&b_on, 1}},
        {.code = STR("b")},
    };
    struct attribute circle[] = {{.code = STR("a"), .show_if = {&a_off, 1}}};
    struct service s = {.attributes = chain, .attribute_count = 3};
    struct raw_answer raw[] = {{STR("a"), STR("on")}, {STR("c"), STR("x")}, {STR("b"), STR("on")}};
    struct facts facts = {.jurisdiction = &town.jurisdiction};
    struct arena arena = {0};
    struct faults faults = faults_in(&arena);
    struct form form;
    assert_int_equal(form_check(&arena, &s, raw, 3, &facts, &faults, &form), ERR_OK);
    assert_int_equal(form.count, 3);
    assert_int_equal(form_check(&arena, &s, raw, 2, &facts, &faults, &form), ERR_OK);
    assert_int_equal(form.count, 0);
    s = (struct service){.attributes = circle, .attribute_count = 1};
    assert_int_equal(form_check(&arena, &s, raw, 1, &facts, &faults, &form), ERR_OK);
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_case),
        cmocka_unit_test(a_fault_names_the_attribute_in_each_language),
        cmocka_unit_test(hiding_goes_on),
    };
    return cmocka_run_group_tests(tests, found_town, leave_town);
}
