/* floor: script — what a decision costs; one "name value" a line. */
#include "base/check.h"
#include "base/id.h"
#include "domain/decide.h"
#include "script/load.h"
#include "script/rules.h"

#include <stdio.h>
#include <time.h>

enum { ROUNDS = 200000 };

static const char borough[] =
    "local day = { { '08:00', '17:00' } }\n"
    "return jurisdiction { id = 'town', api = 1, zone = 'America/Toronto',\n"
    "  languages = { 'fr', 'en' }, name = { fr = 'V', en = 'T' }, motto = { fr = 'V', en = 'T' },\n"
    "  contact = { fr = 'V', en = 'T' }, key_service = { fr = 'V', en = 'T' },\n"
    "  calendars = { calendar 'office' { mon = day, tue = day, wed = day, thu = day, fri = day } "
    "},\n"
    "  services = { 'tree' } }\n";

/* Three attributes, four rules, and a function when PRIORITY is one. */
static const char tree[] =
    "return service { code = 'tree', version = '1.0.0', api = 1, group = 'tests',\n"
    "  name = { fr = 'A', en = 'T' }, description = { fr = 'A.', en = 'T.' },\n"
    "  attributes = { attribute.choice 'size' { label = { fr = 'T', en = 'S' },\n"
    "      values = { { 'small', fr = 'P', en = 'S' }, { 'big', fr = 'G', en = 'B' } } },\n"
    "    attribute.choice 'place' { label = { fr = 'L', en = 'P' },\n"
    "      values = { { 'road', fr = 'R', en = 'R' }, { 'alley', fr = 'A', en = 'A' } } },\n"
    "    attribute.number 'depth' { label = { fr = 'P', en = 'D' }, min = 0, max = 100 } },\n"
    "  clocks = { clock 'resolution' { calendar = 'office',\n"
    "    rule 'deep' { when = { depth = { ge = 50 } }, unit = 'bd', goal = 1 },\n"
    "    rule 'big' { when = { size = 'big' }, unit = 'bd', goal = 2 },\n"
    "    rule 'alley' { when = { place = 'alley' }, unit = 'bd', goal = 9 },\n"
    "    rule 'default' { unit = 'bd', goal = 5 } } },\n"
    "  workflow = workflow { start = 'received',\n"
    "    state 'received' { label = { fr = 'R', en = 'R' }, status = 'open',\n"
    "      detailed = 'RECEIVED', next = { 'done' } },\n"
    "    state 'done' { label = { fr = 'T', en = 'D' }, status = 'closed', detailed = "
    "'PROCESSED',\n"
    "      reasons = { reason 'ok' { label = { fr = 'F', en = 'D' },\n"
    "        say = { fr = 'Fait.', en = 'Done.' } } } } },\n"
    "  priority = %s }\n";

static const char function[] =
    "function(request, cx) local a = request.attributes\n"
    "  if a.size == 'big' and a.depth and a.depth > 30 then return 'high' end\n"
    "  return 'normal' end";

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static struct generation *load(struct arena *arena, const char *priority)
{
    struct bundle texts = bundle_in(arena);
    struct faults faults = faults_in(arena);
    struct generation *g = NULL;
    struct str service = arena_printf(arena, tree, priority);
    check(bundle_put(&texts, STR("jurisdiction.lua"), str_c(borough)) == ERR_OK);
    check(bundle_put(&texts, STR("services/tree/service.lua"), service) == ERR_OK);
    const struct generation_options o = {.texts = &texts, .around_year = 2026};
    enum err e = generation_load(&o, &faults, &g);
    if (e)
        fprintf(stderr, "%s\n", faults.first->say.in[LANG_EN].p);
    check(e == ERR_OK);
    return g;
}

static void decide_often(struct generation *g, struct script_rules *rules, unsigned rounds)
{
    const struct jurisdiction *j = generation_jurisdiction(g);
    const struct rules table = script_rules_table(rules);
    struct arena arena = {0};
    const struct answer answers[] = {
        {STR("size"), {.type = VALUE_STRING, .string = STR("small")}},
        {STR("place"), {.type = VALUE_STRING, .string = STR("road")}},
        {STR("depth"), {.type = VALUE_NUMBER, .number = 12}},
    };
    const struct facts facts = {
        .answers = answers, .answer_count = 3, .at = 1778162400, .jurisdiction = j};
    const struct rule_question q = {.jurisdiction = j,
                                    .service = jurisdiction_service(j, STR("tree")),
                                    .facts = &facts,
                                    .description = STR("Un arbre est tombé au coin de la rue."),
                                    .now = 1778162400};
    struct decision d;
    for (unsigned i = 0; i < rounds; i++) {
        check(decide(&arena, &table, &q, &d) == ERR_OK);
        check(d.clock_count == 1 && str_eq(d.priority, STR("normal")) && !d.fault.n);
        arena_reset(&arena);
    }
    arena_free(&arena);
}

static void bench(const char *name, const char *priority)
{
    struct arena arena = {0};
    struct generation *g = load(&arena, priority);
    struct script_rules *rules;
    check(script_rules_open(&g, 1, &rules) == ERR_OK);
    decide_often(g, rules, ROUNDS / 10);
    double start = seconds();
    decide_often(g, rules, ROUNDS);
    printf("%s %.3f\n", name, (seconds() - start) * 1e6 / ROUNDS);
    script_rules_close(rules);
    generation_release(g);
    arena_free(&arena);
}

int main(void)
{
    check(id_init() == ERR_OK);
    bench("decision_us", function);
    bench("decision_without_function_us", "'normal'");
    return 0;
}
