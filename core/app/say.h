/* What the command line says to a person, in the language of the environment (LC_ALL, LC_MESSAGES,
 * LANG): English when it begins with "en", French otherwise. */
#ifndef APP_SAY_H
#define APP_SAY_H

#include "base/err.h"
#include "base/fault.h"

#include <stdio.h>

enum lang say_lang(void);
/* printf to standard error, after "guichet: "; both formats take the same arguments. */
void say(const char *fr, const char *en, ...)
    __attribute__((format(printf, 1, 3), format(printf, 2, 3)));
/* "guichet: WHAT: no space left on the disk" */
void say_err(const char *what, enum err e);
/* Each fault, "pothole/service.lua:9: unknown key …", and the line it speaks of with a caret. */
void say_faults(FILE *out, const struct faults *faults);

#endif
