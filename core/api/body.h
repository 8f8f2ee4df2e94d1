/* JSON bodies, read by a table: what a member is called, what it may be, where it goes. A member
 * that no table knows is a fault, never silence. */
#ifndef API_BODY_H
#define API_BODY_H

#include "api/call.h"

enum member_type {
    MEMBER_TEXT,   /* struct str; null is empty */
    MEMBER_NUMBER, /* struct body_number; null is absent */
    MEMBER_OBJECT, /* const struct jv *; null is absent */
    MEMBER_TEXTS,  /* const struct jv *, an array of texts; null is absent */
};

struct body_number {
    bool given;
    double value;
};

struct member {
    const char *name;
    enum member_type type;
    size_t offset; /* into the struct that is filled */
    bool required; /* must be there; null counts */
};

/* Reads the members of an object. `prefix` stands before names in faults: "contact." */
void body_members(struct call *c, const struct jv *object, const char *prefix,
                  const struct member *table, size_t count, void *out);

/* "attributes": {code: text, number, true, false, or an array of these} as raw answers. */
void body_answers(struct call *c, const struct jv *attributes, struct raw_answer **out,
                  size_t *count);
/* Where a fault about an answer is: "attribute[size]", as the domain says it. */
const char *body_answer_where(struct call *c, struct str code);
/* The body has a member of that name that is not null. */
bool body_names(const struct call *c, const char *name);
/* lat and long: both or none. */
bool body_position(struct call *c, struct body_number lat, struct body_number lon,
                   struct position *out);

#endif
