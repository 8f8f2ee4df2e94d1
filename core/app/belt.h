/* A belt around the process, in case that something gets out of everything else: no new program is
 * ever started, and only the files that serving needs can be opened. By Landlock and seccomp, where
 * the kernel has them; threads made afterwards wear it too, and nothing takes it off. */
#ifndef APP_BELT_H
#define APP_BELT_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>

struct belt {
    int files;     /* Landlock: its version; 0: this kernel has none */
    bool programs; /* seccomp */
};

/* What this kernel has; changes nothing. */
struct belt belt_available(void);

/* Folders and files, with all below them. NULL entries, and what is not there, are passed over. */
struct belt_needs {
    const char *const *read;
    size_t read_count;
    const char *const *write; /* read, written, made and removed */
    size_t write_count;
};

/* On this thread, and those it makes from now on. *out says what is worn: an old kernel gives less,
 * which is no error. ERR_SYSTEM: the kernel has it and refused. */
enum err belt_wear(const struct belt_needs *needs, struct belt *out);

#endif
