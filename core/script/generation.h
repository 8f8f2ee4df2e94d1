/* A generation: a borough and all its plugins, read, checked, and never changed again.
 *
 * It is made of texts: of a folder, of a bundle (domain/bundle.h), or of a folder with some texts
 * of a bundle in the place of its own, such as one that nobody has saved yet.
 *
 * It owns the memory of its jurisdiction and services. It is counted: hold it for as long as
 * anything in it is used; the last release frees it. Safe from any thread once loaded. */
#ifndef SCRIPT_GENERATION_H
#define SCRIPT_GENERATION_H

#include "domain/bundle.h"
#include "domain/jurisdiction.h"

struct generation;
struct sources;

struct generation_options {
    const char *dir;            /* holds jurisdiction.lua; NULL: `texts` alone */
    const char *plugins;        /* the folder of the shared plugins; NULL: `texts` alone */
    const struct bundle *texts; /* stand before those of the folders; may be NULL; is copied */
    struct str also;            /* a service taken beside those that jurisdiction.lua names: one
                                 * that is being written; may be empty */
    int around_year;            /* calendars cover [this - 2, this + 10] */
    bool skip_broken;           /* leave a broken service out, and serve the others */
    int slowness;               /* time budgets are multiplied by it: for sanitizers; 0 is 1 */
    size_t fail_from;           /* tests: each Lua state fails from that allocation on */
};

/* ERR_INVALID with all faults, of all files, and *out NULL. With skip_broken a broken service's
 * faults are there as well, but it is ERR_OK as long as the jurisdiction itself is sound.
 * ERR_NOMEM. Blocks on files: not for a loop. */
enum err generation_load(const struct generation_options *options, struct faults *faults,
                         struct generation **out);
struct generation *generation_hold(struct generation *g); /* returns g */
void generation_release(struct generation *g);            /* g may be NULL */

/* Not const, for its number in the store, which is given before it is shared. */
struct jurisdiction *generation_jurisdiction(struct generation *g);

/* For what is joined to its jurisdiction before it is shared. */
struct arena *generation_arena(struct generation *g);

/* All texts that it was made of, and nothing else: the same ones make the same generation again. */
const struct bundle *generation_bundle(const struct generation *g);

/* For script/rules.h: the files that services[i] was made of, and the options of loading. */
const struct sources *generation_sources(const struct generation *g, size_t i);
const struct generation_options *generation_options(const struct generation *g);

#endif
