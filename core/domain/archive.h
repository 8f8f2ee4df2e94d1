/* The archive of calendars: each version that a decision refers to, kept in the store under that
 * version, which is a hash of what it says. So a request is counted on what the calendar said when
 * it was filed, until somebody asks for its dates anew (b14), whatever the files say by then. */
#ifndef DOMAIN_ARCHIVE_H
#define DOMAIN_ARCHIVE_H

#include "domain/calendar.h"
#include "store/store.h"

struct archive;

/* All that the snapshot has, built around that year; immutable. Those that cannot be built any
 * more, since their zone is gone, are left out. ERR_CORRUPT, ERR_NOMEM. */
enum err archive_read(struct arena *arena, struct snap *snap, int around, struct archive **out);
/* NULL: it is not kept. */
const struct calendar *archive_calendar(const struct archive *a, struct str version);

/* Puts a calendar into the batch, unless the snapshot has it. */
enum err archive_keep(struct arena *arena, struct snap *snap, const struct calendar *c,
                      struct batch *batch);

#endif
