/* Whole folders: a sound borough, a broken service, a wrong jurisdiction, the example we ship. */
#include "script/generation.h"

#include "base/id.h"
#include "script/load.h"
#include "unit/script/support.h"

#define FIXTURES SOURCE_DIR "/tests/plugin/"

static struct arena arena;

static struct generation_options options(const char *dir)
{
    return (struct generation_options){
        .dir = dir, .plugins = SOURCE_DIR "/plugins", .around_year = 2026, .slowness = 40};
}

static int open_all(void **state)
{
    (void)state;
    return (int)id_init();
}

static int close_all(void **state)
{
    (void)state;
    arena_free(&arena);
    return 0;
}

/* The faults are those that the folder's jurisdiction.lua names at its end. */
static void expect_faults(const struct faults *faults, const char *dir)
{
    struct library library = {.dir = dir, .seen = bundle_in(&arena)};
    struct str text;
    assert_int_equal(library_text(&library, STR("jurisdiction.lua"), VM_SOURCE_MAX, &text), ERR_OK);
    assert_faults(&arena, faults, text);
}

static struct generation *load(struct generation_options o)
{
    struct faults faults = faults_in(&arena);
    struct generation *g;
    enum err err = generation_load(&o, &faults, &g);
    assert_faults(&arena, &faults, STR(""));
    assert_int_equal(err, ERR_OK);
    return g;
}

static void a_borough(void **state)
{
    (void)state;
    struct generation *g = load(options(FIXTURES "borough"));
    const struct jurisdiction *j = generation_jurisdiction(g);
    assert_str(j->id, "test-borough");
    assert_str(j->motto.in[LANG_EN], "We try");
    assert_str(j->key_service.in[LANG_FR], "Écrivez-nous");
    assert_str(j->zone_name, "America/Toronto");
    assert_true(j->english);
    assert_int_equal(zone_offset(j->zone, 1767243600), -5 * 3600);
    assert_int_equal(j->place_count, 1);
    assert_str(j->places[0].kind, "school");
    assert_int_equal(j->places[0].position.lat, 454900000);
    assert_true(territory_contains(j->territory, (struct position){455000000, -735000000}));
    assert_false(territory_contains(j->territory, (struct position){465000000, -735000000}));
    assert_int_equal(j->service_count, 2);
    const struct service *rules = jurisdiction_service(j, STR("rules"));
    assert_ptr_equal(rules, j->services[0]);
    assert_null(jurisdiction_service(j, STR("none")));
    assert_true(rules->settings[0].value == 4 && rules->settings[0].fallback == 2);
    assert_ptr_equal(rules->clocks[0].calendar, jurisdiction_calendar(j, STR("roads")));
    assert_null(jurisdiction_calendar(j, STR("none")));
    generation_release(g);
}

static void its_calendar(void **state)
{
    (void)state;
    struct generation *g = load(options(FIXTURES "borough"));
    const struct jurisdiction *j = generation_jurisdiction(g);
    const struct calendar_spec *spec = calendar_spec(jurisdiction_calendar(j, STR("office")));
    static const enum holiday_rule rules[] = {
        HOLIDAY_FIXED, HOLIDAY_NTH_WEEKDAY, HOLIDAY_WEEKDAY_BEFORE, HOLIDAY_EASTER, HOLIDAY_DATED};
    assert_int_equal(spec->week[0].count, 2);
    assert_int_equal(spec->week[0].items[1].close, 17 * 3600);
    assert_int_equal(spec->week[4].count, 1);
    assert_int_equal(spec->week[5].count, 0);
    assert_int_equal(spec->holiday_count, 5);
    for (size_t i = 0; i < 5; i++)
        assert_int_equal(spec->holidays[i].rule, rules[i]);
    assert_true(spec->holidays[0].sunday_moves);
    assert_int_equal(spec->holidays[1].nth, 1);
    assert_int_equal(spec->holidays[1].month, 9);
    assert_int_equal(spec->holidays[2].day, 25);
    assert_int_equal(spec->holidays[3].offset, -2);
    assert_int_equal(spec->holidays[4].year, 2026);
    assert_int_equal(spec->season_count, 1);
    assert_int_equal(spec->seasons[0].to_month, 9);
    assert_int_equal(spec->exception_count, 2);
    assert_int_equal(spec->exceptions[0].hours.count, 1);
    assert_int_equal(spec->exceptions[1].hours.count, 0);
    assert_true(calendar_spec(jurisdiction_calendar(j, STR("roads")))->holiday_wins);
    generation_release(g);
}

static void a_broken_service(void **state)
{
    (void)state;
    struct generation_options o = options(FIXTURES "broken");
    struct faults faults = faults_in(&arena);
    struct generation *g;
    assert_int_equal(generation_load(&o, &faults, &g), ERR_INVALID);
    assert_null(g);
    expect_faults(&faults, o.dir);
    o.skip_broken = true;
    faults = faults_in(&arena);
    assert_int_equal(generation_load(&o, &faults, &g), ERR_OK);
    expect_faults(&faults, o.dir);
    const struct jurisdiction *j = generation_jurisdiction(g);
    assert_false(j->english);
    assert_null(j->territory);
    assert_int_equal(j->service_count, 1);
    assert_str(j->services[0]->code, "plain");
    generation_release(g);
}

static void a_wrong_jurisdiction(void **state)
{
    (void)state;
    struct generation_options o = options(FIXTURES "wrong");
    struct faults faults = faults_in(&arena);
    struct generation *g;
    assert_int_equal(generation_load(&o, &faults, &g), ERR_INVALID);
    expect_faults(&faults, o.dir);
}

