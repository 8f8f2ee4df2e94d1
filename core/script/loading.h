/* Loading a borough, step by step: what generation.c shares with its steps. */
#ifndef SCRIPT_LOADING_H
#define SCRIPT_LOADING_H

#include "base/fault.h"
#include "script/generation.h"
#include "script/inherit.h"
#include "script/library.h"
#include "script/load.h"
#include "script/read.h"

#include <stdatomic.h>

struct generation {
    atomic_uint holders;
    struct arena arena;
    struct generation_options options; /* its strings are copies */
    struct jurisdiction *jurisdiction;
    struct sources **sources;
    struct node **trees;          /* what each service was read from (script/flat.h) */
    const struct node **settings; /* what the borough sets for each; NULL: nothing */
    struct sources own;           /* jurisdiction.lua and what it uses */
    struct bundle bundle;         /* all that it was made of */
};

/* What one load works with. */
struct loading {
    struct generation *g;
    struct faults *faults;
    struct library library;
    struct jurisdiction_draft draft;
    struct sources own; /* jurisdiction.lua and what it uses */
};

/* Every step adds its faults and returns ERR_INVALID, or ERR_NOMEM. */
enum err loading_jurisdiction(struct loading *l); /* first: the others need its draft */
enum err loading_zone(struct loading *l);
enum err loading_calendars(struct loading *l);
enum err loading_territory(struct loading *l);
enum err loading_places(struct loading *l);
enum err loading_services(struct loading *l); /* after the calendars */

/* Part of the last step: what a service extends, for when its functions fail. Adds no faults. */
enum err loading_parents(struct loading *l, struct sources *set, const struct lineage *lineage,
                         const struct node *settings, struct service *heir);

struct vm_limits loading_limits(const struct generation_options *o);
/* Says that a text could not be had; passes ERR_NOMEM on, else ERR_INVALID. */
enum err loading_unreadable(struct faults *faults, struct str path, enum err err);

#endif
