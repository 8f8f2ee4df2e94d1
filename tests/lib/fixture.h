/* A small town for the tests of the domain: its calendar, two services made in C, a memory store,
 * a clock that stands still, and desks that wait for their commits. */
#ifndef TESTS_LIB_FIXTURE_H
#define TESTS_LIB_FIXTURE_H

#include "base/check.h"
#include "base/date.h"
#include "base/id.h"
#include "domain/desk.h"
#include "domain/ids.h"

#include <math.h>
#include <semaphore.h>
#include <stdlib.h>

/* --- Services --------------------------------------------------------------------------------- */

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static struct choice sizes[] = {
    {{"small", 5}, {{{"Petit", 5}, {"Small", 5}}}},
    {{"big", 3}, {{{"Grand", 5}, {"Big", 3}}}},
};
static struct choice sides[] = {
    {{"north", 5}, {{{"Nord", 4}, {"North", 5}}}},
    {{"south", 5}, {{{"Sud", 3}, {"South", 5}}}},
    {{"east", 4}, {{{"Est", 3}, {"East", 4}}}},
};
static struct choice danger[] = {
    {{"no", 2}, {{{"Non", 3}, {"No", 2}}}},
    {{"yes", 3}, {{{"Oui", 3}, {"Yes", 3}}}},
};

#define KEY_IS(variable, attribute_code, key_text)                                       \
    static struct value variable##_value = {.type = VALUE_STRING,                        \
                                            .string = {key_text, sizeof(key_text) - 1}}; \
    static struct test variable##_test = {                                               \
        .attribute = {attribute_code, sizeof(attribute_code) - 1},                       \
        .values = &variable##_value,                                                     \
        .value_count = 1}

KEY_IS(when_big, "size", "big");
KEY_IS(when_danger, "danger", "yes");

static struct attribute pothole_attributes[] = {
    {.code = {"size", 4},
     .type = ATTRIBUTE_CHOICE,
     .label = {{{"Taille", 6}, {"Size", 4}}},
     .required = true,
     .choices = sizes,
     .choice_count = COUNT(sizes)},
    {.code = {"depth", 5},
     .type = ATTRIBUTE_NUMBER,
     .label = {{{"Profondeur", 10}, {"Depth", 5}}},
     .unit = {"cm", 2},
     .required = true,
     .show_if = {&when_big_test, 1},
     .has_min = true,
     .has_max = true,
     .max = 100},
    {.code = {"sides", 5},
     .type = ATTRIBUTE_CHOICES,
     .label = {{{"Côtés", 7}, {"Sides", 5}}},
     .choices = sides,
     .choice_count = COUNT(sides),
     .has_max = true,
     .max = 2},
    {.code = {"count", 5},
     .type = ATTRIBUTE_NUMBER,
     .label = {{{"Nombre", 6}, {"Count", 5}}},
     .integer = true},
    {.code = {"seen", 4}, .type = ATTRIBUTE_DATETIME, .label = {{{"Vu le", 5}, {"Seen on", 7}}}},
    {.code = {"pole", 4},
     .type = ATTRIBUTE_STRING,
     .label = {{{"Poteau", 6}, {"Pole", 4}}},
     .has_max = true,
     .max = 10},
    {.code = {"story", 5}, .type = ATTRIBUTE_TEXT, .label = {{{"Récit", 6}, {"Story", 5}}}},
    {.code = {"danger", 6},
     .type = ATTRIBUTE_CHOICE,
     .label = {{{"Danger", 6}, {"Danger", 6}}},
     .choices = danger,
     .choice_count = COUNT(danger)},
    {.code = {"phone", 5},
     .type = ATTRIBUTE_STRING,
     .label = {{{"Téléphone", 11}, {"Phone", 5}}},
     .required_if = {&when_danger_test, 1}},
};

static struct stop pothole_stops[] = {
    {.when = {&when_danger_test, 1}, .say = {{{"Appelez le 911.", 15}, {"Call 911.", 9}}}},
};

static struct reason refused_reasons[] = {
    {{"private", 7},
     {{{"Terrain privé", 14}, {"Private land", 12}}},
     {{{"C'est un terrain privé.", 24}, {"It is private land.", 19}}}},
};
static struct reason done_reasons[] = {
    {{"repaired", 8},
     {{{"Réparé", 8}, {"Repaired", 8}}},
     {{{"C'est réparé.", 15}, {"It is repaired.", 15}}}},
    {{"not_found", 9},
     {{{"Rien trouvé", 12}, {"Nothing found", 13}}},
     {{{"Rien n'a été trouvé.", 23}, {"Nothing was found.", 18}}}},
};
static struct str next_of_received[] = {{"in_progress", 11}, {"refused", 7}};
static struct str next_of_progress[] = {{"done", 4}, {"refused", 7}};
static struct str next_of_closed[] = {{"in_progress", 11}};

