/* Ticking off what a trial exercised. */
#ifndef DOMAIN_TRIAL_COVER_H
#define DOMAIN_TRIAL_COVER_H

#include "domain/trial_check.h"

/* `c` may be NULL. */
void cover_outcome(struct cover *c, const struct trial *t, const struct outcome *o);

#endif
