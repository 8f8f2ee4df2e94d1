/* Query strings and forms: fields in the order they were sent, decoded, valid UTF-8 without NUL.
 *
 * Names may repeat; "attribute[code]" and "attribute[code][]" are names like others until
 * form_attribute reads them. An empty parameter is an absent one (Open311). */
#ifndef HTTP_FORM_H
#define HTTP_FORM_H

#include "base/err.h"
#include "base/fault.h"

enum {
    FORM_FIELDS_MAX = 500, /* in one form; 413 in spirit */
    FORM_NAME_MAX = 200,   /* bytes of a name */
};

struct form_field {
    struct str name, value; /* NUL-terminated */
};

/* Zero plus an arena is an empty form. */
struct form {
    struct arena *arena;
    struct form_field *fields;
    size_t count, room;
};

static inline struct form form_in(struct arena *arena)
{
    return (struct form){.arena = arena};
}

/* Appends the fields of application/x-www-form-urlencoded text (URL Standard, section 5.1): a query
 * or a body. '+' is a space; %XX is decoded once. A pair without a name is skipped if it is empty.
 * ERR_INVALID: bad %, bad UTF-8, NUL, no name or one too long: each fault names its field;
 * ERR_TOO_LARGE: too many fields, one fault; ERR_NOMEM. */
enum err form_read(struct form *f, struct str encoded, struct faults *faults);
/* Appends one decoded field, checked alike; name and value must live as long as the form. */
enum err form_add(struct form *f, struct str name, struct str value, struct faults *faults);

/* The first value of that name that is not empty; an empty view (p NULL) when there is none. */
struct str form_get(const struct form *f, const char *name);
/* Is it the name of an attribute? Then its code: attribute[code] and attribute[code][]. */
bool form_attribute(struct str name, struct str *code);

#endif