static struct state town_states[] = {
    {.id = {"received", 8},
     .label = {{{"Reçue", 6}, {"Received", 8}}},
     .detailed_status = {"RECEIVED", 8},
     .next = next_of_received,
     .next_count = 2},
    {.id = {"in_progress", 11},
     .label = {{{"En cours", 8}, {"In progress", 11}}},
     .detailed_status = {"IN_PROCESS", 10},
     .next = next_of_progress,
     .next_count = 2},
    {.id = {"refused", 7},
     .label = {{{"Refusée", 8}, {"Refused", 7}}},
     .closed = true,
     .detailed_status = {"REJECTED", 8},
     .next = next_of_closed,
     .next_count = 1,
     .reasons = refused_reasons,
     .reason_count = COUNT(refused_reasons)},
    {.id = {"done", 4},
     .label = {{{"Terminée", 9}, {"Done", 4}}},
     .closed = true,
     .detailed_status = {"PROCESSED", 9},
     .next = next_of_closed,
     .next_count = 1,
     .reasons = done_reasons,
     .reason_count = COUNT(done_reasons)},
};

static struct rule first_response_rules[] = {
    {.id = {"default", 7},
     .goal = {.number = 8 * 3600},
     .unit = UNIT_BUSINESS_SECONDS,
     .origin = {"pothole.lua:10", 14}},
};
static struct rule pothole_rules[] = {
    {.id = {"big", 3},
     .when = {&when_big_test, 1},
     .goal = {.number = 2},
     .unit = UNIT_BUSINESS_DAYS,
     .origin = {"pothole.lua:20", 14}},
    {.id = {"default", 7},
     .goal = {.number = 7},
     .unit = UNIT_BUSINESS_DAYS,
     .origin = {"pothole.lua:21", 14}},
};
enum { LIGHT_GOAL = 1, LIGHT_PRIORITY = 2 };
static struct rule light_rules[] = {
    {.id = {"asked", 5},
     .goal = {.function = LIGHT_GOAL},
     .unit = UNIT_BUSINESS_DAYS,
     .origin = {"light.lua:5", 11}},
    {.id = {"default", 7},
     .goal = {.number = 5},
     .unit = UNIT_BUSINESS_DAYS,
     .origin = {"light.lua:6", 11}},
};

static struct clock_plan pothole_clocks[] = {
    {.name = {"first_response", 14},
     .calendar_name = {"office", 6},
     .rules = first_response_rules,
     .rule_count = COUNT(first_response_rules)},
    {.name = {"resolution", 10},
     .calendar_name = {"office", 6},
     .rules = pothole_rules,
     .rule_count = COUNT(pothole_rules)},
};
static struct clock_plan light_clocks[] = {
    {.name = {"resolution", 10},
     .calendar_name = {"office", 6},
     .rules = light_rules,
     .rule_count = COUNT(light_rules)},
};

static struct service pothole = {
    .code = {"pothole", 7},
    .version = {"1.0.0", 5},
    .name = {{{"Nid-de-poule", 12}, {"Pothole", 7}}},
    .attributes = pothole_attributes,
    .attribute_count = COUNT(pothole_attributes),
    .stops = pothole_stops,
    .stop_count = COUNT(pothole_stops),
    .clocks = pothole_clocks,
    .clock_count = COUNT(pothole_clocks),
    .workflow = {{"received", 8}, town_states, COUNT(town_states)},
    .hash = {1, 2, 3},
};
static struct service light = {
    .code = {"light", 5},
    .version = {"1.0.0", 5},
    .name = {{{"Lampadaire", 10}, {"Street light", 12}}},
    .clocks = light_clocks,
    .clock_count = COUNT(light_clocks),
    .workflow = {{"received", 8}, town_states, COUNT(town_states)},
    .priority_function = LIGHT_PRIORITY,
    .hash = {4, 5, 6},
};

/* --- Rules in C ------------------------------------------------------------------------------- */

/* What the functions of `light` will answer. */
struct oracle {
    enum err goal_error, priority_error;
    double goal;
    struct str priority, fault;
};

static inline enum err oracle_goal(void *self, const struct rule_question *q, struct arena *arena,
                                   double *out, struct str *fault)
{
    const struct oracle *o = self;
    (void)arena;
    check(q->function == LIGHT_GOAL);
    *out = o->goal;
    *fault = o->fault;
    return o->goal_error;
}

static inline enum err oracle_priority(void *self, const struct rule_question *q,
                                       struct arena *arena, struct str *out, struct str *fault)
{
    const struct oracle *o = self;
    (void)arena;
    check(q->function == LIGHT_PRIORITY);
    *out = o->priority;
    *fault = o->fault;
    return o->priority_error;
}

/* --- The town --------------------------------------------------------------------------------- */

