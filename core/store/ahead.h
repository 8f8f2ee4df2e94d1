/* Room ahead: a file is kept longer than what is used of it, by zeros that nobody reads.
 *
 * A commit that makes its file longer has the file's length written, and waited for, besides its
 * own pages: one more round trip to the disk in every commit. So the file is made longer before it
 * is needed, a step at a time, and most commits write into a length, and into blocks, that are
 * there. It is only a help: where there is little room, or a write fails, nothing is done, and the
 * commit finds out by itself how it stands with the disk. */
#ifndef STORE_AHEAD_H
#define STORE_AHEAD_H

#include <stdbool.h>
#include <stdint.h>

struct ahead {
    uint64_t length; /* of the file, when last looked at */
};

/* `used` bytes from the start are in use. Nobody else may write to the file meanwhile: what is
 * filled lies behind its end as it is now. */
void ahead_keep(struct ahead *a, int fd, uint64_t used);

#endif
