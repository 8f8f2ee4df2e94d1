/* Looking things up in a jurisdiction and in the catalogue. */
#include "domain/jurisdiction.h"

const struct service *jurisdiction_service(const struct jurisdiction *j, struct str code)
{
    for (size_t i = 0; i < j->service_count; i++)
        if (str_eq(j->services[i]->code, code))
            return j->services[i];
    return NULL;
}

const struct calendar *jurisdiction_calendar(const struct jurisdiction *j, struct str name)
{
    for (size_t i = 0; i < j->calendar_count; i++)
        if (str_eq(j->calendars[i].name, name))
            return j->calendars[i].calendar;
    return NULL;
}

const struct calendar *jurisdiction_calendar_of(const struct jurisdiction *j, struct str name,
                                                struct str version)
{
    const struct calendar *now = jurisdiction_calendar(j, name);
    if (now && str_eq(calendar_version(now), version))
        return now;
    const struct calendar *then = archive_calendar(j->archive, version);
    return then ? then : now;
}

const struct jurisdiction *catalogue_find(const struct catalogue *c, struct str id)
{
    if (id.n == 0)
        return c->count == 1 ? c->items[0] : NULL;
    for (size_t i = 0; i < c->count; i++)
        if (str_eq(c->items[i]->id, id))
            return c->items[i];
    return NULL;
}

const struct jurisdiction *catalogue_number(const struct catalogue *c, uint16_t number)
{
    for (size_t i = 0; i < c->count; i++)
        if (c->items[i]->number == number)
            return c->items[i];
    return NULL;
}
