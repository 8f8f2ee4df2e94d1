/* The indexes over requests: for each, the one entry that a request has in it, or none. The verbs,
 * rebuild and verify all use this table, so they cannot disagree. */
#ifndef DOMAIN_INDEX_H
#define DOMAIN_INDEX_H

#include "domain/keys.h"
#include "domain/request.h"

struct index {
    enum key_tag tag;
    const char *name;
    bool id_in_value; /* where the id ends: the value, or the key */
    bool (*entry)(const struct request *r, struct key *key, struct key *value); /* false: none */
};

enum { INDEX_COUNT = 8 };

extern const struct index indexes[INDEX_COUNT];

/* An entry built; false when the request has none in that index. */
struct index_entry {
    struct key key, value;
};
bool index_entry(const struct index *index, const struct request *r, struct index_entry *out);

/* Puts into the batch what turns the entries of `before` (NULL: none) into those of `after`. */
void index_change(struct batch *batch, const struct request *before, const struct request *after);

/* The value of an entry by place: where exactly. */
bool index_read_position(struct str value, struct position *out);

#endif
