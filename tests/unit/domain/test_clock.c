/* Clocks against a slow model: random lives of requests, stepped through minute by minute; and the
 * laws that no pause may break. */
#include "domain/clock.h"

#include "base/check.h"
#include "base/date.h"
#include "domain/archive.h"
#include "unit/test.h"

#include <stdlib.h>

enum { LIVES = 1000, EVENTS_MAX = 12, MINUTE = 60, HOUR = 3600, TRIALS = 3000 };

static struct arena ground;
static struct jurisdiction town;
static struct str versions[3]; /* the office as it is, and as it was once; the roads */

/* --- A town with two teams -------------------------------------------------------------------- */

static struct calendar *team(const char *name, const struct hours *day, int days)
{
    struct calendar_spec *spec = ARENA_NEW(&ground, struct calendar_spec);
    struct faults faults = faults_in(&ground);
    struct calendar *c = NULL;
    *spec = (struct calendar_spec){.name = str_c(name), .zone = STR("America/Toronto")};
    for (int i = 0; i < days; i++)
        spec->week[i] = (struct day_hours){(struct hours *)day, 1};
    check(calendar_build(&ground, spec, 2026, &faults, &c) == ERR_OK);
    return c;
}

/* As a process that starts reads it. */
static struct archive *kept(const struct calendar *c)
{
    struct store *store;
    struct snap *snap;
    struct archive *archive;
    struct batch batch = batch_in(&ground);
    check(store_memory_open(&store) == ERR_OK && snap_open(store, &snap) == ERR_OK);
    check(snap_renew(snap) == ERR_OK && archive_keep(&ground, snap, c, &batch) == ERR_OK);
    snap_release(snap);
    check(store_commit_wait(store, &batch) == ERR_OK && snap_renew(snap) == ERR_OK);
    check(archive_read(&ground, snap, 2026, &archive) == ERR_OK);
    snap_close(snap);
    store_close(store);
    return archive;
}

static int set_up(void **state)
{
    static const struct hours office = {8 * HOUR + 1800, 17 * HOUR}, roads = {7 * HOUR, 15 * HOUR};
    static const struct hours once = {9 * HOUR, 16 * HOUR};
    struct calendar *before = team("office", &once, 4);
    static struct named_calendar calendars[2];
    (void)state;
    calendars[0] = (struct named_calendar){STR("office"), team("office", &office, 5)};
    calendars[1] = (struct named_calendar){STR("roads"), team("roads", &roads, 6)};
    town.calendars = calendars;
    town.calendar_count = 2;
    town.archive = kept(before);
    versions[0] = calendar_version(calendars[0].calendar);
    versions[1] = calendar_version(before);
    versions[2] = calendar_version(calendars[1].calendar);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    arena_free(&ground);
    return 0;
}

static int64_t below(int64_t n)
{
    return random() % n;
}

/* --- A life: events, as the fold and as the model take them ----------------------------------- */

struct life {
    struct arena arena;
    struct request r;
    struct event events[EVENTS_MAX];
    size_t count;
};

/* Through the log and the stored state, as if the process had died after each event. */
static void live(struct life *l, struct event e)
{
    struct buf log = buf_in(&l->arena), stored = buf_in(&l->arena);
    struct event *kept = &l->events[l->count++];
    e.number = l->r.version + 1;
    check(event_encode(&e, &log) == ERR_OK);
    check(event_decode(&l->arena, buf_str(&log), kept) == ERR_OK);
    check(request_apply(&l->arena, &l->r, kept) == ERR_OK);
    check(request_encode(&l->r, &stored) == ERR_OK);
    check(request_decode(&l->arena, buf_str(&stored), &l->r) == ERR_OK);
}

static struct goal random_goal(void)
{
    switch (below(3)) {
    case 0:
        return (struct goal){.unit = UNIT_BUSINESS_SECONDS, .amount = HOUR * (1 + below(60))};
    case 1:
        return (struct goal){.unit = UNIT_ELAPSED_SECONDS, .amount = HOUR * (1 + below(200))};
    default:
        return (struct goal){.unit = UNIT_BUSINESS_DAYS, .amount = 1 + below(12)};
    }
}

