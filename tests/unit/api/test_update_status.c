/* The status words of updates: ours by state, theirs in any case. */
#include "api/update_status.h"

#include "unit/test.h"

static void each_detailed_status_has_its_word(void **state)
{
    static const struct {
        const char *detailed;
        bool closed;
        const char *word;
    } rows[] = {
        {"RECEIVED", false, "open"},
        {"IN_PROCESS", false, "in_progress"},
        {"PROCESSED", true, "fixed"},
        {"ARCHIVED", true, "closed"},
        {"REJECTED", true, "no_further_action"},
        {"", false, "open"},
        {"", true, "closed"},
        {"SOMETHING_OLD", true, "closed"},
        {"SOMETHING_OLD", false, "open"},
        {"received", false, "open"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_true(
            str_eq(update_status(str_c(rows[i].detailed), rows[i].closed), str_c(rows[i].word)));
}

/* The words of the specification, in the case it sends them in. */
static void every_word_is_known_in_any_case(void **state)
{
    static const char *const sent[] = {"UNCHANGED",
                                       "OPEN",
                                       "CLOSED",
                                       "FIXED",
                                       "IN_PROGRESS",
                                       "PLANNED",
                                       "ACTION_SCHEDULED",
                                       "INVESTIGATING",
                                       "DUPLICATE",
                                       "NOT_COUNCILS_RESPONSIBILITY",
                                       "NO_FURTHER_ACTION",
                                       "INTERNAL_REFERRAL",
                                       "CANCELLED",
                                       "REOPEN",
                                       "FOR_TRIAGE"};
    (void)state;
    for (size_t i = 0; i < sizeof sent / sizeof *sent; i++) {
        struct str word = update_status_word(str_c(sent[i]));
        assert_true(str_eq_nocase(word, str_c(sent[i])));
        assert_false(str_eq(word, str_c(sent[i])));
        assert_true(str_eq(update_status_word(word), word));
    }
    assert_int_equal(update_status_word(STR("RECEIVED")).n, 0);
    assert_int_equal(update_status_word(STR("fixed ")).n, 0);
    assert_int_equal(update_status_word(STR("")).n, 0);
}

static void what_is_so_already_is_not_asked_for(void **state)
{
    static const struct {
        const char *word, *detailed;
        bool closed, asks;
    } rows[] = {
        {"unchanged", "RECEIVED", false, false},  {"open", "RECEIVED", false, false},
        {"open", "IN_PROCESS", false, false},     {"in_progress", "IN_PROCESS", false, false},
        {"in_progress", "RECEIVED", false, true}, {"fixed", "RECEIVED", false, true},
        {"closed", "IN_PROCESS", false, true},    {"closed", "REJECTED", true, false},
        {"fixed", "PROCESSED", true, false},      {"open", "PROCESSED", true, true},
        {"reopen", "PROCESSED", true, true},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        assert_int_equal(
            update_status_asks(str_c(rows[i].word), str_c(rows[i].detailed), rows[i].closed),
            rows[i].asks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_detailed_status_has_its_word),
        cmocka_unit_test(every_word_is_known_in_any_case),
        cmocka_unit_test(what_is_so_already_is_not_asked_for),
    };
    return RUN_ALL(tests);
}