struct town {
    struct arena arena;
    struct now now;
    struct store *store;
    struct oracle oracle;
    struct jurisdiction jurisdiction;
    struct jurisdiction *jurisdictions[1];
    struct catalogue catalogue;
    const struct service *services[2];
    struct calendar *office;
    struct ids *ids;
};

/* Thursday 7 May 2026, 10:00 in Toronto. */
#define TOWN_NOW 1778162400

static inline struct calendar *town_calendar(struct arena *arena)
{
    static struct hours day[] = {{8 * 3600 + 1800, 17 * 3600}};
    struct calendar_spec *spec = ARENA_NEW(arena, struct calendar_spec);
    struct faults faults = faults_in(arena);
    struct calendar *c = NULL;
    *spec = (struct calendar_spec){.name = STR("office"), .zone = STR("America/Toronto")};
    for (int i = 0; i < 5; i++)
        spec->week[i] = (struct day_hours){day, 1};
    check(calendar_build(arena, spec, 2026, &faults, &c) == ERR_OK);
    return c;
}

/* From (45.4, -74.0) to (45.6, -73.7). */
static inline struct territory *town_territory(struct arena *arena)
{
    struct faults faults = faults_in(arena);
    struct territory *t = NULL;
    struct str geojson = STR("{\"type\":\"Polygon\",\"coordinates\":[[[-74.0,45.4],[-73.7,45.4],"
                             "[-73.7,45.6],[-74.0,45.6],[-74.0,45.4]]]}");
    check(territory_read(arena, geojson, &faults, &t) == ERR_OK);
    return t;
}

static inline void town_found(struct town *t)
{
    struct zone *zone;
    check(id_init() == ERR_OK);
    *t = (struct town){.now = {.held = true, .at = TOWN_NOW},
                       .oracle = {.goal = 3, .priority = STR("high")}};
    check(zone_load(&t->arena, STR("America/Toronto"), &zone) == ERR_OK);
    t->office = town_calendar(&t->arena);
    for (size_t i = 0; i < COUNT(pothole_clocks); i++)
        pothole_clocks[i].calendar = t->office;
    light_clocks[0].calendar = t->office;
    t->services[0] = &pothole;
    t->services[1] = &light;
    t->jurisdiction = (struct jurisdiction){
        .id = STR("town"),
        .name = TEXT("Villeneuve", "Newtown"),
        .zone = zone,
        .zone_name = STR("America/Toronto"),
        .english = true,
        .territory = town_territory(&t->arena),
        .services = t->services,
        .service_count = 2,
    };
    t->jurisdictions[0] = &t->jurisdiction;
    t->catalogue = (struct catalogue){.items = t->jurisdictions, .count = 1};
}

/* The town with an empty memory store. */
static inline void town_open(struct town *t)
{
    town_found(t);
    check(store_memory_open(&t->store) == ERR_OK);
    check(ids_open(&t->ids, t->store, &t->catalogue) == ERR_OK);
}

static inline void town_close(struct town *t)
{
    ids_close(t->ids);
    store_close(t->store);
    arena_free(&t->arena);
}

/* --- Desks ------------------------------------------------------------------------------------ */

struct counter_desk {
    struct desk desk;
    sem_t woken;
};

static inline void counter_wake(void *self)
{
    sem_post(self);
}

static inline void counter_open(struct counter_desk *c, struct town *t)
{
    c->desk = (struct desk){
        .store = t->store,
        .catalogue = &t->catalogue,
        .rules = {.self = &t->oracle, .goal = oracle_goal, .priority = oracle_priority},
        .ids = t->ids,
        .now = &t->now,
    };
    check(sem_init(&c->woken, 0, 0) == 0);
    check(snap_open(t->store, &c->desk.snap) == ERR_OK);
    check(port_open(t->store, &c->desk.port, counter_wake, &c->woken) == ERR_OK);
}

static inline void counter_drain(struct counter_desk *c)
{
    while (sem_wait(&c->woken) != 0)
        ;
    port_drain(&c->desk.port);
}

static inline void counter_close(struct counter_desk *c)
{
    port_drain(&c->desk.port);
    port_close(&c->desk.port);
    snap_close(c->desk.snap);
    sem_destroy(&c->woken);
}

static inline void counter_done(struct batch *b)
{
    *(bool *)b->self = true;
}

/* Leaves the counter's snapshot, commits, and waits for the result. */
static inline enum err counter_commit(struct counter_desk *c, struct change *change)
{
    bool done = false;
    desk_leave(&c->desk);
    desk_commit(&c->desk, change, counter_done, &done);
    while (!done)
        counter_drain(c);
    return change->batch.result;
}

static const struct actor town_client = {{"web", 3}, ROLE_CLIENT};
static const struct actor town_agent = {{"agent-7", 7}, ROLE_AGENT};

#define TOWN_AT(lat_degrees, lon_degrees)                     \
    ((struct position){(int32_t)lround((lat_degrees)*DEGREE), \
                       (int32_t)lround((lon_degrees)*DEGREE)})

#endif