static void begin(struct life *l)
{
    static struct pause_limit limit;
    static struct window window;
    struct clock_start *start = ARENA_NEW(&l->arena, struct clock_start);
    int64_t at = (date_to_days((struct date){2026, 9, 1}) + below(60)) * DAY_SECONDS +
                 below(DAY_SECONDS / MINUTE) * MINUTE;
    limit = (struct pause_limit){
        PAUSE_CITIZEN, {.unit = UNIT_ELAPSED_SECONDS, .amount = HOUR * (20 + below(200))}, {0}};
    window = (struct window){STR("fall"), {{{0}}}, 10, (uint16_t)(1 + below(28)), 11, 5};
    *start = (struct clock_start){
        .name = STR("resolution"),
        .calendar = STR("office"),
        .calendar_version = versions[below(2)],
        .goal = random_goal(),
        .started_at = at,
        .policy = {.reopen = (enum reopen)below(3),
                   .pauses = 1u << PAUSE_CITIZEN | 1u << PAUSE_WEATHER,
                   .limits = &limit,
                   .limit_count = (size_t)below(2),
                   .windows = &window,
                   .window_count = (size_t)below(2)},
    };
    live(l, (struct event){.kind = EVENT_SUBMITTED,
                           .at = at,
                           .decision = {.clocks = start, .clock_count = 1}});
}

static struct event pausing(const struct life *l, int64_t at)
{
    static const enum pause_reason reasons[] = {PAUSE_CITIZEN, PAUSE_WEATHER, PAUSE_PERMIT};
    enum pause_reason reason = reasons[below(3)];
    if (request_hold(&l->r, reason))
        return (struct event){.kind = EVENT_RESUMED, .at = at, .resumes = 1u << reason};
    return (struct event){.kind = EVENT_PAUSED,
                          .at = at,
                          .pauses = true,
                          .pause = reason,
                          .until = below(3) ? 0 : at + MINUTE * (1 + below(5000))};
}

/* The clock that runs, or ran last. */
static const struct clock *running(const struct life *l)
{
    return &l->r.clocks[l->r.clock_count - 1];
}

/* As the verb does it: afresh, on the calendar it has come to. */
static void reopen(struct life *l, int64_t at)
{
    const struct clock *c = running(l);
    struct clock_start again = c->start;
    struct event e = {.kind = EVENT_TRANSITIONED, .at = at, .state = STR("reopened")};
    again.started_at = at;
    again.cycle++;
    if (c->handover_count) {
        again.calendar = c->handovers[c->handover_count - 1].calendar;
        again.calendar_version = c->handovers[c->handover_count - 1].calendar_version;
    }
    if (again.policy.reopen == REOPEN_FIRST_ONLY) {
        again.name = STR("rework");
        again.cycle = 0;
        again.policy.reopen = REOPEN_RESTART;
    }
    if (c->start.policy.reopen != REOPEN_RESUME) {
        e.started = &again;
        e.started_count = 1;
    }
    live(l, e);
}

/* The rules were changed, or its answers: the same clock with another goal. */
static void reclassify(struct life *l, int64_t at)
{
    struct clock_start start = l->r.clocks[0].start;
    start.started_at = l->events[0].at;
    start.goal = random_goal();
    start.calendar = STR("office");
    start.calendar_version = versions[below(2)];
    live(l, (struct event){.kind = EVENT_RECLASSIFIED,
                           .at = at,
                           .decision = {.clocks = &start, .clock_count = 1}});
}

static void happen(struct life *l, int64_t at)
{
    struct calendar_pin pin = {STR("office"), versions[below(2)]};
    bool roads = below(2);
    if (l->r.closed) {
        reopen(l, at);
        return;
    }
    switch (below(8)) {
    case 0:
        live(l, (struct event){
                    .kind = EVENT_TRANSITIONED, .at = at, .state = STR("done"), .closed = true});
        break;
    case 1:
        live(l, (struct event){.kind = EVENT_ANSWERED, .at = at, .resumes = 1u << PAUSE_CITIZEN});
        break;
    case 2:
        live(l, (struct event){.kind = EVENT_HANDED_OVER,
                               .at = at,
                               .calendar = roads ? STR("roads") : STR("office"),
                               .calendar_version = versions[roads ? 2 : below(2)]});
        break;
    case 3:
        reclassify(l, at);
        break;
    case 4:
        live(l, (struct event){.kind = EVENT_RECOMPUTED, .at = at, .pins = &pin, .pin_count = 1});
        break;
    default:
        live(l, pausing(l, at));
        break;
    }
}

