/* Formats: a fresh store is marked, an older one brought up step by step, a newer one refused. */
#include "store/upgrade.h"
#include "unit/store/support.h"

static enum err one_to_two(struct store *s)
{
    return s->ops->put(s, STR("trace"), STR("2"));
}

/* Sees what the step before it put. */
static enum err two_to_three(struct store *s)
{
    struct str value;
    enum err e = s->ops->get(s, STR("trace"), &value);
    if (e || !str_eq(value, STR("2")))
        return ERR_CORRUPT;
    return s->ops->put(s, STR("trace"), STR("23"));
}

static enum err fails(struct store *s)
{
    enum err e = s->ops->put(s, STR("trace"), STR("half"));
    return e ? e : ERR_INVALID;
}

static const struct upgrade_step steps[] = {{1, one_to_two}, {2, two_to_three}};
static const struct upgrade_step broken[] = {{1, one_to_two}, {2, fails}};

static const struct upgrade to_three = {3, steps, 2}, gap = {4, steps, 2}, half = {3, broken, 2};

static void steps_are_taken_in_order_and_once(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(upgrade_store(f->s, &store_upgrade, true), ERR_OK);
    assert_int_equal(upgrade_store(f->s, &to_three, true), ERR_OK);
    assert_string_equal(value_of(f->s, "trace"), "23");
    assert_int_equal(put(f->s, "trace", "later"), ERR_OK);
    assert_int_equal(upgrade_store(f->s, &to_three, true), ERR_OK);
    assert_string_equal(value_of(f->s, "trace"), "later");
}

static void only_the_owner_takes_steps(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(upgrade_store(f->s, &store_upgrade, false), ERR_OK);
    assert_int_equal(upgrade_store(f->s, &to_three, false), ERR_OLDER);
    assert_string_equal(value_of(f->s, "trace"), "-");
}

static void a_failed_step_leaves_all_as_it_was(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(upgrade_store(f->s, &store_upgrade, true), ERR_OK);
    assert_int_equal(upgrade_store(f->s, &half, true), ERR_INVALID);
    assert_int_equal(upgrade_store(f->s, &gap, true), ERR_CORRUPT);
    assert_string_equal(value_of(f->s, "trace"), "-");
    assert_int_equal(upgrade_store(f->s, &store_upgrade, true), ERR_OK);
}

static void a_newer_format_is_refused(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(upgrade_store(f->s, &store_upgrade, true), ERR_OK);
    assert_int_equal(upgrade_store(f->s, &to_three, true), ERR_OK);
    assert_int_equal(upgrade_store(f->s, &store_upgrade, true), ERR_NEWER);
    if (!f->disk)
        return;
    struct store_options options = serving(f->dir);
    store_close(f->s);
    f->s = NULL;
    assert_int_equal(store_lmdb_open(&f->s, &options), ERR_NEWER);
}

static void keys_without_a_format_are_refused(void **state)
{
    struct fixture *f = *state;
    assert_int_equal(put(f->s, "a", "1"), ERR_OK);
    assert_int_equal(upgrade_store(f->s, &store_upgrade, true), ERR_CORRUPT);
}

#define BOTH(test)                                         \
    {"disk: " #test, test, on_disk, tear_down, NULL},      \
    {                                                      \
        "memory: " #test, test, in_memory, tear_down, NULL \
    }

int main(void)
{
    const struct CMUnitTest tests[] = {
        BOTH(steps_are_taken_in_order_and_once),
        BOTH(only_the_owner_takes_steps),
        BOTH(a_failed_step_leaves_all_as_it_was),
        BOTH(a_newer_format_is_refused),
        {"memory: keys_without_a_format_are_refused", keys_without_a_format_are_refused, in_memory,
         tear_down, NULL}, /* on disk the format is there from the opening on */
    };
    return RUN_ALL(tests);
}
