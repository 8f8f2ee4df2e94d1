/* What is wrong, where, and how to mend it, for the person who sent it; in both languages.
 *
 * A checker adds every fault it finds to one list, never only the first. The list lives in an
 * arena. `where` is a field ("attribute[size]"), a place ("service.lua:9"), or empty. */
#ifndef BASE_FAULT_H
#define BASE_FAULT_H

#include "base/arena.h"
#include "base/text.h"

enum { FAULT_WORDS_MAX = 2000 }; /* bytes of words, and of a line shown: longer ones are cut */

struct fault {
    struct str where;
    struct text say;
    struct str code;   /* what kind, in a word for programs and tests ("required"); may be empty */
    struct str source; /* the line of text it speaks of; empty: not known */
    size_t column;     /* in it, bytes from 1 */
    struct fault *next;
};

struct faults {
    struct arena *arena;
    struct fault *first, *last;
    size_t count;
    bool lost; /* one could not be kept for lack of memory; the list still counts as not empty */
};

static inline struct faults faults_in(struct arena *arena)
{
    return (struct faults){.arena = arena};
}

static inline bool faults_any(const struct faults *f)
{
    return f->first || f->lost;
}

/* Shows the last fault in its text: the line, which is copied, and a column of it. */
void fault_show(struct faults *f, struct str source, size_t column);
/* What jv_read refused: its line and its words. */
void fault_json(struct faults *f, const char *where, int line, struct text why);
/* Both formats take the same arguments in the same order. `where` is copied; NULL is empty. */
void fault_add(struct faults *f, const char *where, const char *fr, const char *en, ...)
    __attribute__((format(printf, 3, 5), format(printf, 4, 5)));
/* The same with words made already, for when the two languages say different things. `say` is kept
 * as it is: it lives as long as the list. Words without a pointer count as lost. */
void fault_say(struct faults *f, const char *where, struct text say);
/* Gives the last one its word; `code` is kept as it is. */
void fault_code(struct faults *f, struct str code);

#endif
