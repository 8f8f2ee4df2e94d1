/* Forecasts and the budget of lateness, from requests that were filed, closed and forgotten. */
#include "domain/forecast.h"
#include "lib/scene.h"

#include <math.h>

enum { HOUR = 3600, DAY = DAY_SECONDS };

static const struct forecast *look(struct scene *s, struct forecasts *all, int64_t now)
{
    const struct forecast *f;
    assert_int_equal(desk_look(&s->counter.desk), ERR_OK);
    assert_int_equal(forecast_of(all, &s->counter.desk, &s->town.jurisdiction, &light, now, &f),
                     ERR_OK);
    desk_leave(&s->counter.desk);
    return f;
}

/* Files a light at that instant and closes it so much later. */
static uint64_t lived(struct scene *s, const char *from, int64_t seconds)
{
    scene_set_clock(s, at(from));
    uint64_t id = scene_file(s, NULL);
    scene_set_clock(s, at(from) + seconds);
    scene_move(s, id, "refused", "private");
    return id;
}

static void assert_near(double got, double expected)
{
    if (fabs(got - expected) > 1e-9)
        fail_msg("%g instead of %g", got, expected);
}

/* Ten that were closed after one to ten hours of work, on Mondays from nine on. */
static void ten_closed(struct scene *s)
{
    for (int i = 1; i <= 10; i++)
        lived(s, "2026-04-13T09:00:00-04:00", i <= 8 ? i * HOUR : DAY + (i - 9) * HOUR);
    /* The ninth at nine on Tuesday: eight hours; the tenth an hour later. */
}

static void the_curve_counts_what_the_clock_counts(void **state)
{
    struct scene *s = *state;
    struct forecasts all = {0};
    int64_t seconds;
    ten_closed(s);
    const struct forecast *f = look(s, &all, TOWN_NOW);
    const struct survival *curve = &f->curves[MEASURE_BUSINESS];
    assert_int_equal(curve->count, 10);
    assert_int_equal(curve->ended, 10);
    assert_int_equal(f->curves[MEASURE_ELAPSED].count, 0);
    assert_true(survival_quantile(curve, 0.5, &seconds));
    assert_int_equal(seconds, 5 * HOUR);
    assert_true(survival_quantile(curve, 0.9, &seconds));
    assert_int_equal(seconds, 8 * HOUR + HOUR / 2); /* from 9:00 to 17:00, then 8:30 to 9:00 */
    forecasts_free(&all);
}

static void an_open_request_is_told_its_chances(void **state)
{
    struct scene *s = *state;
    struct forecasts all = {0};
    struct outlook o;
    ten_closed(s);
    scene_set_clock(s, at("2026-05-04T09:00:00-04:00")); /* a Monday */
    struct request r = scene_request(s, scene_file(s, NULL));
    const struct forecast *f = look(s, &all, at("2026-05-04T14:30:00-04:00"));
    const struct jurisdiction *j = &s->town.jurisdiction;
    assert_true(forecast_request(&s->arena, f, j, &r, at("2026-05-04T14:30:00-04:00"), &o));
    assert_int_equal(o.count, 11);
    assert_int_equal(o.ended, 10);
    assert_true(o.has_breach);
    assert_near(o.breach, 0); /* nobody has lived for three days */
    /* After five hours six of eleven are left; its own five and a half are not the end of it. */
    assert_int_equal(o.usual, at("2026-05-04T15:00:00-04:00"));
    assert_true(forecast_request(&s->arena, f, j, &r, at("2026-05-08T09:00:00-04:00"), &o));
    assert_near(o.breach, 1); /* it is late already */
    forecasts_free(&all);
}

static void nothing_is_foreseen_of_few_or_of_who_is_closed(void **state)
{
    struct scene *s = *state;
    struct forecasts all = {0};
    struct outlook o;
    for (int i = 1; i <= 9; i++)
        lived(s, "2026-04-13T09:00:00-04:00", i * HOUR / 2);
    scene_set_clock(s, TOWN_NOW);
    uint64_t id = scene_file(s, NULL);
    struct request r = scene_request(s, id);
    const struct forecast *f = look(s, &all, TOWN_NOW);
    const struct jurisdiction *j = &s->town.jurisdiction;
    assert_false(forecast_request(&s->arena, f, j, &r, TOWN_NOW, &o));
    scene_move(s, id, "refused", "private");
    r = scene_request(s, id);
    f = look(s, &all, TOWN_NOW + FORECAST_SECONDS);
    assert_int_equal(f->curves[MEASURE_BUSINESS].ended, 10);
    assert_false(forecast_request(&s->arena, f, j, &r, TOWN_NOW, &o));
    forecasts_free(&all);
}

