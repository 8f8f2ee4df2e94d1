/* What is no fault of a borough, and worth a look all the same: rules that never decide, files near
 * their limits, closures that nobody has entered yet, services that it forgot to offer. */
#ifndef APP_REMARKS_H
#define APP_REMARKS_H

#include "base/fault.h"
#include "script/generation.h"

/* Adds them; `today` is a local date, in days since 1970. ERR_NOMEM. */
enum err remarks_of(struct generation *g, int64_t today, struct faults *out);

#endif