static int64_t last_at(const struct life *l)
{
    return l->events[l->count - 1].at;
}

static void make_life(struct life *l)
{
    begin(l);
    for (int64_t n = below(EVENTS_MAX - 2); n > 0; n--)
        happen(l, last_at(l) + MINUTE * (1 + below(6000)));
    if (l->r.closed)
        happen(l, last_at(l) + MINUTE * (1 + below(6000)));
}

/* --- The model: one minute after the other -----------------------------------------------------
 */

struct model {
    const struct life *life;
    const struct clock_start *start;
    size_t next; /* event */
    bool closed;
    int64_t since[PAUSE_REASON_COUNT], until[PAUSE_REASON_COUNT]; /* since 0: not held */
    const struct calendar *calendar;
    int64_t receipt_day, day_done;
    int64_t consumed; /* minutes */
    int64_t counted;  /* days */
};

/* The calendar of that name in the version that was said last, from event `i` on. */
static const struct calendar *calendar_said(const struct life *l, size_t i, struct str name,
                                            struct str version)
{
    for (; i < l->count; i++)
        if (l->events[i].pin_count && str_eq(name, STR("office")))
            version = l->events[i].pins[0].version;
    if (str_eq(name, STR("roads")))
        return town.calendars[1].calendar;
    return str_eq(version, versions[1]) ? archive_calendar(town.archive, versions[1])
                                        : town.calendars[0].calendar;
}

/* The event that decided a clock last, and the version of its calendar as it said. */
static size_t decided(const struct life *l, struct str name, struct str *version)
{
    size_t last = 0;
    for (size_t i = 0; i < l->count; i++) {
        const struct event *e = &l->events[i];
        const struct clock_start *s = e->decision.clock_count ? e->decision.clocks
                                      : e->started_count      ? e->started
                                                              : NULL;
        if (!s || !str_eq(s->name, name))
            continue;
        last = i;
        *version = s->calendar_version;
    }
    return last;
}

static void take(struct model *m, const struct event *e)
{
    for (int i = 0; i < PAUSE_REASON_COUNT; i++)
        if ((e->resumes >> i & 1) || (e->kind == EVENT_TRANSITIONED && e->closed))
            m->since[i] = 0;
    if (e->pauses) {
        m->since[e->pause] = e->at;
        m->until[e->pause] = e->until ? e->until : INT64_MAX;
        if (e->pause == PAUSE_CITIZEN && m->start->policy.limit_count &&
            e->at + m->start->policy.limits[0].most.amount < m->until[e->pause])
            m->until[e->pause] = e->at + m->start->policy.limits[0].most.amount;
    }
    if (e->kind == EVENT_TRANSITIONED)
        m->closed = e->closed;
    if (e->kind == EVENT_HANDED_OVER && e->at > m->start->started_at)
        m->calendar = calendar_said(m->life, e->number, e->calendar, e->calendar_version);
}

static bool held(const struct model *m, int64_t t)
{
    return (m->since[PAUSE_CITIZEN] && t < m->until[PAUSE_CITIZEN]) ||
           (m->since[PAUSE_WEATHER] && t < m->until[PAUSE_WEATHER]);
}

static bool in_window(const struct model *m, int64_t t)
{
    int second;
    if (!m->start->policy.window_count)
        return false;
    struct date d = date_from_days(zone_day(calendar_zone(m->calendar), t, &second));
    int day = d.month * 100 + d.day;
    return day >= 1000 + m->start->policy.windows[0].from_day && day < 1105;
}

/* The minute [t, t + 60). */
static void step(struct model *m, int64_t t)
{
    int second;
    bool running = !m->closed && !held(m, t) && !in_window(m, t);
    bool open = calendar_is_open(m->calendar, t);
    bool closing = open && !calendar_is_open(m->calendar, t + MINUTE);
    int64_t day = zone_day(calendar_zone(m->calendar), t, &second);
    m->consumed += running && (open || m->start->goal.unit == UNIT_ELAPSED_SECONDS);
    if (!closing || day <= m->receipt_day || day == m->day_done)
        return;
    m->day_done = day;
    m->counted += running;
}