static void no_folder(void **state)
{
    (void)state;
    struct generation_options o = options(FIXTURES "nowhere");
    struct faults faults = faults_in(&arena);
    struct generation *g;
    assert_int_equal(generation_load(&o, &faults, &g), ERR_INVALID);
    assert_faults(&arena, &faults,
                  STR("--! jurisdiction.lua | ce fichier n'existe pas dans « " FIXTURES "nowhere"
                      " » | there is no such file in \"" FIXTURES "nowhere\""));
}

/* The same folder gives the same hashes; each service has its own. */
static void hashes(void **state)
{
    (void)state;
    struct generation *a = load(options(FIXTURES "borough")),
                      *b = load(options(FIXTURES "borough"));
    const struct jurisdiction *x = generation_jurisdiction(a), *y = generation_jurisdiction(b);
    assert_memory_equal(x->generation, y->generation, ID_HASH_BYTES);
    assert_memory_equal(x->services[0]->hash, y->services[0]->hash, ID_HASH_BYTES);
    assert_memory_not_equal(x->services[0]->hash, x->services[1]->hash, ID_HASH_BYTES);
    generation_release(a);
    generation_release(b);
}

/* What was read makes the same generation without the folder. */
static void from_its_texts(void **state)
{
    (void)state;
    struct generation *a = load(options(SOURCE_DIR "/examples/pierrefonds-roxboro"));
    const struct bundle *texts = generation_bundle(a);
    assert_non_null(bundle_find(texts, STR("territory.geojson")));
    assert_non_null(bundle_find(texts, STR("core/pothole/service.lua")));
    assert_non_null(bundle_find(texts, STR("core/workflows/standard.lua")));
    assert_null(bundle_find(texts, STR("core/pothole/README.md")));
    struct generation *b =
        load((struct generation_options){.texts = texts, .around_year = 2026, .slowness = 40});
    const struct jurisdiction *x = generation_jurisdiction(a), *y = generation_jurisdiction(b);
    assert_string_equal(x->generation_name, y->generation_name);
    assert_memory_equal(x->generation, y->generation, BUNDLE_HASH_BYTES);
    assert_int_equal(y->service_count, 6);
    generation_release(a);
    assert_str(y->services[0]->code, "pothole"); /* it holds texts of its own */
    generation_release(b);
}

/* One text that is not saved, in the place of the folder's. */
static void one_unsaved(void **state)
{
    (void)state;
    struct bundle over = bundle_in(&arena);
    struct str path = STR("services/plain/service.lua");
    struct generation_options o = options(FIXTURES "borough");
    struct generation *a = load(o), *g;
    o.texts = &over;
    assert_int_equal(bundle_put(&over, path, STR("return service { }\n")), ERR_OK);
    struct faults faults = faults_in(&arena);
    assert_int_equal(generation_load(&o, &faults, &g), ERR_INVALID);
    assert_true(str_starts(faults.first->where, STR("plain/service.lua:")));
    struct str text = bundle_find(generation_bundle(a), path)->text;
    text = arena_printf(&arena, STR_FMT "-- more\n", STR_ARG(text));
    assert_int_equal(bundle_put(&over, path, text), ERR_OK);
    struct generation *b = load(o);
    assert_string_not_equal(generation_jurisdiction(a)->generation_name,
                            generation_jurisdiction(b)->generation_name);
    generation_release(a);
    generation_release(b);
}

static void held_twice(void **state)
{
    (void)state;
    struct generation *g = load(options(FIXTURES "borough"));
    assert_ptr_equal(generation_hold(g), g);
    generation_release(g);
    assert_str(generation_jurisdiction(g)->id, "test-borough"); /* ASan would tell */
    generation_release(g);
    generation_release(NULL);
}

/* Every allocation of Lua fails once, from the first to the last that is needed. */
static void out_of_memory(void **state)
{
    (void)state;
    struct generation_options o = options(FIXTURES "borough");
    for (o.fail_from = 1;; o.fail_from++) {
        struct faults faults = faults_in(&arena);
        struct generation *g;
        enum err err = generation_load(&o, &faults, &g);
        if (!err) {
            generation_release(g);
            break;
        }
        assert_int_equal(err, ERR_NOMEM);
        assert_null(g);
        assert_int_equal(faults.count, 1);
        assert_str(faults.first->say.in[LANG_FR], "la machine manque de mémoire");
        arena_reset(&arena);
    }
    assert_true(o.fail_from > 500);
}

static void the_example(void **state)
{
    (void)state;
    struct generation *g = load(options(SOURCE_DIR "/examples/pierrefonds-roxboro"));
    const struct jurisdiction *j = generation_jurisdiction(g);
    assert_str(j->id, "pierrefonds-roxboro");
    assert_int_equal(j->service_count, 6);
    generation_release(g);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_borough),        cmocka_unit_test(its_calendar),
        cmocka_unit_test(a_broken_service), cmocka_unit_test(a_wrong_jurisdiction),
        cmocka_unit_test(no_folder),        cmocka_unit_test(hashes),
        cmocka_unit_test(from_its_texts),   cmocka_unit_test(one_unsaved),
        cmocka_unit_test(held_twice),       cmocka_unit_test(out_of_memory),
        cmocka_unit_test(the_example),
    };
    return cmocka_run_group_tests(tests, open_all, close_all);
}
