/* The three assertions. They stay on in release: a wrong answer costs more than a test.
 *
 *   check(c)        the impossible: if c is false the program is wrong, and stops here.
 *   check_soft(c)   the unlikely: logs once per occurrence and yields c, so that the caller
 * recovers. check_never(w)  a place that control cannot reach; w says why. */
#ifndef BASE_CHECK_H
#define BASE_CHECK_H

#include <stdbool.h>

#define check(c) ((c) ? (void)0 : check_failed(#c, __FILE__, __LINE__))
#define check_soft(c) ((c) ? true : check_soft_failed(#c, __FILE__, __LINE__))
#define check_never(why) check_failed(why, __FILE__, __LINE__)

_Noreturn void check_failed(const char *what, const char *file, int line);
bool check_soft_failed(const char *what, const char *file, int line); /* always false */

#endif