static bool reached(const struct model *m)
{
    return m->start->goal.unit == UNIT_BUSINESS_DAYS
               ? m->counted >= m->start->goal.amount
               : m->consumed * MINUTE >= m->start->goal.amount;
}

/* What a clock reads at `now`, by the model. */
static struct clock_reading model_read(const struct life *l, int64_t now)
{
    struct model m = {.life = l, .start = &running(l)->start};
    struct clock_reading out = {0};
    int64_t t = m.start->started_at, opening;
    struct str version = {0};
    int second;
    size_t i = decided(l, m.start->name, &version);
    m.calendar = calendar_said(l, i + 1, m.start->calendar, version);
    check(calendar_next_open(m.calendar, t, &opening) == ERR_OK);
    m.receipt_day = zone_day(calendar_zone(m.calendar), opening, &second);
    for (;; t += MINUTE) {
        for (; m.next < l->count && l->events[m.next].at <= t; m.next++)
            take(&m, &l->events[m.next]);
        if (!out.due && reached(&m))
            out.due = t;
        if (t == now) {
            out.consumed = m.consumed * MINUTE;
            out.state = held(&m, t) || in_window(&m, t) ? CLOCK_PAUSED : CLOCK_RUNNING;
            if (held(&m, t))
                return out;
        }
        if (t >= now && out.due)
            return out;
        step(&m, t);
    }
}

static void random_lives_read_as_the_model_does(void **state)
{
    (void)state;
    for (unsigned seed = 1; seed <= LIVES; seed++) {
        struct life l = {0};
        struct clock_reading got, expected;
        srandom(seed);
        make_life(&l);
        int64_t now = last_at(&l) + MINUTE * below(3000);
        expected = model_read(&l, now);
        assert_int_equal(clock_read(&l.arena, &town, &l.r, running(&l), now, &got), ERR_OK);
        if (got.due != expected.due || got.consumed != expected.consumed ||
            got.state != expected.state)
            fail_msg("seed %u: due %lld, not %lld; consumed %lld, not %lld; state %d, not %d", seed,
                     (long long)got.due, (long long)expected.due, (long long)got.consumed,
                     (long long)expected.consumed, (int)got.state, (int)expected.state);
        arena_free(&l.arena);
    }
}

/* --- Laws ------------------------------------------------------------------------------------- */

static struct goal any_goal(void)
{
    static const int64_t most[] = {60 * HOUR, 12, 30, 4, 2, 200 * HOUR};
    enum goal_unit unit = (enum goal_unit)below(6);
    return (struct goal){
        .unit = unit,
        .amount = 1 + below(most[unit]),
        .at = (enum day_at)below(3),
        .roll = (enum roll)below(3),
    };
}

/* With the office from the start, and with the roads once it is handed over, unless that is 0. */
static int64_t due_with(struct goal goal, int64_t start, int64_t handed, const struct pause *pauses,
                        size_t count)
{
    struct pause copy[8];
    struct leg legs[] = {{town.calendars[0].calendar, start}, {town.calendars[1].calendar, handed}};
    struct timeline t = {goal, start, legs, handed ? 2 : 1, {copy, count}};
    struct paused_due due;
    memcpy(copy, pauses, count * sizeof *copy);
    assert_int_equal(pauses_union(&t.pauses), ERR_OK);
    assert_int_equal(timeline_due(&t, &due), ERR_OK);
    assert_false(due.paused);
    assert_true(due.due.breach_at >= due.due.due);
    return due.due.due;
}

static void a_pause_never_makes_a_date_earlier(void **state)
{
    (void)state;
    srandom(7);
    for (int i = 0; i < TRIALS; i++) {
        struct pause p[4];
        struct goal goal = any_goal();
        int64_t start = date_to_days((struct date){2026, 6, 1}) * DAY_SECONDS + below(90 * 86400);
        int64_t handed = below(2) ? start + below(20 * DAY_SECONDS) : 0;
        int64_t before = due_with(goal, start, handed, p, 0);
        for (size_t n = 0; n < 4; n++) {
            p[n].from = start + below(20 * DAY_SECONDS);
            p[n].to = p[n].from + 1 + below(6 * DAY_SECONDS);
            int64_t after = due_with(goal, start, handed, p, n + 1);
            assert_true(after >= before);
            before = after;
        }
        struct pause other[4] = {p[3], p[1], p[0], p[2]};
        assert_true(due_with(goal, start, handed, other, 4) == before); /* in no order */
        other[1] = p[3];
        assert_true(due_with(goal, start, handed, other, 4) <= before); /* a union: once is twice */
    }
}

