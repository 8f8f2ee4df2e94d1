/* Faults that quote more than a person reads. */
#include "base/fault.h"

#include "base/utf8.h"
#include "unit/test.h"

#include <stdlib.h>

static void long_words_are_cut_between_characters(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct faults faults = faults_in(&arena);
    char *name = calloc(1, 60001);
    for (size_t i = 0; i < 60000; i += 2)
        memcpy(name + i, "é", 2);
    fault_add(&faults, "x", "inconnu : %s", "unknown: %s", name);
    fault_add(&faults, "x", " inconnu : %s", " unknown: %s", name);
    for (const struct fault *f = faults.first; f; f = f->next)
        for (int lang = 0; lang < LANG_COUNT; lang++) {
            assert_in_range(f->say.in[lang].n, FAULT_WORDS_MAX - 1, FAULT_WORDS_MAX);
            assert_true(utf8_valid(f->say.in[lang]));
            assert_int_equal(f->say.in[lang].p[f->say.in[lang].n], 0);
        }
    fault_show(&faults, str_c(name), 50000);
    assert_int_equal(faults.last->source.n, 0); /* nothing there to point at */
    fault_show(&faults, str_c(name), 3);
    assert_in_range(faults.last->source.n, FAULT_WORDS_MAX - 1, FAULT_WORDS_MAX);
    free(name);
    arena_free(&arena);
}

static void short_words_are_kept(void **state)
{
    (void)state;
    struct arena arena = {0};
    struct faults faults = faults_in(&arena);
    fault_add(&faults, "x", "« %s »", "\"%s\"", "é");
    fault_show(&faults, STR("line"), 5);
    assert_str(faults.first->say.in[LANG_EN], "\"é\"");
    assert_str(faults.first->source, "line");
    arena_free(&arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(long_words_are_cut_between_characters),
        cmocka_unit_test(short_words_are_kept),
    };
    return RUN_ALL(tests);
}
