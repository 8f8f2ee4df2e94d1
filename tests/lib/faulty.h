/* System calls that fail on demand, so that tests can walk the paths of a failing disk.
 *
 * faulty.c defines pwrite, writev, write, fdatasync, fsync, ftruncate, msync, open and fstatvfs.
 * Linked into a test they stand before the C library's, also for shared libraries, and the test
 * lays plans with faulty_plan. Built as faulty.so and named in LD_PRELOAD, the plans are the lines
 * of the file that the variable FAULTY_PLAN names: written, changed or removed while the program
 * runs, and read again whenever it changes.
 *
 * A plan is one line:  CALL AT TIMES HOW
 *   the AT-th call from now (1 is the next) and TIMES - 1 after it fail HOW: with the errno of that
 *   name, or `short`, for half a write. fstatvfs does not fail: it tells of a disk without room.
 *
 * With the variable FAULTY_UNDER only files whose path begins with its value are concerned. */
#ifndef TESTS_LIB_FAULTY_H
#define TESTS_LIB_FAULTY_H

#include <stdbool.h>

bool faulty_plan(const char *line); /* false: not a plan */
void faulty_clear(void);            /* nothing fails; counts are 0 */
unsigned long faulty_struck(void);  /* calls made to fail since faulty_clear */

#endif
