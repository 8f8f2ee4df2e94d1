/* Loading a generation again, around another year. */
#include "script/era.h"

#include "base/date.h"
#include "script/rules.h"

static enum err load(const struct eras *eras, int year, struct faults *faults,
                     struct generation **out)
{
    const struct generation_options *own = generation_options(eras->own);
    struct generation_options o = *own;
    if (own->around_year == year)
        return *out = generation_hold(eras->own), ERR_OK;
    o.dir = o.plugins = NULL;
    o.texts = generation_bundle(eras->own);
    o.around_year = year;
    return generation_load(&o, faults, out);
}

static enum err open_era(const struct eras *eras, int year, struct faults *faults, struct era *out)
{
    *out = (struct era){.year = year};
    enum err e = load(eras, year, faults, &out->generation);
    if (e)
        return e;
    e = script_rules_open(&out->generation, 1, &out->asked);
    if (e)
        generation_release(out->generation);
    else
        out->rules = script_rules_table(out->asked);
    return e;
}

enum err eras_at(struct eras *eras, int64_t at, struct faults *faults, const struct era **out)
{
    int year = date_from_days(at / DAY_SECONDS).year;
    for (size_t i = 0; i < eras->count; i++)
        if (eras->items[i].year == year)
            return *out = &eras->items[i], ERR_OK;
    size_t size = eras->count * sizeof *eras->items;
    struct era *items = arena_grow(eras->arena, eras->items, size, size + sizeof *items);
    if (!items)
        return ERR_NOMEM;
    eras->items = items;
    enum err e = open_era(eras, year, faults, &items[eras->count]);
    if (!e)
        *out = &items[eras->count++];
    return e;
}

void eras_close(struct eras *eras)
{
    for (size_t i = 0; i < eras->count; i++) {
        script_rules_close(eras->items[i].asked);
        generation_release(eras->items[i].generation);
    }
    eras->count = 0;
}