static void it_is_made_once_a_minute(void **state)
{
    struct scene *s = *state;
    struct forecasts all = {0};
    assert_int_equal(look(s, &all, TOWN_NOW)->curves[MEASURE_BUSINESS].count, 0);
    scene_file(s, NULL);
    const struct forecast *f = look(s, &all, TOWN_NOW + FORECAST_SECONDS - 1);
    assert_int_equal(f->curves[MEASURE_BUSINESS].count, 0);
    assert_int_equal(f->made_at, TOWN_NOW);
    f = look(s, &all, TOWN_NOW + FORECAST_SECONDS);
    assert_int_equal(f->curves[MEASURE_BUSINESS].count, 1);
    f = look(s, &all, TOWN_NOW - 10); /* the clock went back */
    assert_int_equal(f->made_at, TOWN_NOW - 10);
    forecasts_free(&all);
}

/* --- Budget ----------------------------------------------------------------------------------- */

static void the_budget_is_used_up_by_who_is_late(void **state)
{
    struct scene *s = *state;
    struct forecasts all = {0};
    for (int i = 0; i < 8; i++) /* due on Thursday the 30th at closing */
        lived(s, "2026-04-27T09:00:00-04:00", HOUR);
    for (int i = 0; i < 2; i++)
        lived(s, "2026-04-27T09:00:00-04:00", 7 * DAY); /* on Monday the 4th: late */
    lived(s, "2026-03-02T09:00:00-05:00", DAY);         /* before both windows */
    scene_set_clock(s, at("2026-04-27T09:00:00-04:00"));
    scene_file(s, NULL); /* never closed: late since Friday the first at its opening */
    const struct forecast *f = look(s, &all, TOWN_NOW);
    const struct burn *brief = &f->burns[BURN_SHORT], *wide = &f->burns[BURN_LONG];
    assert_int_equal(brief->days, 7);
    assert_int_equal(wide->days, 28);
    assert_int_equal(brief->closures, 2);
    assert_int_equal(brief->decided, 3);
    assert_int_equal(brief->late, 3);
    assert_near(brief->rate, 10);
    assert_int_equal(wide->closures, 10);
    assert_int_equal(wide->decided, 11);
    assert_int_equal(wide->late, 3);
    assert_near(wide->rate, 3.0 / 11 / 0.1);
    assert_true(wide->complete && brief->complete);
    assert_true(f->alert);
    forecasts_free(&all);
}

static void no_alert_for_few_or_for_a_window_alone(void **state)
{
    struct scene *s = *state;
    struct forecasts all = {0};
    for (int i = 0; i < 9; i++)
        lived(s, "2026-04-27T09:00:00-04:00", 7 * DAY);
    assert_near(look(s, &all, TOWN_NOW)->burns[BURN_LONG].rate, 10);
    assert_false(look(s, &all, TOWN_NOW)->alert); /* nine closures */
    lived(s, "2026-04-27T09:00:00-04:00", 7 * DAY);
    assert_true(look(s, &all, TOWN_NOW + FORECAST_SECONDS)->alert);
    /* ten days later the last seven days are quiet */
    assert_false(look(s, &all, TOWN_NOW + 10 * DAY)->alert);
    assert_near(look(s, &all, TOWN_NOW + 10 * DAY)->burns[BURN_SHORT].rate, 0);
    forecasts_free(&all);
}

/* Overdue for longer than the windows reach: it was decided long ago. */
static void who_was_late_before_is_not_counted_again(void **state)
{
    struct scene *s = *state;
    struct forecasts all = {0};
    scene_set_clock(s, at("2026-03-02T09:00:00-05:00"));
    for (int i = 0; i < 20; i++)
        scene_file(s, NULL);
    assert_int_equal(look(s, &all, TOWN_NOW)->burns[BURN_LONG].decided, 0);
    forecasts_free(&all);
}

/* However many there are, few are looked at; and it is said. */
static void what_is_too_much_is_not_read_and_said(void **state)
{
    struct scene *s = *state;
    struct forecasts all = {0};
    for (int i = 0; i < 1500; i++)
        scene_file(s, NULL);
    const struct forecast *f = look(s, &all, TOWN_NOW);
    assert_false(f->burns[BURN_LONG].complete);
    assert_int_equal(f->curves[MEASURE_BUSINESS].count, FORECAST_SAMPLE);
    forecasts_free(&all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_SCENE(the_curve_counts_what_the_clock_counts),
        IN_SCENE(an_open_request_is_told_its_chances),
        IN_SCENE(nothing_is_foreseen_of_few_or_of_who_is_closed),
        IN_SCENE(it_is_made_once_a_minute),
        IN_SCENE(the_budget_is_used_up_by_who_is_late),
        IN_SCENE(no_alert_for_few_or_for_a_window_alone),
        IN_SCENE(who_was_late_before_is_not_counted_again),
        IN_SCENE(what_is_too_much_is_not_read_and_said),
    };
    return RUN_ALL(tests);
}
