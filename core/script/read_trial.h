/* From the tree of a service_test.lua to trials. */
#ifndef SCRIPT_READ_TRIAL_H
#define SCRIPT_READ_TRIAL_H

#include "domain/jurisdiction.h"
#include "domain/trial.h"
#include "script/schema.h"

struct trial_list {
    struct str borough; /* id; empty: any */
    struct trial *items;
    size_t count;
};

extern const struct shape trial_file_shape; /* a service_test.lua, into struct trial_list */

/* Strings are shared with the tree. ERR_INVALID with all faults; ERR_NOMEM. */
enum err trials_read_tree(struct arena *arena, struct faults *faults, const struct sources *sources,
                          const struct node *tree, const struct jurisdiction *j,
                          const struct service *s, struct trial_list *out);

/* --- Parts, for each other -------------------------------------------------------------------- */

struct trial_context { /* of the reader of trials */
    const struct jurisdiction *jurisdiction;
    const struct service *service;
};

#define TRIAL_TIME_PATTERN "^\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}$"

extern const struct shape trial_expect_shape; /* into struct trial_expect */
/* A list of steps → struct trial. */
extern const struct field trial_steps_forms[];
void read_trial_steps(struct reader *r, const struct field *f, const struct node *value, void *out);

/* "2026-11-06 16:50" in the borough's zone → int64_t. */
void read_wall_time(struct reader *r, const struct field *f, const struct node *value, void *out);
/* The same of a string that stands at `at`; false, and a fault that names `key`. */
bool wall_time(struct reader *r, const char *key, const struct node *at, struct str s,
               int64_t *out);
/* Is there such a state, such a clock? If not, a fault that suggests one. */
bool trial_state_known(struct reader *r, const char *key, const struct node *at, struct str id);
bool trial_clock_known(struct reader *r, const char *key, const struct node *at, struct str name);

#endif
