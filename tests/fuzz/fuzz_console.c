/* floor: script — a line of the console: compiled, run in the sandbox, its values written. */
#include "base/check.h"
#include "lib/fixture.h"
#include "script/console.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Either something to read, or a reason in both languages. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct buf out = buf_in(&arena);
    struct vm_error error;
    static struct jurisdiction nowhere;
    static struct zone *zone;
    static struct arena kept;
    if (!zone)
        check(zone_load(&kept, STR("America/Toronto"), &zone) == ERR_OK);
    nowhere.zone = zone;
    const struct facts facts = {.at = TOWN_NOW, .jurisdiction = &nowhere};
    const struct rule_question q = {.jurisdiction = &nowhere,
                                    .service = &pothole,
                                    .facts = &facts,
                                    .description = STR("Élise"),
                                    .now = TOWN_NOW};
    struct str text = str_of((const char *)data, size);
    enum err e = console_evaluate(&q, text, 1, &arena, &out, &error);
    check(e == ERR_OK || e == ERR_RULE);
    if (e)
        check(!out.n && error.say.in[LANG_FR].n && error.say.in[LANG_EN].n);
    arena_free(&arena);
    return 0;
}
