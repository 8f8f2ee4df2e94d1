/* A jurisdiction: a borough with its zone, languages, calendars, territory, and services; and the
 * catalogue of all that one process serves. Immutable once loaded. */
#ifndef DOMAIN_JURISDICTION_H
#define DOMAIN_JURISDICTION_H

#include "domain/archive.h"
#include "domain/bundle.h"
#include "domain/service.h"
#include "domain/territory.h"
#include "domain/zone.h"

struct named_calendar {
    struct str name;
    struct calendar *calendar;
};

struct named_place { /* for TEST_NEAR: a school, a hospital… */
    struct str kind;
    struct position position;
};

struct left_out { /* a service that could not be loaded */
    struct str code;
    struct text name; /* its code, when that is all there is */
};

struct jurisdiction {
    struct str id; /* "pierrefonds-roxboro" */
    uint16_t
        number; /* its short name in the store's keys: given once, never again (domain/keys.h) */
    struct text name, motto, contact, key_service; /* the last two for Open311 discovery */
    const struct zone *zone;
    struct str zone_name;
    bool english; /* languages holds "en" */
    struct named_calendar *calendars;
    size_t calendar_count;
    const struct archive *archive; /* calendars of other days; NULL: there is none */
    struct territory *territory;   /* NULL: the whole globe */
    struct named_place *places;
    size_t place_count;
    const struct service **services; /* in the order of jurisdiction.lua */
    size_t service_count;
    unsigned char generation[BUNDLE_HASH_BYTES]; /* hash of all texts in force */
    int64_t since;          /* when it was put in force; 0: it is not (domain/standing.h) */
    int64_t *service_since; /* and the text of services[i]; NULL: not known */
    struct left_out *left_out;
    size_t left_out_count;
    const struct fault *faults;             /* why services were left out; NULL: none was */
    char generation_name[BUNDLE_NAME_TEXT]; /* its beginning, for people */
};

const struct service *jurisdiction_service(const struct jurisdiction *j, struct str code);
const struct calendar *jurisdiction_calendar(const struct jurisdiction *j, struct str name);

/* The calendar of that name as it was in that version, or as it is now when that one was not kept;
 * NULL: it is gone. */
const struct calendar *jurisdiction_calendar_of(const struct jurisdiction *j, struct str name,
                                                struct str version);

struct catalogue {
    uint64_t number; /* another one, another number; 0 for the only one there ever is */
    struct jurisdiction **items;
    size_t count;
};

/* The one of that id; with an empty id, the only one, if there is only one; else NULL. */
const struct jurisdiction *catalogue_find(const struct catalogue *c, struct str id);
const struct jurisdiction *catalogue_number(const struct catalogue *c, uint16_t number);

#endif
