/* Dates taken over from change to change, by the hash of the text. */
#include "domain/standing.h"

/* When the change put this text in force; changes that did not record it count from their own day.
 */
static int64_t date_in(const struct rules_change *change, const struct service *s, bool *there)
{
    for (size_t i = 0; i < change->service_count; i++) {
        const struct standing *is = &change->services[i];
        *there = str_eq(is->service, s->code) && memcmp(is->hash, s->hash, sizeof is->hash) == 0;
        if (*there)
            return is->since;
    }
    *there = false;
    return change->at;
}

enum err standing_record(struct arena *arena, const struct rules_change *before,
                         const struct jurisdiction *j, struct rules_change *change)
{
    change->services = ARENA_ARRAY(arena, struct standing, j->service_count + 1);
    change->service_count = 0;
    for (size_t i = 0; change->services && i < j->service_count; i++) {
        const struct service *s = j->services[i];
        struct standing *is = &change->services[change->service_count++];
        bool there;
        int64_t since = date_in(before, s, &there);
        *is = (struct standing){.service = s->code, .since = there ? since : change->at};
        memcpy(is->hash, s->hash, sizeof is->hash);
    }
    return change->services ? ERR_OK : ERR_NOMEM;
}

enum err standing_apply(struct arena *arena, const struct rules_change *change,
                        struct jurisdiction *j)
{
    int64_t *dates = ARENA_ARRAY(arena, int64_t, j->service_count + 1);
    bool there;
    for (size_t i = 0; dates && i < j->service_count; i++)
        dates[i] = date_in(change, j->services[i], &there);
    j->since = change->at;
    j->service_since = dates;
    return dates ? ERR_OK : ERR_NOMEM;
}
