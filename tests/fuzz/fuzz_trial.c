/* floor: script — the text of a service_test.lua, read: tests that can be played, or faults that a
 * person can read. */
#include "base/check.h"
#include "base/id.h"
#include "script/load.h"
#include "script/trials.h"

static const char borough[] =
    "local day = { { '08:00', '17:00' } }\n"
    "return jurisdiction { id = 'town', api = 1, zone = 'America/Toronto',\n"
    "  languages = { 'fr', 'en' }, name = { fr = 'V', en = 'T' }, motto = { fr = 'V', en = 'T' },\n"
    "  contact = { fr = 'V', en = 'T' }, key_service = { fr = 'V', en = 'T' },\n"
    "  calendars = { calendar 'office' { mon = day, tue = day, wed = day, thu = day, fri = day } "
    "},\n"
    "  services = { 'tree' } }\n";
static const char tree[] =
    "return service { code = 'tree', version = '1.0.0', api = 1, group = 'tests',\n"
    "  name = { fr = 'A', en = 'T' }, description = { fr = 'A.', en = 'T.' },\n"
    "  attributes = { attribute.choice 'size' { label = { fr = 'T', en = 'S' },\n"
    "    values = { { 'small', fr = 'P', en = 'S' }, { 'big', fr = 'G', en = 'B' } } },\n"
    "    attribute.number 'depth' { label = { fr = 'P', en = 'D' }, min = 0, max = 100 },\n"
    "    attribute.datetime 'since' { label = { fr = 'D', en = 'S' } } },\n"
    "  clocks = { clock 'resolution' { calendar = 'office', pauses = { 'citizen' },\n"
    "    rule 'big' { when = { size = 'big' }, unit = 'bd', goal = 2 },\n"
    "    rule 'default' { unit = 'bd', goal = 5 } } },\n"
    "  workflow = workflow { start = 'received',\n"
    "    state 'received' { label = { fr = 'R', en = 'R' }, status = 'open',\n"
    "      detailed = 'RECEIVED', next = { 'done' } },\n"
    "    state 'done' { label = { fr = 'T', en = 'D' }, status = 'closed', detailed = "
    "'PROCESSED',\n"
    "      reasons = { reason 'ok' { label = { fr = 'F', en = 'D' },\n"
    "        say = { fr = 'Fait.', en = 'Done.' } } } } } }\n";

static struct generation *open_borough(struct arena *arena)
{
    struct bundle texts = bundle_in(arena);
    struct faults faults = faults_in(arena);
    struct generation *g = NULL;
    check(id_init() == ERR_OK);
    check(bundle_put(&texts, STR("jurisdiction.lua"), str_c(borough)) == ERR_OK);
    check(bundle_put(&texts, STR("services/tree/service.lua"), str_c(tree)) == ERR_OK);
    const struct generation_options o = {.texts = &texts, .around_year = 2026, .slowness = 400};
    check(generation_load(&o, &faults, &g) == ERR_OK);
    return g;
}

static void check_trial(const struct trial *t)
{
    check(t->name.n > 0);
}

static void check_faults(const struct faults *faults)
{
    check(faults_any(faults));
    for (const struct fault *f = faults->first; f; f = f->next)
        check(f->where.n > 0 && f->say.in[LANG_FR].n > 0 && f->say.in[LANG_EN].n > 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static struct arena kept;
    static struct generation *generation;
    struct arena arena = {0};
    struct faults faults = faults_in(&arena);
    struct trials trials;
    if (!generation)
        generation = open_borough(&kept);
    if (size > VM_SOURCE_MAX)
        return 0;
    const struct service *s =
        jurisdiction_service(generation_jurisdiction(generation), STR("tree"));
    enum err e = trials_read(&arena, generation, s, NULL, STR("tree/service_test.lua"),
                             str_of((const char *)data, size), &faults, &trials);
    check(e == ERR_OK || e == ERR_INVALID);
    if (e)
        check_faults(&faults);
    for (size_t i = 0; !e && i < trials.count; i++)
        check_trial(&trials.items[i]);
    arena_free(&arena);
    return 0;
}
