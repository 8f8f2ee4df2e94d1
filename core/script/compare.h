/* What changes from one generation of a borough to the next: what a person reads before approving.
 *
 * Three views of the same change: values, service by service, each with the file and line that set
 * it (script/flat.h); the texts; and upgrades. An upgrade is a shared text that a service in force
 * stands on, as its parent or as it is (or jurisdiction.lua uses), and that is not the same any
 * more: its author wrote it for every borough, and each borough approves it for itself. */
#ifndef SCRIPT_COMPARE_H
#define SCRIPT_COMPARE_H

#include "base/json.h"
#include "script/flat.h"

struct value_difference {
    struct str service; /* code */
    struct leaf before, after;
    bool was, is; /* whether there is one */
};

enum text_change { TEXT_ADDED, TEXT_REMOVED, TEXT_CHANGED };

struct text_difference {
    struct str path; /* as in a bundle */
    enum text_change change;
};

struct upgrade {
    struct str
        name; /* "core/pothole@1.3.0"; of a file without a version "core/workflows/standard" */
    struct str path;      /* "core/pothole/service.lua" */
    struct str was, is;   /* versions; empty: it says none */
    struct str *services; /* what stands on it: codes of those in force, or "jurisdiction.lua" */
    size_t service_count;
    bool approved; /* for whoever asks for approval */
};

struct comparison {
    struct value_difference *values;
    size_t value_count;
    struct text_difference *texts;
    size_t text_count;
    struct upgrade *upgrades;
    size_t upgrade_count;
};

/* All of it is in the arena: the generations may go. ERR_NOMEM. */
enum err generation_compare(struct arena *arena, struct generation *before,
                            struct generation *after, struct comparison *out);

/* Members of an object: "differences", "texts", "upgrades"; and back, from another program's.
 * ERR_INVALID: they are not as they are written here; ERR_NOMEM. */
void comparison_put_json(struct jw *w, const struct comparison *c);
enum err comparison_read_json(struct arena *arena, const struct jv *object, struct comparison *out);
void value_difference_put_json(struct jw *w, const struct value_difference *d);

/* A line for each value before and after, each upgrade, and each text that none of these shows. */
void comparison_put_text(struct buf *b, const struct comparison *c, enum lang lang);

#endif
