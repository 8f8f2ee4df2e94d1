/* The words after a command's name: one table says what may stand there, where it goes, and what
 * --help prints. */
#ifndef APP_OPTIONS_H
#define APP_OPTIONS_H

#include "base/text.h"

enum option_type {
    OPTION_FLAG,     /* bool */
    OPTION_TEXT,     /* const char *, points into argv */
    OPTION_NUMBER,   /* uint64_t, decimal */
    OPTION_SIZE,     /* uint64_t of bytes: 4096, 64K, 1M, 2G */
    OPTION_NUMBER32, /* the same two, in a uint32_t: more than it holds is refused */
    OPTION_SIZE32,
};

struct option_row {
    const char *name; /* "--data" */
    enum option_type type;
    void *to;
    const char *value; /* how help calls the value: "DIR" */
    bool required;
    struct text help;
};

struct usage {
    const char *command;   /* "key create" */
    const char *arguments; /* "NAME", "JURISDICTION_DIR…", "" */
    int least, most;       /* how many arguments */
    struct text about;     /* one sentence, then paragraphs */
    const struct option_row *rows;
    size_t row_count;
};

enum { EXIT_GOOD = 0, EXIT_BAD = 1, EXIT_USAGE = 2 };

/* Reads argv (after the command's name) into the rows; arguments are moved to argv[0 … *count-1].
 * Returns -1 to go on, else an exit status: EXIT_GOOD after --help, EXIT_USAGE after an error,
 * which has been printed. */
int options_read(const struct usage *u, int argc, char **argv, int *count);
void options_help(const struct usage *u);

#endif