/* Where a day of calendar days ends. */
static int64_t mark_of(const struct calendar *c, int64_t day, enum day_at at, int second)
{
    int64_t begin = zone_instant(calendar_zone(c), day * DAY_SECONDS), last = 0;
    int64_t end = zone_instant(calendar_zone(c), (day + 1) * DAY_SECONDS);
    for (int64_t t = begin; at != AT_SAME_TIME && t < end; t += MINUTE) {
        if (calendar_is_open(c, t) && at == AT_OPEN)
            return t;
        if (calendar_is_open(c, t))
            last = t + MINUTE;
    }
    return at == AT_SAME_TIME ? zone_instant(calendar_zone(c), day * DAY_SECONDS + second)
           : at == AT_OPEN    ? begin
           : last             ? last
                              : end;
}

static bool opens(const struct calendar *c, int64_t day)
{
    int64_t t = zone_instant(calendar_zone(c), day * DAY_SECONDS);
    int64_t end = zone_instant(calendar_zone(c), (day + 1) * DAY_SECONDS);
    while (t < end && !calendar_is_open(c, t))
        t += MINUTE;
    return t < end;
}

static bool paused_at(const struct pause *p, size_t count, int64_t mark)
{
    for (size_t i = 0; i < count; i++)
        if (p[i].from < mark && mark <= p[i].to)
            return true;
    return false;
}

/* Who reads the calendar on the evening of each open day, knowing of no pause that is still to
 * come, and says: the last day falls before we open again. */
static int64_t rolled_back(const struct calendar *c, struct goal g, int64_t start,
                           const struct pause *p, size_t count)
{
    int second;
    int64_t received = zone_day(calendar_zone(c), start, &second), left = g.amount;
    for (int64_t day = received;; day++) {
        int64_t mark = mark_of(c, day, g.at, second), next = day + 1;
        if (paused_at(p, count, mark))
            continue;
        left -= day > received && left > 0;
        while (opens(c, day) && !opens(c, next))
            next++;
        if (opens(c, day) && mark >= start && day + left < next)
            return mark;
    }
}

static void rolling_back_is_known_on_the_day(void **state)
{
    (void)state;
    const struct calendar *c = town.calendars[0].calendar;
    srandom(11);
    for (int i = 0; i < TRIALS / 4; i++) {
        struct pause p[3];
        struct goal g = {.unit = UNIT_CALENDAR_DAYS,
                         .amount = 1 + below(9),
                         .at = (enum day_at)below(3),
                         .roll = ROLL_PREVIOUS};
        int64_t start =
            date_to_days((struct date){2026, 6, 1}) * DAY_SECONDS + below(40 * 24 * 60) * MINUTE;
        size_t count = (size_t)below(4);
        for (size_t n = 0; n < count; n++) {
            p[n].from = start + below(9 * 24 * 60) * MINUTE;
            p[n].to = p[n].from + (1 + below(3 * 24 * 60)) * MINUTE;
        }
        int64_t due = due_with(g, start, 0, p, count);
        assert_int_equal(due, rolled_back(c, g, start, p, count));
        assert_true(due >= start && !paused_at(p, count, due));
        if (count < 3) { /* what comes after the date does not move it */
            p[count] = (struct pause){due + below(2 * DAY_SECONDS), due + 5 * DAY_SECONDS};
            assert_int_equal(due_with(g, start, 0, p, count + 1), due);
        }
    }
}

/* --- Rule by rule ------------------------------------------------------------------------------
 */

static int64_t at(const char *rfc3339)
{
    int64_t out = 0;
    check(instant_parse(str_c(rfc3339), &out));
    return out;
}

static void file(struct life *l, struct goal goal, struct policy policy, const char *when)
{
    struct clock_start *start = ARENA_NEW(&l->arena, struct clock_start);
    *start = (struct clock_start){.name = STR("resolution"),
                                  .calendar = STR("office"),
                                  .goal = goal,
                                  .started_at = at(when),
                                  .policy = policy};
    live(l, (struct event){.kind = EVENT_SUBMITTED,
                           .at = at(when),
                           .decision = {.clocks = start, .clock_count = 1}});
}

