/* The nouns that every part of the domain shares, and their limits. */
#ifndef DOMAIN_MODEL_H
#define DOMAIN_MODEL_H

#include "base/arena.h"
#include "base/err.h"
#include "base/fault.h"
#include "base/text.h"

enum {
    DESCRIPTION_MAX = 4000, /* code points; GeoReport v2 */
    ADDRESS_MAX = 500,
    NOTE_MAX = 4000,
    NAME_MAX_LENGTH = 200, /* of a person, a team, a key */
    CODE_MAX = 64,         /* service, attribute, state, reason: [a-z][a-z0-9_-]* */
    ANSWER_MAX = 4000,     /* of one attribute */
    ATTRIBUTES_MAX = 50,
    URL_MAX = 2000,
    EXTERNAL_ID_MAX = 100, /* code points; it is part of a key */
};

/* Who acts. Each role may do what those before it may. */
enum role { ROLE_CLIENT, ROLE_AGENT, ROLE_MANAGER, ROLE_ADMIN, ROLE_COUNT };

struct str role_name(enum role role);
bool role_parse(struct str name, enum role *out);

/* WGS 84, in ten-millionths of a degree, so that equal positions are equal numbers. */
struct position {
    int32_t lat, lon;
};

enum { DEGREE = 10000000 };

bool position_from_degrees(double lat, double lon, struct position *out); /* false: off the globe */

/* The value of one attribute. */
enum value_type { VALUE_NONE, VALUE_STRING, VALUE_NUMBER, VALUE_INSTANT, VALUE_LIST };

struct value {
    enum value_type type;
    struct str string; /* string, text; choice: its key */
    double number;
    int64_t instant;  /* UTC seconds */
    struct str *list; /* choices: their keys, in the order of the definition, each once */
    size_t list_count;
};

struct answer {
    struct str code; /* of the attribute */
    struct value value;
};

#endif
