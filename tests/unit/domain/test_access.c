/* API keys: made, found, listed, revoked; only hashes are stored. */
#include "domain/access.h"
#include "domain/keys.h"
#include "lib/fixture.h"
#include "unit/test.h"

struct scene {
    struct town town;
    struct arena arena;
    struct snap *snap;
    char secret[ACCESS_SECRET_TEXT];
};

static enum err create(struct scene *s, struct str name, enum role role)
{
    struct batch batch = batch_in(&s->arena);
    struct access access = {
        .name = name, .role = role, .jurisdiction = STR("town"), .created_at = TOWN_NOW};
    enum err e = access_create(&batch, &access, s->secret);
    return e ? e : store_commit_wait(s->town.store, &batch);
}

static enum err find(struct scene *s, struct str secret, struct access *out)
{
    snap_release(s->snap);
    assert_int_equal(snap_renew(s->snap), ERR_OK);
    return access_find(s->snap, &s->arena, secret, out);
}

static int open_scene(void **state)
{
    struct scene *s = calloc(1, sizeof *s);
    assert_non_null(s);
    town_open(&s->town);
    assert_int_equal(snap_open(s->town.store, &s->snap), ERR_OK);
    *state = s;
    return 0;
}

static int close_scene(void **state)
{
    struct scene *s = *state;
    snap_close(s->snap);
    town_close(&s->town);
    arena_free(&s->arena);
    free(s);
    return 0;
}

static void who_has_the_secret_has_the_role(void **state)
{
    struct scene *s = *state;
    struct access found;
    assert_int_equal(create(s, STR("équipe"), ROLE_MANAGER), ERR_OK);
    assert_true(str_starts(str_c(s->secret), STR("gk_")));
    assert_true(strlen(s->secret) < ACCESS_SECRET_TEXT);
    assert_int_equal(find(s, str_c(s->secret), &found), ERR_OK);
    assert_str(found.name, "équipe");
    assert_int_equal(found.role, ROLE_MANAGER);
    assert_str(found.jurisdiction, "town");
    assert_int_equal(found.created_at, TOWN_NOW);
}

static void nobody_else_gets_in(void **state)
{
    struct scene *s = *state;
    struct access found;
    assert_int_equal(create(s, STR("a"), ROLE_ADMIN), ERR_OK);
    char wrong[ACCESS_SECRET_TEXT];
    memcpy(wrong, s->secret, sizeof wrong);
    wrong[10] ^= 1;
    char longer[2000];
    memset(longer, 'x', sizeof longer);
    assert_int_equal(find(s, str_c(wrong), &found), ERR_DENIED);
    assert_int_equal(find(s, STR(""), &found), ERR_DENIED);
    assert_int_equal(find(s, str_of(longer, sizeof longer), &found), ERR_DENIED);
    assert_int_equal(find(s, str_of(s->secret, strlen(s->secret) + 1), &found), ERR_DENIED);
}

static void names_are_checked(void **state)
{
    struct scene *s = *state;
    char longer[NAME_MAX_LENGTH + 1];
    memset(longer, 'x', sizeof longer);
    assert_int_equal(create(s, STR(""), ROLE_AGENT), ERR_INVALID);
    assert_int_equal(create(s, STR("a\nb"), ROLE_AGENT), ERR_INVALID);
    assert_int_equal(create(s, STR("\xff"), ROLE_AGENT), ERR_INVALID);
    assert_int_equal(create(s, str_of(longer, sizeof longer), ROLE_AGENT), ERR_INVALID);
    assert_int_equal(create(s, str_of(longer, NAME_MAX_LENGTH), ROLE_AGENT), ERR_OK);
}

static void revoked_is_out(void **state)
{
    struct scene *s = *state;
    struct access found, *all;
    size_t count;
    char first[ACCESS_SECRET_TEXT];
    assert_int_equal(create(s, STR("b"), ROLE_AGENT), ERR_OK);
    memcpy(first, s->secret, sizeof first);
    assert_int_equal(create(s, STR("b"), ROLE_CLIENT), ERR_OK);
    assert_int_equal(create(s, STR("a"), ROLE_AGENT), ERR_OK);
    assert_int_equal(find(s, str_c(first), &found), ERR_OK);
    struct batch batch = batch_in(&s->arena);
    assert_int_equal(access_revoke(s->snap, &s->arena, &batch, STR("b"), TOWN_NOW + 5), ERR_OK);
    assert_int_equal(store_commit_wait(s->town.store, &batch), ERR_OK);
    assert_int_equal(find(s, str_c(first), &found), ERR_DENIED);
    assert_int_equal(find(s, str_c(s->secret), &found), ERR_OK);
    assert_int_equal(access_list(s->snap, &s->arena, &all, &count), ERR_OK);
    assert_int_equal(count, 3);
    assert_str(all[0].name, "a");
    assert_int_equal(all[1].revoked_at, TOWN_NOW + 5);
    assert_int_equal(all[2].revoked_at, TOWN_NOW + 5);
    struct batch again = batch_in(&s->arena);
    assert_int_equal(access_revoke(s->snap, &s->arena, &again, STR("b"), TOWN_NOW), ERR_NOT_FOUND);
}

/* A hash says what it is of: the same text as a token or a key gives two. */
static void hashes_are_apart_by_purpose(void **state)
{
    (void)state;
    unsigned char a[ID_HASH_BYTES], b[ID_HASH_BYTES];
    secret_hash(a, "one", STR("secret"));
    secret_hash(b, "two", STR("secret"));
    assert_memory_not_equal(a, b, sizeof a);
    secret_hash(a, "one", STR(""));
    secret_hash(b, "one", STR("\0"));
    assert_memory_not_equal(a, b, sizeof a);
}

#define IN_SCENE(test) cmocka_unit_test_setup_teardown(test, open_scene, close_scene)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCENE(who_has_the_secret_has_the_role),
        IN_SCENE(nobody_else_gets_in),
        IN_SCENE(names_are_checked),
        IN_SCENE(revoked_is_out),
        cmocka_unit_test(hashes_are_apart_by_purpose),
    };
    return RUN_ALL(tests);
}