static struct clock_reading read_at(struct life *l, const char *when)
{
    struct clock_reading out;
    check(clock_read(&l->arena, &town, &l->r, &l->r.clocks[0], at(when), &out) == ERR_OK);
    return out;
}

static const struct goal eight_hours = {.unit = UNIT_BUSINESS_SECONDS, .amount = 8 * HOUR};

/* b10: no date while it lasts, but what was late stays late. */
static void lateness_outlives_a_pause(void **state)
{
    (void)state;
    struct life l = {0};
    file(&l, eight_hours, (struct policy){.pauses = 1u << PAUSE_CITIZEN},
         "2026-06-01T10:00:00-04:00");
    live(&l, (struct event){.kind = EVENT_PAUSED,
                            .at = at("2026-06-03T10:00:00-04:00"),
                            .pauses = true,
                            .pause = PAUSE_CITIZEN});
    struct clock_reading late = read_at(&l, "2026-06-04T10:00:00-04:00");
    assert_int_equal(late.due, at("2026-06-02T09:30:00-04:00"));
    assert_int_equal(late.state, CLOCK_PAUSED);
    assert_int_equal(late.remaining, 0);
    assert_int_equal(late.resumes_at, 0);
    arena_free(&l.arena);
}

/* b13: first_only leaves the first clock as it was met. */
static void first_only_stays_met(void **state)
{
    (void)state;
    struct life l = {0};
    file(&l, eight_hours, (struct policy){.reopen = REOPEN_FIRST_ONLY},
         "2026-06-01T10:00:00-04:00");
    live(&l, (struct event){.kind = EVENT_TRANSITIONED,
                            .at = at("2026-06-01T12:00:00-04:00"),
                            .state = STR("done"),
                            .closed = true});
    struct clock_start again = l.r.clocks[0].start;
    again.name = STR("rework");
    again.started_at = at("2026-06-02T12:00:00-04:00");
    live(&l, (struct event){.kind = EVENT_TRANSITIONED,
                            .at = again.started_at,
                            .state = STR("reopened"),
                            .started = &again,
                            .started_count = 1});
    assert_int_equal(l.r.clock_count, 2);
    assert_int_equal(read_at(&l, "2026-06-03T12:00:00-04:00").state, CLOCK_MET);
    assert_int_equal(read_at(&l, "2026-06-03T12:00:00-04:00").consumed, 2 * HOUR);
    assert_int_equal(l.r.clocks[1].met_at, 0);
    arena_free(&l.arena);
}

/* b14: what the event left is what a reader gets when the calendar is gone. */
static void a_calendar_that_is_gone_is_said_so(void **state)
{
    (void)state;
    struct life l = {0};
    struct jurisdiction empty = {0};
    struct clock_reading out;
    file(&l, eight_hours, (struct policy){0}, "2026-06-01T10:00:00-04:00");
    assert_int_equal(clock_read(&l.arena, &empty, &l.r, &l.r.clocks[0], l.r.updated_at, &out),
                     ERR_NOT_FOUND);
    arena_free(&l.arena);
}

/* b15, in days: what one team counted stays counted, and the rest is the other team's days. */
static void days_go_from_team_to_team(void **state)
{
    (void)state;
    struct life l = {0};
    file(&l, (struct goal){.unit = UNIT_BUSINESS_DAYS, .amount = 4}, (struct policy){0},
         "2026-06-03T10:00:00-04:00");
    live(&l, (struct event){.kind = EVENT_HANDED_OVER,
                            .at = at("2026-06-04T18:00:00-04:00"),
                            .calendar = STR("roads")});
    /* Thursday counted in the office; Friday, Saturday and Monday on the roads */
    assert_int_equal(read_at(&l, "2026-06-05T00:00:00-04:00").due, at("2026-06-08T15:00:00-04:00"));
    arena_free(&l.arena);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_lives_read_as_the_model_does),
        cmocka_unit_test(a_pause_never_makes_a_date_earlier),
        cmocka_unit_test(rolling_back_is_known_on_the_day),
        cmocka_unit_test(lateness_outlives_a_pause),
        cmocka_unit_test(first_only_stays_met),
        cmocka_unit_test(a_calendar_that_is_gone_is_said_so),
        cmocka_unit_test(days_go_from_team_to_team),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
