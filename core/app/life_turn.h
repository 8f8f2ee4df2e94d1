/* One change of rules while it lasts: what the files of app/life.h share, and nobody else includes.
 *
 *   life.c         the verbs: open a turn, pass the gate, record, swap
 *   life_gate.c    the gate: load, compare, approve, try
 *   life_folder.c  folders: what they hold at the start, and when they are read again */
#ifndef APP_LIFE_TURN_H
#define APP_LIFE_TURN_H

#include "app/life.h"

/* All that one change needs while it lasts. */
struct turn {
    struct life *life;
    const struct life_ask *ask;
    struct life_answer *answer;
    struct faults *faults;
    struct arena arena;
    struct snap *snap;
    struct edition *edition; /* in force when it began */
    struct generation *now, *next;
    struct rules_change last;   /* recorded last */
    struct rules_change change; /* to be recorded */
};

static inline const struct jurisdiction *turn_in_force(const struct turn *t)
{
    return generation_jurisdiction(t->now);
}

/* --- The gate (life_gate.c) ------------------------------------------------------------------- */

/* Fills t->next. ERR_INVALID with faults. */
enum err turn_load(struct turn *t, const struct generation_options *o);
enum err turn_load_asked(struct turn *t); /* what t->ask is about */
/* Fills t->answer->changes, from what is in force to t->next. */
enum err turn_compare(struct turn *t);
/* A parent's upgrade is never silent: one that nobody approved is a fault. After turn_compare. */
enum err turn_check_approved(struct turn *t);
/* Loads what is asked, compares, and plays the services' tests. */
enum err turn_pass_gate(struct turn *t);

/* --- What all of it needs --------------------------------------------------------------------- */

/* Who acts when nobody asked. */
#define THE_SERVER ((struct str){"guichet", 7})

struct generation_options life_options_of(const struct life *l, size_t borough, bool folder);
/* Absolute, in the arena; empty without memory. */
struct str life_folder(const struct life *l, struct arena *arena, size_t borough);
/* Requests filed under other calendars go on counting on those (domain/archive.h). */
enum err life_join_archive(const struct life *l, struct snap *snap, struct generation *g,
                           uint16_t number);
void life_drop_notice(struct life *l, struct str jurisdiction, enum notice_kind kind);

#endif
