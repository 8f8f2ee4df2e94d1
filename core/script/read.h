/* From trees to the domain's structures: what a service.lua and a jurisdiction.lua may say.
 *
 * Each read_*.c holds the descriptions (script/schema.h) of one part of a plugin's table and the
 * checks that no description can express. */
#ifndef SCRIPT_READ_H
#define SCRIPT_READ_H

#include "domain/jurisdiction.h"
#include "script/schema.h"

/* Reads a service. `settings` is what the borough sets for it, a table or NULL. Strings are shared
 * with the tree. `sources`, where the tree came from, serves to find lines; it may be NULL. Clocks
 * have their calendar's name, not yet the calendar. ERR_INVALID with all faults; ERR_NOMEM. */
enum err service_read(struct arena *arena, struct faults *faults, const struct sources *sources,
                      const struct node *tree, const struct node *settings, struct service *out);

/* What jurisdiction.lua says, before its files, zones and services are looked up. */
struct jurisdiction_draft {
    struct jurisdiction jurisdiction; /* id, texts, zone_name, english */
    struct calendar_spec *calendars;
    size_t calendar_count;
    struct str territory, places; /* files; may be empty */
    struct str *services;
    size_t service_count;
    const struct node *settings; /* a table by service; may be NULL */
};

enum err jurisdiction_read(struct arena *arena, struct faults *faults,
                           const struct sources *sources, const struct node *tree,
                           struct jurisdiction_draft *out);

/* --- Parts, for each other -------------------------------------------------------------------- */

struct service_context {     /* of the reader of a service */
    struct service *service; /* as far as it is read: settings, then attributes, then the rest */
    const struct node *settings;
};

extern const struct shape service_shape;      /* a service.lua, into struct service */
extern const struct shape jurisdiction_shape; /* a jurisdiction.lua, into its draft */
extern const struct shape clocks_shape;       /* into struct service */
/* What may be written in a field that one of the functions below reads: for FIELD_FORMS. */
extern const struct field api_forms[], when_forms[], date_forms[], length_forms[],
    month_day_forms[];
extern const char *const pause_reason_words[]; /* ends with NULL */
/* What a clock { … } says of its policy: fields of a struct clock_plan, written into its list. */
extern const struct field policy_fields[];
/* What no field of it can know: every limit is of a reason that pauses. */
void policy_finish(struct reader *r, const struct node *node, const struct policy *policy);
extern const struct shape workflow_shape; /* into struct workflow */

/* Functions of descriptions. */
void read_when(struct reader *r, const struct field *f, const struct node *value, void *out);
/* "2026-12-24" → int64_t, days since 1970. */
void read_date(struct reader *r, const struct field *f, const struct node *value, void *out);
/* The name of a reason for a pause; false, and a fault, when it is none. */
bool pause_reason_read(struct reader *r, const char *key, const struct node *value,
                       enum pause_reason *out);
/* "20bd", "36bh", "48eh" → struct goal, hours as seconds. */
void read_length(struct reader *r, const struct field *f, const struct node *value, void *out);
/* api: 1 is the only one there is. */
void read_api(struct reader *r, const struct field *f, const struct node *value, void *out);

#endif
