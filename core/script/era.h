/* Eras: a generation with its calendars around other years than its own.
 *
 * A calendar is a table of the years around one (domain/calendar.h). A test says when it is filed,
 * and that may be long ago: played on calendars around that very year it gives the same answer
 * today and in ten years. An era is made when it is first asked for, of the texts that the
 * generation was made of. */
#ifndef SCRIPT_ERA_H
#define SCRIPT_ERA_H

#include "base/fault.h"
#include "domain/rules.h"
#include "script/generation.h"

struct era {
    int year;
    struct generation *generation;
    struct script_rules *asked;
    struct rules rules; /* those of `asked` */
};

struct eras {
    struct arena *arena;
    struct generation *own; /* the caller's: it outlives them */
    struct era *items;
    size_t count;
};

static inline struct eras eras_of(struct arena *arena, struct generation *g)
{
    return (struct eras){.arena = arena, .own = g};
}

/* The era of that instant; it holds until the next call. ERR_INVALID with faults: no calendar
 * reaches so far; ERR_NOMEM. */
enum err eras_at(struct eras *eras, int64_t at, struct faults *faults, const struct era **out);
void eras_close(struct eras *eras);

#endif
