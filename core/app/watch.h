/* Whether anything in a folder has changed, for authors: --dev. */
#ifndef APP_WATCH_H
#define APP_WATCH_H

#include <stdint.h>

/* A mark of all files below the folder, of their names, sizes and dates: another mark, something
 * has changed. What cannot be read counts as not there. */
uint64_t watch_mark(const char *dir);

#endif
