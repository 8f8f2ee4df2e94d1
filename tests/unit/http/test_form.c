/* Queries and forms: what is decoded, what is refused, what can be asked. */
#include "http/form.h"
#include "unit/test.h"

struct fixture {
    struct arena arena;
    struct form form;
    struct faults faults;
};

static struct fixture *fresh(struct fixture *f)
{
    arena_free(&f->arena);
    f->form = form_in(&f->arena);
    f->faults = faults_in(&f->arena);
    return f;
}

static void fields_come_in_order_and_decoded(void **state)
{
    (void)state;
    struct fixture f = {0};
    fresh(&f);
    struct str text = STR("a=1&&b=%C3%A9+%2B&a=2&c&d=x=y&attribute%5Bsize%5D%5b%5d=p&");
    assert_int_equal(form_read(&f.form, text, &f.faults), ERR_OK);
    static const struct form_field want[] = {
        {STR("a"), STR("1")}, {STR("b"), STR("é +")}, {STR("a"), STR("2")},
        {STR("c"), STR("")},  {STR("d"), STR("x=y")}, {STR("attribute[size][]"), STR("p")},
    };
    assert_int_equal(f.form.count, sizeof want / sizeof *want);
    for (size_t i = 0; i < f.form.count; i++) {
        assert_true(str_eq(f.form.fields[i].name, want[i].name));
        assert_true(str_eq(f.form.fields[i].value, want[i].value));
        assert_int_equal(f.form.fields[i].value.p[want[i].value.n], 0);
    }
    assert_int_equal(form_read(&f.form, STR("a=3"), &f.faults), ERR_OK);
    assert_int_equal(f.form.count, 7);
    arena_free(&f.arena);
}

static void bad_text_is_refused_by_name(void **state)
{
    (void)state;
    static const struct {
        const char *text, *where, *say;
    } cases[] = {
        {"a=%", "a", "A '%' is not followed by two hexadecimal digits."},
        {"a=%4", "a", "A '%' is not followed by two hexadecimal digits."},
        {"a=%4g", "a", "A '%' is not followed by two hexadecimal digits."},
        {"%zz=1", "", "A '%' is not followed by two hexadecimal digits."},
        {"a=%00", "a", "The text holds a NUL byte."},
        {"a=%C3", "a", "The text is not valid UTF-8."},
        {"a=\xed\xa0\x80", "a", "The text is not valid UTF-8."},
        {"%ff=1", "", "A field's name is not valid UTF-8."},
        {"=1", "", "A field has no name."},
    };
    struct fixture f = {0};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fresh(&f);
        assert_int_equal(form_read(&f.form, str_c(cases[i].text), &f.faults), ERR_INVALID);
        assert_int_equal(f.faults.count, 1);
        assert_true(str_eq(f.faults.first->where, str_c(cases[i].where)));
        assert_true(str_eq(f.faults.first->say.in[LANG_EN], str_c(cases[i].say)));
        assert_true(f.faults.first->say.in[LANG_FR].n > 0);
    }
    fresh(&f);
    assert_int_equal(form_read(&f.form, STR("a=%&b=ok&c=%ff"), &f.faults), ERR_INVALID);
    assert_int_equal(f.faults.count, 2);
    assert_str(form_get(&f.form, "b"), "ok");
    arena_free(&f.arena);
}

static void limits(void **state)
{
    (void)state;
    struct fixture f = {0};
    fresh(&f);
    char pairs[FORM_FIELDS_MAX * 2 + 2];
    for (size_t i = 0; i <= FORM_FIELDS_MAX; i++)
        memcpy(pairs + 2 * i, "a&", 2);
    assert_int_equal(form_read(&f.form, str_of(pairs, FORM_FIELDS_MAX * 2), &f.faults), ERR_OK);
    assert_int_equal(form_read(&f.form, STR("b=1&c=2"), &f.faults), ERR_TOO_LARGE);
    assert_int_equal(f.faults.count, 1);

    fresh(&f);
    char name[FORM_NAME_MAX + 1];
    memset(name, 'n', sizeof name);
    assert_int_equal(form_read(&f.form, str_of(name, FORM_NAME_MAX), &f.faults), ERR_OK);
    assert_int_equal(form_read(&f.form, str_of(name, FORM_NAME_MAX + 1), &f.faults), ERR_INVALID);

    for (size_t limit = 16; limit < 4096; limit += 16) {
        struct arena small = {.limit = limit};
        struct form form = form_in(&small);
        struct faults faults = faults_in(&small);
        enum err e = form_read(&form, STR("a=1&b=%ff&c=3"), &faults);
        assert_true(e == ERR_NOMEM || (e == ERR_INVALID && faults_any(&faults)));
        arena_free(&small);
    }
    arena_free(&f.arena);
}

static void asking(void **state)
{
    (void)state;
    struct fixture f = {0};
    fresh(&f);
    struct str text = STR("s=&s=1&s=2&media%5B%5D=a&media=&media=b&attribute[X]=1");
    assert_int_equal(form_read(&f.form, text, &f.faults), ERR_OK);
    assert_str(form_get(&f.form, "s"), "1");
    assert_null(form_get(&f.form, "S").p);
    assert_null(form_get(&f.form, "none").p);
    arena_free(&f.arena);
}

static void attribute_names(void **state)
{
    (void)state;
    static const struct {
        const char *name, *code;
    } cases[] = {
        {"attribute[size]", "size"}, {"attribute[a-b][]", "a-b"}, {"attribute[é]", "é"},
        {"attribute[]", NULL},       {"attribute[][]", NULL},     {"attribute", NULL},
        {"attribute[a", NULL},       {"attribute[a]b", NULL},     {"attribute[a][b]", NULL},
        {"attributes[a]", NULL},     {"attribute[a]]", NULL},     {"attribute[[a]", NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct str code = STR("");
        assert_int_equal(form_attribute(str_c(cases[i].name), &code), cases[i].code != NULL);
        if (cases[i].code)
            assert_true(str_eq(code, str_c(cases[i].code)));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_come_in_order_and_decoded),
        cmocka_unit_test(bad_text_is_refused_by_name),
        cmocka_unit_test(limits),
        cmocka_unit_test(asking),
        cmocka_unit_test(attribute_names),
    };
    return RUN_ALL(tests);
}
