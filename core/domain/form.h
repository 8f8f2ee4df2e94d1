/* A filled form against its service: raw strings in, checked answers out. */
#ifndef DOMAIN_FORM_H
#define DOMAIN_FORM_H

#include "domain/desk.h"

struct form {
    struct answer *answers; /* of the attributes that are shown, in the order of the definition */
    size_t count;
    size_t unknown; /* raw answers to attributes that the service does not have: ignored */
};

/* Checks every answer and says all that is wrong at once, each fault on "attribute[code]" with the
 * attribute's label in its words and one of these codes: required, not_a_choice, not_a_number,
 * not_whole, not_a_date, too_small, too_large (a value, how many, how long), only_one, bad_text.
 *
 * An empty value is no answer. What `show_if` hides is dropped, whatever it says, and so is what
 * depends on it. A list of choices may come as repeated values, or joined by commas when each
 * piece is a key. A number may have a decimal comma. A date without a time is midnight in the
 * jurisdiction's zone.
 *
 * `facts` gives what conditions look at beside answers (place, time); its answers are not read.
 * ERR_INVALID with faults; ERR_NOMEM. */
enum err form_check(struct arena *arena, const struct service *service,
                    const struct raw_answer *raw, size_t raw_count, const struct facts *facts,
                    struct faults *faults, struct form *out);

#endif
